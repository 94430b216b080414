"""What is due and when something will be: tables of cases, a year of runs, clocks that jump and zones that move."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.polling import due_from, is_due
from digest.schedule import Plan
from digest.schedule import due as digest_due
from pantau.duties import Decision, Done, Duty, Facts, Policy, Step, decide, following, slot
from pantau.watching import APART, LONGEST_PAUSE, LOOK, next_look
from records import SourceState

KL = "Asia/Kuala_Lumpur"
ZONES = (KL, "Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo")
NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)  # Tuesday 09:00 in Kuala Lumpur
HOUR = timedelta(hours=1)
POLICY = Policy(zone=KL)
WELL: dict[Step, Done] = {"analyse": Done(ok=NOW - HOUR), "mail": Done(ok=NOW - HOUR / 2)}
QUIET = Facts(sources=(NOW + HOUR,), backup=NOW - HOUR, done=WELL)

# what is other than in an instance with nothing to do, policy, what is due and why
CASES: tuple[tuple[dict[str, Any], Policy, dict[str, str]], ...] = (
    ({}, POLICY, {}),
    ({"died": "run 7"}, POLICY, {"repair": "run 7 ended without a word"}),
    ({"done": WELL | {"repair": Done(failing=True)}}, POLICY, {"repair": "the last one failed"}),
    ({"sources": (None, None, NOW + HOUR)}, POLICY, {"poll": "2 sources never asked"}),
    ({"sources": (NOW - 9 * HOUR, NOW, NOW + HOUR)}, POLICY, {"poll": "2 sources due since 2026-11-23 16:00Z"}),
    ({"links": 1}, POLICY, {"poll": "1 link waiting"}),
    ({"broken_off": 2}, POLICY, {"poll": "a crawl of 2 outlets broke off"}),
    ({"links": 1, "broken_off": 1, "sources": (None, NOW), "nobody": NOW - HOUR / 12}, POLICY, {}),
    ({"links": 1, "nobody": NOW - HOUR / 6}, POLICY, {"poll": "1 link waiting"}),
    ({"nobody": NOW - HOUR / 6}, POLICY, {}),
    ({"links": 1, "nobody": NOW + HOUR / 12}, POLICY, {"poll": "1 link waiting"}),  # as a clock that was ahead wrote
    ({"unread": 3}, POLICY, {"analyse": "3 articles not read"}),
    ({"done": {}}, POLICY, {"analyse": "nothing was analysed yet"}),
    ({"done": {"analyse": Done(ok=NOW - HOUR, failing=True)}}, POLICY, {"analyse": "the last one failed"}),
    ({"changed": NOW - HOUR / 2}, POLICY, {"analyse": "corrections, themes or settings changed"}),
    ({"changed": NOW - 2 * HOUR}, POLICY, {}),
    ({"done": {"analyse": Done(ok=NOW - 10 * HOUR)}}, POLICY, {"analyse": "a day is over"}),
    ({"digests": ("2026-W47", "2026-W47")}, POLICY, {"mail": "digest of 2026-W47 for 2 readers"}),
    ({"mails_open": 1}, POLICY, {"mail": "1 mail left by a run that died"}),
    ({"requests": 2}, POLICY, {"mail": "2 requests from the form"}),
    ({"alerts_wanted": True}, POLICY, {}),
    ({"alerts_wanted": True, "done": WELL | {"mail": Done()}}, POLICY, {"mail": "alerts are looked for"}),
    ({"done": WELL | {"mail": Done(ok=NOW - HOUR, failing=True)}}, POLICY, {"mail": "not all of the last"}),
    ({"backup": None}, POLICY, {"backup": "none was made yet"}),
    ({"backup": NOW - 7 * HOUR}, POLICY, {"backup": "the last is of 2026-11-23 18:00Z"}),  # before 03:00 there
    ({"backup": NOW - 6 * HOUR}, POLICY, {}),
    ({"backup": None}, replace(POLICY, backup_hour=None), {}),
    ({}, replace(POLICY, bounces=True), {"bounces": "the mailbox was not read yet"}),
    ({"done": WELL | {"bounces": Done(ok=NOW - HOUR)}}, replace(POLICY, bounces=True), {"bounces": "last read"}),
    ({"done": WELL | {"bounces": Done(ok=NOW - HOUR / 30)}}, replace(POLICY, bounces=True), {}),
    (
        {"done": WELL | {"bounces": Done(ok=NOW - HOUR / 30)}, "digests": ("2026-W47",)},
        replace(POLICY, bounces=True),
        {"bounces": "mails are due", "mail": "digest of"},
    ),
    ({}, replace(POLICY, prune_hour=4), {"prune": "none was made yet"}),
    ({"done": WELL | {"prune": Done(ok=NOW - 4 * HOUR)}}, replace(POLICY, prune_hour=4), {}),
    # what a clock that was ahead wrote counts for nothing
    ({"done": {"analyse": Done(ok=NOW + 99 * HOUR)}}, POLICY, {"analyse": "nothing was analysed yet"}),
    ({"done": WELL | {"prune": Done(ok=NOW + HOUR)}}, replace(POLICY, prune_hour=4), {"prune": "none was"}),
)  # fmt: skip


@pytest.mark.parametrize(("other", "policy", "wanted"), CASES)
def test_what_is_due_and_why(other: dict[str, Any], policy: Policy, wanted: dict[str, str]) -> None:
    found = {duty.what: duty.why for duty in decide(replace(QUIET, **other), policy, NOW).due}
    assert found.keys() == wanted.keys()
    for step, why in wanted.items():
        assert why in found[step]  # type: ignore[index]


@pytest.mark.parametrize(
    ("other", "at", "what"),
    [
        ({}, NOW + HOUR, "poll"),
        ({"next_link": NOW + HOUR / 4}, NOW + HOUR / 4, "poll"),
        ({"links": 1, "nobody": NOW - HOUR / 12}, NOW + HOUR / 12, "poll"),
        ({"nobody": NOW - HOUR / 12}, NOW + HOUR, "poll"),
        ({"next_digest": NOW + HOUR / 2}, NOW + HOUR / 2, "mail"),
        ({"sources": ()}, datetime(2026, 11, 24, 16, tzinfo=UTC), "analyse"),  # midnight in Kuala Lumpur
    ],
)
def test_when_something_will_be_due(other: dict[str, Any], at: datetime, what: str) -> None:
    found = decide(replace(QUIET, **other), POLICY, NOW)
    assert (found.due, found.next, found.next_what) == ((), at, what)


def test_each_step_once_and_none_that_builds_on_a_failed_one() -> None:
    names: tuple[Step, ...] = ("poll", "analyse", "mail", "backup")
    every = Decision(due=tuple(Duty(what=name, why="x") for name in names), next=NOW, next_what="poll")
    assert following(every, {}) == every.due[0]
    assert following(every, {"poll": "failed"}) == every.due[1]  # what is there already can be read
    assert following(every, {"poll": "ok", "analyse": "ok"}) == every.due[2]
    after = following(every, {"poll": "ok", "analyse": "failed"})  # half-read articles are told to nobody
    assert after is not None
    assert after.what == "backup"
    assert following(every, dict.fromkeys(names, "ok")) is None


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", [0, 2, 3, 23])
def test_a_year_of_days_has_one_slot_each(zone: str, hour: int) -> None:
    """Also on days with 23, 24.5 or 25 hours."""
    now, seen = datetime(2026, 1, 1, tzinfo=UTC), Counter[datetime]()
    while now < datetime(2027, 1, 1, tzinfo=UTC):
        last, following_ = slot(now, hour, zone), slot(now, hour, zone, days=1)
        assert last <= now < following_
        seen[last] += 1
        now += timedelta(minutes=30)
    days = [at.astimezone(ZoneInfo(zone)).date() for at in seen]
    assert len(days) == len(set(days))
    assert len(days) in (365, 366)
    assert {at.astimezone(ZoneInfo(zone)).hour for at in seen} <= {hour, (hour + 1) % 24}


class World:
    """An instance whose steps take no time: what was done, as the store would remember it."""

    def __init__(self, zone: str, plan: Plan) -> None:
        self.policy, self.plan, self.zone = Policy(zone=zone, backup_hour=2), plan, zone
        self.sent: list[str] = []
        self.backups: list[datetime] = []
        self.polled: datetime | None = None
        self.done: dict[Step, Done] = {}
        self.backup_attempts = 0

    def facts(self, now: datetime) -> Facts:
        digest = digest_due(now, self.plan, self.zone, self.sent, datetime(2020, 1, 1, tzinfo=UTC))
        return Facts(
            sources=(self.polled + HOUR if self.polled and self.polled <= now else None,),
            digests=(digest.period,) if digest.period else (),
            next_digest=digest.next,
            backup=max((at for at in self.backups if at <= now), default=None),
            done=self.done,
        )

    def run(self, now: datetime) -> None:
        taken: dict[Step, str] = {}
        while (duty := following(decide(self.facts(now), self.policy, now), taken)) is not None:
            if duty.what == "mail":
                self.sent += self.facts(now).digests
            elif duty.what == "backup":
                self.backups.append(now)
            elif duty.what == "poll":
                self.polled = now
            taken[duty.what] = "ok"
            self.done[duty.what] = Done(ok=now)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("frequency", ["weekly", "daily"])
def test_a_year_by_the_watch_each_digest_and_backup_once(zone: str, frequency: Any) -> None:
    """The watch sleeps until something is due, over a whole year with a fake clock; days have 23 to 25 hours."""
    world = World(zone, Plan(frequency=frequency, zone=zone, hour=2))
    now = start = datetime(2026, 1, 1, tzinfo=UTC)
    while now < start + timedelta(days=365):
        world.run(now)
        decision = decide(world.facts(now), world.policy, now)
        assert decision.due == ()
        assert decision.next > now
        now = decision.next
    local = [at.astimezone(ZoneInfo(zone)).date() for at in world.backups[1:]]  # the first is made at once
    assert len(local) == len(set(local))
    assert len(local) in (364, 365)
    assert len(world.sent) == len(set(world.sent))
    assert len(world.sent) in ((52, 53) if frequency == "weekly" else (364, 365, 366))


@given(
    hours=st.lists(st.integers(min_value=0, max_value=24 * 365), min_size=1, max_size=50),
    zone=st.sampled_from(ZONES),
    other=st.sampled_from(ZONES),
)
def test_missed_runs_are_caught_up_whatever_the_clock_does(hours: list[int], zone: str, other: str) -> None:
    """Runs at any moments in any order, half-way the instance's zone changes: after each nothing is due, and no digest
    went out twice."""
    world = World(zone, Plan(zone=zone, hour=2))
    for number, each in enumerate(hours):
        if number == len(hours) // 2:
            world.policy, world.zone = replace(world.policy, zone=other), other
        now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=each)
        world.run(now)
        assert decide(world.facts(now), world.policy, now).due == ()
        assert world.polled == now or world.polled is not None
    assert len(world.sent) == len(set(world.sent))


def test_a_source_that_a_clock_ahead_put_off_is_asked_at_once() -> None:
    wrong = NOW + timedelta(days=900)
    state = SourceState(
        url="u", outlet="o", kind="feed", due=wrong + HOUR, interval=3600, reason="r", last_attempt=wrong
    )
    assert is_due(state, NOW)
    assert due_from(state, NOW) == NOW
    assert due_from(state, wrong) == wrong + HOUR * 0.9


IDLE = Decision(due=(), next=NOW + 2 * HOUR, next_what="poll")
BUSY = Decision(due=(Duty(what="poll", why="1 source due"),), next=NOW + HOUR, next_what="mail")


@pytest.mark.parametrize(
    ("decision", "last", "failures", "start", "wait"),
    [
        (BUSY, None, 0, True, timedelta(0)),
        (BUSY, NOW - APART, 0, True, timedelta(0)),
        (BUSY, NOW - APART / 3, 0, False, APART * 2 / 3),
        (IDLE, None, 0, False, LOOK),  # a clock that is set meanwhile is seen by then
        (replace(IDLE, next=NOW + APART), None, 0, False, APART),
        (replace(IDLE, next=NOW), None, 0, False, timedelta(seconds=1)),
        (BUSY, NOW - APART / 2, 1, False, APART / 2),
        (BUSY, NOW - APART, 1, True, timedelta(0)),
        (BUSY, NOW - 2 * APART, 3, False, 2 * APART),
        (BUSY, NOW - LONGEST_PAUSE, 99, True, timedelta(0)),
        (BUSY, NOW - LONGEST_PAUSE + LOOK / 2, 99, False, LOOK / 2),
        (BUSY, NOW + 500 * HOUR, 0, True, timedelta(0)),  # the clock was set back since
        (None, NOW, 1, False, APART),
        (None, NOW - APART, 1, False, APART),
    ],
)
def test_how_long_the_watch_waits(
    decision: Decision | None, last: datetime | None, failures: int, start: bool, wait: timedelta
) -> None:
    look = next_look(decision, NOW, last, failures)
    assert (look.start, look.wait) == (start, wait)
    assert look.why
