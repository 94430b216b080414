"""A digest as one reader gets it, from the command line: as file, as PDF, as a test mail."""

from __future__ import annotations

import email
import email.policy
import re
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from aiosmtpd.controller import Controller
from digest_samples import fill

from pantau import cli, config
from pantau.commands import wishing
from store import Store
from store.people import save_digest

AIDA = "aida@office.example"
MADE = datetime(2026, 5, 18, 1, tzinfo=UTC)
NOW = ("--now", "2026-05-18T09:00:00+08:00")
WEEK = ("--week", "2026-W20")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    fill(home / "pantau.db").close()
    (home / config.CONFIG_NAME).write_text('desk_url = "https://desk.example/"\n', encoding="utf-8")
    return home


@pytest.fixture
def pantau(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path) -> Run:
    monkeypatch.setenv("PANTAU_HOME", str(home))

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["pantau", *map(str, arguments)])
        code = 0
        try:
            cli.main()
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 0
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def shown(home: Path, name: str = "2026-W20.en") -> str:
    return (home / "digests" / f"{name}.html").read_text(encoding="utf-8")


def test_a_subscribers_letter_is_theirs_in_language_wishes_and_links(pantau: Run, home: Path) -> None:
    wishes = ("--theme", "energy", "--place", "Johor", "--language", "ms")
    assert pantau("subscribers", "add", AIDA, *wishes)[0] == 0
    code, _, err = pantau("digest", "preview", "--subscriber", AIDA, *NOW)
    assert code == 0, err
    html = shown(home, "2026-W20.ms")
    assert 'lang="ms"' in html
    assert "Anda mengikuti: “Tenaga”." in html
    assert "Tempat yang anda pantau: Johor." in html
    links = re.findall(r'href="(https://desk.example/-/[^"]+)"', html)
    # in their places, and without the power to act for the reader
    assert links == ["https://desk.example/-/preferences/preview", "https://desk.example/-/unsubscribe/preview"]
    with Store.open(home / "pantau.db", readonly=True) as store:
        for table in ("delivery", "digest"):
            assert store.connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_what_the_mail_holds_is_what_the_preview_showed(pantau: Run, home: Path, tmp_path: Path) -> None:
    """But for the reader's own links and the moment at which it was made."""
    assert pantau("subscribers", "add", AIDA, "--theme", "trade", "--outlet", "egret")[0] == 0
    assert pantau("digest", "preview", "--subscriber", AIDA, *NOW)[0] == 0
    assert pantau("digest", "send", "--dry-run", tmp_path / "out", *NOW)[0] == 0
    raw = (tmp_path / "out" / f"{AIDA}.eml").read_bytes()
    mail: Any = email.message_from_bytes(raw, policy=email.policy.default)

    def bare(html: str) -> str:
        return re.sub(r"/-/(preferences|unsubscribe)/[\w.-]+", r"/-/\1/x", html).replace("\r", "").strip()

    assert bare(mail.get_body(("html",)).get_content()) == bare(shown(home))


def test_options_are_a_reader_of_their_own_or_what_if(pantau: Run, home: Path) -> None:
    assert pantau("digest", "preview", *WEEK, *NOW, "--theme", "Energy", "--official", "Lim Teratai")[0] == 0
    html = shown(home)
    assert "Half of coast line" in html
    assert "new trade minister" not in html.split("Themes, week on week")[0]
    assert "You watch officials: Lim Teratai." in html
    assert "/-/" not in html  # nobody in particular
    assert pantau("subscribers", "add", AIDA, "--theme", "energy")[0] == 0
    assert pantau("digest", "preview", *NOW, "--subscriber", AIDA, "--theme", "trade", "--watch-language", "en")[0] == 0
    html = shown(home)
    assert "You follow: “Trade”." in html
    assert "Only with a report in: English." in html
    assert "-/unsubscribe/preview" in html


def test_the_digests_that_were_made_are_written_as_a_feed(pantau: Run, home: Path, tmp_path: Path) -> None:
    code, said, err = pantau("digest", "feed")
    assert (code, err) == (0, "")
    assert "digests.atom: 0 digests" in " ".join(said.split())
    assert feedparser.parse((home / "digests" / "digests.atom").read_bytes()).entries == []
    with Store(home / "pantau.db") as store:
        made = save_digest(store, "2026-W20", "Line to open", "<p>a</p>", "a", MADE, {}, language="en")
    assert pantau("digest", "feed", "--to", tmp_path / "new" / "x.atom")[0] == 0
    found = feedparser.parse((tmp_path / "new" / "x.atom").read_bytes())
    assert not found.bozo
    assert [(entry.title, entry.link) for entry in found.entries] == [
        ("Line to open", f"https://desk.example/digest/{made.id}")
    ]


WRONG: tuple[tuple[tuple[str, ...], int, str], ...] = (
    (("--subscriber", "nobody@office.example"), 5, "nobody@office.example"),
    (("--theme", "energie"), 5, "theme: there is no theme 'energie'; known: "),
    (("--official", "Nobody"), 5, "official: "),
    (("--outlet", "xyz"), 5, "outlet: "),
    (("--language", "zh"), 3, "language: 'zh' is no language of the digest: en, ms"),
)


@pytest.mark.parametrize("command", [("digest", "preview"), ("digest", "test", AIDA)])
@pytest.mark.parametrize(("options", "code", "said"), WRONG)
def test_errors_name_the_option(
    pantau: Run, command: tuple[str, ...], options: tuple[str, ...], code: int, said: str
) -> None:
    found, _, err = pantau(*command, *options)
    assert (found, len(err.splitlines())) == (code, 1)
    assert said in err


def test_a_daily_reader_gets_the_day_and_one_of_alerts_is_told(pantau: Run, home: Path) -> None:
    assert pantau("subscribers", "add", AIDA, "--frequency", "daily")[0] == 0
    assert pantau("digest", "preview", "--subscriber", AIDA, "--now", "2026-05-13T09:00:00+08:00")[0] == 0
    html = shown(home, "2026-05-12.en")
    assert "Sarawak to open hydropower line" in html
    assert "-/unsubscribe/preview" in html
    assert pantau("digest", "preview", "--subscriber", AIDA, *WEEK, *NOW)[0] == 0  # a week that is named is a week
    assert "The week in three lines" in shown(home)
    assert pantau("subscribers", "change", AIDA, "--frequency", "alerts", "--alert", "spike")[0] == 0
    code, _, err = pantau("digest", "preview", "--subscriber", AIDA, *NOW)
    assert (code, "alerts and no digest" in err) == (3, True)


class Keeps:
    def __init__(self) -> None:
        self.taken: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        del server, session
        self.taken.append(envelope)
        return "250 taken"


@pytest.fixture
def relay(home: Path) -> Iterator[Keeps]:
    kept = Keeps()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    (home / config.CONFIG_NAME).write_text(
        f'desk_url = "https://desk.example/"\n[mail]\nhost = "127.0.0.1"\nport = {port}\nsender = "d@office.example"\n',
        encoding="utf-8",
    )
    try:
        yield kept
    finally:
        controller.stop()


@pytest.mark.parametrize(("frequency", "period"), [("weekly", "2026-W20"), ("daily", "2026-05-17")])
def test_a_test_mail_as_a_subscriber(pantau: Run, relay: Keeps, frequency: str, period: str) -> None:
    assert pantau("subscribers", "add", AIDA, "--language", "ms", "--frequency", frequency)[0] == 0
    code, out, err = pantau("digest", "test", "me@office.example", "--subscriber", AIDA, *NOW)
    assert (code, err) == (0, "")
    assert f"Test of {period} to me@office.example: sent" in out
    (envelope,) = relay.taken
    assert envelope.rcpt_tos == ["me@office.example"]
    mail: Any = email.message_from_bytes(envelope.content, policy=email.policy.default)
    html = mail.get_body(("html",)).get_content()
    assert mail["Subject"].startswith("[TEST] ")
    assert AIDA not in envelope.content.decode()
    assert 'lang="ms"' in html
    assert "-/unsubscribe/preview" in html


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium on this machine")
def test_a_pdf_as_a_subscriber(pantau: Run, home: Path) -> None:
    assert pantau("subscribers", "add", AIDA, "--language", "ms")[0] == 0
    code, _, err = pantau("digest", "pdf", "--subscriber", AIDA, *NOW)
    assert code == 0, err
    assert (home / "digests" / "2026-W20.ms.pdf").read_bytes().startswith(b"%PDF-")


def test_each_command_offers_the_same_options(pantau: Run) -> None:
    for command in ("preview", "pdf", "test"):
        said = pantau("digest", command, "--help")[1]
        for name in wishing.READER:
            assert f"--{name.replace('_', '-')}" in said, (command, name)
    for command in ("add", "change"):
        said = pantau("subscribers", command, "--help")[1]
        for name in wishing.WISHES:
            assert f"--{name.replace('_', '-')}" in said, (command, name)
