"""The dates that an outlet file points to: its selector and its form. How dates are written otherwise: moments.py."""

from __future__ import annotations

import re
from datetime import datetime

from lxml import etree

from crawler.extraction.hints import Hints
from crawler.extraction.markup import text_of
from crawler.extraction.moments import Dated, Precision, day_of, moment_of, parse, parse_text


def hinted_dates(tree: etree._Element, hints: Hints) -> list[Dated]:
    """The dates that the outlet's own selector finds."""
    elements = tree.cssselect(hints.date) if hints.date else ()
    printed = (element.get("datetime") or element.get("content") or text_of(element) for element in elements)
    return [dated for text in printed if (dated := _parse_hint(text, hints))]


def _parse_hint(printed: str, hints: Hints) -> Dated | None:
    if hints.date_format:
        length = len(printed)
        for start in (0, *(match.end() for match in re.finditer(r"\s+|[|:]\s", printed[:200]))):
            for end in (length, *(match.start() for match in re.finditer(r"\s+|$", printed[:300]))):
                piece = printed[start:end].strip(" |,\u00a0")
                try:
                    moment = datetime.strptime(piece, hints.date_format)
                except ValueError:
                    continue
                precision: Precision = "minute" if "%M" in hints.date_format else "day"
                if "%S" in hints.date_format:
                    precision = "second"
                if precision == "day":
                    return day_of(moment.year, moment.month, moment.day, piece, "hint", hints)
                return moment_of(moment, piece, "hint", precision, hints)
        return None
    return parse(printed, "hint", hints) or parse_text(printed, "hint", hints)
