"""An article as the story book sees it, and the features of its text, drawn out once.

Knows one article; must not know other articles, stories or decisions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

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


FIELDS = ("text", "names", "pairs", "numbers", "counted", "years")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What one item's text can be told by. ``bags`` counts terms by field (FIELDS)."""

    language: str
    bags: Mapping[str, Counter[str]]
    figures: frozenset[str]  # numbers that can tell events apart
    collection: str | None  # why this is no report of one event (a round-up, a daily brief), or None
    template: frozenset[str]  # words of the title with numbers, days and directions gone


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


def read(item: StoryItem) -> Signs:
    """Draws out the signs of an item. A function of the item alone."""
    lines = words.prose_lines(item.body)
    body = "\n".join(lines)
    title = item.title.strip() or words.first_sentence(item.body)
    whole = f"{title}\n{body}" if item.title.strip() else body
    language = (item.language or "").casefold()[:2] or words.language_of(whole)
    named = words.names(body)
    if item.title.strip() and not words.is_title_case(title):
        named.update(words.names(title))
    return Signs(
        language="ms" if language == "id" else language,
        bags={
            "text": words.terms(whole),
            "names": named,
            "pairs": words.pairs(whole),
            "numbers": words.all_numbers(whole),
            "counted": words.counted(whole),
            "years": words.years(whole),
        },
        figures=words.numbers(whole),
        collection=_collection(item.title, lines),
        template=frozenset(term for term in words.terms(title) if term not in _DIRECTIONS),
    )


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
