# ruff: noqa: F811, F401 - fixtures of another file
"""How a run goes: steps and their rows, faults, time, signals, one before that died; the watch that starts runs."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from test_run_mails import ROOT, home, made, settings

from pantau import config, scheduled
from pantau.commands.run import run_once
from pantau.duties import Decision, Duty
from pantau.running import Clock, Stopping, within
from pantau.scheduled import Asked
from pantau.watching import Watch
from records import Busy, NotSent, OutOfTime, PantauError
from store import RunLock, Store
from store.crawling import start_run
from store.steps import died_since_repair

T0 = datetime(2026, 11, 24, 1, tzinfo=UTC)


@pytest.fixture
def instance(tmp_path: Path) -> config.Config:
    found = config.Config(home=tmp_path)
    with Store(found.database):
        return found


@contextlib.contextmanager
def steps(monkeypatch: pytest.MonkeyPatch, **doing: Callable[[], None]) -> Iterator[list[str]]:
    """Runs whose steps do nothing but what is given; the names of those that were taken."""
    taken: list[str] = []

    def step(name: str) -> Callable[..., None]:
        def take(*_: object) -> None:
            taken.append(name)
            doing.get(name, lambda: None)()

        return take

    monkeypatch.setattr(scheduled, "_STEPS", {name: step(name) for name in scheduled._STEPS})
    yield taken


def run(found: config.Config, at: datetime = T0, limit: float | None = None) -> None:
    run_once(found, Clock(at, limit, time.monotonic), Asked())


def rows(found: config.Config) -> tuple[list[Any], list[Any]]:
    with Store.open(found.database, readonly=True) as store:
        runs = store.connection.execute("SELECT outcome, reason FROM run ORDER BY id").fetchall()
        taken = store.connection.execute(
            "SELECT step, outcome, reason FROM run_step WHERE run = (SELECT max(id) FROM run)"
            " ORDER BY instr('repair bounces poll analyse mail backup', step)"
        ).fetchall()
    return runs, taken


def raising(error: BaseException) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


def test_a_run_takes_what_is_due_and_the_next_has_less(
    instance: config.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    with steps(monkeypatch) as taken:
        run(instance)
        assert taken == ["poll", "analyse", "backup"]
        taken.clear()
        run(instance, T0 + timedelta(minutes=15))
        assert taken == ["poll", "backup"]  # nothing was really polled or backed up
    runs, last = rows(instance)
    assert runs == [("ok", None), ("ok", None)]
    assert last == [("poll", "ok", None), ("backup", "ok", None)]


@pytest.mark.parametrize(
    ("doing", "error", "outcome", "taken"),
    [
        ({"poll": PantauError("no disk")}, PantauError, "failed", ["poll", "analyse", "backup"]),
        ({"backup": PantauError("no disk")}, PantauError, "failed", ["poll", "analyse", "backup"]),
        ({"analyse": ZeroDivisionError("bug")}, PantauError, "failed", ["poll", "analyse", "backup"]),
        ({"analyse": OutOfTime("over")}, OutOfTime, "failed", ["poll", "analyse"]),
        ({"poll": PantauError("a"), "backup": OutOfTime("b")}, PantauError, "failed", ["poll", "analyse", "backup"]),
    ],
)
def test_a_step_that_fails_is_said_and_the_others_go_on(
    instance: config.Config, monkeypatch: pytest.MonkeyPatch, doing: dict[str, BaseException],
    error: type[PantauError], outcome: str, taken: list[str],
) -> None:  # fmt: skip
    with steps(monkeypatch, **{name: raising(fault) for name, fault in doing.items()}) as done:
        with pytest.raises(error) as raised:
            run(instance)
        assert done == taken
        runs, last = rows(instance)
    assert runs == [(outcome, str(raised.value))]
    assert {(name, how) for name, how, _ in last} == {(each, "failed" if each in doing else "ok") for each in taken}
    reasons = {name: reason for name, _, reason in last}
    assert all(str(fault) in reasons[name] for name, fault in doing.items())


def test_digests_wait_for_an_analysis_that_went_well(instance: config.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    from store import people

    with Store.open(instance.database) as store:
        people.add_subscriber(store, "aina@office.example", T0 - timedelta(days=30))
    with steps(monkeypatch, analyse=raising(PantauError("no"))) as taken, pytest.raises(PantauError):
        run(instance)
    assert "mail" not in taken
    with steps(monkeypatch, mail=raising(NotSent("1 mail not sent"))) as taken, pytest.raises(NotSent):
        run(instance, T0 + timedelta(hours=1))
    assert "mail" in taken
    assert rows(instance)[0][-1] == ("ok", "1 mail not sent")  # the week was heard for all that


def test_a_start_that_is_turned_away_has_a_row(instance: config.Config) -> None:
    with RunLock(instance.home / "pantau.lock"), pytest.raises(Busy):
        run(instance)
    ((outcome, reason),) = rows(instance)[0]
    assert outcome == "busy"
    assert "another run is under way" in reason
    assert not (instance.home / "alarms.json").exists()


def test_a_run_that_died_is_closed_and_looked_after_once(
    instance: config.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(instance.database) as store:
        start_run(store, "run", T0 - timedelta(hours=1))
    with steps(monkeypatch) as taken:
        run(instance)
        assert taken[0] == "repair"
        taken.clear()
        run(instance, T0 + timedelta(minutes=15))
        assert "repair" not in taken
    assert [outcome for outcome, _ in rows(instance)[0]] == ["died", "ok", "ok"]
    with Store.open(instance.database, readonly=True) as store:
        assert died_since_repair(store) == []


def test_a_damaged_database_is_said_before_anything_builds_on_it(
    instance: config.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(instance.database) as store:
        start_run(store, "analyse", T0)
    monkeypatch.setattr(Store, "damage", lambda _: "row 7 missing from index")
    monkeypatch.setattr(scheduled, "_STEPS", {"repair": scheduled._repair} | {
        name: (lambda *_: None) for name in scheduled._STEPS if name != "repair"})  # fmt: skip
    with pytest.raises(PantauError, match="row 7 missing from index; 'pantau restore'"):
        run(instance, T0 + timedelta(hours=1))


def test_a_signal_ends_a_run_after_its_step(instance: config.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with (
        steps(monkeypatch, poll=lambda: os.kill(os.getpid(), signal.SIGTERM)) as taken,
        pytest.raises(KeyboardInterrupt),
    ):
        run(instance)
    assert taken == ["poll"]
    runs, last = rows(instance)
    assert runs == [("interrupted", "asked to stop after poll")]
    assert [name for name, _, _ in last] == ["poll"]
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_limit_of_time_is_no_fault_of_what_is_under_way() -> None:
    def one_page_after_another() -> None:
        for _ in range(100):
            with contextlib.suppress(Exception):  # as code does that skips a bad page
                time.sleep(0.1)

    with pytest.raises(OutOfTime, match="over during the analysis"), within(0.05, "the analysis"):
        one_page_after_another()
    with pytest.raises(OutOfTime, match="no time was left"), within(0.0, "the analysis"):
        pass
    with within(None, "x"), within(60, "x"):
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 50
    assert OutOfTime.exit_code == 11


def test_what_hangs_is_ended_hard_and_says_where() -> None:
    """Also where no handler of a signal is ever run: the hang is in C."""
    probe = (
        "import signal, time, pantau.running as running\n"
        "running.GRACE_SECONDS = 0.2\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM, signal.SIGTERM})\n"
        "def the_hang():\n    time.sleep(60)\n"
        "with running.ended_hard(0.1):\n    the_hang()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=False, timeout=50, cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 1
    assert "in the_hang" in done.stderr


DUE = Decision(due=(Duty(what="poll", why="1 source due"),), next=T0, next_what="poll")


def test_the_watch_goes_on_over_runs_that_fail_and_waits_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = T0
    starts: list[float] = []
    codes = [1, -9, 9, 8, 0, 0]

    def wait(seconds: float) -> None:
        nonlocal now
        now += timedelta(seconds=seconds)

    def start() -> int:
        starts.append((now - T0) / timedelta(minutes=1))
        watch.stopped = len(starts) == len(codes)
        return codes[len(starts) - 1]

    watch = Watch(tmp_path, Asked(), start, lambda: now, wait)
    decisions = iter([None])  # a settings file with a fault, mended meanwhile
    monkeypatch.setattr(watch, "_decide", lambda _: next(decisions, DUE))
    watch.loop()
    assert starts == [1, 3, 7, 15, 16, 17]  # three failures in a row, then one that met another run
    said = capsys.readouterr()
    assert "exit code -9" in said.err
    assert "poll: 1 source due" in said.out


def test_the_watch_says_a_faulty_settings_file_and_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pantau.toml").write_text("zone = 3", encoding="utf-8")

    def wait(_: float) -> None:
        watch.stopped = True

    watch = Watch(tmp_path, Asked(), lambda: 0, lambda: T0, wait)
    watch.loop()
    assert "zone must be a str" in capsys.readouterr().err


def test_watching_for_real_and_ended_by_a_signal(home: Path) -> None:
    """A process as an operator starts it: it runs what is due, waits, and leaves when it is asked to."""
    settings(home, 1)
    with subprocess.Popen(
        [sys.executable, "-m", "pantau", "--home", str(home), "run", "--watch"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"},
    ) as watching:  # fmt: skip
        try:
            lines = []
            assert watching.stdout is not None
            for line in watching.stdout:  # ends with the process, at the latest at the test's own limit
                lines.append(line)
                if "Nothing is due until" in line or "Waiting for" in line:
                    watching.send_signal(signal.SIGTERM)
            code = watching.wait(timeout=60)
        finally:
            watching.kill()
    said = "".join(lines)
    assert code == 0, said
    assert "poll: 1 source never asked" in said
    assert "Backed up to" in said
    assert said.rstrip().endswith("Stopped")
    with Store.open(home / "pantau.db", readonly=True) as store:
        taken = store.connection.execute("SELECT step FROM run_step WHERE run = 1").fetchall()
    assert {name for (name,) in taken} >= {"poll", "analyse", "mail", "backup"}


def test_stopping_gives_the_signal_back() -> None:
    with Stopping() as stopping:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # as a crawl does
        stopping.again()
        os.kill(os.getpid(), signal.SIGTERM)
        assert stopping.asked
