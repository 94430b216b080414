"""One page to one ``records.Extracted``: calls the readers of body, title, authors and date, and the judge.

Pure and without clock. It must not know Scrapy, the store or any outlet: what is special of an outlet comes as hints.
"""

from __future__ import annotations

from lxml import etree
from lxml.cssselect import CSSSelector

from crawler.canonical import host_of
from crawler.extraction.authors import find_credits
from crawler.extraction.body import MAX_BODY, body_lines
from crawler.extraction.dates import find_modified, find_published
from crawler.extraction.fields import (
    MAX_SECTION,
    Stated,
    find_agency,
    find_canonical,
    find_dateline,
    find_image,
    find_section,
)
from crawler.extraction.hints import FeedHint, Hints
from crawler.extraction.judge import judge
from crawler.extraction.language import find_language, language_evidence
from crawler.extraction.lines import clean_lines
from crawler.extraction.markup import Refusal, read_page, text_of
from crawler.extraction.metadata import Metadata, read_metadata
from crawler.extraction.missed import missed_hints
from crawler.extraction.moments import Dated
from crawler.extraction.region import Region
from crawler.extraction.titles import Title, find_title
from records import Evidence, Extracted


def extract(
    html: bytes,
    url: str | None,
    hints: Hints | None = None,
    content_type: str | None = None,
    feed_hint: FeedHint | None = None,
) -> Extracted:
    """The article on a page, or a refusal with its reason; never raises on any bytes.

    ``html`` is the body as received (content encodings undone), ``content_type`` the HTTP header. ``hints`` are the
    outlet's own; ``feed_hint`` what the source that named the link said of it, used where the page is silent.
    """
    hints = hints or Hints()
    tree = read_page(html, content_type)
    if isinstance(tree, Refusal):
        return Extracted(url=url, refused=True, reason=tree.reason)
    data = read_metadata(tree, url)
    address = find_canonical(data, url)
    canonical = address.text if address else None
    host = host_of(url or canonical or "")
    headline = find_title(tree, data, _hinted(tree, hints.title), host, url) or _title_from_feed(feed_hint)
    prefixed = split_section(headline.text, hints.section_prefix) if headline else (None, None)
    title = prefixed[1]
    printed = body_lines(tree, url, hints, data, title)
    lines = clean_lines(printed, hints, _headlines(tree, data, title))
    verdict = judge(tree, data, lines, title, url, hints)
    body = "\n".join(lines)
    if not verdict.refused and len(body) > MAX_BODY:
        return Extracted(url=url, refused=True, reason=f"the text has {len(body)} characters, more than {MAX_BODY}")
    if verdict.refused:
        return Extracted(url=url, title=title, canonical_url=canonical, refused=True, reason=verdict.reason)
    region = Region(tree, data, title)
    dated = find_published(region, data, url, hints, printed) or _date_from_feed(feed_hint)
    modified = find_modified(region, data, hints, dated.when if dated else None)
    credits = find_credits(region, data, _hinted_all(tree, hints.authors), host, printed)
    section = _section(prefixed[0], find_section(data), feed_hint)
    dateline = find_dateline(lines, dated.when if dated else None)
    agency = find_agency(region, data, credits.agency, dateline, printed)
    image = find_image(data, url)
    declared = data.lang or data.said("inLanguage")
    language = find_language(body, declared, hints.languages, hints.country, url)
    evidence = {
        "title": headline.evidence if headline else None,
        "authors": credits.evidence,
        "published": Evidence(dated.source, dated.sure) if dated else None,
        "modified": Evidence(modified.source, modified.sure) if modified else None,
        "section": section.evidence if section else None,
        "language": language_evidence(language, declared, hints.languages),
        "canonical_url": address.evidence if address else None,
        "image": image.evidence if image else None,
        "agency": agency.evidence if agency else None,
        "dateline": Evidence("text", "read") if dateline else None,
        "paywalled": _paywall_evidence(data, verdict.paywalled),
    }
    return Extracted(
        url=url,
        title=title,
        authors=credits.people,
        credited=credits.everybody,
        agency=agency.text if agency else None,
        dateline=dateline.place if dateline else None,
        dateline_day=dateline.day if dateline else None,
        image=image.text if image else None,
        published=dated.when if dated else None,
        published_as_printed=dated.printed if dated else None,
        published_source=dated.source if dated else None,
        published_precision=dated.precision if dated else None,
        modified=modified.when if modified else None,
        section=section.text if section else None,
        language=language,
        canonical_url=canonical,
        body=body,
        paywalled=verdict.paywalled,
        evidence={name: said for name, said in evidence.items() if said},
        missed=missed_hints(tree, hints),
    )


def _section(prefix: str | None, said: Stated | None, feed_hint: FeedHint | None) -> Stated | None:
    if prefix:
        return Stated(prefix, Evidence("hint", "said"))
    fed = feed_hint.section if feed_hint else None
    return said or (Stated(fed, Evidence("feed", "said")) if fed and len(fed) <= MAX_SECTION else None)


def _paywall_evidence(data: Metadata, paywalled: bool) -> Evidence | None:
    """Whether the page states itself what the judge found; nothing where an open page does not say that it is open."""
    free = data.article.get("isAccessibleForFree")
    stated = isinstance(free, bool | str) and str(free).strip().lower() == ("false" if paywalled else "true")
    return Evidence("json-ld", "said") if stated else Evidence("text", "read") if paywalled else None


def _headlines(tree: etree._Element, data: Metadata, title: str | None) -> tuple[str, ...]:
    """All that stands as a headline on the page: none of it belongs to the body."""
    heads = [text_of(element) for element in tree.iter("h1")]
    return tuple(text for text in (title, data.said("headline"), data.first("og:title"), *heads) if text)


def split_section(title: str, separator: str | None) -> tuple[str | None, str]:
    """``Business : A headline`` with the separator `` : `` is ("Business", "A headline"); else (None, title).

    A section is short and holds no sentence: at most three words.
    """
    if separator and separator in title:
        section, rest = title.split(separator, 1)
        if rest.strip() and 0 < len(section.split()) <= 3:
            return section.strip(), rest.strip()
    return None, title.strip()


def _title_from_feed(feed_hint: FeedHint | None) -> Title | None:
    return Title(feed_hint.title, Evidence("feed", "said")) if feed_hint and feed_hint.title else None


def _date_from_feed(feed_hint: FeedHint | None) -> Dated | None:
    if feed_hint is None or feed_hint.published is None:
        return None
    when = feed_hint.published
    return Dated(when=when, printed=when.isoformat(), source="feed", precision="second", zoned=True)


def _hinted(tree: etree._Element, selector: str | None) -> str | None:
    return next((text for text in _hinted_all(tree, selector) if text), None)


def _hinted_all(tree: etree._Element, selector: str | None) -> list[str]:
    if not selector:
        return []
    found = CSSSelector(selector, translator="html")(tree)
    return [element.get("content") or text_of(element) for element in found[:20]]
