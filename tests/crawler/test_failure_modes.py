"""How such systems fail, by what their users report; each against a real server on loopback. Where each of them is
tested stands in MODES, and a test holds that table to the tests there are."""

from __future__ import annotations

import ast
import os
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.crawl import CrawlSettings
from crawler.memory import MemoryFrontier
from records import OutletHealth, SourceState, Waiting
from tests.crawler.crawling import NOW, Kept, run_crawl, run_pantau, start_pantau
from tests.crawler.server import Answer, Web, page, serving

HTML = {"Content-Type": "text/html; charset=utf-8"}
SETTINGS = CrawlSettings(contact="x", allow_loopback=True, delay=0, timeout=10, max_seconds=60, retry_scale=0.01)


#: What users report -> where it is tested: test module and test, or tests. What concerns other parts alone is not here:
#: page views, backups, digests, subscribers.
MODES: dict[str, tuple[str, ...]] = {
    "1 a write lock held during a slow fetch": (
        "test_failure_modes:test_others_write_while_a_crawl_waits_for_a_server",
    ),
    "2 two jobs collide": ("test_frontier:test_a_second_run_says_that_one_is_under_way_and_leaves",),
    "4 a deferred transaction ignores busy_timeout": ("test_failure_modes:test_a_crawl_waits_for_whoever_else_writes",),
    "6 a full disk": (
        "test_failure_modes:test_a_full_disk_ends_a_crawl_with_its_reason_and_loses_nothing",
        "test_crawl:test_a_store_that_fails_ends_the_crawl_and_says_so",
    ),
    "8 overlapping cron": ("test_frontier:test_a_second_run_says_that_one_is_under_way_and_leaves",),
    "9 a stale lock after a crash": (
        "test_frontier:test_a_killed_crawl_loses_no_link_though_the_feed_says_not_modified_and_asks_for_none_twice",
    ),
    "10 a scheduler that silently skips": (
        "test_discovering:test_only_sources_that_are_due_are_asked_and_what_is_left_is_fetched_all_the_same",
    ),
    "13 N errors means disabled for ever": (
        "test_failure_modes:test_a_source_that_failed_for_years_is_asked_and_recovers",
    ),
    "14 a source dies in silence": (
        "test_failure_modes:test_a_source_that_dies_is_told_by_its_name_at_the_second_look",
        "test_crawl:test_feed_sitemap_and_list_give_articles_and_one_failing_source_stops_nothing",
        "test_notices_health:test_a_source_that_answers_from_another_host_without_articles_has_moved",
    ),
    "15 alerts that flap": ("test_failure_modes:test_a_source_that_dies_is_told_by_its_name_at_the_second_look",),
    "16 200 OK with zero items": ("test_failure_modes:test_200_ok_with_nothing_in_it_is_empty",),
    "17 304 for ever": ("test_failure_modes:test_a_feed_that_says_304_for_ever_is_quiet_at_last",),
    "18 validators not stored": (
        "test_failure_modes:test_an_edit_is_a_revision_and_what_did_not_change_is_not_sent_again",
        "test_crawl:test_what_is_known_is_asked_for_politely_or_not_at_all",
    ),
    "19 changed title or GUID gives duplicates": (
        "test_failure_modes:test_a_changed_title_or_guid_and_the_same_guid_on_all_make_no_second_article_and_lose_none",
    ),
    "20 the same GUID on all items": (
        "test_failure_modes:test_a_changed_title_or_guid_and_the_same_guid_on_all_make_no_second_article_and_lose_none",
    ),
    "21 missing GUID": (
        "test_failure_modes:test_dates_of_feeds_without_guids_are_read_or_left_empty_but_never_guessed",
    ),
    "22 future or zoneless dates": (
        "test_failure_modes:test_dates_of_feeds_without_guids_are_read_or_left_empty_but_never_guessed",
    ),
    "23 two-digit years, EDT, day and month": (
        "test_failure_modes:test_dates_of_feeds_without_guids_are_read_or_left_empty_but_never_guessed",
    ),
    "24 absent or wrong charset": ("test_failure_modes:test_a_page_in_another_or_a_wrongly_declared_charset_is_read",),
    "25 a challenge page stored as an article": (
        "test_notices_health:test_a_challenge_page_is_told_as_one_and_never_stored",
    ),
    "26 a burst to one host": (
        "test_politeness:test_crawl_delay_is_obeyed",
        "test_politeness:test_a_host_that_asks_for_a_long_rest_gets_it",
    ),
    "27 a crawl hangs past its timeout": ("test_failure_modes:test_a_crawl_ends_though_a_server_drips_for_ever",),
    "28 a huge response": (
        "test_failure_modes:test_an_answer_to_a_browser_that_is_packed_into_a_bomb_is_too_large",
        "test_crawl:test_every_kind_of_failure_is_recorded_with_its_status",
    ),
    "29 the frontier lost on kill": (
        "test_frontier:test_a_killed_crawl_loses_no_link_though_the_feed_says_not_modified_and_asks_for_none_twice",
    ),
    "30 memory growth": ("test_failure_modes:test_of_a_long_frontier_only_a_few_links_are_held_at_a_time",),
    "31 an extractor that hangs or eats memory": (
        "test_crawl:test_a_page_that_takes_too_long_is_refused_and_holds_up_nothing",
        "test_workers:test_a_page_that_breaks_its_reader_is_refused_with_the_reason_and_the_next_is_read",
    ),
    "34 an edited article stored twice": (
        "test_failure_modes:test_an_edit_is_a_revision_and_what_did_not_change_is_not_sent_again",
    ),
    "35 a site change that halves the text": (
        "test_notices_health:test_bodies_that_shrank_are_noticed_when_met_twice_and_forgotten_when_whole",
    ),
}


def test_every_failure_mode_has_its_test() -> None:
    there = {
        f"{path.stem}:{node.name}"
        for path in Path(__file__).parent.glob("test_*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    assert {test for tests in MODES.values() for test in tests} <= there


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


HOST = "www.larkinpost.example"


def instance(folder: Path, web: Web, links: int = 1) -> Path:
    """An instance with one outlet, whose host the server stands for as a proxy."""
    home = folder / "home"
    (home / "outlets").mkdir(parents=True)
    (home / "outlets" / "post.toml").write_text(
        f'id = "post"\nname = "Post"\ncountry = "MY"\nlanguages = ["en"]\nhome = "http://{HOST}/"\nkind = "newspaper"\n'
        f'article_url = \'/n/\\d+\'\n[politeness]\ndelay = 0\n[[sources]]\nkind = "feed"\nurl = "http://{HOST}/feed"\n'
    )
    (home / "pantau.toml").write_text('outlets_folder = "outlets"\noutlets = ["post"]\n')
    web.routes["/feed"] = rss(*(f"<item><link>http://{HOST}/n/{number}</link></item>" for number in range(links)))
    return home


def crawl_of(web: Web, *more: str) -> tuple[str, ...]:
    return ("crawl", "--proxy", f"http://127.0.0.1:{web.port}", *more)


def listening(process: int) -> list[str]:
    """Addresses at which a process waits for others, as the kernel writes them."""
    own = {os.readlink(handle) for handle in Path(f"/proc/{process}/fd").iterdir()}
    rows = [
        line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    return [row[1] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in own]


def test_others_write_while_a_crawl_waits_for_a_server(web: Web, tmp_path: Path) -> None:
    home, asked, go_on = instance(tmp_path, web, 2), threading.Event(), threading.Event()

    def slow(_: dict[str, str]) -> Answer:
        asked.set()
        go_on.wait(60)
        return Answer(page("A quay"), headers=HTML)

    web.routes |= {"/n/0": Answer(page("A first quay"), headers=HTML), "/n/1": slow}
    process, _, said = start_pantau(home, *crawl_of(web))
    try:
        assert asked.wait(60), said.read_text()
        assert listening(process.pid) == []  # Scrapy's ports for telnet and remote control are shut
        connection = sqlite3.connect(home / "pantau.db", timeout=2, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO setting (name, value) VALUES ('mine', '1')")
        connection.execute("COMMIT")
        connection.close()
    finally:
        go_on.set()
        process.join(60)
        process.kill()
    assert process.exitcode == 0, said.read_text()


def test_a_crawl_waits_for_whoever_else_writes(web: Web, tmp_path: Path) -> None:
    """Someone who holds the write lock for a second costs the crawl that second and nothing else."""
    home, held = instance(tmp_path, web), threading.Event()
    assert run_pantau(home, "init").returncode == 0

    def while_written(_: dict[str, str]) -> Answer:
        connection = sqlite3.connect(home / "pantau.db", isolation_level=None, check_same_thread=False)
        connection.execute("BEGIN IMMEDIATE")

        def end() -> None:
            connection.execute("COMMIT")
            connection.close()
            held.set()

        threading.Timer(1.0, end).start()
        return Answer(page("A quay"), headers=HTML)

    web.routes["/n/0"] = while_written
    done = run_pantau(home, *crawl_of(web))
    assert (done.returncode, held.is_set()) == (0, True), done.stderr
    assert "1 new" in done.stdout


def test_a_full_disk_ends_a_crawl_with_its_reason_and_loses_nothing(web: Web, tmp_path: Path) -> None:
    outlet(tmp_path, web)
    web.routes |= {f"/n/{n}": Answer(page(f"Quay {n}"), headers=HTML) for n in range(9)}
    web.routes["/feed"] = rss(*(item(web, n) for n in range(9)))
    full = run_crawl(tmp_path, SETTINGS, Kept(file_limit=4000))
    assert full.error == "[Errno 27] File too large"
    kept = len(full.kept.articles)
    assert kept < 9
    rest = run_crawl(tmp_path, SETTINGS, Kept(frontier=full.kept.frontier))
    assert len(rest.kept.articles) == 9 - kept


def test_a_source_that_failed_for_years_is_asked_and_recovers(web: Web, tmp_path: Path) -> None:
    outlet(tmp_path, web)
    web.routes |= {"/feed": rss(item(web, 1)), "/n/1": Answer(page("A quay"), headers=HTML)}
    frontier = MemoryFrontier()
    frontier.save_source(SourceState(url=web.url("/feed"), outlet="post", kind="feed", due=NOW, interval=3600.0,
                                     reason="failed 5000 times (timeout)", failures=5000))  # fmt: skip
    dead = OutletHealth(outlet="post", state="dead", reason="x", since=NOW - timedelta(days=900))
    crawled = run_crawl(tmp_path, SETTINGS, Kept(frontier=frontier, healths=[dead], options={"due_only": True}))
    assert len(crawled.kept.articles) == 1
    assert crawled.kept.healths[-1].state == "ok"
    state = frontier_of(crawled.kept, web)
    assert (state.failures, state.last_new) == (0, NOW)


def frontier_of(kept: Kept, web: Web) -> SourceState:
    state = kept.frontier.source(web.url("/feed"))
    assert state is not None
    return state


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer(b"oops", 500), "dead"),
        (Answer(b"no", 403), "blocked"),
        (Answer(b"<html><body>Moved house</body></html>", headers=HTML), "parse_failure"),
        (Answer(b"", 410), "dead"),
    ],
    ids=["500", "403", "HTML", "410"],
)
def test_a_source_that_dies_is_told_by_its_name_at_the_second_look(
    web: Web, tmp_path: Path, answer: Answer, state: str
) -> None:
    outlet(tmp_path, web)
    web.routes["/feed"] = answer
    well = OutletHealth(
        outlet="post", state="ok", reason="9 new articles", since=NOW - timedelta(days=90), last_new=NOW
    )
    first = run_crawl(tmp_path, SETTINGS, Kept(healths=[well])).kept.healths[-1]
    if answer.status == 410:  # said on purpose: there is nothing to wait for
        assert first.state == state
        return
    assert (first.state, f"once: {state}" in first.reason) == ("ok", True)
    second = run_crawl(tmp_path, SETTINGS, Kept(healths=[first])).kept.healths[-1]
    assert (second.state, second.since, second.last_new) == (state, NOW, NOW)


def test_dates_of_feeds_without_guids_are_read_or_left_empty_but_never_guessed(web: Web, tmp_path: Path) -> None:
    outlet(tmp_path, web)
    file = tmp_path / "outlets" / "post.toml"
    file.write_text(file.read_text().replace("article_url", 'zone = "Asia/Kuala_Lumpur"\narticle_url'))
    at = datetime(2026, 9, 6, 2, 0, tzinfo=UTC)
    printed: dict[int, tuple[str, datetime | None]] = {
        1: ("Sun, 06 Sep 26 10:00:00 +0800", at),  # two digits
        2: ("Sat, 05 Sep 2026 22:00:00 EDT", at),
        3: ("2026-09-06 10:00:00", at),  # no zone: the outlet's
        4: ("Tue, 06 Sep 2036 10:00:00 +0800", None),  # not yet
        5: ("06/09/2026 10:00", None),  # of June or of September
        6: ("soon", None),
    }
    web.routes["/feed"] = rss(*(item(web, n, f"<pubDate>{text}</pubDate>") for n, (text, _) in printed.items()))
    web.routes |= {f"/n/{n}": Answer(page(f"Quay {n}"), headers=HTML) for n in printed}
    articles = run_crawl(tmp_path, SETTINGS).kept.articles
    assert {int(article.url.rsplit("/", 1)[1]): article.published for article in articles} == {
        number: when for number, (_, when) in printed.items()
    }


class _Watched(MemoryFrontier):
    most = 0

    def wanted(self, outlet: str, now: datetime, limit: int, without: object) -> tuple[Waiting, ...]:
        found = super().wanted(outlet, now, limit, without)  # type: ignore[arg-type]
        self.most = max(self.most, len(found) + len(without))  # type: ignore[arg-type]
        return found


def test_of_a_long_frontier_only_a_few_links_are_held_at_a_time(web: Web, tmp_path: Path) -> None:
    outlet(tmp_path, web)
    web.routes["/feed"] = rss()
    frontier = _Watched()
    frontier.add(
        Waiting(key=str(n), outlet="post", url=web.url(f"/n/{n}"), found=NOW, due=NOW, reason="new")
        for n in range(2000)
    )
    web.routes |= {f"/n/{n}": Answer(b"", 404) for n in range(2000)}
    crawled = run_crawl(tmp_path, replace(SETTINGS, max_articles=150), Kept(frontier=frontier))
    assert sum(path.startswith("/n/") for path in web.paths()) == 150
    watched = crawled.kept.frontier
    assert isinstance(watched, _Watched)
    assert 0 < watched.most <= 100  # fifty that are taken, and those under way


def test_an_edit_is_a_revision_and_what_did_not_change_is_not_sent_again(web: Web, tmp_path: Path) -> None:
    home = instance(tmp_path, web, 2)
    state = {"/n/0": 1, "/n/1": 1}

    def story(path: str) -> object:
        def answer(headers: dict[str, str]) -> Answer:
            tag = f'"{state[path]}"'
            if headers.get("if-none-match") == tag:
                return Answer(status=304)
            return Answer(page(f"Quay {path[-1]}, version {state[path]}"), headers={**HTML, "ETag": tag})

        return answer

    web.routes |= {path: story(path) for path in state}
    days = [f"2026-09-{day:02d}T08:00:00+00:00" for day in (7, 9)]
    assert run_pantau(home, *crawl_of(web, "--now", days[0])).returncode == 0
    state["/n/0"] = 2
    again = run_pantau(home, *crawl_of(web, "--now", days[1]))
    assert again.returncode == 0, again.stderr
    connection = sqlite3.connect(home / "pantau.db")
    titles = connection.execute("SELECT title, revision FROM article ORDER BY title").fetchall()
    earlier = connection.execute("SELECT title FROM revision").fetchall()
    statuses = connection.execute("SELECT status FROM fetch WHERE purpose = 'article' ORDER BY id").fetchall()
    connection.close()
    assert titles == [("Quay 0, version 2", 2), ("Quay 1, version 1", 1)]
    assert earlier == [("Quay 0, version 1",)]
    assert sorted(statuses) == [("not_modified",), ("ok",), ("ok",), ("ok",)]
