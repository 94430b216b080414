"""Text that only announces a story that stands elsewhere: on section fronts, tag pages, lists of what was found.

Pure; knows how such pages are built: headline after headline, each a link to another page, each with a few lines below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from crawler.canonical import canonical_url
from crawler.extraction.markup import text_of

MIN_TEASERS = 3  # headlines with text of their own; one or two stand beside many a story
MAX_LINES = 2  # of text below a headline; what follows is no announcement
MIN_HEADLINE = 12  # characters of a link that is one; half as many where a character is a word or half of one
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TEXT = frozenset(("p", "div", "dd", "td", "li", "section", "blockquote"))


@dataclass(frozen=True, slots=True)
class Teasers:
    """The lines that announce, and how many different pages are announced by them."""

    lines: frozenset[str]
    pages: int


class _Own:
    """What is the page's own: its address, and its h1 where it has one only."""

    def __init__(self, tree: etree._Element, url: str | None) -> None:
        self._url = url
        self._address = canonical_url(url) if url else None
        heads = [heading for heading, _ in zip(tree.iter("h1"), range(2), strict=False)]
        self.only = heads[0] if len(heads) == 1 else None

    def links(self, link: etree._Element) -> bool:
        return self._address is not None and canonical_url(link.get("href", ""), self._url) == self._address


def find_teasers(tree: etree._Element, url: str | None) -> Teasers:
    """``url`` is that of the page: a headline that links to it is the page's own."""
    lines: set[str] = set()
    pages: set[str] = set()
    own = _Own(tree, url)
    headed = _holding_a_headline(tree, own)
    alone: dict[etree._Element, bool] = {}
    link: etree._Element | None = None
    below = 0
    for element in tree.iter(etree.Element):
        if element.tag in _HEADINGS:
            link, below = _link_of(element, own), 0
        elif element.tag == "a" and _is_headline(element, alone):
            link, below = element, 0
        elif link is not None and below < MAX_LINES and element.tag in _TEXT and _has_text(element):
            below += 1
            around = set(link.iterancestors())
            box = next((ancestor for ancestor in element.iterancestors() if ancestor in around), None)
            if box is not None and box not in headed and not own.links(link):
                lines.add(text_of(element))
                pages.add(link.get("href"))
    return Teasers(frozenset(lines), len(pages))


def _holding_a_headline(tree: etree._Element, own: _Own) -> set[etree._Element]:
    """All that holds an h1 which is no link, the headline of the page: what else is in there is no item of a list."""
    headed: set[etree._Element] = set()
    for heading in tree.iter("h1"):
        link = _link_of(heading, own)
        if link is None or own.links(link):
            for ancestor in heading.iterancestors():
                if ancestor in headed:
                    break
                headed.add(ancestor)
    return headed


def _link_of(heading: etree._Element, own: _Own) -> etree._Element | None:
    """The link that a heading is: in it with all of its words, or around it."""
    if heading is own.only:
        return None
    link = next(heading.iterancestors("a"), None)
    if link is None:
        links = list(heading.iter("a"))
        link = links[0] if len(links) == 1 and text_of(links[0]) == text_of(heading) else None
    return link if link is not None and link.get("href") else None


def _is_headline(link: etree._Element, alone: dict[etree._Element, bool]) -> bool:
    """Whether a link is a headline by itself: long enough, and in no running text. ``alone`` keeps what is known of
    parents."""
    text, parent = "".join(link.itertext()).strip(), link.getparent()
    if not link.get("href") or parent is None or parent.tag in ("p", "span", "b", "strong", "em", "i"):
        return False
    if len(text) < (MIN_HEADLINE if text.isascii() else MIN_HEADLINE // 2) or any(True for _ in link.iter(*_HEADINGS)):
        return False
    if parent not in alone:
        alone[parent] = not _has_text(parent)
    return alone[parent]


def _has_text(element: etree._Element) -> bool:
    """Whether text stands in the element itself, not only in elements within."""
    return any((piece or "").strip() for piece in (element.text, *(child.tail for child in element)))


def announced(lines: Sequence[str], teasers: Teasers) -> int:
    """How many characters of the lines only announce."""
    return sum(len(line) for line in lines if " ".join(line.split()) in teasers.lines)
