"""What of the database the plain tables, their exports and SQL typed by a reader may show.

Two doors lead to the one file. The public one is datasette's own (tables, JSON, CSV, SQL); SQLite's authorizer sits
in it, since datasette's permissions hold for table pages but not for the columns that an SQL query names. The other
is the desk's: no address leads to it, only the named queries of the store go through, and its pages obey what an
outlet lets be shown. Both read only. Must not know any page.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from datasette.database import Database, QueryInterrupted
from datasette.views.base import DatasetteError

from browse.rights import Door
from browse.speaking import say
from store import Store

PUBLIC = "tables"  # the public door's name, first part of the address of every table
DESK = "desk"
TIME_LIMIT_MS = 1000
PATIENCE = 10
STEPS = 1000  # of SQLite's machine between two looks at the clock: some 0.05 ms

# Whose addresses these are has not asked to be browsed.
_PRIVATE: dict[str, frozenset[str] | None] = {
    "subscriber": None,  # None: every column
    "delivery": frozenset({"recipient", "message_id", "reason"}),
    "alert": None,
    "subscription_request": None,
    "erased": None,
    "bounce": None,
    "suppression": None,
}
# Whole texts, and sentences in numbers, are shown by the desk's pages alone: they ask the outlet's ``show`` first.
_TEXTS: dict[str, frozenset[str] | None] = {
    "body": frozenset({"text"}),
    "sentence": frozenset({"text"}),
    "revision": frozenset({"title", "text"}),
    "capture": frozenset({"title"}),
    "quote": frozenset({"text"}),
    "digest_item": frozenset({"said", "about"}),
    "digest_erratum": frozenset({"said", "now"}),
    "reading": frozenset({"copies", "signs", "facts"}),  # words of texts stand in them
    "article_search": None,
    "article_search_content": frozenset({"c0", "c1", "c2"}),
    "article_search_data": None,
    "article_search_idx": None,
}
# A picture is its outlet's as a text is; in tables, which cannot ask for ``show``, its address is read as NULL.
_EMPTIED = frozenset(
    {
        ("article", "image"),
        ("pragma_database_list", "file"),  # where the database lies is nobody's business
        *(("article_search_content", name) for name in ("c0", "c1", "c2")),
    }
)
_CLOSED = _PRIVATE | _TEXTS
HIDDEN = (
    *_CLOSED,
    "article_search_config",
    "article_search_docsize",
    "decision",
    "setting",
    "sqlite_sequence",
    "vector",
)  # no table pages at all
QUOTES_VIEW = "shown_quote"
_QUOTES_VIEW = f"""
CREATE TEMP VIEW {QUOTES_VIEW} AS
SELECT a.first_seen, a.week, f.name AS official, q.speaker,
  CASE WHEN o.show = 'link' THEN NULL ELSE q.text END AS quote, q.kind,
  o.name AS outlet, a.title AS article_title, a.url, a.id AS article, a.story, a.copy_kind
FROM main.article a CROSS JOIN main.quote q ON q.article = a.id JOIN main.outlet o ON o.id = a.outlet
LEFT JOIN main.official f ON f.id = q.official WHERE a.withdrawn IS NULL
"""

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Subscribing:
    """What the pages for subscribers need; a desk without it has none of them."""

    secret: bytes = field(repr=False)
    form: bool = False  # whether anybody may ask for the digest
    ask: Callable[[], None] | None = None  # sends the questions that wait; called in a thread
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correcting:
    """What corrections need; a desk without it takes none. Each of the two opens a store that writes, in which what
    follows from a correction is made before it closes: all or nothing. They raise Busy while a run is under way."""

    figures: Callable[[], AbstractContextManager[Store]]  # for all but officials
    officials: Callable[[], AbstractContextManager[Store]]
    concepts: tuple[str, ...] = ()  # that a figure may have
    kinds: tuple[str, ...] = ()
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the plugin knows of one served desk."""

    database: Any  # datasette's Database: the desk's own door
    zone: str
    title: str
    path: str
    subscribing: Subscribing | None = None
    correcting: Correcting | None = None
    door: Door = field(default_factory=Door)


_desks: WeakKeyDictionary[Any, Desk] = WeakKeyDictionary()


def open_desk(
    datasette: Any,
    path: str,
    zone: str,
    title: str,
    subscribing: Subscribing | None = None,
    correcting: Correcting | None = None,
    door: Door | None = None,
) -> None:
    """Opens both doors of a datasette instance to the database file; ``door``: who may come in to them."""
    datasette.add_database(Database(datasette, path=path, is_mutable=True), name=PUBLIC)
    own = Database(datasette, path=path, is_mutable=True)
    own.name = DESK  # not added to the instance: no route leads there
    _desks[datasette] = Desk(own, zone, title, path, subscribing, correcting, door or Door())


def desk_of(datasette: Any) -> Desk | None:
    """The desk of an instance; None for a datasette that is none of ours."""
    return _desks.get(datasette)


def guard(connection: sqlite3.Connection) -> None:
    """Closes the public door to private columns and texts, for every query whatever it is."""
    connection.execute(_QUOTES_VIEW)
    connection.set_authorizer(authorize)


def authorize(action: int, first: str | None, second: str | None, _database: str | None, source: str | None) -> int:
    """SQLite's question whether a statement may do something; ``source`` is the view that asks, if one does."""
    if action == sqlite3.SQLITE_READ and (first, second) in _EMPTIED:
        # datasette counts the rows of every table, and FTS5 names its columns to do so
        return sqlite3.SQLITE_IGNORE
    if action == sqlite3.SQLITE_READ and first in _CLOSED:
        columns = _CLOSED[first]
        asked = second or ""  # empty: rows are counted, no column is read
        if (columns is None and asked) or (columns is not None and asked in columns):
            if first == "quote" and source == QUOTES_VIEW:
                return sqlite3.SQLITE_OK
            return sqlite3.SQLITE_DENY
    if action in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


@contextmanager
def limited(connection: sqlite3.Connection, limit_ms: int) -> Iterator[None]:
    """Interrupts what takes more than ``limit_ms`` of the processor in this thread, or ``PATIENCE`` times that by the
    clock: a page is refused for what it asks, not for what else the machine is at."""
    end, last = time.thread_time() + limit_ms / 1000, time.monotonic() + PATIENCE * limit_ms / 1000
    connection.set_progress_handler(lambda: time.thread_time() >= end or time.monotonic() >= last, STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, STEPS)


async def ask(
    datasette: Any, question: Callable[[sqlite3.Connection], Answer], limit_ms: int = TIME_LIMIT_MS
) -> Answer:
    """The answer of named queries through the desk's own door: one snapshot, read only, within the time limit."""
    desk = _desks[datasette]
    context = copy_context()  # the language that is spoken, in the thread that asks too

    def asked(connection: sqlite3.Connection) -> Answer:
        with limited(connection, limit_ms):
            connection.execute("BEGIN")
            try:
                return context.run(question, connection)
            except sqlite3.OperationalError as error:
                if "interrupted" in str(error):
                    raise QueryInterrupted(error, "a named query of the desk", {}) from error
                raise
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    try:
        answer: Answer = await desk.database.execute_fn(asked)
    except QueryInterrupted as error:
        raise DatasetteError(
            say("This page needs more than {n} ms of the database: ask for less, or try again later.", n=limit_ms),
            title="That took too long",
            status=503,
        ) from error
    return answer
