"""Feeds, sitemaps and list pages from bytes, good and hostile."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import judge_freshness, parse_feed, parse_list, parse_sitemap
from crawler.discovery.freshness import newest_date
from crawler.outlet_file import Source
from records import BadInput

URL = "https://larkin.example/feed"
BOMB = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
RSS = "<rss version='2.0'><channel><title>L</title>{}</channel></rss>"
ITEM = "<item><title>{}</title><link>{}</link>{}</item>"


def test_a_feed_without_dates_and_guids_in_a_wrongly_declared_charset() -> None:
    items = ITEM.format(
        "Business : Ümit’s &amp;quot;quay&amp;quot;", "http://larkin.example/news.php?id=1&amp;utm_source=a", ""
    )
    items += ITEM.format("Sukan : Piala", "/news.php?id=2", "<pubDate></pubDate>") + ITEM.format("No link", "", "")
    body = ('<?xml version="1.0" encoding="ISO-8859-1"?>' + RSS.format(items)).encode()
    first, second = parse_feed(body, URL, section_prefix=" : ")
    assert (first.url, first.title, first.section) == (
        "http://larkin.example/news.php?id=1",
        'Ümit’s "quay"',
        "Business",
    )
    assert (second.url, second.section, second.published) == ("https://larkin.example/news.php?id=2", "Sukan", None)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Mon, 31 Aug 2026 09:15:00 +0800", datetime(2026, 8, 31, 1, 15, tzinfo=UTC)),
        ("Mon, 31 Aug 2026 09:15:00 MYT", datetime(2026, 8, 31, 1, 15, tzinfo=UTC)),
        ("Mon, 31 Aug 2026 09:15:00 EDT", datetime(2026, 8, 31, 13, 15, tzinfo=UTC)),
        ("2026-08-31T09:15:00", datetime(2026, 8, 31, 1, 15, tzinfo=UTC)),
        ("31 Aug 26 09:15:00 GMT", datetime(2026, 8, 31, 9, 15, tzinfo=UTC)),
        ("soon", None),
        ("Mon, 31 Aug 2569 09:15:00 +0800", None),
    ],
)
def test_dates_of_feeds(printed: str, expected: datetime | None) -> None:
    body = RSS.format(ITEM.format("t", "https://larkin.example/1", f"<pubDate>{printed}</pubDate>")).encode()
    assert parse_feed(body, URL, zone="Asia/Kuala_Lumpur")[0].published == expected


def test_atom_and_rdf() -> None:
    atom = b"""<feed xmlns='http://www.w3.org/2005/Atom'><title>L</title><entry>
    <title type='html'>A &lt;b&gt;bold&lt;/b&gt; one</title>
    <link href='https://larkin.example/a'/><id>tag:1</id><updated>2026-09-01T00:00:00Z</updated></entry></feed>"""
    rdf = b"""<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>
    <item rdf:about='https://larkin.example/b'><title>B</title><link>https://larkin.example/b</link></item></rdf:RDF>"""
    assert [(link.url, link.title) for link in parse_feed(atom, URL)] == [("https://larkin.example/a", "A bold one")]
    assert [link.url for link in parse_feed(rdf, URL)] == ["https://larkin.example/b"]


def test_the_same_guid_on_all_items_loses_none() -> None:
    items = "".join(ITEM.format(n, f"https://larkin.example/{n}", "<guid>same</guid>") for n in range(10))
    assert len(parse_feed(RSS.format(items).encode(), URL)) == 10


@pytest.mark.parametrize("parse", [parse_feed, parse_sitemap])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"/etc/passwd",
        b"<html><body>Just a moment...</body></html>",
        (BOMB + RSS.format("&b;")).encode(),
        (EXTERNAL + RSS.format("&x;")).encode(),
        (BOMB + RSS.format("&b;")).encode("utf-16"),
        ('<?xml version="1.0" encoding="utf-16"?>' + BOMB + RSS.format("&b;")).encode("utf-16-le"),
        gzip.compress(b" " * 40_000_000, mtime=0),
        gzip.compress(RSS.format("x" * 1000).encode(), mtime=0)[:40],
        b"\x1f\x8bnonsense",
    ],
    ids=[
        "empty",
        "plain text",
        "HTML",
        "entity bomb",
        "external entity",
        "UTF-16 bomb",
        "UTF-16 bomb without mark",
        "gzip bomb",
        "gzip cut short",
        "gzip by name only",
    ],
)
def test_what_is_no_feed_or_is_an_attack_is_refused_by_name(parse: object, body: bytes) -> None:
    with pytest.raises(BadInput, match=r"larkin\.example/feed"):
        parse(body, URL)  # type: ignore[operator]


def test_a_reference_to_no_character_costs_no_feed() -> None:
    """feedparser raises on half of a surrogate pair and on numbers beyond Unicode."""
    body = (
        "<rss version='2.0'><channel><item><title>a &#55296; &#xdfff; &#1114112; &#8217;</title><link>/b</link></item>"
    )
    assert [link.title for link in parse_feed(body.encode(), URL)] == ["a \ufffd \ufffd \ufffd \u2019"]


def test_a_feed_of_a_hundred_thousand_items_is_refused() -> None:
    with pytest.raises(BadInput, match="more than"):
        parse_feed(RSS.format("<item><link>https://a.example/</link></item>" * 100_000).encode(), URL)


@given(st.binary(max_size=200))
def test_no_bytes_make_a_parser_fail_otherwise(body: bytes) -> None:
    source = Source(kind="list", url=URL, link_regex=".")
    for parse in (
        lambda: parse_feed(body, URL),
        lambda: parse_sitemap(body, URL),
        lambda: parse_list(body, URL, source),
    ):
        complaint = URL
        try:
            parse()
        except BadInput as error:
            complaint = str(error)
        assert URL in complaint


def test_sitemaps_newest_first_and_indexes() -> None:
    ns = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
    body = (
        f"<urlset {ns} xmlns:image='i'><url><loc>https://larkin.example/old</loc><lastmod>2026-08-01</lastmod></url><url>"
        "<image:image><image:loc>https://larkin.example/i.jpg</image:loc></image:image><loc>https://larkin.example/new</loc>"
        "<lastmod>2026-09-01T10:00:00+08:00</lastmod></url></urlset>"
    ).encode()
    sitemap = parse_sitemap(gzip.compress(body), URL)
    assert [link.url for link in sitemap.links] == ["https://larkin.example/new", "https://larkin.example/old"]
    assert all(link.published is None for link in sitemap.links)
    index = (
        f"<sitemapindex {ns}><sitemap><loc>{URL}</loc></sitemap><sitemap><loc>https://larkin.example/1.xml</loc>"
        "<lastmod>2026-01-01</lastmod></sitemap><sitemap><loc>https://larkin.example/2.xml</loc><lastmod>2026-02-01</lastmod>"
        "</sitemap></sitemapindex>"
    ).encode()
    children = [url for url, _ in parse_sitemap(index, URL).children]
    assert children == ["https://larkin.example/2.xml", "https://larkin.example/1.xml"]  # itself is left out


@pytest.mark.parametrize(
    "rule", [{"link_css": "ul.news li"}, {"link_xpath": "//ul[@class='news']//a"}, {"link_regex": r"/n/\d"}]
)
def test_a_list_page_by_each_kind_of_rule(rule: dict[str, str]) -> None:
    body = b"""<html><head><base href='/sub/'></head><body><a href='/about'>About</a><ul class=news>
    <li><a href='/n/1'><img></a><a href='/n/1?utm_source=x'>World : First story</a></li>
    <li><a href='../n/2'>Second</a></li>
    <li><a href='javascript:x()'>No</a></li></ul></body></html>"""
    source = Source(kind="list", url=URL, section="Latest", **rule)  # type: ignore[arg-type]
    links = parse_list(body, URL, source, section_prefix=" : ")
    assert [(link.url, link.title, link.section) for link in links] == [
        ("https://larkin.example/n/1", "First story", "World"),
        ("https://larkin.example/n/2", "Second", "Latest"),
    ]


NOW = datetime(2026, 9, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ages", "state"),
    [([1, 300], "ok"), ([15, 16], "stale"), ([3000], "stale"), ([], "ok"), ([None], "ok"), ([-400, 30], "stale")],
)
def test_freshness_is_judged_by_the_newest_date_that_is_not_in_the_future(ages: list[int | None], state: str) -> None:
    newest = newest_date([None if age is None else NOW - timedelta(days=age) for age in ages], NOW)
    judged = judge_freshness(newest, NOW)
    assert judged.state == state
    assert judged.reason
