"""An article as the story book sees it, and the features of its text, drawn out once.

Knows one article; must not know other articles, stories or decisions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from nlp.stories import words
from nlp.stories.facts import Facts, facts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryItem:
    """One article to be placed.

    ``when`` is its time (published, else first seen; aware UTC) or None: then it counts as of the day of the
    latest item so far. ``vector`` is its embedding, unit length, or None. ``names`` (officials, organisations),
    ``places`` (names or codes) and ``figures`` (as printed) sharpen the decision where they are given.
    """

    id: str
    title: str
    body: str
    when: datetime | None = None
    vector: npt.NDArray[np.float32] | None = field(default=None, compare=False, repr=False)
    language: str | None = None
    outlet: str | None = None
    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The features of one item's text. Integer weights by term."""

    language: str
    title: dict[str, int]
    text: dict[str, int]
    names: dict[str, int]
    numbers: frozenset[str]
    collection: str | None  # why this is no report of one event (a round-up, a daily brief), or None
    template: frozenset[str]  # words of the title with numbers, days and directions gone
    facts: Facts  # what survives translation


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


def read(item: StoryItem) -> Text:
    """Draws out the features of an item. A function of the item alone."""
    lines = words.prose_lines(item.body)
    body = "\n".join(lines)
    title = item.title.strip() or words.first_sentence(item.body)
    language = (item.language or "").casefold()[:2] or words.language_of(f"{title}\n{body}")
    named = words.names(body)
    if not words.is_title_case(title):
        named.update(words.names(title))
    for given in (*item.names, *item.places):
        named.update(words.terms(given))
    spoken = "ms" if language == "id" else language
    return Text(
        language=spoken,
        title=words.weigh(words.terms(title)),
        text=words.weigh(words.terms(f"{title}\n{body}")),
        names=words.weigh(named),
        numbers=words.numbers(f"{title}\n{body}\n" + "\n".join(item.figures)),
        collection=_collection(item.title, lines),
        template=frozenset(term for term in words.terms(title) if term not in _DIRECTIONS),
        facts=facts_of(title, body, spoken, item.when.date() if item.when else None),
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
