"""Sources of a story as BibTeX and RIS."""

from __future__ import annotations

import json
import re

import pytest
from desk_site import Site
from hypothesis import given
from hypothesis import strategies as st

from browse.citing import bibtex, ris

ROW = {"id": "a1", "url": "https://a.example/x?y=1&z=%20", "published": None, "first_seen": "2026-09-08T01:00:00Z"}
ROW |= {"authors": "[]"}


@given(st.text(), st.text(), st.text(st.characters(codec="utf-8")))
def test_a_title_stays_inside_its_field(title: str, name: str, author: str) -> None:
    row = ROW | {"title": title, "name": name, "authors": json.dumps([author])}
    made = bibtex([row])
    bare = re.sub(r"\\[\\{}#$%&_]", "", made)
    assert bare.count("{") == bare.count("}")
    assert re.sub(r"\\text\w+\{\}", "", bare).count("\\") == 0
    lines = [line for line in ris([row]).split("\r\n") if line]
    assert len(lines) == 9 + any(line.startswith("AU  - ") for line in lines)
    assert all(re.match("[A-Z][A-Z0-9]  - ", line) for line in lines)


def test_what_is_told_of_a_source() -> None:
    row = ROW | {"title": "Rail & ports: 5% more", "name": "Wira", "authors": '["Tan & Co", "Aina binti Ali", " "]'}
    made = bibtex([row])
    assert "author = {{Tan \\& Co} and {Aina binti Ali}}" in made
    assert "AU  - Tan & Co\r\nAU  - Aina binti Ali\r\nTI  - " in ris([row])
    assert "title = {Rail \\& ports: 5\\% more}" in made
    assert "date = {2026-09-08}" in made
    assert "url = {https://a.example/x?y=1&z=%20}" in made


@pytest.mark.parametrize(
    ("ending", "kind", "start"),
    [("bib", "text/x-bibtex", "@online{"), ("ris", "application/x-research-info-systems", "TY  - NEWS")],
)
def test_a_story_gives_its_sources(site: Site, hostile: Site, ending: str, kind: str, start: str) -> None:
    answer = site.get(f"/story/{{story}}/sources.{ending}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    assert answer.text.startswith(start)
    assert answer.text.count(start) == 5
    assert "attachment" in answer.headers["content-disposition"]
    assert "javascript:alert(document" not in hostile.get(f"/story/{{story}}/sources.{ending}").text
    assert site.get(f"/story/nowhere/sources.{ending}").status_code == 404
