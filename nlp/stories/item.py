"""An article as stories see it, and the signs of its text, drawn out once.

Knows one article; must not know other articles, stories or decisions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import accumulate, pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

from nlp.stories import words


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryItem:
    """One article to be placed.

    ``when`` is its time (published, else first seen; aware UTC) or None: then it counts as of the day of the
    latest item so far. ``vector`` is its embedding, unit length, or None.
    """

    id: str
    title: str
    body: str
    when: datetime | None = None
    vector: npt.NDArray[np.float32] | None = field(default=None, compare=False, repr=False)
    language: str | None = None
    outlet: str | None = None


FIELDS = ("text", "names", "numbers", "counted", "years")


_NO_TERMS, _NO_COUNTS = np.zeros(0, dtype=np.uint32), np.zeros(0, dtype=np.uint8)
_NO_ENDS = (0,) * len(FIELDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What one item's text can be told by. Kept small, since a window holds ten days of them.

    ``terms``: checksums of the terms of all fields (FIELDS), field after field, each sorted; ``counts`` how often each
    stands in the text, 255 at most; ``ends``: where each field ends. Of half a million terms some thirty pairs share a
    checksum, and count as one term.
    """

    language: str
    terms: npt.NDArray[np.uint32] = field(compare=False, repr=False)
    counts: npt.NDArray[np.uint8] = field(compare=False, repr=False)
    ends: tuple[int, ...]
    figures: tuple[str, ...]  # numbers that can tell events apart, each once; a set takes four times the memory
    collection: str | None  # why this is no report of one event (a round-up, a daily brief), or None
    template: tuple[str, ...]  # each once: words of the title with numbers, days and directions gone

    def without_terms(self) -> Signs:
        """What rules look at; the terms are on a shelf (nlp.stories.shelf) by then."""
        return replace(self, terms=_NO_TERMS, counts=_NO_COUNTS, ends=_NO_ENDS)


# A title that announces a collection of news. Structure, not outlets: a noun for "several news" beside a frame.
_COLLECTION = re.compile(
    r"\b(?:news|morning|evening|midday|daily|weekly|week'?s|weekend|market|headlines?)\s+"
    r"(?:round-?\s?up|wrap(?:-?up)?|brief(?:ing|s)?|digest|summary|recap|highlights|rundown|bulletin)\b"
    r"|\b(?:round-?up|newsbriefs?|news in brief|in brief|at a glance|what to watch|things to know|top (?:\w+ )?stories"
    r"|top headlines|today'?s headlines|headlines (?:today|this)|stories of the (?:day|week)|week in review"
    r"|week ahead|live updates|front pages?|from the (?:news)?papers|press review|on this day"
    r"|berita (?:utama|ringkas|sepintas lalu)|sepintas lalu|tajuk(?:-tajuk)? (?:utama|berita)|ringkasan berita"
    r"|rangkuman berita|sorotan (?:berita|akhbar|minggu)|minggu ini)\s*(?:$|[:,|–—-]|of\b|for\b|on\b|in\b|\d)",
    re.IGNORECASE,
)
_DIRECTIONS = frozenset(
    "open opens opened close closes closed end ends ended higher lower up down rise rises rose fall falls fell gain "
    "gains gained lose loses lost firm firmer weaker stronger flat mixed easier early late morning afternoon midday "
    "noon week month dibuka ditutup naik turun tinggi rendah kukuh susut meningkat menurun lebih pagi petang".split()
)


def checksum(term: str) -> int:
    return crc32(term.encode())


def bags(item: StoryItem) -> dict[str, Counter[str]]:
    """The terms of an item by field (FIELDS), with counts."""
    return _bags(item.title.strip(), "\n".join(words.prose_lines(item.body)))


def _bags(title: str, body: str) -> dict[str, Counter[str]]:
    """One pass over the words of a text for what they are and which are names, one over its folded pieces."""
    whole = f"{title}\n{body}" if title else body
    of_title, of_body = words.words_of(title), words.words_of(body)
    named = words.names_of(body, of_body)
    if title and not words.is_title_case(title):
        named.update(words.names_of(title, of_title))
    folded = whole.casefold()
    pieces = words.pieces(folded)
    return {
        "text": words.terms_of([*of_title, *of_body][: words.BODY_WORDS]),
        "names": named,
        "numbers": words.all_numbers(whole, pieces),
        "counted": words.counted(folded),
        "years": words.years(whole),
    }


def read(item: StoryItem) -> Signs:
    """Draws out the signs of an item. A function of the item alone."""
    lines = words.prose_lines(item.body)
    body = "\n".join(lines)
    printed = item.title.strip()
    whole = f"{printed}\n{body}" if printed else body
    language = (item.language or "").casefold()[:2] or words.language_of(whole)
    fields = [_packed(bag) for bag in _bags(printed, body).values()]
    return Signs(
        language="ms" if language == "id" else language,
        terms=np.array([term for packed in fields for term, _ in packed], dtype=np.uint32),
        counts=np.minimum([count for packed in fields for _, count in packed], 255).astype(np.uint8),
        ends=tuple(accumulate(len(packed) for packed in fields)),
        figures=tuple(sorted(words.numbers(whole))),
        collection=_collection(item.title, lines),
        template=tuple(sorted(words.terms(printed or words.first_sentence(item.body)).keys() - _DIRECTIONS)),
    )


def _packed(bag: Mapping[str, int]) -> list[tuple[int, int]]:
    """Counts by checksum, sorted by it."""
    keys = [crc32(term.encode()) for term in bag]
    found = dict(zip(keys, bag.values(), strict=True))
    if len(found) < len(bag):  # two terms share a checksum: they are one
        found = dict.fromkeys(keys, 0)
        for key, count in zip(keys, bag.values(), strict=True):
            found[key] += count
    return sorted(found.items())


def _collection(title: str, lines: list[str]) -> str | None:
    found = _COLLECTION.search(title)
    if found:
        return f"its title announces a collection ('{found[0].strip()}')"
    # Items under headings of their own: many short lines without a full stop, each followed by prose.
    headings = sum(
        1
        for line, following in pairwise(lines)
        if 2 <= len(line.split()) <= 12 and line[-1] not in ".!?\"”'," and len(following.split()) >= 15
    )
    if headings >= 4 and headings * 3 >= len(lines):
        return f"{headings} items under headings of their own"
    return None
