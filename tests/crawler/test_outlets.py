"""Outlet files: what is read, what is refused and where, and which outlet a URL belongs to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawler.canonical import canonical_url
from crawler.outlet_file import load_outlet, load_outlets, outlet_for_url
from records import BadOutlet

GOOD = """id = "post"
name = "Larkin Post"
country = "MY"
languages = ["en"]
home = "https://www.larkinpost.example/"
kind = "newspaper"
zone = "Asia/Kuala_Lumpur"
article_url = '/news/(?P<id>\\d+)'

[[sources]]
kind = "feed"
url = "https://www.larkinpost.example/feed"

[[sources]]
kind = "list"
url = "https://www.larkinpost.example/latest"
link_css = "main a"

[hints]
body = "div.story"
end_marker = '-- LARKIN'
"""


def test_the_outlets_of_the_project_load_and_their_rules_fit() -> None:
    outlets = load_outlets()
    assert len(outlets) >= 10
    for url, outlet in {
        "http://www.bernama.com/en/business/news.php?id=1": "bernama_en",
        "https://bernama.com/tv/news.php?id=25": "bernama_en",
        "https://www.bernama.com/en/general/news_disaster.php?id=2": "bernama_en",
        "https://www.bernama.com/bm/am/news_bencana.php?id=3": "bernama_bm",
        "https://www.bernama.com/bm/news.php/news.php?id=4": "bernama_bm",
        "https://nst.com.my/amp/business/2017/10/297083/some-slug-2022": "nst",
        "https://thestar.com.my/news/nation/2024/02/27/some-slug": "thestar",
        "https://theedgemalaysia.com/node/799045": "theedge",
        "https://english.news.cn/africa/20250102/7a8bf50dbe964613abd87994331abeeb/c.html": "xinhua",
        "https://www.channelnewsasia.com/asia/some-story-3995641": "cna",
        "https://en.antaranews.com/news/300000/some-story": "antara",
    }.items():
        file = outlet_for_url(url, outlets)
        assert (file.outlet.id, bool(re.search(file.article_url, canonical_url(url) or ""))) == (outlet, True)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "post.toml"
    path.write_text(GOOD)
    file = load_outlet(path)
    assert [source.kind for source in file.sources] == ["feed", "list"]
    assert file.hints.zone == "Asia/Kuala_Lumpur"
    assert file.hints.end_marker is not None
    assert file.politeness.delay == 2.0


@pytest.mark.parametrize(
    ("old", "new", "line", "field"),
    [
        ('id = "post"', 'id = "mail"', 1, "id"),
        ('name = "Larkin Post"\n', "", 1, "name"),
        ('country = "MY"', 'country = "XX"', 3, "country"),
        ('languages = ["en"]', "languages = []", 4, "languages"),
        ('languages = ["en"]', 'languages = ["english"]', 4, "languages"),
        ('home = "https', 'home = "ftp', 5, "home"),
        ("Asia/Kuala_Lumpur", "Asia/Larkin", 7, "zone"),
        ("(?P<id>", "(?P<id", 8, "article_url"),
        ("(?P<id>\\d+)'", '\\d+\'\nidentity = "id+language"', 8, "article_url"),
        ('kind = "feed"', 'kind = "telex"', 11, "sources.kind"),
        ("larkinpost.example/feed", "", 12, "sources.url"),
        ('link_css = "main a"', "", 15, "sources.kind"),
        ('link_css = "main a"', 'link_css = "main["', 17, "sources.link_css"),
        ('link_css = "main a"', 'link_xpath = "//a["', 17, "sources.link_xpath"),
        ('body = "div.story"', 'body = "div..story"', 20, "hints.body"),
        ('body = "div.story"', 'bdoy = "div.story"', 20, "hints.bdoy"),
        ("'-- LARKIN'", "'-- (LARKIN'", 21, "hints.end_marker"),
        ('kind = "newspaper"', "kind = newspaper", 6, ""),
    ],
)
def test_what_is_wrong_is_named_with_file_line_and_field(
    tmp_path: Path, old: str, new: str, line: int, field: str
) -> None:
    assert old in GOOD
    path = tmp_path / "post.toml"
    path.write_text(GOOD.replace(old, new, 1).replace('"https://www."', '"https:///"'))
    with pytest.raises(BadOutlet) as raised:
        load_outlet(path)
    message = str(raised.value)
    assert "post.toml" in message
    assert field in message
    assert str(line) in message


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b""])
def test_a_file_that_cannot_be_read_is_a_bad_outlet(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "post.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadOutlet, match=r"post\.toml"):
        load_outlet(path)


def test_an_empty_folder_is_a_bad_outlet(tmp_path: Path) -> None:
    with pytest.raises(BadOutlet, match="no outlet file"):
        load_outlets(tmp_path)


@pytest.mark.parametrize(
    ("url", "identifier", "country"),
    [
        ("https://www.larkinpost.co.uk/a", "larkinpost.co.uk", "GB"),
        ("http://news.larkin.my/a", "news.larkin.my", "MY"),
        ("https://larkin.example/a", "larkin.example", "ZZ"),
    ],
)
def test_of_an_unknown_host_an_outlet_is_derived(url: str, identifier: str, country: str) -> None:
    file = outlet_for_url(url, load_outlets())
    assert (file.outlet.id, file.outlet.country, file.outlet.kind) == (identifier, country, "unknown")


def test_editions_on_one_host_are_told_apart_by_the_language_of_the_text() -> None:
    url = "https://www.bernama.com/lite/news.php?id=7"
    outlets = load_outlets()
    assert outlet_for_url(url, outlets, "en").outlet.id == "bernama_en"
    assert outlet_for_url(url, outlets, "ms").outlet.id == "bernama_bm"
