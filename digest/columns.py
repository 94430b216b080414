"""Counts a week: its articles as columns, and what follows from them for stories, themes and provinces. Reads only.

Knows the named queries of ``store.week_columns``; it must not know SQL, nor what is chosen.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from digest.briefs import NONE, Bools, Briefs, Ints, grouped, split
from digest.facts import LATELY
from records import Week
from store import week_columns
from store.values import stamp

COPIES = ("identical", "copy")
HOPS = 20  # copies of copies of copies ...; the store keeps chains of one or two


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """The articles of one week, one entry each."""

    articles: list[str]
    outlets: list[str]
    languages: list[str | None]
    stories: tuple[str, ...]  # of the week, by id
    story: Ints  # number of the article's story; -1: none
    copied: Bools  # repeats another article, so that its own words are none
    witness: Ints  # number of who stands behind it
    texts: tuple[str, ...]  # the articles whose annotations stand for those of the week
    text: Ints  # number of the text that it is read as: a copy has no annotations of its own
    shown: Bools  # of texts: not withdrawn
    number: Mapping[str, int]  # of each article

    @property
    def held(self) -> Bools:
        """Of each article whether it stands in a story."""
        return self.story >= 0

    def reports(self) -> Ints:
        """Independent reports of each story."""
        pairs = np.unique(self.story[self.held] * _spread(self.witness) + self.witness[self.held])
        return np.bincount(pairs // _spread(self.witness), minlength=len(self.stories))

    def by_outlet(self) -> Counter[str]:
        return Counter(self.outlets)


def columns(connection: sqlite3.Connection, week: Week) -> Columns:
    """The week as it stands in the store."""
    articles, told, outlets, origins, languages = week_columns.articles(connection, str(week))
    stories, story = _numbered(told)
    number = dict(zip(articles, range(len(articles)), strict=True))
    copies = np.flatnonzero(np.array(origins, dtype=object) != None)  # noqa: E711 - an entry each
    copied_from = [origin for origin in origins if origin is not None]
    # origins that were seen in other weeks, or are withdrawn, stand behind the week's own articles
    outside = week_columns.origins(connection, {origin for origin in copied_from if origin not in number})
    behind = [row for row in outside if row[0] not in number]
    further = {article: place for place, (article, _, _, _) in enumerate(behind, start=len(articles))}
    origin_of = np.arange(len(articles) + len(behind))
    origin_of[copies] = [number[each] if each in number else further[each] for each in copied_from]
    for article, _, origin, _ in behind:
        if origin is not None:
            origin_of[further[article]] = number[origin] if origin in number else further[origin]
    every = [*articles, *further]
    read = np.unique(origin_of[: len(articles)])
    gone = {further[article] for article, _, _, withdrawn in behind if withdrawn is not None}
    copied = np.zeros(len(articles), dtype=np.bool_)
    copied[copies] = True
    return Columns(
        articles=articles,
        outlets=outlets,
        languages=languages,
        stories=stories,
        story=story,
        copied=copied,
        witness=_witnesses(connection, [*outlets, *(row[1] for row in behind)])[_last(origin_of)[: len(articles)]],
        texts=tuple(every[place] for place in read.tolist()),
        text=np.searchsorted(read, origin_of[: len(articles)]),
        shown=np.array([place not in gone for place in read.tolist()], dtype=np.bool_),
        number=number,
    )


def _numbered(told: list[str | None]) -> tuple[tuple[str, ...], Ints]:
    """The stories, and the number of each article's; -1: none. ``told``: of each article its story, in order, those
    that have none first."""
    if not told:
        return (), NONE
    every = np.array(told, dtype=object)
    begins = np.concatenate(([True], every[1:] != every[:-1]))
    without = told[0] is None
    return tuple(every[begins].tolist()[without:]), np.cumsum(begins) - 1 - without


def _witnesses(connection: sqlite3.Connection, outlets: list[str]) -> Ints:
    """The number of who stands behind each outlet."""
    witnesses = week_columns.witnesses(connection)
    numbers = {witness: place for place, witness in enumerate(sorted(set(witnesses.values())))}
    of = {outlet: numbers[witness] for outlet, witness in witnesses.items()}
    return np.array([of[outlet] for outlet in outlets], dtype=np.int64)


def _last(origin_of: Ints) -> Ints:
    """Whose text each is in the end, of a copy of a copy too: as ``store.stories.independent_witnesses`` has it."""
    last = origin_of
    for _ in range(HOPS):
        further = origin_of[last]
        if np.array_equal(further, last):
            return last
        last = further
    known = dict(enumerate(origin_of.tolist()))  # in a circle
    return np.array([_round(place, known) for place in known], dtype=np.int64)


def _round(place: int, origin_of: Mapping[int, int]) -> int:
    passed = {place}
    while origin_of[place] not in passed:
        place = origin_of[place]
        passed.add(place)
    return place


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placed:
    """Which article of a week writes about which province; one entry for each such pair."""

    article: Ints
    code: Ints  # number of the province
    codes: tuple[str, ...]


def placed(connection: sqlite3.Connection, week: Columns) -> Placed:
    """Through the text that each article is read as."""
    found, told = week_columns.places(connection, week.texts)
    order = np.argsort(week.text, kind="stable")
    starts = np.searchsorted(week.text[order], np.arange(len(week.texts) + 1))
    texts = np.array(found, dtype=np.int64)
    codes = {code: number for number, code in enumerate(sorted(set(told)))}
    code = np.array([codes[each] for each in told], dtype=np.int64)
    counts = (starts[1:] - starts[:-1])[texts] if len(texts) else NONE
    which = np.repeat(np.arange(len(found)), counts)
    within = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    return Placed(
        article=order[starts[texts][which] + within] if len(texts) else NONE,
        code=code[which],
        codes=tuple(codes),
    )


def province_counts(week: Columns, places: Placed) -> dict[str, int]:
    """Independent reports of each province: a report counts once for each that it writes about, once a story."""
    what = np.where(week.held, week.story, len(week.stories) + np.arange(len(week.articles)))
    reports = what * _spread(week.witness) + week.witness
    return {code: len(each) for code, each in split(places.code, places.codes, reports[places.article]).items()}


def briefs(
    connection: sqlite3.Connection,
    week: Week,
    start: datetime,
    counted: Columns,
    places: Placed,
    themes: Mapping[str, Ints],
) -> Briefs:
    """The week's stories in columns. ``start``: of the week; ``themes``: numbers of stories by theme."""
    story, held, copied = counted.story, counted.held, counted.copied
    told = week_columns.weeks_before(connection, counted.stories, str(week))
    new = np.array([before is None for before in told], dtype=np.bool_)
    lately = str(week.back(LATELY))
    own = held & ~copied
    originals = np.bincount(story[own], minlength=len(counted.stories))
    listed = [*np.flatnonzero(own).tolist(), *_first_copies(connection, counted, originals == 0)]
    spoken = [each for each in listed if counted.languages[each] is not None]
    in_stories = np.flatnonzero(held).tolist()
    quoting = np.zeros(len(counted.texts), dtype=np.bool_)
    quoting[week_columns.quoting(connection, counted.texts)] = True
    quoted = np.zeros(len(counted.stories), dtype=np.bool_)
    quoted[story[held & (quoting & counted.shown)[counted.text]]] = True
    fitting = held[places.article] & counted.shown[counted.text[places.article]]
    return Briefs(
        ids=counted.stories,
        reports=counted.reports(),
        new=new,
        again=np.array([before is not None and before < lately for before in told], dtype=np.bool_),
        quoted=quoted,
        originals=np.maximum(originals, 1),
        spoken=grouped([str(counted.languages[each]) for each in spoken], story[spoken]),
        themes=themes,
        places=split(places.code[fitting], places.codes, story[places.article[fitting]]),
        officials=OfficialStories(connection, counted),
        printed=grouped([(counted.outlets[each], counted.languages[each]) for each in in_stories], story[in_stories]),
        articles=ArticleStories(counted),
        copies=int((held & copied).sum()),
        late=week_columns.late(connection, str(week), stamp(start)),
    )


def _first_copies(connection: sqlite3.Connection, week: Columns, alone: Bools) -> list[int]:
    """Of each story that has nothing but copies (the original came in an earlier week) the one seen first."""
    places = np.flatnonzero(week.held & alone[week.story]).tolist()
    seen = week_columns.seen(connection, [week.articles[place] for place in places])
    first: dict[int, int] = {}
    for place in sorted(places, key=lambda place: (seen[week.articles[place]], week.articles[place])):
        first.setdefault(int(week.story[place]), place)
    return list(first.values())


class ArticleStories(Mapping[str, int]):
    """The number of the story that an article of the week stands in."""

    def __init__(self, week: Columns) -> None:
        self._week = week

    def __getitem__(self, article: str) -> int:
        story = int(self._week.story[self._week.number[article]])
        if story < 0:
            raise KeyError(article)
        return story

    def __iter__(self) -> Iterator[str]:
        return (article for article, number in self._week.number.items() if self._week.story[number] >= 0)

    def __len__(self) -> int:
        return int(self._week.held.sum())


class OfficialStories(Mapping[str, Ints]):
    """Numbers of the week's stories that name an official; asked for when somebody watches him or her, once."""

    def __init__(self, connection: sqlite3.Connection, week: Columns) -> None:
        self._connection, self._week = connection, week
        self._texts = {text: number for number, text in enumerate(week.texts) if week.shown[number]}
        self._known: dict[str, Ints] = {}

    def __getitem__(self, official: str) -> Ints:
        if official not in self._known:
            named = [self._texts[a] for a in week_columns.naming(self._connection, official) if a in self._texts]
            through = np.zeros(len(self._week.texts), dtype=np.bool_)
            through[named] = True
            self._known[official] = np.unique(self._week.story[through[self._week.text] & self._week.held])
        return self._known[official]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


class OfficialNames(Mapping[str, str]):
    """The name of any official that the store has, by id; asked for once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[str, str | None] = {}

    def __getitem__(self, official: str) -> str:
        if official not in self._known:
            self._known[official] = week_columns.official_names(self._connection, (official,)).get(official)
        name = self._known[official]
        if name is None:
            raise KeyError(official)
        return name

    def __iter__(self) -> Iterator[str]:
        return (official for official, name in self._known.items() if name is not None)

    def __len__(self) -> int:
        return len(list(iter(self)))


def _spread(numbers: Ints) -> int:
    """What another number is multiplied by, so that the sum with one of these stands for the pair."""
    return int(numbers.max()) + 1 if len(numbers) else 1
