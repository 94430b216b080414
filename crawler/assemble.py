"""From an extracted page to the Article that the store keeps: outlet, identity, words, and the evidence behind it.

Pure; the one place where crawl and replay meet, so that both end in the same article.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import datetime, timedelta

from crawler import extraction
from crawler.canonical import canonical_url
from crawler.extraction import FeedHint, Read
from crawler.extraction.judge import count_words
from crawler.extraction.notices import read_notice
from crawler.outlet_file import OutletFile, outlet_for_url
from records import Article, Extracted, Fetch, article_id

AHEAD = timedelta(hours=36)  # a publication date further ahead of its capture than any zone explains is an error


def assemble(
    html: bytes,
    url: str,
    outlets: tuple[OutletFile, ...],
    fetch: Fetch,
    *,
    content_type: str | None = None,
    feed_hint: FeedHint | None = None,
    read: Read | None = None,
) -> tuple[Article | None, Fetch]:
    """Reads one page: (the article, its fetch), or (None, the fetch with status "refused" and the reason; "gone" where
    the page says that its outlet withdrew the article).
    Of an article the reason says which hints of its outlet the page does not fit, if any.

    ``fetch`` is the request that brought the page; ``first_seen`` of the article is its time. The outlet is chosen
    by the URL, and among editions on one host by the language of the text. ``read`` is ``extract`` elsewhere; None
    reads here.
    """
    read = read or extraction.extract
    file = outlet_for_url(url, outlets)
    extracted = read(html, url, file.hints, content_type, feed_hint)
    if extracted.language and extracted.language not in file.outlet.languages:
        other = outlet_for_url(url, outlets, extracted.language)
        if other.outlet.id != file.outlet.id and other.outlet.owner == file.outlet.owner:
            file = other
            extracted = read(html, url, file.hints, content_type, feed_hint)
    fetch = replace(fetch, outlet=file.outlet.id, body_sha256=hashlib.sha256(html).hexdigest())
    if extracted.refused:
        return None, replace(fetch, status="refused", reason=extracted.reason)
    if not extracted.title:
        return None, replace(fetch, status="refused", reason="the page has no title")
    notice = read_notice(extracted.title, extracted.body, html)
    if notice is not None and notice.kind == "withdrawn":
        return None, replace(fetch, status="gone", reason=f"withdrawn by its outlet: {notice.said}")
    if extracted.missed:
        fetch = replace(fetch, reason="; ".join(f"hint: {missed}" for missed in extracted.missed))
    article = _article(extracted, url, file, fetch)
    return (replace(article, corrected=notice.said) if notice else article), fetch


def _article(extracted: Extracted, url: str, file: OutletFile, fetch: Fetch) -> Article:
    canonical = extracted.canonical_url or canonical_url(url) or url
    identity = identity_of(canonical, url, file, extracted.language)
    published = sane_date(extracted.published, fetch.fetched)
    modified = sane_date(extracted.modified, fetch.fetched)
    unknown = {name for name, date in (("published", published), ("modified", modified)) if date is None}
    return Article(
        id=article_id(file.outlet.id, identity),
        outlet=file.outlet.id,
        identity=identity,
        url=canonical,
        title=extracted.title or "",
        body=extracted.body,
        authors=extracted.authors,
        credited=extracted.credited,
        agency=extracted.agency,
        dateline=extracted.dateline,
        dateline_day=extracted.dateline_day if published else None,
        image=extracted.image,
        section=extracted.section,
        published=published,
        published_as_printed=extracted.published_as_printed,
        published_source=extracted.published_source if published else None,
        published_precision=extracted.published_precision if published else None,
        modified=modified,
        first_seen=fetch.fetched,
        language=extracted.language,
        words=count_words(extracted.body),
        paywalled=extracted.paywalled,
        evidence={name: said for name, said in extracted.evidence.items() if name not in unknown},
        fetch=fetch,
    )


def identity_of(canonical: str, url: str, file: OutletFile, language: str | None) -> str:
    """What the outlet itself calls the article: ``id:language`` where its file says so and the address has an id,
    else the canonical URL."""
    if file.identity == "id+language":
        found = re.search(file.article_url, canonical) or re.search(file.article_url, url)
        if found and found.groupdict().get("id"):
            return f"{found['id']}:{language or file.outlet.languages[0]}"
    return canonical


def sane_date(date: datetime | None, seen: datetime) -> datetime | None:
    """A date that lies further in the future than any zone explains is not known."""
    return None if date is None or date - seen > AHEAD else date
