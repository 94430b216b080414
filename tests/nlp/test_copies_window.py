"""As time moves on an index lets go of what is too old, and decides what one decides that never had it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.copies import CopyIndex, CopyItem, in_reach, read_alone
from records import CopyDecision

START = datetime(2031, 3, 3, tzinfo=UTC)
WINDOW = timedelta(days=4)
NOUNS = [a + b for a in ("har", "mil", "gar", "tor", "vel", "pon") for b in ("bour", "lett", "den", "ney", "vet")]
FURNITURE = "The {} is printed in Elder by the Quill company on Mondays and Thursdays, and on the eve of every feast"


def day(number: float) -> datetime:
    return START + timedelta(days=number)


@pytest.mark.parametrize(
    ("origins", "left"),
    [
        ({}, {"new", "undated"}),
        ({"new": "old"}, {"new", "undated", "old"}),  # what it repeats
        ({"old": "new"}, {"new", "undated", "old"}),  # an agency's text that came in later
        ({"old": "older"}, {"new", "undated"}),
        ({"new": "old", "older": "old"}, {"new", "undated", "old", "older"}),  # the other copies of that
        ({"new": "old", "old": "older"}, {"new", "undated", "old", "older"}),
        ({"new": "gone", "old": "gone"}, {"new", "undated", "old"}),  # of one that was taken down
        ({"old": "older", "older": "old"}, {"new", "undated"}),
        ({"old": "older", "older": "old", "new": "old"}, {"new", "undated", "old", "older"}),
    ],
)
def test_what_is_left(origins: Mapping[str, str], left: set[str]) -> None:
    seen = {"older": day(0), "old": day(1), "new": day(9), "undated": None}
    assert in_reach(seen, origins, day(9)) == left
    assert in_reach(seen, origins, day(0)) == seen.keys()


def report(chance: random.Random) -> str:
    return "\n".join(
        " ".join(chance.choices(NOUNS, k=chance.randint(9, 18))).capitalize() + f" in {chance.randint(1, 400)}."
        for _ in range(chance.randint(2, 8))
    )


def stream(seed: int, length: int, *, within: float = 99, furniture: bool = True) -> list[CopyItem]:
    """Articles of a few outlets over some 24 days, in the order in which they are read.

    Some repeat an earlier one that came in ``within`` so many days, whole or in part; some were published long before
    they came in, or nobody knows when; some are an agency's. A few come in before what was read before them: they are
    read again.
    """
    chance = random.Random(seed)
    made: list[CopyItem] = []
    for number in range(length):
        seen = day(24 * number / length)
        if chance.random() < 0.1:
            seen -= timedelta(days=chance.random() * 3)
        body, title = report(chance), f"Title {number}"
        near = [each for each in made if each.seen and seen - each.seen < timedelta(days=within)]
        if near and chance.random() < 0.5:
            body = chance.choice(near).body
            if chance.random() < 0.4:
                body += "\n" + report(chance)
        elif chance.random() < 0.2:
            title, body = "What the market of Elder sold today", f"Of {number} crates of plums all were sold."
        outlet = chance.choice(["dawn", "dusk", "wire"])
        if furniture and chance.random() < 0.5:
            body += "\n" + FURNITURE.format(outlet)
        published = None if chance.random() < 0.2 else seen - timedelta(days=chance.choice([0, 0, 0, 1, 30]))
        made.append(
            CopyItem(
                id=f"n{number}",
                title=title,
                body=body,
                outlet=outlet,
                when=published,
                agency=outlet == "wire" and chance.random() < 0.5,
                seen=seen,
                turn=(seen.isoformat(), f"{number:03}"),
            )
        )
    return made


def since(item: CopyItem) -> datetime:
    assert item.seen is not None
    return item.seen.replace(hour=0, minute=0, second=0, microsecond=0) - WINDOW


class Kept:
    """The records that runs leave behind: articles, and what was decided last of each."""

    def __init__(self) -> None:
        self.items: dict[str, CopyItem] = {}
        self.decided: dict[str, CopyDecision] = {}

    def index(self, since: datetime) -> CopyIndex:
        """As a run begins."""
        origins = {key: each.copy_of for key, each in self.decided.items() if each.copy_of and each.kind != "derived"}
        left = in_reach({key: item.seen for key, item in self.items.items()}, origins, since)
        made = CopyIndex()
        for item in sorted((self.items[key] for key in left), key=lambda item: item.turn):
            made.add(item, self.decided[item.id])
        return made


def run(items: list[CopyItem], every: int | None = None) -> tuple[list[tuple[CopyDecision, ...]], int]:
    """All that was decided, and the most articles that an index held.

    A run begins with each ``every``-th article (None: with the first one only), and where time goes back: what is read
    again was not there when the run before began, which reads in the order of turns.
    """
    kept, index, told, most = Kept(), CopyIndex(), [], 0
    for number, item in enumerate(items):
        again = number > 0 and item.turn < items[number - 1].turn
        if again or (every is not None and number % every == every - 1):
            index = kept.index(since(item))
        index.let_go(since(item))
        told.append(index.settle(item))
        kept.items[item.id] = item
        kept.decided |= {each.article: each for each in told[-1]}
        most = max(most, len(index))
    return told, most


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 100_000), length=st.integers(10, 50), every=st.integers(1, 9))
def test_one_run_decides_what_many_decide(seed: int, length: int, every: int) -> None:
    items = stream(seed, length)
    whole, _ = run(items)
    parts, _ = run(items, every)
    assert whole == parts


def test_streams_have_what_they_are_to_show() -> None:
    """Else the property above shows little: copies, moved ones, copies of what is older than the window."""
    moved = drawn = old = late = 0
    for seed in range(12):
        items = stream(seed, 60)
        seen = {item.id: item.seen for item in items}
        told, _ = run(items)
        for item, (own, *others) in zip(items, told, strict=True):
            moved += len(others)
            drawn += own.kind == "derived"
            old += bool(own.copy_of and seen[own.copy_of] < since(item))
        late += sum(one.turn > other.turn for one, other in pairwise(items))
    assert min(moved, drawn, old, late) >= 10


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 100_000), length=st.integers(10, 40))
def test_of_what_is_within_the_window_nothing_else_is_decided(seed: int, length: int) -> None:
    """Nothing here is like what is older, so that letting go of it may change nothing."""
    items = [
        replace(item, title=f"{item.title} {number}", agency=False)
        for number, item in enumerate(stream(seed, length, within=3, furniture=False))
        if "crates" not in item.body
    ]
    endless = CopyIndex()
    assert run(items)[0] == [endless.settle(item) for item in items]
    assert len(endless) == len(items)


def test_an_index_is_no_larger_than_its_window() -> None:
    items = [item for item in stream(5, 400, within=0) if "crates" not in item.body]
    _, most = run(items)
    assert len(items) > 250
    assert most < len(items) * (WINDOW.days + 1 + 3) / 24 + 20  # three days: what is read again may be as old


def test_what_arrives_late_has_just_come() -> None:
    """Published a month ago and seen today, it is repeated today."""
    (body,) = {report(random.Random(1)) for _ in range(2)}
    made = CopyIndex()
    made.settle(CopyItem(id="late", title="A", body=body, when=day(0), seen=day(30)))
    made.let_go(day(30) - WINDOW)
    (found,) = made.settle(CopyItem(id="new", title="B", body=body, when=day(31), seen=day(31)))
    assert found.copy_of == "late"


def test_a_text_that_is_printed_daily_stays_known_by_its_first() -> None:
    body = report(random.Random(2))
    items = [CopyItem(id=f"n{n}", title=f"T{n}", body=body, when=day(n), seen=day(n)) for n in range(20)]
    told, _ = run(items)
    assert {own.copy_of for (own,) in told[1:]} == {"n0"}
    far = replace(items[0], id="far", when=day(19) + 2 * WINDOW, seen=day(19) + 2 * WINDOW)
    assert run([*items, far])[0][-1][0].copy_of is None


def test_a_line_that_is_no_furniture_any_more_is_text() -> None:
    """What an outlet printed below its reports weeks ago says nothing of a line that it prints today."""
    chance = random.Random(3)
    line = FURNITURE.format("dawn")
    made = CopyIndex()
    for number in range(3):
        made.settle(
            CopyItem(id=f"n{number}", title="", body=f"{report(chance)}\n{line}", outlet="dawn", seen=day(number))
        )
    new = CopyItem(id="new", title="", body=f"{report(chance)}\n{line}", outlet="dawn", seen=day(2))
    assert made.add(new).left_out != ()
    made.let_go(day(1))
    kept = made.reading("new")
    assert (kept.left_out, kept.posted.tolist()) == ((), read_alone(new.body, "dawn").posted.tolist())


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 100_000), length=st.integers(5, 25))
def test_an_index_is_that_of_its_articles_in_whatever_order_they_came(seed: int, length: int) -> None:
    """What is read again comes after what came after it."""
    items = stream(seed, length)
    own = {each.article: each for decided in run(items)[0] for each in decided}
    made, sorted_made = CopyIndex(), CopyIndex()
    for item in random.Random(seed).sample(items, len(items)):
        made.add(item, own[item.id])
    for item in sorted(items, key=lambda item: item.turn):
        sorted_made.add(item, own[item.id])
    for item in items:
        probe = replace(item, id="probe", title="", agency=False, turn=("9",))
        assert made.decide(probe) == sorted_made.decide(probe)
        one, other = made.reading(item.id), sorted_made.reading(item.id)
        assert (one.left_out, one.posted.tolist()) == (other.left_out, other.posted.tolist())


def test_a_copy_is_met_by_its_origin_also_where_that_is_read_again() -> None:
    body = report(random.Random(4))
    origin = CopyItem(id="origin", title="", body=body, when=day(1), seen=day(1), turn=("1",))
    copy = CopyItem(id="copy", title="", body=body, when=day(0), seen=day(2), turn=("2",))
    made = CopyIndex()
    made.add(copy, CopyDecision(article="copy", copy_of="origin", kind="identical", containment=1.0, reason=""))
    made.add(origin)
    probe = CopyItem(id="probe", title="", body=body, when=day(3), seen=day(3), turn=("3",))
    assert made.decide(probe).reason.endswith("identical of article origin")
