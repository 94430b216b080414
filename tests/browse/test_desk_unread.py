"""The desk while nothing is analysed yet, after a first crawl: it must not tell what it cannot know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_samples import ZONE, article_in, outlet_of
from desk_site import Site

from records import Theme
from store import Store
from store.crawling import save_outlets
from store.stories import save_themes


@pytest.fixture
def unread(tmp_path: Path) -> Iterator[Site]:
    path = tmp_path / "pantau.db"
    with Store.create(path, ZONE) as store:
        save_outlets(store, [outlet_of("wire", "Wira Wire")])
        save_themes(store, [Theme(id="rail", name="Rail and ports", seeds=("rail freight",))])
        ids = {"article": article_in(store, str, "wire", 1, 0, "The quay opened at dawn. " * 20)}
    served = Site(path, ids)
    yield served
    served.close()


def test_nothing_is_said_of_a_week_that_nobody_has_read(unread: Site) -> None:
    page = unread.page("/")
    told = {
        section.get("aria-labelledby"): " ".join(section.text_content().split())
        for section in page.xpath("//main//section")
    }
    for name in ("emerging", "themes", "places", "new-figures", "contradictions", "officials"):
        assert "Not analysed yet." in told[name], name
    for untrue in ("Nothing:", "No story", "No two reports", "No new figure", "Nobody", "None of"):
        assert untrue not in " ".join(told[name] for name in told if name != "top-stories"), untrue
    assert "1 article of this week is not analysed yet" in page.text_content()
    assert page.xpath("//section[@aria-labelledby='themes']//table") == []  # no head without a row
    assert page.cssselect(".tiles") == []  # nor noughts that nobody counted


def test_its_articles_are_found_and_read(unread: Site) -> None:
    assert "The quay opened at dawn." in unread.get("/article/{article}").text
    assert "/article/{article}".format(**unread.ids) in unread.get("/search?q=quay").text
