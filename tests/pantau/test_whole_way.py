"""The whole way on the bundled sample web: crawl over real HTTP on loopback, analyse, digest, desk; then once more.

One instance is made for all tests of this file, by the command an operator would run.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pantau.sample import readers
from pantau.sample.content import load_pieces
from pantau.sample.demo import EVENINGS, FIRST, MONDAY, OUTLETS, _evening, _make
from pantau.sample.server import SampleWeb
from store import Store, people
from store.fingerprint import derived_digest

pytestmark = pytest.mark.timeout(900)  # the fixture watches a week; a machine with other work takes minutes for it

Rows = Callable[..., list[tuple[Any, ...]]]


def pantau(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pantau", "--home", str(home), *arguments], capture_output=True, text=True, check=False
    )


def run_at(home: Path, web: SampleWeb, moment: datetime, command: str = "run") -> subprocess.CompletedProcess[str]:
    web.now = moment
    done = pantau(home, command, "--proxy", web.proxy, "--now", moment.isoformat())
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance that has watched the first week of the sample web."""
    folder = tmp_path_factory.mktemp("sample") / "home"
    _make(folder)
    with SampleWeb(_evening(FIRST, EVENINGS[0])) as web:
        for day in EVENINGS:
            run_at(folder, web, _evening(FIRST, day))
    return folder


@pytest.fixture
def rows(home: Path) -> Iterator[Rows]:
    connection = sqlite3.connect(f"{(home / 'pantau.db').as_uri()}?mode=ro", uri=True)
    yield lambda sql, *values: connection.execute(sql, values).fetchall()
    connection.close()


def test_every_way_of_discovery_brought_articles(rows: Rows) -> None:
    outlets = {outlet for (outlet,) in rows("SELECT DISTINCT outlet FROM article")}
    named = {path.stem for path in OUTLETS.glob("*.toml")}
    assert named - outlets <= {"harbour-gazette", "meridian-business"}
    assert rows("SELECT count(*) FROM article")[0][0] >= 25
    assert rows("SELECT count(*) FROM article WHERE published IS NULL OR language IS NULL OR title = ''") == [(0,)]


def test_a_dead_feed_is_seen_through(rows: Rows) -> None:
    ((state, reason),) = rows("SELECT state, reason FROM outlet_health WHERE outlet = 'harbour-gazette'")
    assert state == "stale_feed"
    assert "2018" in reason


def test_every_article_leads_back_to_its_record(rows: Rows, home: Path) -> None:
    from crawler.captures import read_warc

    evidence = rows("SELECT f.url, f.warc_file, f.warc_offset FROM article a JOIN fetch f ON f.id = a.fetch")
    recorded = {
        (record.url, path.name, record.offset)
        for path in (home / "warc").iterdir()
        for record in read_warc(path)
        if hasattr(record, "body")
    }
    assert set(evidence) <= recorded


def test_annotations_stand_in_their_sentences(rows: Rows) -> None:
    for table in ("figure", "mention"):
        found = rows(
            f'SELECT t.text, t.start, t."end", b.text, s.text FROM {table} t JOIN body b ON b.article = t.article'
            " JOIN sentence s ON s.article = t.article AND s.number = t.sentence"
        )
        assert len(found) == rows(f"SELECT count(*) FROM {table}")[0][0] > 50  # each has its sentence and body
        for text, start, end, body, _ in found:
            assert body[start:end] == text


def test_asides_of_the_pages_gave_nothing(rows: Rows) -> None:
    """The site prints them; the pieces that it was made from tell which lines they are."""
    foreign = {line for piece in load_pieces() for line in piece.aside} | {
        "NUSA WIRE brings you",
        "All rights reserved",
    }
    for (text,) in rows("SELECT text FROM body"):
        assert [line for line in foreign if line in text] == []


def test_copies_fold_and_stories_bind(rows: Rows) -> None:
    assert rows("SELECT count(*) FROM article WHERE copy_kind IN ('identical', 'copy')")[0][0] >= 2
    assert rows("SELECT count(*) FROM article a JOIN article o ON o.id = a.copy_of WHERE a.story <> o.story") == [(0,)]
    for table in ("sentence", "vector", "figure"):  # nothing was spent on them
        read = f"SELECT count(*) FROM {table} t JOIN article a ON a.id = t.article"
        assert rows(f"{read} WHERE a.copy_kind IN ('identical', 'copy')") == [(0,)]
    assert rows(
        "SELECT count(*) FROM story s WHERE NOT EXISTS (SELECT 1 FROM story_summary t WHERE t.story = s.id)"
    ) == [(0,)]
    assert rows("SELECT count(*) FROM story WHERE articles > 1")[0][0] >= 3
    assert rows("SELECT count(*) FROM story WHERE independent_reports > articles") == [(0,)]


def test_officials_have_posts_with_evidence(rows: Rows) -> None:
    held = rows(
        "SELECT o.name, p.role FROM post p JOIN official o ON o.id = p.official"
        " JOIN sentence s ON s.article = p.evidence_article AND s.number = p.evidence_sentence WHERE p.public_office"
    )
    assert len(held) >= 10
    assert len({name for name, _ in held}) >= 8


def test_analyse_twice_changes_nothing(home: Path) -> None:
    with Store.open(home / "pantau.db", readonly=True) as store:
        before = derived_digest(store)
    assert pantau(home, "analyse").returncode == 0
    with Store.open(home / "pantau.db", readonly=True) as store:
        assert derived_digest(store) == before


@pytest.mark.hostile  # tests/hostile kills an analysis in the ordinary tests, in a fork
def test_a_killed_analysis_goes_on_and_ends_in_the_same_tables(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "killed"
    shutil.copytree(home, copy)
    with Store.open(home / "pantau.db", readonly=True) as store:
        whole = derived_digest(store)
    command = [sys.executable, "-m", "pantau", "--home", str(copy), "analyse", "--all"]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(1200):  # until it is in the middle of it, at most a minute
            time.sleep(0.05)
            with Store.open(copy / "pantau.db", readonly=True) as store:
                done, left = store.connection.execute(
                    "SELECT count(analysed), count(*) - count(analysed) FROM article"
                ).fetchone()
            if done and left and done >= 5:
                break
            assert started.poll() is None or left == 0
        os.kill(started.pid, signal.SIGKILL)
    finally:
        started.wait(timeout=30)
    assert left, "it was killed too late to show anything"
    assert pantau(copy, "analyse").returncode == 0
    with Store.open(copy / "pantau.db", readonly=True) as store:
        assert derived_digest(store) == whole
        outcomes = [row[0] for row in store.connection.execute("SELECT outcome FROM run ORDER BY id")]
    assert outcomes[-2:] == ["died", "ok"]


def test_replaying_the_record_gives_the_same_articles(home: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    _make(again)
    for path in sorted((home / "warc").iterdir()):
        assert pantau(again, "replay", str(path)).returncode == 0
    wanted = "SELECT a.id, a.title, a.published, a.body_sha256, a.first_seen FROM article a ORDER BY a.id"
    with (
        Store.open(home / "pantau.db", readonly=True) as first,
        Store.open(again / "pantau.db", readonly=True) as second,
    ):
        assert second.connection.execute(wanted).fetchall() == first.connection.execute(wanted).fetchall()


def test_the_readers_of_the_sample_get_their_digest_once_and_the_archive_keeps_it(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "read"
    shutil.copytree(home, copy)
    readers.subscribe(copy, _evening(FIRST, EVENINGS[0]))
    sent = readers.send(copy, FIRST, _evening(FIRST, MONDAY))
    assert [delivery.recipient for delivery in sent] == [email for email, _, _ in readers.READERS]
    assert readers.send(copy, FIRST, _evening(FIRST, MONDAY)) == ()
    mails = {path.stem: path.read_text() for path in (copy / readers.MAILS / str(FIRST)).glob("*.eml")}
    assert sorted(mails) == sorted(email for email, _, _ in readers.READERS)
    assert all("List-Unsubscribe:" in mail for mail in mails.values())
    with Store.open(copy / "pantau.db", readonly=True) as store:
        kept = people.digests(store, str(FIRST))
    assert [digest.html.count("office.example") for digest in kept] == [0, 0]  # English and Malay, of nobody


def test_the_digest_and_the_desk_show_the_week(home: Path) -> None:
    from browse import build_app

    done = pantau(home, "digest", "preview", "--week", str(FIRST), "--now", _evening(FIRST, 7).isoformat())
    assert done.returncode == 0, done.stderr
    html = (home / "digests" / f"{FIRST}.en.html").read_text(encoding="utf-8")
    assert len(html.encode()) < 80_000
    assert "Harbour Gazette" in html  # its silence is told
    assert "<h" in html
    assert (home / "digests" / f"{FIRST}.en.txt").read_text(encoding="utf-8").count("http") >= 5

    async def front() -> str:
        desk = build_app(home / "pantau.db")
        answer = await desk.client.get("/")
        assert answer.status_code == 200
        return str(answer.text)

    page = asyncio.run(front())
    for heading in ("Top stories", "Themes", "Officials", "Provinces", "Health of the sources", "Search"):
        assert heading in page
