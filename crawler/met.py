"""What one crawl met at one outlet, and the facts that its health is judged by. Pure but for the counting."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from crawler.health import AttemptFacts, SourceFacts
from crawler.outlet_file import OutletFile
from crawler.ports import Usual


@dataclass
class Met:
    """What was met at one outlet so far."""

    sources: dict[str, SourceFacts] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)  # hints that articles do not fit, as their fetch says it
    words: list[int] = field(default_factory=list)  # of each article


def attempt_facts(file: OutletFile, met: Met, usual: Usual) -> AttemptFacts:
    return AttemptFacts(
        outlet=file.outlet.id,
        sources=tuple(met.sources.values()),
        articles=met.counts["articles"] + met.counts["not_modified"],
        new=met.counts["new"],
        refused=met.counts["refused"],
        blocked=met.counts["blocked"],
        robots=met.counts["robots"],
        failed=met.counts["failed"],
        read=met.counts["read"],
        missed=dict(met.missed),
        reasons=dict(met.reasons),
        words=tuple(met.words),
        usual=usual,
        stale_after=timedelta(days=file.stale_after_days),
    )
