"""Counts the effects of a run on the world, from inside its process, and ends it (SIGKILL) at the n-th.

Python's audit hook sees files opened for writing, renamed and removed, and every line that leaves for a mail server;
SQLite's trace sees every statement that changes something, COMMIT too. The record of an archive is one effect more:
it is torn, half of it written. Of Pantau nothing is replaced but the file that an archive writes into.

Called as a hook of benchmarks.warmed, in the fork, with its job: ``kill_at`` (the number of the effect, from 1; none:
it lives) and ``log`` (a file that gets the name of each effect, one a line; none: no log).
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from typing import Any

READING = ("SELECT", "PRAGMA", "EXPLAIN", "--", "WITH")
FILES = ("os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "os.truncate")


class Effects:
    def __init__(self, kill_at: int | None, log: str | None, home: str) -> None:
        self.number = 0
        self._kill_at = kill_at
        self._home = home
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) if log else None

    def met(self, name: str, dying: Callable[[], None] = lambda: None) -> None:
        self.number += 1
        if self._log is not None:
            os.write(self._log, f"{name}\n".encode())
        if self.number == self._kill_at:
            dying()
            os.kill(os.getpid(), signal.SIGKILL)

    def audited(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "smtplib.send":
            self.met("mail " + bytes(arguments[1])[:4].decode("latin-1").strip())
        elif event in FILES and self._home in str(arguments[0]):
            self.met(event)
        elif event == "open":
            path, _, flags = arguments
            if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR) and self._home in str(path):
                self.met("open")

    def traced(self, statement: str) -> None:
        word = statement.lstrip().split(" ", 1)[0].split("\n", 1)[0].upper()
        if not word.startswith(READING):
            self.met(f"sql {word.rstrip(';')}")


class Torn:
    """The file of an archive; where the run dies at a record, half of it has been written."""

    def __init__(self, file: Any, effects: Effects) -> None:
        self._file, self._effects = file, effects

    def write(self, record: bytes) -> int:
        def half() -> None:
            self._file.write(record[: len(record) // 2])
            self._file.flush()

        self._effects.met("record", half)
        return int(self._file.write(record))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def watch(job: dict[str, Any]) -> None:
    from crawler.archive import Archive

    effects = Effects(job.get("kill_at"), job.get("log"), job["home"])
    next_file = Archive._next_file

    def torn(archive: Any, *arguments: Any) -> None:
        next_file(archive, *arguments)
        archive._file = Torn(archive._file, effects)

    connect = sqlite3.connect

    def traced(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **options)
        connection.set_trace_callback(effects.traced)
        return connection

    sqlite3.connect = traced
    Archive._next_file = torn  # type: ignore[method-assign]
    sys.addaudithook(effects.audited)
