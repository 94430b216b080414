"""How an outlet is: a pure judgement over what one crawl met and what was known before.

Knows the vocabulary of records.HealthState; it must not fetch or write anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawler.discovery.freshness import judge_freshness
from records import FetchStatus, HealthState, OutletHealth

QUIET_AFTER = timedelta(days=7)  # without a new article an outlet that answers is quiet, not ok
_WELL: frozenset[HealthState] = frozenset(("ok", "quiet", "stale_hint"))  # it answers and its articles are read
_FAILED: frozenset[FetchStatus] = frozenset(
    ("gone", "http_error", "timeout", "unreachable", "too_large", "private_address")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """What came of one source. ``links`` counts what it lists, ``fitting`` those that are article addresses;
    ``newest`` is the newest date among its items, None where they have none."""

    url: str
    kind: str
    status: FetchStatus
    http_status: int | None = None
    links: int = 0
    fitting: int = 0
    newest: datetime | None = None
    reason: str | None = None
    moved_to: str | None = None  # where it answered from, if not from its own address


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFacts:
    """What one crawl met at one outlet. ``articles`` counts pages read as articles, ``new`` those never seen before,
    ``refused`` pages that held none, ``blocked`` articles answered with 401, 403 or 429, ``failed`` all others. Of the
    ``read`` articles (no 304) ``missed`` says how many do not fit each hint of the outlet file.
    """

    outlet: str
    sources: tuple[SourceFacts, ...]
    articles: int = 0
    new: int = 0
    refused: int = 0
    blocked: int = 0
    robots: int = 0
    failed: int = 0
    read: int = 0
    missed: Mapping[str, int] = field(default_factory=dict)
    stale_after: timedelta = timedelta(days=14)


def judge_health(previous: OutletHealth | None, facts: AttemptFacts, now: datetime) -> OutletHealth:
    """The outlet's state after this attempt. ``since`` stays while the state stays; times of success and of the last
    new article are kept where this attempt has none."""
    state, reason = _state(previous, facts, now)
    same = previous is not None and previous.state == state
    answered = any(source.status in ("ok", "not_modified") for source in facts.sources)
    return OutletHealth(
        outlet=facts.outlet,
        state=state,
        reason=reason,
        since=previous.since if previous is not None and same else now,
        last_attempt=now,
        last_success=now if answered and state in _WELL else previous.last_success if previous else None,
        last_new=now if facts.new else previous.last_new if previous else None,
    )


def _state(previous: OutletHealth | None, facts: AttemptFacts, now: datetime) -> tuple[HealthState, str]:
    if not facts.sources:
        return "never", "it has no source that is crawled"
    answered = [source for source in facts.sources if source.status in ("ok", "not_modified")]
    if not answered:
        return _unanswered(facts)
    listing = [source for source in answered if source.status == "ok"]
    if not listing and previous is not None and previous.state in ("stale_feed", "empty"):
        return previous.state, previous.reason  # 304: the very list that was judged before
    stale = [
        (source, fresh)
        for source in listing
        if (fresh := judge_freshness(source.newest, now, facts.stale_after)).state == "stale"
    ]
    if stale and len(stale) == len(listing):
        return "stale_feed", f"{stale[0][0].url}: {stale[0][1].reason}"
    tried = facts.articles + facts.refused + facts.blocked + facts.robots + facts.failed
    if tried >= 3 and facts.blocked * 2 > tried:
        return "blocked", f"{facts.blocked} of {tried} articles were denied (401, 403 or 429)"
    if tried and facts.robots == tried:
        return "robots", f"robots.txt forbids all {tried} articles"
    if tried >= 3 and facts.refused * 2 > tried:
        return "parse_failure", f"{facts.refused} of {tried} pages held no article that could be read"
    if tried >= 3 and facts.failed * 2 > tried:
        return "dead", f"{facts.failed} of {tried} articles could not be fetched"
    if listing and all(source.links == 0 for source in listing):
        return "empty", f"{_names(listing)} answers, but lists nothing"
    if listing and all(source.fitting == 0 for source in listing):
        total = sum(source.links for source in listing)
        return "parse_failure", f"none of {total} links of {_names(listing)} is an article's address"
    return _alive(previous, facts, now)


def _alive(previous: OutletHealth | None, facts: AttemptFacts, now: datetime) -> tuple[HealthState, str]:
    failing = [source for source in facts.sources if source.status not in ("ok", "not_modified")]
    beside = f"; {_names(failing)} failed ({failing[0].reason or failing[0].status})" if failing else ""
    if hint := _stale_hint(previous, facts):
        return "stale_hint", f"{hint}{beside}"
    if facts.new:
        return "ok", f"{facts.new} new articles{beside}"
    last = previous.last_new if previous else None
    if last is None:
        return ("ok" if facts.articles else "quiet"), f"no new article{beside}"
    if now - last > QUIET_AFTER:
        return "quiet", f"no new article since {last:%Y-%m-%d}{beside}"
    return "ok", f"nothing new since {last:%Y-%m-%d %H:%M}Z{beside}"


def _stale_hint(previous: OutletHealth | None, facts: AttemptFacts) -> str | None:
    """Why the outlet file no longer fits: a hint that most articles miss, of two at least, since one may be of another
    kind. Once found it stays until most of those read fit again; a crawl that read none tells nothing."""
    known = previous is not None and previous.state == "stale_hint"
    if not facts.read:
        return previous.reason.split("; ")[0] if previous is not None and known else None
    said, count = max(facts.missed.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    if count * 2 <= facts.read or (facts.read < 2 and not known):
        return None
    return f"{said} on {count} of {facts.read} articles"


def _unanswered(facts: AttemptFacts) -> tuple[HealthState, str]:
    """No source answered: the reason that most of them share, the gravest first."""
    statuses = [source.status for source in facts.sources]
    first = facts.sources[0]
    why = f"{first.url}: {first.reason or first.status}"
    if any(source.http_status in (401, 403, 429) for source in facts.sources):
        return "blocked", why
    if all(status == "robots" for status in statuses):
        return "robots", why
    if any(status in ("parse_error", "refused") for status in statuses):
        broken = next(source for source in facts.sources if source.status in ("parse_error", "refused"))
        return "parse_failure", f"{broken.url}: {broken.reason or 'cannot be read'}"
    return "dead", why


def _names(sources: list[SourceFacts]) -> str:
    return sources[0].url if len(sources) == 1 else f"{sources[0].url} and {len(sources) - 1} more"
