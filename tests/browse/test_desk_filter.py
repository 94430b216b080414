"""A search narrowed by what articles are, and as a feed."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest
from desk_samples import fill
from desk_site import Site

from browse.feed import ATOM


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("q=freight&week=2026-W38", 1),
        ("q=freight&place=MY-08", 5),
        ("place=MY", 5),
        ("place=CN", 0),
        ("theme=rail&outlet=pos", 2),
        ("official=rahim-sulong&outlet=wire", 2),
        ("outlet=link", 1),
        ("language=zz", 0),
        ("outlet=' OR 1=1 --", 0),
        ('outlet=wire&q="unbalanced', 0),
    ],
)
def test_filters_narrow(site: Site, query: str, number: int) -> None:
    answer = site.get(f"/search?{query}")
    assert answer.status_code == 200
    assert len(site.page(f"/search?{query}").xpath("//ol[@class='stories']/li")) == number
    feed = Tree.fromstring(site.get(f"/search.atom?{query}").content)
    assert len(feed.findall(f"{{{ATOM}}}entry")) == number


def test_a_feed_holds_no_text_and_nothing_withdrawn(site: Site) -> None:
    text = site.get("/search.atom").text
    assert site.ids["origin"] in text
    assert site.ids["gone"] not in text
    assert "carries cement" not in text


def test_strangers_titles_are_text(hostile: Site) -> None:
    Tree.fromstring(hostile.get("/search.atom?outlet=wire").content)


def test_an_official_may_be_typed_by_name(tmp_path: Path) -> None:
    path = tmp_path / "pantau.db"
    site = Site(path, fill(path))
    try:
        answer = site.get("/search?official=rahim+SULONG&outlet=wire")
        assert (answer.status_code, answer.headers["location"]) == (303, "/search?official=rahim-sulong&outlet=wire")
        assert site.get("/search?official=Nobody+At+All").status_code == 200
        with sqlite3.connect(path) as stored:
            stored.execute("INSERT INTO official (id, name) VALUES ('rahim-sulong-2', 'Rahim Sulong')")
        page = site.page("/search?official=Rahim+Sulong&outlet=wire")
        assert "Several officials are called so" in page.xpath("string(//p[@role='status'])")
        asked = page.xpath("//section[@aria-labelledby='people']//a/@href")
        assert {"/official/rahim-sulong", "/official/rahim-sulong-2"} <= set(asked)
        assert site.get("/search?official=rahim-sulong-2").status_code == 200
    finally:
        site.close()
