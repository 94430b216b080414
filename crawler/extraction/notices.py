"""What an outlet says of its own article: that it is withdrawn, or that it was corrected. Pure, over title and body.

Only what speaks of "this article" counts, at the beginning or the end: stories tell of other people's corrections.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Literal

SHORT = 90  # words; what is withdrawn leaves its notice and little else
ENDS = 2  # paragraphs at the beginning and at the end in which a notice stands
_THIS = r"(?:this|the (?:above|following)) (?:article|story|report|item|piece)"
_WITHDRAWN = re.compile(
    rf"{_THIS} (?:has been|was|is) (?:withdrawn|retracted|killed|taken down|removed (?:by|at the request))|"
    r"(?:artikel|berita|laporan) ini telah (?:ditarik balik|ditarik semula|digugurkan)|"
    r"(?:本文|此文|此稿|本稿)(?:章)?(?:已|經|经|被)*(?:撤回|撤稿|撤下)",
    re.IGNORECASE,
)
_WITHDRAWN_TITLE = re.compile(
    r"^\W*(?:withdrawn|retracted|retraction|kill(?:ed)? (?:story|notice)|ditarik balik)\W", re.IGNORECASE
)
_CORRECTED = re.compile(
    rf"{_THIS} (?:has been|was) (?:corrected|amended|edited to correct|updated to correct|changed to correct)|"
    rf"an earlier version of {_THIS} (?:\w+ )?(?:misstated|said|stated|gave|misspelt|misspelled|misidentified)|"
    r"^\(?corrects? (?:the )?(?:paragraph|headline|figure|name|spelling|date|title|story)|^\W*corrections?\s*:|"
    r"^\W*pembetulan\s*:|(?:artikel|berita|laporan) ini telah (?:diperbetulkan|dibetulkan)|"
    r"^\W*更正\s*[:：]|(?:本文|此文)(?:已|經|经)*更正",
    re.IGNORECASE,
)

_MAY_BE = tuple(word.encode() for word in ("correct", "pembetulan", "dibetulkan", "更正"))
_PARAGRAPH = re.compile(r"<p\b[^>]{0,300}>(.{1,2000}?)</p>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]{0,500}>")


@dataclass(frozen=True, slots=True)
class Notice:
    kind: Literal["withdrawn", "corrected"]
    said: str  # the paragraph, at most 300 characters


def read_notice(title: str | None, body: str, html: bytes = b"") -> Notice | None:
    """The outlet's own notice, or None. ``html`` is the page: a correction below the story is no part of its body."""
    paragraphs = body.split("\n")
    ends = [*paragraphs[:ENDS], *paragraphs[ENDS:][-ENDS:]]
    short = len(body.split()) < SHORT and len(body) < 8 * SHORT
    for paragraph in ends:
        if short and _WITHDRAWN.search(paragraph):
            return Notice("withdrawn", paragraph[:300])
    if title and short and _WITHDRAWN_TITLE.search(title):
        return Notice("withdrawn", title[:300])
    for paragraph in [*ends, *(_around(html, paragraphs) if _may_hold(html) else ())]:
        if _CORRECTED.search(paragraph):
            return Notice("corrected", paragraph[:300])
    return None


def _may_hold(page: bytes) -> bool:
    """Whether a page may speak of a correction. A pattern for it took a fifteenth of reading the page."""
    low = page.lower()
    return any(word in low for word in _MAY_BE)


def _around(page: bytes, body: list[str]) -> list[str]:
    """The paragraphs of a page right before and right behind its story."""
    text = page[:2_000_000].decode("utf-8", "replace")
    found = [" ".join(unescape(_TAG.sub(" ", piece)).split()) for piece in _PARAGRAPH.findall(text)]
    places = [number for number, piece in enumerate(found) if piece and piece in (body[0], body[-1])]
    if not places:
        return []
    return [*found[max(0, places[0] - ENDS) : places[0]], *found[places[-1] + 1 : places[-1] + 1 + ENDS]]
