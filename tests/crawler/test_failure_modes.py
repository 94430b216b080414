"""How such systems fail, by what their users report; each against a real server on loopback. Others of the list have
tests of their own: kills and two runs at once (test_frontier), bursts and rests (test_politeness), challenge pages and
shrunken bodies (test_notices_health), feeds without dates or guids, entities and bombs (test_discovery), readers that
hang or eat memory (test_workers)."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.crawl import CrawlSettings
from records import OutletHealth
from tests.crawler.crawling import NOW, Kept, run_crawl
from tests.crawler.server import Answer, Web, page, serving

HTML = {"Content-Type": "text/html; charset=utf-8"}
SETTINGS = CrawlSettings(contact="x", allow_loopback=True, delay=0, timeout=10, max_seconds=60, retry_scale=0.01)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as running:
        yield running


def outlet(folder: Path, web: Web) -> None:
    (folder / "outlets").mkdir(exist_ok=True)
    (folder / "outlets" / "post.toml").write_text(
        f'id = "post"\nname = "Post"\ncountry = "MY"\nlanguages = ["en"]\nhome = "{web.url("/")}"\nkind = "newspaper"\n'
        f'article_url = \'/n/\\d+\'\n[[sources]]\nkind = "feed"\nurl = "{web.url("/feed")}"\n'
    )


def rss(*items: str) -> Answer:
    return Answer(f"<rss version='2.0'><channel><title>x</title>{''.join(items)}</channel></rss>".encode())


def item(web: Web, number: int, more: str = "") -> str:
    return f"<item><link>{web.url(f'/n/{number}')}</link>{more}</item>"


def test_a_crawl_ends_though_a_server_drips_for_ever(tmp_path: Path) -> None:
    """A byte now and then keeps a connection alive; the time of a request is bounded all the same."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip(talk: socket.socket) -> None:
            with talk:
                asked = talk.recv(4096)
                if b"/robots.txt" in asked:
                    talk.sendall(b"HTTP/1.1 404 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    return
                talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss>")
                while not stop.wait(0.1):
                    try:
                        talk.sendall(b" ")
                    except OSError:
                        return

        def serve() -> None:
            while True:
                try:
                    talk, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=drip, args=(talk,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        slow = Web()
        slow.port = server.getsockname()[1]
        outlet(tmp_path, slow)
        started = time.monotonic()
        crawled = run_crawl(tmp_path, replace(SETTINGS, timeout=1))
        took = time.monotonic() - started
        stop.set()
    assert crawled.kept.fetch_at("/feed").status == "timeout"
    assert took < 50  # of a server that would have gone on for ever


def test_a_feed_that_says_304_for_ever_is_quiet_at_last(web: Web, tmp_path: Path) -> None:
    outlet(tmp_path, web)
    web.routes["/feed"] = Answer(status=304)
    known = OutletHealth(outlet="post", state="ok", reason="x", since=NOW, last_new=NOW - timedelta(days=30))
    assert run_crawl(tmp_path, SETTINGS, Kept(healths=[known])).kept.healths[-1].state == "quiet"


def test_200_ok_with_nothing_in_it_is_empty(web: Web, tmp_path: Path) -> None:
    outlet(tmp_path, web)
    web.routes["/feed"] = rss()
    assert run_crawl(tmp_path, SETTINGS).kept.healths[-1].state == "empty"


def test_a_changed_title_or_guid_and_the_same_guid_on_all_make_no_second_article_and_lose_none(
    web: Web, tmp_path: Path
) -> None:
    outlet(tmp_path, web)
    for number in range(5):
        web.routes[f"/n/{number}"] = Answer(page(f"Story {number}"), headers=HTML)
    web.routes["/feed"] = rss(*(item(web, n, "<guid>same</guid>") for n in range(5)))
    first = run_crawl(tmp_path, SETTINGS)
    assert len(first.kept.articles) == 5
    web.routes["/feed"] = rss(*(item(web, n, f"<title>New {n}</title><guid>{n}-b</guid>") for n in range(5)))
    again = run_crawl(tmp_path, SETTINGS, Kept(frontier=first.kept.frontier))
    assert again.kept.articles == []


@pytest.mark.parametrize(
    ("declared", "encoded"), [("windows-1256", "cp1256"), ("gb2312", "gbk"), (None, "utf-8"), ("utf-8", "cp1252")]
)
def test_a_page_in_another_or_a_wrongly_declared_charset_is_read(
    web: Web, tmp_path: Path, declared: str | None, encoded: str
) -> None:
    outlet(tmp_path, web)
    word = {"cp1256": "مرحبا", "gbk": "码头", "utf-8": "Ümit’s", "cp1252": "Ümit’s"}[encoded]
    body = page(f"A quay {word} opens").decode().replace("<meta charset='utf-8'>", "").encode(encoded)
    kind = "text/html" + (f"; charset={declared}" if declared else "")
    web.routes["/n/1"] = Answer(body, headers={"Content-Type": kind})
    web.routes["/feed"] = rss(item(web, 1))
    (article,) = run_crawl(tmp_path, SETTINGS).kept.articles
    assert article.title == f"A quay {word} opens"


def test_an_answer_to_a_browser_that_is_packed_into_a_bomb_is_too_large(web: Web, tmp_path: Path) -> None:
    import gzip

    outlet(tmp_path, web)
    web.routes["/n/1"] = Answer(gzip.compress(b" " * 30_000_000), headers={**HTML, "Content-Encoding": "gzip"})
    web.routes["/feed"] = rss(item(web, 1))
    crawled = run_crawl(tmp_path, SETTINGS)
    assert crawled.kept.articles == []
    assert crawled.kept.fetch_at("/n/1").status == "too_large"
