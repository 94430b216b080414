"""Killed at any point and started again: nobody gets a mail twice, nobody is left out without a word."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from digest_samples import START
from kill_points import PERIOD, POINTS, UNKNOWN
from test_digest_deliver import Server, running

from store import Store, people

READERS = ("amina@example.org", "badrul@example.org", "chan@example.org")
ROOT = Path(__file__).resolve().parents[2]


def run(path: Path, port: int, point: str, nth: int = 1) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(Path(__file__).with_name("kill_points.py")), str(path), str(port), point, str(nth)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )


# The others need twenty seconds of two processors: tests/hostile kills a run while it sends in the ordinary tests, too.
ALWAYS = ("before the claim", "before the answer")


@pytest.mark.parametrize(
    "point", [point if point in ALWAYS else pytest.param(point, marks=pytest.mark.hostile) for point in POINTS]
)
def test_killed_and_started_again(tmp_path: Path, point: str) -> None:
    path = tmp_path / "pantau.db"
    with Store(path) as store:
        for reader in READERS:
            people.add_subscriber(store, reader, START)
    nth = 1 if "connecting" in point else 2  # the second of three mails; one connection carries them all
    server = Server()
    with running(server) as port:
        killed = run(path, port, point, nth)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        again = run(path, port, "nowhere")
        assert again.returncode == 0, again.stderr
    got = Counter(envelope.rcpt_tos[0] for envelope in server.taken)
    with Store.open(path) as store:
        rows = {row.recipient: row for row in people.deliveries(store, PERIOD)}
    assert set(rows) == set(READERS)
    assert max(got.values()) == 1  # nobody twice
    hit = READERS[nth - 1]
    for reader in READERS:
        if reader == hit and point in UNKNOWN:
            assert rows[reader].status == "unknown"
            assert "may have arrived" in (rows[reader].reason or "")
        else:
            assert (rows[reader].status, got[reader]) == ("sent", 1)  # nobody left out
    assert again.stdout == (f"unknown {hit}\n" if point in UNKNOWN else "")
    if point == "before the last line":
        assert got[hit] == 0
    elif point == "after the answer":
        assert got[hit] == 1
    # the mail that arrived is the one that the ledger knows
    for envelope in server.taken:
        number = rows[envelope.rcpt_tos[0]].message_id
        assert number is not None
        assert number.encode() in envelope.content
