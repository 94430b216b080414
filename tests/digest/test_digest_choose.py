"""The choice, as tables of cases over invented facts: what is in, in which order, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from digest_samples import AFTER, DESK, END, START, WEEK, ZONE
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.choose import choose
from digest.content import DigestContent, Reason
from digest.facts import (
    Counted,
    CrawlWeek,
    EmergentFact,
    OutletWeek,
    PlaceName,
    QuoteFact,
    SentenceFact,
    StoryFact,
    ThemeName,
    TrendFact,
    WeekFacts,
)
from digest.figure_facts import FigureFact, Source
from digest.ranking import FEW, MOST, USUAL
from digest.render import render
from digest.week_stories import WeekStories
from records import LeftOut, TrendWhy, Verdict, Watched

ENERGY, CHIPS = ThemeName(id="energy", name="Energy"), ThemeName(id="chips", name="Chips")


def source(outlet: str = "tern", **changes: object) -> Source:
    values = {
        "article": f"a-{outlet}",
        "outlet": outlet,
        "outlet_name": outlet.title(),
        "title": f"Headline of {outlet}",
        "url": f"https://{outlet}.example/a",
        "language": "en",
        "published": START + timedelta(hours=5),
        "first_seen": START + timedelta(hours=6),
        "week": str(WEEK),
    }
    return Source(**(values | changes))  # type: ignore[arg-type]


def story(name: str, reports: int = 1, *, new: bool = True, themes: tuple[ThemeName, ...] = (ENERGY,)) -> StoryFact:
    return StoryFact(
        id=name,
        title=f"Title of {name}",
        new=new,
        first_seen=START,
        last_seen=START,
        reports=reports,
        reports_before=0 if new else 2,
        sources=tuple(source(f"o{n}", article=f"{name}-{n}") for n in range(max(reports, 1))),
        themes=themes,
    )


def facts(*stories: StoryFact, **changes: object) -> WeekFacts:
    base = WeekFacts(
        week=WEEK,
        zone=ZONE,
        start=START,
        end=END,
        first=False,
        crawl=CrawlWeek(articles=20, days=3, outcome="ok"),
        crawl_before=CrawlWeek(articles=20, days=3, outcome="ok"),
        stories=WeekStories.of(stories, START),
        themes=(
            Counted(id="energy", name="Energy", name_ms="Tenaga", reports=12, before=10),
            Counted(id="chips", name="Chips", name_ms=None, reports=0, before=4),
        ),
        versions=("v1",),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def chosen(content: DigestContent) -> list[str]:
    return [item.id for item in content.stories]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (story("b", 3), story("a", 1)),  # more independent reports
        (story("b", 2), story("a", 2, new=False)),  # news before what goes on
        (story("b", 2), story("a", 2, themes=())),  # a theme before none
        (
            replace(
                story("b", 1),
                quotes=(
                    QuoteFact(
                        text="“We shall build it before the rain comes,”",
                        kind="direct",
                        speaker="Lim Teratai",
                        official="Lim Teratai",
                        role="Minister",
                        organisation=None,
                        status="current",
                        public_office=True,
                        confidence=0.9,
                        source=source(),
                    ),
                ),
            ),
            story("a", 1),
        ),  # a holder of public office speaks
        (story("a", 1), story("b", 1)),  # all equal: by id, so that two runs agree
    ],
)
def test_order(better: StoryFact, worse: StoryFact) -> None:
    for given_order in ((better, worse), (worse, better)):
        assert chosen(choose(facts(*given_order), AFTER)) == [better.id, worse.id]


@pytest.mark.parametrize(
    ("reports", "count"),
    [
        ([1], 1),
        ([1] * 9, FEW),  # single reports do not fill a mail
        ([2] * 9, USUAL),
        ([2] * 6 + [1] * 6, 6),
        ([5] * 9, 9),
        ([5] * 30, MOST),
        ([], 0),
    ],
)
def test_how_many(reports: list[int], count: int) -> None:
    content = choose(facts(*(story(f"s{n:02}", r) for n, r in enumerate(reports))), AFTER)
    assert len(content.stories) == count
    assert content.left_out == len(reports) - count
    assert len(content.bullets) == min(3, count)


@pytest.mark.parametrize(
    ("one", "followed", "there"),
    [
        (story("a", themes=(ENERGY,)), (), True),
        (story("a", themes=(ENERGY,)), ("energy",), True),
        (story("a", themes=(CHIPS,)), ("energy",), False),
        (story("a", 6, themes=()), ("energy",), False),
        (story("a", 1, themes=()), (), False),  # outside of all themes and told once
        (story("a", 2, themes=()), (), True),
    ],
)
def test_who_gets_what(one: StoryFact, followed: tuple[str, ...], there: bool) -> None:
    assert chosen(choose(facts(one), AFTER, watched=Watched(themes=frozenset(followed)))) == (["a"] if there else [])


def test_without_any_theme_in_the_store_every_story_counts() -> None:
    assert chosen(choose(facts(story("a", themes=()), themes=()), AFTER)) == ["a"]


def test_quiet_themes_are_said_to_be_quiet() -> None:
    content = choose(facts(story("a")), AFTER)
    assert [theme.id for theme in content.quiet] == ["chips"]
    content = choose(facts(story("a")), AFTER, watched=Watched(themes=frozenset({"energy"})))
    assert content.quiet == ()
    assert [line.counted.id for line in content.themes] == ["energy"]


PLOVER = OutletWeek(
    outlet="plover", name="Plover", articles=0, articles_before=3, attempts=4, answered=0, answered_before=4
)
HEARD = replace(PLOVER, articles=3, answered=4)


NOBODY = CrawlWeek(articles=0, days=0)
FOLLOWS = Watched(themes=frozenset({"chips"}))


@pytest.mark.parametrize(
    ("changes", "watched", "hearing", "subject", "told", "untold"),
    [
        ({}, Watched(), "whole", "nothing to report this week", "Nothing significant this week under: “Chips”.", ""),
        ({}, FOLLOWS, "whole", "nothing this week under what you follow", "Nothing significant", ""),
        ({"outlets": (PLOVER,)}, FOLLOWS, "partial", "nothing in what was heard", "Nothing in what was heard", ""),
        (
            {"crawl": CrawlWeek(articles=9, days=3, outcome="failed")},
            Watched(),
            "partial",
            "nothing in what was heard",
            "Nothing in what was heard of the week under: “Chips”.",
            "significant",
        ),
        (
            {"outlets": (PLOVER,), "crawl": NOBODY},
            Watched(),
            "none",
            "no outlet was heard this week",
            "No outlet was heard this week, so nothing can be said of it.",
            "under: “Chips”",
        ),
        ({"crawl": NOBODY, "first": True}, FOLLOWS, "none", "no outlet was heard this week", "", "Looked for and"),
        (
            {"outlets": (HEARD,), "crawl": CrawlWeek(articles=0, days=3)},
            Watched(),
            "whole",
            "nothing to report",
            "",
            "",
        ),
    ],
)
def test_a_week_that_was_not_heard_is_not_a_quiet_one(
    changes: dict[str, object], watched: Watched, hearing: str, subject: str, told: str, untold: str
) -> None:
    content = choose(facts(**changes), AFTER, watched=watched)
    assert content.hearing == hearing
    made = render(content, "en", "https://desk.example.org")
    assert subject in made.subject
    for part in (" ".join(made.text.split()), " ".join(made.html.split())):
        assert told in part
        assert not untold or untold not in part


def test_each_quiet_theme_is_named_and_so_is_each_that_is_followed() -> None:
    themes = tuple(Counted(id=f"t{n}", name=f"Theme {n}", name_ms=None, reports=0, before=1) for n in range(12))
    follows = Watched(themes=frozenset(theme.id for theme in themes))
    text = " ".join(render(choose(facts(themes=themes), AFTER, watched=follows), "en", DESK).text.split())
    followed, _, quiet = text.partition("Nothing significant")
    for theme in themes:
        assert f"“{theme.name}”" in followed.partition("You follow")[2]
        assert f"“{theme.name}”" in quiet


@pytest.mark.parametrize(
    ("changes", "now", "keys"),
    [
        ({}, AFTER, []),
        ({"first": True}, AFTER, ["compare.first"]),
        ({"crawl_before": CrawlWeek(articles=0, days=0)}, AFTER, ["compare.no_baseline"]),
        ({}, END - timedelta(seconds=1), ["compare.not_over"]),
        ({"crawl": CrawlWeek(articles=9, days=3, outcome="failed")}, AFTER, ["compare.failed"]),
        ({"crawl": CrawlWeek(articles=9, days=3, outcome="interrupted")}, AFTER, ["compare.interrupted"]),
        ({"crawl": CrawlWeek(articles=9, days=3, outcome="died")}, AFTER, ["compare.died"]),
        ({"crawl_before": CrawlWeek(articles=9, days=3, outcome="failed")}, AFTER, ["compare.before_partial"]),
        ({"crawl": CrawlWeek(articles=9, days=1)}, AFTER, ["compare.fewer_days"]),
        ({"crawl": CrawlWeek(articles=9, days=2)}, AFTER, []),  # one day apart is still alike
        ({"crawl": CrawlWeek(articles=9, days=7)}, AFTER, ["compare.more_days"]),
        ({"outlets": (PLOVER,)}, AFTER, ["compare.lost"]),
        ({"outlets": (HEARD,)}, AFTER, []),
        ({"outlets": (replace(HEARD, answered_before=0),)}, AFTER, ["compare.added"]),
        ({"unanalysed": 2}, AFTER, ["compare.unanalysed"]),
        ({"versions": ("v1", "v2")}, AFTER, ["compare.versions"]),
    ],
)
def test_when_weeks_are_compared(changes: dict[str, object], now: datetime, keys: list[str]) -> None:
    content = choose(facts(story("a"), **changes), now)
    assert [reason.key for reason in content.not_compared] == keys
    assert content.compared is (not keys)
    (energy,) = [line for line in content.themes if line.counted.id == "energy"]
    assert (energy.change, energy.percent) == ((None, None) if keys else (2, 20))


@pytest.mark.parametrize(
    ("reports", "before", "change", "percent"),
    [(5, 4, 1, None), (12, 10, 2, 20), (5, 10, -5, -50), (10, 10, 0, 0), (3, 0, 3, None)],
)
def test_percent_only_of_enough(reports: int, before: int, change: int, percent: int | None) -> None:
    counted = Counted(id="energy", name="Energy", name_ms=None, reports=reports, before=before)
    (line,) = choose(facts(themes=(counted,)), AFTER).themes
    assert (line.change, line.percent) == (change, percent)


@pytest.mark.parametrize(
    ("outlet", "level", "keys"),
    [
        (HEARD, "heard", ["health.heard"]),
        (replace(PLOVER, attempts=0), "silent", ["health.not_asked"]),
        (replace(PLOVER, answered=4), "silent", ["health.nothing_new"]),
        (
            replace(PLOVER, failures=(("timeout", 4),), failure_reason="60 s"),
            "silent",
            ["health.no_answer", "status.timeout", "health.words"],
        ),
        (
            replace(PLOVER, failures=(("robots", 4),), state="robots", state_reason="Disallow: /"),
            "silent",
            ["health.no_answer", "state.robots", "health.words"],
        ),
        (
            replace(HEARD, answered=2, failures=(("http_error", 3),), failure_reason="HTTP 503"),
            "troubled",
            ["health.mostly_failed", "status.http_error", "health.words"],
        ),
        (replace(HEARD, failures=(("http_error", 1),)), "heard", ["health.heard"]),
        (replace(HEARD, state="quiet"), "troubled", ["state.quiet"]),
    ],
)
def test_health(outlet: OutletWeek, level: str, keys: list[str]) -> None:
    (item,) = choose(facts(outlets=(outlet,)), AFTER).health
    assert (item.level, [reason.key for reason in item.reason]) == (level, keys)


TUESDAY = START + timedelta(days=-6, hours=20)  # four in the morning of Wednesday in UTC, 20:00 of Tuesday in the zone


@pytest.mark.parametrize(
    ("outlet", "english", "malay"),
    [
        (
            replace(PLOVER, answered=4, last_news=TUESDAY, state="stale_feed", state_since=START),
            "silent since Tuesday 5 May",
            "senyap sejak Selasa 5 Mei",
        ),
        (replace(PLOVER, answered=4, state="empty", state_since=START), "silent since Monday 11 May", None),
        (replace(PLOVER, answered=4, last_news=TUESDAY.replace(year=2025)), "silent since Monday 5 May 2025", None),
        (replace(PLOVER, answered=4), "silent", "senyap"),  # not known: not said
        (replace(PLOVER, answered=4, state="ok", state_since=START), "silent", None),  # it is well since
        (replace(HEARD, state="blocked", state_since=START), "troubled since Monday 11 May", None),
        (replace(HEARD, answered=2, failures=(("timeout", 3),), state="ok", state_since=START), "troubled", None),
    ],
)
def test_health_says_since_when(outlet: OutletWeek, english: str, malay: str | None) -> None:
    content = choose(facts(outlets=(outlet,)), AFTER)
    for language, said in (("en", english), ("ms", malay)):
        if said is not None:
            made = render(content, language, DESK)
            assert f">{said}<" in made.html
            assert f"{outlet.name}: {said};" in " ".join(made.text.split())


def test_an_outlet_that_no_crawl_asks_is_not_silent() -> None:
    assert choose(facts(outlets=(replace(PLOVER, attempts=0, watched=False),)), AFTER).health == ()


def test_copies_are_folded_and_stay_as_sources() -> None:
    one = replace(
        story("a"), sources=(source("tern"), source("heron", copy=True), source("egret", copy=True, article="x"))
    )
    (item,) = choose(facts(one), AFTER).stories
    assert [original.source.outlet for original in item.sources] == ["tern"]
    assert [copy.outlet for copy in item.copies] == ["heron", "egret"]
    # where only copies came this week, one of them stands for the original
    (item,) = choose(facts(replace(one, sources=one.sources[1:])), AFTER).stories
    assert [original.source.outlet for original in item.sources] == ["heron"]
    assert [copy.outlet for copy in item.copies] == ["egret"]


def test_what_was_published_earlier_says_so() -> None:
    late = replace(story("a"), sources=(source(published=START - timedelta(days=3)),))
    content = choose(facts(late), AFTER)
    assert content.stories[0].sources[0].late
    assert content.notes == (Reason("note.late", 1),)
    assert choose(facts(story("a")), AFTER).notes == ()


def test_a_bullet_is_a_sentence_of_its_source() -> None:
    text = "The council of Lumut approved the second bridge on Monday after nine years of talks."
    one = replace(story("a"), sentences=(SentenceFact(text=text, number=0, source=source("egret")),))
    (bullet,) = choose(facts(one), AFTER).bullets
    assert bullet.sentence is not None
    assert (bullet.sentence.text, bullet.source.outlet) == (text, "egret")
    assert bullet.reason


STORIES = st.lists(
    st.builds(
        story,
        st.text("abcdefgh", min_size=1, max_size=6),
        st.integers(1, 9),
        new=st.booleans(),
        themes=st.sampled_from([(), (ENERGY,), (CHIPS,), (ENERGY, CHIPS)]),
    ),
    max_size=20,
    unique_by=lambda one: one.id,
)


@settings(max_examples=60, deadline=None)
@given(STORIES, st.randoms(use_true_random=False), st.sampled_from([(), ("energy",), ("chips", "energy")]))
def test_the_choice_does_not_depend_on_the_order_of_the_facts(
    stories: list[StoryFact], random: object, followed: tuple[str, ...]
) -> None:
    shuffled = list(stories)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    content = choose(facts(*stories), AFTER, watched=Watched(themes=frozenset(followed)))
    assert content == choose(facts(*shuffled), AFTER, watched=Watched(themes=frozenset(followed)))
    assert len(content.stories) <= MOST
    assert all(item.reason for item in (*content.stories, *content.bullets, *content.themes))
    assert [item.points for item in content.stories] == sorted((s.points for s in content.stories), reverse=True)
    if followed:
        assert all({theme.id for theme in item.themes} & set(followed) for item in content.stories)


def trend(verdict: Verdict, why: TrendWhy = "counted", **changes: object) -> TrendFact:
    values = {"verdict": verdict, "why": why, "reports": 12, "low": 3, "high": 5, "weeks": 8} | changes
    return TrendFact(**values)  # type: ignore[arg-type]


def counted(told: TrendFact | None, reports: int = 12) -> Counted:
    return Counted(id="energy", name="Energy", name_ms="Tenaga", reports=reports, before=0, trend=told)


@pytest.mark.parametrize(
    ("told", "line", "usual"),
    [
        (trend("rise"), Reason("trend.rise", 12, ("3", "5")), None),
        (trend("fall", low=20, high=20), Reason("trend.fall.one", 12, ("20",)), None),
        (trend("quiet"), None, Reason("trends.none")),
        (trend("unknown", "few_weeks", weeks=3), None, Reason("trends.few_weeks", 3)),
        (trend("unknown", "few_sources"), None, Reason("trends.few_sources", 8)),
        (trend("unknown", "few_reports"), None, Reason("trends.few_reports")),
        (None, None, None),
    ],
    ids=["rise", "fall", "quiet", "few weeks", "few sources", "few reports", "none"],
)
def test_trends(told: TrendFact | None, line: Reason | None, usual: Reason | None) -> None:
    content = choose(facts(themes=(counted(told),)), AFTER)
    assert content.themes[0].trend == line
    assert content.usual == usual


def test_a_theme_that_fell_silent_is_told() -> None:
    (line,) = choose(facts(themes=(counted(trend("fall", reports=0, low=9, high=12), reports=0),)), AFTER).themes
    assert line.trend == Reason("trend.fall", 0, ("9", "12"))


@pytest.mark.parametrize("changes", [{"now": END - timedelta(hours=1)}, {"unanalysed": 2}], ids=["not over", "unread"])
def test_no_trend_of_half_a_week(changes: dict[str, Any]) -> None:
    now = changes.pop("now", AFTER)
    out = LeftOut(source="Plover", why="new")
    content = choose(facts(themes=(counted(trend("rise")),), not_counted=(out,), **changes), now)
    assert (content.themes[0].trend, content.usual, content.not_counted) == (None, None, ())


def test_emergent_themes_have_room_for_five() -> None:
    found = tuple(
        EmergentFact(
            id=f"e{n}",
            label_en="A",
            label_ms=None,
            headline="B",
            stories=3,
            outlets=3,
            days=3,
            since=END.date(),
            new=True,
        )
        for n in range(7)
    )
    content = choose(facts(emergent=found), AFTER)
    assert [item.id for item in content.emergent] == ["e0", "e1", "e2", "e3", "e4"]
    assert content.emergent_left == 2


LIM = ("lim", "Lim Teratai")
JOHOR = PlaceName(code="MY-01", name="Johor")


@pytest.mark.parametrize(
    ("watched", "there", "why"),
    [
        (Watched(), True, {"why.theme"}),
        (Watched(places=frozenset({"MY-01"})), True, {"why.place"}),
        (Watched(places=frozenset({"MY-02"})), False, set()),
        (Watched(officials=frozenset({"lim"})), True, {"why.official"}),
        (Watched(themes=frozenset({"chips"}), places=frozenset({"MY-01"})), True, {"why.place"}),  # either will do
        (Watched(themes=frozenset({"energy"}), languages=frozenset({"ms"})), False, set()),  # a filter, not a wish
        (Watched(languages=frozenset({"en"})), True, {"why.theme"}),
        (Watched(outlets=frozenset({"o0"})), True, {"why.outlet", "why.theme"}),
        (Watched(outlets=frozenset({"heron"})), False, set()),
    ],
)
def test_what_is_watched(watched: Watched, there: bool, why: set[str]) -> None:
    one = replace(story("a"), places=(JOHOR,), officials=(LIM,))
    content = choose(facts(one), AFTER, watched=watched)
    assert bool(content.stories) == there
    for item in content.stories:
        keys = {reason.key for reason in item.reason}
        assert why <= keys
        assert "why.outside" not in keys
    assert {reason.key for reason in content.watched} == {
        f"watched.{name}" for name in ("places", "officials", "outlets", "languages") if getattr(watched, name)
    }


def test_what_is_watched_comes_first_among_equals() -> None:
    here, other = replace(story("b"), places=(JOHOR,)), story("a")
    both = Watched(themes=frozenset({"energy"}), places=frozenset({"MY-01"}))
    assert chosen(choose(facts(other, here), AFTER)) == ["a", "b"]
    assert chosen(choose(facts(other, here), AFTER, watched=both)) == ["b", "a"]


def test_a_story_that_slept_for_weeks_is_news_again() -> None:
    slept = story("b", new=False)
    awake = replace(story("a", new=False), reports_lately=1)
    content = choose(facts(awake, slept), AFTER)
    assert chosen(content) == ["b", "a"]
    assert "why.again" in {reason.key for reason in content.stories[0].reason}


def test_reasons_are_said_whole_and_places_in_the_readers_language() -> None:
    names = tuple(ThemeName(id=f"t{n}", name=f"{'Long ' * 12}theme {n}") for n in range(3))
    told = replace(
        story("a", 2, themes=names), places=(PlaceName(code="MY-07", name="Penang", name_ms="Pulau Pinang"),)
    )
    week = facts(told, places={"MY-07": told.places[0]}, officials={"lim": "Lim Teratai"})
    watched = Watched(places=frozenset({"MY-07", "MY-99"}), officials=frozenset({"lim", "nobody"}))
    for language, place in (("en", "Penang"), ("ms", "Pulau Pinang")):
        content = choose(week, AFTER, language=language, watched=watched)
        assert [reason.names for reason in content.stories[0].reason if reason.key == "why.place"] == [(place,)]
        assert [reason.names for reason in content.watched] == [("MY-99", place), ("Lim Teratai", "nobody")]
        assert "…" not in render(content, language, DESK).text


FIGURE = FigureFact(
    text="RM5 billion", kind="money", measures="exports of rubber", concept="exports", owner=None, period=None,
    change=None, status="actual", confidence=0.9, claim="c", claim_reports=1, source=source(),
)  # fmt: skip


@pytest.mark.parametrize(
    ("figure", "told", "keys"),
    [
        ({"since": "2026-W20"}, "Exports came to RM5 billion.", ["figure.new", "figure.tells", "figure.reports"]),
        ({"since": "2026-W20", "claim_reports": 4}, "Imports fell.", ["figure.new", "figure.reports"]),
        ({"since": "2026-W20", "before": "2025"}, "Imports fell.", ["figure.follows", "figure.reports"]),
        ({}, "Imports fell.", ["figure.reports"]),  # of no claim: nobody knows whether it is new
        ({"since": "2026-W19"}, "Exports came to RM5 billion.", None),  # an earlier week printed it
        ({"replaced": True}, "Exports came to RM5 billion.", None),  # a text says that it does not hold
    ],
)
def test_figures_beside_the_stories_are_new_ones_with_their_reasons(
    figure: dict[str, Any], told: str, keys: list[str] | None
) -> None:
    facts_ = replace(
        story("a"),
        figures=(replace(FIGURE, **figure),),
        told=(SentenceFact(text=told, number=0, source=FIGURE.source),),
    )
    chosen = choose(facts(facts_), AFTER).figures
    assert [[reason.key for reason in item.reason] for item in chosen] == ([keys] if keys else [])
    if chosen:
        assert chosen[0].reason[-1].count == chosen[0].figure.claim_reports


def test_a_province_is_told_with_the_story_that_tells_most_of_it_and_first_where_it_is_watched() -> None:
    perlis, kedah = (PlaceName(code=code, name=name) for code, name in (("MY-09", "Perlis"), ("MY-02", "Kedah")))
    told = (("a", 1, (perlis,)), ("b", 3, (kedah, perlis)), ("c", 2, (kedah,)))
    stories = [replace(story(name, reports), places=places) for name, reports, places in told]
    counts = tuple(
        Counted(id=place.code, name=place.name, name_ms=None, reports=reports, before=0)
        for place, reports in ((kedah, 5), (perlis, 4))
    )
    places = {place.code: place for place in (perlis, kedah)} | {"MY-12": PlaceName(code="MY-12", name="Sabah")}
    week = facts(*stories, provinces=counts, places=places)
    plain_, watching = choose(week, AFTER), choose(week, AFTER, watched=Watched(places=frozenset({"MY-09", "MY-12"})))
    assert [line.counted.name for line in plain_.provinces] == ["Kedah", "Perlis"]
    assert [line.counted.name for line in watching.provinces] == ["Perlis", "Kedah"]
    assert [line.leading and line.leading.story for line in plain_.provinces] == ["c", "b"]
    assert [[(r.key, r.count) for r in line.reason] for line in watching.provinces] == [
        [("line.watched", 0), ("line.stories", 2)],
        [("line.stories", 2)],
    ]
    assert [place.name for place in watching.quiet_places] == ["Sabah"]  # said, not hidden
    assert plain_.quiet_places == ()
