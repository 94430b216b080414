"""Searches that are saved under a name: through the pages and forms of a desk with people."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import lxml.html
import pytest
from desk_people import Desk
from desk_samples import at

from browse.pages.front import SAVED
from records import BadInput
from store import Store, saved


def save(desk: Desk, name: str, query: str) -> Any:
    form = {"csrftoken": desk.token("/search?q=freight"), "name": name, "query": query}
    return desk.ask("POST", "/-/search/save", data=form)


def remove(desk: Desk, name: str) -> Any:
    return desk.ask("POST", "/-/search/remove", data={"csrftoken": desk.token("/search?q=freight"), "name": name})


def links(desk: Desk, page: str) -> dict[str, str]:
    found = lxml.html.document_fromstring(desk.get(page).text)
    return {a.text_content(): a.get("href") for a in found.xpath("//main//ul[@class='plainlist']//a")}


def test_a_search_is_saved_found_again_fed_and_removed(desk: Desk) -> None:
    desk.log_in("ria")  # who reads may save: it corrects nothing
    page = lxml.html.document_fromstring(desk.get("/search?q=freight+-rice&outlet=wire").text)
    (query,) = page.xpath("//form[@action='/-/search/save']//input[@name='query']/@value")
    assert save(desk, "  Freight by   Wira ", query).headers["location"] == "/searches"
    for where in ("/searches", "/"):
        kept = links(desk, where)
        assert kept["Freight by Wira"] == "/search?q=freight+-rice&outlet=wire"
        feed = ElementTree.fromstring(desk.get(kept["Atom: Freight by Wira"]).text)
        assert feed.tag.endswith("feed")
    assert desk.get(kept["Freight by Wira"]).status_code == 200
    assert remove(desk, "Freight by Wira").status_code == 303
    assert "Freight by Wira" not in links(desk, "/searches")


def test_only_who_has_a_name_saves_and_only_ones_own_are_removed(desk: Desk) -> None:
    desk.log_in("aina")
    save(desk, "Hers", "q=freight")
    desk.log_in("ria")
    assert "Hers" in links(desk, "/searches")
    assert "/-/search/remove" not in desk.get("/searches").text
    assert remove(desk, "Hers").status_code == 403
    desk.log_in("chief")
    assert remove(desk, "Hers").status_code == 303
    assert remove(desk, "Hers").status_code == 404
    desk.open("local")
    assert "/-/search/save" not in desk.get("/search?q=freight").text
    assert desk.ask("POST", "/-/search/save", data={"name": "x", "query": "q=x"}).status_code == 403


def test_a_form_without_its_token_saves_nothing(desk: Desk) -> None:
    desk.log_in("aina")
    assert desk.ask("POST", "/-/search/save", data={"name": "x", "query": "q=x"}).status_code in (400, 403)
    assert links(desk, "/searches") == {}


@pytest.mark.parametrize(
    ("name", "query", "status"),
    [
        ("", "q=freight", 400),
        ("x" * 81, "q=freight", 400),
        ("Nothing", "", 400),
        ("Nothing", "page=3&csrftoken=x&evil=1", 400),  # of these a search knows none
        ("Kept", "q=x", 400),
        ("KEPT", "q=x", 400),
        ("<script>alert(1)</script>", "q=%3Cscript%3E&theme=%22%3E", 303),
    ],
)
def test_what_cannot_be_saved_is_said(desk: Desk, name: str, query: str, status: int) -> None:
    desk.log_in("aina")
    save(desk, "Kept", "q=freight")
    assert save(desk, name, query).status_code == status
    assert "<script>" not in desk.get("/searches").text
    assert len(links(desk, "/searches")) == (4 if status == 303 else 2)


def test_the_front_page_has_the_first_few_and_there_is_an_end(desk: Desk) -> None:
    with Store.open(desk.path) as store:
        for number in range(saved.MOST):
            saved.save_search(store, f"{number}", "q=x", "aina", at(50))
        with pytest.raises(BadInput, match="100 saved searches"):
            saved.save_search(store, "one more", "q=x", "aina", at(50))
    desk.log_in("aina")
    assert len([link for link in links(desk, "/").values() if link == "/search?q=x"]) == SAVED
    assert len([link for link in links(desk, "/searches").values() if link == "/search?q=x"]) == saved.MOST
