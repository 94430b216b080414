"""The pages that look for something: search. Thin; must not know SQL."""

from __future__ import annotations

import re
import sqlite3
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from browse.access import ask, desk_of
from browse.feed import articles_feed
from browse.keeping import kept
from browse.pages.common import Route, page_of, paging, render
from store import desk_filter, desk_find


async def search(datasette: Any, request: Any) -> Any:
    """``/search?q=``: articles that hold all the words, and officials of that name; filters narrow it,
    the newest first then."""
    q = (request.args.get("q") or "")[:500]
    chosen = {name: (request.args.get(name) or "")[:200] for name in desk_filter.FILTERS}
    page, newest, narrowed = page_of(request), request.args.get("sort") == "newest", any(chosen.values())

    def question(connection: sqlite3.Connection) -> tuple[list[dict[str, Any]], int, dict[str, Any]]:
        offer = kept(datasette, connection, "search filters", desk_filter.choices)
        if narrowed:
            return *desk_filter.filtered(connection, q, chosen, page), offer
        return *desk_find.search(connection, q, page, newest=newest), offer

    found, total, offer = await ask(datasette, question)
    people = await ask(datasette, lambda connection: desk_find.people_named(connection, q)) if page == 1 else []
    for row in found:
        row["snippet"] = _pieces(row["snippet"]) if row["show"] == "full" else []
    many = total > desk_find.MOST and not narrowed
    context = {
        "q": q,
        "found": found,
        "people": people,
        "newest": newest or narrowed,
        "many": many,
        "chosen": chosen,
        "narrowed": narrowed,
        "offer": offer,
        "kept": urlencode({"q": q, **({"sort": "newest"} if newest else {}), **{n: v for n, v in chosen.items() if v}}),
        "feed": urlencode({"q": q, **{n: v for n, v in chosen.items() if v}}),
        "looked": desk_filter.LOOKED_THROUGH,
        **paging(page, min(total, desk_find.MOST)),
    }
    return await render(datasette, request, "desk-search.html", context)


async def search_feed(datasette: Any, request: Any) -> Any:
    """``/search.atom``: a search as a feed, the newest first. Its links lead where the request came in."""
    q = (request.args.get("q") or "")[:500]
    chosen = {name: (request.args.get(name) or "")[:200] for name in desk_filter.FILTERS}
    found, _ = await ask(datasette, lambda connection: desk_filter.filtered(connection, q, chosen))
    words = ", ".join(value for value in (q, *chosen.values()) if value)
    where = datasette.absolute_url(request, datasette.urls.path("/"))
    desk = desk_of(datasette)
    body = articles_feed(
        found, where, f"{desk.title if desk else 'Pantau'}: {words or 'all articles'}", request.query_string
    )
    return Response(body.decode(), content_type="application/atom+xml; charset=utf-8")


def _pieces(snippet: str | None) -> list[dict[str, Any]]:
    """A snippet as stretches that were found and stretches between them."""
    pieces = re.split("([\x02\x03])", snippet or "")
    found, hit = [], False
    for piece in pieces:
        if piece in ("\x02", "\x03"):
            hit = piece == "\x02"
        elif piece:
            found.append({"text": piece, "hit": hit})
    return found


async def old_search(datasette: Any, request: Any) -> Any:
    """The search over all tables that a plugin brings needs JavaScript; the desk's own does not."""
    return Response.redirect(datasette.urls.path(f"/search?{request.query_string}"))


ROUTES: tuple[Route, ...] = (
    (r"^/search$", search),
    (r"^/search\.atom$", search_feed),
    (r"^/-/search$", old_search),
)
