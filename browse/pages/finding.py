"""The pages that look for something: search. Thin; must not know SQL."""

from __future__ import annotations

import re
import sqlite3
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode
from weakref import WeakKeyDictionary

from datasette.utils.asgi import Response

from browse.access import ask
from browse.keeping import kept
from browse.pages import alike
from browse.pages.common import Route, page_of, paging, render
from browse.speaking import say
from browse.spelling import Meant, Names, words_of
from records import NotFound
from store import desk_filter, desk_find, desk_names, desk_vectors, saved, searching

FEW = 3  # fewer articles than this, and a name that is near is offered


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a search says."""

    q: str
    filters: dict[str, str]
    newest: bool
    exact: bool  # as it is typed, whatever it finds
    like: str

    @property
    def narrowed(self) -> bool:
        return any(self.filters.values())

    def query(self, **other: str) -> str:
        """The same as the query of an address, what is empty left out."""
        said = {"q": self.q, **self.filters, "like": self.like, "sort": "newest" if self.newest else ""}
        said |= {"exact": "1" if self.exact else ""} | other
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def feed(self) -> str:
        return self.query(sort="", like="", exact="")


def asked_in(given: Callable[[str], str | None]) -> Asked:
    """``given``: what the address says of a name."""

    def said(name: str, most: int = 200) -> str:
        return (given(name) or "")[:most]

    return Asked(
        q=said("q", 500),
        filters={name: said(name) for name in desk_filter.FILTERS},
        newest=said("sort") == "newest",
        exact=said("exact") == "1",
        like=said("like"),
    )


def asked_of(request: Any) -> Asked:
    return asked_in(request.args.get)


def saved_searches(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """``{name, who, at, query, feed}`` of each; ``feed`` is None for articles like another one: no words find those."""
    found = []
    for each in saved.searches(connection):
        asked = asked_in(dict(parse_qsl(each.query)).get)
        found.append(
            {
                "name": each.name,
                "who": each.who,
                "at": each.at,
                "query": asked.query(),
                "feed": None if asked.like else asked.feed,
            }
        )
    return found


async def search(datasette: Any, request: Any) -> Any:
    """``/search?q=``: articles that hold the words (``store.searching`` says how they are read), and who and what is
    called so; filters narrow it, the newest first then. An official may be named there by id or name. A name that
    nobody has is read as the one that was meant, and says so. ``like=`` an id of an article or story: articles like it
    by meaning."""
    asked, page = asked_of(request), page_of(request)
    who = asked.filters["official"]
    called = await ask(datasette, lambda connection: desk_names.officials_called(connection, who)) if who else []
    if len(called) == 1 and called[0]["id"] != who:  # typed by name
        return Response.redirect(datasette.urls.path(f"/search?{asked.query(official=called[0]['id'])}"), status=303)
    if asked.like:
        return await _like(datasette, request, asked, page)

    def question(connection: sqlite3.Connection) -> dict[str, Any]:
        offer = kept(datasette, connection, "search filters", desk_filter.choices)
        named = desk_names.named(connection, asked.q)
        found, total, complete = _found(connection, asked.q, asked, page)
        meant = None
        if total < FEW and not asked.exact and not any(named.values()) and searching.typed(asked.q).plain:
            meant = _meant(datasette, connection, asked.q)
        shown = asked.q
        if meant is not None and total == 0:
            shown = meant.text
            named = desk_names.named(connection, shown)
            found, total, complete = _found(connection, shown, asked, page)
        return {
            "found": found,
            "total": total,
            "complete": complete,
            "named": named,
            "meant": meant,
            "shown": shown,
            "offer": offer,
        }

    told = await ask(datasette, question)
    for row in told["found"]:
        row["snippet"] = _pieces(row["snippet"]) if row["show"] == "full" else []
    if len(called) > 1:
        told["named"]["officials"] = called
    context = told | {
        "meant": told["meant"] and asdict(told["meant"]),
        "newest": asked.newest or asked.narrowed,
        "many": told["total"] > desk_find.MOST and not asked.narrowed,
        "about": None,
        "which": len(called) > 1,
        **paging(page, min(told["total"], desk_find.MOST)),
    }
    return await render(datasette, request, "desk-search.html", context | _links(asked))


async def _like(datasette: Any, request: Any, asked: Asked, page: int) -> Any:
    def question(connection: sqlite3.Connection) -> dict[str, Any]:
        about = desk_vectors.about(connection, asked.like)
        if about is None:
            raise NotFound(say("There is no article and no story with this id."))
        offer = kept(datasette, connection, "search filters", desk_filter.choices)
        wide = bool(asked.q.strip() or asked.narrowed)  # what is left out below must not leave nothing
        near = alike.like(datasette, connection, about, 10 * alike.ARTICLES if wide else alike.ARTICLES + 1)
        cosines = dict(near.found)
        found = desk_vectors.articles_of(connection, list(cosines), about["id"], asked.q, asked.filters)
        found = found[: alike.ARTICLES]
        start = (page - 1) * desk_find.PAGE
        shown = [row | {"likeness": cosines[row["id"]]} for row in found[start : start + desk_find.PAGE]]
        about |= {"among": near.among, "complete": near.complete, "known": bool(about.pop("vectors"))}
        return {"found": shown, "total": len(found), "about": about, "offer": offer}

    told = await ask(datasette, question)
    context = told | {
        "named": {},
        "complete": True,
        "meant": None,
        "which": False,
        "shown": asked.q,
        "newest": False,
        "many": False,
        **paging(page, told["total"]),
    }
    return await render(datasette, request, "desk-search.html", context | _links(asked))


def _links(asked: Asked) -> dict[str, Any]:
    return {
        "q": asked.q,
        "chosen": asked.filters,
        "narrowed": asked.narrowed,
        "kept": asked.query(),
        "typed": asked.query(exact="1"),
        "best": asked.query(sort=""),
        "by_time": asked.query(sort="newest"),
        "feed": asked.feed,
        "looked": desk_filter.LOOKED_THROUGH,
    }


def _found(connection: sqlite3.Connection, q: str, asked: Asked, page: int) -> tuple[list[dict[str, Any]], int, bool]:
    """The articles, how many there are, and whether all were looked through."""
    if asked.narrowed:
        found = desk_filter.filtered(connection, q, asked.filters, page)
        return found.found, found.total, found.complete
    return *desk_find.search(connection, q, page, newest=asked.newest), True


# The names of an instance as they were when a name was last added: read anew then, not after every write.
_names: WeakKeyDictionary[Any, OrderedDict[str, Names]] = WeakKeyDictionary()


def _meant(datasette: Any, connection: sqlite3.Connection, q: str) -> Meant | None:
    words = words_of(q)
    if not words:
        return None
    mine, mark = _names.setdefault(datasette, OrderedDict()), desk_names.mark(connection)
    names = mine.get(mark)
    if names is None:
        names = mine[mark] = Names(desk_names.every_name(connection))
        while len(mine) > 1:
            mine.popitem(last=False)
    unknown = desk_names.unknown_words(connection, words[: desk_names.MOST_WORDS])
    return names.meant(q, unknown or words)


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
