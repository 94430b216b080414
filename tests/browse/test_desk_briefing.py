"""A story as a briefing note: what stands in it, as HTML and DOCX, and that a stranger's text stays text in both."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from datetime import UTC, datetime

import lxml.etree
import lxml.html
import pytest
from desk_site import Site
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from browse.briefing import Briefing, Section, piece
from browse.briefing_docx import docx

TITLES = [
    "What happened",
    "What each later day brought",
    "Timeline",
    "Figures",
    "Officials",
    "Who said what",
    "Places",
    "Outlets",
    "All originals",
    "Corrections",
    "Method",
]
TAGS = "html head meta title style body main section div h1 h2 p ul li a span strong table caption thead tbody tr th td"
HELD = (
    "4 independent reports in 5 articles of 4 outlets",
    "Transport minister, Ministry of Transport",
    "We will double the line by 2030",
    "3.9 million tonne",
    "put rail freight at 3.9 million tonnes",
    "The outlet lets only its headlines be shown.",
    "Wira Wire corrected “Line to double, says minister (updated), report 1”: Correction: the line has 40 wagons.",
    "/story/s1",
)


def opened(site: Site, name: str = "{story}") -> Document:
    return Document(io.BytesIO(site.get(f"/story/{name}/briefing.docx").content))


def words(document: Document) -> str:
    return " ".join(" ".join(node.text or "" for node in document.element.body.iter("{*}t")).split())


def test_both_forms_hold_the_same(site: Site) -> None:
    answer = site.get("/story/{story}/briefing.html")
    assert answer.status_code == 200
    page = lxml.html.document_fromstring(answer.text)
    document = opened(site)
    titles = [heading.text_content() for heading in page.iter("h2")]
    assert titles == [title for title in TITLES if title in titles]
    assert {*TITLES} - {*titles} <= {"What each later day brought"}
    assert [each.text for each in document.paragraphs if each.style.name == "Heading 2"] == titles
    text = " ".join(page.text_content().split())
    for held in HELD:
        assert held in text
        assert held in words(document)
    assert re.search(r"Only Links corrected “Line to double, report 4”(?!: Correction)", text)
    levels = [int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3")]
    assert levels[0] == 1
    assert not any(after > before + 1 for before, after in itertools.pairwise(levels))
    links = {link.get("href") for link in page.iter("a")}
    relations = {each.target_ref for each in document.part.rels.values() if each.is_external}
    assert links == relations
    assert all(link.startswith(("http://", "https://")) for link in links)
    assert len([link for link in links if "/story/" not in link]) == 5  # the originals of all its articles


def test_how_they_are_served(site: Site) -> None:
    file = site.get("/story/{story}/briefing.docx")
    assert file.headers["content-type"].endswith("wordprocessingml.document")
    assert file.headers["content-disposition"] == 'attachment; filename="briefing-s1.docx"'
    assert file.content == site.get("/story/{story}/briefing.docx").content  # one story, one file
    assert "content-security-policy" in site.get("/story/{story}/briefing.html").headers
    old = site.get("/story/{merged}/briefing.docx")
    assert (old.status_code, old.headers["location"]) == (301, "/story/s1/briefing.docx")
    assert site.get("/story/nowhere/briefing.docx").status_code == 404
    assert site.get("/story/{story}/briefing.exe").status_code == 404


def test_strangers_texts_stay_text(hostile: Site) -> None:
    page = lxml.html.document_fromstring(hostile.get("/story/{story}/briefing.html").text)
    assert {each.tag for each in page.iter() if isinstance(each.tag, str)} <= set(TAGS.split())
    for each in page.iter():
        assert not [name for name in each.keys() if name.startswith("on")]  # noqa: SIM118 - an element holds elements
        assert re.match(r"https?://", each.get("href", "http://"))
    data = hostile.get("/story/{story}/briefing.docx").content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert not [name for name in archive.namelist() if "vba" in name.lower() or "embed" in name.lower()]
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                lxml.etree.fromstring(archive.read(name))
        body = lxml.etree.fromstring(archive.read("word/document.xml"))
    kinds = {lxml.etree.QName(each).localname for each in body.iter() if isinstance(each.tag, str)}
    assert not kinds & {"instrText", "fldSimple", "fldChar", "object", "pict", "drawing", "altChunk"}
    assert "\u202e" not in "".join(body.itertext())
    assert "<script>alert(1)</script>" in "".join(body.itertext())  # as what it is: words


@settings(max_examples=40, deadline=None)
@given(st.text(), st.text())
def test_any_text_can_be_written(text: str, link: str) -> None:
    cell = (piece(text, link, strong=True), piece(link, language=text))
    sections = (Section(title=piece(text).text, rows=((cell,),)), Section(title="T", head=("A",), rows=((cell,),)))
    note = Briefing(title=piece(text).text, said="", sections=sections, method="", desk=piece("here"))
    document = Document(io.BytesIO(docx(note, datetime(2026, 9, 8, tzinfo=UTC))))
    assert piece(text).text in [run.text for run in document.paragraphs[3].runs]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "https://a@b.example/", "x"])
def test_what_is_no_link(address: str) -> None:
    assert piece("a", address).link is None
