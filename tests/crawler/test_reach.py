"""A network that is down and an outlet that is: tables of cases, and crawls of closed ports on loopback."""

from __future__ import annotations

import socket
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.crawl import CrawlSettings
from crawler.reach import Contacts, judge_reach
from records import Fetch, OutletHealth, Reach
from tests.crawler.crawling import NOW, Kept, run_crawl
from tests.crawler.server import Answer, Web, page, serving

SETTINGS = CrawlSettings(contact="x", allow_loopback=True, delay=0, timeout=5, max_seconds=60, retry_scale=0.01)
LATER = NOW + timedelta(hours=1)
BEFORE = NOW - timedelta(days=3)
POST, WIRE = {"post": ("post.example",)}, {"wire": ("wire.example",)}


def reach(state: str, silent: dict[str, tuple[str, ...]] | None = None) -> Reach:
    return Reach(state=state, reason="x", since=BEFORE, at=BEFORE, silent=silent or {})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "answered", "silent", "state", "reason"),
    [
        (None, {"a.example"}, {}, "reached", "1 of 1 host answered"),
        (None, {"a.example"}, POST, "reached", "1 of 2 hosts answered"),
        (None, (), POST, "nobody", "none of 1 host that were asked answered: post.example"),
        (None, (), POST | WIRE, "nobody", "none of 2 hosts that were asked answered: post.example, wire.example"),
        (reach("reached"), (), POST, "reached", "nobody but post.example was asked since others answered"),
        (reach("reached"), (), POST | WIRE, "nobody", "none of 2 hosts"),
        (reach("reached"), (), {"post": ("a.example", "b.example")}, "reached", "nobody but a.example, b.example"),
        (reach("reached"), (), {"en": ("a.example",), "ms": ("a.example",)}, "reached", "nobody but a.example"),
        (reach("reached", POST), (), POST, "reached", "nobody but post.example"),
        (reach("reached", POST), (), WIRE, "nobody", "none of 2 hosts"),
        (reach("reached", POST), {"wire.example"}, POST, "reached", "1 of 2 hosts answered"),
        (reach("nobody", POST), (), POST, "nobody", "none of 1 host"),
        (reach("nobody", POST), {"post.example"}, {}, "reached", "1 of 1 host answered"),
    ],
)
def test_who_is_reached(
    before: Reach | None, answered: set[str], silent: dict[str, tuple[str, ...]], state: str, reason: str
) -> None:
    after = judge_reach(before, answered, silent, NOW)
    assert after is not None
    assert (after.state, after.at) == (state, NOW)
    assert after.reason.startswith(reason)
    assert after.since == (BEFORE if before is not None and before.state == state else NOW)
    assert bool(after.silent) is not bool(answered)  # one answer makes all silence before it the outlets' own


def test_where_nothing_was_asked_nothing_is_judged() -> None:
    assert judge_reach(None, (), {}, NOW) is None
    before = reach("nobody", POST)
    assert judge_reach(before, (), {"wire": ()}, NOW) is before


hosts = st.dictionaries(
    st.sampled_from(["post", "wire", "line"]), st.sets(st.sampled_from(["a.example", "b.example"]), min_size=1)
)


@given(st.lists(st.tuples(st.sets(st.just("c.example")), hosts), max_size=6))
def test_any_answer_ends_it_and_silence_alone_never_does(crawls: list[tuple[set[str], dict[str, set[str]]]]) -> None:
    state: Reach | None = None
    for answered, silent in crawls:
        before, state = state, judge_reach(state, answered, silent, NOW)
        if answered:
            assert state is not None
            assert state.state == "reached"
        elif before is not None and before.state == "nobody":
            assert state is not None
            assert state.state == "nobody"


def fetch(status: str, http_status: int | None = None) -> Fetch:
    return Fetch(
        url="https://www.post.example/feed", outlet="post", fetched=NOW, status=status, purpose="feed",  # type: ignore[arg-type]
        http_status=http_status,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "silent"),
    [
        (fetch("unreachable"), True),
        (fetch("timeout"), True),
        (fetch("private_address"), True),
        (fetch("timeout", 200), False),  # of a body that did not end: its host answered
        (fetch("http_error", 500), False),
        (fetch("http_error"), False),  # not asked: its host is at rest
        (fetch("robots"), False),
        (fetch("ok", 200), False),
    ],
)
def test_what_is_silence(told: Fetch, silent: bool) -> None:
    contacts = Contacts()
    contacts.missed(told)
    assert dict(contacts.silent) == ({"post": {"post.example"}} if silent else {})


def outlet(folder: Path, name: str, url: str) -> None:
    (folder / "outlets").mkdir(exist_ok=True)
    (folder / "outlets" / f"{name}.toml").write_text(
        f'id = "{name}"\nname = "{name}"\ncountry = "MY"\nlanguages = ["en"]\nhome = "{url}"\nkind = "newspaper"\n'
        f'article_url = \'/n/\\d+\'\n[[sources]]\nkind = "feed"\nurl = "{url}feed"\n'
    )


def closed_ports(folder: Path) -> None:
    """Two outlets on two hosts of this machine, at ports at which nobody listens."""
    for name, host in (("post", "127.0.0.1"), ("wire", "127.0.0.2")):
        with socket.socket() as held:
            held.bind((host, 0))
            url = f"http://{host}:{held.getsockname()[1]}/"
        outlet(folder, name, url)


def test_a_first_crawl_without_a_network_calls_no_outlet_dead(tmp_path: Path) -> None:
    closed_ports(tmp_path)
    crawled = run_crawl(tmp_path, SETTINGS)
    assert {fetch.status for fetch in crawled.kept.fetches} == {"unreachable"}
    assert crawled.report is not None
    assert [each.health for each in crawled.report.outlets] == [None, None]
    assert crawled.kept.healths == []
    assert crawled.report.reach == crawled.kept.reach()
    assert crawled.report.reach is not None
    assert crawled.report.reach.state == "nobody"
    assert crawled.report.reach.reason == "none of 2 hosts that were asked answered: 127.0.0.1, 127.0.0.2"
    assert {note.what for note in crawled.kept.frontier.met.values()} <= {"ask"}  # nothing is held against them later


def test_a_network_that_goes_down_makes_no_health_worse(tmp_path: Path) -> None:
    closed_ports(tmp_path)
    healths = [
        OutletHealth(outlet="post", state="ok", reason="x", since=BEFORE),
        OutletHealth(outlet="wire", state="quiet", reason="x", since=BEFORE, strikes=1),
    ]
    kept = Kept(healths=list(healths), reaches=[reach("reached")])
    for _ in range(2):
        crawled = run_crawl(tmp_path, SETTINGS, kept)
        kept = crawled.kept
        assert crawled.report is not None
        assert [each.health for each in crawled.report.outlets] == healths
    assert kept.healths == healths
    assert [each.state for each in kept.reaches] == ["reached", "nobody", "nobody"]


def test_an_outlet_that_is_silent_while_another_answers_is_dead(tmp_path: Path) -> None:
    closed_ports(tmp_path)
    web = Web()
    web.routes["/feed"] = Answer(page("Not a feed"), headers={"Content-Type": "text/html"})
    with serving(web):
        outlet(tmp_path, "line", web.url("/"))
        crawled = run_crawl(tmp_path, SETTINGS)
    assert crawled.report is not None
    states = {each.outlet: each.health.state for each in crawled.report.outlets if each.health}
    assert states == {"line": "parse_failure", "post": "dead", "wire": "dead"}
    assert crawled.report.reach is not None
    assert crawled.report.reach.state == "reached"


def test_an_outlet_that_is_dead_already_says_nothing_of_the_network(tmp_path: Path) -> None:
    closed_ports(tmp_path)
    dead = [OutletHealth(outlet=name, state="dead", reason="x", since=BEFORE) for name in ("post", "wire")]
    kept = Kept(healths=dead, reaches=[reach("reached")], now=LATER)
    crawled = run_crawl(tmp_path, SETTINGS, kept)
    assert crawled.report is not None
    assert crawled.report.reach == reach("reached")
    assert [each.health.state for each in crawled.report.outlets if each.health] == ["dead", "dead"]
