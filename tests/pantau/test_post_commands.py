"""digest test, bounces, suppressed, suppress, lift and the dry run, from the command line with a real SMTP server."""

from __future__ import annotations

import email
import email.policy
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from store import Store

ROOT = Path(__file__).resolve().parents[2]
NOW = ("--now", "2026-05-18T09:00:00+08:00")


class Keeps:
    def __init__(self) -> None:
        self.taken: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        del server, session
        self.taken.append(envelope)
        return "250 taken"


def pantau(home: Path, *arguments: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "pantau", "--home", str(home), *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_the_way_of_mails(tmp_path: Path) -> None:
    home, out = tmp_path / "home", tmp_path / "out"
    pantau(home, "init")
    pantau(home, "subscribers", "add", "amina@example.org")
    server = Keeps()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        (home / "pantau.toml").write_text(
            f'[mail]\nsender = "Pantau <desk@example.org>"\nhost = "127.0.0.1"\nport = {port}\nbounces = "Maildir"\n',
            encoding="utf-8",
        )
        assert "1 mails written" in pantau(home, "digest", "send", "--dry-run", str(out), *NOW)
        assert [path.name for path in out.iterdir()] == ["amina@example.org.eml"]
        assert "sent" in pantau(home, "digest", "test", "me@example.org", *NOW)
        assert "sent" in pantau(home, "digest", "test", "me@example.org", *NOW)
        with Store.open(home / "pantau.db", readonly=True) as store:
            for table in ("delivery", "digest"):
                assert store.connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        first = email.message_from_bytes(server.taken[0].content, policy=email.policy.default)
        assert first["Subject"].startswith("[TEST] ")
        assert server.taken[0].rcpt_tos == ["me@example.org"]
        for kind in ("plain", "html"):
            part = first.get_body((kind,))  # type: ignore[attr-defined]
            assert "TEST: sent to one address only" in part.get_content()
        assert "amina@example.org: sent" in pantau(home, "digest", "send", *NOW)
        number = email.message_from_bytes(server.taken[2].content)["Message-ID"]
    finally:
        controller.stop()
    assert "no such mailbox" in pantau(home, "digest", "bounces", code=5)
    (home / "Maildir" / "new").mkdir(parents=True)
    (home / "Maildir" / "new" / "1.host").write_text(
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n'
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; relay.example\n\n"
        "Final-Recipient: rfc822; amina@example.org\nAction: failed\nStatus: 5.1.1\n\n--b\n"
        f"Content-Type: text/rfc822-headers\n\nMessage-ID: {number}\n\n--b--\n",
        encoding="utf-8",
    )
    assert "suppress amina@example.org" in pantau(home, "digest", "bounces")
    assert json.loads(pantau(home, "digest", "bounces", "--json"))["done"] == "known"
    (row,) = json.loads(pantau(home, "digest", "suppressed", "--json"))
    assert (row["recipient"], row["kind"], row["who"]) == ("amina@example.org", "hard", "pantau digest bounces")
    later = ("--now", "2026-05-25T09:00:00+08:00")
    assert "nobody waits" in pantau(home, "digest", "send", *later)
    pantau(home, "digest", "lift", "amina@example.org", "--who", "Aina", "--reason", "their server is back")
    assert json.loads(pantau(home, "digest", "suppressed", "--json")) == []
    assert len(json.loads(pantau(home, "digest", "suppressed", "--all", "--json"))) == 1
    # nobody answers at that port any more: said, with an exit code, and tried again when asked
    assert "not every digest" in pantau(home, "digest", "send", *later, code=9)
