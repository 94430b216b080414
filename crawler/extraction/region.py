"""What stands between a page's headline and its story: byline, date, standfirst.

Pure; knows order on a page, not what is looked for there.
"""

from __future__ import annotations

import re
import unicodedata

from lxml import etree

from crawler.extraction.markup import text_of
from crawler.extraction.metadata import Metadata

TOLD = 400  # characters of paragraphs; behind as many the story is under way, and the byline stands before it
REACH = 400  # elements behind the headline
SHORT = 160  # characters; a longer text is no byline


def near_headline(tree: etree._Element, data: Metadata) -> list[tuple[etree._Element, str]]:
    """The elements with short texts (3 to SHORT characters) between headline and story, in reading order."""
    heading = _heading(tree, data)
    if heading is None:
        return []
    found: list[tuple[etree._Element, str]] = []
    told = 0
    for element in heading.xpath(f"following::*[position() <= {REACH}]"):
        if element.tag in ("script", "style", "noscript"):
            continue
        text = text_of(element)
        told += len(text) if element.tag == "p" else 0
        if told >= TOLD:
            break
        if 3 <= len(text) <= SHORT:
            found.append((element, text))
    return found


def labelled(tree: etree._Element, label: re.Pattern[str]) -> list[re.Match[str]]:
    """Where a label opens an element of at most SHORT characters that stands for itself ("Author: A. Name")."""
    found: list[re.Match[str]] = []
    for element in tree.iter("li", "p", "div", "span", "dd", "td", "time", "small"):
        if len(element) <= 4 and (first := _opening(element)) and label.match(first):
            text = text_of(element)
            match = label.match(text) if len(text) <= SHORT else None
            if match:
                found.append(match)
    return found


def _opening(element: etree._Element) -> str:
    """The first words of an element and of its first child, without walking the rest of it."""
    child = element[0] if len(element) else None
    inner = (child.text or "") + " " + (child.tail or "") if child is not None else ""
    return " ".join(f"{(element.text or '')[:SHORT]} {inner[:SHORT]}".split())


def _heading(tree: etree._Element, data: Metadata) -> etree._Element | None:
    """The first h1 with a text or, on pages without one, the heading that <title> or og:title hold."""
    for heading in tree.iter("h1"):
        if text_of(heading):
            return heading
    shown = [_key(title) for title in (data.first("og:title"), *map(text_of, tree.iter("title"))) if title]
    for heading in tree.iter("h2", "h3"):
        text = _key(text_of(heading))
        if len(text) > 12 and any(text in title for title in shown):
            return heading
    return None


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
