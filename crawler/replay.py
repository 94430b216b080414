"""Runs the extraction again over a recorded WARC, without the network.

Knows WARC files and the sink; the same pages give the same articles as when they were crawled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from crawler.assemble import assemble
from crawler.canonical import canonical_url
from crawler.captures import Captured, Passed, read_warc
from crawler.extraction import Read
from crawler.outlet_file import OutletFile
from crawler.ports import Sink
from crawler.workers import Readers
from records import Article, BadInput, Fetch

_HTML = ("text/html", "application/xhtml+xml")

#: What is to be handed on of a record; what it is, where it is no HTML page; what is wrong with the file.
Outcome = tuple[Article | None, Fetch] | str | BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayReport:
    """What a replay found. ``passed_over`` counts records that are no HTML page, by what they are; ``refused``
    counts pages that hold no article, by reason; ``damage`` says where the file is broken, or None."""

    file: str
    records: int = 0
    articles: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    passed_over: dict[str, int] = field(default_factory=dict)
    damage: BadInput | None = None


def replay(
    warc_path: Path | str,
    outlets: tuple[OutletFile, ...],
    sink: Sink,
    *,
    tolerate_damage: bool = False,
    readers: Readers | None = None,
) -> ReplayReport:
    """Hands every article of a WARC to ``sink``, and every page that is none as a fetch with its reason, in the order
    of the file. ``readers`` read the pages where they are given, as many at a time as they are; else this process.

    Raises BadInput where the file is missing or no WARC. Of a damaged file everything before the damage has gone to
    the sink when BadInput (file and offset named) is raised; with ``tolerate_damage`` it is returned in the report.
    """
    path = Path(warc_path)
    records = articles = 0
    refused: Counter[str] = Counter()
    passed_over: Counter[str] = Counter()
    damage: BadInput | None = None
    for outcome in outcomes(path, outlets, readers=readers):
        if isinstance(outcome, BadInput):
            damage = outcome
            continue
        records += 1
        if isinstance(outcome, str):
            passed_over[outcome] += 1
            continue
        article, fetch = outcome
        if article is None:
            sink.fetch(fetch)
            refused[fetch.reason or "refused"] += 1
        else:
            sink.article(article, fetch)
            articles += 1
    if damage and (not tolerate_damage or records == 0):
        raise damage
    return ReplayReport(
        file=path.name,
        records=records,
        articles=articles,
        refused=dict(refused.most_common()),
        passed_over=dict(passed_over.most_common()),
        damage=damage,
    )


def outcomes(
    path: Path, outlets: tuple[OutletFile, ...], *, readers: Readers | None = None, first: int = 0,
    last: int | None = None,
) -> Iterator[Outcome]:  # fmt: skip
    """What comes of each record of a WARC, in the order of the file, or of its records from number ``first`` to before
    ``last``. Damage is told last, where a record in this range would begin; nothing is raised for it."""
    work = partial(_read, file=path.name, outlets=outlets, read=readers.read if readers else None)
    found = islice(_until_damage(path), first, last)
    yield from readers.in_order(work, found) if readers else map(work, found)


def _until_damage(path: Path) -> Iterator[Captured | Passed | BadInput]:
    """The records of a WARC, and last what is wrong with it: said in its turn, since pages are read ahead."""
    try:
        yield from read_warc(path)
    except BadInput as error:
        yield error


def _read(
    record: Captured | Passed | BadInput, file: str, outlets: tuple[OutletFile, ...], read: Read | None
) -> Outcome:
    if isinstance(record, BadInput):
        return record
    skipped = _skip(record)
    if skipped or isinstance(record, Passed):
        return skipped or "record"
    headers = {name.lower(): value for name, value in record.headers}
    fetch = Fetch(
        url=canonical_url(record.url) or record.url,
        outlet="",
        fetched=record.when,
        status="ok",
        purpose="article",
        http_status=record.status,
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        warc_file=file,
        warc_offset=record.offset,
    )
    return assemble(record.body, record.url, outlets, fetch, content_type=record.content_type, read=read)


def _skip(record: Captured | Passed) -> str | None:
    """What a record is, where it is no HTML page that was served."""
    if isinstance(record, Passed):
        return record.reason
    if canonical_url(record.url) is None:
        return "no web address"
    if record.status != 200:
        return f"HTTP {record.status}"
    kind = (record.content_type or "").split(";")[0].strip().lower()
    start = record.body[:500].lstrip().lower()
    if kind and kind not in _HTML:
        return kind
    if not kind and not (start.startswith(b"<!doctype html") or b"<html" in start):
        return "no content type"
    if start.startswith((b"<rss", b"<feed", b"<urlset", b"<sitemapindex")):
        return "a feed or sitemap"
    return None
