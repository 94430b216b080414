"""Hosts are not hurt: delays, rests, retries, robots.txt in every state; over real HTTP, and as pure rules."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.address import IPv4Address

from crawler.crawl import CrawlSettings
from crawler.guard import GuardedResolver, _Guarded, private_reason
from crawler.pace import MAX_DELAY, MAX_REST, Host, after_answer, judge_retry, kind_of, read_retry_after
from tests.crawler.crawling import NOW, Crawled, Kept, run_crawl
from tests.crawler.server import Answer, Web, page, serving

HTML = {"Content-Type": "text/html; charset=utf-8"}
SETTINGS = CrawlSettings(contact="x", allow_loopback=True, delay=0, timeout=10, max_seconds=60, retry_scale=0.01)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as running:
        yield running


def crawl(
    folder: Path, web: Web, paths: list[str], settings: CrawlSettings = SETTINGS, kept: Kept | None = None
) -> Crawled:
    (folder / "outlets").mkdir(exist_ok=True)
    (folder / "outlets" / "post.toml").write_text(
        f'id = "post"\nname = "Post"\ncountry = "MY"\nlanguages = ["en"]\nhome = "{web.url("/")}"\nkind = "newspaper"\n'
        f'article_url = \'/n/\\d+\'\n[[sources]]\nkind = "feed"\nurl = "{web.url("/feed")}"\n'
    )
    items = "".join(f"<item><link>{web.url(path)}</link></item>" for path in paths)
    web.routes.setdefault("/feed", Answer(f"<rss><channel>{items}</channel></rss>".encode()))
    return run_crawl(folder, settings, kept)


def in_turn(*answers: Answer) -> object:
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


STORY = Answer(page("A story"), headers=HTML)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
def test_what_may_have_failed_by_chance_is_tried_again(web: Web, tmp_path: Path, status: int) -> None:
    web.routes["/n/1"] = in_turn(Answer(b"oops", status), STORY)
    crawled = crawl(tmp_path, web, ["/n/1"])
    assert [article.title for article in crawled.kept.articles] == ["A story"]
    assert web.paths().count("/n/1") == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_what_is_meant_is_not_tried_again(web: Web, tmp_path: Path, status: int) -> None:
    web.routes["/n/1"] = Answer(b"no", status)
    crawled = crawl(tmp_path, web, ["/n/1"])
    assert web.paths().count("/n/1") == 1
    assert crawled.kept.fetch_at("/n/1").http_status == status


def test_a_server_that_keeps_failing_is_left_alone_and_the_link_waits(web: Web, tmp_path: Path) -> None:
    web.routes["/n/1"] = Answer(b"oops", 500)
    crawled = crawl(tmp_path, web, ["/n/1"])
    assert web.paths().count("/n/1") == 3
    (link,) = crawled.kept.frontier.links.values()
    assert (link.due, link.attempts) == (NOW + timedelta(hours=1), 1)
    web.routes["/n/1"] = STORY
    later = crawl(tmp_path, web, ["/n/1"], kept=Kept(frontier=crawled.kept.frontier, now=NOW + timedelta(hours=2)))
    assert len(later.kept.articles) == 1


@pytest.mark.parametrize("form", ["seconds", "date"])
@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_for_a_long_rest_gets_it(web: Web, tmp_path: Path, status: int, form: str) -> None:
    wait = timedelta(hours=2)
    value = "7200" if form == "seconds" else format_datetime(datetime.now(UTC) + wait, usegmt=True)
    paths = [f"/n/{number}" for number in range(9)]
    web.routes |= {path: Answer(b"busy", status, {"Retry-After": value}) for path in paths}
    crawled = crawl(tmp_path, web, paths)
    asked = [path for path in web.paths() if path.startswith("/n/")]
    assert len(asked) == len(set(asked)) <= 3  # those that were under way; nothing after the answer
    assert crawled.report is not None
    assert crawled.report.outlets[0].counts["at_rest"] >= 1
    for link in crawled.kept.frontier.links.values():
        assert link.due is not None
        assert (timedelta(minutes=110) < link.due - NOW <= wait) or link.due == NOW
        assert link.attempts == 0
    web.routes |= dict.fromkeys(paths, STORY)
    later = crawl(tmp_path, web, paths, kept=Kept(frontier=crawled.kept.frontier, now=NOW + timedelta(hours=3)))
    assert len(later.kept.articles) == 9  # none was lost


def test_a_short_rest_is_waited_for(web: Web, tmp_path: Path) -> None:
    times: list[float] = []

    def busy(_: dict[str, str]) -> Answer:
        times.append(time.monotonic())
        return Answer(b"busy", 429, {"Retry-After": "1"}) if len(times) == 1 else STORY

    web.routes["/n/1"] = busy
    crawled = crawl(tmp_path, web, ["/n/1"])
    assert len(crawled.kept.articles) == 1
    assert times[1] - times[0] >= 0.9


def test_crawl_delay_is_obeyed(web: Web, tmp_path: Path) -> None:
    times: list[float] = []

    def story(_: dict[str, str]) -> Answer:
        times.append(time.monotonic())
        return STORY

    web.routes["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 0.7\n", headers={"Content-Type": "text/plain"})
    web.routes |= {f"/n/{number}": story for number in range(4)}
    crawl(tmp_path, web, [f"/n/{number}" for number in range(4)])
    assert len(times) == 4
    assert min(after - before for before, after in pairwise(times)) >= 0.6


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        (Answer(b"no", 404), True),
        (Answer(b"no", 403), True),
        (Answer(b"oops", 500), False),
        (Answer(b"slow down", 429, {"Retry-After": "1"}), False),  # without the header it rests for half a minute
        (Answer(b"<!doctype html><p>User-agent: *\nDisallow: /\n</p>", headers=HTML), True),
        (Answer(b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /n/\r\n"), False),
        (Answer(b"\x00\xff\xfe nonsense"), True),
        (Answer(b"User-agent: Pantau\nDisallow: /\n\nUser-agent: *\nAllow: /\n"), False),
        (Answer(b"User-agent: other\nDisallow: /\n"), True),
        (Answer(status=302, headers={"Location": "/elsewhere.txt"}), False),
    ],
    ids=["404", "403", "500", "429", "HTML", "BOM", "bytes", "named", "others", "redirect"],
)
def test_robots_in_every_state(web: Web, tmp_path: Path, answer: Answer, allowed: bool) -> None:
    web.routes["/robots.txt"] = answer
    web.routes["/elsewhere.txt"] = Answer(b"User-agent: *\nDisallow: /n/\n", headers={"Content-Type": "text/plain"})
    web.routes["/n/1"] = STORY
    crawled = crawl(tmp_path, web, ["/n/1"], replace(SETTINGS, max_seconds=20))
    assert ("/n/1" in web.paths()) is allowed
    if answer.status == 500:
        assert "robots.txt answers 500" in str(crawled.kept.fetch_at("/feed").reason)


def test_where_robots_cannot_be_reached_nothing_is_asked_and_the_reason_is_its(
    web: Web, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    real, web.port = web.port, port
    crawled = crawl(tmp_path, web, [])
    web.port = real
    fetch = crawled.kept.fetch_at("/feed")
    assert (fetch.status, str(fetch.reason).startswith("robots.txt: ")) == ("unreachable", True)
    assert "Traceback" not in capfd.readouterr().err


def test_an_answer_that_breaks_off_is_tried_again_and_then_told(tmp_path: Path) -> None:
    """A server that promises more than it sends."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    talk, _ = server.accept()
                except OSError:
                    return
                with talk:
                    asked.append(talk.recv(4096).split(b"\r\n", 1)[0])
                    talk.sendall(
                        b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\n"
                    )

        threading.Thread(target=serve, daemon=True).start()
        broken = Web()
        broken.port = server.getsockname()[1]
        crawled = crawl(tmp_path, broken, [])
    assert asked.count(b"GET /robots.txt HTTP/1.1") == 3
    assert crawled.kept.fetch_at("/feed").status == "unreachable"


def test_a_name_that_turns_private_between_two_questions_is_not_connected_to() -> None:
    """DNS rebinding: every resolution is judged, and what passes is the very address that is connected to."""

    class Receiver:
        def __init__(self) -> None:
            self.found: list[str] = []

        def resolutionBegan(self, _: object) -> None:
            return

        def addressResolved(self, address: IPv4Address) -> None:
            self.found.append(address.host)

        def resolutionComplete(self) -> None:
            return

    host, answers = "rebinding.example", [["8.8.8.8"], ["127.0.0.1"], ["10.0.0.1", "8.8.8.8"], ["169.254.169.254"]]
    passed = []
    for addresses in answers:
        receiver = Receiver()
        guarded = _Guarded(receiver, host, lambda _, address: private_reason(address))
        for address in addresses:
            guarded.addressResolved(IPv4Address("TCP", address, 80))
        guarded.resolutionComplete()
        passed.append(receiver.found)
    assert passed == [["8.8.8.8"], [], ["8.8.8.8"], []]
    assert "not a public address" in GuardedResolver.refused.pop(host)


# --- pure rules


HOST = Host(base=2.0, delay=2.0)


@pytest.mark.parametrize(
    ("status", "latency", "retry_after", "delay", "rest"),
    [
        (200, 0.1, None, 2.0, 0),
        (200, 5.0, None, 5.0, 0),
        (200, 500.0, None, 10.0, 0),
        (404, 0.1, None, 2.0, 0),
        (500, 0.1, None, 4.0, 0),
        (None, None, None, 4.0, 0),
        (429, 0.1, None, 4.0, 30),
        (429, 0.1, 120.0, 4.0, 120),
        (503, 0.1, 120.0, 4.0, 120),
        (503, 0.1, None, 4.0, 0),
        (429, 0.1, 1e12, 4.0, MAX_REST),
    ],
)
def test_the_delay_of_a_host(
    status: int | None, latency: float | None, retry_after: float | None, delay: float, rest: float
) -> None:
    after = after_answer(HOST, status=status, latency=latency, retry_after=retry_after, now=1000.0)
    assert (after.delay, after.rest_until) == (delay, 1000.0 + rest if rest else 0)
    assert after.reason


@given(st.lists(st.tuples(st.sampled_from([200, 304, 404, 429, 500, 503, None]), st.floats(0, 100)), max_size=40))
def test_the_delay_stays_within_bounds_and_comes_back(met: list[tuple[int | None, float]]) -> None:
    for base in (0.0, 2.0, 45.0):
        host = Host(base=base, delay=base)
        for number, (status, latency) in enumerate(met):
            host = after_answer(host, status=status, latency=latency, retry_after=None, now=float(number))
            assert base <= host.delay <= max(base, MAX_DELAY)
        for _ in range(20):
            host = after_answer(host, status=200, latency=0.0, retry_after=None, now=1e6)
        assert host.delay == base


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 1.5 ", 1.5),
        ("-5", 0.0),
        ("Mon, 07 Sep 2026 09:00:00 GMT", 3600.0),
        ("Mon, 07 Sep 2026 07:00:00 GMT", 0.0),
        ("Mon, 07 Sep 2099 07:00:00 GMT", MAX_REST),
        ("1e400", MAX_REST),
        ("nan", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert read_retry_after(value, NOW) == seconds


@given(st.text(max_size=40))
def test_no_text_makes_retry_after_fail(value: str) -> None:
    found = read_retry_after(value, NOW)
    assert found is None or 0 <= found <= MAX_REST


@given(st.sampled_from(["dns", "connect", "lost", "timeout", "tls", "busy", "server", "no"]), st.floats(0, 1))
def test_retries_end_and_wait_longer_each_time(kind: str, chance: float) -> None:
    waits, tried = [], 0
    while (retry := judge_retry(kind, tried, None, chance)).again:  # type: ignore[arg-type]
        waits.append(retry.wait)
        tried += 1
        assert tried < 5
    assert waits == sorted(waits)
    assert retry.reason
    assert not judge_retry(kind, 0, 3600.0, chance).again  # type: ignore[arg-type]


def test_kinds_of_statuses() -> None:
    assert [kind_of(status) for status in (200, 403, 404, 408, 429, 500, 503, 522)] == [
        "no", "no", "no", "busy", "busy", "server", "server", "server",
    ]  # fmt: skip
