"""``pantau run --watch``: stays, and starts a run whenever one is due. For machines without a scheduler.

Each run is a process of its own, as a timer would start it: several crawls in one process are not possible, memory
cannot grow, and a run that crashes takes nothing with it. ``next_look`` decides how long to wait; the rest is a shell.
"""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from pantau import config, console, instance, logs
from pantau.duties import Decision
from pantau.running import GRACE_SECONDS
from records import Busy, PantauError

if TYPE_CHECKING:
    from pantau.scheduled import Asked

#: Between the starts of two runs: links that become due one by one are fetched together. Judgement.
APART = timedelta(minutes=1)
#: Without a look at clock and store: a clock that was set, a machine that slept, a reader that came are seen by then.
LOOK = timedelta(minutes=5)
#: After runs that failed in a row: one minute, two, four, ... at most this.
LONGEST_PAUSE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Whether a run starts now; else how long to wait before looking again, and for what."""

    start: bool
    wait: timedelta = timedelta(0)
    why: str


def next_look(decision: Decision | None, now: datetime, last_start: datetime | None, failures: int) -> Look:
    """Pure. ``decision`` None: it could not be made, which counts as a failure. ``failures``: in a row."""
    if last_start is not None and last_start > now:
        last_start = None  # the clock was set back: nothing to wait for
    if failures:
        pause = min(APART * 2 ** min(failures - 1, 10), LONGEST_PAUSE)
        free = (last_start or now) + pause
        if now < free:
            return Look(start=False, wait=min(free - now, LOOK), why=f"{failures} failed in a row")
    if decision is None:
        return Look(start=False, wait=APART, why="what is due could not be decided")
    if not decision.due:
        return Look(start=False, wait=max(min(decision.next - now, LOOK), timedelta(seconds=1)), why=decision.next_what)
    if last_start is not None and now < last_start + APART:
        return Look(start=False, wait=last_start + APART - now, why="the last began less than a minute ago")
    return Look(start=True, why="; ".join(f"{duty.what}: {duty.why}" for duty in decision.due))


class Watch:
    """The loop. ``clock`` and ``wait`` are the machine's; ``start`` runs the command and gives its exit code. ``stop``
    ends it after the present run."""

    def __init__(
        self,
        home: Path,
        asked: Asked,
        start: Callable[[], int],
        clock: Callable[[], datetime],
        wait: Callable[[float], object],
    ) -> None:
        self.home, self.asked = home, asked
        self.stopped = False
        self._start, self._clock, self._wait = start, clock, wait

    def loop(self) -> None:
        failures, last, told = 0, None, ""
        while not self.stopped:
            now = self._clock()
            decision = self._decide(now)
            if decision is None and failures == 0:
                failures, last = 1, now
            look = next_look(decision, now, last, failures)
            if not look.start:
                line = f"Waiting for {look.why}" if decision is None or decision.due else _until(decision)
                if line != told:
                    console.say(line)
                told = line
                self._wait(look.wait.total_seconds())
                continue
            console.say(f"{now:%Y-%m-%d %H:%M}Z {look.why}")
            last, told = now, ""
            code = self._start()
            failures = 0 if code in (0, Busy.exit_code) else failures + 1
            if code:
                console.warn(f"the run left with exit code {code}; it said why, and the next one goes on")

    def _decide(self, now: datetime) -> Decision | None:
        """What is due; None, with the reason said, where it cannot be known."""
        from pantau.scheduled import decision_of

        try:
            settings = config.load(self.home)
            with instance.open_store(settings, create=True) as store:
                return decision_of(settings, store, now, self.asked.outlets)
        except PantauError as error:
            console.warn(str(error))
        except Exception as error:  # noqa: BLE001 - said with its traceback; whoever mends it need not start this again
            logs.event(f"what is due could not be decided: {error}", logging.ERROR, error=error)
        return None


def _until(decision: Decision) -> str:
    return f"Nothing is due until {decision.next:%Y-%m-%d %H:%M}Z ({decision.next_what})"


def watch_instance(home: Path, asked: Asked) -> None:
    """Watches until SIGTERM or Ctrl-C; a run that is under way is asked to end after its step, and waited for."""
    child: list[subprocess.Popen[bytes]] = []
    woken = threading.Event()
    command = [sys.executable, "-m", "pantau", "--home", str(home)]
    command += ["--log-format", "json"] if logs.structured() else []
    command += ["run", *asked.outlets, *(("--proxy", asked.proxy) if asked.proxy else ())]

    def start() -> int:
        limit = config.load(home).run_minutes * 60
        # a session of its own: Ctrl-C in the terminal reaches this process only, which passes on one signal
        process = subprocess.Popen(command, start_new_session=True)
        child.append(process)
        if watch.stopped:
            process.terminate()
        try:
            return process.wait(timeout=limit + 2 * GRACE_SECONDS if limit else None)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()
        finally:
            child.clear()

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        watch.stopped = True
        woken.set()
        for process in child:
            process.terminate()

    watch = Watch(home, asked, start, lambda: datetime.now(UTC), woken.wait)
    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        watch.loop()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    console.say("Stopped")
