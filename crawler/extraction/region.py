"""What stands between a page's headline and its story, and what a page labels: bylines, dates, sources.

Pure; knows order and short texts on a page, not what is looked for there. Read once a page, used by several readers.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from crawler.extraction.headings import leads_home, printed_in
from crawler.extraction.markup import SHORT, SILENT, short_text, text_of
from crawler.extraction.metadata import Metadata

TOLD = 400  # characters of paragraphs; behind as many the story is under way, and the byline stands before it
OPENING = 8  # elements inside a story without paragraphs, a byline among them
ABOVE = 20  # elements before it
REACH = 400  # elements behind the headline
_COLON = re.compile(r"[^\W\d_][^:：]{0,24}[:：]")


@dataclass(frozen=True)
class Region:
    """The short texts near a page's headline, and those that stand for themselves anywhere."""

    tree: etree._Element
    data: Metadata = field(default_factory=Metadata)
    title: str | None = None  # the headline found

    @cached_property
    def near(self) -> list[tuple[etree._Element, str]]:
        """The elements with short texts (2 to SHORT characters) between headline and story, in reading order."""
        heading = self.heading
        found: list[tuple[etree._Element, str]] = []
        told = count = 0
        reach = REACH
        while heading is not None and count < reach:
            heading = _next(heading, down=count > 0)
            count += 1
            if heading is None or heading.tag in SILENT:
                continue
            text = short_text(heading)
            if heading.tag == "p":
                told += SHORT * 2 if text is None else len(text)
                if told >= TOLD:
                    break
            elif text is None and _own_length(heading) >= TOLD:  # a story whose lines only breaks part
                reach = min(reach, count + OPENING)
            if text and len(text) >= 2:
                found.append((heading, text))
        return found

    def above(self, up: int = 1) -> list[tuple[etree._Element, str]]:
        """The elements with short texts right above the headline, the nearest first, in the box in which it stands and
        in as many around it as ``up`` tells."""
        found: list[tuple[etree._Element, str]] = []
        box = self.heading
        for _ in range(up):
            if box is None or box.tag == "body":
                break
            for before in box.itersiblings(preceding=True):
                for element in before.iter():
                    if len(found) >= ABOVE:
                        return found
                    text = short_text(element) if element.tag not in SILENT else None
                    if text and len(text) >= 3:
                        found.append((element, text))
            box = box.getparent()
        return found

    def labelled(self, label: re.Pattern[str]) -> list[re.Match[str]]:
        """Where a label opens an element with a short text of its own ("Author: A. Name")."""
        return [match for text in self._own if (match := label.match(text))]

    @cached_property
    def _own(self) -> list[str]:
        elements = self.tree.iter("li", "p", "div", "span", "dd", "td", "time", "small")
        texts = (short_text(element) for element in elements if len(element) <= 4 and _opens_with_label(element))
        return [text for text in texts if text]

    @cached_property
    def heading(self) -> etree._Element | None:
        """The first h1 with a text that is not the masthead or, on pages without one, the heading that <title> or
        og:title hold, or the line of no heading at all that is the headline."""
        for heading in self.tree.iter("h1"):
            if text_of(heading) and not leads_home(heading):
                return heading
        titles = (self.data.first("og:title"), self.title, *map(text_of, self.tree.iter("title")))
        shown = [_key(title) for title in titles if title]
        for heading in self.tree.iter("h2", "h3"):
            text = _key(short_text(heading) or "")
            if len(text) > 12 and any(text in title for title in shown):
                return heading
        return printed_in(self.tree, self.title) if self.title else None


def _own_length(element: etree._Element) -> int:
    """The characters of an element that stand in no element inside it."""
    return len(element.text or "") + sum(len(child.tail or "") for child in element)


def _opens_with_label(element: etree._Element) -> bool:
    """Whether an element may open with a label: a few letters and a colon, or a first child with text behind it. Asked
    of every element of a page, so that the texts of most are never put together."""
    own = (element.text or "")[:SHORT].strip()
    child = element[0] if len(element) else None
    if own:
        return _COLON.match(own) is not None or (child is not None and len(own) <= 24)
    if child is None:
        return False
    inner = (child.text or "")[:SHORT].strip()
    return bool(inner) and (_COLON.match(inner) is not None or (len(inner) <= 24 and bool((child.tail or "").strip())))


def _next(element: etree._Element, *, down: bool) -> etree._Element | None:
    """The element that follows in document order; ``down`` tells whether its children count."""
    if down and len(element):
        return element[0]
    while element is not None:
        following = element.getnext()
        if following is not None:
            return following
        element = element.getparent()
    return None


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
