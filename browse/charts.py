"""A chart as a file of its own: SVG, and PNG from the same SVG. Pure; it must not know the store or HTTP.

Such a file is laid into slides and papers, so it has its own colours on white, its title, and where it is from. All
text goes through an XML writer as text. PNG needs the package resvg_py and any font on the machine.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from xml.etree import ElementTree as Tree

from browse import plot
from browse.showing import plain
from browse.speaking import say
from records import BadInput

SVG = "http://www.w3.org/2000/svg"
HEAD, FOOT = 44, 26  # room for the title above a plot and its source below
ZOOM = 2.0  # pixels of a PNG for each unit: sharp on paper at the width of a page
_INK, _SOFT, _LINE, _BAR, _PAPER = "#1b1f24", "#565d66", "#d5d8d3", "#2f7f8f", "#ffffff"
_FONT = "Arial, 'Liberation Sans', 'DejaVu Sans', 'Noto Sans', 'Noto Sans CJK SC', sans-serif"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST = 78  # characters of a title that fit

ROW = 22  # a week of a bar chart
BAR_LEFT, BAR_RIGHT = 96, 60


def series(drawn: plot.Plot, title: str, source: str) -> str:
    """The plot of a series."""
    height = HEAD + plot.HEIGHT + FOOT
    top, moved = _begin(plot.WIDTH, height, title, drawn.said, source)
    for step in drawn.steps:
        _add(moved, "line", x1=plot.LEFT, x2=plot.WIDTH - plot.RIGHT, y1=step.at, y2=step.at, stroke=_LINE)
        _text(moved, step.text, plot.LEFT - 8, step.at + 4, anchor="end")
    for mark in drawn.periods:
        _text(moved, mark.text, mark.at, plot.HEIGHT - 10, anchor=mark.anchor)
    for line in drawn.lines:
        _add(moved, "polyline", points=line, fill="none", stroke=_BAR, stroke_width=2, stroke_linejoin="round")
    for dot in drawn.dots:
        fill = _PAPER if dot.hollow else _BAR
        circle = _add(moved, "circle", cx=dot.x, cy=dot.y, r=4.5, fill=fill, stroke=_BAR, stroke_width=2)
        _add(circle, "title").text = _clean(dot.said)
    return _written(top)


def weeks(rows: Iterable[Mapping[str, Any]], column: str, title: str, source: str) -> str:
    """Bars of weekly numbers as ``browse.bars`` has them: ``week``, ``column`` and ``bar`` (percent), newest first."""
    listed = list(rows)[::-1]
    width, height = plot.WIDTH, HEAD + ROW * max(1, len(listed)) + 8 + FOOT
    numbers = "; ".join(f"{row['week']}: {row[column]}" for row in listed) or say("No week has any.")
    top, moved = _begin(width, height, title, numbers, source)
    room = width - BAR_LEFT - BAR_RIGHT
    for number, row in enumerate(listed):
        y = ROW * number
        _text(moved, row["week"], BAR_LEFT - 10, y + 15, anchor="end")
        _add(moved, "rect", x=BAR_LEFT, y=y + 3, width=round(room * row["bar"] / 100, 1), height=ROW - 6, fill=_BAR)
        _text(moved, row[column], BAR_LEFT + room * row["bar"] / 100 + 6, y + 15, fill=_INK)
    _add(moved, "line", x1=BAR_LEFT, x2=BAR_LEFT, y1=0, y2=ROW * len(listed), stroke=_SOFT)
    return _written(top)


def png(svg: str) -> bytes:
    """The chart in pixels. Raises BadInput, with what to do, where this machine cannot."""
    if not _has_renderer():
        raise BadInput("PNG charts need the package resvg_py: pip install resvg_py. The SVG needs nothing.")
    if not _has_font():
        raise BadInput("PNG charts need a font on the desk's machine (Debian: fonts-dejavu-core). The SVG needs none.")
    return _pixels(svg)


def can_png() -> bool:
    """Whether this machine has what draws pixels, and a font to draw words with: else no page offers them."""
    return _has_renderer() and _has_font()


def _has_renderer() -> bool:
    return importlib.util.find_spec("resvg_py") is not None


def _pixels(svg: str) -> bytes:
    found: bytes = importlib.import_module("resvg_py").svg_to_bytes(svg_string=svg, zoom=ZOOM, background=_PAPER)
    return bytes(found)


@cache
def _has_font() -> bool:
    """Without any font a renderer leaves all words out and says nothing."""
    drawn = [
        _pixels(f'<svg xmlns="{SVG}" width="20" height="20"><text y="15">{text}</text></svg>') for text in ("", "M")
    ]
    return drawn[0] != drawn[1]


def _begin(width: int, height: int, title: str, said: str, source: str) -> tuple[Tree.Element, Tree.Element]:
    named = _clean(title)
    top = Tree.Element(
        "svg",
        {
            "xmlns": SVG,
            "viewBox": f"0 0 {width} {height}",
            "width": str(width),
            "height": str(height),
            "role": "img",
            "font-family": _FONT,
            "font-size": "12",
        },
    )
    _add(top, "title").text = named
    _add(top, "desc").text = _clean(said)
    _add(top, "rect", width=width, height=height, fill=_PAPER)
    short = named if len(named) <= _LONGEST else f"{named[: _LONGEST - 1]}…"
    _text(top, short, 12, 24, fill=_INK, size=15, weight="bold")
    _text(top, source, 12, height - 9, size=10)
    return top, _add(top, "g", transform=f"translate(0 {HEAD})")


def _text(
    parent: Tree.Element,
    text: object,
    x: float,
    y: float,
    *,
    anchor: str = "start",
    fill: str = _SOFT,
    size: int = 12,
    weight: str = "normal",
) -> None:
    made = _add(parent, "text", x=round(x, 1), y=round(y, 1), text_anchor=anchor, fill=fill)
    made.set("font-size", str(size))
    made.set("font-weight", weight)
    made.text = _clean(text)


def _add(parent: Tree.Element, name: str, **attributes: object) -> Tree.Element:
    return Tree.SubElement(parent, name, {key.replace("_", "-"): str(value) for key, value in attributes.items()})


def _clean(text: object) -> str:
    return _NOT_XML.sub("", " ".join(str(plain(str(text))).split()))


def _written(top: Tree.Element) -> str:
    return Tree.tostring(top, encoding="unicode") + "\n"
