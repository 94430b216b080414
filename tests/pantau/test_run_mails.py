"""What a run leaves behind when mails are not sent or bounces cannot be read: the exit code, a line a mail, the run."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from records import errors
from store import Store, suppressing
from tests.crawler.server import Web, serving

ROOT = Path(__file__).resolve().parents[2]
NOW = ("--now", "2026-05-18T09:00:00+08:00")
AMINA, BADRUL = "amina@example.org", "badrul@example.org"
OUTLET = """id = "kinta-post"
name = "Kinta Post"
country = "MY"
languages = ["en"]
home = "http://www.kintapost.example/"
kind = "newspaper"
zone = "Asia/Kuala_Lumpur"
article_url = 'kintapost\\.example/local/\\d+/'

[[sources]]
kind = "list"
url = "http://www.kintapost.example/latest"
status = "works"
link_css = "a"

[politeness]
delay = 0
"""


class Answers:
    """An SMTP server that refuses who it was told to."""

    def __init__(self, refused: dict[str, str]) -> None:
        self.refused, self.taken = refused, [""]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, to: str, options: list[str]) -> str:
        del server, session, options
        if to in self.refused:
            return self.refused[to]
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        del server, session
        self.taken += envelope.rcpt_tos
        return "250 taken"


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def relay(refused: dict[str, str]) -> Iterator[int]:
    controller = Controller(Answers(refused), hostname="127.0.0.1", port=closed_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def pantau(home: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "pantau", "--home", str(home), *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An instance with two readers; its file ``proxy`` names where a crawl asks: a server that has nothing."""
    home = tmp_path_factory.mktemp("run_mails") / "home"
    assert pantau(home, "init")[0] == 0
    (home / "outlets").mkdir()
    (home / "outlets" / "kinta-post.toml").write_text(OUTLET, encoding="utf-8")
    for address in (AMINA, BADRUL):
        assert pantau(home, "subscribers", "add", address)[0] == 0
    with serving(Web()) as web:
        (home / "proxy").write_text(web.url("/"), encoding="utf-8")
        yield home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "home")


def settings(home: Path, port: int, more: str = "") -> None:
    (home / "pantau.toml").write_text(
        f'outlets = ["kinta-post"]\noutlets_folder = "outlets"\nproxy = "{(home / "proxy").read_text()}"\n'
        f'[mail]\nsender = "Pantau <desk@example.org>"\nhost = "127.0.0.1"\nport = {port}\n{more}',
        encoding="utf-8",
    )


def last_run(home: Path) -> tuple[str, str | None]:
    with Store.open(home / "pantau.db", readonly=True) as store:
        row = store.connection.execute("SELECT outcome, reason FROM run ORDER BY id DESC LIMIT 1").fetchone()
    return row[0], row[1]


REFUSED = {AMINA: "550 5.7.1 blocked by policy"}


@pytest.mark.parametrize("command", [("digest", "send"), ("digest", "send", "--due"), ("run",)])
def test_a_mail_that_was_not_sent_has_an_exit_code_and_a_line(home: Path, command: tuple[str, ...]) -> None:
    with relay(REFUSED) as port:
        settings(home, port)
        code, said = pantau(home, *command, *NOW)
        assert code == errors.NotSent.exit_code == 9
        assert f"Digest of 2026-W20 to {AMINA}: refused (recipient not taken: 550 5.7.1 blocked by policy)" in said
        assert f"Digest of 2026-W20 to {BADRUL}: sent (250 taken)" in said
        assert pantau(home, *command, *NOW)[0] == 0  # told once; a refused mail is not tried again by itself
    if command == ("run",):
        with Store.open(home / "pantau.db", readonly=True) as store:
            assert not suppressing.suppressions(store)
            runs = store.connection.execute("SELECT outcome, reason FROM run ORDER BY id").fetchall()
        # how the week was heard is another matter: the digest must not call it a partial crawl for a refused mail
        assert [tuple(row) for row in runs] == [("ok", "1 mail not sent: see above"), ("ok", None)]


def test_a_run_reads_what_came_back_before_it_sends(home: Path) -> None:
    (home / "Maildir" / "new").mkdir(parents=True)
    with relay({}) as port:
        settings(home, port, 'bounces = "Maildir"\n')
        code, said = pantau(home, "run", *NOW)
        assert (code, "no mails" in said) == (0, True)
        (home / "Maildir" / "new" / "1.host").write_text(
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n'
            "Content-Type: message/delivery-status\n\nReporting-MTA: dns; relay.example\n\n"
            f"Final-Recipient: rfc822; {AMINA}\nAction: failed\nStatus: 5.1.1\n\n--b--\n",
            encoding="utf-8",
        )
        code, said = pantau(home, "run", "--now", "2026-05-25T09:00:00+08:00")
    assert code == 0
    assert f"suppress {AMINA}" in said
    assert f"Digest of 2026-W21 to {BADRUL}: sent" in said
    assert f"Digest of 2026-W21 to {AMINA}" not in said


@pytest.mark.parametrize(("refused", "code"), [({}, errors.NotRead.exit_code), (REFUSED, errors.NotSent.exit_code)])
def test_a_mailbox_that_cannot_be_read_stops_nothing(home: Path, refused: dict[str, str], code: int) -> None:
    """All is sent, the fault is said and stands with the run; where a mail was not sent either, that is graver."""
    with relay(refused) as port:
        settings(home, port, 'bounces = "nowhere"\n')
        found, said = pantau(home, "run", *NOW)
    assert found == code
    assert "mails that came back were not read" in said
    assert "no such mailbox" in said
    assert f"{BADRUL}: sent" in said
    outcome, reason = last_run(home)
    assert outcome == "ok"
    assert "were not read" in str(reason)


def test_a_killed_mail_is_told_once_with_the_code(home: Path) -> None:
    with Store.open(home / "pantau.db") as store:
        store.connection.execute(
            "INSERT INTO delivery (recipient, period, claimed, status) VALUES (?, '2026-W20', '2026-05-18T00:30:00Z',"
            " 'leaving')",
            (AMINA,),
        )
        store.connection.commit()
    with relay({}) as port:
        settings(home, port)
        code, said = pantau(home, "digest", "send", "--due", *NOW)
        assert code == 9
        assert f"Mail of 2026-W20 to {AMINA}: unknown" in said
        assert pantau(home, "digest", "send", "--due", *NOW)[0] == 0
