"""Answers that are kept: most until what is derived changes, some until anything is written.

Some questions of the desk count what a whole week or a whole theme has: at a million articles that takes up to a third
of a second. An analysis that ends, a correction and a withdrawal change the answers at once
(``store.freshness``); while a crawl or an analysis goes on writing, an answer is kept for some minutes. Must not know
what is asked, nor any page.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from browse.access import desk_of
from store.freshness import derived_mark

MOST = 400  # answers kept for each desk; the one asked for longest ago goes first
LASTS = 600.0  # seconds, while something is written that is not said to change the answer
RENEWED = 3600.0  # seconds since an answer was last asked for in which it is asked again of itself

Answer = TypeVar("Answer")
Question = Callable[[sqlite3.Connection], Any]
Written = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    mark: int
    written: Written
    at: float
    answer: Any
    question: Question
    used: float  # when it was last asked for


@dataclass(slots=True)
class _Answers:
    """Of one desk, for all its threads."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    known: OrderedDict[Hashable, _Kept] = field(default_factory=OrderedDict)
    #: A question is under way once: who asks the same meanwhile waits for its answer.
    asking: tuple[threading.Lock, ...] = field(default_factory=lambda: tuple(threading.Lock() for _ in range(64)))


_answers: WeakKeyDictionary[Any, _Answers] = WeakKeyDictionary()
_opening = threading.Lock()


def kept(
    datasette: Any,
    connection: sqlite3.Connection,
    name: Hashable,
    question: Callable[[sqlite3.Connection], Answer],
    *,
    lasts: float = LASTS,
    clock: Callable[[], float] = time.monotonic,
) -> Answer:
    """The answer to a named question: that of the last time where it still holds, else a new one.

    It holds while nothing was written; and for ``lasts`` seconds while nothing that is derived has changed, whatever
    else was written. Called within the transaction in which ``question`` reads, so that the answer is of that very
    state; ``question`` asks nothing that is kept. One that fails or is interrupted keeps nothing.
    """
    desk = desk_of(datasette)
    assert desk is not None  # only its own pages ask
    written = _written(desk.path)  # before the snapshot is read: what is written in between is noticed next time
    mark, answers = derived_mark(connection), _answers_of(datasette)

    def holds(found: _Kept | None) -> bool:
        return found is not None and found.mark == mark and (found.written == written or clock() - found.at < lasts)

    found = _found(answers, name, clock())
    if found is None or not holds(found):
        with answers.asking[hash(name) % len(answers.asking)]:
            found = _found(answers, name, clock())
            if found is None or not holds(found):
                found = _Kept(mark, written, clock(), question(connection), question, clock())
                _keep(answers, name, found)
    answer: Answer = deepcopy(found.answer)  # pages add to what they are given
    return answer


def renew(datasette: Any, connection: sqlite3.Connection, *, clock: Callable[[], float] = time.monotonic) -> int:
    """Asks again what was asked for within the last hour and no longer holds since what is derived has changed, the
    last asked first; gives how many. In a transaction, as ``kept``."""
    desk = desk_of(datasette)
    assert desk is not None
    answers, mark = _answers_of(datasette), derived_mark(connection)
    with answers.lock:
        stale = [
            (name, each.question, each.used)
            for name, each in reversed(answers.known.items())
            if each.mark != mark and clock() - each.used < RENEWED
        ]
    for name, question, used in stale:
        kept(datasette, connection, name, question, clock=clock)
        with answers.lock:  # nobody has asked for it just now
            if name in answers.known:
                answers.known[name] = replace(answers.known[name], used=used)
    return len(stale)


def _answers_of(datasette: Any) -> _Answers:
    with _opening:
        return _answers.setdefault(datasette, _Answers())


def _found(answers: _Answers, name: Hashable, now: float) -> _Kept | None:
    with answers.lock:
        found = answers.known.get(name)
        if found is not None:
            found = answers.known[name] = replace(found, used=now)
            answers.known.move_to_end(name)
        return found


def _keep(answers: _Answers, name: Hashable, made: _Kept) -> None:
    with answers.lock:
        answers.known[name] = made
        answers.known.move_to_end(name)
        if len(answers.known) > MOST:
            answers.known.popitem(last=False)


def _written(path: str) -> Written:
    """Changes with every write of any process: when the file and its log were last written, and how long they are. It
    looks, and opens nothing: closing a handle would drop the locks that SQLite holds."""
    found = []
    for name in (path, f"{path}-wal"):
        try:
            told = os.stat(name)
            found.append((told.st_mtime_ns, told.st_size))
        except FileNotFoundError:  # no log: nothing was written since the last checkpoint
            found.append((0, 0))
    return tuple(found)
