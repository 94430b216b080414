"""Any input in every place where a stranger can write one: an answer, or the one error that is documented; in bounded time.

HOSTILE_EXAMPLES sets how many inputs each place gets: 40 in the ordinary tests, thousands in ``make test-hostile``. Those of
discovery, records, Retry-After, mails, links and the search have properties of their own beside their tests.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from protego import Protego

from browse.sheets import Neutral, safe_cell
from crawler.canonical import canonical_url, same_page
from crawler.captures import read_warc
from crawler.discovery import parse_feed, parse_list, parse_sitemap
from crawler.discovery.feed import read_date
from crawler.extraction import extract
from crawler.extraction.hints import Hints
from crawler.extraction.moments import parse as parse_moment
from crawler.guard import url_reason
from crawler.outlet_file import Source, load_outlet
from crawler.pace import read_retry_after
from digest.message import header_text
from digest.schedule import parsed
from nlp.figures import find_figures
from nlp.pipeline import read
from records import BadInput, BadOutlet, PantauError
from store.searching import search_words

EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "40"))
SECONDS = 5.0  # of the processor, for one input of a few hundred characters; the slowest place takes a tenth of it
URL = "https://larkin.example/feed"
NOW = datetime(2026, 9, 7, 8, tzinfo=UTC)
FUZZED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def pieces(*known: str, most: int = 25) -> st.SearchStrategy[str]:
    """Texts of what a place knows, mixed with anything."""
    return st.lists(st.sampled_from(known) | st.text(max_size=8), max_size=most).map("".join)


XML = pieces(
    "<rss version='2.0'>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<link>", "</link>", "<feed>", "<entry>",
    "<link href='http://a.example/1'/>", "<pubDate>Mon, 07 Sep 2026 09:00:00 GMT</pubDate>", "<urlset>", "<url>", "<loc>",
    "</loc>", "http://a.example/", "<![CDATA[", "]]>", "&amp;", "&#x1F;", "&#55296;", "<?xml version='1.0'?>", "<!--", "-->",
    "<author>", "</author>", "\x00", "<!DOCTYPE x>", "xmlns='http://www.w3.org/2005/Atom'", "<sitemapindex>", "<sitemap>",
)  # fmt: skip
HTML = pieces(
    "<html>", "<head>", "<title>", "</title>", "<body>", "<article>", "<h1>", "</h1>", "<p>", "</p>", "<table><tr><td>", "<ul><li>",
    "<meta property='article:published_time' content='", "'>", "<script type='application/ld+json'>", "</script>",
    '{"@type": "NewsArticle", "headline": ', '"datePublished": "2026-09-07"', "[", "}", "<a href='", "The harbour board said. ",
    "By Aida Rahman", "<time datetime='", "&nbsp;", "<base href='//x'>", "<!--", "\x00", "\ud800",
)  # fmt: skip
NUMBERS = pieces(
    "RM", "US$", "1", "12.5", "1,234", ",", ".", " million", " billion", " per cent", "%", " to ", "-", " between ", " and ",
    "half", "dozen", "two-thirds", " in 2025", " compared with ", "rose", " bilion", " peratus", "万", "亿", "½", "٣", "1e999", "(", ")",
    " megawatts", " GDP ", "first quarter", " from ", "about ", "9" * 60,
)  # fmt: skip
DATES = pieces(
    "2026", "-", "/", "09", "07", "T", "Z", "+08:00", "+99:99", " Sept ", " Isnin ", "Mon, ", "07 Sep 2026", "09:00:00", " GMT", "MYT",
    " pm", "2569", "年", "月", "日", "W37", "0000", "99999999999999999999", "Feb 30", "1 day ago", "24:00", "-0000",
)  # fmt: skip
ROBOTS = pieces(
    "User-agent: ", "*", "\n", "Disallow: ", "/", "Allow: ", "$", "%", "Crawl-delay: ", "1e400", "nan", "Sitemap: ", "﻿"
)
URLS = pieces(
    "http://",
    "https://",
    "[",
    "]",
    "::1",
    "@",
    ":",
    "%00",
    "%",
    "a.example",
    "/",
    "?",
    "#",
    "..",
    "\\",
    "0x7f",
    "١",
    "xn--",
)
TOML = pieces(
    'id = "post"\n', 'name = "Post"\n', 'country = "MY"\n', 'languages = ["en"]\n', 'home = "http://a.example/"\n',
    'kind = "newspaper"\n', "article_url = '('\n", "article_url = '/n/'\n", "[[sources]]\n", 'url = "http://a.example/f"\n',
    "[politeness]\n", "delay = -1\n", "delay = nan\n", "[hints]\n", 'title = "h1["\n', "[revisit]\n", "days = 1e9\n", '"', "=",
)  # fmt: skip
WARC = pieces(
    "WARC/1.0\r\n", "WARC/1.1\r\n", "WARC-Type: response\r\n", "WARC-Target-URI: http://a.example/\r\n", "Content-Length: ",
    "WARC-Date: 2026-09-07T00:00:00Z\r\n", "5", "-1", "99999999999", "\r\n", "HTTP/1.1 200 OK\r\n", "hello", "1f8b",
)  # fmt: skip


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def of_warc(text: str, folder: Path) -> object:
    (folder / "x.warc").write_bytes(encoded(text))
    return list(read_warc(folder / "x.warc"))


def of_outlet(text: str, folder: Path) -> object:
    (folder / "post.toml").write_bytes(encoded(text))
    return load_outlet(folder / "post.toml")


def of_figures(text: str, _: Path) -> None:
    text = "".join(letter for letter in text if not "\ud800" <= letter <= "\udfff")
    for language in ("en", "ms"):
        reading = read(text, language=language)
        for figure in find_figures(reading):
            assert text[figure.start : figure.end] == figure.text
            assert figure.value is None or figure.value.is_finite()


def of_search(text: str, _: Path) -> None:
    words = search_words(text)
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE VIRTUAL TABLE t USING fts5 (body)")
        if words:
            database.execute("SELECT * FROM t WHERE t MATCH ?", (words,)).fetchall()


def of_sheet(text: str, _: Path) -> None:
    out = io.StringIO()
    csv.writer(out).writerow([text.encode("utf-8", "replace").decode()])
    neutral = Neutral()
    told = (neutral.feed(out.getvalue().encode(), False) + neutral.feed(b"", True)).decode()
    assert [safe_cell(cell) for row in csv.reader(io.StringIO(told, newline="")) for cell in row] == [
        cell for row in csv.reader(io.StringIO(told, newline="")) for cell in row
    ]


def of_url(text: str, _: Path) -> None:
    found = canonical_url(text, "https://larkin.example/a/")
    if found is not None:
        assert canonical_url(found) == found
        same_page(found)
    url_reason(text)


def of_robots(text: str, _: Path) -> None:
    rules = Protego.parse(text)
    rules.can_fetch("https://larkin.example/n/1", "Pantau")
    rules.crawl_delay("Pantau")


def of_header(text: str, _: Path) -> None:
    said = header_text(text)
    assert not set(said) & {"\r", "\n", "\x00", "\u2028", "\u2029", "\x0b"}
    assert "=?" not in said


def of_date(text: str, _: Path) -> None:
    for found in (read_date(text, "Asia/Kuala_Lumpur"), read_date(text, None)):
        assert found is None or found.tzinfo is not None
    parse_moment(text, "meta", Hints(zone="Asia/Kuala_Lumpur"))
    read_retry_after(text, NOW)
    parsed(text)


#: place -> what comes in, what reads it, the errors that are documented
PLACES: dict[str, tuple[st.SearchStrategy[str], Callable[[str, Path], Any], tuple[type[Exception], ...]]] = {
    "feed": (XML, lambda text, _: parse_feed(encoded(text), URL), (BadInput,)),
    "sitemap": (XML, lambda text, _: parse_sitemap(encoded(text), URL), (BadInput,)),
    "list page": (HTML, lambda text, _: parse_list(encoded(text), URL, Source(kind="list", url=URL, link_regex=".")), (BadInput,)),
    "page": (HTML, lambda text, _: extract(encoded(text), URL), ()),
    "outlet file": (TOML, of_outlet, (BadOutlet,)),
    "date": (DATES, of_date, (BadInput,)),
    "figure": (NUMBERS, of_figures, ()),
    "header": (st.text(max_size=200) | pieces("=?utf-8?q?", "?=", "\r\n", "Bcc: x@y", "\u2028"), of_header, ()),
    "robots": (ROBOTS, of_robots, ()),
    "address": (URLS, of_url, ()),
    "search": (pieces('"', "*", "NEAR(", "AND", "OR", "NOT", "^", ":", "body", "(", ")", "-", "{", "\x00"), of_search, ()),
    "spreadsheet": (pieces("=", "+", "-", "@", '"', ",", "\n", "\r", "\t", "1.5"), of_sheet, ()),
    "record": (WARC, of_warc, (BadInput,)),
}  # fmt: skip


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("place", PLACES)
def test_any_input_is_answered_or_refused(place: str, tmp_path: Path) -> None:
    inputs, reader, documented = PLACES[place]
    assert all(issubclass(error, PantauError) for error in documented)

    @FUZZED
    @given(inputs)
    def holds(text: str) -> None:
        start = time.process_time()
        with contextlib.suppress(*documented):
            reader(text, tmp_path)
        assert time.process_time() - start < SECONDS

    reader_of_first = "" if place != "page" else "<p>The harbour board said.</p>"
    with contextlib.suppress(*documented):  # what is loaded at the first use is no input's cost
        reader(reader_of_first, tmp_path)
    holds()


@pytest.mark.parametrize(
    "long", ["a" * 300_000, "a." * 150_000, "a@" * 100_000, "<a " * 100_000, "&a" * 100_000, "1," * 100_000]
)
@pytest.mark.parametrize("element", ["title", "author", "link", "pubDate", "category", "guid", "description"])
def test_a_long_word_in_a_feed_costs_time_that_grows_with_its_length_only(element: str, long: str) -> None:
    text = f"<rss version='2.0'><channel><item><link>http://a.example/1</link><{element}>{long}</{element}></item></channel></rss>"
    start = time.process_time()
    with contextlib.suppress(BadInput):
        parse_feed(text.encode(), URL)
    assert time.process_time() - start < SECONDS
