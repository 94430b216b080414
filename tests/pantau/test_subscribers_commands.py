"""The commands about subscribers as a user meets them, and what a run sends, over real SMTP on loopback."""

from __future__ import annotations

import email
import email.policy
import json
import socket
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from pantau import cli, config
from pantau.commands.mail import ask_to_confirm, send_due
from store import Store, people, requests
from store.links import SECRET_NAME, opened, secret_of

AIDA = "aida@office.example"
MONDAY = datetime(2026, 11, 23, 1, tzinfo=UTC)  # 09:00 in Kuala Lumpur

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


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

    assert run("init")[0] == 0
    return run


class Server:
    def __init__(self) -> None:
        self.taken: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        del server, session
        self.taken.append(envelope)
        return "250 taken"


@pytest.fixture
def server() -> Iterator[tuple[Server, int]]:
    kept = Server()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield kept, port
    finally:
        controller.stop()


def listed(pantau: Run) -> dict[str, Any]:
    (row,) = json.loads(pantau("subscribers", "list", "--json")[1])
    found: dict[str, Any] = row
    return found


def test_wishes_by_name_from_the_first_day_on(pantau: Run) -> None:
    code, out, err = pantau(
        *("subscribers", "add", AIDA, "--name", "Aida", "--theme", "ai", "--place", "Sarawak", "--place", "CN-GD"),
        *("--outlet", "xinhua", "--watch-language", "ms", "--language", "ms", "--zone", "Europe/London"),
        *("--day", "friday", "--hour", "16", "--alert", "spike"),
    )
    assert (code, err) == (0, "")
    assert "weekly, fri 16:00 Europe/London" in out
    row = listed(pantau)
    assert (row["themes"], row["places"], row["outlets"]) == (["ai"], ["CN-GD", "MY-13"], ["xinhua"])
    assert (row["languages"], row["language"], row["day"], row["hour"]) == (["ms"], "ms", 5, 16)
    assert pantau("subscribers", "change", AIDA, "--theme", "all", "--frequency", "daily", "--zone", "instance")[0] == 0
    row = listed(pantau)
    assert (row["themes"], row["frequency"], row["zone"], row["alerts"]) == ([], "daily", None, ["spike"])
    assert (row["name"], row["places"]) == ("Aida", ["CN-GD", "MY-13"])
    assert pantau("subscribers", "change", AIDA, "--alert", "none")[0] == 0
    assert listed(pantau)["alerts"] == []


WRONG: tuple[tuple[tuple[str, ...], int, str], ...] = (
    (("--theme", "energie"), 5, "theme: there is no theme 'energie'; known: "),
    (("--place", "Serawak"), 5, "near it: Sarawak"),
    (("--official", "Nobody"), 5, "official: there is no official 'Nobody'"),
    (("--outlet", "xinhu"), 5, "xinhua"),
    (("--watch-language", "fr"), 5, "watch-language: "),
    (("--zone", "Asia/Kuala"), 3, "Asia/Kuala_Lumpur"),
    (("--day", "someday"), 3, "day: 'someday' is none: mon, tue"),
    (("--hour", "24"), 3, "hour: 24 is none: 0 to 23"),
    (("--frequency", "monthly"), 3, "frequency: 'monthly' is none: daily, weekly, alerts"),
    (("--alert", "all"), 3, "alert: 'all' is none: first_mention, revised, spike"),
    (("--frequency", "alerts"), 3, "alert: "),
    (("--language", "zh"), 3, "language: 'zh' is no language of the digest: en, ms"),
)


@pytest.mark.parametrize(("options", "code", "said"), WRONG)
def test_errors_name_the_option_and_what_is_known(pantau: Run, options: tuple[str, ...], code: int, said: str) -> None:
    found, _, err = pantau("subscribers", "add", AIDA, *options)
    assert (found, len(err.splitlines())) == (code, 1)
    assert said in err
    assert json.loads(pantau("subscribers", "list", "--json")[1]) == []


def test_show_says_what_is_due_and_gives_links_when_asked(pantau: Run, home: Path) -> None:
    pantau("subscribers", "add", AIDA)
    code, out, _ = pantau("subscribers", "show", AIDA, "--json", "--links", "--now", "2026-11-23T09:00:00+08:00")
    assert code == 0
    shown = json.loads(out)
    assert (shown["due"]["period"], shown["due"]["why"]) == ("2026-W47", "due")
    text = shown["links"]["preferences"].rpartition("/")[2]
    assert opened(text, "preferences", secret_of(home), MONDAY).link is not None
    assert "Due now: 2026-W47 (due)" in pantau("subscribers", "show", AIDA, "--now", "2026-11-23T09:00:00+08:00")[1]
    assert "/-/" not in pantau("subscribers", "show", AIDA)[1]
    assert pantau("subscribers", "change", AIDA, "--revoke-links")[0] == 0
    again = json.loads(pantau("subscribers", "show", AIDA, "--json", "--links")[1])["links"]["preferences"]
    assert again.split(".")[2] != text.split(".")[2]
    assert pantau("subscribers", "change", AIDA)[0] == 3
    assert pantau("subscribers", "show", "nobody@office.example")[0] == 5
    assert (home / SECRET_NAME).stat().st_mode & 0o777 == 0o600


def test_export_and_erase(pantau: Run, home: Path, tmp_path: Path) -> None:
    pantau("subscribers", "add", AIDA, "--name", "Aida Rahman")
    assert json.loads(pantau("subscribers", "export", AIDA)[1])["subscriber"]["name"] == "Aida Rahman"
    assert pantau("subscribers", "export", AIDA, "--to", tmp_path / "aida.json")[0] == 0
    mails = home / "digests" / "2026-W47"
    mails.mkdir(parents=True)
    for name in (AIDA, "badrul@office.example"):
        (mails / f"{name}.eml").write_text("x")
    code, out, _ = pantau("subscribers", "erase", AIDA, "--yes")
    assert code == 0
    assert "1 of subscriber" in out
    assert AIDA not in out
    assert [path.name for path in mails.iterdir()] == ["badrul@office.example.eml"]
    assert json.loads(pantau("subscribers", "list", "--json")[1]) == []
    code, _, err = pantau("subscribers", "add", AIDA)
    assert code == 3
    assert "--again" in err
    assert pantau("subscribers", "add", AIDA, "--again")[0] == 0
    assert pantau("subscribers", "erase", "nobody@office.example", "--yes")[0] == 5


def settings_for(home: Path, port: int) -> config.Config:
    (home / config.CONFIG_NAME).write_text(
        f'desk_url = "https://desk.example/"\nsubscribe_form = true\n[mail]\nsender = "Pantau <desk@office.example>"\n'
        f'host = "127.0.0.1"\nport = {port}\n',
        encoding="utf-8",
    )
    return config.load(home)


def test_a_run_sends_each_person_what_is_due_with_links_that_work(
    pantau: Run, home: Path, server: tuple[Server, int]
) -> None:
    kept, port = server
    pantau("subscribers", "add", AIDA)
    pantau("subscribers", "add", "daily@office.example", "--frequency", "daily", "--language", "ms")
    pantau("subscribers", "add", "later@office.example", "--hour", "12")
    settings = settings_for(home, port)
    with Store.open(settings.database) as store:
        requests.ask_subscription(store, "new@office.example", "en", (), MONDAY)
        lines = list(send_due(settings, store, MONDAY))
        assert list(send_due(settings, store, MONDAY)) == []
        people_now = {person.email: person for person in people.subscribers(store)}
    assert [line.split(":")[0] for line in lines][:1] == ["Digest of 2026-11-22 to daily@office.example"]
    assert "Digest of 2026-W47 to aida@office.example: sent" in " ".join(lines)
    # its hour comes at noon; until then the week before, which it never had, is caught up only for who was subscribed
    assert "new@office.example" not in " ".join(lines)
    mails = {
        envelope.rcpt_tos[0]: email.message_from_bytes(envelope.content, policy=email.policy.default)
        for envelope in kept.taken
    }
    assert {AIDA, "daily@office.example", "new@office.example"} <= set(mails)
    for address in (AIDA, "daily@office.example"):
        header = mails[address]["List-Unsubscribe"]
        link = header.split(">")[0].strip("<")
        assert link.startswith("https://desk.example/-/unsubscribe/")
        found = opened(link.rpartition("/")[2], "unsubscribe", secret_of(home), MONDAY).link
        assert found is not None
        assert (found.number, found.version) == (people_now[address].id, people_now[address].link_version)
        body = mails[address].get_body(("plain",)).get_content()  # type: ignore[attr-defined]
        assert "https://desk.example/-/preferences/" in body
    question = mails["new@office.example"].get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    (line,) = [line for line in question.splitlines() if "/-/confirm/" in line]
    assert opened(line.rpartition("/")[2], "confirm", secret_of(home), MONDAY).link is not None


def test_the_desk_asks_at_once_and_the_run_does_not_ask_again(
    pantau: Run, home: Path, server: tuple[Server, int]
) -> None:
    del pantau
    kept, port = server
    settings = settings_for(home, port)
    with Store.open(settings.database) as store:
        requests.ask_subscription(store, "new@office.example", "ms", (), MONDAY)
        assert list(ask_to_confirm(settings, store, MONDAY)) == ["Question whether somebody wants the digest: sent"]
        assert list(send_due(settings, store, MONDAY)) == []
    assert len(kept.taken) == 1


def test_what_is_due_can_be_sent_without_a_crawl(pantau: Run, home: Path, server: tuple[Server, int]) -> None:
    kept, port = server
    pantau("subscribers", "add", AIDA)
    settings_for(home, port)
    code, out, _ = pantau("digest", "send", "--due", "--now", "2026-11-23T09:00:00+08:00")
    assert (code, out.strip()) == (0, f"Digest of 2026-W47 to {AIDA}: sent (250 taken)")
    assert pantau("digest", "send", "--due", "--now", "2026-11-23T09:00:00+08:00")[1] == ""
    assert pantau("digest", "send", "--due", "--week", "2026-W47")[0] == 3
    assert len(kept.taken) == 1


def test_a_secret_that_others_can_read_stops_the_mails(pantau: Run, home: Path) -> None:
    pantau("subscribers", "add", AIDA)
    secret_of(home)
    (home / SECRET_NAME).chmod(0o644)
    code, _, err = pantau("subscribers", "show", AIDA, "--links")
    assert code == 3
    assert "chmod 600" in err
