"""A search narrowed by what articles are, and as a feed."""

from __future__ import annotations

from xml.etree import ElementTree as Tree

import pytest
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
