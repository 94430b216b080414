"""Addresses that lead where a crawler must not go, in every place where a stranger can write one; over real HTTP.

The web is asked as a proxy, so each request that leaves shows whom it was meant for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from crawler.captures import Captured, read_warc
from crawler.crawl import CrawlSettings
from tests.crawler.crawling import Crawled, run_crawl
from tests.crawler.server import Answer, Web, page, serving
from tests.hostile.attacked import HTML, listed, outlet, rss, sitemap, sitemap_index

PRIVATE = (
    "127.0.0.1", "127.1", "0", "0x7f000001", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "10.1.2.3",
    "172.16.0.1", "192.168.1.1", "100.64.0.1", "[fc00::1]", "localhost.", "good@127.0.0.1", "fed.example:22",
)  # fmt: skip
OTHER = (
    "file:///etc/passwd", "file://fed.example/etc/passwd", "data:text/html,<p>/n/1", "ftp://fed.example/n/1",
    "s3://fed.example/n/1", "gopher://fed.example/n/1",
)  # fmt: skip
BAD = (*(f"http://{host}/n/{number}" for number, host in enumerate(PRIVATE, start=100)), *OTHER)
GOOD = {"fed.example", "mapped.example", "listed.example", "led.example", "moved.example", "robbed.example"}


@dataclass
class Seen:
    crawled: Crawled
    asked: list[str]

    def of(self, outlet: str) -> list[str]:
        return [fetch.status for fetch in self.crawled.kept.fetches if fetch.outlet == outlet]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """One crawl of outlets each of which has the bad addresses in another place, and one good article each."""
    folder = tmp_path_factory.mktemp("addresses")
    for name, kind, path in (
        ("fed", "feed", "feed"), ("mapped", "sitemap", "index.xml"), ("listed", "list", "latest"),
        ("led", "feed", "led"),
        ("moved", "feed", "moved"), ("robbed", "feed", "robbed"),
    ):  # fmt: skip
        more = 'link_css = "a"\n' if kind == "list" else ""
        outlet(folder, name, f"http://{name}.example/", kind, f"http://{name}.example/{path}", more)
    story = Answer(
        page("A story", head="<meta http-equiv='refresh' content='0; url=http://127.0.0.1/n/999'>"), headers=HTML
    )
    led = {f"/n/{number}": address for number, address in enumerate(BAD, start=500)}
    with serving(Web()) as web:
        web.routes |= {
            "/robots.txt": lambda headers: (
                Answer(status=302, headers={"Location": "http://169.254.169.254/robots.txt"})
                if headers["host"] == "robbed.example"
                else Answer(b"nothing here", 404)
            ),
            "/feed": rss(
                (
                    "http://user:geheim@fed.example/n/1",
                    "http://fed.example/n/7?sessionid=verborgen",
                    "http://fed.example/n/8",
                    *BAD,
                )
            ),
            "/index.xml": sitemap_index(("http://mapped.example/map.xml", *BAD)),
            "/map.xml": sitemap(("http://mapped.example/n/2", *BAD)),
            "/latest": listed(("/n/3", *BAD, "//127.0.0.1/n/4", "javascript:location='/n/5'")),
            "/led": rss(("http://led.example/n/4", *(f"http://led.example{path}" for path in led))),
            "/moved": Answer(status=301, headers={"Location": "http://169.254.169.254/latest/meta-data/"}),
            "/robbed": rss(("http://robbed.example/n/6",)),
            **{f"/n/{number}": story for number in (1, 2, 3, 4, 6, 7)},
            "/n/8": Answer(status=302, headers={"Location": "http://fed.example/n/8?access_token=verborgen"}),
            "/n/8?access_token=verborgen": story,
            **{path: Answer(status=302, headers={"Location": address}) for path, address in led.items()},
        }
        settings = CrawlSettings(contact="x", proxy=web.url(""), delay=0, timeout=5, max_seconds=40, retry_scale=0.01)
        crawled = run_crawl(folder, settings)
        yield Seen(crawled, [path for _, path, _ in web.asked])


def test_nothing_is_asked_of_a_private_address_port_or_scheme(seen: Seen) -> None:
    assert seen.asked
    for address in seen.asked:
        parts = urlsplit(address)
        assert (parts.scheme, parts.port, parts.username) == ("http", None, None), address
        assert parts.hostname in GOOD, address


@pytest.mark.parametrize("place", ["fed", "mapped", "listed", "led"])
def test_a_bad_address_stops_no_good_one(seen: Seen, place: str) -> None:
    found = {urlsplit(article.url).hostname for article in seen.crawled.kept.articles}
    assert f"{place}.example" in found
    assert found <= GOOD


def test_each_redirect_that_is_refused_is_told(seen: Seen) -> None:
    told = [status for status in seen.of("led") if status in ("private_address", "http_error")]
    assert len(told) == len(BAD)
    assert told.count("private_address") >= len(PRIVATE)


def test_a_source_that_moves_to_a_private_address_is_told_and_not_followed(seen: Seen) -> None:
    assert seen.of("moved")[-1] == "private_address"
    (health,) = [health for health in seen.crawled.kept.healths if health.outlet == "moved"]
    assert "169.254.169.254 is not a public address" in health.reason


def test_robots_that_leads_to_a_private_address_forbids_all(seen: Seen) -> None:
    assert "http://robbed.example/robbed" not in seen.asked
    fetches = [fetch for fetch in seen.crawled.kept.fetches if fetch.outlet == "robbed" and fetch.purpose != "robots"]
    assert [(fetch.purpose, fetch.status) for fetch in fetches] == [("feed", "robots")]
    assert "robots.txt" in str(fetches[0].reason)


def test_a_page_that_asks_to_be_left_by_itself_is_not_left(seen: Seen) -> None:
    assert not any("999" in address for address in seen.asked)


def test_no_user_name_of_an_address_is_kept(seen: Seen) -> None:
    kept = repr(
        (seen.crawled.kept.articles, seen.crawled.kept.fetches, list(seen.crawled.kept.frontier.links.values()))
    )
    assert "http://fed.example/n/1" in kept
    assert "geheim" not in kept


def test_no_secret_of_an_address_is_kept(seen: Seen) -> None:
    kept = repr(
        (seen.crawled.kept.articles, seen.crawled.kept.fetches, list(seen.crawled.kept.frontier.links.values()))
    )
    for number in (7, 8):
        assert f"http://fed.example/n/{number}'" in kept
    assert "verborgen" not in kept
    assert any("/n/8?access_token=verborgen" in address for address in seen.asked)  # it was led there


def test_no_file_of_this_machine_is_in_the_record(seen: Seen) -> None:
    records = [record for path in seen.crawled.archive.iterdir() for record in read_warc(path)]
    assert len([record for record in records if isinstance(record, Captured)]) > 10
    assert not any(b"root:" in record.body or b"geheim" in record.url.encode() for record in records
                   if isinstance(record, Captured))  # fmt: skip
