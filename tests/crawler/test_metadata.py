"""Title, authors, dates and the smaller fields of a page, each with where it was found; fictional outlets, people."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crawler.extraction import Hints, extract
from crawler.extraction.fields import find_dateline
from crawler.extraction.language import find_language
from crawler.extraction.metadata import Author
from crawler.extraction.names import agency_of, credits_in
from pantau.evaluate.gold import GoldPage
from pantau.evaluate.pages import checks, headline, is_person
from records import Evidence, Extracted
from tests.crawler.server import PARAGRAPHS

URL = "https://www.larkinpost.example/news/quay-seven-opens-after-long-delay-88"
STORY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def ld(*nodes: dict[str, Any], **fields: Any) -> str:
    article = {"@type": "NewsArticle", "headline": "Quay seven opens", "url": URL} | fields
    return f"<script type='application/ld+json'>{json.dumps([article, *nodes])}</script>"


def html(head: str = "", above: str = "", below: str = "", h1: str = "Quay seven opens", title: str = "") -> bytes:
    shown = f"<h1>{h1}</h1>" if h1 else ""
    return (
        f"<html lang=en><head><meta charset=utf-8><title>{title or h1}</title>{head}</head>"
        f"<body><article>{shown}{above}{STORY}{below}</article></body></html>"
    ).encode()


def og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


@pytest.mark.parametrize(
    ("page", "title", "sure"),
    [
        # what two of them share is the headline, whatever the third says
        (html(ld(headline="Quay opens") + og("Quay opens"), h1="Harbour news", title="x"), "Quay opens", "agreed"),
        (html(ld(headline="Quay seven opens") + og("See what they did"), title="See what they did"),
         "Quay seven opens", "agreed"),
        # one line everywhere, <title> too, and JSON-LD alone calls another the headline
        (html(ld(headline="At last, ships") + og("Quay seven opens: all you need to know"),
              h1="Quay seven opens: all you need to know"), "At last, ships", "said"),
        # but JSON-LD that only leaves the kicker out does not count as another
        (html(ld(headline="Ships return") + og("Harbour / Ships return"), h1="Harbour: Ships return",
              title="Harbour Ships return"), "Harbour / Ships return", "agreed"),
        # a search word and a colon before the line for search engines
        (html(ld(headline="Larkin harbour: Quay opens late") + og("A quay nobody waited for"),
              h1="Larkin harbour: Quay opens late"), "A quay nobody waited for", "said"),
        (html(ld(headline="Larkin harbour: Quay opens late") + og("Larkin: A quay nobody waited for"),
              h1="Larkin harbour: Quay opens late"), "Larkin harbour: Quay opens late", "agreed"),
        # the address names the line under which the story was filed
        (html(ld(headline="New quay: at last it is there") + og("Quay seven opens after long delay"),
              h1="New quay: at last it is there", title="Larkin quay"), "Quay seven opens after long delay", "said"),
        # a kicker that the h1 keeps apart, and that other places do not print
        (html(og("Larkin: Ships return to the quay"),
              h1="<span>Harbour works</span> <span>Ships return to the quay</span>"),
         "Ships return to the quay", "read"),
        (html(og("Harbour works: Ships return"), h1="<span>Harbour works</span><i>:</i> <span>Ships return</span>"),
         "Harbour works: Ships return", "agreed"),
        # what a site adds behind its headlines shows where two places differ by it alone
        (html(og("Quay seven opens ~ Larkin").replace("~", "|"), title="Quay seven opens | Harbour | Larkin"),
         "Quay seven opens", "agreed"),
        (html(og("Quay seven opens at last - Post"), h1="Quay seven opens at last"),
         "Quay seven opens at last", "agreed"),
        # the one h1 is the site's
        (html(h1="Larkin Post", title="Quay seven opens at last"), "Quay seven opens at last", "said"),
        (html(og("Quay\u00ad seven\u200b opens")), "Quay seven opens", "agreed"),
    ],
)  # fmt: skip
def test_the_title_as_the_publisher_means_it(page: bytes, title: str, sure: str) -> None:
    found = extract(page, URL)
    assert (found.title, found.evidence["title"].sure) == (title, sure)


@pytest.mark.parametrize(
    ("raw", "kind", "people", "others"),
    [
        ("By Siti Harun and Tan Boon Kee", None, ["Siti Harun", "Tan Boon Kee"], []),
        ("Von Anna Amsel und Jonas Specht, dpa", "Person", ["Anna Amsel", "Jonas Specht"], ["dpa"]),
        ("Par Luc Merle et Zoé Pinson", None, ["Luc Merle", "Zoé Pinson"], []),
        ("Por Ana Ortega y Gasca", None, ["Ana Ortega y Gasca"], []),
        ("Por Ana Ortega y Luis Gasca", None, ["Ana Ortega", "Luis Gasca"], []),
        ("Oleh: Siti Harun dan Tan Boon Kee", None, ["Siti Harun", "Tan Boon Kee"], []),
        ("By Siti Harun on Monday, November 18th, 2026", None, ["Siti Harun"], []),
        ("Siti Harun November 18, 2026", None, ["Siti Harun"], []),
        ("Siti Harun, 18.11.2026", None, ["Siti Harun"], []),
        ("Harun, Siti", "Person", ["Siti Harun"], []),
        ("박가람 기자", None, ["박가람"], []),
        ("AFP, LARKIN", None, [], ["AFP"]),
        ("Bernama", "Person", [], ["Bernama"]),
        ("Larkin Post Newsroom", "Person", [], ["Larkin Post Newsroom"]),
        ("larkinpost.my", "Person", [], ["larkinpost.my"]),
        ("Larkin Post", "Organization", [], ["Larkin Post"]),
        ("Political Editor", None, [], []),
        ("105092", None, [], []),
        ("https://larkin.example/siti", None, [], []),
    ],
)  # fmt: skip
def test_a_byline_names_people_agencies_and_houses(
    raw: str, kind: str | None, people: list[str], others: list[str]
) -> None:
    named = list(credits_in(Author(raw, kind), {"larkinpost"}))
    assert [name.text for name in named if name.kind == "person"] == people
    rest = [name.text for name in named if name.kind != "person"]
    assert [agency_of(text.split(",")[0]) or text for text in rest if text != "LARKIN"] == others


SITI: dict[str, Any] = {"@type": "Person", "name": "Siti Harun"}
HOUSE = {"@type": "Organization", "name": "Larkin Post"}


@pytest.mark.parametrize(
    ("page", "authors", "credited", "evidence"),
    [
        (html(ld(author=[SITI, {"@type": "Person", "name": "AP"}])),
         ("Siti Harun",), ("Siti Harun", "AP"), Evidence("json-ld", "said")),
        (html(ld(author=SITI), above="<div class=byline>By Siti Harun</div>"),
         ("Siti Harun",), ("Siti Harun",), Evidence("json-ld+byline+text", "agreed")),
        # a reference to a node of the same page
        (html(ld({"@type": "Person", "@id": "#siti", "name": "Siti Harun"}, author={"@id": "#siti"})),
         ("Siti Harun",), ("Siti Harun",), Evidence("json-ld", "said")),
        # the house in JSON-LD, the person on the page
        (html(ld(author=HOUSE, publisher=HOUSE), above="<p>Larkin | Von Anna Amsel</p>"),
         ("Anna Amsel",), ("Anna Amsel",), Evidence("text", "read")),
        (html(ld(author=HOUSE, publisher=HOUSE), above="<p><b>Siti Harun/Tan Boon Kee</b></p>"),
         ("Siti Harun", "Tan Boon Kee"), ("Siti Harun", "Tan Boon Kee"), Evidence("text", "read")),
        (html(above="<div><a rel=author href=/s>Siti Harun</a></div>", below="<a rel=author href=/t>Tan Boon Kee</a>"),
         ("Siti Harun",), ("Siti Harun",), Evidence("byline", "said")),
        # a fuller byline wins, one with words around the name does not
        (html(ld(author=SITI), above="<a rel=author>Siti Harun</a> <a rel=author>Tan Boon Kee</a>"),
         ("Siti Harun", "Tan Boon Kee"), ("Siti Harun", "Tan Boon Kee"), Evidence("byline", "agreed")),
        (html(ld(author=SITI), above="<div class=author>Contact Siti Harun on X</div>"),
         ("Siti Harun",), ("Siti Harun",), Evidence("json-ld", "said")),
        # whom the page calls its editor is not the author
        (html(ld(author=SITI), above="<i class='author-2'>Tan Boon Kee</i>", below="<div>Editor : Siti Harun</div>"),
         ("Tan Boon Kee",), ("Tan Boon Kee",), Evidence("byline", "said")),
        (html(below="<ul><li><b>Autorin/Autor</b> Anna Amsel</li></ul>"),
         ("Anna Amsel",), ("Anna Amsel",), Evidence("text", "read")),
        (html(below="<p>作者：王小明</p>"), ("王小明",), ("王小明",), Evidence("text", "read")),
        # nobody but the house
        (html(ld(author=HOUSE, publisher=HOUSE)), (), ("Larkin Post",), Evidence("json-ld", "said")),
        # bylines of other stories and lines that only begin like one
        (html(below="<div class=teaser><span class=author>By Tan Boon Kee</span></div>"), (), (), None),
        (html(above="<p>By Monday the Quay was open.</p>"), (), (), None),
    ],
)  # fmt: skip
def test_authors_are_people_and_all_who_are_credited_are_kept(
    page: bytes, authors: tuple[str, ...], credited: tuple[str, ...], evidence: Evidence | None
) -> None:
    found = extract(page, URL)
    assert (found.authors, found.credited, found.evidence.get("authors")) == (authors, credited, evidence)


@pytest.mark.parametrize(
    ("above", "below", "authors"),
    [
        # behind a label, on its own or among others, in one element or two
        ("<div>Penulis: <a>Siti Harun</a> | Editor: <a>Anna Amsel</a></div>", "", ("Siti Harun",)),
        ("<div>Time: <i>2026/9/3 10:21</i> Author: <i>Siti Harun</i> Source: <i>Larkin</i> Hits: <i>9</i></div>", "",
         ("Siti Harun",)),
        ("<div><div>By</div><div>Siti Harun</div></div>", "", ("Siti Harun",)),
        ("<div><span>Penulis</span><span>Siti Harun</span></div>", "", ("Siti Harun",)),
        ("", "<p>Pewarta: Siti Harun<br>Editor: Anna Amsel<br>Copyright © Larkin</p>", ("Siti Harun",)),
        ("<p>文 | 陈小雨 编辑 | 王五</p>", "", ("陈小雨",)),
        ("<p>撰文： 陳大文 出版： 2026-09-03 10:00</p>", "", ("陳大文",)),
        ("<div><span>报道：<a href=/x>黄小雨</a></span></div>", "", ("黄小雨",)),
        # a line that says so
        ("<p>OLEH SITI HARUN DAN TAN BOON KEE</p>", "", ("SITI HARUN", "TAN BOON KEE")),
        ("<p>By Siti Harun, Kuala Larkin</p>", "", ("Siti Harun",)),
        ("<p>By Ravi a/l Muthu</p>", "", ("Ravi a/l Muthu",)),
        ("<p>Laporan Wartawan LarkinPost.com, Siti Harun</p>", "", ("Siti Harun",)),
        ("<p>本报记者 王小明 李四海 拉金报道</p>", "", ("王小明", "李四海")),
        ("<table><td class=author>本报记者 王小明 李四海</td></table>", "", ("王小明", "李四海")),
        ("<p>■拉金报驻港记者陈小雨</p>", "", ("陈小雨",)),
        ("<p>【拉金日报记者 陈小雨 拉金3日电】码头星期一开放。</p>", "", ("陈小雨",)),
        ("<p>Penulis Siti Harun</p>", "", ("Siti Harun",)),
        # the end of the story
        ("", "<p>(Reporting by Siti Harun; Editing by Anna Amsel)</p>", ("Siti Harun",)),
        ("", "<p>— Siti Harun</p>", ("Siti Harun",)),
        ("", "<p>(larkinpost.com/Siti Harun)</p>", ("Siti Harun",)),
        ("", "<p>码头星期一开放。（本报记者 陈小雨 报道）</p>", ("陈小雨",)),
        ("", "<p class=author>Siti Harun</p>", ("Siti Harun",)),
        # beside a date or an address, in a link to an author
        ("<div>Siti Harun</div><div>3 Sept 2026, 6:30 pagi</div>", "", ("Siti Harun",)),
        ("<div><b>Siti Harun</b> <i>•</i> <time datetime=2026-09-03>today</time></div>", "", ("Siti Harun",)),
        ("<div><i>Siti Harun at Quay Seven</i> <time datetime=2026-09-03>today</time></div>", "", ("Siti Harun",)),
        ("<p><b>SITI HARUN</b><br>siti@larkinpost.example</p>", "", ("SITI HARUN",)),
        ("<p><a href=/authors/siti>Siti Harun</a></p>", "", ("Siti Harun",)),
        # what has the form of a name and is none, or names somebody else
        ("<div>Kuala Larkin</div><div>3 Sept 2026</div>", "", ()),
        ("<div>World Business | 3 Sept 2026</div>", "", ()),
        ("<div>HARBOUR WORKS</div><div>3 Sept 2026</div>", "", ()),
        ("<div>Quay Seven</div><div>3 Sept 2026</div>", "", ()),
        ("<div><a href=/topic/1>Larkin Ports</a></div><div>3 Sept 2026</div>", "", ()),
        ("<p>Laporan Tahunan Bank</p>", "", ()),
        ("", "<p>码头星期一开放。（记者陈小雨摄）</p>", ()),
        ("<p>中外记者见面会</p>", "", ()),
        ("", "<p>码头星期一开放。（记者王小明）</p>", ("王小明",)),
        ("<p>记者手记</p>", "<p>（记者手记）</p>", ()),
        ("", "<p>-- BERNAMA</p>", ()),
        ("<a href=/>Larkin Pos</a>", "<p>Dicatat oleh Larkin Pos</p>", ()),
        ("<div class=author>Super User</div>", "", ()),
        ("", "<div class=teaser><p class=author>Siti Harun</p></div>", ()),
        ("", "<p class=author>Siti Harun</p><p class=author>Anna Amsel</p>", ()),
    ],
)  # fmt: skip
def test_bylines_that_no_mark_tells(above: str, below: str, authors: tuple[str, ...]) -> None:
    found = extract(html(above=above, below=below), URL)
    assert found.authors == authors
    if authors:
        assert found.evidence["authors"].source in ("text", "byline")


def test_a_login_in_the_data_gives_way_to_the_name_on_the_page_and_a_person_does_not() -> None:
    login: dict[str, Any] = {"@type": "Person", "name": "Aina"}
    assert extract(html(ld(author=login), above="<p>Oleh Siti Harun</p>"), URL).authors == ("Siti Harun",)
    assert extract(html(ld(author=login)), URL).authors == ("Aina",)
    assert extract(html(ld(author=SITI), above="<p>By Anna Amsel</p>"), URL).authors == ("Siti Harun",)
    own = html(ld(author=SITI), above="<a href=/>Siti Harun</a>")  # the site of a person
    assert extract(own, URL).authors == ("Siti Harun",)


def bare(title: str, body: str) -> bytes:
    return f"<html lang=en><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>".encode()


LINE = "Quay seven opens at long last"


@pytest.mark.parametrize(
    "page",
    [
        bare(f"{LINE}_Harbour_Larkin Online", f"<span>{LINE}</span>{STORY}"),
        bare(f"{LINE} - Larkin Online", f"<font size=5><b>{LINE}</b></font>{STORY}"),
        bare(f"Larkin Pos: {LINE}", f"<h1><a href=/>Larkin Pos</a></h1><h3>{LINE}</h3>{STORY}"),
        bare(f"Larkin Harbour Office - {LINE}", f"<h1>Larkin Harbour Office</h1><h2>{LINE}</h2>{STORY}"),
        bare(LINE, f"<h1><span>LIVE</span> {LINE}</h1>{STORY}"),
        # <title> for all pages alike
        bare("Larkin Pos", f"<td>HARBOUR</td><td>{LINE}</td><td>3 September 2026</td>{STORY}"),
    ],
)
def test_the_headline_of_a_page_that_does_not_mark_it(page: bytes) -> None:
    assert extract(page, URL).title == LINE


@pytest.mark.parametrize("address", ["https://www.larkinpost.example/", "https://www.larkinpost.example/old-1"])
def test_data_of_another_page_are_not_those_of_this_one(address: str) -> None:
    other = {"url": address, "author": SITI, "datePublished": "2020-02-02T08:00:00Z"}
    found = extract(html(ld(headline="Mayor of Brackenford resigns", **other)), URL)
    assert (found.title, found.authors, found.published) == ("Quay seven opens", (), None)
    alike = extract(html(ld(headline="Quay seven opens", **other)), URL)  # an address that is only wrong
    assert (alike.authors, alike.published is not None) == (("Siti Harun",), True)


MYT = Hints(zone="Asia/Kuala_Lumpur", country="MY")


@pytest.mark.parametrize(
    ("page", "when", "evidence"),
    [
        (html(ld(datePublished="2026-09-03T09:15:00+08:00"), above="<p>3 September 2026</p>"),
         "2026-09-03T01:15", Evidence("json-ld", "agreed")),
        (html(ld(datePublished="2026-09-03T09:15:00+08:00"), above="<p>1 May 2020</p>"),
         "2026-09-03T01:15", Evidence("json-ld", "said")),
        # a node about the page where the article itself says nothing
        (html(ld({"@type": "WebPage", "url": URL, "datePublished": "2026-09-03T09:15:00+08:00"})),
         "2026-09-03T01:15", Evidence("json-ld", "said")),
        (html(ld({"@type": "WebPage", "url": "https://other.example/x", "datePublished": "2026-09-03T09:15:00Z"})),
         None, None),
        (html(above="<p>Veröffentlicht am 13. März 2026 um 15:44</p>"), "2026-03-13T07:44", Evidence("text", "read")),
        (html(above="<p>Publié le 13 août 2026</p>"), "2026-08-12T16:00", Evidence("text", "read")),
        (html(above="<p>13 de mayo de 2026</p>"), "2026-05-12T16:00", Evidence("text", "read")),
        (html(above="<p>Do 05.03.26 | 14:07 Uhr</p>"), "2026-03-05T06:07", Evidence("text", "read")),
        (html(below="<ul><li><b>Datum</b> 28.04.2026</li></ul>"), "2026-04-27T16:00", Evidence("text", "read")),
        # the change is not the publication, a caption is no date
        (html(above="<p>Last updated: 5 September 2026</p>"), None, None),
        (html(above="<p>The old quay with two of its cranes in the rain, 24 April 2023</p>"), None, None),
    ],
)  # fmt: skip
def test_when_it_was_published_and_how_sure(page: bytes, when: str | None, evidence: Evidence | None) -> None:
    found = extract(page, URL, MYT)
    assert found.published == (datetime.fromisoformat(when).replace(tzinfo=UTC) if when else None)
    assert found.evidence.get("published") == evidence


@pytest.mark.parametrize(
    ("page", "url", "source"),
    [
        (html(above="<p>3 September 2569</p>"), URL, "text"),
        (html(above="<p>2026 年 9 月 3 日</p>"), URL, "text"),
        (html(above="<p>3hb September 2026</p>"), URL, "text"),
        (html(above="<p>中華民國115年9月3日</p>"), URL, "text"),
        (html(above="<p>二〇二六年九月三日</p>"), URL, "text"),
        (html(above="<p><abbr title='2026-09-03T10:00:00+08:00'>2 jam lalu</abbr></p>"), URL, "meta"),
        (bare(LINE, f"<div><h2>Khamis, 3 September 2026</h2><div><h3>{LINE}</h3>{STORY}</div></div>"), URL, "text"),
        (html(below="<p>3 September 2026</p>"), URL, "text"),
        (html(above="<p>LARKIN, 3 September 2026 - The quay opened on Monday, the mayor of the town said.</p>"), URL,
         "text"),
        (html(above="<p>Kemas kini: 03/09/2026</p><p>LARKIN, 3 Sept (Bernama) -- Dermaga dibuka.</p>"), URL, "text"),
        (html("<script>window.data = {publishedAt: '2026-09-03T10:00:00+08:00'}</script>"), URL, "script"),
        (html(), "https://larkin.example/202609/03/P2026090300412.htm", "url"),
        (html(), "https://larkin.example/Detail.aspx?id=20260903017", "url"),
        # a template's date, years from that of the address
        (html(ld(url="https://larkin.example/2026/09/03/quay", datePublished="2020-02-02")),
         "https://larkin.example/2026/09/03/quay", "url"),
        # two stories in the scripts, digits that are no day
        (html("<script>a = {publishedAt: '2026-09-03'}, b = {publishedAt: '2026-08-03'}</script>"), URL, None),
        (html(), "https://larkin.example/news/20269903017", None),
    ],
)  # fmt: skip
def test_days_in_other_calendars_and_last_resorts(page: bytes, url: str, source: str | None) -> None:
    found = extract(page, url, MYT)
    assert found.published_source == source
    if source:
        assert found.published
        assert found.published.astimezone(ZoneInfo("Asia/Kuala_Lumpur")).date() == date(2026, 9, 3)
        assert found.evidence["published"].sure == ("said" if source == "meta" else "read")


@pytest.mark.parametrize(
    ("lang", "url", "day"),
    [
        ("en", URL, None),
        ("en-US", URL, date(2026, 3, 9)),
        ("en-MY", URL, date(2026, 9, 3)),
        ("ms", URL, date(2026, 9, 3)),
        ("zh-Hant", URL, date(2026, 9, 3)),
        ("en", "https://larkin.com.my/quay", date(2026, 9, 3)),
    ],
)
def test_the_country_tells_which_number_is_the_month(lang: str, url: str, day: date | None) -> None:
    page = html(above="<p>03/09/2026</p>").replace(b"lang=en", f"lang={lang}".encode())
    found = extract(page, url)
    assert (found.published.date() if found.published else None) == day


@pytest.mark.parametrize(
    ("page", "day", "source"),
    [
        (html(ld(datePublished="2026-09-03T09:15:00Z", dateModified="2026-09-04T09:15:00Z")), 4, "json-ld"),
        (html(ld(datePublished="2026-09-03T09:15:00Z", dateModified="2026-09-01T09:15:00Z")), None, None),
        (html("<meta property='article:modified_time' content='2026-09-05T01:00:00Z'>"), 5, "meta"),
        (html(above="<p>3 September 2026, 10:00 | Updated: 6 September 2026, 10:00</p>"), 6, "text"),
    ],
)
def test_when_it_was_changed(page: bytes, day: int | None, source: str | None) -> None:
    found = extract(page, URL, MYT)
    assert (found.modified.day if found.modified else None) == day
    assert (found.evidence["modified"].source if day else None) == source


CRUMBS = {
    "@type": "BreadcrumbList",
    "itemListElement": [
        {"@type": "ListItem", "name": "Home", "item": "https://www.larkinpost.example/"},
        {"@type": "ListItem", "item": {"@id": "https://www.larkinpost.example/harbour", "name": "Harbour"}},
        {"@type": "ListItem", "name": "Quay seven opens", "item": URL},
    ],
}


@pytest.mark.parametrize(
    ("head", "section", "evidence"),
    [
        (ld(articleSection=["Business", "News"]), "Business", Evidence("json-ld", "said")),
        (ld(CRUMBS, articleSection="harbour"), "harbour", Evidence("json-ld", "agreed")),
        (ld(CRUMBS), "Harbour", Evidence("breadcrumbs", "said")),
        ("<meta property='article:section' content='Trade'>", "Trade", Evidence("meta", "said")),
        (ld(articleSection="Larkin Post", publisher=HOUSE), None, None),
        (ld(articleSection="news_news"), None, None),
    ],
)
def test_section(head: str, section: str | None, evidence: Evidence | None) -> None:
    found = extract(html(head), URL)
    assert (found.section, found.evidence.get("section")) == (section, evidence)


@pytest.mark.parametrize(
    ("head", "image", "sure"),
    [
        ("<meta property='og:image' content='/img/quay.jpg'>", "https://www.larkinpost.example/img/quay.jpg", "said"),
        ("<meta property='og:image' content='https://a.example/quay.jpg?w=9'>"
         + ld(image=[{"@type": "ImageObject", "url": "https://b.example/big/quay.jpg"}]),
         "https://a.example/quay.jpg?w=9", "agreed"),
        ("<meta property='og:image' content='/default/larkin-logo.png'>" + ld(image="https://b.example/quay.jpg"),
         "https://b.example/quay.jpg", "said"),
        ("<meta property='og:image' content='javascript:x'>", None, None),
    ],
)  # fmt: skip
def test_image(head: str, image: str | None, sure: str | None) -> None:
    found = extract(html(head), URL)
    assert found.image == image
    assert (found.evidence["image"].sure if image else None) == sure


NEAR = datetime(2027, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "place", "day", "agency"),
    [
        ("KUALA LARKIN, Dec 30 (Bernama) -- The quay opened.", "KUALA LARKIN", date(2026, 12, 30), "Bernama"),
        ("LARKIN, 2 Jan (Xinhua) -- The quay opened.", "LARKIN", date(2027, 1, 2), "Xinhua"),
        ("LARKIN/PORT BAY (Reuters) - The quay opened.", "LARKIN/PORT BAY", None, "Reuters"),
        ("LARKIN, Wis. (AP) — The quay opened.", "LARKIN, Wis.", None, "AP"),
        ("Larkin am See (dpa) - Der Kai ist offen.", "Larkin am See", None, "dpa"),
        ("Larkin (ANTARA) - Dermaga dibuka.", "Larkin", None, "Antara"),
        ("SHAH LARKIN: Dermaga baharu dibuka.", "SHAH LARKIN", None, None),
        ("新华社拉金1月2日电（记者王小明）码头开放。", "拉金", date(2027, 1, 2), "Xinhua"),
        ("BREAKING: The quay has opened.", None, None, None),
        ("Larkin – das ist ein Hafen.", None, None, None),
        ("The quay (Larkin) - said to be new - opened.", None, None, None),
        ("LARKIN opened its quay.", None, None, None),
    ],
)
def test_dateline(line: str, place: str | None, day: date | None, agency: str | None) -> None:
    found = find_dateline([line, *PARAGRAPHS], NEAR)
    assert ((found.place, found.day, found.agency) if found else (None, None, None)) == (place, day, agency)


@pytest.mark.parametrize(
    ("page", "agency", "evidence"),
    [
        (html(ld(author={"@type": "Person", "name": "Associated Press"})), "AP", Evidence("byline", "said")),
        (html(below="<p>The mayor was glad of it on Monday. — Reuters</p>"), "Reuters", Evidence("end", "read")),
        (html(ld(author={"@type": "Organization", "name": "AFP"}), below="<p>The mayor was glad. (AFP)</p>"),
         "AFP", Evidence("byline+end", "agreed")),
        (html(ld(sourceOrganization={"@type": "Organization", "name": "Xinhua News Agency"})),
         "Xinhua", Evidence("meta", "said")),
        (html(above="<p>来源：新华社</p>"), "Xinhua", Evidence("label", "read")),
        (html(below="<p>The mayor spoke to Reuters on Monday and to the papers (three of them).</p>"), None, None),
    ],
)  # fmt: skip
def test_agency(page: bytes, agency: str | None, evidence: Evidence | None) -> None:
    found = extract(page, URL)
    assert (found.agency, found.evidence.get("agency")) == (agency, evidence)
    assert agency not in found.authors


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Setiausaha syarikat itu berkata jeti baharu dibina kerana jeti lama uzur, kos pula naik lima peratus.", "ms"),
        ("Sekretaris perusahaan itu mengatakan dermaga baru dibangun karena yang lama rusak, biaya naik lima persen.",
         "id"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("url", [None, "https://larkin.example/a", "https://larkin.my/a", "https://larkin.co.id/a"])
def test_malay_and_indonesian_are_told_apart_by_their_own_words(text: str, expected: str, url: str | None) -> None:
    assert find_language(text, None, (), None, url) == expected


@pytest.mark.parametrize(
    ("page", "paywalled", "evidence"),
    [
        (html(ld(isAccessibleForFree=True)), False, Evidence("json-ld", "said")),
        (html(), False, None),
        (html(ld(isAccessibleForFree=False)), True, Evidence("json-ld", "said")),
        (html(below="<div class=paywall>Subscribe to continue reading this article.</div>"), True,
         Evidence("text", "read")),
    ],
)  # fmt: skip
def test_paywalled_and_where_it_says_so(page: bytes, paywalled: bool, evidence: Evidence | None) -> None:
    found = extract(page, URL)
    assert (found.paywalled, found.evidence.get("paywalled")) == (paywalled, evidence)


@pytest.mark.parametrize("piece", ["a-", "A ", "By A, ", "-", "1. ", "| ", "A.B/", "x: ", "，", "<b>a</b>", "<i>"])
def test_time_is_linear_in_hostile_metadata(piece: str) -> None:
    text = piece * 4000
    page = html(og(text.replace("<", "")) + ld(headline=text, author=[text] * 50), above=f"<p>{text}</p>", h1=text)
    began = time.process_time()
    extract(page, URL)
    names = [name for name in credits_in(Author(text, "Person")) if name.kind == "person"]
    assert len(names) <= 400
    extract(bare(text, f"<td>{text}</td>" * 20 + f"<i class=author>{text[:90]}</i>" * 2000), URL)
    find_dateline([text] * 3, NEAR)
    assert time.process_time() - began < 10  # seconds; a quadratic rule takes minutes here


def gold(**fields: Any) -> GoldPage:
    return GoldPage(name=f"LarkinPost {URL}", html=b"", url=URL, body="", **fields)


@pytest.mark.parametrize(
    ("name", "person"),
    [("Siti Harun", True), ("kesm", True), ("AP", False), ("AFP, LARKIN", False), ("Larkin Post", False),
     ("LP Staff", False), ("larkinpost.my", False), ("Deutsche Presse-Agentur", False)],
)  # fmt: skip
def test_who_is_a_person_in_the_gold(name: str, person: bool) -> None:
    assert is_person(name, gold()) is person


def test_what_is_scored() -> None:
    page = gold(title="“Quay”  opens", day="2026-09-03", authors=("Siti Harun", "AP"))
    found = Extracted(
        url=URL, title='"Quay" opens', authors=("Siti Harun",), credited=("Siti Harun", "AP"),
        published=datetime(2026, 9, 2, 23, tzinfo=UTC),
    )  # fmt: skip
    assert checks(page, found) == {
        "title": True,
        "day": True,
        "authors, gold as it stands": False,
        "authors, people of the gold": True,
        "all who are credited": True,
    }
    assert headline("Quay opens") != headline("Quay Opens")
