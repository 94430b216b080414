"""Pages read in processes of their own: equal to reading here, and what a page breaks it breaks for itself only."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.archive import Archive
from crawler.extraction import FeedHint, Hints, extract
from crawler.outlet_file import load_outlets
from crawler.replay import replay
from crawler.workers import Limits, Readers, ReadersFailed
from crawler.workers.crossing import from_bytes, to_bytes
from crawler.workers.limits import OUT_OF_MEMORY
from crawler.workers.pool import AHEAD
from records import Article, BadInput, Evidence, Extracted, Fetch
from tests.crawler.crawling import Kept
from tests.crawler.server import PARAGRAPHS, page

ROOT = Path(__file__).parents[2]
OBEYING = "tests.crawler.readers:obeying"
TIGHT = Limits(seconds=0.3, stretch=100, memory=400 * 1024 * 1024, result=1_000_000)
HASTY = Limits(seconds=1, stretch=0.5)
URL = "https://www.larkinpost.example/news/quay-7"
WHEN = datetime(2026, 9, 3, 1, 15, tzinfo=UTC)
HTML = [("Content-Type", "text/html; charset=utf-8")]


@pytest.fixture(scope="module")
def obeying() -> Iterator[Readers]:
    with Readers(limits=TIGHT, reader=OBEYING) as readers:
        yield readers


@pytest.fixture(scope="module")
def real() -> Iterator[Readers]:
    with Readers() as readers:
        yield readers


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ("spin", "reading took more than 0.3 seconds"),
        ("eat", "reading took more than 400 MB"),
        ("exit 0", "reading ended the reader (exit code 0)"),
        ("exit 3", "reading ended the reader (exit code 3)"),
        ("signal SIGKILL", "reading ended the reader (SIGKILL)"),
        ("signal SIGSEGV", "reading ended the reader (SIGSEGV)"),
        ("raise no such\nelement", "reading failed (ValueError: no such element)"),
    ],
)
def test_a_page_that_breaks_its_reader_is_refused_with_the_reason_and_the_next_is_read(
    obeying: Readers, order: str, reason: str
) -> None:
    broken = obeying.read(order.encode(), URL)
    assert (broken.refused, broken.reason, broken.url, broken.body) == (True, reason, URL, "")
    assert obeying.read(b"good page", URL).body == "good page"


@pytest.mark.parametrize("order", [b"sleep 60", b"signal SIGSTOP"])
def test_a_page_that_only_waits_is_given_up(order: bytes) -> None:
    with Readers(limits=HASTY, reader=OBEYING) as readers:
        assert readers.read(order, URL).reason == "reading did not end within 0.5 seconds"
        assert readers.read(b"good page", URL).body == "good page"


def test_a_record_beyond_all_measure_does_not_cross(obeying: Readers) -> None:
    reason = str(obeying.read(b"long 1000001", URL).reason)
    assert re.fullmatch(r"reading gave 1000\d{3} bytes, more than 1000000", reason)


def test_endless_recursion_is_refused_whatever_python_calls_it(obeying: Readers) -> None:
    assert "RecursionError" in str(obeying.read(b"recurse", URL).reason)


def test_what_a_library_prints_does_not_come_between(obeying: Readers, capfd: pytest.CaptureFixture[str]) -> None:
    assert obeying.read(b"write", URL).body == "write"
    assert capfd.readouterr() == ("", "")


def test_all_that_is_known_of_a_page_crosses(obeying: Readers) -> None:
    hints = Hints(drop=("a", "b"), zone="Asia/Kuala_Lumpur")
    fed = FeedHint(title="T", published=WHEN)
    assert obeying.read(b"page", URL, hints, "text/html", fed).title == str((hints, "text/html", fed))


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (-signal.SIGPROF, "reading took more than 0.3 seconds"),
        (OUT_OF_MEMORY, "reading took more than 400 MB"),
        (-signal.SIGABRT, "reading ended the reader (SIGABRT)"),
        (-200, "reading ended the reader (signal 200)"),
        (1, "reading ended the reader (exit code 1)"),
    ],
)
def test_how_a_reader_ends_says_why_the_page_was_not_read(code: int, reason: str) -> None:
    assert TIGHT.died(code) == reason


WORDS = st.text(st.characters(codec=None, exclude_categories=()), max_size=20)
MOMENTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]))


@settings(max_examples=200)
@given(
    st.builds(
        Extracted,
        url=st.none() | WORDS,
        title=st.none() | WORDS,
        authors=st.lists(WORDS, max_size=3).map(tuple),
        dateline_day=st.none() | st.dates(),
        published=st.none() | MOMENTS,
        modified=st.none() | MOMENTS,
        body=WORDS,
        paywalled=st.booleans(),
        refused=st.booleans(),
        evidence=st.dictionaries(
            st.sampled_from(["title", "published"]), st.builds(Evidence, WORDS, st.sampled_from(["agreed", "read"]))
        ),
    )
)
def test_every_record_comes_back_as_it_was(record: Extracted) -> None:
    assert from_bytes(to_bytes(record)) == record
    assert str(from_bytes(to_bytes(record)).published) == str(record.published)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b'{"url":null,"body":', b'{"url":null,"more":1}', b"7"])
def test_what_is_no_record_is_an_error(data: bytes) -> None:
    with pytest.raises((ValueError, TypeError)):
        from_bytes(data)


SAMPLES = sorted((Path(__file__).parent / "judged").rglob("*.html"))


def test_the_pool_reads_as_this_process_does(real: Readers) -> None:
    head = "<meta property='article:published_time' content='2026-09-03T09:15:00+08:00'>"
    pages = [path.read_bytes() for path in SAMPLES] + [page("Quay – for Port Larkin", head=head), b"", b"%PDF-1.7"]
    hints = Hints(zone="Asia/Kuala_Lumpur", country="MY")
    assert len(pages) > 50
    for html in pages:
        assert real.read(html, URL, hints, "text/html", None) == extract(html, URL, hints, "text/html", None)


def hostile(inner: str, paragraphs: tuple[str, ...] = PARAGRAPHS) -> bytes:
    return page("New quay", paragraphs, extra=inner)


@pytest.mark.parametrize(
    ("html", "body"),
    [
        pytest.param(hostile("<div>" * 90 + "</div>" * 90), PARAGRAPHS, id="nested deep but within reason"),
        pytest.param(
            hostile("<table>" + "<tr><td colspan='99999' rowspan='99999'>1</td></tr>" * 500 + "</table>"),
            (*PARAGRAPHS, *["1"] * 500),
            id="cells that say they span 99,999 columns",
        ),
        pytest.param(hostile("", tuple(p.replace(" ", "\x00 ") for p in PARAGRAPHS)), PARAGRAPHS, id="NUL"),
        pytest.param(
            hostile("", tuple(f"Fish. {p}" for p in PARAGRAPHS)).replace(b"Fish.", b"Fish.\xed\xa0\x80"),
            None,  # what stands for the three bytes is nobody's business
            id="surrogates as bytes",
        ),
        pytest.param(
            hostile("", tuple(f"&#xD800;{p}" for p in PARAGRAPHS)), None, id="surrogates as character references"
        ),
        pytest.param(
            hostile("").replace(b"charset='utf-8'", b"charset='utf-16'"), PARAGRAPHS, id="a charset that it is not in"
        ),
        pytest.param(
            hostile("").replace(b"charset='utf-8'", b"charset='no-such'"), PARAGRAPHS, id="a charset that is none"
        ),
    ],
)
def test_hostile_pages_with_a_story_are_read(real: Readers, html: bytes, body: tuple[str, ...] | None) -> None:
    found = real.read(html, URL)
    assert (found.refused, found.title) == (False, "New quay")
    assert not any("\ud800" <= letter <= "\udfff" or letter == "\x00" for letter in found.body)
    if body is not None:
        assert found.body == "\n".join(body)


@pytest.mark.parametrize(
    ("html", "word"),
    [
        pytest.param(hostile("<div>" * 3_000), "deeper", id="nested too deep"),
        pytest.param(hostile("<p>Fish.</p>" * 200_000), "tags", id="200,000 paragraphs"),
        pytest.param(hostile("<p>" + "Fish is sold. " * 40_000), "characters", id="one giant paragraph"),
        pytest.param(b"\x1f\x8b\x08" + bytes(1_000), "gzip", id="packed twice"),
        pytest.param(page("New quay") + b" " * 6_000_000, "bytes", id="six million blanks, as unpacked"),
    ],
)
def test_hostile_pages_beyond_the_caps_are_refused_with_the_reason(real: Readers, html: bytes, word: str) -> None:
    found = real.read(html, URL)
    assert found.refused
    assert word in str(found.reason)


def test_the_clock_ends_even_the_parser() -> None:
    attributes = " ".join(f"a{number}='1'" for number in range(200_000))
    with Readers(limits=Limits(seconds=1)) as readers:
        found = readers.read(hostile(f"<p {attributes}>Fish.</p>"), URL)
    assert found.reason == "reading took more than 1 seconds"


def archived(folder: Path, bodies: list[bytes]) -> Path:
    with Archive(folder, WHEN) as archive:
        for number, body in enumerate(bodies):
            name, _ = archive.append(f"https://www.larkinpost.example/news/{number}", 200, HTML, body, WHEN)
    return folder / name


class InOrder(Kept):
    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Article | Fetch] = []

    def article(self, article: Article, fetch: Fetch) -> None:  # noqa: ARG002 - it is in the article
        self.calls.append(article)

    def fetch(self, fetch: Fetch) -> None:
        self.calls.append(fetch)


def test_a_replay_hands_on_the_same_in_the_same_order_whatever_the_number_of_processes(tmp_path: Path) -> None:
    bodies = [page(f"Story {number}", PARAGRAPHS * (1 + 20 * (number % 3 == 0))) for number in range(8)]
    bodies[5] = SAMPLES[3].read_bytes()
    warc = archived(tmp_path, bodies)
    here = InOrder()
    report = replay(warc, load_outlets(), here)
    assert (report.articles, report.records) == (7, 9)  # one says what the file is
    for count in (1, 3):
        there = InOrder()
        with Readers(count) as readers:
            assert replay(warc, load_outlets(), there, readers=readers) == report
        assert there.calls == here.calls


def test_a_replay_goes_on_over_pages_that_break_their_readers(tmp_path: Path) -> None:
    orders = [b"<html>", b"spin", b"<html> 2", b"signal SIGKILL", b"exit 1", b"<html> 5", b"sleep 0.2", b"eat"]
    warc = archived(tmp_path, orders)
    kept = InOrder()
    with Readers(2, TIGHT, OBEYING) as readers:
        report = replay(warc, load_outlets(), kept, readers=readers)
    assert (report.records, report.articles) == (9, 4)
    assert [call.url.rsplit("/", 1)[1] for call in kept.calls] == list("01234567")
    assert report.refused == {
        "reading took more than 0.3 seconds": 1,
        "reading ended the reader (SIGKILL)": 1,
        "reading ended the reader (exit code 1)": 1,
        "reading took more than 400 MB": 1,
    }


def test_of_a_damaged_file_everything_before_the_damage_has_gone_to_the_sink(tmp_path: Path) -> None:
    warc = archived(tmp_path, [page(f"Story {number}") for number in range(4)])
    warc.write_bytes(warc.read_bytes()[:-100])
    kept = Kept()
    with Readers(2) as readers, pytest.raises(BadInput, match=warc.name):
        replay(warc, (), kept, readers=readers)
    assert [article.title for article in kept.articles] == ["Story 0", "Story 1", "Story 2"]


def test_a_few_pages_are_read_ahead_and_no_more() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(40):
            taken.append(number)
            yield number

    with Readers(2, TIGHT, OBEYING) as readers:
        handed = []
        for result in readers.in_order(lambda number: readers.read(b"page", str(number)).url, items()):
            handed.append(result)
            assert len(taken) - len(handed) <= AHEAD * 2
    assert handed == [str(number) for number in range(40)]


def test_a_process_is_used_for_many_pages_and_made_anew_after_a_thousand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.workers.pool.PAGES", 3)
    with Readers(1, TIGHT, "tests.crawler.readers:processor") as readers:
        processes = [readers.read(b"", None).body for _ in range(7)]
    assert [processes.index(process) for process in processes] == [0, 0, 0, 3, 3, 3, 6]


def test_a_process_that_was_ended_between_pages_costs_none() -> None:
    with Readers(1, TIGHT, "tests.crawler.readers:processor") as readers:
        first = int(readers.read(b"", None).body)
        os.kill(first, signal.SIGKILL)
        assert ended(first)
        assert int(readers.read(b"", None).body) != first


def test_readers_that_cannot_start_say_so_and_refuse_no_page() -> None:
    with Readers(reader="tests.crawler.readers:missing") as readers, pytest.raises(ReadersFailed, match="exit code 1"):
        readers.read(b"page", URL)


def ended(process: int) -> bool:
    """Waits until a process is gone, or dead and not yet fetched by its parent."""
    for _ in range(1000):
        try:
            state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
            threads = len(os.listdir(f"/proc/{process}/task"))
        except OSError:
            return True
        if state == "Z" and threads == 1:  # its other thread may outlive the first by a moment
            return True
        time.sleep(0.05)
    return False


def test_closing_ends_every_process_and_what_was_being_read_is_not_refused() -> None:
    failures: list[Exception] = []
    before = children(os.getpid())
    readers = Readers(2, Limits(seconds=60), OBEYING)
    processes = children(os.getpid()) - before

    def read() -> None:
        try:
            readers.read(b"sleep 60", URL)
        except ReadersFailed as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    readers.close()
    for thread in threads:
        thread.join(5)
    assert len(failures) == 3
    assert len(processes) >= 2
    assert not children(os.getpid()) & processes
    with pytest.raises(ReadersFailed):
        readers.read(b"page", URL)


def children(parent: int) -> set[int]:
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == parent and b"crawler.workers.child" in (stat.parent / "cmdline").read_bytes():
            found.add(int(stat.parent.name))
    return found


HOLDER = """
from crawler.workers import Limits, Readers
readers = Readers(2, Limits(seconds=60), "tests.crawler.readers:obeying")
readers.read(b"page", None)
print("ready", flush=True)
readers.read({order!r}, None)
"""


@pytest.mark.parametrize("order", [b"sleep 60", b"spin"])
def test_a_parent_that_is_killed_leaves_no_child(order: bytes) -> None:
    parent = subprocess.Popen([sys.executable, "-c", HOLDER.format(order=order)], cwd=ROOT, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"ready\n"
    found = children(parent.pid)
    assert len(found) == 2
    time.sleep(0.2)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert all(ended(child) for child in found)


def worked(process: int) -> float:
    """Seconds of the processor that a process has had; 0 for one that is gone."""
    try:
        told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def test_ctrl_c_ends_a_replay_cleanly(tmp_path: Path) -> None:
    many = tuple(f"{PARAGRAPHS[number % 4]} ({number})" for number in range(1_000))
    pages = [page(f"Story {number}", many) for number in range(120)]  # more than are read before the signal
    warc = archived(tmp_path / "warc", pages)
    command = ["pantau", "--home", str(tmp_path / "home"), "replay", "--processes", "2", str(warc)]
    replaying = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # so that the signal goes to it and its children as from a terminal
        # A shell has what it starts in the background ignore the signal, tests too, and children inherit that.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    found: set[int] = set()
    until = time.monotonic() + 30
    # By what they have worked and not by the clock, which on a busy machine would run on until nothing is left to read.
    while (len(found) < 2 or sum(map(worked, found)) < 2) and time.monotonic() < until and replaying.poll() is None:
        time.sleep(0.05)
        found = children(replaying.pid) or found
    os.killpg(replaying.pid, signal.SIGINT)
    _, told = replaying.communicate(timeout=30)
    assert (replaying.returncode, "Traceback" in told) == (130, False)
    assert len(found) == 2
    assert all(ended(child) for child in found)


def test_days_and_moments_do_not_get_mixed_up() -> None:
    record = Extracted(url=None, published=WHEN, dateline_day=date(2026, 9, 3))
    back = from_bytes(to_bytes(record))
    assert type(back.dateline_day) is date
    assert type(back.published) is datetime
