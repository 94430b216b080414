"""One handler a page of the desk: what it asks the store, and what it hands to its template.

Thin: the questions stand in the store, the decisions in showing, marking, timeline, bars and plot. Must not know SQL.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import Response

from browse import bars, plot, showing, timeline
from browse.access import Answer, ask, desk_of
from browse.feed import atom
from browse.keeping import kept
from browse.marking import ASKED, Span, marked, paragraphs
from records import BadInput, NotFound, Week
from store import desk, desk_find, desk_stories, desk_subjects, desk_week, emergent, ledger_asking

MOST_PAGES = 500
#: The front page asks a dozen questions of a week. After a write all are asked anew: see docs/performance.md.
FRONT_LIMIT_MS = 3000
FEED = 20  # digests in the feed: two megabytes at most


async def render(datasette: Any, request: Any, template: str, context: dict[str, Any]) -> Any:
    """The page, with every string of its context free of unseen characters."""
    return Response.html(await datasette.render_template(template, showing.plain(context), request=request))


async def front(datasette: Any, request: Any) -> Any:
    """``/``: a week at a glance; ``?week=2024-W47`` picks another one than the latest."""
    asked = request.args.get("week")
    wanted = Week.parse(asked) if asked else None

    def question(connection: sqlite3.Connection) -> dict[str, Any]:
        around = desk_week.weeks_around(connection, wanted)
        if around is None:
            return {"around": None, "digests": desk_week.digests(connection)}
        week = Week.parse(around["week"])
        name = str(week)

        def of_week(what: str, asked: Callable[[sqlite3.Connection], Answer]) -> Answer:
            return kept(datasette, connection, ("front", what, name), asked)

        return {
            "around": around,
            "monday_iso": week.monday().isoformat(),
            "monday": f"{week.monday().day} {week.monday():%B %Y}",
            "sunday": f"{week.sunday().day} {week.sunday():%B %Y}",
            "counts": of_week("counts", lambda c: desk_week.week_counts(c, name)),
            "stories": of_week("stories", lambda c: desk_stories.week_stories(c, name)),
            "emergent": emergent.of_week(connection, name),
            "trends": desk_week.week_trends(connection, name),
            "themes": bars.with_bars(of_week("themes", lambda c: desk_week.week_themes(c, week)), "stories"),
            "officials": bars.with_bars(of_week("officials", lambda c: desk_week.week_officials(c, name)), "quotes"),
            "places": bars.with_bars(of_week("places", lambda c: desk_week.week_places(c, week)), "stories"),
            "figures": of_week("figures", lambda c: desk_week.week_figures(c, name)),
            "contradictions": [
                _dispute(row) for row in of_week("contradictions", lambda c: desk_week.contradictions(c, name))
            ],
            "revised": [_dispute(row) for row in of_week("revised", lambda c: desk_week.revised(c, name))],
            "sources": of_week("sources", lambda c: desk_week.sources(c, week)),
            "digests": desk_week.digests(connection),
        }

    return await render(datasette, request, "desk-front.html", await ask(datasette, question, FRONT_LIMIT_MS))


def _dispute(row: dict[str, Any]) -> dict[str, Any]:
    """With ``about``, the side of which more is known, and ``places``: the sentences with their numbers marked. Two
    numbers of one sentence are one place."""
    first, second = row["sides"]
    places = [_place([first]), _place([second])]
    if row["alone"] and first["sentence"] is not None and first["sentence_start"] == second["sentence_start"]:
        places = [_place([first, second])]
    return row | {"about": first if first["text"] is not None else second, "places": places}


def _place(sides: list[dict[str, Any]]) -> dict[str, Any]:
    return sides[0] | {"pieces": _evidence(*sides)}


def _evidence(*figures: dict[str, Any]) -> list[dict[str, Any]]:
    """The sentence of figures that stand in it, in stretches; empty where it may not be shown or is not known."""
    sentence, begin = figures[0]["sentence"], figures[0]["sentence_start"]
    if sentence is None:
        return []
    return marked(sentence, [(figure["start"] - begin, figure["end"] - begin) for figure in figures])


async def story(datasette: Any, request: Any) -> Any:
    """``/story/<id>``; an old id leads to the story it became part of."""
    wanted = _wanted(request)
    found = await _found(datasette, lambda connection: desk.story(connection, wanted), "story", wanted)
    if found["id"] != wanted:
        return Response.redirect(datasette.urls.path(f"/story/{found['id']}"), status=301)
    for quote in found["quotes"]:
        quote["shown"] = quote["show"] != "link"
    told = timeline.fold(found["timeline"])
    sentences = found["told"]["sentences"]
    context = found | {
        "told": [{"article": each.article, "copies": list(each.copies)} for each in told],
        "by_outlet": timeline.outlets(told),
        "lead_report": found["told"]["lead"],
        "key_sentences": [each for each in sentences if each["day"] is None],
        "news": [each for each in sentences if each["day"] is not None],
        "story": found["id"],
    }
    return await render(datasette, request, "desk-story.html", context)


async def article(datasette: Any, request: Any) -> Any:
    """``/article/<id>``: as much of it as its outlet lets be shown, with what was read in it; ``?at=120`` marks the
    sentence that holds this character."""
    wanted = _wanted(request)
    found = await _found(datasette, lambda connection: desk.article(connection, wanted), "article", wanted)
    at = request.args.get("at") or ""
    asked = None
    if re.fullmatch(r"\d{1,9}", at, re.ASCII):
        asked = await ask(datasette, lambda connection: desk.sentence_at(connection, wanted, int(at)))
    shown = showing.shown_of(found["text"], found["show"])
    spans = [
        *(_span(row, "official", row["official"], _said(row["name"], showing.post(row))) for row in found["officials"]),
        *(_span(row, "place", row["place"], _said(row["name"], row["label"])) for row in found["places"]),
        *(_span(row, "figure", None, _said(row["measures"] or row["kind"], row["period"])) for row in found["figures"]),
        *(_span(row, "quote", None, str(row["speaker"] or "speaker not known")) for row in found["quotes"]),
        *([Span(*asked, ASKED)] if asked else []),
    ]
    cut = [
        [
            {
                "text": piece.text,
                "kinds": piece.kinds,
                "begins": [span.kind for span in piece.begins if span.kind != ASKED],
                "asked": piece.first(ASKED) is not None,
                "asked_begins": any(span.kind == ASKED for span in piece.begins),
                "official": _target(piece.first("official")),
                "place": _target(piece.first("place")),
                "said": "; ".join(dict.fromkeys(span.said for span in piece.spans if span.said)),
            }
            for piece in paragraph
        ]
        for paragraph in paragraphs(found["text"], spans, shown.end)
    ]
    context = found | {
        "paragraphs": cut,
        "note": shown.note,
        "evidence_shown": shown.quotes,
        "image": found["image"] if found["show"] == "full" else None,
        "fields": showing.where_from(found["evidence"]),
    }
    return await render(datasette, request, "desk-article.html", context)


def _span(row: dict[str, Any], kind: str, target: str | None, said: str) -> Span:
    return Span(int(row["start"]), int(row["end"]), kind, target, said)


def _said(*parts: object) -> str:
    return ", ".join(str(part) for part in parts if part)


def _target(span: Span | None) -> str | None:
    return span.target if span else None


async def official(datasette: Any, request: Any) -> Any:
    """``/official/<id>``: posts over time with their evidence, quotes, stories."""
    wanted = _wanted(request)
    found = await _found(
        datasette,
        lambda connection: kept(
            datasette, connection, ("official", wanted), lambda c: desk_subjects.official(c, wanted)
        ),
        "official",
        wanted,
    )
    return await render(datasette, request, "desk-official.html", found)


async def place(datasette: Any, request: Any) -> Any:
    """``/place/<code>``: ISO 3166 code."""
    wanted = _wanted(request)
    found = await _found(datasette, lambda connection: desk_subjects.place(connection, wanted), "place", wanted)
    context = found | {"weeks": bars.every_week(found["weeks"], "stories")}
    return await render(datasette, request, "desk-place.html", context)


async def theme(datasette: Any, request: Any) -> Any:
    """``/theme/<id>``: its stories by week with the reason, and where its border lies."""
    wanted = _wanted(request)
    found = await _found(
        datasette,
        lambda connection: kept(datasette, connection, ("theme", wanted), lambda c: desk_subjects.theme(c, wanted)),
        "theme",
        wanted,
    )
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
    wanted = _wanted(request)
    week = request.args.get("week")
    asked = str(Week.parse(week)) if week else None

    def question(connection: sqlite3.Connection) -> dict[str, Any]:
        found = emergent.one_of(connection, wanted, asked)
        return found | {
            "told": emergent.stories_of(connection, found["members"]),
            "weeks": bars.with_bars(emergent.weeks_of(connection, wanted), "stories"),
        }

    return await render(datasette, request, "desk-emerging.html", await ask(datasette, question))


async def outlet(datasette: Any, request: Any) -> Any:
    """``/outlet/<id>``: its health and how much it brings."""
    wanted = _wanted(request)
    found = await _found(datasette, lambda connection: desk_subjects.outlet(connection, wanted), "outlet", wanted)
    context = found | {"weeks": bars.every_week(found["weeks"], "articles")}
    return await render(datasette, request, "desk-outlet.html", context)


async def search(datasette: Any, request: Any) -> Any:
    """``/search?q=``: articles that hold all the words, and officials of that name."""
    q = (request.args.get("q") or "")[:500]
    page = _page(request)
    newest = request.args.get("sort") == "newest"
    found, total = await ask(datasette, lambda connection: desk_find.search(connection, q, page, newest=newest))
    people = await ask(datasette, lambda connection: desk_find.people_named(connection, q)) if page == 1 else []
    for row in found:
        row["snippet"] = _pieces(row["snippet"]) if row["show"] == "full" else []
    many = total > desk_find.MOST
    paging = _paging(page, min(total, desk_find.MOST))
    context = {"q": q, "found": found, "people": people, "newest": newest, "many": many, **paging}
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


async def figures(datasette: Any, request: Any) -> Any:
    """``/figures?concept=&owner=&period=``: figures across articles."""
    chosen = {name: (request.args.get(name) or "")[:200] for name in ("concept", "owner", "period")}
    page = _page(request)

    def question(connection: sqlite3.Connection) -> dict[str, Any]:
        found, total = desk_find.figures(connection, page=page, **chosen)
        filters = kept(datasette, connection, "figure filters", desk_find.figure_filters)
        return {"found": found, "filters": filters, **_paging(page, total)}

    context = await ask(datasette, question)
    return await render(datasette, request, "desk-figures.html", context | {"chosen": chosen})


async def series(datasette: Any, request: Any) -> Any:
    """``/series/<id>``: one measure of one owner over time, as a table and a plot."""
    wanted = _wanted(request)
    found = await _found(datasette, lambda connection: ledger_asking.series(connection, wanted), "series", wanted)
    for claim in found["claims"]:
        claim["pieces"] = _evidence(claim)
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


async def digest(datasette: Any, request: Any) -> Any:
    """``/digest/<number>``: the mail as it was rendered, shut in a frame that runs nothing."""
    wanted = _wanted(request)
    number = int(wanted) if re.fullmatch(r"\d{1,15}", wanted, re.ASCII) else 0
    found = await _found(datasette, lambda connection: desk.digest(connection, number), "digest", wanted)
    # its links open beside the desk: a frame without scripts has no other way out
    base = '<base target="_blank">'
    html, placed = re.subn(r"(<head\b[^>]*>)", lambda head: head[1] + base, found["html"], count=1, flags=re.I)
    context = found | {"framed": html if placed else base + html}
    return await render(datasette, request, "desk-digest.html", context)


async def digests(datasette: Any, request: Any) -> Any:
    """``/digests``: the archive, the newest week first."""
    page = _page(request)
    start = (page - 1) * desk_find.PAGE
    found, total = await ask(datasette, lambda connection: desk_week.digests_paged(connection, start, desk_find.PAGE))
    return await render(datasette, request, "desk-digests.html", {"found": found, **_paging(page, total)})


async def digests_feed(datasette: Any, request: Any) -> Any:
    """``/digests.atom``: the newest digests as a feed. Its links lead where the request came in."""
    found = await ask(datasette, lambda connection: desk_week.digests_whole(connection, FEED))
    desk = desk_of(datasette)
    where = datasette.absolute_url(request, datasette.urls.path("/"))
    body = atom(found, where, desk.title if desk else "Pantau")
    return Response(body.decode(), content_type="application/atom+xml; charset=utf-8")


async def old_search(datasette: Any, request: Any) -> Any:
    """The search over all tables that a plugin brings needs JavaScript; the desk's own does not."""
    return Response.redirect(datasette.urls.path(f"/search?{request.query_string}"))


def _wanted(request: Any) -> str:
    return unquote(request.url_vars["id"], errors="replace")


async def _found(
    datasette: Any, question: Callable[[sqlite3.Connection], dict[str, Any] | None], what: str, wanted: str
) -> dict[str, Any]:
    found = await ask(datasette, question)
    if found is None:
        raise NotFound(f"No {what} has the id “{showing.plain(wanted)[:80]}”.")
    return found


def _page(request: Any) -> int:
    text = request.args.get("page") or "1"
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or not 1 <= int(text) <= MOST_PAGES:
        raise BadInput(f"'page' is a number from 1 to {MOST_PAGES}.")
    return int(text)


def _paging(page: int, total: int) -> dict[str, Any]:
    last = min(MOST_PAGES, max(1, -(-total // desk_find.PAGE)))
    return {"total": total, "page": page, "last": last, "from_row": (page - 1) * desk_find.PAGE + 1}


ROUTES: tuple[tuple[str, Callable[..., Any]], ...] = (
    (r"^/$", front),
    (r"^/story/(?P<id>[^/]+)$", story),
    (r"^/article/(?P<id>[^/]+)$", article),
    (r"^/official/(?P<id>[^/]+)$", official),
    (r"^/place/(?P<id>[^/]+)$", place),
    (r"^/theme/(?P<id>[^/]+)$", theme),
    (r"^/emerging/(?P<id>[^/]+)$", emerging),
    (r"^/outlet/(?P<id>[^/]+)$", outlet),
    (r"^/series/(?P<id>[^/]+)$", series),
    (r"^/digest/(?P<id>[^/]+)$", digest),
    (r"^/digests$", digests),
    (r"^/digests\.atom$", digests_feed),
    (r"^/search$", search),
    (r"^/figures$", figures),
    (r"^/-/search$", old_search),
)
