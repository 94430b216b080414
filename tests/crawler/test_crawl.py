"""Whole crawls against a real server on loopback."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.captures import Captured, read_warc
from crawler.crawl import CrawlSettings
from crawler.guard import private_reason
from crawler.ports import KnownPage
from crawler.workers import Limits
from tests.crawler.crawling import NOW, Kept, run_crawl
from tests.crawler.server import PARAGRAPHS, Answer, Web, page, serving

XML = {"Content-Type": "application/xml"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
SETTINGS = CrawlSettings(
    contact="mailto:desk@larkin.example", allow_loopback=True, delay=0, timeout=5, max_seconds=30, retry_scale=0.01
)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as running:
        yield running


def outlet(folder: Path, web: Web, name: str, sources: str, host: str | None = None, more: str = "") -> None:
    home = f"http://{host}/" if host else web.url("/")
    folder = folder / "outlets"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(
        f'id = "{name}"\nname = "{name}"\ncountry = "MY"\nlanguages = ["en"]\nhome = "{home}"\nkind = "newspaper"\n'
        f"zone = \"Asia/Kuala_Lumpur\"\narticle_url = '/news/{name}-\\d+'\n{more}\n{sources}\n"
    )


def rss(*items: tuple[str, str], date: str | None = None) -> bytes:
    when = f"<pubDate>{date}</pubDate>" if date else ""
    body = "".join(f"<item><title>{title}</title><link>{link}</link>{when}</item>" for title, link in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{body}</channel></rss>'.encode()


def test_feed_sitemap_and_list_give_articles_and_one_failing_source_stops_nothing(web: Web, tmp_path: Path) -> None:
    outlet(
        tmp_path, web, "fed", f'[[sources]]\nkind = "feed"\nurl = "{web.url("/feed")}"', more='section_prefix = " : "'
    )
    outlet(tmp_path, web, "mapped", f'[[sources]]\nkind = "sitemap"\nurl = "{web.url("/map.xml.gz")}"')
    outlet(tmp_path, web, "listed", f'[[sources]]\nkind = "list"\nurl = "{web.url("/list")}"\nlink_css = "main a"')
    outlet(tmp_path, web, "broken", f'[[sources]]\nkind = "feed"\nurl = "{web.url("/broken")}"')
    outlet(tmp_path, web, "stale", f'[[sources]]\nkind = "feed"\nurl = "{web.url("/stale")}"')
    web.routes |= {
        "/feed": Answer(
            rss(
                ("Business : Quay for Port Larkin", web.url("/news/fed-1?utm_source=rss")),
                ("Elsewhere", web.url("/about")),
            ),
            headers=XML,
        ),
        "/map.xml.gz": Answer(
            gzip.compress(
                (
                    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
                    f"<url><loc>{web.url('/news/mapped-1')}</loc><news:news><news:publication_date>2026-09-06T10:00:00+08:00"
                    "</news:publication_date><news:title>Steps stay open</news:title></news:news></url></urlset>"
                ).encode()
            ),
            headers={"Content-Type": "application/gzip"},
        ),
        "/list": Answer(
            b"<html><body><main><a href='/news/listed-1'>A list story</a></main></body></html>", headers=HTML
        ),
        "/broken": Answer(b"<html><body>Down for maintenance</body></html>", headers=HTML),
        "/stale": Answer(rss(("Old", web.url("/news/stale-1")), date="Fri, 12 Jan 2018 10:00:00 +0800"), headers=XML),
        "/news/fed-1": Answer(page("Quay for Port Larkin"), headers={**HTML, "ETag": '"e1"'}),
        "/news/mapped-1": Answer(page("Steps stay open"), headers=HTML),
        "/news/listed-1": Answer(page("A list story"), headers=HTML),
        "/news/stale-1": Answer(page("An old story"), headers=HTML),
    }
    crawled = run_crawl(tmp_path, SETTINGS)
    assert crawled.report is not None
    articles = {article.outlet: article for article in crawled.kept.articles}
    assert set(articles) == {"fed", "mapped", "listed", "stale"}
    fed = articles["fed"]
    assert (fed.title, fed.section, fed.url) == ("Quay for Port Larkin", "Business", web.url("/news/fed-1"))
    assert fed.first_seen == NOW
    assert fed.fetch.etag == '"e1"'
    assert fed.published is None
    assert articles["mapped"].published == datetime(2026, 9, 6, 2, 0, tzinfo=UTC)
    assert articles["mapped"].published_source == "feed"
    states = {report.outlet: report.health.state for report in crawled.report.outlets}
    assert states == {"fed": "ok", "mapped": "ok", "listed": "ok", "broken": "parse_failure", "stale": "stale_feed"}
    assert crawled.kept.fetch_at("/broken").status == "parse_error"
    assert "/about" not in web.paths()
    agents = {headers["user-agent"] for _, _, headers in web.asked}
    assert agents == {"Pantau/0.1 (news monitor; +mailto:desk@larkin.example)"}
    # every fetch points to its record in the archive
    records = {record.offset: record for record in read_warc(crawled.archive / str(fed.fetch.warc_file))}
    record = records[fed.fetch.warc_offset or 0]
    assert isinstance(record, Captured)
    assert (record.url, record.body) == (fed.url, web.routes["/news/fed-1"].body)
    kept = {record.url for record in records.values() if isinstance(record, Captured)}
    assert {web.url(path) for path in ("/feed", "/robots.txt", "/map.xml.gz", "/list", "/broken")} <= kept


SELECTORS = '[hints]\ntitle = "h1.head"\nbody = "div.story"\ndate = "time.when"\n'


def test_hints_that_no_longer_fit_are_said_with_the_fetch_and_in_the_health_until_they_fit_again(
    web: Web, tmp_path: Path
) -> None:
    outlet(tmp_path, web, "fed", f'{SELECTORS}\n[[sources]]\nkind = "feed"\nurl = "{web.url("/feed")}"')
    web.routes["/feed"] = Answer(rss(*((f"Quay {n}", web.url(f"/news/fed-{n}")) for n in (1, 2, 3))), headers=XML)
    old = page("A quay", extra="<div class='old'></div>").replace(b"<h1>", b"<h1 class='head'>")
    web.routes |= {f"/news/fed-{n}": Answer(old.replace(b"A quay", b"Quay %d" % n), headers=HTML) for n in (1, 2, 3)}
    # the selected element is there but holds only what is no story, and no date
    bare = b"<time class='when'>just now</time><div class='story'><script>1</script><figure>A crane</figure></div>"
    web.routes["/news/fed-3"] = Answer(old.replace(b"<div class='old'></div>", bare), headers=HTML)
    crawled = run_crawl(tmp_path, SETTINGS)
    nothing = "hint: body selector matched nothing"
    said = {article.url[-1]: (article.body, article.fetch.status, article.fetch.reason) for article in
            crawled.kept.articles}  # fmt: skip
    assert said == {
        "1": ("\n".join(PARAGRAPHS), "ok", f"{nothing}; hint: date selector matched nothing"),
        "2": ("\n".join(PARAGRAPHS), "ok", f"{nothing}; hint: date selector matched nothing"),
        "3": ("\n".join(PARAGRAPHS), "ok", f"{nothing}; hint: date selector holds no date"),
    }
    (health,) = crawled.kept.healths
    assert (health.state, health.reason) == ("stale_hint", f"{nothing} on 3 of 3 articles")

    web.routes["/feed"] = Answer(rss(), headers=XML | {"ETag": '"2"'})
    nothing_read = run_crawl(tmp_path, SETTINGS, Kept(healths=[health]))
    assert nothing_read.kept.healths[-1].state == "empty"  # graver

    told = "".join(f"<p>{line}</p>" for line in (*PARAGRAPHS, "The hinted line."))
    fits = f"<time class='when'>2026-09-06T10:00:00+08:00</time><div class='story'>{told}</div>".encode()
    web.routes["/feed"] = Answer(rss(("Quay 4", web.url("/news/fed-4"))), headers=XML)
    web.routes["/news/fed-4"] = Answer(old.replace(b"<div class='old'></div>", fits), headers=HTML)
    again = run_crawl(tmp_path, SETTINGS, Kept(healths=[health]))
    (article,) = again.kept.articles
    assert (article.body.split("\n")[-1], article.fetch.reason) == ("The hinted line.", None)
    assert (again.kept.healths[-1].state, again.kept.healths[-1].since) == ("ok", NOW)


def test_what_is_known_is_asked_for_politely_or_not_at_all(web: Web, tmp_path: Path) -> None:
    outlet(tmp_path, web, "fed", f'[[sources]]\nkind = "feed"\nurl = "{web.url("/feed")}"')
    links = [("a", web.url(f"/news/fed-{number}")) for number in range(1, 6)]
    web.routes["/feed"] = Answer(rss(*links), headers=XML)

    def unchanged(headers: dict[str, str]) -> Answer:
        same = headers.get("if-none-match") == '"v1"'
        return Answer(status=304) if same else Answer(page("Changed"), headers=HTML)

    web.routes |= {f"/news/fed-{number}": unchanged for number in range(1, 6)}
    hour, day = timedelta(hours=1), timedelta(days=1)

    def known(
        number: int, seen: timedelta, fetched: timedelta, etag: str | None = '"v1"', gone: bool = False
    ) -> KnownPage:
        return KnownPage(
            url=web.url(f"/news/fed-{number}"), first_seen=NOW - seen, last_fetched=NOW - fetched, etag=etag, gone=gone
        )

    pages = [
        known(1, 2 * day, 2 * day),  # recent, same: 304
        known(2, 2 * day, 2 * day, etag='"v0"'),  # recent, edited
        known(3, 2 * day, hour),  # fetched an hour ago
        known(4, 9 * day, 9 * day),  # old
        known(5, day, 2 * day, gone=True),
    ]
    crawled = run_crawl(tmp_path, SETTINGS, Kept(pages={found.url: found for found in pages}))
    assert sorted(path for path in web.paths() if path.startswith("/news")) == ["/news/fed-1", "/news/fed-2"]
    assert [article.title for article in crawled.kept.articles] == ["Changed"]
    assert crawled.kept.fetch_at("/news/fed-1").status == "not_modified"
    assert crawled.report is not None
    assert crawled.report.outlets[0].decisions == {"again": 2, "known": 3}
    assert crawled.report.outlets[0].counts["new"] == 0


def test_every_kind_of_failure_is_recorded_with_its_status(web: Web, tmp_path: Path) -> None:
    outlet(tmp_path, web, "fed", f'[[sources]]\nkind = "feed"\nurl = "{web.url("/feed")}"')
    answers = {
        "/news/fed-1": (Answer(b"", 404), "gone"),
        "/news/fed-2": (Answer(b"x", 403), "http_error"),
        "/news/fed-3": (Answer(b"x" * 300_000, headers=HTML), "too_large"),
        "/news/fed-4": (Answer(page("t"), headers=HTML), "robots"),
        "/news/fed-5": (Answer(status=302, headers={"Location": "http://10.1.2.3/x"}), "private_address"),
        "/news/fed-6": (Answer(status=302, headers={"Location": "file:///etc/passwd"}), "http_error"),
        "/news/fed-7": (Answer(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}), "refused"),
        "/news/fed-8": (Answer(b"", status=302, headers={"Location": "/news/fed-8"}), "http_error"),
    }
    web.routes |= {path: answer for path, (answer, _) in answers.items()}
    web.routes["/feed"] = Answer(rss(*((path, web.url(path)) for path in answers)), headers=XML)
    web.routes["/robots.txt"] = Answer(
        b"User-agent: *\nDisallow: /news/fed-4\n", headers={"Content-Type": "text/plain"}
    )
    crawled = run_crawl(tmp_path, CrawlSettings(contact="x", allow_loopback=True, delay=0, timeout=5, max_size=200_000))
    statuses = {fetch.url: fetch.status for fetch in crawled.kept.fetches if fetch.purpose == "article"}
    expected = {web.url(path): status for path, (_, status) in answers.items() if path != "/news/fed-5"}
    assert {url: status for url, status in statuses.items() if url in expected} == expected
    assert statuses["http://10.1.2.3/x"] == "private_address"
    assert "/news/fed-4" not in web.paths()
    assert not crawled.kept.articles


@pytest.mark.parametrize(
    "target", ["127.0.0.2", "2130706433", "127.1", "[::ffff:127.0.0.1]", "localhost", "0x7f000001"]
)
def test_a_redirect_to_this_machine_is_refused_when_loopback_is_not_allowed(target: str) -> None:
    from crawler.guard import url_reason

    assert url_reason(f"http://{target}:8080/secret") is not None


def test_without_leave_nothing_on_loopback_is_connected_to(web: Web, tmp_path: Path) -> None:
    name = socket.gethostname()  # resolves to an address of this machine, at connect time only
    if private_reason(socket.gethostbyname(name)) is None:
        pytest.skip("this machine's own name resolves to a public address")
    outlet(tmp_path, web, "fed", f'[[sources]]\nkind = "feed"\nurl = "{web.url("/feed")}"')
    outlet(tmp_path, web, "named", f'[[sources]]\nkind = "feed"\nurl = "http://{name}:{web.port}/feed"', host=name)
    crawled = run_crawl(tmp_path, CrawlSettings(contact="x", delay=0, timeout=5))
    assert web.asked == []
    assert crawled.kept.fetch_at(f"127.0.0.1:{web.port}/feed").status == "private_address"
    named = crawled.kept.fetch_at(f"{name}:{web.port}/feed")
    assert (named.status, "not a public address" in str(named.reason)) == ("private_address", True)


def test_a_proxy_on_loopback_serves_hosts_that_do_not_exist(web: Web, tmp_path: Path) -> None:
    host = "www.larkinpost.example"
    outlet(tmp_path, web, "fed", f'[[sources]]\nkind = "feed"\nurl = "http://{host}/feed"', host=host)
    web.routes["/news/fed-1"] = Answer(page("By proxy"), headers=HTML)
    elsewhere = "127.0.0.2 2130706433 127.1 [::ffff:127.0.0.1] localhost 0x7f000001".split()
    redirects = {f"/news/fed-{number}": target for number, target in enumerate(elsewhere, start=10)}
    for path, target in redirects.items():
        web.routes[path] = Answer(status=302, headers={"Location": f"http://{target}:{web.port}/secret"})
    links = [*((path, f"http://{host}{path}") for path in redirects), ("a", f"http://{host}/news/fed-1")]
    web.routes["/feed"] = Answer(rss(*links, ("b", f"http://127.0.0.1:{web.port}/news/fed-2")), headers=XML)
    settings = CrawlSettings(contact="x", proxy=f"http://127.0.0.1:{web.port}", delay=0, timeout=5)
    crawled = run_crawl(tmp_path, settings)
    assert [article.url for article in crawled.kept.articles] == [f"http://{host}/news/fed-1"]
    assert f"http://{host}/robots.txt" in web.paths()
    refused = [fetch.url for fetch in crawled.kept.fetches if fetch.status == "private_address"]
    assert len(refused) == len(redirects) + 1
    assert not any("secret" in path or "fed-2" in path for path in web.paths())


def test_a_store_that_fails_ends_the_crawl_and_says_so(web: Web, tmp_path: Path) -> None:
    outlet(tmp_path, web, "fed", f'[[sources]]\nkind = "feed"\nurl = "{web.url("/feed")}"')
    web.routes["/feed"] = Answer(rss(("a", web.url("/news/fed-1"))), headers=XML)
    web.routes["/news/fed-1"] = Answer(page("A story"), headers=HTML)
    crawled = run_crawl(tmp_path, SETTINGS, Kept(fails=True))
    assert crawled.error == "no space left on device"
    assert crawled.report is None


def test_robots_that_answers_with_an_error_of_the_server_forbids_all(web: Web, tmp_path: Path) -> None:
    outlet(tmp_path, web, "fed", f'[[sources]]\nkind = "feed"\nurl = "{web.url("/feed")}"')
    web.routes["/robots.txt"] = Answer(b"oops", 503)
    crawled = run_crawl(tmp_path, SETTINGS)
    assert "/feed" not in web.paths()
    assert crawled.report is not None
    assert crawled.report.outlets[0].health.state == "robots"


def test_a_page_that_takes_too_long_is_refused_and_holds_up_nothing(web: Web, tmp_path: Path) -> None:
    outlet(tmp_path, web, "fed", f'[[sources]]\nkind = "feed"\nurl = "{web.url("/feed")}"')
    links = [(f"Story {number}", web.url(f"/news/fed-{number}")) for number in range(1, 5)]
    web.routes["/feed"] = Answer(rss(*links), headers=XML)
    endless = " ".join(f"a{count}='1'" for count in range(200_000))  # minutes for the parser
    asked: dict[int, float] = {}

    def answer(number: int) -> Callable[[dict[str, str]], Answer]:
        def at(_: dict[str, str]) -> Answer:
            extra = "" if asked else f"<p {endless}>Fish.</p>"  # the first that is asked for
            asked[number] = time.monotonic()
            return Answer(page(f"Story {number}", extra=extra), headers=HTML)

        return at

    web.routes |= {f"/news/fed-{number}": answer(number) for number in range(1, 5)}
    patient = replace(SETTINGS, timeout=30, max_seconds=50, reading=Limits(seconds=3, stretch=100))
    crawled = run_crawl(tmp_path, patient, apart=True)
    first, *others = asked
    # answers of requests that run side by side may arrive in another order than they were asked in
    assert {article.title for article in crawled.kept.articles} == {f"Story {number}" for number in others}
    assert len(crawled.kept.articles) == len(others) == 3
    slow = crawled.kept.fetch_at(f"/news/fed-{first}")
    assert (slow.status, slow.reason) == ("refused", "reading took more than 3 seconds")
    assert slow.warc_offset is not None
    assert crawled.report is not None
    assert crawled.report.outlets[0].counts["refused"] == 1
    assert asked[others[-1]] - asked[first] < 3  # asked for while the first was being read
