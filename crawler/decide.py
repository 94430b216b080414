"""Should this link be fetched now? A pure decider: what is known, the clock and the outlet's policy in, reason out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.discovery.link import Link
from crawler.outlet_file import Revisit
from crawler.ports import KnownPage


@dataclass(frozen=True, slots=True)
class FetchDecision:
    fetch: bool
    reason: str


def should_fetch(link: Link, known: KnownPage | None, now: datetime, revisit: Revisit) -> FetchDecision:
    """A new link is fetched. A known article is looked at again while it is younger than ``revisit.days``, at most
    every ``revisit.hours``, so that edits become revisions; what is gone or old is left alone."""
    if known is None:
        return FetchDecision(True, "new")
    if known.gone:
        return FetchDecision(False, "gone when last asked")
    age = now - (known.published or link.published or known.first_seen)
    if age > timedelta(days=revisit.days):
        return FetchDecision(False, f"known, and older than {revisit.days:g} days")
    since = now - known.last_fetched
    if since < timedelta(hours=revisit.hours):
        return FetchDecision(False, f"known, and fetched less than {revisit.hours:g} hours ago")
    return FetchDecision(True, f"younger than {revisit.days:g} days, last fetched {known.last_fetched:%Y-%m-%d %H:%M}Z")
