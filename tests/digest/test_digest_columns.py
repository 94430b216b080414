"""What is counted and chosen in columns is what reading every story in full comes to."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from choice_oracle import plain_choice, told_in_columns
from digest_samples import AFTER, DESK, START, WEEK, ZONE
from hypothesis import given, settings
from hypothesis import strategies as st
from test_digest_choose import CHIPS, ENERGY, facts, source, story

from benchmarks.generator import generate
from digest import week_facts
from digest.choose import Choice
from digest.facts import PlaceName, QuoteFact, SentenceFact, StoryFact, WeekFacts
from digest.figure_facts import ContradictionFact, Side
from digest.ranking import AT_ONCE, Ranking
from digest.render import render
from digest.scoring import FIRST
from digest.week_stories import WeekStories, briefs_of
from records import Watched, Week
from store import Store, crawling, weekly

PLACES = (PlaceName(code="MY-13", name="Sarawak"), PlaceName(code="MY-07", name="Penang", name_ms="Pulau Pinang"))
OFFICIALS = (("lim", "Lim Teratai"), ("rosnah", "Rosnah Kelicap"))
T = TypeVar("T")
LINES = (
    "The river line from the hills to the coast opens in the year after next.",
    "Half of what the river line from the hills to the coast costs is federal money.",
    "He did not elaborate.",
)


def week_of(chance: random.Random) -> list[StoryFact]:
    return [story_of(chance, f"s{number:02}") for number in range(chance.randint(0, 25))]


def some(chance: random.Random, things: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(thing for thing in things if chance.random() < 0.4)


def story_of(chance: random.Random, name: str) -> StoryFact:
    sources = tuple(
        source(
            chance.choice(("tern", "heron", "egret")),
            article=f"{name}-{number}",
            language=chance.choice(("en", "ms", None)),
            copy=chance.random() < 0.4,
            show=chance.choice(("full", "link")),
        )
        for number in range(chance.randint(1, 3))
    )
    new = chance.random() < 0.5
    quotes = tuple(
        QuoteFact(
            text=f"“{chance.choice(LINES)}”",
            kind=chance.choice(("direct", "indirect")),
            speaker="Lim",
            official="Lim Teratai",
            role="Minister",
            organisation=None,
            status="current",
            public_office=chance.random() < 0.7,
            confidence=0.9,
            source=chance.choice(sources),
        )
        for _ in range(chance.randint(0, 2))
    )
    return StoryFact(
        id=name,
        title=f"Title of {name}",
        new=new,
        first_seen=START,
        last_seen=START,
        reports=chance.randint(1, 8),
        reports_before=0 if new else 2,
        reports_lately=0 if new else chance.randint(0, 2),
        sources=sources,
        themes=some(chance, (ENERGY, CHIPS)),
        places=some(chance, PLACES),
        officials=some(chance, OFFICIALS),
        sentences=tuple(SentenceFact(text=chance.choice(LINES), number=0, source=each) for each in sources[:1]),
        quotes=quotes,
    )


def reader_of(chance: random.Random) -> Watched:
    return Watched(
        themes=frozenset(some(chance, ("energy", "chips", "water"))),
        places=frozenset(some(chance, ("MY-13", "MY-07"))),
        officials=frozenset(some(chance, ("lim", "rosnah"))),
        outlets=frozenset(some(chance, ("tern",))),
        languages=frozenset(some(chance, ("en", "zh"))),
    )


@settings(max_examples=200)
@given(st.integers(0, 2**32))
def test_few_stories_are_looked_at_and_the_choice_is_that_of_all(seed: int) -> None:
    """Made by one number: drawing twenty stories a piece takes hypothesis minutes."""
    chance = random.Random(seed)
    held, watched, language = week_of(chance), reader_of(chance), chance.choice(("en", "ms"))
    sides = [Side(text="3", reports=1, sentence="", source=each.sources[0]) for each in held if chance.random() < 0.2]
    value = partial(ContradictionFact, kind="value", why="", concept="c", measures=None, owner=None, period=None)
    week = facts(*held, contradictions=tuple(value(id=str(n), sides=(side, side)) for n, side in enumerate(sides)))
    assert Ranking(week).told(language, watched) == plain_choice(week, held, language, watched)


def test_of_a_large_week_only_the_best_are_read() -> None:
    """Also where one story after the other is no longer there."""
    one = story("", themes=(ENERGY,))
    held = [replace(one, id=f"s{n:04}", reports=1 + n % 3) for n in range(3 * FIRST)]
    by_id = {story.id: story for story in held}
    asked: list[str] = []

    def load(ids: object) -> list[StoryFact]:
        asked.extend(ids)  # type: ignore[arg-type]
        return [by_id[each] for each in ids if each != "s0002"]  # type: ignore[attr-defined]

    week = facts(stories=WeekStories(briefs_of(held, START), load))
    told = Ranking(week).told("en", Watched())
    assert [item.id for item in told] == [f"s{n:04}" for n in (5, 8, 11, 14, 17, 20, 23)]
    assert len(asked) == len(set(asked)) == AT_ONCE
    whole = Ranking(facts(*held)).ranked("en", Watched())
    assert [item.id for item in whole] == [s.id for s in sorted(held, key=lambda s: (-s.reports, s.id))]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("columns") / "pantau.db"
    generate(path, 700, seed=5, days=30, words=60, vectors=False, check=False)
    return path


def plain_counts(store: Store, week: Week) -> tuple[dict[str, int], dict[str, int], list[str]]:
    """Reports by theme and by province, and who is named, an article at a time."""
    themes: dict[str, set[tuple[str, str]]] = {}
    places: dict[str, set[tuple[str, str]]] = {}
    rows = store.connection.execute(
        "SELECT id, story, CASE WHEN copy_kind IN ('identical', 'copy') THEN coalesce(copy_of, id) ELSE id END"
        " FROM article WHERE week = ? AND withdrawn IS NULL",
        (str(week),),
    ).fetchall()
    witness = weekly.witness_of_each(store, [row[0] for row in rows])
    officials = set()
    for article, held_by, text in rows:
        told = {row["code"] for row in weekly.divisions_of(store, [text])}
        for code in told:
            places.setdefault(code, set()).add((held_by or article, witness[article]))
        for row in weekly.themes_of(store, [held_by] if held_by else []):
            themes.setdefault(row["theme"], set()).add((held_by, witness[article]))
        officials |= {row["official"] for row in weekly.officials_of(store, [text])}
    return ({k: len(v) for k, v in themes.items()}, {k: len(v) for k, v in places.items()}, sorted(officials))


def check(store: Store, week: Week, readers: list[Watched]) -> WeekFacts:
    found = week_facts(store.connection, week, store.zone)
    held = list(found.stories)  # type: ignore[call-overload]
    themes, places, officials = plain_counts(store, week)
    themes_before, places_before, _ = plain_counts(store, week.back(1))
    named = briefs_of(held, found.start)
    assert told_in_columns(found.stories.briefs, officials) == told_in_columns(
        replace(named, officials={key: named.officials.get(key, named.reports[:0]) for key in officials}), officials
    )
    assert {row.id: (row.reports, row.before) for row in found.themes if row.reports or row.before} == {
        key: (themes.get(key, 0), themes_before.get(key, 0)) for key in themes.keys() | themes_before.keys()
    }
    assert {row.id: (row.reports, row.before) for row in found.provinces} == {
        key: (places.get(key, 0), places_before.get(key, 0)) for key in places.keys() | places_before.keys()
    }
    choice = Choice(week_facts(store.connection, week, store.zone), AFTER)
    for watched in [Watched(), Watched(officials=frozenset(officials[:2])), *readers]:
        for language in ("en", "ms"):
            assert choice.of(language, watched).stories == plain_choice(found, held, language, watched)
    return found


def test_the_sample_in_columns(store: Store) -> None:
    readers = [Watched(themes=frozenset({"chips"})), Watched(places=frozenset({"MY-13"}), outlets=frozenset({"egret"}))]
    for week in (WEEK, WEEK.back(1), WEEK.back(2)):
        check(store, week, readers)


def test_a_made_up_archive_in_columns(archive: Path, tmp_path: Path) -> None:
    """With what an archive has that the sample has not: copies of last week's articles, something withdrawn, an article
    without a story."""
    path = tmp_path / "pantau.db"
    with Store.open(archive, readonly=True) as made:
        made.backup_to(path) if hasattr(made, "backup_to") else path.write_bytes(archive.read_bytes())
    with Store.open(path) as store:
        rows = store.connection.execute(
            "SELECT week, id, copy_of FROM article WHERE copy_kind IN ('identical', 'copy') ORDER BY first_seen, id"
        ).fetchall()
        last = max(row[0] for row in rows)
        for _, _, origin in [row for row in rows if row[0] == last][:6]:
            crawling.mark_withdrawn(store, origin, AFTER, "404")
        with store.transaction() as connection:
            connection.execute(
                "UPDATE article SET story = NULL WHERE id IN (SELECT id FROM article ORDER BY id LIMIT 9)"
            )
        themes = [row["id"] for row in weekly.themes(store)]
        readers = [Watched(themes=frozenset(themes[:3])), Watched(languages=frozenset({"ms"}))]
        weeks = weekly.weeks_seen(store, 3)
        assert len(weeks) == 3
        for week in weeks:
            found = check(store, week, readers)
            assert found.stories.briefs.copies
            assert render(Choice(found, AFTER).of("ms", readers[0]), "ms", DESK).html


def test_a_week_of_nothing(store: Store) -> None:
    found = check(store, WEEK.back(40), [])
    assert (len(found.stories.briefs), found.zone) == (0, ZONE)
