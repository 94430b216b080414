"""The whole run, killed and started again: nothing lost, nothing doubled, every mail once or said to be unknown.

The short form is part of every run of the tests; the long one (200 seeded effects, each commit from both sides, 20
kills from outside) of ``make test-hostile``. HOSTILE_SEED chooses other points.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from tests.hostile.killing import HOOK, Ground

SEED = os.environ.get("HOSTILE_SEED", "1")
POINTS, OUTSIDE = 200, 20
KINDS = {"sql COMMIT", "sql INSERT", "sql UPDATE", "record", "mail DATA", "open", "os.rename"}


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with Ground.made(tmp_path_factory.mktemp("killed")) as made:
        yield made


@pytest.fixture(scope="module")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with Ground.made(tmp_path_factory.mktemp("killed"), processes=2) as made:
        yield made


def killed_at(ground: Ground, number: int) -> list[str]:
    home = ground.copy(f"at-{number}")
    first = ground.run(home, *ground.whole(), hook=HOOK, kill_at=number)
    if first.code != -signal.SIGKILL:
        return (
            [] if first.code == 0 else [f"ended with {first.code}: {first.said[-300:]}"]
        )  # a few effects less this time
    return [f"({ground.effects[number - 1]}) {fault}" for fault in ground.fault(home, first)]


def killed_from_outside(ground: Ground, number: int, after: float) -> list[str]:
    """``after``: seconds from the start of the command."""
    home = ground.copy(f"outside-{number}")
    out = home.with_suffix(".out")

    def kill() -> None:
        for _ in range(2000):
            said = out.read_text(encoding="utf-8", errors="replace") if out.exists() else ""
            if "\n" in said:
                time.sleep(after)
                os.kill(int(said.split("\n", 1)[0]), signal.SIGKILL)
                return
            time.sleep(0.005)

    threading.Thread(target=kill, daemon=True).start()
    first = ground.run(home, *ground.whole())
    return ground.fault(home, first) if first.code == -signal.SIGKILL else []


def chosen(ground: Ground, count: int) -> list[int]:
    """Seeded effects; the rarest kinds first, so that none is passed over."""
    chance = random.Random(SEED)
    places: dict[str, list[int]] = {}
    for number, name in enumerate(ground.effects, start=1):
        places.setdefault(name, []).append(number)
    rare = [chance.choice(places[name]) for name in sorted(places, key=lambda name: len(places[name]))]
    rest = [number for number in range(1, len(ground.effects) + 1) if number not in rare]
    return sorted([*rare, *chance.sample(rest, max(0, count - len(rare)))][:count])


@pytest.mark.timeout(300)
def test_a_run_that_is_killed_at_a_few_points_ends_as_one_that_was_not(ground: Ground) -> None:
    """The short form: a record torn in half, a commit not made, a mail on its way, a backup not named."""
    assert set(ground.effects) >= KINDS
    wanted = ("record", "sql COMMIT", "mail DATA", "os.rename")
    numbers = [len(ground.effects) - ground.effects[::-1].index(name) for name in wanted]
    assert ground.each(numbers, lambda number: killed_at(ground, number)) == []


@pytest.mark.timeout(300)
def test_a_run_whose_files_may_not_grow_says_one_line_and_ends_well_when_they_may(ground: Ground) -> None:
    """The short form of tests.hostile.test_starved_runs."""
    home = ground.copy("starved")
    first = ground.run(home, *ground.whole(), hook="tests.hostile.starving:take", take="growth", bytes=60_000)
    assert first.code == 1
    assert [line for line in first.said.splitlines() if line] == [f"pantau: {home / 'pantau.db'}: disk I/O error"]
    assert ground.fault(home, first) == []


@pytest.mark.hostile
@pytest.mark.timeout(1800)
def test_a_run_that_is_killed_at_any_effect_ends_as_one_that_was_not(grounds: Ground) -> None:
    numbers = chosen(grounds, POINTS)
    assert len(set(numbers)) == POINTS
    assert grounds.each(numbers, lambda number: killed_at(grounds, number)) == []


@pytest.mark.hostile
@pytest.mark.timeout(1800)
def test_a_run_that_is_killed_before_or_after_any_commit_ends_as_one_that_was_not(grounds: Ground) -> None:
    commits = [number for number, name in enumerate(grounds.effects, start=1) if name == "sql COMMIT"]
    assert len(commits) > 20
    done = set(chosen(grounds, POINTS))
    numbers = sorted({near for number in commits for near in (number, number + 1)} - done)
    numbers = [number for number in numbers if number <= len(grounds.effects)]
    assert grounds.each(numbers, lambda number: killed_at(grounds, number)) == []


@pytest.mark.hostile
@pytest.mark.timeout(1800)
def test_a_run_that_is_killed_from_outside_ends_as_one_that_was_not(grounds: Ground) -> None:
    chance = random.Random(SEED)
    begun = time.monotonic()
    assert grounds.run(grounds.copy("timed"), *grounds.whole()).code == 0
    whole = time.monotonic() - begun
    moments = [(number, whole * chance.random()) for number in range(OUTSIDE)]
    assert grounds.each(moments, lambda case: killed_from_outside(grounds, *case)) == []
