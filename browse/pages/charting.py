"""Charts as files: a series over time, a theme's or a place's weeks, as SVG and PNG. Thin; must not know SQL."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from typing import Any

from datasette.utils.asgi import Response

from browse import bars, charts, plot
from browse import weeks as counted
from browse.access import desk_of
from browse.keeping import kept
from browse.pages.common import Route, found_of, wanted_of
from browse.speaking import named, say
from records import NotFound
from store import desk_subjects, ledger_asking


async def series(datasette: Any, request: Any) -> Any:
    """``/series/<id>/plot.svg`` and ``.png``."""
    wanted = wanted_of(request)
    found = await found_of(datasette, lambda connection: ledger_asking.series(connection, wanted), "series", wanted)
    drawn = plot.plot_of(found["claims"])
    if drawn is None:
        raise NotFound(say("There is no plot: fewer than two periods with a date and a value."))
    what = str(found["measures"] or say(str(found["concept"]).replace("_", " ")))
    title = f"{what}, {found['owner']}" if found["owner"] else what
    return await _file(request, charts.series(drawn, title, _source(datasette)), f"series-{wanted}")


async def weeks(datasette: Any, request: Any) -> Any:
    """``/theme/<id>/weeks.svg`` and ``.png``; of a place too."""
    wanted, kind = wanted_of(request), request.url_vars["kind"]

    def question(connection: sqlite3.Connection) -> dict[str, Any] | None:
        if kind == "place":
            key = ("weeks of a place", wanted)
            return kept(datasette, connection, key, lambda c: desk_subjects.by_week(c, wanted))
        row = desk_subjects.theme_name(connection, wanted)
        return row and row | {"weeks": counted.of_theme(datasette, connection, wanted)}

    found = await found_of(datasette, question, kind, wanted)
    rows = bars.every_week(found["weeks"], "stories")
    title = say("{name}: stories by week", name=named(found))
    return await _file(request, charts.weeks(rows, "stories", title, _source(datasette)), f"{kind}-{wanted}")


def _source(datasette: Any) -> str:
    desk = desk_of(datasette)
    assert desk is not None  # no route leads here otherwise
    return say("{desk}: read by a program from the news; every value has its source there", desk=desk.title)


async def _file(request: Any, svg: str, name: str) -> Any:
    safe = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:60]
    if request.url_vars["ending"] == "svg":
        named = {"content-disposition": f'attachment; filename="{safe}.svg"'}
        return Response(svg, headers=named, content_type="image/svg+xml; charset=utf-8")
    body = await asyncio.to_thread(charts.png, svg)
    return Response(
        body, headers={"content-disposition": f'attachment; filename="{safe}.png"'}, content_type="image/png"
    )


ROUTES: tuple[Route, ...] = (
    (r"^/series/(?P<id>[^/]+)/plot\.(?P<ending>svg|png)$", series),
    (r"^/(?P<kind>theme|place)/(?P<id>[^/]+)/weeks\.(?P<ending>svg|png)$", weeks),
)
