"""Outlets whose text only scripts make, crawled with a real Chromium against a server on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.captures import read_warc
from crawler.crawl import CrawlSettings
from crawler.outlet_file import load_outlets
from crawler.replay import replay
from tests.crawler.crawling import Crawled, Kept, run_crawl
from tests.crawler.server import PARAGRAPHS, Answer, Web, serving

pytestmark = pytest.mark.browser

HTML = {"Content-Type": "text/html; charset=utf-8"}
JSON = {"Content-Type": "application/json"}
SCRIPT = {"Content-Type": "text/javascript"}
#: Asks the data of the page that it stands in, and writes the story.
MAKER = b"""
fetch('/api' + location.pathname).then(answer => answer.json()).then(story => {
  document.title = story.title + ' | Larkin Post';
  const made = document.createElement('article');
  made.innerHTML = '<h1></h1>' + story.lines.map(line => '<p>' + line + '</p>').join('');
  made.querySelector('h1').textContent = story.title;
  document.body.append(made);
});
"""


def shell(extra: str = "") -> Answer:
    """A page as it is served: no word of the story in it."""
    head = "<meta charset='utf-8'><title>Larkin Post</title><meta property='og:type' content='article'>"
    body = f"<nav><a href='/'>Home</a></nav>{extra}<script src='/app.js'></script>"
    return Answer(
        f"<!doctype html><html lang='en'><head>{head}</head><body>{body}</body></html>".encode(), headers=HTML
    )


@pytest.fixture
def web(chromium_path: str) -> Iterator[Web]:
    del chromium_path  # or the test is skipped
    pytest.importorskip("scrapy_playwright", reason="make test-browser installs it")
    with serving(Web()) as running:
        running.routes["/app.js"] = Answer(MAKER, headers=SCRIPT)
        yield running


def crawl(folder: Path, web: Web, pages: dict[str, Answer], render: str = "render = true", **chosen: object) -> Crawled:
    """Crawls ``pages`` (path -> answer); the data of each is served, so that its script finds it."""
    (folder / "outlets").mkdir()
    (folder / "outlets" / "post.toml").write_text(
        f'id = "post"\nname = "Post"\ncountry = "MY"\nlanguages = ["en"]\nhome = "{web.url("/")}"\nkind = "newspaper"\n'
        f'article_url = \'/n/\\d+\'\n{render}\n[[sources]]\nkind = "feed"\nurl = "{web.url("/feed")}"\n'
    )
    items = "".join(f"<item><link>{web.url(path)}</link></item>" for path in pages)
    web.routes |= pages | {"/feed": Answer(f"<rss><channel>{items}</channel></rss>".encode())}
    for path in pages:
        story = {"title": f"Quay {path[-1]} opens", "lines": PARAGRAPHS}
        web.routes.setdefault(f"/api{path}", Answer(json.dumps(story).encode(), headers=JSON))
    settings: dict[str, object] = {
        "contact": "x", "allow_loopback": True, "delay": 0, "timeout": 10, "max_seconds": 90, "retry_scale": 0.01,
    }  # fmt: skip
    return run_crawl(folder, CrawlSettings(**(settings | chosen)))  # type: ignore[arg-type]


def test_a_text_that_only_scripts_make_is_read_kept_and_replayed(web: Web, tmp_path: Path) -> None:
    crawled = crawl(tmp_path, web, {"/n/1": shell(), "/n/2": shell()})
    articles = sorted(crawled.kept.articles, key=lambda article: article.url)
    assert [(article.title, article.body) for article in articles] == [
        (f"Quay {number} opens", "\n".join(PARAGRAPHS)) for number in (1, 2)
    ]
    assert web.paths().count("/n/1") == 1  # the browser got what the crawl had fetched
    assert web.paths().count("/app.js") == 1  # and the script of another page
    assert {headers["user-agent"] for _, _, headers in web.asked} == {"Pantau/0.1 (news monitor; +x)"}
    (path,) = crawled.archive.iterdir()
    place = {record.offset: record for record in read_warc(path)}[articles[0].fetch.warc_offset or 0]
    assert (getattr(place, "rendered", None), getattr(place, "url", None)) == (True, articles[0].url)
    again = Kept()
    report = replay(path, load_outlets(tmp_path / "outlets"), again)
    assert sorted(again.articles, key=lambda article: article.url) == articles
    assert report.passed_over["a part of a page that was rendered"] == 5  # two shells, two data, one script


def test_without_render_no_script_runs(web: Web, tmp_path: Path) -> None:
    crawled = crawl(tmp_path, web, {"/n/1": shell()}, render="")
    assert crawled.kept.articles == []
    assert "/app.js" not in web.paths()


def test_a_browser_reaches_nothing_but_what_the_crawl_fetches_for_it(web: Web, tmp_path: Path) -> None:
    """Other hosts, private addresses, pictures, frames, sockets, posts, redirects and what robots.txt forbids."""
    elsewhere = Web()
    with serving(elsewhere, host="127.0.0.2"):
        away = f"127.0.0.2:{elsewhere.port}"
        own = f"127.0.0.1:{web.port}"
        wanted = (
            f"<img src='/picture.png'><img src='http://{away}/picture.png'><iframe src='/frame'></iframe>"
            f"<link rel='stylesheet' href='/style.css'><link rel='dns-prefetch' href='//{away}'>"
            f"<link rel='preconnect' href='http://{away}'><link rel='prefetch' href='http://{away}/prefetched'>"
            f"<style>@font-face{{font-family:f;src:url(/font.woff)}}</style><p style='font-family:f'>x</p>"
            f"<script src='http://{away}/script.js'></script><video src='/film.mp4' autoplay></video>"
            "<script>"
            f"fetch('http://{away}/data', {{mode: 'no-cors'}}).catch(() => 0);"
            f"fetch('http://10.1.2.3/data', {{mode: 'no-cors'}}).catch(() => 0);"
            "fetch('/redirected').catch(() => 0); fetch('/forbidden').catch(() => 0);"
            "fetch('/sent', {method: 'POST', body: 'x'}).catch(() => 0); navigator.sendBeacon('/beacon', 'x');"
            f"new WebSocket('ws://{own}/socket'); new EventSource('/events'); window.open('/popup');"
            "navigator.serviceWorker && navigator.serviceWorker.register('/worker.js').catch(() => 0);"
            "new Worker('/worker.js'); setTimeout(() => { location.href = '/left'; }, 300);"
            "</script>"
        )
        web.routes["/robots.txt"] = Answer(
            b"User-agent: *\nDisallow: /forbidden\n", headers={"Content-Type": "text/plain"}
        )
        web.routes["/redirected"] = Answer(status=302, headers={"Location": f"http://{away}/secret"})
        crawled = crawl(tmp_path, web, {"/n/1": shell(wanted)})
    assert [article.title for article in crawled.kept.articles] == ["Quay 1 opens"], crawled.kept.fetches
    assert elsewhere.asked == []
    assert set(web.paths()) == {
        "/robots.txt", "/feed", "/n/1", "/app.js", "/worker.js", "/api/n/1", "/redirected",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("script", "seconds", "status", "word"),
    [
        ("while (true) {}", 10.0, "timeout", "more than 10 seconds"),
        ("setTimeout(() => { while (true) {} }, 200)", 10.0, "timeout", "more than 10 seconds"),
        ("document.body.append('x'.repeat(3000000))", 60.0, "too_large", "rendered it has"),
        ("location.replace('/n/9')", 60.0, "refused", ""),
    ],
    ids=["hangs", "hangs later", "grows", "leaves"],
)
def test_a_page_that_hangs_or_grows_costs_itself_only(
    web: Web, tmp_path: Path, script: str, seconds: float, status: str, word: str
) -> None:
    bad = Answer(
        shell().body.replace(b"<script src='/app.js'>", f"<script>{script}</script><script>".encode()), headers=HTML
    )
    crawled = crawl(tmp_path, web, {"/n/1": bad, "/n/2": shell()}, render_seconds=seconds, max_size=2_000_000)
    fetch = crawled.kept.fetch_at("/n/1")
    assert (fetch.status, word in str(fetch.reason)) == (status, True), fetch.reason
    assert [article.title for article in crawled.kept.articles] == ["Quay 2 opens"]


def test_a_list_that_only_scripts_make_is_read(web: Web, tmp_path: Path) -> None:
    (tmp_path / "outlets").mkdir()
    web.routes["/latest"] = Answer(
        b"<html><head><title>Latest</title></head><body><script>document.body.innerHTML ="
        b" '<main><a href=\"/n/1\">Quay 1 opens</a></main>'</script></body></html>", headers=HTML,
    )  # fmt: skip
    web.routes |= {
        "/n/1": shell(),
        "/api/n/1": Answer(json.dumps({"title": "Quay 1", "lines": PARAGRAPHS}).encode(), headers=JSON),
    }
    (tmp_path / "outlets" / "post.toml").write_text(
        f'id = "post"\nname = "Post"\ncountry = "MY"\nlanguages = ["en"]\nhome = "{web.url("/")}"\nkind = "newspaper"\n'
        f"article_url = '/n/\\d+'\nrender = true\n[[sources]]\nkind = \"list\"\n"
        f'url = "{web.url("/latest")}"\nlink_css = "main a"\n'
    )
    crawled = run_crawl(tmp_path, CrawlSettings(contact="x", allow_loopback=True, delay=0, timeout=10, max_seconds=60))
    assert [article.title for article in crawled.kept.articles] == ["Quay 1"]


def test_a_challenge_is_not_given_to_the_browser(web: Web, tmp_path: Path) -> None:
    page = (
        b"<html><head><title>Just a moment...</title></head><body class='cf-chl'>Checking your browser"
        b"<script src='/app.js'></script></body></html>"
    )
    crawled = crawl(tmp_path, web, {"/n/1": Answer(page, headers=HTML)})
    assert crawled.kept.articles == []
    assert "/app.js" not in web.paths()
    assert "challenge" in str(crawled.kept.fetch_at("/n/1").reason)
