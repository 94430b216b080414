"""Searches that are kept under a name: the list of them, saving one and removing one.

Everybody who reads sees them; whoever has a name at the desk may save one and remove their own, who administers removes
any. Must not know SQL, nor what a search finds.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from datasette.utils.asgi import Forbidden, Response

from browse.access import ask
from browse.login import reader_of
from browse.pages.common import render
from browse.pages.finding import asked_in, saved_searches
from browse.posting import posted
from browse.rights import Reader
from browse.speaking import say
from browse.writing import write
from records import BadInput, NotFound
from store import Store, saved


async def listed(datasette: Any, request: Any) -> Any:
    """``/searches``."""
    found = await ask(datasette, saved_searches)
    return await render(datasette, request, "desk-searches.html", {"found": found})


async def save(datasette: Any, request: Any) -> Any:
    """``/-/search/save``: a name, and the query of the search's address."""
    who = _named(request)
    form = await posted(request)
    query = asked_in(dict(parse_qsl(form.one("query", 4000))).get).query()
    name = form.one("name")
    try:
        made = await write(datasette, lambda store: saved.save_search(store, name, query, str(who.name), _now()))
    except BadInput as error:
        raise BadInput(say(str(error))) from error
    datasette.add_message(request, say("Saved as “{name}”.", name=made.name), datasette.INFO)
    return Response.redirect(datasette.urls.path("/searches"), status=303)


async def remove(datasette: Any, request: Any) -> Any:
    """``/-/search/remove``: one's own, or, who administers, anybody's."""
    asks = _named(request)
    form = await posted(request)
    name = form.one("name")

    def forget(store: Store) -> None:
        row = next((each for each in saved.searches(store) if each.name == name), None)
        if row is None:
            raise NotFound(say("There is no saved search of that name."))
        if row.who != asks.name and not asks.may("administer"):
            raise Forbidden(say("{who} saved this: who administers the desk can remove it.", who=row.who))
        saved.forget_search(store, name)

    await write(datasette, forget)
    datasette.add_message(request, say("“{name}” is removed.", name=name), datasette.INFO)
    return Response.redirect(datasette.urls.path("/searches"), status=303)


def _named(request: Any) -> Reader:
    asks = reader_of(request)
    if asks is None or asks.name is None:
        raise Forbidden(say("Log in first."))
    return asks


def _now() -> datetime:
    return datetime.now(UTC)


ROUTES: tuple[tuple[str, Callable[..., Any]], ...] = (
    (r"^/searches$", listed),
    (r"^/-/search/save$", save),
    (r"^/-/search/remove$", remove),
)
