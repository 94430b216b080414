"""The body by its blocks: how a page is cut, what speaks for a block, when another extractor is asked."""

from __future__ import annotations

import time

import lxml.html
import pytest

from crawler.extraction import Hints, extract, weigh
from crawler.extraction.blocks import blocks_of
from crawler.extraction.body import body_lines
from crawler.extraction.evidence import MENU, alone, read
from crawler.extraction.metadata import read_metadata
from tests.crawler.server import PARAGRAPHS, page

URL = "https://www.larkinpost.example/news/quay-7"
BODY = "\n".join(PARAGRAPHS)
STAND = "The new quay will cost RM12 million, and the fishermen of Port Larkin are not sure who is to pay for it."


def texts(inner: str) -> list[str]:
    return [block.text for block in blocks_of(lxml.html.document_fromstring(f"<html><body>{inner}</body></html>"))]


@pytest.mark.parametrize(
    ("inner", "blocks"),
    [
        ("<p>One <b>two</b> <a href='/x'>three</a>.</p><p>Four</p>", ["One two three.", "Four"]),
        ("<div>loose<p>inside</p>behind</div>", ["loose", "inside", "behind"]),
        ("<div>first line<br>still first<br><br>second</div>", ["first line\nstill first", "second"]),
        ("<table><tr><td>Larkin</td><td></td><td>12</td></tr></table>", ["Larkin | 12"]),
        ("<table><tr><td><p>A story</p><p>in a table</p></td></tr></table>", ["A story", "in a table"]),
        # a cell with much text is a page in a table, as pages were once laid out
        (f"<table><tr><td>Menu</td><td>{'Word of the story. ' * 40}<br><br>Next</td></tr></table>",
         ["Menu", ("Word of the story. " * 40).strip(), "Next"]),
        ("<a href='/x'><h3>Linked</h3><p>box</p></a>", ["Linked", "box"]),
        ("<p>before</p><script>var x</script><noscript>turn it on</noscript><p>after</p>", ["before", "after"]),
        ("<p>See <a href='/x'>the plan<span class='sr-only'> opens in a new window</span></a>.</p>", ["See the plan."]),
        ("<p>A <abbr>quay<span aria-hidden='true'>a place for ships</span></abbr> opens.</p>", ["A quay opens."]),
        ("<p>Ms <span class='tip'>Harun<span class='tooltip-text'>chair since 2019</span></span> said.</p>",
         ["Ms Harun said."]),
        ("", []),
    ],
)  # fmt: skip
def test_a_page_is_cut_where_elements_end(inner: str, blocks: list[str]) -> None:
    assert texts(inner) == blocks


def test_links_count_through_the_blocks_they_hold() -> None:
    found = blocks_of(
        lxml.html.document_fromstring("<body><a href='/x'><h3>Linked</h3></a><p>not <i>this</i></p></body>")
    )
    assert [(block.linked, block.place.tag) for block in found] == [(6, "h3"), (0, "p")]


@pytest.mark.parametrize(
    "promise",
    [
        "Sign up for our weekly newsletter and you get the harbour news in your inbox every Monday, for free.",
        *(
            pytest.param(promise, marks=pytest.mark.xfail(strict=True, reason="a known gap, see docs/quality.md"))
            for promise in (
                "Gute Berichte vom Hafen kosten Geld: Mit Ihrer Spende helfen Sie uns, auch morgen vor Ort zu sein.",
                "Recevez chaque lundi nos nouvelles du port dans votre boîte aux lettres, abonnez-vous à notre lettre.",
                "We and our partners store cookies on your device, and you can change what you allow at any time.",
            )
        ),
    ],
)
def test_who_speaks_to_the_reader_behind_the_story_is_not_in_it(promise: str) -> None:
    html = page("New quay", (*PARAGRAPHS, promise))
    assert extract(html, URL).body == BODY


def test_a_story_printed_twice_is_read_once() -> None:
    whole = f"<div style='display:none' itemprop='articleBody'>{' '.join(PARAGRAPHS)}</div>"
    assert extract(page("New quay", extra=whole), URL).body == BODY


def test_text_is_composed_as_readers_search_for_it() -> None:
    decomposed = "Der Hafenmeister sagte, fu\u0308r den Kai mu\u0308sse die Stadt selbst zahlen, und zwar bald."
    body = extract(page("New quay", (*PARAGRAPHS, decomposed)), URL).body
    assert "für den Kai müsse" in body


def _page(html: bytes) -> tuple[object, list[str]]:
    tree = lxml.html.document_fromstring(html)
    found = read(tree, read_metadata(tree, URL), "New quay", blocks_of(tree))
    return found, [one.block.text for one in found.blocks]


def test_the_second_opinion_is_asked_only_in_doubt() -> None:
    asked: list[int] = []
    long = tuple(f"{text} That was said on day {number} of the hearing." for number in range(5) for text in PARAGRAPHS)
    plain, _ = _page(page("New quay", long))
    weigh.choose(plain, lambda: asked.append(1) or [])  # type: ignore[arg-type,func-returns-value]
    assert not asked
    rows = "".join(f"<tr><td>Quay {n}</td><td>{n} ships</td><td>{n * 7} t</td></tr>" for n in range(40))
    table, _ = _page(page("New quay", long, extra=f"<table>{rows}</table>"))
    weigh.choose(table, lambda: asked.append(1) or [])  # type: ignore[arg-type,func-returns-value]
    assert asked == [1]


def test_rows_of_tables_follow_the_second_opinion() -> None:
    rows = "".join(f"<tr><td>Quay {n}</td><td>{n} ships</td><td>{n * 7} t</td></tr>" for n in range(40))
    found, blocks = _page(page("New quay", extra=f"<table>{rows}</table>"))
    row = next(text for text in blocks if text.startswith("Quay 7"))
    assert row not in weigh.choose(found, lambda: PARAGRAPHS)  # type: ignore[arg-type]
    assert row in weigh.choose(found, lambda: (*PARAGRAPHS, row))  # type: ignore[arg-type]


def test_links_of_a_menu_are_not_weighed() -> None:
    found, blocks = _page(b"<body><nav><a href='/x'>Harbour news</a></nav><h1>New quay</h1><p>It opens.</p></body>")
    assert alone(found, blocks.index("Harbour news")) == {MENU: 1.0}  # type: ignore[arg-type]


def test_every_weight_is_small_and_two_stages_are_there() -> None:
    weights = weigh._weights()
    assert set(weights) == {"quick", "asked"}
    for stages in weights.values():
        assert set(stages) == {"alone", "among"}
        for stage in stages.values():
            assert "always" in stage
            # one piece of evidence alone never decides against all others
            assert max(abs(value) for value in stage.values()) < 8
    assert weights["asked"]["among"]["witness"] > 0.5
    assert weights["quick"]["among"]["near caption"] < 0


@pytest.mark.parametrize(
    "inner",
    [
        "<div>" * 140 + "text" + "</div>" * 140,
        "<p>word</p>" * 7_000,
        "<div>x<br><br>" * 4_000,
        "<p>" + "a b c d e f. " * 30_000 + "</p>",
        "<ul>" + "<li>" * 100 + "item",
        "<table>" + "<tr><td colspan='999'>12</td></tr>" * 3_000,
        "<p class='" + "related-" * 50_000 + "'>text that goes on for a while and ends here.</p>" * 3,
        "<a href='/x'>" * 120 + "text" * 1_000,
    ],
    ids=["deep", "many", "breaks", "giant", "unclosed", "rows", "class", "links"],
)
def test_hostile_pages_cost_a_bounded_time(inner: str) -> None:
    start = time.process_time()
    extract(f"<html><head><title>New quay</title></head><body><h1>New quay</h1>{inner}</body></html>".encode(), URL)
    assert time.process_time() - start < 12  # of one processor; quadratic work takes minutes


def test_a_hinted_body_is_taken_as_it_is() -> None:
    html = page("New quay", extra="<div class='only'><p>The hinted line.</p></div>")
    tree = lxml.html.document_fromstring(html)
    assert body_lines(tree, URL, Hints(body=".only")) == ["The hinted line."]
    assert body_lines(tree, URL, Hints(body=".gone"))[: len(PARAGRAPHS)] == list(PARAGRAPHS)


def test_the_standfirst_below_the_headline_belongs_to_the_story() -> None:
    head = f"<meta name='description' content='{STAND}'>"
    html = page("New quay", head=head).decode().replace("</h1>", f"</h1><p class='standfirst'>{STAND}</p>")
    assert extract(html.encode(), URL).body == f"{STAND}\n{BODY}"
