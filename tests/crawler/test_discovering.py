"""Discovery over real HTTP: indexes of sitemaps, further pages of lists, backfills, and what is polled when."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from crawler.crawl import CrawlSettings
from crawler.decide import Period
from tests.crawler.crawling import NOW, Kept, run_crawl
from tests.crawler.server import Answer, Web, page, serving

XML = {"Content-Type": "application/xml"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
SETTINGS = CrawlSettings(contact="x", allow_loopback=True, delay=0, timeout=10, max_seconds=60, retry_scale=0.01)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as running:
        yield running


def outlet(folder: Path, web: Web, sources: str, rule: str = r"/n/\d+") -> None:
    (folder / "outlets").mkdir(exist_ok=True)
    (folder / "outlets" / "post.toml").write_text(
        f'id = "post"\nname = "Post"\ncountry = "MY"\nlanguages = ["en"]\nhome = "{web.url("/")}"\nkind = "newspaper"\n'
        f"zone = \"Asia/Kuala_Lumpur\"\narticle_url = '{rule}'\n{sources}"
    )


def articles(web: Web, *paths: str) -> None:
    for path in paths:
        web.routes[path] = Answer(page(f"Story {path}"), headers=HTML)


def news(web: Web) -> list[str]:
    return sorted(path for path in web.paths() if path.startswith("/n/"))


def index(web: Web, *children: tuple[str, str | None]) -> Answer:
    inside = "".join(
        f"<sitemap><loc>{web.url(path)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>"
        for path, day in children
    )
    return Answer(f"<sitemapindex>{inside}</sitemapindex>".encode(), headers=XML)


def urlset(web: Web, *links: tuple[str, str]) -> bytes:
    inside = "".join(f"<url><loc>{web.url(path)}</loc><lastmod>{day}</lastmod></url>" for path, day in links)
    return f"<urlset>{inside}</urlset>".encode()


def test_of_an_index_of_sitemaps_the_recent_children_are_asked_packed_ones_too(web: Web, tmp_path: Path) -> None:
    outlet(tmp_path, web, f'[[sources]]\nkind = "sitemap"\nurl = "{web.url("/maps.xml")}"')
    web.routes |= {
        "/maps.xml": index(web, ("/old.xml", "2026-01-01"), ("/deep.xml", "2026-09-06")),
        "/deep.xml": index(web, ("/new.xml.gz", None)),
        "/old.xml": Answer(urlset(web, ("/n/1", "2026-01-01")), headers=XML),
        "/new.xml.gz": Answer(
            gzip.compress(urlset(web, ("/n/2", "2026-09-06"), ("/n/3", "2026-05-01"))),
            headers={"Content-Type": "application/x-gzip"},
        ),
    }
    articles(web, "/n/1", "/n/2", "/n/3")
    crawled = run_crawl(tmp_path, SETTINGS)
    assert "/old.xml" not in web.paths()
    assert news(web) == ["/n/2"]  # what changed months ago is no news
    assert crawled.report is not None
    assert crawled.report.outlets[0].health is not None
    assert crawled.report.outlets[0].health.state == "ok"


@pytest.mark.parametrize("how", ['pages = "{root}list?page={page}"', 'next_css = "a.next"'])
def test_a_list_is_read_page_by_page_until_nothing_is_new(web: Web, tmp_path: Path, how: str) -> None:
    rule = how.replace("{root}", web.url("/"))
    outlet(
        tmp_path,
        web,
        f'[[sources]]\nkind = "list"\nurl = "{web.url("/list")}"\nlink_css = "li a"\nmax_pages = 9\n{rule}',
    )

    def listing(number: int) -> Answer:
        links = "".join(f"<li><a href='/n/{n}'>Story {n}</a></li>" for n in range(number * 3, number * 3 + 3))
        links += f"<a class='next' href='/list?page={number + 2}'>More</a>"
        return Answer(f"<html><body>{links}</body></html>".encode(), headers=HTML)

    web.routes["/list"] = listing(0)
    for number in range(1, 6):
        web.routes[f"/list?page={number + 1}"] = listing(number)
    web.routes["/list?page=4"] = listing(2)  # the site repeats its last page: nothing is new there
    articles(web, *(f"/n/{number}" for number in range(20)))
    kept = run_crawl(tmp_path, SETTINGS).kept
    lists = [path for path in web.paths() if path.startswith("/list")]
    assert lists == ["/list", "/list?page=2", "/list?page=3", "/list?page=4"]
    assert news(web) == sorted(f"/n/{number}" for number in range(9))
    web.asked.clear()
    again = run_crawl(tmp_path, SETTINGS, Kept(frontier=kept.frontier))
    assert [path for path in web.paths() if path != "/robots.txt"] == ["/list"]
    assert again.report is not None
    assert again.report.outlets[0].decisions == {"known": 3}


def test_a_backfill_asks_archives_and_pages_of_its_days_and_nothing_else(web: Web, tmp_path: Path) -> None:
    daily, latest = web.url("/{year}/{month}/{day}"), web.url("/latest")
    outlet(
        tmp_path,
        web,
        f'[[sources]]\nkind = "list"\nurl = "{daily}"\nlink_css = "a"\nbackfill = true\npages = "{daily}/{{page}}"\n'
        f'[[sources]]\nkind = "sitemap"\nurl = "{web.url("/maps.xml")}"\nbackfill = true\n'
        f'[[sources]]\nkind = "list"\nurl = "{latest}"\nlink_css = "a"\npages = "{latest}/{{page}}"\n'
        f'[[sources]]\nkind = "feed"\nurl = "{web.url("/feed")}"\n',
        rule=r"/n/(?P<y>\d{4})/(?P<m>\d\d)/(?P<d>\d\d)/\d+",
    )

    def links(*paths: str) -> Answer:
        return Answer("".join(f"<a href='{path}'>A story</a>" for path in paths).encode(), headers=HTML)

    web.routes |= {
        "/2026/03/02": links("/n/2026/03/02/1", "/n/2026/03/02/2"),
        "/2026/03/02/2": links("/n/2026/03/02/3"),
        "/2026/03/01": links("/n/2026/03/01/4", "/n/2026/04/01/5"),  # a teaser of another day
        "/maps.xml": index(web, ("/2026-03.xml", None), ("/2026-02.xml", None), ("/rest.xml", "2026-02-27")),
        "/2026-03.xml": Answer(urlset(web, ("/n/2026/03/01/6", "2026-03-05"), ("/n/2026/03/09/7", "2026-03-09"))),
        "/latest": links("/n/2026/09/07/8"),
        "/latest/2": links("/n/2026/03/02/9", "/n/2026/02/27/10"),
        "/latest/3": links("/n/2026/02/26/11"),
        "/latest/4": links("/n/2026/02/25/12"),
    }
    articles(web, *(f"/n/2026/{day}/{n}" for n, day in
                    ((1, "03/02"), (2, "03/02"), (3, "03/02"), (4, "03/01"), (6, "03/01"), (9, "03/02"))))  # fmt: skip
    period = Period(first=date(2026, 3, 1), last=date(2026, 3, 2))
    crawled = run_crawl(tmp_path, SETTINGS, Kept(options={"backfill": period}))
    assert {path.rsplit("/", 1)[-1] for path in news(web)} == {"1", "2", "3", "4", "6", "9"}
    asked = set(web.paths())
    assert not asked & {"/feed", "/2026-02.xml", "/rest.xml", "/2026/03/03", "/2026/02/28", "/latest/4"}
    assert "/latest/3" in asked  # of the second page one was still of those days
    assert crawled.kept.healths == []  # a backfill says nothing of how the outlet is
    assert len(crawled.kept.articles) == 6


def test_only_sources_that_are_due_are_asked_and_what_is_left_is_fetched_all_the_same(web: Web, tmp_path: Path) -> None:
    outlet(tmp_path, web, f'[[sources]]\nkind = "feed"\nurl = "{web.url("/feed")}"')
    items = "".join(f"<item><link>{web.url(f'/n/{n}')}</link></item>" for n in range(3))
    web.routes["/feed"] = Answer(f"<rss><channel>{items}</channel></rss>".encode(), headers=XML)
    articles(web, "/n/0", "/n/1", "/n/2")
    first = run_crawl(tmp_path, replace(SETTINGS, max_articles=1), Kept(options={"due_only": True}))
    assert len(first.kept.articles) == 1
    assert first.report is not None
    assert first.report.outlets[0].counts["left_for_next_time"] == 2
    state = first.kept.frontier.sources[web.url("/feed")]
    assert (state.listed, state.last_new) == (3, NOW)
    assert state.reason
    web.asked.clear()
    soon = Kept(frontier=first.kept.frontier, now=NOW + timedelta(minutes=5), options={"due_only": True})
    second = run_crawl(tmp_path, SETTINGS, soon)
    assert "/feed" not in web.paths()
    assert len(second.kept.articles) == 2
    assert second.report is not None
    assert second.report.outlets[0].health is None  # nothing was asked that would tell
    later = Kept(frontier=second.kept.frontier, now=NOW + timedelta(hours=2), options={"due_only": True})
    run_crawl(tmp_path, SETTINGS, later)
    assert web.paths().count("/feed") == 1


def test_articles_that_no_list_names_any_more_are_looked_at_again(web: Web, tmp_path: Path) -> None:
    outlet(tmp_path, web, f'[[sources]]\nkind = "feed"\nurl = "{web.url("/feed")}"')

    def feed(*paths: str) -> Answer:
        items = "".join(f"<item><link>{web.url(path)}</link></item>" for path in paths)
        return Answer(f"<rss><channel>{items}</channel></rss>".encode(), headers=XML)

    articles(web, "/n/1", "/n/2")
    web.routes["/feed"] = feed("/n/1", "/n/2")
    first = run_crawl(tmp_path, SETTINGS)
    web.routes["/feed"] = feed()
    web.routes["/n/1"] = Answer(page("An edited story"), headers=HTML)
    web.routes["/n/2"] = Answer(b"", 410)
    web.asked.clear()
    again = run_crawl(tmp_path, SETTINGS, Kept(frontier=first.kept.frontier, now=NOW + timedelta(hours=25)))
    assert [article.title for article in again.kept.articles] == ["An edited story"]
    assert again.kept.fetch_at("/n/2").status == "gone"
    web.asked.clear()
    old = run_crawl(tmp_path, SETTINGS, Kept(frontier=again.kept.frontier, now=NOW + timedelta(days=9)))
    assert news(web) == []
    assert old.kept.articles == []


def test_a_link_that_leads_elsewhere_is_known_by_either_address(web: Web, tmp_path: Path) -> None:
    outlet(tmp_path, web, f'[[sources]]\nkind = "feed"\nurl = "{web.url("/feed")}"')
    web.routes["/feed"] = Answer(f"<rss><channel><item><link>{web.url('/n/1')}</link></item></channel></rss>".encode())
    web.routes["/n/1"] = Answer(status=301, headers={"Location": "/n/1-moved"})
    articles(web, "/n/1-moved")
    first = run_crawl(tmp_path, SETTINGS)
    web.asked.clear()
    run_crawl(tmp_path, SETTINGS, Kept(frontier=first.kept.frontier))
    assert news(web) == []
    run_crawl(tmp_path, SETTINGS, Kept(frontier=first.kept.frontier, now=NOW + timedelta(hours=25)))
    assert news(web) == ["/n/1-moved"]
