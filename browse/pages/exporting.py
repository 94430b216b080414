"""Articles of a search, and so of a story, theme, official or whatever else a search can be narrowed to, as CSV, JSON,
Atom, BibTeX and RIS. Thin; must not know SQL. None of them holds a text of an outlet beyond its headlines.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from datasette.utils.asgi import Response

from browse.access import ask, desk_of
from browse.citing import bibtex, ris
from browse.feed import articles_feed
from browse.pages.common import Route
from browse.pages.finding import asked_of
from browse.sheets import safe_cell
from browse.showing import plain, safe_link
from store import desk_filter

MOST = 1000  # articles of a file; a feed has the newest of them
FEED = 20
COLUMNS = "id title url outlet name language published first_seen week words paywalled copy_of copy_kind story".split()


async def search(datasette: Any, request: Any) -> Any:
    """``/search.csv``, ``.json``, ``.atom``, ``.bib`` and ``.ris``, each narrowed as the page is: the newest first.
    Links of a feed lead where the request came in."""
    asked, ending = asked_of(request), request.url_vars["ending"]
    size = FEED if ending == "atom" else MOST
    told = await ask(datasette, lambda c: desk_filter.filtered(c, asked.q, asked.filters, size=size))
    if ending == "atom":
        words = ", ".join(value for value in (asked.q, *asked.filters.values()) if value)
        where = datasette.absolute_url(request, datasette.urls.path("/"))
        desk = desk_of(datasette)
        title = f"{desk.title if desk else 'Pantau'}: {words or 'all articles'}"
        body = articles_feed(told.found, where, title, request.query_string).decode()
        return Response(body, content_type="application/atom+xml; charset=utf-8")
    if ending == "json":
        rows = [_row(row) for row in told.found]
        body = json.dumps({"articles": rows, "total": told.total, "complete": told.complete}, ensure_ascii=False)
        return Response(body, content_type="application/json; charset=utf-8")
    kind, body = {
        "csv": lambda: ("text/csv", _csv(told.found)),
        "bib": lambda: ("text/x-bibtex", bibtex(told.found)),
        "ris": lambda: ("application/x-research-info-systems", ris(told.found)),
    }[ending]()
    named = {"content-disposition": f'attachment; filename="pantau-articles.{ending}"'}
    return Response(body, headers=named, content_type=f"{kind}; charset=utf-8")


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of an article; an address that no browser should open is left out."""
    found: dict[str, Any] = plain({name: row[name] for name in COLUMNS})
    return found | {"url": safe_link(row["url"])}


def _csv(articles: Iterable[Mapping[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in articles:
        writer.writerow([safe_cell("" if value is None else str(value)) for value in _row(row).values()])
    return out.getvalue()


ROUTES: tuple[Route, ...] = ((r"^/search\.(?P<ending>csv|json|atom|bib|ris)$", search),)
