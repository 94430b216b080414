"""Lines of a plain text: 72 columns, wrapped, padded, headed. Pure.

Knows columns; it must not know what is said. An address stands on a line of its own and is never broken, however long.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from digest.view import Link

COLUMNS = 72


def tidy(lines: Iterable[str]) -> Iterator[str]:
    """Two empty lines are one; none at the start."""
    blank = True
    for line in lines:
        if line or not blank:
            yield line.rstrip()
        blank = not line


def headed(text: str) -> Iterator[str]:
    yield ""
    title = text.upper()
    yield title
    yield "-" * min(columns_of(title), COLUMNS)


def columns_of(text: str) -> int:
    """Columns on a terminal: Chinese characters take two, marks that combine none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def padded(text: str, width: int, *, right: bool = False) -> str:
    gap = " " * max(0, width - columns_of(text))
    return gap + text if right else text + gap


def linked(link: Link, indent: str) -> Iterator[str]:
    yield from wrapped(cited(link), indent)
    if link.url:
        yield " " * len(indent) + link.url


def cited(link: Link) -> str:
    said = f"{link.lead}: {link.text}" if link.lead else link.text
    return f"{said}, {link.note}" if link.note else said


def wrapped(text: str, indent: str = "") -> Iterator[str]:
    """Lines of at most 72 columns; ``indent`` opens the first, spaces or its quote mark the others."""
    further = indent if indent.rstrip().endswith(">") else " " * len(indent)
    opening, line, filled = indent, "", 0
    room = COLUMNS - len(indent)
    for word in _pieces(text.split(), room):
        wide = columns_of(word)
        if line and filled + 1 + wide > room:
            yield opening + line
            opening, line, filled = further, word, wide
        else:
            line, filled = (f"{line} {word}", filled + 1 + wide) if line else (word, wide)
    if line:
        yield opening + line


def _pieces(words: Iterable[str], room: int) -> Iterator[str]:
    """Words, those that fill more than a line broken (Chinese has no spaces)."""
    for word in words:
        if columns_of(word) <= room:
            yield word
            continue
        piece, used = "", 0
        for char in word:
            wide = columns_of(char)
            if used + wide > room:
                yield piece
                piece, used = "", 0
            piece += char
            used += wide
        if piece:
            yield piece
