"""Asks ahead: the front page's questions, and those that readers asked lately, once more as soon as an analysis, a
correction or a withdrawal changed their answers, so that the next reader need not wait for them.

What is answered is right in any case (``browse.keeping``): this only decides who waits. Must not know SQL.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from browse.access import desk_of
from browse.keeping import renew
from browse.pages.front import week_at_a_glance
from store.freshness import derived_mark

EVERY = 2.0  # seconds between two looks whether anything changed
_log = logging.getLogger(__name__)


def keep_warm(datasette: Any) -> None:
    """Asks ahead for as long as this process lives, in a thread of its own."""
    threading.Thread(target=_run, args=(datasette,), name="asks ahead", daemon=True).start()


def ask_ahead(datasette: Any, connection: sqlite3.Connection, seen: int | None) -> int:
    """Asks what has to be asked anew since the mark ``seen`` (None: at the start); gives the present one."""
    connection.execute("BEGIN")
    try:
        mark = derived_mark(connection)
        if mark != seen:
            week_at_a_glance(datasette, None)(connection)
            renew(datasette, connection)
        return mark
    finally:
        connection.execute("ROLLBACK")


def _run(datasette: Any) -> None:
    desk = desk_of(datasette)
    assert desk is not None  # serve() alone begins it
    seen: int | None = None
    while True:
        try:
            uri = f"{Path(desk.path).absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
                while True:
                    seen = ask_ahead(datasette, connection, seen)
                    time.sleep(EVERY)
        except sqlite3.Error as error:  # a page that asks the same says so to its reader
            _log.warning("nothing could be asked ahead: %s", error)
        time.sleep(EVERY)
