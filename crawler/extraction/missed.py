"""Which of an outlet's hints a page does not fit: the layout has changed, or this is a page of another kind.

Extraction falls back by itself where a hint matches nothing; this says so, for the fetch and the outlet's health.
Pure. Bylines are not asked: many an article has none.
"""

from __future__ import annotations

from lxml import etree
from lxml.cssselect import CSSSelector

from crawler.extraction.hinted import hinted_dates
from crawler.extraction.hints import Hints
from crawler.extraction.markup import text_of

# What a selected body is read without: an element that holds nothing else holds no story.
_NO_STORY = "figcaption figure script style aside form button noscript".split()
_STORY_TEXT = ".//text()[normalize-space() and not({})]".format(
    " or ".join(f"ancestor::{name}" for name in _NO_STORY)
)  # fmt: skip


def missed_hints(tree: etree._Element, hints: Hints) -> tuple[str, ...]:
    """One phrase a hint that the page does not fit, as "body selector matched nothing"; ``tree`` is not changed."""
    missed = []
    if hints.title and not any(element.get("content") or text_of(element) for element in _matches(tree, hints.title)):
        missed.append("title selector matched nothing")
    if hints.body and not any(element.xpath(_STORY_TEXT) for element in _matches(tree, hints.body)):
        missed.append("body selector matched nothing")
    if hints.date and not _matches(tree, hints.date):
        missed.append("date selector matched nothing")
    elif hints.date and not any(hinted_dates(tree, hints)):
        missed.append("date selector holds no date")
    return tuple(missed)


def _matches(tree: etree._Element, selector: str) -> list[etree._Element]:
    return list(CSSSelector(selector, translator="html")(tree))
