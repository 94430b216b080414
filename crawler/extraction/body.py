"""The text of the story: the outlet's own selector where it has one, else the blocks that ``weigh`` chooses.

Knows trees and trafilatura, the second opinion; titles, dates and refusals are decided elsewhere.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from functools import lru_cache

import trafilatura
from lxml import etree
from lxml.cssselect import CSSSelector

from crawler.extraction.blocks import blocks_of
from crawler.extraction.evidence import read
from crawler.extraction.hints import Hints
from crawler.extraction.lines import clean_lines
from crawler.extraction.markup import drop, text_of
from crawler.extraction.metadata import Metadata, read_metadata
from crawler.extraction.weigh import choose

MAX_BODY = 300_000  # characters; the longest of 222 real articles has 60,000
FEW = 500  # characters; below, pruning may have taken the story itself
_PARAGRAPHS = ("p", "h2", "h3", "h4", "li", "blockquote", "pre")

# Elements that are never prose, by what they are.
_NO_PROSE = (
    "figcaption",
    "nav",
    "aside",
    "footer",
    "form",
    "button",
    "dialog",
    "iframe",
    "template",
    "noscript",
    "select",
)
# And by the whole words of their class or id: blocks about other stories, readers and sellers.
_BLOCK = re.compile(
    r"(?<![^_-])(?:related(?:[_-]?(?:articles?|stor(?:y|ies)|posts?|news|content|links?|topics?))?|"
    r"also[_-]?read|read[_-]?(?:also|more|next)|readmore|"
    r"recommend(?:ed|ations?)?|recirc(?:ulation)?|more[_-]?(?:stories|news|from|on)|most[_-]?(?:read|popular)|"
    r"trending|newsletter(?:s)?|"
    r"subscri(?:be|ption)(?:[_-]\w+)?|paywall(?:[_-]?(?:box|prompt|overlay|banner))|signup|sign[_-]up|"
    r"caption(?:s)?|img[_-]?caption|image[_-]?caption|photo[_-]?caption|"
    r"wp[_-]caption[_-]text|photo[_-]?credit|image[_-]?credit|credit[_-]?line|share(?:[_-]?(?:bar|buttons?|"
    r"tools?|links?))|sharing|social(?:[_-]?(?:share|links?|media|bar))|"
    r"comments?(?:[_-]?(?:area|list|section))?|disqus\w*|cookie(?:s|[_-]\w+)?|consent|advert(?:isement)?s?|"
    r"ad[_-]?(?:slot|container|wrapper|unit)|sponsor(?:ed)?|"
    r"breadcrumbs?|tag[_-]?list|tags|author[_-]?(?:bio|box|card|info)|key[_-]?points|keypoints|"
    r"highlights?[_-]?(?:box|list)|takeaways?|"
    r"market[_-]?data|stock[_-]?table|price[_-]?table|ticker|berita[_-]?(?:berkaitan|terkait)|"
    r"artikel[_-]?(?:berkaitan|terkait)|baca[_-]?juga)(?=$|[_-])"
)  # fmt: skip


def body_lines(
    tree: etree._Element, url: str | None, hints: Hints, data: Metadata | None = None, title: str | None = None
) -> list[str]:
    """The lines (paragraphs, list items, subheadings) of the story in reading order; empty where there are none.

    ``tree`` is not changed. ``data`` and ``title`` are what is known of the page already.
    """
    if hints.drop:
        tree = copy.deepcopy(tree)
        for selector in hints.drop:
            for element in CSSSelector(selector, translator="html")(tree):
                drop(element)
    if hints.body:
        lines = _selected(copy.deepcopy(tree), hints.body)
        if lines:
            return lines
    page = read(tree, data or read_metadata(tree, url), title, blocks_of(tree))
    titles = (title,) if title else ()
    lines = choose(page, lambda: clean_lines(second_opinion(tree, url), hints, titles))
    return [unicodedata.normalize("NFC", line) for line in lines]


def second_opinion(tree: etree._Element, url: str | None) -> list[str]:
    """The lines that trafilatura finds on a pruned copy of the page."""
    pruned = copy.deepcopy(tree)
    prune(pruned)
    lines = _generic(pruned, url)
    if sum(map(len, lines)) < FEW:
        # the story itself may stand in a block with a misleading name
        unpruned = _generic(copy.deepcopy(tree), url)
        if sum(map(len, unpruned)) > 2 * sum(map(len, lines)):
            return unpruned
    return lines


def _generic(tree: etree._Element, url: str | None) -> list[str]:
    text = trafilatura.extract(tree, url=url, include_comments=False, include_tables=True, deduplicate=False)
    return [line for line in (text or "").split("\n") if line.strip()]


def prune(tree: etree._Element) -> None:
    """Takes out what is never prose. A block that holds most of the page's paragraphs is left alone, however
    it is called: class names lie."""
    shares, prose = _shares(tree)
    for element in list(tree.iter(*_NO_PROSE)):
        if shares.get(element, 0.0) < 0.3:
            drop(element)
    for element in list(tree.xpath("//body//*[@class or @id]")):
        if element.tag in ("body", "main", "article", "html") or element.getparent() is None:
            continue
        if (
            any(map(_names_block, f"{element.get('class', '')} {element.get('id', '')}".split()))
            and shares.get(element, 0.0) < 0.3
        ):
            drop(element)
    for element in list(tree.iter("p", "li", "h2", "h3", "h4", "h5", "div", "strong")):
        if shares.get(element, 0.0) < 0.3 and _only_links(element):
            drop(element)
    for table in list(tree.iter("table")):
        # a table that outweighs the prose is what the page is about
        if _is_data(table) and len(text_of(table)) < 0.5 * prose:
            drop(table)


@lru_cache(8192)
def _names_block(name: str) -> bool:
    return _BLOCK.search(name.lower()) is not None


def _only_links(element: etree._Element) -> bool:
    """A line that is a link to another story and nothing else: a headline of four words or more, no sentence."""
    if element.getparent() is None or any(
        child is not element for child in element.iter("img", "p", "table", "blockquote")
    ):
        return False
    links = [link for link in element.iter("a") if link.get("href")]
    if not links:
        return False
    text = text_of(element)
    linked = sum(len(text_of(link)) for link in links)
    return len(text.split()) >= 4 and linked >= 0.9 * len(text) and not re.search(r"[.!?。][\"'”’»)]*$", text)


def _shares(tree: etree._Element) -> tuple[dict[etree._Element, float], int]:
    """For each element that holds paragraphs, its part of the text of all paragraphs of the page, and the length of
    that text; one pass."""
    lengths: dict[etree._Element, int] = {}
    for paragraph in tree.iter("p"):
        length = len(text_of(paragraph))
        for element in (paragraph, *paragraph.iterancestors()):
            lengths[element] = lengths.get(element, 0) + length
    total = lengths.get(tree, 0) or 1
    return {element: length / total for element, length in lengths.items()}, total


def _is_data(table: etree._Element) -> bool:
    """A table of numbers: figures without a sentence around them."""
    cells = [text_of(cell) for cell in list(table.iter("td", "th"))[:400]]
    filled = [cell for cell in cells if cell]
    numbers = sum(bool(re.fullmatch(r"[\W\d]*\d[\W\d]*[a-zA-Z%]{0,4}", cell)) for cell in filled)
    return len(filled) >= 4 and numbers * 20 >= len(filled) * 9


def _selected(tree: etree._Element, selector: str) -> list[str]:
    """The paragraphs under what the outlet's selector finds; loose text between line breaks counts as paragraphs."""
    for element in list(tree.iter("figcaption", "figure", "script", "style", "aside", "form", "button", "noscript")):
        drop(element)
    lines: list[str] = []
    done: set[etree._Element] = set()
    for element in CSSSelector(selector, translator="html")(tree):
        if any(ancestor in done for ancestor in element.iterancestors()):
            continue
        done.add(element)
        lines.extend(_lines_in(element))
    return [line for line in lines if line]


def _lines_in(element: etree._Element) -> list[str]:
    if element.tag in _PARAGRAPHS or not any(True for _ in element.iter(*_PARAGRAPHS)):
        return _split_at_breaks(element)
    lines: list[str] = []
    loose = [element.text or ""]

    def flush() -> None:
        text = " ".join("".join(loose).split())
        if text:
            lines.append(text)
        loose.clear()

    for child in element:
        if not isinstance(child.tag, str):
            continue
        if child.tag in ("b", "strong", "i", "em", "a", "span", "u", "sup", "sub", "mark") and not any(
            True for _ in child.iter(*_PARAGRAPHS)
        ):
            loose.append(text_of_raw(child))
        else:
            flush()
            if child.tag != "br":
                lines.extend(_lines_in(child))
        loose.append(child.tail or "")
    flush()
    return lines


def text_of_raw(element: etree._Element) -> str:
    return "".join(str(piece) for piece in element.itertext())


def _split_at_breaks(element: etree._Element) -> list[str]:
    for line_break in list(element.iter("br")):
        line_break.tail = "\n" + (line_break.tail or "")
    pieces = "".join(str(piece) for piece in element.itertext()).split("\n") if element.find(".//br") is not None else [
        text_of(element)
    ]  # fmt: skip
    return [" ".join(piece.split()) for piece in pieces if piece.strip()]
