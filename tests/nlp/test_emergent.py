"""Emergent themes: what is found, under which conditions, how it is named and how its id stays."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from benchmarks import emergent as measured
from nlp.emergent import LooseStory, Telling, find_emergent
from nlp.emergent.carry import carry
from records import EmergentTheme

FIRST = date(2026, 3, 2)
WORDS = (
    "otter ferry quarry lantern mill orchard bakery chapel canal tunnel piano stable kiln meadow harbour anvil"
    " saddle lighthouse beacon cellar"
).split()


def story(key: str, title: str, *told: tuple[str, int], language: str = "en", loose: bool = True) -> LooseStory:
    return LooseStory(
        id=key,
        language=language,
        opening=title,
        loose=loose,
        tellings=tuple(
            Telling(day=FIRST + timedelta(days=day), witness=who, language=language, title=title) for who, day in told
        ),
    )


OTTERS = (
    story("s1", "Otters raid fish ponds in Kuala Rimba", ("heron", 0)),
    story("s2", "Fish farmers fence ponds against otters", ("egret", 2), ("heron", 3)),
    story("s3", "Trapped otters moved from fish ponds to river", ("tern", 5)),
)
OTHERS = tuple(
    story(f"x{n:02}", f"{word.capitalize()} of the {WORDS[n - 1]} opens", ("heron", n % 7))
    for n, word in enumerate(WORDS)
)


def members(found: tuple[EmergentTheme, ...]) -> list[tuple[str, ...]]:
    return [group.members for group in found]


def test_a_group_says_what_it_is_and_why() -> None:
    (group,) = find_emergent((*OTTERS, *OTHERS), "2026-W10")
    assert group.members == ("s1", "s2", "s3")
    assert (group.outlets, group.days, group.since) == (3, 4, FIRST)
    assert group.id == "e-s1"
    assert group.label_en
    assert "otters" in group.label_en.casefold()
    assert group.label_ms is None
    assert group.headline in {each.title for each in OTTERS}
    assert group.reason.startswith(
        "3 stories under no theme or hardly under one, told by 3 independent outlets on 4 days"
    )
    assert group.reason.endswith("new")


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(
            (OTTERS[0], OTTERS[1], replace(OTTERS[2], tellings=OTTERS[0].tellings)), id="two outlets: owners count once"
        ),
        pytest.param(
            tuple(
                replace(each, tellings=tuple(replace(t, day=FIRST + timedelta(days=n % 2)) for t in each.tellings))
                for n, each in enumerate(OTTERS)
            ),
            id="two days",
        ),
        pytest.param(OTTERS[:2], id="two stories"),
        pytest.param((OTTERS[0], OTTERS[1], replace(OTTERS[2], loose=False)), id="one is under a theme"),
    ],
)
def test_too_little_is_no_group(changed: tuple[LooseStory, ...]) -> None:
    assert find_emergent((*changed, *OTHERS), "2026-W10") == ()


def test_alike_without_a_word_in_common_is_no_group() -> None:
    near = np.array([1.0, 0.0, 0.0])
    texts = ("Bell rings", "Choir sings", "Drum sounds")
    told = tuple(replace(story(f"s{n}", text, (f"o{n}", n)), vector=near + n * 0.001) for n, text in enumerate(texts))
    far = tuple(replace(each, vector=np.array([0.0, 1.0, n * 0.1])) for n, each in enumerate(OTHERS))
    assert find_emergent((*told, *far), "2026-W10") == ()
    named = tuple(replace(each, opening=f"{each.opening} in Rimba") for each in told)
    assert len(find_emergent((*named, *far), "2026-W10")) == 1


def test_nothing_of_nothing() -> None:
    assert find_emergent((), "2026-W10") == ()
    assert find_emergent(OTHERS, "2026-W10") == ()
    assert find_emergent([story("s1", "", ("a", 0)), story("s2", "", ("b", 1)), story("s3", "", ("c", 2))], "x") == ()


def test_label_in_the_language_of_the_reader() -> None:
    malay = replace(
        OTTERS[1],
        tellings=(
            *OTTERS[1].tellings,
            Telling(day=FIRST, witness="pipit", language="ms", title="Memerang serbu kolam ikan"),
        ),
    )
    (group,) = find_emergent((OTTERS[0], malay, OTTERS[2], *OTHERS), "2026-W10")
    assert group.label_ms
    assert "emerang" in group.label_ms
    assert "emerang" not in (group.label_en or "")


def test_order_of_rows_does_not_count() -> None:
    pool = [*OTTERS, *OTHERS]
    wanted = find_emergent(pool, "2026-W10")
    shuffled = random.Random(3)
    for _ in range(5):
        shuffled.shuffle(pool)
        assert find_emergent(pool, "2026-W10") == wanted


def known(key: str, *stories: str, since: int = 0) -> EmergentTheme:
    return EmergentTheme(
        id=key,
        week="2026-W09",
        label_en=None,
        label_ms=None,
        medoid=stories[0],
        headline="",
        members=stories,
        outlets=3,
        days=3,
        since=FIRST + timedelta(days=since),
        reason="",
    )


@pytest.mark.parametrize(
    ("groups", "before", "ids"),
    [
        pytest.param(["abc"], [("e", "abcd")], ["e"], id="goes on"),
        pytest.param(["abc"], [("e", "axyz")], ["e-a"], id="one of three in common is another subject"),
        pytest.param(["ab", "cd"], [("e", "abcd")], ["e", "e-c"], id="a split leaves the id with one part"),
        pytest.param(["abcdef"], [("e", "ab"), ("f", "cdef")], ["f"], id="a merge keeps the id of the larger part"),
        pytest.param(["abcd"], [("f", "cd", 1), ("e", "ab", 0)], ["e"], id="of equal parts that of the older"),
        pytest.param(["abc"], [("e-a", "axyz")], ["e-b"], id="no id is given twice"),
    ],
)
def test_ids_stay(groups: list[str], before: list[tuple[str, str]], ids: list[str]) -> None:
    rows = [[(FIRST, name) for name in group] for group in groups]
    found = carry(rows, [known(key, *members, since=since[0] if since else 0) for key, members, *since in before])
    assert [each.id for each in found] == ids


def test_a_group_remembers_since_when() -> None:
    old = known("e-s0", "s0", "s1", "s2", since=-20)
    (group,) = find_emergent((*OTTERS, *OTHERS), "2026-W10", [old])
    assert (group.id, group.since) == ("e-s0", FIRST - timedelta(days=20))
    assert group.reason.endswith("goes on from 2026-W09, with 2 of its 3 stories")


@pytest.fixture(scope="module")
def gold() -> dict[str, object]:
    return measured.measure(parts=("all",))


def test_quality_does_not_fall(gold: dict[str, object]) -> None:
    """Measured .938, .916, 14 of 14, and every pair and id kept when a day is added."""
    ours = gold["all"]["average linkage (ours)"]  # type: ignore[index]
    assert ours["b_cubed"] >= 0.92
    assert ours["pairs"] >= 0.89
    assert ours["no_topic"] <= 1
    labels = gold["labels"]
    assert labels["right"] >= labels["of"] - 1  # type: ignore[index]
    day = gold["one day more"]
    assert day["pairs_kept"] >= 0.95  # type: ignore[index]
    assert day["ids_kept"] >= 0.95  # type: ignore[index]


def test_better_than_the_other_ways(gold: dict[str, object]) -> None:
    ways = gold["all"]
    ours = ways["average linkage (ours)"]["b_cubed"]  # type: ignore[index]
    assert all(scored["b_cubed"] <= ours for scored in ways.values())  # type: ignore[attr-defined]
