"""What the operator is told of, and when: each trouble once, its end once, all of a run in one mail. Pure.

Alarms that were raised before, the troubles of now and the clock in; the alarms as they are now and what is to be told
out. An alarm stays untold until a mail of it went out. Knows no store, no mail and no file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

#: A trouble that ended and comes back within this time after its mail is told of only when the time is over, and not
#: at all if it has ended by then: what flaps is one trouble. Judgement: a mail a day of it.
QUIET = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that is wrong now. ``key`` names it from run to run: "run", "step backup", "outlet kinta-post".
    ``once``: it happened and is over, as a run that died is: it is told, and has no end to be told of."""

    key: str
    title: str
    reason: str
    since: datetime | None = None
    once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A trouble as it is remembered. ``told``: when a mail told that it began; None: none did, or its end was told too.
    ``mailed``: when a mail last told anything of it."""

    key: str
    title: str
    reason: str
    since: datetime
    once: bool = False
    told: datetime | None = None
    ended: datetime | None = None
    mailed: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing to tell the operator, and why now."""

    kind: Literal["began", "happened", "ended"]
    alarm: Alarm
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """``alarms``: all that is remembered, as it is before ``news`` are told."""

    alarms: tuple[Alarm, ...]
    news: tuple[News, ...]


def decide(
    stored: Iterable[Alarm], troubles: Iterable[Trouble], judged: Callable[[str], bool], now: datetime
) -> Decision:
    """Which alarms there are now and what of them is to be told.

    ``judged`` says of a key whether this run looked at it: a backup that was not due says nothing of the one that
    failed, and an alarm whose trouble nobody looked at stays as it is.
    """
    before = {alarm.key: alarm for alarm in stored}
    present = {trouble.key: trouble for trouble in troubles}
    alarms = []
    for key in sorted(before.keys() | present.keys()):
        alarm = _now(before.get(key), present.get(key), judged(key), now)
        if alarm is not None:
            alarms.append(alarm)
    return Decision(alarms=tuple(alarms), news=tuple(news for alarm in alarms if (news := _news(alarm, now))))


def after_telling(decision: Decision, now: datetime) -> tuple[Alarm, ...]:
    """The alarms once all news of the decision were told."""
    told = {news.alarm.key: news.kind for news in decision.news}
    return tuple(
        replace(alarm, told=None if told[alarm.key] == "ended" else now, mailed=now) if alarm.key in told else alarm
        for alarm in decision.alarms
    )


def _now(alarm: Alarm | None, trouble: Trouble | None, judged: bool, now: datetime) -> Alarm | None:
    if trouble is not None:
        since = trouble.since or now
        if alarm is None:
            return Alarm(key=trouble.key, title=trouble.title, reason=trouble.reason, since=since, once=trouble.once)
        if alarm.ended is not None:  # it is back; where its end was not told, it is still told of
            alarm = replace(alarm, since=since, ended=None)
        return replace(alarm, title=trouble.title, reason=trouble.reason)
    if alarm is None or not judged:
        return alarm
    if alarm.once:
        return alarm if alarm.told is None else None
    if alarm.told is None and not _within(alarm.mailed, now):
        return None  # over before anybody was told, or its end was told long ago
    return replace(alarm, ended=alarm.ended or now)


def _news(alarm: Alarm, now: datetime) -> News | None:
    if alarm.once:
        return News(kind="happened", alarm=alarm, why="it was not told yet") if alarm.told is None else None
    if alarm.ended is not None:
        return None if alarm.told is None else News(kind="ended", alarm=alarm, why="its beginning was told")
    if alarm.told is None and not _within(alarm.mailed, now):
        return News(kind="began", alarm=alarm, why="it was not told yet")
    return None


def _within(at: datetime | None, now: datetime) -> bool:
    """Whether QUIET after ``at`` is not over; a moment in the future is of a clock that was wrong."""
    return at is not None and at <= now < at + QUIET
