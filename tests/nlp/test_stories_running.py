"""A day that runs: it shows that stories of earlier days may be one, and makes them one when it is over."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from nlp.stories import Said, StoryItem, StoryWindow, Turn
from nlp.stories.naming import Report
from nlp.stories.running import may_be_one, still_apart
from nlp.stories.window import WINDOW
from tests.nlp.partly_told import START, partly_told

SEEDS = (13, 14, 22)  # in these streams it made a difference how often a day was settled while merges were made at once


def where(items: list[StoryItem], often: bool) -> tuple[dict[str, str], int]:
    """The story of each report in the end, and how many were merged."""
    window, found, merged = StoryWindow(), dict[str, str](), 0

    def settle(over: bool) -> None:
        nonlocal found, merged
        done = window.settle(over=over)
        into = {one.old: one.into for one in done.merged}
        assert over or not into
        found = {article: into.get(story, story) for article, story in found.items()}
        found |= {decision.article: decision.story for decision in done.decisions}
        merged += len(into)

    for item, before in zip(items, [items[0], *items], strict=False):
        assert item.when is not None
        assert before.when is not None
        if item.when.date() != before.when.date():
            settle(over=True)
            window.seal()
        elif often:
            settle(over=False)
        window.add(item)
    settle(over=True)
    return found, merged


@pytest.mark.parametrize("seed", SEEDS)
def test_it_makes_no_difference_how_often_a_day_was_settled(seed: int) -> None:
    items = partly_told(seed)
    once, merged = where(items, often=False)
    assert merged
    assert where(items, often=True) == (once, merged)


def test_the_end_of_a_day_moves_nothing_but_the_stories_that_are_merged() -> None:
    """So an id that was told while the day ran leads where its report is, however it ends."""
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        window, items = StoryWindow(), partly_told(seed)
        for item, after in zip(items, [*items[1:], items[0]], strict=True):
            assert item.when is not None
            assert after.when is not None
            window.add(item)
            if item.when.date() == after.when.date():
                continue
            shown, done = window.settle(), window.settle(over=True)
            into = {one.old: one.into for one in done.merged}
            for running, over in zip(shown.decisions, done.decisions, strict=True):
                assert into.get(running.story, running.story) == over.story
                waits = "may be the same story" in running.reason
                assert waits == (over.story in into.values())
                assert "may be" not in over.reason
                seen["of the older" if waits and running.story == over.story else "of the other" if waits else ""] += 1
            window.seal()
    assert min(seen[which] for which in ("of the older", "of the other", "")) > 0


def reports(**where: str) -> dict[str, Report]:
    """By name, in order of time: the story that each is settled in; "" where it is free."""
    made = {}
    for number, (name, story) in enumerate(where.items()):
        item = StoryItem(id=name, title=name, body=name, when=START + timedelta(hours=number))
        window = StoryWindow()
        window.add(item, story or None, settled=bool(story), first=Turn(float(number), name))
        made[name] = window._reports[name]
    return made


KNOWN = reports(a="sa", b="sb", aa="sa", c="sc", w="", x="", y="", z="")
NEAR = {("x", "a"): 0.2, ("x", "aa"): 0.4, ("x", "b"): 0.6, ("y", "a"): 0.9, ("y", "b"): 0.3}
NEAR |= {("z", "c"): 0.5, ("w", "b"): 0.7}


@pytest.mark.parametrize(
    ("group", "same", "parts"),
    [
        ([["x", "y"]], [], ["x y"]),
        ([["a", "aa", "x"]], [], ["a aa x"]),
        ([["a", "aa", "b", "x"]], [], ["a aa", "b x"]),  # to the nearer one
        ([["b", "a", "y"]], [], ["a y", "b"]),
        ([["a", "b", "x", "y"]], [], ["a x y", "b"]),  # those of a day stay together: .55 and .45 on average
        ([["a", "y"], ["b", "w"]], [], ["a y", "b w"]),
        ([["c", "b", "a", "z"]], [], ["a", "b", "c z"]),
        ([["a", "b"], ["z"]], [], ["a z", "b"]),  # nothing is known: to the oldest
        ([["a", "b", "x"]], [("x", "a")], ["a x", "b"]),  # as a person says
        ([["a", "b", "x"]], [("x", "a"), ("b", "x")], ["a b x"]),  # who can make two one at once
        ([["a", "b", "c", "z"]], [("a", "b")], ["a b", "c z"]),
        ([["a", "b", "x"], ["y"]], [("x", "y")], ["a x y", "b"]),
        ([["a", "b", "x"]], [("x", "elsewhere")], ["a", "b x"]),
    ],
)
def test_what_brings_stories_together_goes_to_one_of_them(
    group: list[list[str]], same: list[tuple[str, str]], parts: list[str]
) -> None:
    found = still_apart(group, KNOWN, same, lambda one, other: NEAR.get((one, other)))
    assert [" ".join(sorted(part)) for part in found] == [" ".join(sorted(part.split())) for part in parts]


def test_what_is_said_of_them_names_the_others() -> None:
    stories = {"a": "sa", "x": "sa", "b": "sb", "c": "sc"}
    said = may_be_one([["a", "x"], ["b"], ["c"]], stories)
    waits = "may be the same story: decided when the day is over"
    assert said["x"] == said["a"] == f"sb {waits}; sc {waits}"
    assert may_be_one([["a", "x"]], stories) == {"a": "", "x": ""}


def test_a_person_s_word_merges_at_once() -> None:
    said = [Said(one="x", other=other, same=True, who="Aina") for other in ("a", "b")]
    window = StoryWindow(said=said)
    for name, story in (("a", "sa"), ("b", "sb"), ("x", None)):
        item = StoryItem(id=name, title=name, body=f"Of {name} nothing else is told.", when=START, language="en")
        window.add(item, story, settled=story is not None)
    assert [(one.old, one.into) for one in window.settle().merged] == [("sb", "sa")]


def test_what_rests_is_settled_afterwards_as_if_it_had_not_rested() -> None:
    """Also what was seen so late that it would be let go of."""
    items = partly_told(8)[:9]
    late = StoryItem(id="late", title="Ferry sinks", body="Of 1931.", when=START - 2 * WINDOW, language="en")
    other = StoryItem(id="other", title="Barley", body="A harvest.", when=START, language="en")
    through, resting = StoryWindow(), StoryWindow()
    for window in (through, resting):
        for number, item in enumerate((*items, late)):
            window.add(item, first=Turn(float(number), item.id))
        window.settle()
    resting.rest([*(item.id for item in items), late.id, "unknown"])
    assert resting.settle(over=True).decisions == ()
    for window in (through, resting):
        window.add(other, "sother", settled=True, first=Turn(99.0, "other"))
    resting.seal()
    resting.wake()
    assert resting.settle(over=True) == through.settle(over=True)
