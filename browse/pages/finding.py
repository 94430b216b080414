"""The pages that look for something: search. Thin; must not know SQL."""

from __future__ import annotations

import re
from typing import Any

from datasette.utils.asgi import Response

from browse.access import ask
from browse.pages.common import Route, page_of, paging, render
from store import desk_find


async def search(datasette: Any, request: Any) -> Any:
    """``/search?q=``: articles that hold all the words, and officials of that name."""
    q = (request.args.get("q") or "")[:500]
    page = page_of(request)
    newest = request.args.get("sort") == "newest"
    found, total = await ask(datasette, lambda connection: desk_find.search(connection, q, page, newest=newest))
    people = await ask(datasette, lambda connection: desk_find.people_named(connection, q)) if page == 1 else []
    for row in found:
        row["snippet"] = _pieces(row["snippet"]) if row["show"] == "full" else []
    many = total > desk_find.MOST
    pages = paging(page, min(total, desk_find.MOST))
    context = {"q": q, "found": found, "people": people, "newest": newest, "many": many, **pages}
    return await render(datasette, request, "desk-search.html", context)


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
    (r"^/-/search$", old_search),
)
