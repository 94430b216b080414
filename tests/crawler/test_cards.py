"""Lists of teasers, told by how they are built and by nothing else."""

from __future__ import annotations

import lxml.html
import pytest

from crawler.extraction.blocks import blocks_of
from crawler.extraction.cards import teasers

TITLES = (
    "Ferry fares rise in May",
    "A new quay for Port Larkin",
    "Rain closes the hill road",
    "Two ships and one berth",
)
STORY = "<p>The quay will be built by next year, the harbour master said on Monday.</p>" * 4


def told(inner: str) -> set[str]:
    """The text of all blocks that stand in teasers."""
    blocks = blocks_of(lxml.html.document_fromstring(f"<html><body>{inner}</body></html>"))
    return {blocks[number].text for number in teasers(blocks)}


def cards(pattern: str, count: int = 4) -> str:
    return "".join(pattern.format(title=title) for title in TITLES[:count])


@pytest.mark.parametrize(
    ("inner", "texts"),
    [
        # headline and text, whatever the elements and names
        (STORY + "<div>" + cards("<div class=q7><a href=/x>{title}</a><p>Said on Monday.</p></div>") + "</div>",
         {*TITLES, "Said on Monday."}),
        # a section's name above, the hour below, deeper
        (STORY + "<ul>" + cards("<li><div><i>Nation</i><h3><a href=/x>{title}</a></h3></div><div>2 h ago</div></li>")
         + "</ul>", {"Nation", *TITLES, "2 h ago"}),
        # two are no list
        (STORY + "<div>" + cards("<div class=q><a href=/x>{title}</a><p>On Monday.</p></div>", 2) + "</div>", set()),
        # links of their own between the paragraphs of a story, which are built alike
        (f"<div>{STORY}<p><a href=/x>{TITLES[0]}</a></p>{STORY}<p><a href=/y>{TITLES[1]}</a></p>{STORY}"
         f"<p><a href=/z>{TITLES[2]}</a></p></div>", set()),
        # a list of short links is a menu, no teasers
        ("<ul>" + "".join(f"<li><a href=/{at}>Nation {at}</a></li>" for at in range(9)) + "</ul>", set()),
        # sections of a story, each with a link to more as its last line
        (f"<div>{''.join(f'<section>{STORY}<p><a href=/x>{each}</a></p></section>' for each in TITLES)}</div>", set()),
        ("", set()),
    ],
)  # fmt: skip
def test_teasers_are_told_by_what_repeats(inner: str, texts: set[str]) -> None:
    assert told(inner) == texts
