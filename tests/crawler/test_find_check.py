"""A new outlet is found by its address alone, and outlets are checked, over real HTTP on loopback."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.discovery.shapes import article_shape, looks_like_article
from crawler.draft import outlet_id
from crawler.outlet_file import load_outlet
from tests.crawler.crawling import run_pantau
from tests.crawler.server import Answer, Web, page, serving

XML = {"Content-Type": "application/xml"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
HOST = "www.larkinpost.example"


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as running:
        yield running


def pantau(home: Path, web: Web, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, with the test's server as proxy for hosts that do not exist."""
    return run_pantau(home, "outlets", *arguments, "--proxy", f"http://127.0.0.1:{web.port}")


def rss(links: list[str], when: datetime) -> bytes:
    date = when.strftime("%a, %d %b %Y %H:%M:%S +0000")
    items = "".join(f"<item><title>Story {n}</title><link>{url}</link><pubDate>{date}</pubDate></item>"
                    for n, url in enumerate(links))  # fmt: skip
    return f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>".encode()


def site(web: Web, now: datetime) -> None:
    links = [f"http://{HOST}/business/2026/09/{number}/quay-opens-at-port-{number}" for number in range(7001, 7007)]
    head = (
        '<link rel="alternate" type="application/rss+xml" href="/news.xml">'
        '<meta property="og:site_name" content="Larkin Post">'
    )
    stories = "".join(f"<a href={link!r}>A story</a>" for link in links)
    web.routes |= {
        "/": Answer(f"<html lang='en-MY'><head><title>Home</title>{head}</head><body>"
                    f"{stories}</body></html>".encode(), headers=HTML),
        "/robots.txt": Answer(f"User-agent: *\nCrawl-delay: 0.1\nSitemap: http://{HOST}/maps.xml\n".encode(),
                              headers={"Content-Type": "text/plain"}),
        "/news.xml": Answer(rss(links, now), headers=XML),
        "/maps.xml": Answer(f"<sitemapindex><sitemap><loc>http://{HOST}/m1.xml</loc></sitemap></sitemapindex>".encode(),
                            headers=XML),
        "/m1.xml": Answer(f"<urlset><url><loc>{links[0]}</loc><publication_date>2018-01-12</publication_date></url>"
                          "</urlset>".encode(), headers=XML),
        **{link.removeprefix(f"http://{HOST}"): Answer(page("Quay opens"), headers=HTML) for link in links},
    }  # fmt: skip


def test_a_draft_is_written_from_what_a_site_answers_and_never_over_a_file(web: Web, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    site(web, now - timedelta(hours=3))
    done = pantau(tmp_path, web, "add", "--delay", "0.05", f"http://{HOST}/")
    assert done.returncode == 0, done.stderr
    path = tmp_path / "outlets" / "larkinpost.toml"
    file = load_outlet(path)
    assert [(source.kind, source.url, source.status) for source in file.sources] == [
        ("feed", f"http://{HOST}/news.xml", "works")
    ]
    assert (file.outlet.name, file.outlet.languages, file.outlet.show) == ("Larkin Post", ("en",), "excerpt")
    assert re.search(file.article_url, f"http://{HOST}/world/2027/01/99/another-story-at-sea-1234")
    assert not re.search(file.article_url, f"http://{HOST}/business/")
    assert file.sources[0].seen == f"{now:%Y-%m}"
    assert "found  feed" in done.stdout
    assert "an index of 1, the newest: 1 links, the newest item is of 2018-01-12" in done.stdout.replace("\n", " ")
    for missing in ("no sitemap that works", "no country", "no time zone"):
        assert missing in done.stdout
    before = path.read_text(encoding="utf-8")
    path.write_text(before + "# mine\n", encoding="utf-8")
    again = pantau(tmp_path, web, "add", "--delay", "0.05", f"http://{HOST}/")
    assert (again.returncode, "never overwritten" in again.stderr) == (3, True)
    assert path.read_text(encoding="utf-8") == before + "# mine\n"


def test_where_nothing_is_found_it_is_said_and_the_draft_is_valid_all_the_same(web: Web, tmp_path: Path) -> None:
    web.routes["/"] = Answer(
        b"<html><head><title>A 'quoted' \\ name</title></head><body>Soon</body></html>", headers=HTML
    )
    done = pantau(tmp_path, web, "add", "--delay", "0.05", f"http://{HOST}/", "--json", "--id", "bare")
    assert done.returncode == 0, done.stderr
    row = json.loads(done.stdout)
    assert not any(one["works"] for one in row["tried"])
    assert {"no feed that works", "no sitemap that works", "no list page", "no language"} <= set(row["missing"])
    assert load_outlet(tmp_path / "outlets" / "bare.toml").outlet.name == "A 'quoted' \\ name"
    down = pantau(tmp_path, web, "add", "--delay", "0.05", "http://gone.example/nowhere")
    assert (down.returncode, "HTTP 404" in down.stderr) == (3, True)


def test_a_check_is_one_line_an_outlet(web: Web, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    site(web, now - timedelta(hours=3))
    (tmp_path / "outlets").mkdir()
    web.routes["/old.xml"] = Answer(rss(["http://old.example/1"], datetime(2018, 1, 12, tzinfo=UTC)), headers=XML)
    for name, host, feed in (
        ("post", HOST, "news.xml"),
        ("old", "old.example", "old.xml"),
        ("shut", "shut.example", "x"),
    ):
        (tmp_path / "outlets" / f"{name}.toml").write_text(
            f'id = "{name}"\nname = "{name}"\ncountry = "MY"\nlanguages = ["en"]\nhome = "http://{host}/"\n'
            f"kind = \"newspaper\"\narticle_url = '\\d+'\n[politeness]\ndelay = 0\n"
            f'[[sources]]\nkind = "feed"\nurl = "http://{host}/{feed}"\n'
        )
    web.routes["/x"] = Answer(b"no", 403)
    (tmp_path / "pantau.toml").write_text('outlets_folder = "outlets"\noutlets = ["post", "old", "shut"]\n')
    done = pantau(tmp_path, web, "check", "--json")
    assert done.returncode == 0, done.stderr
    rows = {row["outlet"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert {name: row["state"] for name, row in rows.items()} == {"post": "ok", "old": "stale_feed", "shut": "blocked"}
    post = rows["post"]
    assert (post["reachable"], post["robots"], post["listed"], post["stored"]) == ("yes", "allows, delay 0.1 s", 6, 0)
    assert post["extraction"].startswith("2 of 2 read, ")
    assert post["sources"][0]["said"].startswith("fresh: 6 listed")
    assert rows["old"]["sources"][0]["said"].startswith("dead: 1 listed, the newest item is of 2018-01-12")
    lines = pantau(tmp_path, web, "check", "old").stdout.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("old: stale_feed")
    assert not (tmp_path / "pantau.db").exists()


@pytest.mark.parametrize(
    ("urls", "fits", "not_fits"),
    [
        (["https://a.example/news/2026/09/07/a-quay-opens", "https://a.example/news/2026/09/08/another-quay-opens"],
         "https://a.example/sport/2027/12/1/boat-race-is-won", "https://a.example/news/2026/"),
        (["https://www.a.example/news.php?id=123", "https://www.a.example/en/news.php?id=124"],
         "https://a.example/bm/news.php?x=1&id=9", "https://a.example/news.php"),
        (["https://a.example/node/799045", "https://a.example/node/799046"], "https://a.example/node/1",
         "https://a.example/about"),
        (["https://a.example/business/boat-race-is-won-4954454.html"], "https://a.example/x/other-race-is-won-49544.html",
         "https://b.example/x/other-race-is-won-49544.html"),
    ],
)  # fmt: skip
def test_the_shape_of_article_addresses_is_learned(urls: list[str], fits: str, not_fits: str) -> None:
    shape = article_shape(urls, "a.example")
    assert shape is not None
    assert all(re.search(shape, url) for url in [*urls, fits])
    assert not re.search(shape, not_fits)


def test_what_is_no_article_address_gives_no_shape() -> None:
    assert article_shape(["https://a.example/about", "https://a.example/"], "a.example") is None
    assert article_shape(["https://elsewhere.example/2026/09/07/a-quay-opens"], "a.example") is None
    assert not looks_like_article("https://a.example/business/")
    assert outlet_id("www.larkinpost.com.my") == "larkinpost"
    assert tomllib.loads(f'id = "{outlet_id("a.b.example")}"') == {"id": "a-b"}
