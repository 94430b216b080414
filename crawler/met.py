"""What a crawl met at one outlet: counts for its report, notes that are kept with each answer, and the facts that its
health is judged by. Pure but for the counting.

Health rests on the notes alone, so that a crawl that was killed and went on judges as one that was not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from crawler.choose import Asked
from crawler.discovery.freshness import newest_date
from crawler.discovery.listing import Listing
from crawler.health import AttemptFacts, SourceFacts
from crawler.outlet_file import OutletFile
from crawler.ports import Usual
from records import Article, Fetch, Noted


@dataclass
class Met:
    """What this crawl met at one outlet so far, for its report."""

    counts: Counter[str] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)


def article_notes(article: Article, *, new: bool) -> list[Noted]:
    """Of an article that was read."""
    notes = [Noted(what="count", name="articles"), Noted(what="words", name=str(article.words))]
    return [*notes, Noted(what="count", name="new")] if new else notes


def hint_notes(missed: str | None) -> list[Noted]:
    """Of a page that was read by the hints of an outlet file. ``missed``: those that it does not fit, by "; "."""
    names = missed.split("; ") if missed else ()
    return [Noted(what="count", name="read"), *(Noted(what="missed", name=name) for name in names)]


def no_article_notes(what: str, reason: str | None) -> list[Noted]:
    """Of an answer, or the lack of one, that gave no article."""
    notes = [Noted(what="count", name=what)]
    return [*notes, Noted(what="reason", name=reason)] if reason else notes


def source_note(
    asked: Asked, listing: Listing, fitting: int, fetch: Fetch, now: datetime, moved_to: str | None
) -> Noted:
    """Of the first page of a source or of a child of it."""
    newest = newest_date([link.published for link in listing.links], now)
    return Noted(
        what="source",
        name=asked.url,
        told={
            "of": asked.source.url,
            "kind": asked.source.kind,
            "status": fetch.status,
            "http_status": fetch.http_status,
            "links": len(listing.links) + len(listing.children),
            "fitting": fitting + len(listing.children),
            "newest": newest.isoformat() if newest else None,
            "reason": fetch.reason,
            "moved_to": moved_to,
        },
    )


def ask_note(asked: Asked) -> Noted:
    """An address that a source named, and that is to be asked."""
    return Noted(
        what="ask",
        name=asked.url,
        told={
            "of": asked.source.url,
            "depth": asked.depth,
            "page": asked.page,
            "conditional": int(asked.conditional),
            "first": asked.first,
        },
    )


def asks(file: OutletFile, notes: Iterable[Noted]) -> Iterator[Asked]:
    """The addresses that are still to be asked, of sources that the outlet file still has."""
    sources = {source.url: source for source in file.crawled}
    for note in notes:
        told: Any = note.told
        if note.what == "ask" and told["of"] in sources:
            yield Asked(
                source=sources[told["of"]],
                url=note.name,
                depth=told["depth"],
                page=told["page"],
                conditional=bool(told["conditional"]),
                first=told["first"],
            )


def attempt_facts(file: OutletFile, notes: Iterable[Noted], usual: Usual) -> AttemptFacts:
    """What was met since the last judgement; of sources that the outlet file no longer has nothing counts."""
    kept = tuple(notes)
    sources = {source.url for source in file.crawled}
    counts = _counted(kept, "count")
    return AttemptFacts(
        outlet=file.outlet.id,
        sources=tuple(_source(note) for note in kept if note.what == "source" and note.told["of"] in sources),
        articles=counts["articles"] + counts["not_modified"],
        new=counts["new"],
        refused=counts["refused"],
        blocked=counts["blocked"],
        robots=counts["robots"],
        failed=counts["failed"],
        read=counts["read"],
        missed=_counted(kept, "missed"),
        reasons=_counted(kept, "reason"),
        words=tuple(int(words) for words in _counted(kept, "words").elements()),
        usual=usual,
        stale_after=timedelta(days=file.stale_after_days),
    )


def _counted(notes: Iterable[Noted], what: str) -> Counter[str]:
    return Counter({note.name: note.count for note in notes if note.what == what})


def _source(note: Noted) -> SourceFacts:
    told: Any = dict(note.told)
    del told["of"]
    newest = told.pop("newest")
    return SourceFacts(url=note.name, newest=datetime.fromisoformat(newest) if newest else None, **told)
