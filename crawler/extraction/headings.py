"""Where a page prints its headline when no h1 holds it, and under which names the site speaks of itself.

Pure; knows the shape of old and bare pages, no outlet. What the headline is in the end: titles.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from crawler.extraction.markup import short_text
from crawler.extraction.moments import TEXT_DATE

MIN_LINE = 12  # characters of a headline; of one in a dense script half as many
MAX_LINES = 3_000  # elements looked at; a headline stands further up
_DENSE = re.compile("[\u3040-\u9fff\uac00-\ud7af]")
_HOLDERS = ("h1", "h2", "h3", "h4", "td", "th", "div", "p", "span", "font", "b", "strong", "center")
_ASIDE = ("a", "nav", "aside", "footer", "li", "select", "button", "form[@role='search']")
_IS_ASIDE = etree.XPath("boolean(" + " | ".join(f"ancestor-or-self::{name}" for name in _ASIDE) + ")")
_HOME = etree.XPath("descendant::a[@rel='home' or contains($roots, concat(' ', @href, ' '))]")
_PARTED = re.compile(r"\s*[|_\u2502\uff5c\u2013\u2014\u00b7:：»«-]")
# What a link to the home page is called where it does not bear the site's name.
_NO_SITE = frozenset("home homepage main news utama lamanutama halamanutama beranda 首页 首頁 主页 主頁 新闻".split())
_ROOT = re.compile(r"(?:https?:)?//[^/?#]+/?$|/$")


def home_names(tree: etree._Element, host: str | None) -> tuple[str, ...]:
    """What the links to the site's own front page are called, at most three different names."""
    bare = _bare(host) if host else ""
    hosts = [f"{scheme}//{name}" for scheme in ("https:", "http:", "") for name in (bare, f"www.{bare}") if bare]
    roots = " ".join(("", "/", *hosts, *(f"{address}/" for address in hosts), ""))
    names: dict[str, None] = {}
    for link in _HOME(tree, roots=roots)[:40]:
        text = short_text(link) or ""
        folded = re.sub(r"[\W_]+", "", text.casefold())
        if 2 < len(folded) <= 40 and folded not in _NO_SITE:
            names[text] = None
    return tuple(names)[:3]


def leads_home(heading: etree._Element) -> bool:
    """Whether a heading is the masthead: all it holds, or what holds it, is a link to the front page."""
    links = [*heading.iter("a"), *heading.iterancestors("a")]
    return bool(links) and all(_ROOT.fullmatch((link.get("href") or "").strip()) for link in links)


def printed_in(tree: etree._Element, title: str, longer: int = 0) -> etree._Element | None:
    """The element outside links and menus whose whole text is the longest beginning or end of ``title`` (a <title>,
    with the site's name and a section in it), parted from it by a sign, or all of it; a text of at most ``longer``
    characters is none."""
    best: etree._Element | None = None
    length = longer
    for element, text in _lines(tree):
        if len(text) > length and _is_part(text, title) and not _IS_ASIDE(element):
            best, length = element, len(text)
    return best


def before_date(tree: etree._Element) -> etree._Element | None:
    """The line of four words or more right before the first line that is a date: a headline, on a page that neither
    marks one nor has it in <title>. Links, menus and whole sentences are none."""
    last: etree._Element | None = None
    for element, text in _lines(tree, 4):
        if TEXT_DATE.search(text) and len(text) <= 60:
            return last
        words = len(text) // 2 if _DENSE.search(text) else len(text.split())
        fits = words >= 4 and not re.search(r"[.。]\W*$", text) and not _IS_ASIDE(element)
        last = element if fits and next(element.iter("a"), None) is None else None
    return None


def _lines(tree: etree._Element, shortest: int = 0) -> Iterator[tuple[etree._Element, str]]:
    """The elements that hold a text of their own, with it, in reading order."""
    for count, element in enumerate(tree.iter(*_HOLDERS)):
        if count > MAX_LINES:
            return
        if not (element.text or "").strip():
            continue
        text = short_text(element)
        if text and len(text) >= (shortest or (MIN_LINE // 2 if _DENSE.search(text) else MIN_LINE)):
            yield element, text


def _is_part(text: str, title: str) -> bool:
    if text == title:
        return True
    if title.startswith(text):
        return _PARTED.match(title[len(text) :]) is not None
    return title.endswith(text) and _PARTED.match(title[: -len(text)][::-1]) is not None


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")
