"""Pairs quote marks, character by character, before anybody asks who speaks.

This module knows marks and paragraphs; it must not know verbs, except those that show that a mark was never closed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_OPENERS, _CLOSERS, _STRAIGHT = "“„«「『", "”»」』", '"＂'
_SINGLE = "'‘’"
_A_DOUBLE, _A_SINGLE = re.compile(f"[{_OPENERS}{_CLOSERS}{_STRAIGHT}]"), re.compile(f"[{_SINGLE}]")

# In a paragraph whose opening mark is never closed: an attribution inside shows that the closing mark was forgotten.
_FORGOTTEN = re.compile(
    r"[,.?!] (?:(?:he|she|they|beliau|dia) (?:said|told|added)|(?:said|kata|ujar|jelas"
    r"|tegas) (?:[A-Z]|an? |the )|katanya|ujarnya|jelasnya)\b"
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """Characters ``start`` to ``end`` of the body, marks included; ``paragraphs`` counts those it runs over."""

    start: int
    end: int
    paragraphs: int = 1


def paragraphs_of(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each line that is not empty."""
    found, position = [], 0
    for line in text.split("\n"):
        if line.strip():
            left = position + len(line) - len(line.lstrip())
            found.append((left, position + len(line.rstrip())))
        position += len(line) + 1
    return tuple(found)


def pairs(text: str, paragraphs: Sequence[tuple[int, int]]) -> tuple[Quoted, ...]:
    """Quotations in marks, in reading order, none inside another.

    A quotation whose paragraph does not close goes on where the next paragraph opens with a mark again; only the last
    closes. A mark without a partner is dropped: where the words end is not to be guessed.
    """
    found = _pairs(text, paragraphs, double=True)
    singles = _pairs(text, paragraphs, double=False)
    free = [one for one in singles if not any(one.start < other.end and other.start < one.end for other in found)]
    return tuple(sorted([*found, *free], key=lambda quoted: quoted.start))


def _pairs(text: str, paragraphs: Sequence[tuple[int, int]], *, double: bool) -> list[Quoted]:
    found: list[Quoted] = []
    begun, count = None, 0  # a quotation that earlier paragraphs left open
    for index, (left, right) in enumerate(paragraphs):
        marks = _double_marks(text, left, right) if double else _single_marks(text, left, right)
        opened = None
        reopened = begun is not None and bool(marks) and marks[0] == (left, "open")
        for position, side in marks:
            if side == "open":
                if reopened and position == left:
                    opened, count = begun, count + 1
                elif opened is not None and _runs_on(text, left, opened, position):
                    count += 1
                else:
                    opened, count = position, 1
            elif opened is not None:
                found.append(Quoted(opened, position + 1, count))
                opened = None
        goes_on = (
            opened is not None
            and (opened == left or reopened or _is_introduced(text, left, opened))
            and index + 1 < len(paragraphs)
            and not _FORGOTTEN.search(text, max(left, opened), right)
            and _opens(text, paragraphs[index + 1], double=double)
        )
        begun = opened if goes_on else None
    return found


def _runs_on(text: str, left: int, opened: int, reopened: int) -> bool:
    """Whether a second opening mark in one paragraph stands where the page's paragraphs were run together."""
    before = text[left:opened].rstrip()
    begins = not before or before[-1] in ".!?:," or before[-1] in _CLOSERS + _SINGLE
    ends = text[opened:reopened].rstrip()[-1:] in ".!?"
    return begins and ends and not _FORGOTTEN.search(text, opened, reopened)


def _is_introduced(text: str, left: int, opened: int) -> bool:
    """A quotation may begin inside a paragraph, behind a colon or a full stop, and go on over paragraphs."""
    return text[left:opened].rstrip().endswith((":", ",", ".", "!", "?"))


def _opens(text: str, paragraph: tuple[int, int], *, double: bool) -> bool:
    first = text[paragraph[0]]
    return first in _OPENERS + _STRAIGHT + "”" if double else first in _SINGLE


def _double_marks(text: str, left: int, right: int) -> list[tuple[int, str]]:
    """Sides of the double marks: curly ones say theirs, straight ones are read by their neighbours and by turns.

    A curly mark on the wrong side (a word processor's) at the head of a paragraph or behind a space counts as opening.
    """
    marks: list[tuple[int, str]] = []
    is_open = False
    for found in _A_DOUBLE.finditer(text, left, right):
        position, character = found.start(), found.group()
        before = text[position - 1] if position > left else " "
        after = text[position + 1] if position + 1 < right else " "
        heads = (before.isspace() or before in "([—–-/") and not after.isspace()
        if character in _OPENERS:
            side = "open"
        elif character in _CLOSERS:
            side = "open" if not is_open and heads and character == "”" else "close"
        elif before.isdigit() and not is_open:
            continue  # inches
        else:
            side = "close" if is_open else ("open" if heads or not after.isspace() else "close")
        marks.append((position, side))
        is_open = side == "open"
    return marks


def _single_marks(text: str, left: int, right: int) -> list[tuple[int, str]]:
    """Sides of single marks that quote; apostrophes inside words and at the end of plurals are none.

    A single mark closes behind a stop, or before punctuation or the end; behind a bare word only where no better
    place follows in the paragraph ("the workers' own savings,' he said").
    """
    marks: list[tuple[int, str]] = []
    behind = left
    while (found := _A_SINGLE.search(text, behind, right)) is not None:
        position = found.start()
        behind = position + 1
        before = text[position - 1] if position > left else " "
        after = text[position + 1] if position + 1 < right else " "
        if (before.isspace() or before in "(—–") and after.isalnum() and not re.match(r"\d\ds\b", text[position + 1 :]):
            close = _single_close(text, position + 1, right)
            marks.append((position, "open"))
            if close is not None:
                marks.append((close, "close"))
                behind = close + 1
    return marks


def _single_close(text: str, start: int, right: int) -> int | None:
    weak = None
    for found in _A_SINGLE.finditer(text, start, right):
        position = found.start()
        before = text[position - 1]
        after = text[position + 1] if position + 1 < right else " "
        if after.isalnum():
            if before.isspace() and not re.match(r"\d\ds\b", text[position + 1 :]):
                return weak  # the next one opens
            continue
        if text[position] == "‘":
            continue  # it can only open
        if before in ",.!?…":
            return position
        if not after.isspace() and before.isalnum() and after not in "'’":
            return weak if weak is not None else position
        if weak is None and before.isalnum() and after.isspace() and (before != "s" or position + 1 >= right):
            weak = position
    return weak
