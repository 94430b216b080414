"""Reads the links of a list page (section page, archive page) by the outlet's own rule. Pure over bytes."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from lxml.cssselect import CSSSelector

from crawler.canonical import canonical_url
from crawler.discovery.link import Link, distinct
from crawler.extraction.markup import Refusal, read_page, text_of
from crawler.extraction.page import split_section
from crawler.outlet_file import Source
from records import BadInput


def parse_list(
    body: bytes, url: str, source: Source, *, content_type: str | None = None, section_prefix: str | None = None
) -> tuple[Link, ...]:
    """The links that the rule of ``source`` finds, in the order of the page, each once with its longest text as title.

    A rule may find the links or elements around them. Raises BadInput that names ``url`` where the page cannot be
    read; a page on which the rule finds nothing gives ().
    """
    tree = read_page(body, content_type)
    if isinstance(tree, Refusal):
        raise BadInput(f"{url}: {tree.reason}")
    base = next((element.get("href") for element in tree.iter("base") if element.get("href")), None)
    root = canonical_url(base, url) if base else url
    titles: dict[str, str | None] = {}
    for anchor in _anchors(tree, source):
        address = canonical_url(anchor.get("href") or "", root or url)
        if address is None or (source.link_regex and not re.search(source.link_regex, address)):
            continue
        title = text_of(anchor) or (anchor.get("title") or "").strip() or None
        if len(title or "") > len(titles.get(address) or ""):
            titles[address] = title
        else:
            titles.setdefault(address, title)
    links: list[Link] = []
    for address, title in titles.items():
        section, title = split_section(title, section_prefix) if title else (None, None)
        links.append(Link(url=address, title=title, section=section or source.section))
    return distinct(links)


def _anchors(tree: etree._Element, source: Source) -> list[Any]:
    if source.link_css:
        found = CSSSelector(source.link_css, translator="html")(tree)
    elif source.link_xpath:
        result = tree.xpath(source.link_xpath)
        found = (
            [element for element in result if isinstance(element, etree._Element)] if isinstance(result, list) else []
        )
    else:
        found = list(tree.iter("a"))
    anchors: list[Any] = []
    for element in found:
        anchors.extend([element] if element.tag == "a" else element.iter("a"))
    return [anchor for anchor in anchors if anchor.get("href")]
