"""What the handlers of pages share: rendering, ids and page numbers out of addresses, sentences of figures marked.

Must not know any page, nor SQL.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import Response

from browse import showing
from browse.access import ask
from browse.marking import marked
from browse.speaking import say, spoken
from records import BadInput, NotFound, Week
from store import desk_find

MOST_PAGES = 500
Route = tuple[str, Callable[..., Any]]


async def render(datasette: Any, request: Any, template: str, context: dict[str, Any]) -> Any:
    """The page, with every string of its context free of unseen characters."""
    return Response.html(await datasette.render_template(template, showing.plain(context), request=request))


def wanted_of(request: Any) -> str:
    return unquote(request.url_vars["id"], errors="replace")


async def found_of(
    datasette: Any, question: Callable[[sqlite3.Connection], dict[str, Any] | None], what: str, wanted: str
) -> dict[str, Any]:
    found = await ask(datasette, question)
    if found is None:
        if spoken() != "en":
            raise NotFound(say("There is nothing here with the id “{id}”.", id=showing.plain(wanted)[:80]))
        raise NotFound(f"No {what} has the id “{showing.plain(wanted)[:80]}”.")
    return found


def week_of(text: str) -> Week:
    """Of an address. Raises BadInput in the language of the request."""
    try:
        return Week.parse(text)
    except BadInput as error:
        raise BadInput(say("“{text}” is no week: write it as 2024-W47.", text=showing.plain(text)[:40])) from error


def page_of(request: Any) -> int:
    text = request.args.get("page") or "1"
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or not 1 <= int(text) <= MOST_PAGES:
        raise BadInput(say("'page' is a number from 1 to {most}.", most=MOST_PAGES))
    return int(text)


def paging(page: int, total: int) -> dict[str, Any]:
    last = min(MOST_PAGES, max(1, -(-total // desk_find.PAGE)))
    return {"total": total, "page": page, "last": last, "from_row": (page - 1) * desk_find.PAGE + 1}


def dispute(row: dict[str, Any]) -> dict[str, Any]:
    """With ``about``, the side of which more is known, and ``places``: the sentences with their numbers marked. Two
    numbers of one sentence are one place."""
    first, second = row["sides"]
    places = [_place([first]), _place([second])]
    if row["alone"] and first["sentence"] is not None and first["sentence_start"] == second["sentence_start"]:
        places = [_place([first, second])]
    return row | {"about": first if first["text"] is not None else second, "places": places}


def _place(sides: list[dict[str, Any]]) -> dict[str, Any]:
    return sides[0] | {"pieces": evidence(*sides)}


def evidence(*figures: dict[str, Any]) -> list[dict[str, Any]]:
    """The sentence of figures that stand in it, in stretches; empty where it may not be shown or is not known."""
    sentence, begin = figures[0]["sentence"], figures[0]["sentence_start"]
    if sentence is None:
        return []
    return marked(sentence, [(figure["start"] - begin, figure["end"] - begin) for figure in figures])
