"""The frontier: nothing is lost by a kill, nothing asked for twice needlessly; the pure rules of visits and polls."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.decide import MAX_ATTEMPTS, Period, after_visit, days_of, link_key, next_visit
from crawler.memory import MemoryFrontier
from crawler.outlet_file import Revisit, load_outlets
from crawler.polling import FIRST, LEAST, MOST, Polled, is_due, next_poll
from pantau.sink import StoreFrontier
from records import Noted, SourceState, Waiting
from store import Store, steps
from store import frontier as frontier_of
from store.crawling import save_outlets
from store.health import outlet_health
from tests.crawler.crawling import run_pantau, start_pantau
from tests.crawler.server import Answer, Web, page, serving

NOW = datetime(2026, 9, 7, 8, tzinfo=UTC)
HOST = "www.larkinpost.example"
COUNT = 40


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as running:
        yield running


def instance(folder: Path, web: Web) -> Path:
    """An instance with one outlet of 40 articles, each of which takes a while; its feed has an ETag."""
    (folder / "outlets").mkdir(parents=True)
    (folder / "outlets" / "post.toml").write_text(
        f'id = "post"\nname = "Post"\ncountry = "MY"\nlanguages = ["en"]\nhome = "http://{HOST}/"\nkind = "newspaper"\n'
        f"article_url = '/news/\\d+'\n[politeness]\ndelay = 0\nconcurrency = 2\n"
        f'[[sources]]\nkind = "feed"\nurl = "http://{HOST}/feed"\n'
    )
    (folder / "pantau.toml").write_text('outlets_folder = "outlets"\noutlets = ["post"]\n')
    items = "".join(f"<item><title>S{n}</title><link>http://{HOST}/news/{n}</link></item>" for n in range(COUNT))
    feed = f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>".encode()

    def listing(headers: dict[str, str]) -> Answer:
        same = headers.get("if-none-match") == '"1"'
        kind = {"Content-Type": "application/xml", "ETag": '"1"'}
        return Answer(status=304, headers=kind) if same else Answer(feed, headers=kind)

    def story(number: int) -> Answer:
        time.sleep(0.05)
        return Answer(page(f"Story {number}"), headers={"Content-Type": "text/html"})

    web.routes["/feed"] = listing
    for number in range(COUNT):
        web.routes[f"/news/{number}"] = lambda _, n=number: story(n)
    return folder


def crawling(web: Web) -> list[str]:
    return ["crawl", "--proxy", f"http://127.0.0.1:{web.port}"]


def stories(web: Web) -> list[str]:
    return [path for path in web.paths() if "/news/" in path]


def kept(home: Path) -> set[str]:
    connection = sqlite3.connect(home / "pantau.db")
    try:
        return {url for (url,) in connection.execute("SELECT url FROM article")}
    finally:
        connection.close()


@pytest.mark.parametrize(
    "after", [pytest.param(1, marks=pytest.mark.hostile), 7, pytest.param(25, marks=pytest.mark.hostile)]
)
def test_a_killed_crawl_loses_no_link_though_the_feed_says_not_modified_and_asks_for_none_twice(
    web: Web, tmp_path: Path, after: int
) -> None:
    home = instance(tmp_path / "home", web)
    process, _, _ = start_pantau(home, *crawling(web))
    try:
        for _ in range(3000):
            if len(stories(web)) >= after or not process.is_alive():
                break
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
    finally:
        process.join(30)
    before, done = len(stories(web)), kept(home)
    assert before < COUNT, "it was killed too late to show anything"
    again = run_pantau(home, *crawling(web))
    assert again.returncode == 0, again.stderr
    assert len(kept(home)) == COUNT
    asked = stories(web)[before:]
    assert not {path for path in asked if path in done}  # what was kept is not asked for again
    assert len(asked) == len(set(asked)) == COUNT - len(done)
    third = run_pantau(home, *crawling(web))
    assert third.returncode == 0, third.stderr
    assert len(stories(web)) == before + len(asked)


def test_a_crawl_that_is_killed_after_an_index_asks_its_children_when_it_goes_on_and_judges_all_of_it(
    web: Web, tmp_path: Path
) -> None:
    home, killed = instance(tmp_path / "home", web), []
    path = home / "outlets" / "post.toml"
    path.write_text(path.read_text().replace('kind = "feed"', 'kind = "sitemap"').replace("/feed", "/index.xml"))
    kind = {"Content-Type": "application/xml", "ETag": '"1"'}
    index = f"<sitemapindex><sitemap><loc>http://{HOST}/child.xml</loc></sitemap></sitemapindex>".encode()
    web.routes["/index.xml"] = lambda headers: (
        Answer(status=304, headers=kind) if "if-none-match" in headers else Answer(index, headers=kind)
    )
    links = "".join(f"<url><loc>http://{HOST}/news/{number}</loc></url>" for number in range(3))

    def child(_: dict[str, str]) -> Answer:
        if not killed:
            killed.append(process.pid)
            os.kill(process.pid, signal.SIGKILL)
        return Answer(f"<urlset>{links}</urlset>".encode(), headers=kind)

    web.routes["/child.xml"] = child
    process, _, _ = start_pantau(home, *crawling(web))
    process.join(60)
    assert killed
    with Store.open(home / "pantau.db") as store:
        assert steps.broken_off(store, ["post"]) == 1
    again = run_pantau(home, *crawling(web), "--due")  # the index itself is not due
    assert again.returncode == 0, again.stderr
    assert len(kept(home)) == 3
    assert [name for name in web.paths() if name.endswith("/index.xml")] == [f"http://{HOST}/index.xml"]
    with Store.open(home / "pantau.db") as store:
        health = outlet_health(store)["post"]
        assert (health.state, health.reason, health.last_new is not None) == ("ok", "3 new articles", True)
        assert (frontier_of.noted(store, "post"), steps.broken_off(store, ["post"])) == ((), 0)


def test_a_second_run_says_that_one_is_under_way_and_leaves(web: Web, tmp_path: Path) -> None:
    home = instance(tmp_path / "home", web)
    process, _, _ = start_pantau(home, *crawling(web))
    try:
        for _ in range(3000):
            if stories(web):
                break
            time.sleep(0.02)
        second = run_pantau(home, *crawling(web))
        assert process.is_alive(), "the first had ended"
        assert second.returncode == 8
        assert "another run is under way" in second.stderr
    finally:
        process.kill()
        process.join(30)


def waiting(number: int, **more: object) -> Waiting:
    given: dict[str, object] = {"due": NOW, "found": NOW - timedelta(hours=number)}
    return Waiting(key=f"k{number}", outlet="post", **({"url": f"https://a.example/{number}"} | given | more))  # type: ignore[arg-type]


@pytest.fixture(params=["memory", "store"])
def frontier(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MemoryFrontier | StoreFrontier]:
    if request.param == "memory":
        yield MemoryFrontier()
        return
    with Store(tmp_path / "pantau.db") as store:
        save_outlets(store, [load_outlets()[0].outlet, replace(load_outlets()[0].outlet, id="post")])
        yield StoreFrontier(store)


def test_both_frontiers_give_what_was_never_asked_first_and_the_newest_of_it(
    frontier: MemoryFrontier | StoreFrontier,
) -> None:
    links = [
        waiting(3),
        waiting(1),
        waiting(2, asked=NOW - timedelta(days=1)),
        waiting(4, due=NOW + timedelta(hours=1)),
        waiting(5, due=None),
        waiting(6, published=NOW),
    ]
    assert frontier.add(links) == 6
    assert frontier.add([waiting(1, url="https://a.example/other")]) == 0
    assert frontier.link("k1") == links[1]
    assert [link.key for link in frontier.wanted("post", NOW, 10, ())] == ["k6", "k1", "k3", "k2"]
    assert [link.key for link in frontier.wanted("post", NOW, 2, {"k6", "k3"})] == ["k1", "k2"]
    assert frontier.count("post", NOW) == 4
    assert frontier.wanted("elsewhere", NOW, 10, ()) == ()
    done = replace(links[1], due=None, asked=NOW, final="https://a.example/final")
    frontier.save(done)
    assert frontier.link("k1") == done
    assert frontier.count("post", NOW) == 3
    state = SourceState(url="https://a.example/f", outlet="post", kind="feed", due=NOW, interval=60.0, reason="x")
    frontier.save_source(state)
    frontier.save_source(replace(state, failures=2, rate=0.5, last_new=NOW))
    assert frontier.source(state.url) == replace(state, failures=2, rate=0.5, last_new=NOW)


def test_both_frontiers_add_up_what_was_met_until_it_is_judged(frontier: MemoryFrontier | StoreFrontier) -> None:
    def told(status: str) -> dict[str, str | int | None]:
        return {"status": status, "links": 3, "reason": None}

    ask = Noted(what="ask", name="https://a.example/2", told={"depth": 1})
    frontier.note("post", [Noted(what="count", name="new"), Noted(what="words", name="70"), ask])
    frontier.note("post", [Noted(what="count", name="new"), Noted(what="source", name="f", told=told("timeout"))])
    frontier.note("post", [Noted(what="source", name="f", told=told("ok")), Noted(what="words", name="71")])
    assert frontier.noted("post") == (
        ask,
        Noted(what="count", name="new", count=2),
        Noted(what="source", name="f", told=told("ok")),
        Noted(what="words", name="70"),
        Noted(what="words", name="71"),
    )
    frontier.judged("post")
    assert frontier.noted("post") == (ask,)
    frontier.asked("post", ask.name)
    assert frontier.noted("post") == ()


def test_what_is_written_together_is_kept_together(tmp_path: Path) -> None:
    with Store(tmp_path / "pantau.db") as store:
        save_outlets(store, [replace(load_outlets()[0].outlet, id="post")])
        frontier = StoreFrontier(store)

        def keep() -> None:
            with frontier.together():
                frontier.add([waiting(1)])
                raise OSError("full")

        with pytest.raises(OSError, match="full"):
            keep()
        assert frontier.link("k1") is None


def test_one_id_under_many_addresses_is_one_link() -> None:
    bernama = next(file for file in load_outlets() if file.outlet.id == "bernama_en")
    urls = ["https://www.bernama.com/en/business/news.php?id=7", "http://bernama.com/tv/news.php?id=7",
            "https://asean.bernama.com/news.php?id=7"]  # fmt: skip
    assert {link_key(url, bernama) for url in urls} == {"bernama_en:7"}
    star = next(file for file in load_outlets() if file.outlet.id == "thestar")
    pair = ["http://thestar.com.my/news/nation/2026/09/07/a-story/?utm_source=x",
            "https://www.thestar.com.my/news/nation/2026/09/07/a-story"]  # fmt: skip
    assert len({link_key(url, star) for url in pair}) == 1


REVISIT = Revisit(days=3, hours=24)


@pytest.mark.parametrize(
    ("status", "attempts", "due", "asked"),
    [
        ("ok", 2, timedelta(hours=24), True),
        ("not_modified", 0, timedelta(hours=24), True),
        ("gone", 0, None, True),
        ("timeout", 0, timedelta(hours=1), False),
        ("timeout", 2, timedelta(hours=4), False),
        ("robots", 0, timedelta(hours=24), False),
        ("refused", 1, timedelta(hours=48), False),
        ("http_error", MAX_ATTEMPTS - 1, None, False),
        ("private_address", 0, None, False),
    ],
)
def test_a_link_after_a_visit(status: str, attempts: int, due: timedelta | None, asked: bool) -> None:
    link = waiting(1, attempts=attempts)
    after = after_visit(link, status, NOW, REVISIT, reason="said")  # type: ignore[arg-type]
    assert (after.due, after.asked) == (None if due is None else NOW + due, NOW if asked else None)
    assert after.reason
    assert after.attempts == (0 if asked else attempts + 1) or status == "gone"


def test_a_rest_that_a_host_asks_for_counts_no_attempt_and_is_waited_for() -> None:
    after = after_visit(waiting(1), "http_error", NOW, REVISIT, wait=7200)
    assert (after.due, after.attempts) == (NOW + timedelta(hours=2), 0)


def test_articles_are_visited_again_while_they_are_young() -> None:
    born, visits, when = NOW, [], NOW
    while (due := next_visit(born, when, REVISIT)[0]) is not None:
        visits.append(due)
        when = due
    assert visits == [NOW + timedelta(days=day) for day in (1, 2, 3)]


@pytest.mark.parametrize(
    ("url", "rule", "days"),
    [
        ("/2026/09/07/x", r"/(?P<y>\d{4})/(?P<m>\d\d)/(?P<d>\d\d)/", (date(2026, 9, 7), date(2026, 9, 7))),
        ("/2026/9/7/x", r"/(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})/", (date(2026, 9, 7), date(2026, 9, 7))),
        ("/20260907/x", r"/(?P<date>\d{8})/", (date(2026, 9, 7), date(2026, 9, 7))),
        ("/2026-09-07/x", r"/(?P<date>\d{4}-\d\d-\d\d)/", (date(2026, 9, 7), date(2026, 9, 7))),
        ("/202602/x", r"/(?P<ym>\d{6})/", (date(2026, 2, 1), date(2026, 2, 28))),
        ("/2026/12/x", r"/(?P<y>\d{4})/(?P<m>\d\d)/", (date(2026, 12, 1), date(2026, 12, 31))),
        ("/2026/0907/x", r"/(?P<y>\d{4})/(?P<md>\d{4})/", (date(2026, 9, 7), date(2026, 9, 7))),
        ("/20261399/x", r"/(?P<date>\d{8})/", None),
        ("/x", r"/x", None),
        ("/y", r"/x", None),
    ],
)
def test_days_of_an_address(url: str, rule: str, days: tuple[date, date] | None) -> None:
    assert days_of(f"https://a.example{url}", rule) == days


def test_a_period_holds_what_may_be_of_it() -> None:
    period = Period(first=date(2026, 9, 5), last=date(2026, 9, 7))
    assert period.holds(None)
    assert period.holds((date(2026, 9, 1), date(2026, 9, 30)))
    assert not period.holds((date(2026, 9, 8), date(2026, 9, 8)))
    assert not period.holds((date(2026, 8, 1), date(2026, 9, 4)))


# --- when a source is asked again


def poll(state: SourceState | None, now: datetime, **polled: object) -> SourceState:
    given = {"status": "ok"} | polled
    return next_poll(state, Polled(**given), url="u", outlet="o", kind="feed", now=now)  # type: ignore[arg-type]


def test_a_source_is_asked_as_often_as_it_brings_something() -> None:
    state = poll(None, NOW, listed=20, new=20)
    assert (state.interval, state.rate) == (FIRST, None)  # the first list tells no rate
    busy, now = state, NOW
    for _ in range(8):  # four an hour
        hours = busy.interval / 3600
        now = busy.due
        busy = poll(busy, now, listed=20, new=round(4 * hours))
    assert LEAST <= busy.interval <= 1800
    quiet, now = state, NOW
    for _ in range(8):
        now = quiet.due
        quiet = poll(quiet, now, status="not_modified")
    assert quiet.interval == MOST
    assert quiet.listed == 20
    assert quiet.last_new == NOW


def test_where_all_items_were_new_the_next_poll_is_soon() -> None:
    state = poll(poll(None, NOW, listed=50, new=50), NOW + timedelta(hours=1), listed=50, new=50)
    assert state.interval == LEAST
    assert "missed" in state.reason


@given(st.floats(0.05, 300), st.integers(5, 100), st.integers(0, 3600))
def test_a_fixed_window_is_never_missed_once_its_rate_is_known(rate: float, window: int, phase: int) -> None:
    """A feed of ``window`` items to which ``rate`` are added an hour, steadily, within what polling can follow."""
    if window / rate * 3600 < 4 * LEAST:
        return
    start = NOW + timedelta(seconds=phase)

    def published(when: datetime) -> int:
        return int(1000 + rate * (when - NOW).total_seconds() / 3600)

    state, seen, missed = poll(None, start, listed=window, new=window), published(start), []
    for _ in range(30):
        now = state.due
        fresh = published(now) - seen
        missed.append(max(0, fresh - window))
        seen = published(now)
        state = poll(state, now, listed=window, new=min(fresh, window))
        assert state.reason
        assert 60 <= state.interval <= MOST
    assert sum(missed[1:]) == 0  # the first poll knows nothing yet


def test_failures_back_off_for_ever_but_never_end_it() -> None:
    state = poll(None, NOW, listed=10, new=10)
    waits = []
    for _ in range(12):
        now = state.due
        state = poll(state, now, status="timeout")
        waits.append(state.due - now)
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=48)
    rested = poll(None, NOW, status="http_error", wait=6 * 86400.0)
    assert rested.due == NOW + timedelta(days=6)
    well = poll(state, state.due, listed=10, new=1)
    assert (well.failures, well.interval <= MOST) == (0, True)


def test_a_timer_that_starts_a_little_early_still_asks() -> None:
    state = replace(poll(None, NOW, listed=1), interval=MOST, due=NOW + timedelta(seconds=MOST))
    assert is_due(None, NOW)
    assert is_due(state, NOW + timedelta(hours=11))
    assert not is_due(state, NOW + timedelta(hours=10))
