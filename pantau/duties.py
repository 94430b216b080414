"""What a run has to do now, and when the next one will have something. Pure: facts, policy and clock in, reasons out.

``pantau run`` and ``pantau run --watch`` rest on this one decision, asked again after each step: what a poll brought is
there to be read, what was read may be told. A moment that was missed is due until it is done, once; a clock that
jumped back keeps nothing from being due. Knows no store, no file and no network.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

Step = Literal["repair", "bounces", "poll", "analyse", "mail", "backup", "prune"]
STEPS: tuple[Step, ...] = get_args(Step)
#: A step is not taken where one that it builds on failed in the same run: half-read articles are told to nobody.
BUILDS_ON: Mapping[Step, tuple[Step, ...]] = {"mail": ("analyse",), "prune": ("backup",)}
#: Of the mailbox of bounces; it is also read before any mail. Judgement: who complains must not wait for an hour.
BOUNCES_EVERY = timedelta(minutes=15)
#: After a poll that reached nobody, which puts nothing off: all that was due still is. Judgement: less than the quarter
#: of an hour of the timer, so that each of its runs tries.
NOBODY_REST = timedelta(minutes=10)
NEVER = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the settings ask for. Hours are of the day in ``zone``; None: not by itself."""

    zone: str
    bounces: bool = False
    backup_hour: int | None = 3
    prune_hour: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a step so far: when it last went well, and whether its last attempt did not."""

    ok: datetime | None = None
    failing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known when a run starts, or after one of its steps."""

    died: str | None = None  # an earlier run that ended without a word
    sources: tuple[datetime | None, ...] = ()  # from when each source of the crawled outlets is due; None: never asked
    links: int = 0  # that wait and are due
    next_link: datetime | None = None
    nobody: datetime | None = None  # when a crawl last reached nobody; None: the last one reached somebody
    broken_off: int = 0  # outlets whose last crawl was killed: not judged, or with addresses still to be asked
    unread: int = 0  # articles that these rules and models have not read
    changed: datetime | None = None  # when a person last changed what an analysis follows: corrections, themes
    digests: tuple[str, ...] = ()  # the period that is due, of each reader to whom one is
    next_digest: datetime | None = None
    mails_open: int = 0  # claimed or leaving: left by a run that died
    requests: int = 0  # of the form
    alerts_wanted: bool = False
    backup: datetime | None = None  # the newest that is not of the future
    done: Mapping[Step, Done] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    what: Step
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """``due``: what is to be done now, in its order. ``next``: when something else will be, and what."""

    due: tuple[Duty, ...]
    next: datetime
    next_what: str


@dataclass(frozen=True, slots=True)
class _Verdict:
    why: str | None
    next: datetime | None = None  # None: nothing that the clock alone brings


def decide(facts: Facts, policy: Policy, now: datetime) -> Decision:
    """What is due at ``now``, each with its reason, and the next moment at which anything will be."""
    judged = {step: _JUDGES[step](facts, policy, now) for step in STEPS}
    due = tuple(Duty(what=step, why=verdict.why) for step, verdict in judged.items() if verdict.why is not None)
    coming = [(verdict.next, step) for step, verdict in judged.items() if verdict.next is not None]
    at, what = min(coming, default=(now + NEVER, "nothing"), key=lambda each: each[0])
    return Decision(due=due, next=at, next_what=what)


def following(decision: Decision, taken: Mapping[Step, str]) -> Duty | None:
    """The next step of a run that took those of ``taken`` (with their outcomes): each once, none that builds on a step
    which did not go well."""
    for duty in decision.due:
        below = (taken.get(step, "ok") for step in BUILDS_ON.get(duty.what, ()))
        if duty.what not in taken and all(outcome == "ok" for outcome in below):
            return duty
    return None


def slot(now: datetime, hour: int, zone: str, days: int = 0) -> datetime:
    """The last moment, not after ``now``, at which it was ``hour`` in ``zone``, in UTC; ``days`` later for 1, 2, ...

    An hour that a change of the clocks leaves out comes when they have moved; one that they repeat counts at its first
    passing: each day has one slot.
    """
    local = ZoneInfo(zone)
    day = now.astimezone(local).date()
    if datetime.combine(day, time(hour), local).astimezone(UTC) > now:
        day -= timedelta(days=1)
    return datetime.combine(day + timedelta(days=days), time(hour), local).astimezone(UTC)


def _ok(facts: Facts, step: Step, now: datetime) -> datetime | None:
    """When a step last went well; what lies in the future was written by a clock that was wrong, and counts for
    nothing."""
    at = facts.done.get(step, Done()).ok
    return None if at is None or at > now else at


def _failing(facts: Facts, step: Step) -> bool:
    return facts.done.get(step, Done()).failing


def _repair(facts: Facts, policy: Policy, now: datetime) -> _Verdict:
    del policy, now
    if facts.died is not None:
        return _Verdict(f"{facts.died} ended without a word: killed or power cut")
    return _Verdict("the last one failed" if _failing(facts, "repair") else None)


def _bounces(facts: Facts, policy: Policy, now: datetime) -> _Verdict:
    if not policy.bounces:
        return _Verdict(None)
    last = _ok(facts, "bounces", now)
    if last is None or _failing(facts, "bounces"):
        return _Verdict("the mailbox was not read yet" if last is None else "the last reading failed")
    if now - last >= BOUNCES_EVERY:
        return _Verdict(f"last read {last:%Y-%m-%d %H:%M}Z")
    if last < now and (facts.digests or facts.mails_open):
        return _Verdict("mails are due, and who left gets none")
    return _Verdict(None, last + BOUNCES_EVERY)


def _poll(facts: Facts, policy: Policy, now: datetime) -> _Verdict:
    del policy
    said = []
    if fresh := facts.sources.count(None):
        said.append(f"{_many(fresh, 'source')} never asked")
    if due := [at for at in facts.sources if at is not None and at <= now]:
        said.append(f"{_many(len(due), 'source')} due since {min(due):%Y-%m-%d %H:%M}Z")
    if facts.links:
        said.append(f"{_many(facts.links, 'link')} waiting")
    if facts.broken_off:
        said.append(f"a crawl of {_many(facts.broken_off, 'outlet')} broke off")
    if said and facts.nobody is not None and facts.nobody <= now < facts.nobody + NOBODY_REST:
        return _Verdict(None, facts.nobody + NOBODY_REST)
    coming = [at for at in (*facts.sources, facts.next_link) if at is not None and at > now]
    return _Verdict(", ".join(said) or None, min(coming, default=None))


def _analyse(facts: Facts, policy: Policy, now: datetime) -> _Verdict:
    last = _ok(facts, "analyse", now)
    midnight = slot(now, 0, policy.zone)
    if facts.unread:
        why: str | None = f"{_many(facts.unread, 'article')} not read"
    elif last is None:
        why = "nothing was analysed yet"
    elif _failing(facts, "analyse"):
        why = "the last one failed"
    elif facts.changed is not None and last < facts.changed <= now:
        why = f"corrections, themes or settings changed {facts.changed:%Y-%m-%d %H:%M}Z"
    elif last < midnight:
        why = "a day is over: its stories and trends settle"
    else:
        why = None
    return _Verdict(why, slot(now, 0, policy.zone, days=1))


def _mail(facts: Facts, policy: Policy, now: datetime) -> _Verdict:
    del policy
    said = []
    if facts.mails_open:
        said.append(f"{_many(facts.mails_open, 'mail')} left by a run that died")
    for period, readers in sorted(Counter(facts.digests).items()):
        said.append(f"digest of {period} for {_many(readers, 'reader')}")
    if facts.requests:
        said.append(f"{_many(facts.requests, 'request')} from the form")
    read, told = _ok(facts, "analyse", now), _ok(facts, "mail", now)
    if facts.alerts_wanted and read is not None and (told is None or told < read):
        said.append("alerts are looked for after each analysis")
    if not said and _failing(facts, "mail"):
        said.append("not all of the last were sent")
    return _Verdict(", ".join(said) or None, facts.next_digest)


def _backup(facts: Facts, policy: Policy, now: datetime) -> _Verdict:
    if policy.backup_hour is None:
        return _Verdict(None)
    return _daily(facts.backup, policy.backup_hour, policy.zone, now)


def _prune(facts: Facts, policy: Policy, now: datetime) -> _Verdict:
    if policy.prune_hour is None:
        return _Verdict(None)
    return _daily(_ok(facts, "prune", now), policy.prune_hour, policy.zone, now)


def _daily(last: datetime | None, hour: int, zone: str, now: datetime) -> _Verdict:
    began = slot(now, hour, zone)
    why = None
    if last is None:
        why = "none was made yet"
    elif last < began:
        why = f"the last is of {last:%Y-%m-%d %H:%M}Z"
    return _Verdict(why, slot(now, hour, zone, days=1))


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


_JUDGES = {
    "repair": _repair,
    "bounces": _bounces,
    "poll": _poll,
    "analyse": _analyse,
    "mail": _mail,
    "backup": _backup,
    "prune": _prune,
}
