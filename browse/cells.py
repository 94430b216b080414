"""Cells of the plain tables: keys become links to the desk's pages, addresses become safe links. Pure.

Whatever else a cell holds stays text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from markupsafe import Markup

from browse.showing import host_of, plain, safe_link

# column -> page; where a table calls its own key "id", the table's name is the page
_COLUMNS = {
    "article": "article",
    "copy_of": "article",
    "lead": "article",
    "evidence_article": "article",
    "first_article": "article",
    "other_article": "article",
    "stated_by": "official",
    "series": "series",
    "story": "story",
    "official": "official",
    "organisation": "organisation",
    "claim": "claim",
    "other_claim": "claim",
    "disagrees_with": "claim",
    "outlet": "outlet",
    "place": "place",
    "theme": "theme",
    "digest": "digest",
}
_KEYS = {"article", "story", "official", "organisation", "outlet", "theme", "digest"}
_NAMES = {
    "article": "title",
    "story": "title",
    "official": "name",
    "organisation": "name",
    "outlet": "name",
    "theme": "name",
    "digest": "subject",
}


def cell(value: object, column: str, table: str | None, key: object, path: Callable[[str], str]) -> Markup | None:
    """The cell as HTML, or None to leave it to datasette. ``path`` makes an address of the instance, ``key`` is the
    row's own ``id`` where it has one.

    ``value`` is plain, or datasette's ``{"value": key, "label": name}`` where it looked up a foreign key.
    """
    label: object = value
    if isinstance(value, dict):
        label = value.get("label")
        value = value["value"]
    if value is None or isinstance(value, bytes) or value == "":
        return None
    text = str(plain(str(label if label not in (None, "") else value)))
    if table == "place" and column == "code":
        page: str | None = "place"
    elif table == "figure_claim" and column == "id":
        page = "claim"
    elif column == "id" and table in _KEYS:
        page = table
    elif key is not None and table in _NAMES and column == _NAMES[table]:
        page, value = table, key
    elif table == "digest" and column in ("html", "text", "reasons"):
        return Markup("{} characters").format(f"{len(str(value)):,}")
    else:
        # in a query of a reader's own a column may be called anything: only tables have keys
        page = _COLUMNS.get(column) if table is not None else None
    if page is not None:
        return Markup('<a href="{}">{}</a>').format(path(f"/{page}/{quote(str(value), safe='')}"), text)
    if isinstance(value, str) and re.match(r"\s*[A-Za-z][A-Za-z0-9+.-]*://", value):
        link = safe_link(value)
        if link is None:
            return Markup("{}").format(text)
        shown = text if len(text) <= 60 else f"{text[:59]}…"
        host = host_of(link)
        named = Markup("") if host in shown else Markup(" <small>{}</small>").format(host)
        return Markup('<a href="{}" rel="noopener noreferrer nofollow">{}</a>{}').format(link, shown, named)
    if isinstance(value, str) and text != value:
        return Markup("{}").format(text)
    return None
