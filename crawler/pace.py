"""How fast a host is asked, and whether a request is tried again. Pure: what was met in, delay and reason out.

A host is never asked faster than its outlet file or its robots.txt says, nor faster than it answers; what it refuses
or fails at doubles the delay, what it answers brings it back by and by.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

MAX_DELAY = 60.0  # seconds between two requests to a host in trouble
MAX_WAIT = 60.0  # a longer rest ends the host's part of this crawl: what is left waits for the next
MAX_REST = 7 * 24 * 3600.0  # nobody means more than this
FIRST_REST = 30.0  # after a 429 that names no time
SLOWEST = 10.0  # seconds of latency that count; a host that takes longer times out anyway

Kind = Literal["dns", "connect", "lost", "timeout", "tls", "busy", "server", "no"]
_TRIES: dict[Kind, int] = {"dns": 1, "connect": 2, "lost": 2, "timeout": 1, "tls": 0, "busy": 1, "server": 2, "no": 0}
_BASE: dict[Kind, float] = {"dns": 2.0, "connect": 1.0, "lost": 0.5, "timeout": 2.0, "busy": 5.0, "server": 1.5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """``base`` is the least delay; ``rest_until`` a moment of the same clock as ``now``."""

    base: float
    delay: float
    rest_until: float = 0.0
    refusals: int = 0  # 429 and 503 in a row
    reason: str = "as its outlet file says"


def after_answer(
    host: Host, *, status: int | None, latency: float | None, retry_after: float | None, now: float
) -> Host:
    """The host after an answer (``status`` None: none came). Times in seconds."""
    if status in (429, 503):
        rest = retry_after if retry_after is not None else FIRST_REST * 2**host.refusals if status == 429 else 0.0
        rest = min(rest, MAX_REST)
        return replace(
            host,
            delay=_slower(host),
            rest_until=max(host.rest_until, now + rest) if rest else host.rest_until,
            refusals=min(host.refusals + 1, 10),
            reason=f"HTTP {status}" + (f": rests {rest:.0f} s" if rest else ""),
        )
    if status is None or status >= 500:
        return replace(host, delay=_slower(host), reason="no answer" if status is None else f"HTTP {status}")
    wished = host.base if latency is None or host.base == 0 else max(host.base, min(latency, SLOWEST))
    delay = wished if host.delay <= wished else wished + (host.delay - wished) / 2
    delay = wished if delay - wished < 0.05 else delay
    reason = f"answers in {latency:.1f} s" if latency is not None and wished > host.base else "as asked for"
    return replace(host, delay=delay, refusals=0, reason=reason)


def _slower(host: Host) -> float:
    return max(host.base, min(MAX_DELAY, max(1.0, host.delay * 2)))


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (a number or a date), or None where it says nothing sensible."""
    text = (value or "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        try:
            when = parsedate_to_datetime(text)
        except (ValueError, TypeError, OverflowError):
            return None
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        seconds = (when - now).total_seconds()
    return min(max(seconds, 0.0), MAX_REST) if seconds == seconds else None


def kind_of(status: int) -> Kind:
    """What kind of failure an HTTP status is; "no" where another try would not help."""
    if status in (408, 429):
        return "busy"
    return "server" if status in (500, 502, 503, 504, 520, 521, 522, 523, 524) else "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    again: bool
    wait: float  # seconds
    reason: str


def judge_retry(kind: Kind, tried: int, retry_after: float | None, chance: float, scale: float = 1.0) -> Retry:
    """Whether a request that failed ``tried`` times before is tried again, and after how many seconds.

    ``chance`` (0 to 1) spreads the waits, so that many requests that failed together do not come back together;
    ``scale`` shortens them for tests.
    """
    if tried >= _TRIES[kind]:
        return Retry(again=False, wait=0.0, reason=f"{kind}: tried {tried + 1} times")
    if retry_after is not None and retry_after > MAX_WAIT:
        return Retry(again=False, wait=0.0, reason=f"{kind}: asked to wait {retry_after:.0f} s")
    wait = _BASE[kind] * 2**tried * (0.5 + chance) * scale
    return Retry(again=True, wait=max(wait, retry_after or 0.0), reason=f"{kind}: tried again")
