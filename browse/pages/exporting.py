"""Articles of a search, and so of a story, theme, official or whatever else a search can be narrowed to, as CSV, JSON,
Atom, BibTeX and RIS; a story as a briefing note. Thin; must not know SQL. None of the former holds a text of an outlet
beyond its headlines.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from urllib.parse import quote

from datasette.utils.asgi import Response

from browse import briefing as briefings
from browse.access import ask, desk_of
from browse.briefing_docx import docx
from browse.citing import bibtex, ris
from browse.decided import in_words
from browse.feed import articles_feed
from browse.pages.common import Route, found_of, render, wanted_of
from browse.pages.finding import asked_of
from browse.sheets import safe_cell
from browse.showing import plain, safe_link
from browse.speaking import say
from store import desk_briefing, desk_corrections, desk_filter

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
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
        title = f"{desk.title if desk else 'Pantau'}: {words or say('all articles')}"
        body = articles_feed(told.found, where, title, request.query_string).decode()
        return Response(body, content_type="application/atom+xml; charset=utf-8")
    if ending == "json":
        rows = [_row(row) for row in told.found]
        body = json.dumps({"articles": rows, "total": told.total, "complete": told.complete}, ensure_ascii=False)
        return Response(body, content_type="application/json; charset=utf-8")
    kind, write = {
        "csv": ("text/csv", _csv),
        "bib": ("text/x-bibtex", bibtex),
        "ris": ("application/x-research-info-systems", ris),
    }[ending]
    body = write(told.found)
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


async def briefing(datasette: Any, request: Any) -> Any:
    """``/story/<id>/briefing.html`` and ``.docx``: the story as a note for who has to know it by tomorrow."""
    wanted, ending = wanted_of(request), request.url_vars["ending"]

    def question(connection: sqlite3.Connection) -> dict[str, Any] | None:
        row = desk_briefing.story(connection, wanted)
        return row and row | {"by_people": desk_corrections.of_story(connection, row["id"])}

    found = await found_of(datasette, question, "story", wanted)
    desk = desk_of(datasette)
    assert desk is not None  # no route leads here otherwise
    path = datasette.urls.path(f"/story/{quote(found['id'], safe='')}")
    if found["id"] != wanted:
        return Response.redirect(f"{path}/briefing.{ending}", status=301)
    decided = [in_words(row) for row in found["by_people"] if row["undone"] is None]
    note = briefings.briefing(found, desk.zone, datasette.absolute_url(request, path), decided)
    if ending == "html":
        return await render(datasette, request, "briefing.html", {"note": asdict(note)})
    body = await asyncio.to_thread(docx, note, datetime.fromisoformat(found["last_seen"]))
    named = {"content-disposition": f'attachment; filename="briefing-{safe_name(found["id"])}.docx"'}
    return Response(body, headers=named, content_type=DOCX)


def safe_name(text: str) -> str:
    """A part of a file's name: letters, digits and ``-``."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")[:60] or "story"


ROUTES: tuple[Route, ...] = (
    (r"^/search\.(?P<ending>csv|json|atom|bib|ris)$", search),
    (r"^/story/(?P<id>[^/]+)/briefing\.(?P<ending>html|docx)$", briefing),
)
