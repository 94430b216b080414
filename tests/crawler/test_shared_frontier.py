"""The frontier that crawlers share, against a real Redis: it behaves as the one in memory, one crawler has an outlet at
a time, and what a killed crawler had comes back."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.memory import MemoryFrontier
from crawler.outlet_file import OutletFile, outlet_for_url
from crawler.shared import LeaseLost, Leases, SharedFrontier
from records import Noted, SourceState, Waiting

redis = pytest.importorskip("redis", reason="redis-py is not installed: pip install pantau[redis]")
SERVER = shutil.which("redis-server")
if SERVER is None:
    pytest.skip("no redis-server on this machine: apt install redis-server", allow_module_level=True)

ROOT = Path(__file__).resolve().parents[2]
T0 = datetime(2031, 3, 3, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis of this module alone: a socket in a folder, no port, nothing kept."""
    folder = tmp_path_factory.mktemp("redis")
    path = str(folder / "s")
    with subprocess.Popen(
        [str(SERVER), "--port", "0", "--unixsocket", path, "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    ) as server:
        client = redis.Redis(unix_socket_path=path)
        for _ in range(200):
            try:
                client.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.05)
        yield path
        server.terminate()


@pytest.fixture
def client(socket: str) -> Any:
    found = redis.Redis(unix_socket_path=socket)
    found.flushall()
    return found


def file(host: str) -> OutletFile:
    """An outlet of that host."""
    return outlet_for_url(f"https://{host}.example/a", ())


def link(number: int, outlet: str, due: int | None, asked: bool, published: int | None) -> Waiting:
    return Waiting(
        key=f"k{number}",
        outlet=outlet,
        url=f"https://{outlet}.example/{number}",
        found=T0 + timedelta(minutes=number),
        title="Pukul 9 \u2014 \u65b0",
        published=None if published is None else T0 + timedelta(hours=published),
        due=None if due is None else T0 + timedelta(hours=due),
        asked=T0 if asked else None,
        attempts=number,
    )


LINKS = st.builds(
    link,
    st.integers(0, 6),
    st.sampled_from(("a", "b")),
    st.none() | st.integers(0, 3),
    st.booleans(),
    st.none() | st.integers(-3, 3),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.lists(LINKS, max_size=4)),
        st.tuples(st.just("save"), LINKS),
        st.tuples(st.just("source"), st.integers(0, 2)),
        st.tuples(st.just("ask"), st.integers(0, 3), st.integers(1, 4), st.sets(st.integers(0, 6))),
    ),
    max_size=15,
)


NOTES = st.one_of(
    st.builds(
        Noted, what=st.sampled_from(("count", "words")), name=st.sampled_from(("new", "70")), count=st.integers(1, 3)
    ),
    st.builds(
        Noted, what=st.sampled_from(("ask", "source")), name=st.sampled_from(("f", "g")),
        told=st.fixed_dictionaries({"of": st.sampled_from(("f", "\u65b0")), "depth": st.integers(0, 2)}),
    ),
)  # fmt: skip
MET = st.lists(
    st.one_of(
        st.tuples(st.just("note"), st.sampled_from(("a", "b")), st.lists(NOTES, max_size=4)),
        st.tuples(st.just("asked"), st.sampled_from(("a", "b")), st.sampled_from(("f", "g"))),
        st.tuples(st.just("judged"), st.sampled_from(("a", "b"))),
    ),
    max_size=12,
)


class Always:
    """Everything is lent to this one."""

    def holds(self, outlet: str) -> bool:
        return bool(outlet)


@settings(max_examples=60, deadline=None)
@given(MET)
def test_what_was_met_is_what_one_crawler_would_know(socket: str, steps: list[tuple[Any, ...]]) -> None:
    client = redis.Redis(unix_socket_path=socket)
    client.flushall()
    alone, shared = MemoryFrontier(), SharedFrontier(client, Always())  # type: ignore[arg-type]
    for name, *values in steps:
        for frontier in (alone, shared):
            with frontier.together():
                getattr(frontier, name)(*values)
        for outlet in ("a", "b"):
            assert shared.noted(outlet) == alone.noted(outlet)


@settings(max_examples=60)
@given(STEPS, st.booleans())
def test_it_behaves_as_the_frontier_in_memory(socket: str, steps: list[Any], at_once: bool) -> None:
    client = redis.Redis(unix_socket_path=socket)
    client.flushall()
    shared, plain = SharedFrontier(client, Always()), MemoryFrontier()  # type: ignore[arg-type]
    outlets: dict[str, str] = {}  # a link keeps its outlet
    with shared.together() if at_once else nullcontext():
        for step in steps:
            if step[0] == "add":
                mine = [one for one in step[1] if outlets.setdefault(one.key, one.outlet) == one.outlet]
                assert shared.add(mine) == plain.add(mine)
            elif step[0] == "save":
                if outlets.setdefault(step[1].key, step[1].outlet) == step[1].outlet and plain.link(step[1].key):
                    shared.save(step[1])
                    plain.save(step[1])
            elif step[0] == "source":
                state = SourceState(url=f"u{step[1]}", outlet="a", kind="feed", due=T0, interval=9.5, reason="new")
                shared.save_source(state)
                plain.save_source(state)
            for number in range(7):
                assert shared.link(f"k{number}") == plain.link(f"k{number}")
            if step[0] == "ask" and not at_once:
                _, hours, limit, without = step
                now, keys = T0 + timedelta(hours=hours), {f"k{number}" for number in without}
                for outlet in ("a", "b"):
                    assert shared.count(outlet, now) == plain.count(outlet, now)
                    got, want = shared.wanted(outlet, now, limit, keys), plain.wanted(outlet, now, limit, keys)
                    assert [_order(one) for one in got] == [_order(one) for one in want]
    for number in range(3):
        assert shared.source(f"u{number}") == plain.source(f"u{number}")
    for outlet in ("a", "b"):
        every = T0 + timedelta(hours=9)
        assert set(shared.wanted(outlet, every, 99, ())) == set(plain.wanted(outlet, every, 99, ()))


def _order(one: Waiting) -> tuple[bool, datetime]:
    return one.asked is not None, one.published or one.found


def test_a_fault_keeps_nothing_of_what_belongs_together(client: Any) -> None:
    shared = SharedFrontier(client, Always())  # type: ignore[arg-type]

    def failing() -> None:
        with shared.together():
            shared.add([link(1, "a", 0, False, None)])
            assert shared.link("k1") is not None
            raise OSError("the store")

    with pytest.raises(OSError, match="the store"):
        failing()
    assert shared.link("k1") is None
    assert shared.count("a", T0) == 0


def test_outlets_of_one_host_are_lent_to_one_crawler(client: Any) -> None:
    one, two = Leases(client), Leases(client)
    files = [file("a"), file("b")]
    with one, two:
        assert one.take(files, most=1) == (files[0],)
        assert two.take(files) == (files[1],)
        assert one.take([file("a")]) == (files[0],)  # again: it is its own
        assert (one.holds(files[0].outlet.id), two.holds(files[0].outlet.id)) == (True, False)
    assert Leases(client).take(files) == tuple(files)  # given back


def test_many_crawlers_fetch_each_page_once_and_no_host_is_asked_by_two(client: Any, socket: str) -> None:
    files = [file(name) for name in "abcd"]
    empty = SharedFrontier(client, Always())  # type: ignore[arg-type]
    for place, one in enumerate(files):
        empty.add([link(100 * place + number, one.outlet.id, 0, False, None) for number in range(20)])
    fetched: list[tuple[str, str, int, float, float]] = []  # outlet, key, crawler, from, to

    def crawls(number: int) -> None:
        own = redis.Redis(unix_socket_path=socket)
        for _ in range(60):
            with Leases(own) as leases:
                frontier = SharedFrontier(own, leases)
                for mine in leases.take(files, most=2):
                    for one in frontier.wanted(mine.outlet.id, T0, 3, ()):
                        began = time.monotonic()
                        time.sleep(0.001)
                        frontier.save(Waiting(**{**_fields(one), "due": None, "asked": T0}))
                        fetched.append((one.outlet, one.key, number, began, time.monotonic()))
            time.sleep(0.002)

    threads = [threading.Thread(target=crawls, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(fetched) == len({key for _, key, *_ in fetched}) == 80
    assert len({crawler for _, _, crawler, _, _ in fetched}) > 1
    for one in {outlet for outlet, *_ in fetched}:
        visits = sorted(visit[3:] for visit in fetched if visit[0] == one)
        assert all(before[1] <= after[0] for before, after in pairwise(visits))


def _fields(one: Waiting) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Waiting.__dataclass_fields__}


CRAWLER = """
import sys, time, redis
from datetime import UTC, datetime
from crawler.outlet_file import outlet_for_url
from crawler.shared import Leases, SharedFrontier
client = redis.Redis(unix_socket_path=sys.argv[1])
with Leases(client, seconds=1.0) as leases:
    (file,) = leases.take([outlet_for_url("https://a.example/a", ())])
    links = SharedFrontier(client, leases).wanted(file.outlet.id, datetime(2031, 3, 3, 2, tzinfo=UTC), 9, ())
    print(len(links), flush=True)
    time.sleep(600)
"""


def test_what_a_killed_crawler_had_comes_back_and_a_living_one_keeps_it(client: Any, socket: str) -> None:
    one = file("a")
    SharedFrontier(client, Always()).add([link(n, one.outlet.id, 0, False, None) for n in range(5)])  # type: ignore[arg-type]
    with subprocess.Popen(
        [sys.executable, "-c", CRAWLER, socket], stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as other:  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline() == "5\n"
        leases = Leases(client, seconds=1.0)
        frontier = SharedFrontier(client, leases)
        for _ in range(5):  # half as long again as it is lent for: renewed meanwhile
            assert leases.take([one]) == ()
            time.sleep(0.3)
        with pytest.raises(LeaseLost, match="no longer lent"):
            frontier.wanted(one.outlet.id, T0, 9, ())
        other.send_signal(signal.SIGKILL)
    for _ in range(100):
        if leases.take([one]):
            break
        time.sleep(0.05)
    assert [each.key for each in frontier.wanted(one.outlet.id, T0, 9, ())] == ["k4", "k3", "k2", "k1", "k0"]
