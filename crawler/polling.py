"""When is a source asked again? Pure: what it brought, what is remembered of it and the clock in, state and reason out.

A source is asked as often as it brings something new: about once an article, at most every quarter of an hour, at
least twice a day. A list of N items that fills at a rate r shows nothing longer than N / r; it is asked at half that
time at the latest, and sooner after a poll at which everything was new, since then something may have been missed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from records import FetchStatus, SourceState

LEAST = 15 * 60.0  # seconds between two polls
MOST = 12 * 3600.0
FIRST = 3600.0  # while no rate is known
SAFE = 0.5  # of the time in which a list is filled anew
WEIGHT = 0.4  # of the latest poll in the rate
EARLY = 0.1  # of the interval: a timer that starts a little early still asks
MAX_BACK_OFF = 48 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What one poll brought: ``listed`` articles, of which ``new`` were not known."""

    status: FetchStatus
    listed: int = 0
    new: int = 0
    wait: float | None = None  # seconds of rest that the host asked for (Retry-After)


def is_due(state: SourceState | None, now: datetime) -> bool:
    return state is None or now >= due_from(state, now)


def due_from(state: SourceState, now: datetime) -> datetime:
    """From when on a source is asked again: at once where the clock was ahead when it was last asked, since nothing
    that such a clock wrote is worth waiting for."""
    if state.last_attempt is not None and state.last_attempt > now:
        return now
    return state.due - timedelta(seconds=EARLY * state.interval)


def next_poll(
    state: SourceState | None, polled: Polled, *, url: str, outlet: str, kind: str, now: datetime
) -> SourceState:
    """The source after a poll."""
    before = state or SourceState(url=url, outlet=outlet, kind=kind, due=now, interval=FIRST, reason="")
    if polled.status not in ("ok", "not_modified"):
        return _failed(before, polled, now)
    listed = polled.listed or before.listed
    interval, rate, reason = _interval(before, polled, listed, now)
    return replace(
        before,
        due=now + timedelta(seconds=interval),
        interval=interval,
        reason=reason,
        last_attempt=now,
        last_success=now,
        last_new=now if polled.new else before.last_new,
        listed=listed,
        rate=rate,
        failures=0,
    )


def _interval(before: SourceState, polled: Polled, listed: int, now: datetime) -> tuple[float, float | None, str]:
    """(seconds, rate, reason) after a poll that was answered."""
    if before.last_success is None:
        return FIRST, None, "its rate is not known yet"
    hours = max((now - before.last_success).total_seconds(), 1.0) / 3600
    seen = polled.new / hours
    rate = seen if before.rate is None else WEIGHT * seen + (1 - WEIGHT) * before.rate
    if polled.new and polled.new >= listed:
        interval = max(LEAST, min(before.interval, hours * 3600) / 4)
        return interval, max(rate, seen), f"all {listed} items were new: some may have been missed"
    # of what one look saw, one more may have come: a rate that rests on few items is not trusted to be low
    filled = SAFE * listed / max(rate, (polled.new + 1) / hours) * 3600 if listed else MOST
    wished = 3600 / rate if rate else MOST
    interval = min(max(wished, LEAST), filled, MOST)
    said = f"{rate:.1f} new an hour" if rate >= 1 else f"{rate * 24:.1f} new a day"
    if interval < max(wished, LEAST) and interval < MOST:
        said = f"{said}: of its {listed} items half may be replaced by then"
    return max(interval, 60.0), rate, said


def _failed(before: SourceState, polled: Polled, now: datetime) -> SourceState:
    """A source that fails is asked less and less often, but for ever."""
    failures = before.failures + 1
    interval = max(before.interval, LEAST)
    wait = min(interval * 2 ** (failures - 1), MAX_BACK_OFF)
    reason = f"failed {failures} time{'s' if failures > 1 else ''} ({polled.status})"
    if polled.wait is not None and polled.wait > wait:
        wait, reason = polled.wait, f"{reason}, and asked for rest"
    return replace(before, due=now + timedelta(seconds=wait), reason=reason, last_attempt=now, failures=failures)
