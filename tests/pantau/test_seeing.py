# ruff: noqa: F811, F401 - a fixture of another file
"""What an operator sees: status, doctor, metrics, lines of the log. Real database, real mail server, no network."""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from prometheus_client.parser import text_string_to_metric_families
from test_cli import Run, pantau
from test_run_mails import Answers, closed_port

from pantau import doctor, doctor_network, logs
from pantau.duties import NOBODY_REST
from records import Outlet, OutletHealth, Reach, SourceState
from store import Store, frontier, people, steps
from store.crawling import finish_run, save_outlets, start_run
from store.health import last_reach, save_health, save_reach
from store.values import stamp

T0 = datetime(2026, 11, 24, 1, tzinfo=UTC)
NOW = ("--now", "2026-11-24T09:00:00+08:00")


@pytest.fixture
def home(pantau: Run, tmp_path: Path) -> Path:
    """An instance with two outlets, one of them dead, and two runs, of which one failed at its backup."""
    assert pantau("init").code == 0
    home = tmp_path / "home"
    with Store.open(home / "pantau.db") as store:
        save_outlets(store, [Outlet(id=name, name=name, country="MY", languages=("en",), home="http://x.example/",
                                    kind="agency") for name in ("malaymail", "nst")])  # fmt: skip
        for name, state in (("malaymail", "ok"), ("nst", "dead")):
            save_health(
                store, OutletHealth(outlet=name, state=state, reason="as it is", since=T0, last_success=T0, last_new=T0)
            )
        for number, outcome in ((0, "ok"), (1, "failed")):
            at = T0 + timedelta(hours=number)
            run = start_run(store, "run", at)
            steps.start_step(store, run, "backup", "none was made yet", at)
            steps.finish_step(store, run, "backup", at, outcome, "no room" if number else None)
            finish_run(store, run, at + timedelta(seconds=90), outcome, reason="no room" if number else None)
    return home


def test_status_says_what_is_due_and_what_is_wrong(pantau: Run, home: Path) -> None:
    (home / "alarms.json").write_text(
        json.dumps({"alarms": [{"key": "step backup", "title": "backup failed", "reason": "no room", "once": False,
                                "since": T0.isoformat(), "told": None, "ended": None, "mailed": None}]})
    )  # fmt: skip
    done = pantau("status", *NOW)
    assert done.code == 0
    assert re.search(r"Due now: poll \(\d+ sources never asked\); analyse .*; backup \(none was made yet\)", done.out)
    assert "WRONG since 2026-11-24T01:00:00+00:00: backup failed: no room" in done.out
    (row,) = pantau("status", "--json", *NOW).rows()
    assert row["steps"]["backup"] == {"ok": T0.isoformat(), "failing": True, "reason": "no room"}
    assert [each["what"] for each in row["due"]] == ["poll", "analyse", "backup"]
    assert row["next"]["what"] in ("analyse", "backup")
    assert [each["title"] for each in row["alarms"]] == ["backup failed"]
    (home / "pantau.toml").write_text('outlets = ["nobody"]', encoding="utf-8")
    (row,) = pantau("status", "--json", *NOW).rows()  # what is known is said all the same
    assert row["due"] is None
    assert "unknown outlet 'nobody'" in row["due_unknown"]


def test_a_network_that_is_down_is_said_until_anybody_answers(pantau: Run, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "pantau.prom"
    (row,) = pantau("status", "--json", *NOW).rows()
    assert row["network"] is None
    assert found(home, "network").detail == "nothing was crawled yet"
    silent = {"malaymail": ("malaymail.example",), "nst": ("nst.example",)}
    down = Reach(state="nobody", reason="none of 2 hosts that were asked answered", since=T0, at=T0, silent=silent)
    for reach, ok in ((down, False), (replace(down, state="reached", reason="2 of 2 hosts answered"), True)):
        with Store.open(home / "pantau.db") as store:
            save_reach(store, reach)
            assert last_reach(store) == reach
        assert ("The NETWORK seems to be down since 2026-11-24" in pantau("status", *NOW).out) is not ok
        (row,) = pantau("status", "--json", *NOW).rows()
        at = stamp(T0)
        assert row["network"] == {"state": reach.state, "reason": reach.reason, "since": at, "at": at}
        assert ("poll" in [each["what"] for each in row["due"]]) is ok
        assert ok or row["next"] == {"at": (T0 + NOBODY_REST).isoformat(), "what": "poll"}
        assert found(home, "network").ok is ok
        assert reach.reason in found(home, "network").detail
        pantau("status", "--prometheus", path, *NOW)
        assert f"pantau_network_reached {float(ok)}" in path.read_text(encoding="utf-8")


UNITS = ("seconds", "bytes", "ratio", "info", "total")


def test_metrics_follow_the_rules_for_names(pantau: Run, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "metrics" / "pantau.prom"
    done = pantau("status", "--prometheus", path, *NOW)
    assert (done.code, done.out) == (0, "")
    text = path.read_text(encoding="utf-8")
    families = {family.name: family for family in text_string_to_metric_families(text)}
    for name, family in families.items():
        assert re.fullmatch(r"pantau(_[a-z]+)*", name), name
        assert family.documentation.endswith("."), name
        assert family.samples or name.startswith("pantau_backup"), name
        if family.type == "counter":
            assert all(sample.name.endswith("_total") for sample in family.samples)
        else:
            assert not name.endswith(("_total", "_count", "_sum", "_bucket")), name
        for word in ("timestamp", "duration", "size", "free"):
            assert word not in name.split("_") or name.endswith(UNITS), f"{name} has no unit"

    def value(name: str, **labels: str) -> float:
        (found,) = [sample.value for sample in families[name].samples if labels.items() <= sample.labels.items()]
        return float(found)

    assert value("pantau_run_last_success", command="run") == 0
    assert value("pantau_run_last_duration_seconds", command="run") == 90
    assert value("pantau_runs", outcome="failed") == 1
    assert value("pantau_step_failing", step="backup") == 1
    assert value("pantau_step_last_success_timestamp_seconds", step="backup") == T0.timestamp()
    assert (value("pantau_outlet_healthy", outlet="malaymail"), value("pantau_outlet_healthy", outlet="nst")) == (1, 0)
    assert value("pantau_outlet_state_info", outlet="nst", state="dead") == 1
    assert value("pantau_database_size_bytes") == (home / "pantau.db").stat().st_size
    assert list(path.parent.iterdir()) == [path]  # written whole: nothing is left beside it


def test_a_file_of_metrics_that_cannot_be_written_is_said(pantau: Run, home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = pantau("status", "--prometheus", tmp_path / "file" / "pantau.prom")
    assert done.code == 1
    assert "file" in done.err
    (home / "pantau.toml").write_text('metrics_file = "pantau.txt"', encoding="utf-8")
    assert "*.prom only" in pantau("status").err


def found(home: Path, check: str, *, network: bool = False) -> doctor.Finding:
    (one,) = [each for each in doctor.examine(home, network=network) if each.check == check]
    assert one.ok or one.cure
    return one


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the sums of the weights, which take a second and are looked at by a test of their own."""
    monkeypatch.setattr(doctor, "_weights", lambda _: doctor.Finding(check="weights", ok=True, detail=""))


@pytest.mark.usefixtures("quick")
def test_the_doctor_finds_what_is_wrong_and_says_the_cure(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (found(home, "runs").ok, found(home, "runs").detail) == (False, "backup failed: no room")
    with Store.open(home / "pantau.db") as store:
        for outlet in ("malaymail", "nst"):
            save_health(store, OutletHealth(outlet=outlet, state="robots", reason="Disallow: /", since=T0))
        ahead = start_run(store, "run", datetime.now(UTC) + timedelta(days=3))
        finish_run(store, ahead, datetime.now(UTC) + timedelta(days=3))
    (home / "links.key").write_text("secret", encoding="utf-8")
    (home / "links.key").chmod(0o644)
    assert "the last run began at" in found(home, "clock").detail
    assert "forbid us: malaymail" in found(home, "robots").detail
    assert found(home, "permissions").cure == f"chmod 600 {home / 'links.key'}"
    (home / "links.key").chmod(0o600)
    assert found(home, "permissions").ok
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 5_000_000})())
    assert "5 MB free" in found(home, "disk").detail
    monkeypatch.setattr(doctor.sqlite3, "sqlite_version_info", (3, 7, 17))
    assert "older than 3.35" in found(home, "sqlite").detail
    (home / "pantau.toml").write_text("zone = 7", encoding="utf-8")
    assert "zone must be a str" in found(home, "settings").detail


@pytest.mark.usefixtures("quick")
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_the_doctor_finds_files_of_another_user(home: Path) -> None:
    (home / "pantau.db").chmod(0o400)
    assert "cannot be written" in found(home, "permissions").detail


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("make", "check", "said"),
    [
        (lambda path: path.write_bytes(b"no database " * 500), "schema", "no SQLite database"),
        (lambda path: path.unlink(), "schema", "no database at"),
    ],
)
def test_the_doctor_looks_at_the_database(home: Path, make: Any, check: str, said: str) -> None:
    make(home / "pantau.db")
    assert said in found(home, check).detail


@pytest.mark.usefixtures("quick")
def test_the_doctor_asks_the_mail_server(home: Path) -> None:
    assert doctor_network.smtp(home).detail == "nobody gets mail yet: not asked"
    with Store.open(home / "pantau.db") as store:
        people.add_subscriber(store, "aina@office.example", T0)
    port = closed_port()
    (home / "pantau.toml").write_text(f'[mail]\nhost = "127.0.0.1"\nport = {port}\n', encoding="utf-8")
    assert not doctor_network.smtp(home).ok
    controller = Controller(Answers({}), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        taken = doctor_network.smtp(home)
        (home / "pantau.toml").write_text(
            f'[mail]\nhost = "127.0.0.1"\nport = {port}\ntls = "starttls"\n', encoding="utf-8"
        )
        refused = doctor_network.smtp(home)
    finally:
        controller.stop()
    assert (taken.ok, refused.ok) == (True, False)
    assert taken.detail == f"127.0.0.1:{port} (none) takes us; nobody is told when a run fails: set mail.operator"
    assert "STARTTLS" in refused.detail


def test_the_doctor_looks_names_up(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"www.nst.com.my"}

    def look(host: str, port: object) -> list[str]:
        del port
        if host in known:
            return ["an address"]
        raise OSError("no such name")

    monkeypatch.setattr(doctor_network.socket, "getaddrinfo", look)
    (home / "pantau.toml").write_text('outlets = ["nst", "malaymail"]', encoding="utf-8")
    one = doctor_network.dns(home)
    assert one.ok
    assert re.search(r"1 of \d+ hosts have an address; none: .*malaymail", one.detail)
    known.clear()
    assert doctor_network.dns(home).detail.endswith("nothing was crawled yet")
    with Store.open(home / "pantau.db") as store:
        state = SourceState(url="u", outlet="nst", kind="feed", due=T0, interval=60, reason="r")
        frontier.save_source(store, state)
    assert not doctor_network.dns(home).ok
    (home / "pantau.toml").write_text('proxy = "http://proxy.example:3128"', encoding="utf-8")
    assert doctor_network.dns(home).detail == "the proxy looks names up"


@pytest.fixture
def as_text() -> Iterator[None]:
    yield
    logs.use("text", by_hand=True)
    logs._by_hand = False


FIELDS = {"timestamp", "severity_text", "severity_number", "body", "attributes", "resource"}


@pytest.mark.usefixtures("as_text")
def test_lines_of_the_log_follow_the_data_model(capsys: pytest.CaptureFixture[str]) -> None:
    logs.use("json")
    with logs.span() as outer, logs.span() as inner:
        logs.event("poll: 3 sources due", attributes={"pantau.step": "poll"})
        logging.getLogger("scrapy.core").warning("a library says %s\nin two lines", "this")
        try:
            raise ValueError("broken")
        except ValueError as error:
            logs.event("it broke", logging.ERROR, error=error)
    logs.event("outside of any run")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["severity_text"] for line in lines] == ["INFO", "WARNING", "ERROR", "INFO"]
    assert [line["severity_number"] for line in lines] == [9, 13, 17, 9]
    for line in lines[:3]:
        assert set(line) == FIELDS | {"trace_id", "span_id", "trace_flags"}
        assert (line["trace_id"], line["span_id"]) == (outer.trace_id, inner.span_id)
        assert datetime.fromisoformat(line["timestamp"]).utcoffset() == timedelta(0)
    assert set(lines[3]) == FIELDS
    assert lines[0]["attributes"] == {"log.logger": "pantau", "pantau.step": "poll"}
    assert lines[1]["body"] == "a library says this\nin two lines"
    assert lines[2]["attributes"]["exception.type"] == "ValueError"
    assert "test_seeing.py" in lines[2]["attributes"]["exception.stacktrace"]
    assert re.fullmatch("[0-9a-f]{32}", outer.trace_id)
    assert re.fullmatch("[0-9a-f]{16}", inner.span_id)


@pytest.mark.usefixtures("as_text")
def test_a_command_says_everything_in_the_form_asked_for(pantau: Run, home: Path) -> None:
    (home / "pantau.toml").write_text('log_format = "json"', encoding="utf-8")
    done = pantau("backup", *NOW)
    assert (done.code, done.out) == (0, "")
    (line,) = [json.loads(line) for line in done.err.splitlines()]
    assert line["body"].startswith("Backed up to")
    done = pantau("restore", home / "none.db")
    *_, last = [json.loads(line) for line in done.err.splitlines()]
    assert (last["severity_text"], last["attributes"]["process.exit.code"]) == ("ERROR", 5)
    (row,) = pantau("status", "--json", *NOW).rows()  # what a machine asked for stays on standard output
    assert row["home"] == str(home)
    done = pantau(
        "--log-format", "text", "backup", "--now", "2026-11-25T09:00:00+08:00"
    )  # the command line comes first
    assert "Backed up to" in done.out


def test_settings_are_checked(pantau: Run, home: Path) -> None:
    for line in ('log_format = "xml"', "backup_hour = 24", "run_minutes = -1"):
        (home / "pantau.toml").write_text(line, encoding="utf-8")
        done = pantau("status")
        assert done.code == 3
        assert line.split()[0] in done.err
