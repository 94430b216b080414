"""A run of a command from start to finish: lock, store, its row with its outcome, its time, a signal to stop it.

Thin: it knows how a run begins and ends, never what it does.
"""

from __future__ import annotations

import faulthandler
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from types import FrameType
from typing import TYPE_CHECKING

from pantau.instance import open_store
from records import Busy, OutOfTime, PantauError, Run, RunOutcome

if TYPE_CHECKING:
    from pantau.config import Config
    from store import Store

#: After a run's limit, until a hang that no exception ends is ended hard. A page has 20 seconds, an answer of a mail
#: server ten minutes at most.
GRACE_SECONDS = 660


@contextmanager
def running(
    settings: Config, command: str, now: datetime, *, create: bool = True, faults: Sequence[PantauError] = ()
) -> Iterator[tuple[Store, Run]]:
    """A run from start to finish: lock, store, and a run row with its outcome. A second run is turned away, with a row
    too. ``faults`` that are there at the end stand in the row as its reason and leave the outcome as it is."""
    from store import RunLock, crawling

    with open_store(settings, create=create) as store, ExitStack() as held:
        try:
            held.enter_context(RunLock(settings.home / "pantau.lock"))
        except Busy as busy:
            _note_turned_away(store, command, now, busy)
            raise
        run = crawling.start_run(store, command, now)
        try:
            yield store, run
        except BaseException as error:
            outcome: RunOutcome = "interrupted" if isinstance(error, KeyboardInterrupt) else "failed"
            crawling.finish_run(store, run, max(now, datetime.now(UTC)), outcome, run.counts, str(error))
            raise
        reason = "; ".join(str(fault) for fault in faults) or None
        crawling.finish_run(store, run, max(now, datetime.now(UTC)), "ok", run.counts, reason)


def _note_turned_away(store: Store, command: str, now: datetime, busy: Busy) -> None:
    from pantau import console
    from store.steps import turned_away

    try:
        turned_away(store, command, now, str(busy))
    except PantauError as error:  # the one that is under way writes for long: this start is said on standard error only
        console.warn(f"no row tells of this start: {error}")


class Stopping:
    """Within ``with``, SIGTERM asks the run to end after its present step; ``asked`` says so. Whatever took the signal
    for itself meanwhile (the crawl ends early by itself) gives it back with ``again``."""

    def __init__(self) -> None:
        self.asked = False
        self._before: object = None

    def __enter__(self) -> Stopping:
        self._before = signal.getsignal(signal.SIGTERM)
        self.again()
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGTERM, self._before)  # type: ignore[arg-type]

    def again(self) -> None:
        signal.signal(signal.SIGTERM, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self.asked = True


class Clock:
    """The time of a run: ``now`` (stands still where a moment was given) and what is left of its limit, in seconds."""

    def __init__(self, fixed: datetime | None, limit: float | None, ticking: Callable[[], float]) -> None:
        self.fixed, self.limit = fixed, limit
        self._ticking, self._began = ticking, ticking()

    def now(self) -> datetime:
        return self.fixed or datetime.now(UTC)

    def left(self) -> float | None:
        """Seconds; None where there is no limit."""
        return None if self.limit is None else self.limit - (self._ticking() - self._began)


@contextmanager
def ended_hard(seconds: float | None) -> Iterator[None]:
    """Ends this process, with where every thread stood on standard error, if it still runs then: no lock of Python is
    needed for it. Its run row is closed as died by the next run."""
    if seconds is not None:
        faulthandler.dump_traceback_later(seconds + GRACE_SECONDS, exit=True)
    try:
        yield
    finally:
        if seconds is not None:
            faulthandler.cancel_dump_traceback_later()


class _Over(BaseException):
    """No ``except Exception`` of what is under way may take it for a fault of one page or mail."""


@contextmanager
def within(seconds: float | None, what: str) -> Iterator[None]:
    """Raises OutOfTime in the middle of what takes longer. Not for a crawl, which has a limit of its own; in the main
    thread only."""
    if seconds is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    if seconds <= 0:
        raise OutOfTime(f"no time was left for {what}: it is left for the next run")

    def over(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise _Over

    before = signal.signal(signal.SIGALRM, over)
    timer = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _Over:
        raise OutOfTime(f"the run's time was over during {what}: what is not done is left for the next run") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, before)
