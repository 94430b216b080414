"""The pages of what articles are about and come from: official, organisation, place, theme, emerging theme, outlet.

Thin; must not know SQL.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import Any
from urllib.parse import quote

from datasette.utils.asgi import Response

from browse import bars, weeks
from browse.access import ask
from browse.keeping import kept
from browse.pages.common import Route, found_of, render, wanted_of, week_of
from store import desk_corrections, desk_organisation, desk_subjects, emergent


async def official(datasette: Any, request: Any) -> Any:
    """``/official/<id>``: posts over time with their evidence, quotes, stories and their themes."""
    wanted = wanted_of(request)
    now = await ask(datasette, lambda connection: desk_subjects.present_official(connection, wanted))
    if now is not None and now != wanted:
        return Response.redirect(datasette.urls.path(f"/official/{quote(now, safe='')}"), status=301)
    found = await found_of(
        datasette,
        lambda connection: kept(
            datasette, connection, ("official", wanted), lambda c: desk_subjects.official(c, wanted)
        ),
        "official",
        wanted,
    )

    def decided(connection: sqlite3.Connection) -> dict[str, Any]:
        return {
            "by_people": desk_corrections.of_official(connection, wanted),
            "doubts": desk_corrections.doubts(connection, wanted),
        }

    context = found | await ask(datasette, decided) | {"themes": _themes(found["stories"])}
    return await render(datasette, request, "desk-official.html", context)


def _themes(stories: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The themes of these stories with their number of ``stories``, the most frequent first."""
    told = {theme["id"]: theme for story in stories for theme in story["themes"]}
    counted = Counter(theme["id"] for story in stories for theme in story["themes"])
    return [told[key] | {"stories": n} for key, n in sorted(counted.items(), key=lambda each: (-each[1], each[0]))]


async def organisation(datasette: Any, request: Any) -> Any:
    """``/organisation/<id>``: who held which post in it, its figures, stories and names."""
    wanted = wanted_of(request)

    def question(connection: sqlite3.Connection) -> dict[str, Any] | None:
        key = ("organisation", wanted)
        return kept(datasette, connection, key, lambda c: desk_organisation.organisation(c, wanted))

    found = await found_of(datasette, question, "organisation", wanted)
    return await render(datasette, request, "desk-organisation.html", found)


async def place(datasette: Any, request: Any) -> Any:
    """``/place/<code>``: ISO 3166 code."""
    wanted = wanted_of(request)
    found = await found_of(datasette, lambda connection: desk_subjects.place(connection, wanted), "place", wanted)
    context = found | {"weeks": bars.every_week(found["weeks"], "stories")}
    return await render(datasette, request, "desk-place.html", context)


async def theme(datasette: Any, request: Any) -> Any:
    """``/theme/<id>``: its stories by week with the reason, and where its border lies."""
    wanted = wanted_of(request)

    def question(connection: sqlite3.Connection) -> dict[str, Any] | None:
        row = kept(datasette, connection, ("theme", wanted), lambda c: desk_subjects.theme(c, wanted))
        return row and row | {"weeks": weeks.of_theme(datasette, connection, wanted)}

    found = await found_of(datasette, question, "theme", wanted)
    by_week: dict[str, list[dict[str, Any]]] = {}
    for row in found["stories"]:
        by_week.setdefault(row["week"], []).append(row)
    context = found | {
        "weeks": bars.every_week(found["weeks"], "stories"),
        "by_week": [{"week": week, "stories": by_week[week]} for week in sorted(by_week, reverse=True)],
    }
    return await render(datasette, request, "desk-theme.html", context)


async def emerging(datasette: Any, request: Any) -> Any:
    """``/emerging/<id>``: stories that belong together under no theme; ``?week=`` as that week had them."""
    wanted = wanted_of(request)
    week = request.args.get("week")
    asked = str(week_of(week)) if week else None

    def question(connection: sqlite3.Connection) -> dict[str, Any]:
        found = emergent.one_of(connection, wanted, asked)
        return found | {
            "told": emergent.stories_of(connection, found["members"]),
            "weeks": bars.with_bars(emergent.weeks_of(connection, wanted), "stories"),
        }

    return await render(datasette, request, "desk-emerging.html", await ask(datasette, question))


async def outlet(datasette: Any, request: Any) -> Any:
    """``/outlet/<id>``: its health and how much it brings."""
    wanted = wanted_of(request)
    found = await found_of(datasette, lambda connection: desk_subjects.outlet(connection, wanted), "outlet", wanted)
    context = found | {"weeks": bars.every_week(found["weeks"], "articles")}
    return await render(datasette, request, "desk-outlet.html", context)


ROUTES: tuple[Route, ...] = (
    (r"^/official/(?P<id>[^/]+)$", official),
    (r"^/organisation/(?P<id>[^/]+)$", organisation),
    (r"^/place/(?P<id>[^/]+)$", place),
    (r"^/theme/(?P<id>[^/]+)$", theme),
    (r"^/emerging/(?P<id>[^/]+)$", emerging),
    (r"^/outlet/(?P<id>[^/]+)$", outlet),
)
