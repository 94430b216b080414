"""The whole run without room, rights, handles, or the database to itself; and with a clock that jumps back.

Each time it says in one line what it lacks, and when it is given back the next run ends as an undisturbed one does.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.warmed import Ran
from tests.hostile.killing import READERS, SUNDAY, Ground, later, sender

HOOK = "tests.hostile.starving:take"
pytestmark = [pytest.mark.hostile, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with Ground.made(tmp_path_factory.mktemp("starved")) as made:
        yield made


def said_plainly(first: Ran) -> None:
    assert 0 < first.code < 126, first.said
    assert "Traceback" not in first.said
    assert any(line.startswith("pantau: ") for line in first.said.splitlines()), first.said


@pytest.mark.parametrize(
    "taken",
    [
        {"take": "growth", "bytes": 4_000},
        {"take": "growth", "bytes": 60_000},
        {"take": "growth", "bytes": 400_000},
        {"take": "handles", "more": 0},
        {"take": "handles", "more": 3},
        {"take": "handles", "more": 8},
        {"take": "handles", "more": 12},
    ],
    ids=lambda taken: " ".join(str(value) for value in taken.values()),
)
def test_a_run_that_is_starved_says_so_and_ends_well_when_it_is_fed(ground: Ground, taken: dict[str, Any]) -> None:
    home = ground.copy("-".join(str(value) for value in taken.values()))
    first = ground.run(home, *ground.whole(), hook=HOOK, **taken)
    if first.code != 0:  # what was left was enough: then it must have ended well, too
        said_plainly(first)
    assert ground.fault(home, first) == []


def test_a_folder_that_may_only_be_read_is_said_and_stays_as_it_was(ground: Ground) -> None:
    home = ground.copy("read-only")
    before = (home / "pantau.db").read_bytes()
    modes = {path: path.stat().st_mode for path in [home, *home.rglob("*")]}
    for path in modes:
        path.chmod(0o500 if path.is_dir() else 0o400)
    first = ground.run(home, *ground.whole(), hook=HOOK, take="rights")
    for path, mode in modes.items():
        path.chmod(mode)
    said_plainly(first)
    assert (home / "pantau.db").read_bytes() == before
    assert ground.fault(home, first) == []


@pytest.mark.parametrize("room", [0, 100, 500])
def test_a_full_disk_is_said_and_nothing_is_lost(ground: Ground, room: int) -> None:
    """On a disk of its own; ``room``: kilobytes that are free."""
    home = ground.folder / f"full-{room}"
    home.mkdir()
    base = ground.folder / "base"
    used = sum(path.stat().st_size // 4096 * 4 + 8 for path in base.rglob("*"))
    size = f"size={used + room}k"
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(home)], capture_output=True, check=False
    ).returncode:
        pytest.skip("a disk of a chosen size needs the right to mount one")
    try:
        shutil.copytree(base, home, dirs_exist_ok=True)
        ground.settle(home)
        first = ground.run(home, *ground.whole())
        if first.code != 0:
            said_plainly(first)
        subprocess.run(["mount", "-o", "remount,size=200m", str(home)], check=True)
        assert ground.fault(home, first) == []
    finally:
        subprocess.run(["umount", "-l", str(home)], check=False)


@pytest.mark.parametrize("held", [0.5, 6.0])
def test_a_database_that_is_locked_is_waited_for_and_then_said(ground: Ground, held: float) -> None:
    """Another program writes for ``held`` seconds; a run waits for 2 here, for 30 otherwise."""
    home = ground.copy(f"locked-{held}")
    other = sqlite3.connect(home / "pantau.db", check_same_thread=False, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    timer = threading.Timer(held, lambda: other.execute("ROLLBACK"))
    timer.start()
    first = ground.run(home, *ground.whole(), hook=HOOK, take="patience", seconds=2)
    timer.join()
    other.close()
    if held < 2:
        assert first.code == 0, first.said
    else:
        said_plainly(first)
        assert "lock" in first.said
        assert time.monotonic() - began < 60
    assert ground.fault(home, first) == []


def test_a_clock_that_jumps_back_doubles_nothing(ground: Ground) -> None:
    home = ground.copy("clock")
    for now in (later(0), SUNDAY, later(-30), later(0)):
        ran = ground.run(home, ground.command("run", now))
        assert ran.code == 0, ran.said
    assert ground.post.got[sender(home)] == dict.fromkeys(READERS, 1)
    with sqlite3.connect(home / "pantau.db") as database:
        assert database.execute("SELECT count(*) FROM digest").fetchone()[0] <= 2
        articles = database.execute("SELECT id, title, body_sha256 FROM article ORDER BY id").fetchall()
        assert database.execute("SELECT count(*) FROM revision").fetchone() == (0,)
    with sqlite3.connect(ground.folder / "undisturbed" / "pantau.db") as database:
        assert database.execute("SELECT id, title, body_sha256 FROM article ORDER BY id").fetchall() == articles


def test_a_record_that_is_cut_off_gives_all_before_it(ground: Ground) -> None:
    """The archive of the undisturbed instance, its last file cut in a record, replayed into a new one."""
    whole = sorted((ground.folder / "undisturbed" / "warc").iterdir())
    home = ground.folder / "replayed"
    (home / "cut").mkdir(parents=True)
    ground.settle(home)
    files = [shutil.copy(path, home / "cut" / path.name) for path in whole]
    os.truncate(files[-1], Path(files[-1]).stat().st_size - 200)
    assert ground.run(home, ["init"]).code == 0
    done = ground.run(home, ["replay", *map(str, files)])
    said_plainly(done)
    assert f"{Path(files[-1]).name}: damaged" in done.said
    with (
        sqlite3.connect(home / "pantau.db") as database,
        sqlite3.connect(ground.folder / "undisturbed" / "pantau.db") as all_of,
    ):
        ask = "SELECT count(*) FROM article"
        assert 0 <= all_of.execute(ask).fetchone()[0] - database.execute(ask).fetchone()[0] <= 1
