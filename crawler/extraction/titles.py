"""The title as the publisher means it: the headline above the story, not the line made for search engines.

Pure; knows candidates and how they agree.
"""

from __future__ import annotations

import re
import unicodedata

from lxml import etree

from crawler.extraction.markup import text_of
from crawler.extraction.metadata import Metadata

MAX_TITLE = 500  # characters; a longer one is no headline
_SEPARATOR = re.compile(r"\s+(?:[|\u2013\u2014\u00b7\u2022»«:-]|::|--)\s+|\s*[|\u2502\uff5c]\s*")


def find_title(tree: etree._Element, data: Metadata, hinted: str | None, host: str | None) -> str | None:
    """The headline, or None. ``hinted`` is what the outlet's own selector found, and wins.

    Else, of headline in JSON-LD, og:title and h1, the one that another confirms; where all three differ, the
    one nearest to the page's <title>; names of the site behind a separator are taken off.
    """
    site = (*data.site, *(() if host is None else (host, host.split(".")[0])))
    if hinted:
        return _clean(hinted, ())
    said = _clean(data.said("headline") or data.said("name"), site)
    shared = _clean(data.first("og:title", "twitter:title"), site)
    heads = [title for title in (_clean(text_of(element), site) for element in _headings(tree)) if title]
    page = _clean(next((text_of(element) for element in tree.iter("title")), None), site)
    head = _nearest(heads, [title for title in (said, shared, page) if title])
    candidates = [title for title in (said, shared, head) if title]
    if not candidates:
        return page
    for number, title in enumerate(candidates):
        for other in candidates[number + 1 :]:
            if _same(title, other):
                return max((title, other), key=_richness)
    for title in candidates:  # one is cut off: take the whole
        for other in candidates:
            if title is not other and _begins(other, title):
                return other
    return said or head or shared


def _headings(tree: etree._Element) -> list[etree._Element]:
    inside = tree.xpath("//article//h1 | //main//h1")
    return list(inside or tree.xpath("//h1"))


def _nearest(heads: list[str], others: list[str]) -> str | None:
    """Of several h1, the one that another candidate confirms or that shares most words with it."""
    if len(heads) <= 1 or not others:
        return heads[0] if heads else None
    return max(heads, key=lambda head: max(_overlap(head, other) for other in others))


def _overlap(left: str, right: str) -> float:
    a, b = set(_key(left).split()), set(_key(right).split())
    return len(a & b) / max(1, min(len(a), len(b))) if a and b else 0.0


def _key(title: str) -> str:
    folded = unicodedata.normalize("NFKC", title).casefold()
    return " ".join(re.sub(r"[^\w\s]|_", " ", folded).split())


def _same(left: str, right: str) -> bool:
    return _key(left).replace(" ", "") == _key(right).replace(" ", "")


def _begins(whole: str, part: str) -> bool:
    """Whether ``part`` is ``whole`` cut off for length ("..." or a limit of 100 characters or more)."""
    stem = part.rstrip(".… ")
    cut = stem != part.rstrip() or len(part) >= 100
    return cut and len(whole) > len(stem) and _key(whole).startswith(_key(stem))


def _richness(title: str) -> tuple[int, int]:
    """Typographic quotes and dashes tell the text that an editor has set."""
    return sum(letter in "‘’“”„«»–—" for letter in title), len(title)


def _clean(title: str | None, site: tuple[str, ...]) -> str | None:
    if not title:
        return None
    title = " ".join(title.replace("\u00ad", "").replace("\u200b", "").split())
    names = {name for name in (_key(part).replace(" ", "") for part in site) if len(name) > 1}
    while True:
        cut = list(_SEPARATOR.finditer(title))
        if not cut:
            break
        tail, head = title[cut[-1].end() :], title[: cut[0].start()]
        if _is_site(tail, names):
            title = title[: cut[-1].start()]
        elif _is_site(head, names):
            title = title[cut[0].end() :]
        else:
            break
    return title[:MAX_TITLE].strip() or None


def _is_site(part: str, names: set[str]) -> bool:
    key = _key(part).replace(" ", "")
    return bool(key) and any(
        key == name
        or (len(name) > 3 and len(key) < 2 * len(name) + 4 and (name in key or (key in name and len(key) > 3)))
        for name in names
    )
