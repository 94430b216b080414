"""The text around quotations: quoted words are masked, and sentences that a quotation holds together are one again.

This module knows spans; it must not know verbs or speakers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.quotes.marks import Quoted
from nlp.reading import Reading

MASK = "□"

# A whole sentence that is nothing but an attribution; behind "?" or "!" it belongs to the words before it.
_ATTRIBUTES = re.compile(
    r"[A-Z][^.;,:□]{1,90}\s(?:said|asked|quipped|added|replied|told|exclaimed|berkata)"
    r"(?:\s+(?:reporters|in|on|at|during|when|today|yesterday|here|to|after|as)\b[^.□]*)?\.?$"
)


@dataclass(frozen=True, slots=True)
class Outer:
    """A sentence of the article's own voice. ``text`` has the length of ``body[start:end]``, quoted words masked."""

    start: int
    end: int
    text: str
    number: int  # Sentence.number of its first sentence
    paragraph: int
    quoted: tuple[Quoted, ...]


def masked(text: str, quoted: Sequence[Quoted]) -> str:
    """``text`` with every quotation, marks included, replaced by as many mask characters; line ends stay."""
    characters = list(text)
    for one in quoted:
        for position in range(one.start, one.end):
            if characters[position] != "\n":
                characters[position] = MASK
    return "".join(characters)


def outer_sentences(reading: Reading, quoted: Sequence[Quoted]) -> tuple[Outer, ...]:
    """Readable sentences, joined where a quotation runs over their border."""
    text = masked(reading.text, quoted)
    groups: list[list[int]] = []
    readable = reading.readable()
    for index, sentence in enumerate(readable):
        joins = bool(groups) and any(one.start < readable[index - 1].end and one.end > sentence.start for one in quoted)
        if joins or (
            groups
            and _goes_on(
                text,
                readable[index - 1].end,
                sentence.start,
                sentence.end,
                readable[index - 1].paragraph == sentence.paragraph,
                readable[index - 1].text[-2:-1] in {"?", "!"},
            )
        ):
            groups[-1].append(index)
        else:
            groups.append([index])
    found = []
    for group in groups:
        first, last = readable[group[0]], readable[group[-1]]
        start, end = first.start, last.end
        found.append(
            Outer(
                start=start,
                end=end,
                text=text[start:end],
                number=first.number,
                paragraph=first.paragraph,
                quoted=tuple(one for one in quoted if one.start >= start and one.end <= end),
            )
        )
    return tuple(found)


def _goes_on(text: str, end: int, start: int, stop: int, same_paragraph: bool, asks: bool) -> bool:
    """Whether a sentence was cut behind a quotation that its attribution follows ("Who?" Tan asked.)."""
    if not same_paragraph or end < 1 or text[end - 1] != MASK:
        return False
    rest = text[start:stop]
    return rest[:1].islower() or (text[end - 1] == MASK and asks and bool(_ATTRIBUTES.match(rest)))
