"""The facts of a week out of a real store, and the digest made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from digest_samples import AFTER, DESK, END, START, WEEK, WEEKS, ZONE, Filled, Piece, fill, write

import digest
from digest.choose import choose
from digest.facts import StoryFact, WeekFacts
from digest.render import render
from records import BadInput, OutletHealth, PantauError, article_id
from store import Store, crawling, stories
from store.health import save_health


def facts(store: Store) -> WeekFacts:
    return digest.week_facts(store.connection, WEEK, ZONE)


def story(found: WeekFacts, name: str) -> StoryFact:
    (one,) = [item for item in found.stories if item.id == name]
    return one


def test_a_copy_counts_with_its_original_and_stays_a_source(store: Store) -> None:
    hydro = story(facts(store), "s-hydro")
    assert (hydro.reports, hydro.reports_before, hydro.new) == (4, 0, True)
    assert [(s.outlet, s.copy) for s in hydro.sources] == [
        ("tern", False),
        ("heron", True),
        ("egret", False),
        ("pipit", False),
        ("stilt", False),
    ]


def test_what_goes_on_counts_only_this_week(store: Store) -> None:
    chips = story(facts(store), "s-chips")
    assert (chips.reports, chips.reports_before, chips.new) == (1, 1, False)
    assert [s.title for s in chips.sources] == ["Penang chip tester hires 300 more"]


def test_themes_and_provinces_count_independent_reports(store: Store) -> None:
    found = facts(store)
    assert {row.id: (row.reports, row.before) for row in found.themes} == {
        "energy": (4, 0),
        "chips": (1, 1),
        "trade": (2, 3),  # a story that comes under a theme does so in both weeks: no trend out of a tag
        "water": (0, 0),
    }
    # the copy of the report from Kuching is no second report of Sarawak; datelines are no subjects
    assert {row.id: (row.reports, row.before) for row in found.provinces} == {
        "MY-13": (3, 0),
        "MY-07": (1, 1),
        "MY-01": (0, 1),
    }


def test_outlets_of_one_owner_are_one_witness(tmp_path: Path) -> None:
    told = Filled()
    owned = tuple(
        replace(outlet, owner="Waders") if outlet.id in ("tern", "egret") else outlet for outlet in told.outlets
    )
    with fill(tmp_path / "owned.db", replace(told, outlets=owned)) as store:
        assert story(facts(store), "s-hydro").reports == 3


def test_a_copy_of_last_weeks_article_is_read_through_it(tmp_path: Path) -> None:
    """Its original was seen on Sunday: the story of this week still has a sentence, and names who wrote it."""
    original = replace(WEEKS[0], weeks_ago=1, hours=24 * 7 - 2)
    with fill(tmp_path / "late.db", Filled(pieces=(original, WEEKS[1]))) as store:
        found = story(facts(store), "s-hydro")
        assert [(s.outlet, s.copy) for s in found.sources] == [("heron", True)]
        assert {s.source.outlet for s in found.sentences} == {"tern"}
        assert [place.code for place in found.places] == ["MY-13"]


def test_withdrawn_articles_are_nowhere(store: Store) -> None:
    hydro = [piece for piece in WEEKS if piece.story == "s-hydro"]
    for piece in hydro:
        crawling.mark_withdrawn(store, piece.id, END, "404")
    stories.refresh_story(store, "s-hydro")
    rendered = digest.preview(store.connection, WEEK, ZONE, "en", DESK, AFTER)
    assert "s-hydro" not in {item.id for item in rendered.content.stories}
    for piece in hydro:
        assert piece.title not in rendered.html
        assert piece.url is None
        assert f"{piece.outlet}.example/{piece.slug}" not in rendered.html + rendered.text


def test_contradiction_quote_and_newcomer(store: Store) -> None:
    content = digest.preview(store.connection, WEEK, ZONE, "en", DESK, AFTER).content
    (found,) = content.contradictions
    assert {side.text for side in found.contradiction.sides} == {"RM2.4 billion", "RM2.6 billion"}
    quote = content.stories[0].quote
    assert quote is not None
    assert (quote.official, quote.role, quote.organisation, quote.source.outlet) == (
        "Lim Teratai",
        "Energy Minister",
        "Ministry of Energy",
        "tern",
    )
    assert [(item.post.official, [r.key for r in item.reason]) for item in content.posts] == [
        ("Rosnah Kelicap", ["post.said", "post.after"])
    ]


def test_data_health(store: Store) -> None:
    content = digest.preview(store.connection, WEEK, ZONE, "en", DESK, AFTER).content
    assert (content.health[0].outlet.outlet, content.health[0].level) == ("plover", "silent")
    assert {item.level for item in content.health[1:]} == {"heard"}
    assert [reason.key for reason in content.not_compared] == ["compare.lost"]


@pytest.mark.parametrize(
    ("since", "seen", "told"),
    [
        (START + timedelta(days=1), END - timedelta(days=1), True),
        (START + timedelta(days=1), END + timedelta(hours=6), True),  # Monday's crawl came before Monday's mail
        (START - timedelta(weeks=3), END + timedelta(weeks=5), True),  # the archive, asked later
        (END + timedelta(hours=6), END + timedelta(hours=6), False),  # became so when the week was over
        (START - timedelta(days=3), START - timedelta(days=2), False),  # not seen since
    ],
)
def test_a_dead_feed_is_told_of_every_week_in_which_it_was_dead(
    store: Store, since: datetime, seen: datetime, told: bool
) -> None:
    state = OutletHealth(
        outlet="plover",
        state="stale_feed",
        reason="http://x.example/rss: the newest is old",
        since=since,
        last_attempt=seen,
    )
    save_health(store, state)
    for language, words in (("en", "its feed stands still; the newest is old"), ("ms", "suapannya tidak dikemas kini")):
        text = " ".join(digest.preview(store.connection, WEEK, ZONE, language, DESK, AFTER).text.split())
        assert (words in text) is told
        assert ("the newest is old" in text) is (told and language == "en")


def test_silence_has_a_beginning_in_any_week_of_the_archive(store: Store) -> None:
    """Last news are those before the week's end, whatever came later, and a withdrawn article was news too."""
    (plover,) = [each for each in facts(store).outlets if each.outlet == "plover"]
    assert plover.last_news == START - timedelta(weeks=1) + timedelta(hours=30)
    assert plover.state_since == START + timedelta(days=1)
    rendered = digest.preview(store.connection, WEEK, ZONE, "en", DESK, AFTER)
    assert "Plover Post: silent since Tuesday 5 May;" in " ".join(rendered.text.split())
    write(store, Piece(outlet="plover", slug="late", story="s-l", title="Late", body="Much later.", weeks_ago=-3))
    crawling.mark_withdrawn(store, article_id("plover", "port"), AFTER, "asked for")
    (plover,) = [each for each in facts(store).outlets if each.outlet == "plover"]
    assert plover.last_news == START - timedelta(weeks=1) + timedelta(hours=30)


def test_a_partial_week_has_no_percent(store: Store) -> None:
    """The week before had its full crawl; in this one an outlet was not heard."""
    rendered = digest.preview(store.connection, WEEK, ZONE, "en", DESK, AFTER)
    assert "partial crawl" in rendered.text
    assert "%" not in rendered.text
    assert all(line.change is None and line.percent is None for line in rendered.content.themes)


def test_a_whole_week_is_compared(tmp_path: Path) -> None:
    with fill(tmp_path / "whole.db", Filled(silent=())) as store:
        content = digest.preview(store.connection, WEEK, ZONE, "en", DESK, AFTER).content
    assert content.not_compared == ()
    assert {line.counted.id: line.change for line in content.themes} == {"energy": 4, "trade": -1, "chips": 0}


def test_the_first_digest_says_that_it_is(tmp_path: Path) -> None:
    now_only = tuple(piece for piece in WEEKS if not piece.weeks_ago)
    with fill(tmp_path / "first.db", Filled(pieces=now_only)) as store:
        rendered = digest.preview(store.connection, WEEK, ZONE, "en", DESK, AFTER)
    assert [reason.key for reason in rendered.content.not_compared] == ["compare.first"]
    assert "first digest, no baseline" in rendered.html
    assert "first digest, no baseline" in " ".join(rendered.text.split())
    assert "%" not in rendered.text


def test_an_article_that_waits_for_analysis_is_told(store: Store) -> None:
    store.connection.execute("UPDATE article SET analysed = NULL WHERE id = ?", (WEEKS[-4].id,))
    content = digest.preview(store.connection, WEEK, ZONE, "en", DESK, AFTER).content
    assert "note.unanalysed" in [note.key for note in content.notes]


def test_an_empty_week_is_a_digest_too(tmp_path: Path) -> None:
    with Store(tmp_path / "empty.db", ZONE) as store:
        for language in ("en", "ms"):
            rendered = digest.preview(store.connection, WEEK, ZONE, language, DESK, AFTER)
            assert rendered.content.stories == ()
            assert rendered.subject
            assert "<ol" not in rendered.html
        with pytest.raises(BadInput, match="'zh'"):
            digest.preview(store.connection, WEEK, ZONE, "zh", DESK, AFTER)


def test_previewing_twice_gives_the_same_and_writes_nothing(store: Store) -> None:
    before = store.connection.total_changes
    first = digest.preview(store.connection, WEEK, ZONE, "en", DESK, AFTER)
    assert digest.preview(store.connection, WEEK, ZONE, "en", DESK, AFTER) == first
    assert store.connection.total_changes == before


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Store]:
    """A large instance: thirty stories of five outlets each, with long headlines, quotations and figures."""
    long = "The council of Lumut approved the second bridge over the strait on Monday after nine years of talks."
    pieces = tuple(
        Piece(
            outlet=outlet,
            slug=f"{number}-{outlet}",
            story=f"s{number}",
            title=f"{long} ({number})",
            body=f"{long} It is number {number}.\n“We shall pay RM{number} million for it and {long}” she said.\n",
            quotes=((f"“We shall pay RM{number} million for it and {long}”", "Lim Teratai", None),),
            figures=(
                (f"RM{number} million", str(number), "MYR", "money", f"cost of bridge {number}", "price", "//actual"),
            ),
            hours=20 + number,
            themes=("energy", "trade"),
        )
        for number in range(30)
        for outlet in ("tern", "heron", "egret", "pipit", "plover")
    )
    with fill(tmp_path / "full.db", Filled(pieces=pieces)) as store:
        yield store


def test_a_full_week_stays_under_the_limit(full: Store) -> None:
    rendered = digest.preview(full.connection, WEEK, ZONE, "en", DESK, AFTER)
    assert (len(rendered.content.stories), rendered.content.left_out) == (10, 20)
    assert len(rendered.html.encode()) < 60_000


@pytest.mark.parametrize(("limit", "stories"), [(40_000, range(6, 10)), (33_000, range(5, 7))])
def test_a_mail_that_would_be_cut_off_loses_its_last_stories(
    full: Store, monkeypatch: pytest.MonkeyPatch, limit: int, stories: range
) -> None:
    whole = digest.preview(full.connection, WEEK, ZONE, "en", DESK, AFTER).content
    monkeypatch.setattr(digest.render, "LIMIT", limit)
    rendered = digest.preview(full.connection, WEEK, ZONE, "en", DESK, AFTER)
    assert len(rendered.html.encode()) <= limit
    assert len(rendered.content.stories) in stories
    assert rendered.content.stories == whole.stories[: len(rendered.content.stories)]
    assert rendered.content.left_out == 30 - len(rendered.content.stories)


def test_a_digest_that_is_still_too_large_is_an_error(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest.render, "LIMIT", 10_000)
    with pytest.raises(PantauError, match="more than 10000"):
        digest.preview(full.connection, WEEK, ZONE, "en", DESK, AFTER)


def test_seen_late_says_when_it_was_published(tmp_path: Path) -> None:
    late = replace(WEEKS[5], published=START - timedelta(days=9))
    with fill(tmp_path / "old.db", Filled(pieces=(late,))) as store:
        rendered = digest.preview(store.connection, WEEK, ZONE, "en", DESK, AFTER)
    assert "published 2 May, seen this week" in rendered.html
    assert "1 article was published before this week" in " ".join(rendered.text.split())


def test_the_link_only_outlet_gives_headline_and_link_alone(tmp_path: Path) -> None:
    words = "Tariffs on the coast fall by two sen once the hydropower line to the coast opens in 2027."
    only = Piece(
        outlet="stilt",
        slug="x",
        story="s",
        title="Hydro line and tariffs",
        body=f"{words}\n“We shall not wait for it at all,” said Lim Teratai, the Energy Minister.\n",
        themes=("energy",),
        officials=(("Lim Teratai", "Energy Minister", "", "acting"),),
        quotes=(("“We shall not wait for it at all,”", "Lim Teratai", "Lim Teratai"),),
    )
    with fill(tmp_path / "link.db", Filled(pieces=(only,))) as store:
        rendered = digest.preview(store.connection, WEEK, ZONE, "en", DESK, AFTER)
        assert len(rendered.content.posts) == 1  # the evidence is there, and stays unsaid
    for part in (rendered.html, " ".join(rendered.text.split())):
        assert "Hydro line and tariffs" in part
        assert "two sen" not in part
        assert "wait for it" not in part
        assert "stilt.example/x" in part


def test_corrections_of_people_win(store: Store) -> None:
    store.connection.execute(
        "INSERT INTO correction (kind, target, field, value, who, at) VALUES"
        " ('story', 's-chips', 'title', 'Chip tester grows', 'amina', '2026-05-17T00:00:00Z')"
    )
    write(store, replace(WEEKS[6], hours=81, slug="chips-3", outlet="egret"))
    rendered = digest.preview(store.connection, WEEK, ZONE, "en", DESK, AFTER)
    assert "Chip tester grows" in [item.title for item in rendered.content.stories]


def test_a_source_that_its_outlet_corrected_says_so(store: Store) -> None:
    with store.transaction() as connection:
        connection.execute("UPDATE article SET corrected = 'Correction: it costs less.' WHERE outlet = 'egret'")
    found = facts(store)
    hydro = story(found, "s-hydro")
    assert [source.outlet for source in hydro.sources if source.corrected] == ["egret"]
    content = choose(found, AFTER)
    for language, said in (("en", "corrected by its outlet"), ("ms", "diperbetulkan oleh penerbitnya")):
        assert said in render(content, language, DESK).text
