"""The pages of figures across articles: the list, one figure, and one measure over time. Thin; must not know SQL."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from typing import Any

from browse import plot
from browse.access import ask
from browse.keeping import kept
from browse.pages.common import Route, dispute, evidence, found_of, page_of, paging, render, wanted_of
from store import desk_claim, desk_find, ledger_asking


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
    for each in found["claims"]:
        each["pieces"] = evidence(each)
    context = {"series": found, "plot": _plot(found["claims"])}
    return await render(datasette, request, "desk-series.html", context)


async def claim(datasette: Any, request: Any) -> Any:
    """``/claim/<id>``: one figure across articles: who reports it, in which sentence, and who says otherwise."""
    wanted = wanted_of(request)
    found = await found_of(datasette, lambda connection: desk_claim.claim(connection, wanted), "figure", wanted)
    for row in found["all_reports"]:
        row["pieces"] = evidence(row)
    context = found | {
        "disputes": [dispute(row) for row in found["disputes"]],
        "plot": found["over_time"] and _plot(found["over_time"]["claims"], wanted),
    }
    return await render(datasette, request, "desk-claim.html", context)


def _plot(claims: list[dict[str, Any]], asked: str | None = None) -> dict[str, Any] | None:
    """What a template draws of the claims of a series; ``asked`` gets a ring."""
    drawn = plot.plot_of(claims, asked)
    if drawn is None:
        return None
    return asdict(drawn) | {
        "hollow": any(dot.hollow for dot in drawn.dots),
        "width": plot.WIDTH,
        "height": plot.HEIGHT,
        "left": plot.LEFT,
        "right": plot.RIGHT,
    }


ROUTES: tuple[Route, ...] = (
    (r"^/claim/(?P<id>[^/]+)$", claim),
    (r"^/series/(?P<id>[^/]+)$", series),
    (r"^/figures$", figures),
)
