"""The pages of figures across articles: the list, and one measure over time. Thin; must not know SQL."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from typing import Any

from browse import plot
from browse.access import ask
from browse.keeping import kept
from browse.pages.common import Route, evidence, found_of, page_of, paging, render, wanted_of
from store import desk_find, ledger_asking


async def figures(datasette: Any, request: Any) -> Any:
    """``/figures?concept=&owner=&period=``: figures across articles."""
    chosen = {name: (request.args.get(name) or "")[:200] for name in ("concept", "owner", "period")}
    page = page_of(request)

    def question(connection: sqlite3.Connection) -> dict[str, Any]:
        found, total = desk_find.figures(connection, page=page, **chosen)
        filters = kept(datasette, connection, "figure filters", desk_find.figure_filters)
        return {"found": found, "filters": filters, **paging(page, total)}

    context = await ask(datasette, question)
    return await render(datasette, request, "desk-figures.html", context | {"chosen": chosen})


async def series(datasette: Any, request: Any) -> Any:
    """``/series/<id>``: one measure of one owner over time, as a table and a plot."""
    wanted = wanted_of(request)
    found = await found_of(datasette, lambda connection: ledger_asking.series(connection, wanted), "series", wanted)
    for claim in found["claims"]:
        claim["pieces"] = evidence(claim)
    drawn = plot.plot_of(found["claims"])
    context = {
        "series": found,
        "plot": drawn and asdict(drawn) | {"hollow": any(dot.hollow for dot in drawn.dots)},
        "width": plot.WIDTH,
        "height": plot.HEIGHT,
        "left": plot.LEFT,
        "right": plot.RIGHT,
    }
    return await render(datasette, request, "desk-series.html", context)


ROUTES: tuple[Route, ...] = (
    (r"^/series/(?P<id>[^/]+)$", series),
    (r"^/figures$", figures),
)
