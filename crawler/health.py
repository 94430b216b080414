"""How an outlet is: a pure judgement over what one crawl met and what was known before.

Knows the vocabulary of records.HealthState; it must not fetch or write anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from crawler.canonical import host_of
from crawler.discovery.freshness import judge_freshness
from crawler.ports import Usual
from records import FetchStatus, HealthState, OutletHealth

QUIET_AFTER = timedelta(days=7)  # without a new article an outlet that answers is quiet, while its rate is not known
_WELL: frozenset[HealthState] = frozenset(("ok", "quiet", "stale_hint"))  # it answers and its articles are read
_PASSING: frozenset[HealthState] = frozenset(("dead", "blocked", "challenge", "parse_failure", "body_shrank"))
STRIKES = 2  # attempts in a row that must meet the same kind of trouble
SHRANK = 0.5  # of the usual words; outlets keep within a third of theirs from week to week
CHALLENGE = "challenge"  # the word by which a challenge page is told in reasons


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
    reasons: Mapping[str, int] = field(default_factory=dict)  # of what gave no article
    words: tuple[int, ...] = ()  # of each article
    usual: Usual = field(default_factory=Usual)
    stale_after: timedelta = timedelta(days=14)


def judge_health(previous: OutletHealth | None, facts: AttemptFacts, now: datetime) -> OutletHealth:
    """The outlet's state after this attempt. ``since`` stays while the state stays; times of success and of the last
    new article are kept where this attempt has none.

    What may pass by itself (no answer, a denial, a challenge, pages that cannot be read, bodies that shrank) makes an
    outlet that was well ill only when it is met twice in a row; one good attempt makes it well again.
    """
    state, reason = _state(previous, facts, now)
    strikes = 0
    if previous is not None and previous.state in _WELL and state in _PASSING and not _certain(facts):
        strikes = previous.strikes + 1
        if strikes < STRIKES:
            state, reason = previous.state, f"{previous.reason.split('; ')[0]}; once: {state}: {reason}"
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
        strikes=strikes,
        weekly=facts.usual.weekly,
        words=facts.usual.words,
    )


def _certain(facts: AttemptFacts) -> bool:
    """404 and 410 of all sources are said on purpose: nothing to wait for."""
    return bool(facts.sources) and all(source.status == "gone" for source in facts.sources)


def _state(previous: OutletHealth | None, facts: AttemptFacts, now: datetime) -> tuple[HealthState, str]:
    if not facts.sources:
        return "never", "it has no source that is crawled"
    answered = [source for source in facts.sources if source.status in ("ok", "not_modified")]
    if not answered:
        return _unanswered(facts)
    if moved := _moved(answered):
        return "moved", moved
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
    challenged = sum(count for reason, count in facts.reasons.items() if CHALLENGE in reason)
    if tried >= 3 and challenged * 2 > tried:
        return "challenge", f"{challenged} of {tried} articles were answered with a challenge page"
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
    if shrank := _shrank(previous, facts):
        return "body_shrank", f"{shrank}{beside}"
    if facts.new:
        return "ok", f"{facts.new} new articles{beside}"
    last = previous.last_new if previous else None
    if last is None:
        return ("ok" if facts.articles else "quiet"), f"no new article{beside}"
    if now - last > quiet_after(facts.usual.weekly):
        return "quiet", f"no new article since {last:%Y-%m-%d}{beside}"
    return "ok", f"nothing new since {last:%Y-%m-%d %H:%M}Z{beside}"


def quiet_after(weekly: float | None) -> timedelta:
    """After how long without a new article an outlet is quiet: when ten of its usual gaps are over."""
    if not weekly:
        return QUIET_AFTER
    return min(max(timedelta(weeks=10 / weekly), timedelta(days=1)), timedelta(weeks=4))


def _moved(answered: list[SourceFacts]) -> str | None:
    """Where its sources went, if all of them answer from another host than their own."""
    away = [source for source in answered if source.moved_to and host_of(source.moved_to) != host_of(source.url)]
    if len(away) < len(answered) or all(source.fitting for source in away):
        return None
    return f"{away[0].url} answers from {away[0].moved_to} now, without an article of its outlet file"


def _shrank(previous: OutletHealth | None, facts: AttemptFacts) -> str | None:
    """Why the bodies are no longer whole: half of them shorter than half of what is usual. Once found it stays until
    articles are read that are not."""
    if not facts.words:
        return previous.reason.split("; ")[0] if previous is not None and previous.state == "body_shrank" else None
    middle = median(facts.words)
    if facts.usual.words is None or len(facts.words) < 3 or middle >= SHRANK * facts.usual.words:
        return None
    return f"its {len(facts.words)} latest articles have {middle:.0f} words, where {facts.usual.words} are usual"


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
    if any(CHALLENGE in (source.reason or "") for source in facts.sources):
        return "challenge", why
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
