"""Outlet files: what is read, what is refused and where, and which outlet a URL belongs to."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from crawler.canonical import canonical_url
from crawler.extraction import extract
from crawler.outlet_file import Source, load_outlet, load_outlets, outlet_for_url
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
    assert len(outlets) == 37
    assert sum(file.chosen for file in outlets) == 10  # what a first run crawls
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
        "https://cms.freemalaysiatoday.com/category/nation/2026/09/07/some-slug/": "fmt",
        "https://www.malaysiakini.com/news/342483": "malaysiakini",
        "https://thesun.my/malaysia-news/some-slug-ME14676875": "thesun",
        "https://www.thesundaily.my/home/some-slug-HA15043554": "thesun",
        "https://www.bharian.com.my/amp/berita/nasional/2026/03/1515524/some-slug": "bharian",
        "https://sinarharian.com.my/ampArticle/675709": "sinarharian",
        "https://www.utusan.com.my/nasional/2026/09/some-slug": "utusan",
        "https://international.astroawani.com/sports-news/some-slug-385430": "astroawani",
        "https://themalaysianreserve.com/2026/09/07/some-slug/": "tmr",
        "https://www.theborneopost.com/2026/06/19/some-slug/": "borneopost",
        "https://www.dailyexpress.com.my/news/232707/some-slug/": "dailyexpress",
        "https://www.miti.gov.my/index.php/pages/view/3911?mid=1125": "miti",
        "https://www.mida.gov.my/media-release/some-slug/": "mida",
        "https://www.pmo.gov.my/2026/09/some-slug": "pmo",
        "https://www.globaltimes.cn/page/202609/1234567.shtml": "globaltimes",
        "http://en.people.cn/n3/2026/0907/c90000-20099205.html": "peoples_daily",
        "https://www.cgtn.com/news/2026-09-07/Some-slug-1abCdEf2/p.html": "cgtn",
        "https://www.ecns.cn/news/sci-tech/2026-09-20/detail-iabcdef1234567.shtml": "ecns",
        "https://www.scmp.com/tech/big-tech/article/3349552/some-slug": "scmp",
        "https://www.caixinglobal.com/2026-08-25/some-slug-102477561.html": "caixin",
        "http://en.jiangsu.gov.cn/art/2025/9/12/art_81000_11000000.html": "jiangsu",
        "https://en.imsilkroad.com/p/334839.html": "imsilkroad",
        "https://www.straitstimes.com/asia/se-asia/some-slug": "straitstimes",
        "https://asia.nikkei.com/business/technology/some-slug": "nikkei_asia",
        "https://archive.opengovasia.com/2026/02/10/some-slug/?c=us": "opengov",
        "https://www.aseanbriefing.com/news/some-slug/": "aseanbriefing",
        "https://e.vnexpress.net/news/business/economy/some-slug-4954454.html": "vnexpress_int",
        "https://www.bangkokpost.com/business/general/2900000/some-slug": "bangkokpost",
    }.items():
        file = outlet_for_url(url, outlets)
        assert (file.outlet.id, bool(re.search(file.article_url, canonical_url(url) or ""))) == (outlet, True)


def test_what_others_saw_is_marked_as_theirs_and_a_paywall_is_obeyed() -> None:
    for file in load_outlets():
        assert file.crawled, file.outlet.id
        assert all(source.seen for source in file.sources if source.status in ("works", "dead", "stale")) or (
            file.outlet.id in {"chinadaily", "fmt", "malaymail", "xinhua"}  # those without say no month
        )
        assert file.paywall in ("none", "some") or file.outlet.show != "full"
        assert file.outlet.zone != "UTC"
        assert file.outlet.owner


LAYOUTS = Path(__file__).parent / "layouts"


@pytest.mark.parametrize("row", [json.loads(line) for line in (LAYOUTS / "gold.jsonl").open(encoding="utf-8")],
                         ids=lambda row: row["id"])  # fmt: skip
def test_a_page_in_the_layout_of_an_outlet_fits_every_hint_of_its_file(row: dict[str, str]) -> None:
    file = outlet_for_url(row["url"], load_outlets())
    assert file.outlet.id == row["id"]
    found = extract((LAYOUTS / f"{row['id']}.html").read_bytes(), row["url"], file.hints)
    assert found.missed == ()
    assert (found.title, found.body) == (row["title"], row["body"])
    assert found.published == datetime.fromisoformat(row["published"])
    assert found.paywalled is bool(row.get("paywalled", False))


def test_selectors_stand_only_where_a_layout_is_recorded_and_every_hint_has_a_page() -> None:
    pages = {path.stem for path in LAYOUTS.glob("*.html")}
    for file in load_outlets():
        hints = file.hints
        selects = any((hints.title, hints.body, hints.date, hints.authors))
        assert selects is (file.layout == "recorded"), file.outlet.id
        says = (hints.drop, hints.date_format, hints.end_marker, hints.paywall_text, hints.boilerplate)
        assert (selects or any(says)) is (file.outlet.id in pages), file.outlet.id


def test_a_dated_address_stands_for_one_a_period() -> None:
    archive = Source(kind="list", url="https://a.example/{year}/{month}/", link_regex="x", backfill=True)
    found = archive.addresses(date(2025, 11, 30), date(2026, 1, 2))
    assert found == tuple(f"https://a.example/{month}/" for month in ("2026/01", "2025/12", "2025/11"))
    daily = replace(archive, url="https://a.example/{year}{month}{day}")
    assert daily.addresses(date(2026, 2, 28), date(2026, 3, 1))[0] == "https://a.example/20260301"
    assert replace(archive, url="https://a.example/").addresses(date(2026, 1, 1), date(2026, 2, 1)) == (
        "https://a.example/",
    )


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
        ('link_css = "main a"', 'link_css = "main a"\npages = "https://a.example/2"', 18, "sources.pages"),
        ('link_css = "main a"', 'link_css = "main a"\npages = "https://a.example/{n}"', 18, "sources.pages"),
        ('link_css = "main a"', 'link_css = "main a"\nmax_pages = 1.5', 18, "sources.max_pages"),
        ('link_css = "main a"', 'link_css = "main a"\nnext_css = "a["', 18, "sources.next_css"),
        ("example/latest", "example/{year}", 16, "sources.url"),
        ("example/latest", "example/{day}", 16, "sources.url"),
        ("example/feed", "example/{", 12, "sources.url"),
        ('example/feed"', 'example/feed"\nseen = "last week"', 13, "sources.seen"),
        ('example/feed"', 'example/feed"\nbackfill = "no"', 13, "sources.backfill"),
        ('kind = "newspaper"', 'kind = "newspaper"\npaywall = "high"', 7, "paywall"),
        ('kind = "newspaper"', 'kind = "newspaper"\npaywall = "hard"', 7, "paywall"),
        ('kind = "newspaper"', 'kind = "newspaper"\nchosen = 1', 7, "chosen"),
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
