"""A text cut into paragraphs and pieces, each piece with what was found there. Pure; it must not know HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

KINDS = {"official": "P", "place": "L", "figure": "F", "quote": "Q"}  # the letter that marks each kind in the text
ASKED = "asked"  # the sentence that a link leads to; it has no letter


@dataclass(frozen=True, slots=True)
class Span:
    """Something found: characters ``start`` to ``end`` (exclusive) of the text."""

    start: int
    end: int
    kind: str  # one of KINDS, or ASKED
    target: str | None = None  # id of the official, code of the place
    said: str = ""  # what a reader is told of it


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with the same spans throughout; ``begins`` are those whose first shown character it holds."""

    text: str
    spans: tuple[Span, ...]
    begins: tuple[Span, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        found = {span.kind for span in self.spans}
        return tuple(kind for kind in KINDS if kind in found)

    def first(self, kind: str) -> Span | None:
        return next((span for span in self.spans if span.kind == kind), None)


def marked(text: str, places: Iterable[tuple[int, int]]) -> list[dict[str, Any]]:
    """The text as stretches, ``{text, hit}``; ``hit`` inside of the places (start, end). Those outside are left out."""
    inside = sorted((max(0, start), min(end, len(text))) for start, end in places if start < len(text) and end > 0)
    found: list[dict[str, Any]] = []
    at = 0
    for start, end in inside:
        begin = max(at, start)
        if begin >= end:
            continue
        if begin > at:
            found.append({"text": text[at:begin], "hit": False})
        found.append({"text": text[begin:end], "hit": True})
        at = end
    return [*found, {"text": text[at:], "hit": False}] if at < len(text) else found


def paragraphs(text: str, spans: Iterable[Span], end: int | None = None) -> list[list[Piece]]:
    """The first ``end`` characters of the text as paragraphs of pieces.

    Spans may nest, overlap and cross paragraphs; those that end beyond ``end`` or lie outside the text are left out.
    Joined again, the pieces of all paragraphs are the text without its line ends.
    """
    limit = len(text) if end is None else max(0, min(end, len(text)))
    kept = sorted(
        (span for span in spans if 0 <= span.start < span.end <= limit),
        key=lambda span: (span.start, -span.end, span.kind),
    )
    cuts = {0, limit} | {span.start for span in kept} | {span.end for span in kept}
    cuts |= {at + step for at, letter in enumerate(text[:limit]) if letter == "\n" for step in (0, 1)}
    found: list[list[Piece]] = [[]]
    active: list[Span] = []
    waiting = kept[::-1]
    unseen: set[Span] = set()
    ordered = sorted(cuts)
    for start, stop in pairwise(ordered):
        active = [span for span in active if span.end > start]
        while waiting and waiting[-1].start <= start:
            span = waiting.pop()
            active.append(span)
            unseen.add(span)
        if text[start:stop] == "\n":
            found.append([])
            continue
        # a paragraph of blanks is not shown: what begins there begins with the first letter behind it
        begins = tuple(span for span in active if span in unseen) if text[start:stop].strip() else ()
        unseen.difference_update(begins)
        found[-1].append(Piece(text[start:stop], tuple(active), begins))
    return [paragraph for paragraph in found if any(piece.text.strip() for piece in paragraph)]
