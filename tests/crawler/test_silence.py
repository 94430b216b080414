"""What silence costs: a table of cases, a property, and crawls of closed ports that take nothing from what waits."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.crawl import CrawlSettings
from crawler.decide import MAX_ATTEMPTS
from crawler.memory import MemoryFrontier
from crawler.outlet_file import load_outlets
from crawler.reach import Contacts, judge_reach
from crawler.silence import ENOUGH, Held, judge_cost
from pantau.sink import StoreFrontier
from records import Fetch, Noted, Reach, SourceState, Waiting
from store import Store
from store.crawling import save_outlets
from store.health import last_reach
from tests.crawler.crawling import NOW, Kept, run_crawl, run_pantau, start_pantau
from tests.crawler.server import Answer, Web, page, serving

SETTINGS = CrawlSettings(contact="x", allow_loopback=True, delay=0, timeout=5, max_seconds=60, retry_scale=0.01)
SLOW = replace(SETTINGS, timeout=30)
HOUR = timedelta(hours=1)


def fetch(status: str, http_status: int | None = None, outlet: str = "post") -> Fetch:
    return Fetch(
        url=f"https://{outlet}.example/1", outlet=outlet, fetched=NOW, status=status, purpose="article",  # type: ignore[arg-type]
        http_status=http_status,
    )  # fmt: skip


def reach(state: str, reason: str) -> Reach:
    return Reach(state=state, reason=reason, since=NOW, at=NOW)  # type: ignore[arg-type]


NOBODY, ALONE = reach("nobody", "none of 2 hosts answered"), reach("reached", "nobody but post.example was asked")


@pytest.mark.parametrize(
    ("told", "answered", "ended", "after", "when", "reason"),
    [
        (fetch("unreachable"), (), False, None, "later", "nobody answered yet"),
        (fetch("timeout"), (), False, None, "later", "nobody answered yet"),
        (fetch("private_address"), (), False, None, "later", "nobody answered yet"),
        (fetch("timeout", 200), (), False, None, "now", "it was no silence"),
        (fetch("http_error", 503), (), False, None, "now", "it was no silence"),
        (fetch("robots"), (), False, None, "now", "it was no silence"),
        (fetch("ok", 200), (), False, None, "now", "it was no silence"),
        (fetch("unreachable"), {"wire.example"}, False, None, "now", "others answered"),
        (fetch("unreachable"), (), True, NOBODY, "never", NOBODY.reason),
        (fetch("unreachable"), (), True, ALONE, "now", ALONE.reason),
        (fetch("unreachable"), (), True, None, "now", "nothing is known of the network"),
        (fetch("unreachable"), {"wire.example"}, True, ALONE, "now", "others answered"),
        (fetch("http_error", 503), (), True, NOBODY, "now", "it was no silence"),
    ],
)
def test_when_a_failure_costs_something(
    told: Fetch, answered: set[str], ended: bool, after: Reach | None, when: str, reason: str
) -> None:
    cost = judge_cost(told, answered, ended=ended, reach=after)
    assert (cost.when, cost.reason) == (when, reason)


outlets = st.sampled_from(["post", "wire", "line"])
failures = st.builds(fetch, st.sampled_from(["unreachable", "timeout", "private_address", "robots"]), outlet=outlets)
asked = st.one_of(failures, st.builds(lambda name: f"https://{name}.example/robots.txt", outlets))


@given(st.lists(st.lists(asked, max_size=8), max_size=5))
def test_a_crawl_that_reached_nobody_costs_nothing_and_any_other_all_of_it(crawls: list[list[Fetch | str]]) -> None:
    """Crawls of requests, each of which fails or is answered (an address), by ``crawler.reach``'s own judgement. What
    is written at each moment is what a kill at that moment would leave."""
    known: Reach | None = None
    written: list[Fetch] = []
    for requests in crawls:
        contacts, held, met = Contacts(), Held(nullcontext), list[Fetch]()
        written.clear()
        for request in requests:
            if isinstance(request, str):
                contacts.heard(request)
                held.settle(contacts.answered)
            else:
                met.append(request)
                contacts.missed(request)
                if judge_cost(request, contacts.answered).when == "now":
                    written.append(request)
                else:
                    held.hold(request, None, partial(written.append, request))
            silent = [each for each in met if each.status != "robots"]
            left = [] if contacts.answered else silent
            assert sorted(map(str, written)) == sorted(map(str, (each for each in met if each not in left)))
        known = judge_reach(known, contacts.answered, contacts.silent, NOW)
        spared = held.settle(contacts.answered, ended=True, reach=known)
        assert not held
        nobody = not contacts.answered and known is not None and known.state == "nobody"
        assert spared.total() == (len([each for each in met if each.status != "robots"]) if nobody else 0)
        assert len(written) + spared.total() == len(met)


def test_links_that_are_silent_are_held_once_and_in_their_order() -> None:
    held, written = Held(nullcontext), list[int]()
    for number in range(ENOUGH):
        assert not held.enough
        held.hold(fetch("timeout"), f"k{number}", partial(written.append, number))
        held.hold(fetch("timeout"), None, lambda: None)
    assert held.enough
    assert held.keys == {f"k{number}" for number in range(ENOUGH)}
    held.settle(())
    assert (written, bool(held)) == ([], True)
    held.settle({"wire.example"})
    assert (written, held.enough, held.keys) == (list(range(ENOUGH)), False, frozenset())


# --- crawls of ports at which nobody listens, then of servers at the same ports


def free_port(host: str) -> int:
    with socket.socket() as held:
        held.bind((host, 0))
        port: int = held.getsockname()[1]
        return port


def outlet_text(name: str, home: str) -> str:
    return (
        f'id = "{name}"\nname = "{name}"\ncountry = "MY"\nlanguages = ["en"]\nhome = "{home}"\nkind = "newspaper"\n'
        f'article_url = \'/n/\\d+\'\n[politeness]\ndelay = 0\n[[sources]]\nkind = "feed"\nurl = "{home}feed"\n'
    )


def site(home: str, links: int) -> Web:
    web = Web()
    feed = f"<rss version='2.0'><channel><title>x</title><item><link>{home}/n/0</link></item></channel></rss>".encode()
    web.routes["/feed"] = web.routes["/child"] = Answer(feed, headers={"Content-Type": "application/xml"})
    for number in range(links):
        web.routes[f"/n/{number}"] = Answer(page(f"Story {number}"), headers={"Content-Type": "text/html"})
    return web


@dataclass
class Signing(Kept):
    """Writes a file once ``count`` articles could not be fetched."""

    sign: Path = Path()
    count: int = 1

    def fetch(self, fetch: Fetch) -> None:
        super().fetch(fetch)
        self.count -= fetch.purpose == "article"
        if self.count == 0:
            self.sign.touch()


class Places:
    """Two outlets on two hosts of this machine, and what waits at them: links, one of them a failure short of being
    given up, a source that failed before, an address that a killed crawl left, what that crawl met."""

    def __init__(self, folder: Path, links: int = 3) -> None:
        self.folder, self.hosts = folder, {"post": "127.0.0.1", "wire": "127.0.0.2"}
        self.ports = {name: free_port(host) for name, host in self.hosts.items()}
        (folder / "outlets").mkdir()
        self.frontier = MemoryFrontier()
        for name in self.hosts:
            (folder / "outlets" / f"{name}.toml").write_text(outlet_text(name, self.url(name, "/")))
            self.frontier.add(
                Waiting(key=f"{self.hosts[name]}:{self.ports[name]}/n/{number}", outlet=name, due=NOW - number * HOUR,
                        url=self.url(name, f"/n/{number}"), found=NOW - 9 * HOUR, attempts=number % MAX_ATTEMPTS,
                        reason=f"failed {number} times: x" if number else "new")
                for number in reversed(range(links))
            )  # fmt: skip
            self.frontier.save_source(
                SourceState(url=self.url(name, "/feed"), outlet=name, kind="feed", due=NOW, interval=3600.0, failures=2,
                            reason="failed 2 times (timeout)", last_attempt=NOW - HOUR)
            )  # fmt: skip
        told: dict[str, Any] = {"of": self.url("post", "/feed"), "depth": 1, "page": 0, "conditional": 1, "first": None}
        left = Noted(what="ask", name=self.url("post", "/child"), told=told)
        answer: dict[str, Any] = {"of": self.url("post", "/feed"), "kind": "feed", "status": "parse_error"}
        answer |= {"links": 0, "fitting": 0, "http_status": 200, "newest": None, "reason": "x", "moved_to": None}
        answered = Noted(what="source", name=self.url("post", "/feed"), told=answer)
        self.frontier.note("post", [left, answered, Noted(what="count", name="articles", count=2)])

    def url(self, name: str, path: str) -> str:
        return f"http://{self.hosts[name]}:{self.ports[name]}{path}"

    @contextmanager
    def serving(self, name: str, links: int = 3, after: Path | None = None) -> Iterator[Web]:
        """``after``: a file before which nothing is answered, but half a second later."""

        def robots(_: dict[str, str]) -> Answer:
            for _ in range(1500 if after is not None else 0):
                if after is None or after.exists():
                    break
                time.sleep(0.02)
            time.sleep(0.5 if after is not None else 0)
            return Answer(b"no", 404)

        web = site(self.url(name, ""), links)
        web.routes["/robots.txt"] = robots
        with serving(web, self.hosts[name], self.ports[name]):
            yield web


def of(frontier: MemoryFrontier) -> dict[str, Any]:
    return {"links": frontier.links, "sources": frontier.sources, "met": frontier.met}


def test_a_crawl_without_a_network_costs_nothing_and_the_next_crawl_fetches_all_at_once(tmp_path: Path) -> None:
    places = Places(tmp_path, links=MAX_ATTEMPTS)
    crawled = run_crawl(tmp_path, SETTINGS, Kept(frontier=places.frontier, options={"due_only": True}))
    kept = crawled.kept
    assert crawled.report is not None
    assert crawled.report.reach is not None
    assert crawled.report.reach.state == "nobody"
    assert {told.status for told in kept.fetches} == {"unreachable"}  # what was tried is told
    assert of(kept.frontier) == of(places.frontier)
    # each link once, the two feeds, and the address that was left
    assert crawled.report.counts["spared"] == 2 * MAX_ATTEMPTS + 3
    assert crawled.report.counts["failed"] == 2 * MAX_ATTEMPTS
    assert crawled.report.counts["left_for_next_time"] == 2 * MAX_ATTEMPTS
    assert kept.healths == []  # what a killed crawl met is judged by one that reaches somebody
    with places.serving("post", MAX_ATTEMPTS) as post, places.serving("wire", MAX_ATTEMPTS) as wire:
        crawled = run_crawl(tmp_path, SETTINGS, replace(kept, now=NOW + HOUR / 4))
    stories = {f"/n/{number}" for number in range(MAX_ATTEMPTS)}
    assert set(post.paths()) == stories | {"/robots.txt", "/feed", "/child"}
    assert set(wire.paths()) == stories | {"/robots.txt", "/feed"}
    assert crawled.report is not None
    assert crawled.report.counts["articles"] == 2 * MAX_ATTEMPTS
    assert "spared" not in crawled.report.counts
    assert {link.attempts for link in crawled.kept.frontier.links.values()} == {0}
    assert {state.failures for state in crawled.kept.frontier.sources.values()} == {0}
    assert [(health.outlet, health.state) for health in crawled.kept.healths] == [("post", "ok"), ("wire", "ok")]


def test_a_host_that_is_silent_while_another_answers_costs_as_ever_though_it_was_silent_first(tmp_path: Path) -> None:
    places = Places(tmp_path, links=MAX_ATTEMPTS)
    kept = Signing(frontier=places.frontier, sign=tmp_path / "silent", count=MAX_ATTEMPTS)
    with places.serving("wire", MAX_ATTEMPTS, after=kept.sign):
        crawled = run_crawl(tmp_path, SLOW, kept)
    assert crawled.report is not None
    order = [(told.outlet, told.status) for told in crawled.kept.fetches]
    assert order.index(("post", "unreachable")) < order.index(("wire", "ok"))
    assert "spared" not in crawled.report.counts
    links = {key: link for key, link in crawled.kept.frontier.links.items() if link.outlet == "post"}
    for key, link in links.items():
        before = places.frontier.links[key]
        assert link.attempts == before.attempts + 1
        assert link.due == (None if link.attempts == MAX_ATTEMPTS else NOW + HOUR * 2**before.attempts)
    assert any(link.reason.startswith(f"given up after {MAX_ATTEMPTS} attempts") for link in links.values())
    source = crawled.kept.frontier.source(places.url("post", "/feed"))
    assert source is not None
    assert (source.failures, source.due) == (3, NOW + 4 * HOUR)
    assert crawled.kept.frontier.met == {}  # judged, and the address that was left is asked for no more
    assert [(health.outlet, health.state) for health in crawled.kept.healths] == [("post", "dead"), ("wire", "ok")]


def test_one_outlet_that_is_silent_alone_after_others_answered_costs_as_ever(tmp_path: Path) -> None:
    places = Places(tmp_path)
    (tmp_path / "outlets" / "wire.toml").unlink()
    crawled = run_crawl(tmp_path, SETTINGS, Kept(frontier=places.frontier, reaches=[ALONE]))
    assert crawled.report is not None
    assert crawled.report.reach is not None
    assert crawled.report.reach.state == "reached"
    for key, link in crawled.kept.frontier.links.items():
        before = places.frontier.links[key]
        assert link.attempts == before.attempts + (link.outlet == "post")


def test_no_more_is_asked_while_it_is_in_doubt_and_all_of_it_once_somebody_answers(tmp_path: Path) -> None:
    many = ENOUGH + 30
    places = Places(tmp_path, links=many)
    kept = Signing(frontier=places.frontier, sign=tmp_path / "silent", count=ENOUGH)
    with places.serving("wire", many, after=kept.sign):
        crawled = run_crawl(tmp_path, SLOW, kept)
    told = [(each.outlet, each.url) for each in crawled.kept.fetches if each.purpose in ("article", "robots")]
    told += [(each.outlet, each.url) for each in crawled.kept.articles]
    first = next(number for number, (outlet, _) in enumerate(told) if outlet == "wire")
    assert ENOUGH <= first < ENOUGH + 10  # and those that were under way
    assert len(told) == len(set(told)) == 2 * many + 1
    for key, link in crawled.kept.frontier.links.items():
        assert link.attempts == (places.frontier.links[key].attempts + 1 if link.outlet == "post" else 0)


# --- the command line, a real store, and a kill


@contextmanager
def dead_proxy() -> Iterator[int]:
    """A proxy that closes each connection which asks for the Post and never answers one which asks for the Wire."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        hanging: list[socket.socket] = []

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                    said = connection.recv(65536)
                except OSError:
                    return
                if b"larkinpost" in said:
                    connection.close()
                else:
                    hanging.append(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)
        for connection in hanging:
            connection.close()


def rows_of(home: Path) -> tuple[list[Any], list[Any], list[Any]]:
    with Store.open(home / "pantau.db", readonly=True) as store:
        return tuple(
            store.connection.execute(f"SELECT * FROM {table}").fetchall() for table in ("link", "source", "met")
        )  # type: ignore[return-value]


def test_a_crawl_that_is_killed_without_a_network_took_nothing(tmp_path: Path) -> None:
    home, now = tmp_path / "home", datetime.now(UTC)
    (home / "outlets").mkdir(parents=True)
    hosts = {"post": "www.larkinpost.example", "wire": "www.larkinwire.example"}
    for name, host in hosts.items():
        (home / "outlets" / f"{name}.toml").write_text(outlet_text(name, f"http://{host}/"))
    (home / "pantau.toml").write_text('outlets_folder = "outlets"\noutlets = ["post", "wire"]\n')
    with Store(home / "pantau.db") as store:
        save_outlets(store, [file.outlet for file in load_outlets(home / "outlets")])
        frontier = StoreFrontier(store)
        frontier.add(
            Waiting(key=f"{host}/n/{number}", outlet=name, url=f"http://{host}/n/{number}", found=now, due=now,
                    attempts=number)
            for name, host in hosts.items()
            for number in range(MAX_ATTEMPTS)
        )  # fmt: skip
        for name, host in hosts.items():
            frontier.save_source(
                SourceState(url=f"http://{host}/feed", outlet=name, kind="feed", due=now, interval=3600.0, reason="x")
            )
    before = rows_of(home)
    with dead_proxy() as port:
        process, _, err = start_pantau(home, "crawl", "--due", "--proxy", f"http://127.0.0.1:{port}")
        try:
            for _ in range(1500):
                with Store.open(home / "pantau.db", readonly=True) as store:
                    (told,) = store.connection.execute("SELECT count(*) FROM fetch").fetchone()
                if told > MAX_ATTEMPTS or not process.is_alive():
                    break
                time.sleep(0.02)
            assert process.is_alive(), err.read_text()
            os.kill(process.pid, signal.SIGKILL)
        finally:
            process.join(30)
    assert told == MAX_ATTEMPTS + 1  # the feed and the links of the Post
    assert rows_of(home) == before
    closed = run_pantau(home, "crawl", "--due", "--proxy", f"http://127.0.0.1:{free_port('127.0.0.1')}")
    assert closed.returncode == 0, closed.stderr
    assert "the network seems to be down" in closed.stderr
    assert f"{2 * MAX_ATTEMPTS + 2} spared" in closed.stdout
    assert rows_of(home) == before
    with serving(site("http://www.larkinpost.example", MAX_ATTEMPTS)) as web:
        again = run_pantau(home, "crawl", "--due", "--proxy", f"http://127.0.0.1:{web.port}")
    assert again.returncode == 0, again.stderr
    stories = [name for name in web.paths() if "/n/" in name]
    assert len(stories) == len(set(stories)) == 2 * MAX_ATTEMPTS
    with Store.open(home / "pantau.db", readonly=True) as store:
        found = last_reach(store)
        assert found is not None
        assert found.state == "reached"
        attempts = {row[0] for row in store.connection.execute("SELECT attempts FROM link")}
        assert attempts == {0}
