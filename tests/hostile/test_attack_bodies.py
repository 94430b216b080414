"""Answers that are bombs, endless, torn or bloated, each beside a good page that must be read all the same."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import brotli
import pytest

from crawler.crawl import CrawlSettings
from tests.crawler.crawling import Crawled, Kept, run_crawl
from tests.crawler.server import Answer, Web, page, serving
from tests.hostile.attacked import HTML, SITEMAPS, XML, endless, outlet, rss, sitemap_index

SIZE = 400_000  # bytes a body may have here; the default is 10 MB
SETTINGS = CrawlSettings(
    contact="x", allow_loopback=True, delay=0, timeout=10, max_seconds=40, retry_scale=0.01, max_size=SIZE, readers=2
)
BLANKS = b" " * 30_000_000
LONG = "Quay " * 200_000  # a megabyte


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as running:
        yield running


def packed(body: bytes, encoding: str) -> Answer:
    return Answer(body, headers={**HTML, "Content-Encoding": encoding})


ANSWERS: dict[str, tuple[Callable[[], Answer], set[str]]] = {
    "gzip bomb": (lambda: packed(gzip.compress(BLANKS), "gzip"), {"too_large"}),
    "brotli bomb": (lambda: packed(brotli.compress(BLANKS, quality=1), "br"), {"too_large"}),
    "deflate bomb": (lambda: packed(zlib.compress(BLANKS), "deflate"), {"too_large"}),
    "gzip packed twice": (lambda: packed(gzip.compress(gzip.compress(BLANKS)), "gzip, gzip"), {"too_large", "refused"}),
    "gzip within gzip": (lambda: packed(gzip.compress(gzip.compress(BLANKS)), "gzip"), {"refused"}),
    "gzip by name only": (lambda: packed(page("A story"), "gzip"), {"ok", "refused", "http_error", "unreachable"}),
    "10,000 headers": (
        lambda: Answer(page("A story"), headers={**HTML, **{f"X-{n}": "y" * 20 for n in range(10_000)}}),
        {"ok", "http_error", "unreachable"},
    ),
    "a header of a megabyte": (
        lambda: Answer(page("A story"), headers={**HTML, "X-Long": "y" * 1_000_000}),
        {"ok", "http_error", "unreachable"},
    ),
    "a title of a megabyte": (lambda: Answer(page(LONG), headers=HTML), {"too_large"}),
    "a length that is a lie": (
        lambda: Answer(page("A story"), headers={**HTML, "Content-Length": "99999"}), {"unreachable", "timeout"},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str | None]]:
    """One crawl of an outlet that has them all, and a good page at the end: status and reason of each."""
    folder = tmp_path_factory.mktemp("bodies")
    with serving(Web()) as web:
        paths = {name: f"/n/{number}" for number, name in enumerate(ANSWERS, start=1)}
        web.routes |= {paths[name]: make() for name, (make, _) in ANSWERS.items()}
        web.routes["/n/99"] = Answer(page("A good story"), headers=HTML)
        web.routes["/feed"] = rss([web.url(path) for path in [*paths.values(), "/n/99"]])
        outlet(folder, "post", web.url("/"), "feed", web.url("/feed"))
        crawled = run_crawl(folder, replace(SETTINGS, timeout=3))
    fetches = [*crawled.kept.fetches, *(article.fetch for article in crawled.kept.articles)]
    found = {fetch.url: (fetch.status, fetch.reason) for fetch in fetches}
    return {name: found[web.url(path)] for name, path in {**paths, "good": "/n/99"}.items()}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_body_costs_itself_only(bodies: dict[str, tuple[str, str | None]], name: str) -> None:
    status, reason = bodies[name]
    assert status in ANSWERS[name][1], reason
    assert status == "ok" or reason


def test_the_page_after_them_is_read(bodies: dict[str, tuple[str, str | None]]) -> None:
    assert bodies["good"] == ("ok", None)


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss>", b"<item/>" * 1000),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n",
         b"3e8\r\n" + b"y" * 1000 + b"\r\n"),
        (b"HTTP/1.1 200 OK\r\n", b"X-More: " + b"y" * 1000 + b"\r\n"),
    ],
    ids=["no length", "chunks", "headers"],
)  # fmt: skip
def test_an_answer_without_end_has_one(tmp_path: Path, head: bytes, piece: bytes) -> None:
    with endless(head, piece) as server:
        outlet(tmp_path, "post", server.url("/"), "feed", server.url("/feed"))
        crawled = run_crawl(tmp_path, replace(SETTINGS, timeout=2, max_seconds=30))
    fetch = crawled.kept.fetch_at("/feed")
    assert fetch.status in ("too_large", "timeout", "unreachable"), fetch.reason
    assert crawled.report is not None
    assert crawled.report.outlets[0].health.state == "dead" or crawled.report.outlets[0].health.reason


def of_feed(folder: Path, web: Web, answer: Answer, kind: str = "feed") -> Crawled:
    web.routes["/feed"] = answer
    web.routes["/n/1"] = Answer(page("A good story"), headers=HTML)
    outlet(folder, "post", web.url("/"), kind, web.url("/feed"))
    return run_crawl(folder, SETTINGS)


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]>",
        "<!DOCTYPE r SYSTEM '{web}/stolen.dtd'>",
        "<!DOCTYPE r [<!ENTITY % x SYSTEM '{web}/stolen.dtd'> %x;]>",
        "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
    ],
    ids=["entities", "remote DTD", "parameter entity", "external entity"],
)
@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_a_listing_with_entities_of_its_own_is_refused_and_no_document_type_is_fetched(
    web: Web, tmp_path: Path, kind: str, doctype: str
) -> None:
    before = doctype.format(web=web.url(""))
    answer = rss([web.url("/n/1")], "<title>&x;&b;</title>", before)
    if kind == "sitemap":
        text = f"<?xml version='1.0'?>{before}<urlset {SITEMAPS}><url><loc>{web.url('/n/1')}</loc></url></urlset>"
        answer = Answer(text.encode(), headers=XML)
    crawled = of_feed(tmp_path, web, answer, kind)
    assert "/stolen.dtd" not in web.paths()
    if "ENTITY" in doctype:
        assert crawled.kept.fetch_at("/feed").status == "parse_error"
        assert crawled.kept.articles == []
    else:  # a DOCTYPE that declares nothing is left out, and the rest is read
        assert [article.title for article in crawled.kept.articles] == ["A good story"]


def test_a_packed_sitemap_that_is_a_bomb_is_refused(web: Web, tmp_path: Path) -> None:
    bomb = Answer(gzip.compress(BLANKS), headers={"Content-Type": "application/gzip"})
    fetch = of_feed(tmp_path, web, bomb, "sitemap").kept.fetch_at("/feed")
    assert fetch.status in ("parse_error", "too_large"), fetch.reason


def test_an_index_of_sitemaps_that_lists_itself_ends(web: Web, tmp_path: Path) -> None:
    web.routes["/other"] = sitemap_index([web.url("/feed"), web.url("/other")])
    of_feed(tmp_path, web, sitemap_index([web.url("/feed"), web.url("/other")]), "sitemap")
    assert web.paths().count("/feed") == 1
    assert web.paths().count("/other") <= 1


def test_a_title_an_author_and_an_address_of_a_megabyte_in_a_feed_cost_themselves_only(
    web: Web, tmp_path: Path
) -> None:
    long = "<title>" + "Q" * 1_000_000 + "</title><author>" + "A" * 1_000_000 + "</author>"
    text = rss([web.url("/n/1")]).body.decode().replace("<title>A quay</title>", long)
    text = text.replace("</channel>", f"<item><link>{web.url('/n/2')}?{'y' * 1_000_000}</link></item></channel>")
    settings = replace(SETTINGS, max_size=10_000_000)
    web.routes |= {"/feed": Answer(text.encode(), headers=XML), "/n/1": Answer(page("A good story"), headers=HTML)}
    outlet(tmp_path, "post", web.url("/"), "feed", web.url("/feed"))
    crawled = run_crawl(tmp_path, settings)
    (article,) = crawled.kept.articles
    assert article.title == "A good story"
    assert not any(len(path) > 3000 for path in web.paths())
    assert all(len(link.title or "") <= 2000 for link in crawled.kept.frontier.links.values())


def test_a_robots_of_ten_megabytes_is_obeyed_or_forbids_all(web: Web, tmp_path: Path) -> None:
    web.routes["/robots.txt"] = Answer(
        b"User-agent: *\nDisallow: /n/1\n" + b"# fill\n" * 1_450_000, headers={"Content-Type": "text/plain"}
    )
    of_feed(tmp_path, web, rss([web.url("/n/1")]))
    assert "/n/1" not in web.paths()


def test_a_disallow_that_is_added_holds_from_the_next_run_on(web: Web, tmp_path: Path) -> None:
    first = of_feed(tmp_path, web, rss([web.url("/n/1")]))
    assert len(first.kept.articles) == 1
    web.routes["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /n/\n", headers={"Content-Type": "text/plain"})
    web.routes["/feed"] = rss([web.url("/n/1"), web.url("/n/2")])
    again = run_crawl(tmp_path, SETTINGS, Kept(frontier=first.kept.frontier))
    assert "/n/2" not in web.paths()
    assert again.kept.fetch_at("/n/2").status == "robots"
