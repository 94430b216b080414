"""The feed of digests: valid Atom, ids that stay, hostile subjects and pages as text."""

from __future__ import annotations

from typing import Any

import feedparser
import pytest
from lxml import etree

from browse.feed import ATOM, atom

ROW = {"id": 3, "period": "2026-W20", "created": "2026-05-18T00:00:00Z", "subject": "Line to open", "html": "<p>a</p>"}


def entries(rows: list[dict[str, Any]], desk: str = "https://desk.example.org/") -> list[Any]:
    made = atom(rows, desk, "Pantau")
    tree = etree.fromstring(made)
    for element in (tree, *tree.findall(f"{{{ATOM}}}entry")):  # what RFC 4287 asks of each
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{{{ATOM}}}{name}")) == 1
    assert tree.find(f"{{{ATOM}}}author/{{{ATOM}}}name") is not None
    found = feedparser.parse(made)
    assert not found.bozo
    return list(found.entries)


def test_an_entry_for_each_digest() -> None:
    (entry,) = entries([ROW])
    assert (entry.title, entry.link) == ("Line to open", "https://desk.example.org/digest/3")
    assert entry.content[0].value == "<p>a</p>"
    # a whole page within a reader's page would be none of a feed's (RFC 4287, 4.1.3.3)
    (whole,) = entries(
        [ROW | {"html": '<html><head><title>t</title></head><body style="color: red"><p>a</p></body></html>'}]
    )
    assert "<p>a</p>" in whole.content[0].value
    assert not any(f"<{name}" in whole.content[0].value for name in ("html", "head", "title", "body"))
    assert entries([]) == []


def test_ids_stay_where_the_desk_moves_and_differ_between_digests() -> None:
    (here,), (there,) = entries([ROW]), entries([ROW], "http://127.0.0.1:8001")
    assert here.id == there.id
    assert len({entry.id for entry in entries([ROW, ROW | {"id": 4}])}) == 2


@pytest.mark.parametrize("text", ["]]><x>&amp;", "a\x00\x1b\ufffe\ud800b", "</content></entry>", "<script>1</script>"])
def test_hostile_text_stays_text(text: str) -> None:
    assert len(entries([ROW | {"subject": text, "html": text}])) == 1


def test_the_desk_serves_it_and_lists_the_digests(site: Any) -> None:
    answer = site.get("/digests.atom")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert not feedparser.parse(answer.content).bozo
    assert f"/digest/{site.ids['digest']}" in answer.text
    assert "Line to double; 3 stories" in site.get("/digests").text
    assert site.get("/digests?page=x").status_code == 400
