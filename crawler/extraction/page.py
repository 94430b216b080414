"""One page to one ``records.Extracted``: calls the readers of body, title, authors and date, and the judge.

Pure and without clock. It must not know Scrapy, the store or any outlet: what is special of an outlet comes as hints.
"""

from __future__ import annotations

import re

from lxml import etree
from lxml.cssselect import CSSSelector

from crawler.canonical import canonical_url, host_of
from crawler.extraction.authors import find_authors
from crawler.extraction.body import MAX_BODY, body_lines
from crawler.extraction.dates import Dated, find_modified, find_published
from crawler.extraction.hints import FeedHint, Hints
from crawler.extraction.judge import judge
from crawler.extraction.language import find_language
from crawler.extraction.lines import clean_lines
from crawler.extraction.markup import Refusal, read_page, text_of
from crawler.extraction.metadata import Metadata, read_metadata
from crawler.extraction.titles import find_title
from records import Extracted

MAX_SECTION = 80  # characters


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
    canonical = find_canonical(data, url)
    host = host_of(url or canonical or "")
    title = find_title(tree, data, _hinted(tree, hints.title), host) or (feed_hint.title if feed_hint else None)
    prefixed = split_section(title, hints.section_prefix) if title else (None, None)
    title = prefixed[1]
    lines = clean_lines(body_lines(tree, url, hints, data, title), hints, _headlines(tree, data, title))
    verdict = judge(tree, data, lines, title, url, hints)
    body = "\n".join(lines)
    if not verdict.refused and len(body) > MAX_BODY:
        return Extracted(url=url, refused=True, reason=f"the text has {len(body)} characters, more than {MAX_BODY}")
    if verdict.refused:
        return Extracted(url=url, title=title, canonical_url=canonical, refused=True, reason=verdict.reason)
    dated = find_published(tree, data, url, hints) or _from_feed(feed_hint)
    return Extracted(
        url=url,
        title=title,
        authors=find_authors(tree, data, _hinted_all(tree, hints.authors)),
        published=dated.when if dated else None,
        published_as_printed=dated.printed if dated else None,
        published_source=dated.source if dated else None,
        published_precision=dated.precision if dated else None,
        modified=find_modified(data, hints),
        section=prefixed[0] or find_section(data, feed_hint),
        language=find_language(body, data.lang or data.said("inLanguage"), hints.languages, hints.country, url),
        canonical_url=canonical,
        body=body,
        paywalled=verdict.paywalled,
    )


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


def find_canonical(data: Metadata, url: str | None) -> str | None:
    """The address that the page calls its own. One on another host, or the home page, is an error of the page
    or somebody else's story, and then the page's URL counts."""
    own = canonical_url(url) if url else None
    for said in (data.links.get("canonical"), data.first("og:url"), data.said("url")):
        found = canonical_url(said, url) if said else None
        if found is None:
            continue
        if own is None:
            return found
        here, there = host_of(own), host_of(found)
        related = here and there and (here == there or here.endswith("." + there) or there.endswith("." + here))
        if related and not (re.fullmatch(r"https?://[^/]+/?", found) and not re.fullmatch(r"https?://[^/]+/?", own)):
            return found
    return own


def find_section(data: Metadata, feed_hint: FeedHint | None) -> str | None:
    said = data.said("articleSection") or data.first("article:section", "section", "parsely-section")
    section = said or (feed_hint.section if feed_hint else None)
    return section if section and len(section) <= MAX_SECTION else None


def _from_feed(feed_hint: FeedHint | None) -> Dated | None:
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
