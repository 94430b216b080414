"""What a reader is told when a page cannot be made. Expected errors are one sentence; others go to the log.

Datasette's own handler prints every local variable of every 404 to the terminal: this one stands before it.
"""

from __future__ import annotations

import errno
import json
import logging
import re
import sqlite3
from collections.abc import Callable
from typing import Any

from datasette.utils.asgi import Base400, Response
from datasette.views.base import DatasetteError

from browse.access import TIME_LIMIT_MS
from browse.posting import BACK
from browse.showing import plain
from browse.speaking import Said, say
from records import BadInput, NotFound, PantauError

_log = logging.getLogger(__name__)


def without_link(path: str) -> str:
    """The path without what a reader's own link is signed with: whoever reads the log must not act for the reader."""
    return re.sub(r"(/-/(?:preferences|unsubscribe|confirm)/).*", r"\1...", path)


def told(error: Exception, path: str) -> tuple[int, str | None, str]:
    """Status, title (None for the usual one of that status), sentence. Only in tables does a reader ask by columns."""
    if isinstance(error, NotFound | BadInput):
        return 404 if isinstance(error, NotFound) else 400, None, _sentence(error)
    if isinstance(error, Base400):
        if int(error.status) == 404 and not path.startswith("/tables"):  # datasette looked for a database of that name
            return 404, None, say("The desk has nothing at this address.")
        return int(error.status), None, _sentence(error)
    if isinstance(error, DatasetteError):
        if error.message_is_html:  # datasette's page for a query that was stopped: it holds a script
            return (
                int(error.status),
                "That took too long",
                say("The question was stopped after {n} ms.", n=TIME_LIMIT_MS),
            )
        message = error.message if isinstance(error.message, Said) else str(error.message)
        mistyped = int(error.status) == 500 and message.startswith("Cannot ")  # sort by what is no column, ...
        return 400 if mistyped else int(error.status), error.title, message
    if path.startswith("/tables") and _mistyped(error):
        return 400, None, say("That question cannot be asked of this table.")
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return 404, None, ""
    return 500, None, "" if not isinstance(error, PantauError) else str(error)


async def closed() -> Any:
    """Pages of datasette about itself: its plugins, settings, threads, and where the database lies."""
    raise NotFound(say("The desk has nothing at this address."))


#: After all of ours: what is left under this is datasette's own, of which pages need the static files alone.
ROUTES: tuple[tuple[str, Callable[..., Any]], ...] = ((r"^/-/(?!static/|static-plugins/)", closed),)


def _sentence(error: Exception) -> str:
    """In the language of the request where we have its words: it may have been said so already."""
    text = error.args[0] if error.args else ""
    return text if isinstance(text, Said) else say(str(text))


def _mistyped(error: Exception) -> bool:
    """Whether SQLite, or Python for it, found fault with what stood in the address, and not with the database."""
    said = str(error)
    if isinstance(error, sqlite3.OperationalError):
        return any(
            words in said for words in ("no such column", "syntax error", "unrecognized token", "incomplete input")
        )
    return (
        isinstance(error, sqlite3.ProgrammingError | json.JSONDecodeError)
        or "null character" in said
        or "null byte" in said
    )


async def answer(datasette: Any, request: Any, error: Exception) -> Any:
    """The page, or the JSON object where JSON was asked for."""
    status, title, sentence = told(error, request.path)
    if status >= 500 and not isinstance(error, DatasetteError):
        _log.error("%s %s", request.method, without_link(plain(request.path)), exc_info=error)
    elif _mistyped(error):  # of what the reader typed, most likely; if not, here it is
        _log.warning("%s %s", request.method, without_link(plain(request.path)), exc_info=error)
    if request.path.endswith(".json"):
        said = {"ok": False, "error": sentence, "status": status, "title": title}
        return Response.json(said, status=status)
    context = {"status": status, "title": title, "error": plain(sentence), "spoken_error": isinstance(sentence, Said)}
    context["back"] = request.scope.get(BACK)
    return Response.html(await datasette.render_template("error.html", context, request=request), status=status)
