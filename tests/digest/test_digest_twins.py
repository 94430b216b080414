"""Two stories of one event are told once, and a story that goes on says for how long."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from digest_samples import AFTER, DESK, START, WEEK
from test_digest_choose import chosen, facts, source, story

from digest.choose import choose
from digest.errata import items_of
from digest.facts import SentenceFact, StoryFact
from digest.figure_facts import FigureFact
from digest.ranking import FEW, MOST
from digest.render import render
from digest.twins import LEAD, marks, same_event

LINE = "Sarawak will open a 190-megawatt hydropower line to the coast in 2027, Lim Teratai said."
REWORDED = "Sarawak will open a 190-megawatt hydropower line to the coast in early 2027, said Lim Teratai."
OTHER = "Sarawak will close an old coal harbour at the mouth of the river before the rains, a mayor announced."
LIM, ROSNAH = ("lim", "Lim Teratai"), ("rosnah", "Rosnah Kelicap")


def figure(value: str, text: str, start: int = 10, article: str = "a-tern") -> FigureFact:
    return FigureFact(
        text=text, kind="money", measures="cost", concept="cost", owner=None, period=None, change=None, status="actual",
        confidence=0.9, claim=None, claim_reports=1, source=source(article=article), start=start, value=value,
        unit="MYR",
    )  # fmt: skip


def told(
    name: str, line: str, *, officials: tuple[tuple[str, str], ...] = (), values: dict[str, str] | None = None,
    start: int = 10, reports: int = 1,
) -> StoryFact:  # fmt: skip
    made = story(name, reports)
    first = made.sources[0]
    return replace(
        made,
        officials=officials,
        sentences=(SentenceFact(text=line, number=0, source=first),),
        figures=tuple(
            figure(value, text, start, first.article) for value, text in (values or {}).items()
        ),
    )  # fmt: skip


COST = {"2400000000": "RM2.4 billion", "190": "RM190"}
MALAY = {"2400000000": "RM2.4 bilion", "190": "RM190"}


@pytest.mark.parametrize(
    ("one", "other", "keys"),
    [
        (told("a", LINE, officials=(LIM,)), told("b", REWORDED, officials=(LIM,)), ["twin.sentence", "twin.officials"]),
        (told("a", LINE, values=COST), told("b", REWORDED, values=MALAY), ["twin.sentence", "twin.figures"]),
        (told("a", LINE), told("b", REWORDED), []),  # one line alone may stand in two texts
        (told("a", LINE, officials=(LIM,)), told("b", OTHER, officials=(LIM,)), []),
        (  # one event in two languages
            told("a", LINE, officials=(LIM,), values=COST),
            told("b", "Talian hidro dibuka.", officials=(LIM, ROSNAH), values=MALAY),
            ["twin.figures", "twin.officials"],
        ),
        (told("a", LINE, values=COST), told("b", OTHER, values=MALAY), []),  # the same figures, nobody the same
        (  # one figure alone
            told("a", LINE, officials=(LIM,), values={"2400000000": "RM2.4 billion"}),
            told("b", OTHER, officials=(LIM,), values=MALAY),
            [],
        ),
        (  # round and small figures tell nothing apart
            told("a", LINE, officials=(LIM,), values={"5": "RM5", "1000": "RM1,000"}),
            told("b", OTHER, officials=(LIM,), values={"5": "RM5", "1000": "RM1,000"}),
            [],
        ),
        (  # far down stands background
            told("a", LINE, officials=(LIM,), values=COST, start=LEAD),
            told("b", OTHER, officials=(LIM,), values=COST),
            [],
        ),
        (  # one of three reports is a stray one
            told("a", LINE, officials=(LIM,), values=COST, reports=3),
            told("b", OTHER, officials=(LIM,), values=COST),
            [],
        ),
        (told("a", "", officials=(LIM,)), told("b", "", officials=(LIM,)), []),
        (told("a", "He did not say.", officials=(LIM,)), told("b", "He did not say.", officials=(LIM,)), []),
    ],
)  # fmt: skip
def test_same_event(one: StoryFact, other: StoryFact, keys: list[str]) -> None:
    assert [reason.key for reason in same_event(marks(one), marks(other))] == keys
    assert [reason.key for reason in same_event(marks(other), marks(one))] == keys


def test_one_event_stands_at_the_top_once_and_the_other_story_under_it() -> None:
    first = replace(told("a", LINE, officials=(LIM,)), reports=3)
    second = replace(told("b", REWORDED, officials=(LIM,)), reports=2)
    content = choose(facts(first, second, story("c")), AFTER)
    assert chosen(content) == ["a", "c"]
    assert [bullet.story for bullet in content.bullets] == ["a", "c"]
    (twin,) = content.stories[0].twins
    assert (twin.id, twin.reports) == ("b", 2)
    assert content.left_out == 0  # it is told, though not as a story of its own
    assert {row["item"] for row in items_of(content) if row["kind"] == "story"} == {"a", "b", "c"}
    for language, words in (("en", "Told as another story too"), ("ms", "Turut diceritakan")):
        made = render(content, language, DESK)
        assert f"{DESK}/story/b" in made.html
        for part in (made.html, " ".join(made.text.split())):
            assert words in part
            assert "Lim Teratai" in part


def test_of_two_the_one_that_the_reader_can_read_stands_above() -> None:
    malay = told("a", "Talian hidro dibuka.", officials=(LIM,), values=MALAY)
    malay = replace(malay, sources=tuple(replace(source, language="ms") for source in malay.sources), reports=3)
    english = told("b", LINE, officials=(LIM,), values=COST)
    for language, top, under in (("ms", "a", "b"), ("en", "b", "a")):
        content = choose(facts(malay, english, story("c")), AFTER, language=language)
        assert chosen(content) == [top, "c"]
        assert [twin.id for twin in content.stories[0].twins] == [under]


def test_without_twins_nothing_changes_and_the_search_ends() -> None:
    many = [told(f"s{n:02}", f"{LINE} {' '.join(f'word{n}x{m}' for m in range(30))}") for n in range(3 * MOST)]
    content = choose(facts(*many), AFTER)
    assert len(content.stories) == FEW
    assert not any(item.twins for item in content.stories)


@pytest.mark.parametrize(
    ("weeks_ago", "lately", "week", "badge"),
    [
        (1, 1, 2, "continuing, week 2"),
        (3, 1, 4, "continuing, week 4"),
        (9, 0, 10, "told again, week 10"),
    ],
)
def test_a_story_that_goes_on_says_which_week_it_is_in(weeks_ago: int, lately: int, week: int, badge: str) -> None:
    old = replace(story("a", new=False), first_seen=START - timedelta(weeks=weeks_ago), reports_lately=lately)
    content = choose(facts(old), AFTER)
    assert content.stories[0].week == week
    made = render(content, "en", DESK)
    assert badge in made.html
    assert badge in made.text
    assert f"minggu ke-{week}" in render(content, "ms", DESK).html


def test_a_new_story_is_in_its_first_week() -> None:
    (item,) = choose(facts(story("a")), AFTER).stories
    assert (item.week, item.lately) == (1, True)
    assert f"Pantau {WEEK}" in render(choose(facts(story("a")), AFTER), "en", DESK).subject
