"""The pages of a story and of an article. Thin; must not know SQL."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

from datasette.utils.asgi import Response

from browse import showing, timeline
from browse.access import ask
from browse.citing import bibtex, ris
from browse.differing import changes
from browse.marking import ASKED, Span, paragraphs
from browse.pages.alike import stories_like
from browse.pages.common import Route, found_of, render, wanted_of
from browse.speaking import named, say
from store import desk, desk_corrections, weekly


async def story(datasette: Any, request: Any) -> Any:
    """``/story/<id>``; an old id leads to the story it became part of."""
    wanted = wanted_of(request)

    def question(connection: sqlite3.Connection) -> dict[str, Any] | None:
        row = desk.story(connection, wanted)
        return row and row | {
            "by_people": desk_corrections.of_story(connection, row["id"]),
            "all_themes": weekly.themes(connection),
            "alike": row["articles"] and stories_like(datasette, connection, row["id"]),
        }

    found = await found_of(datasette, question, "story", wanted)
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
        "title_language": next((row["language"] for row in found["timeline"] if row["title"] == found["title"]), None),
    }
    return await render(datasette, request, "desk-story.html", context)


async def sources(datasette: Any, request: Any) -> Any:
    """``/story/<id>/sources.bib`` and ``.ris``: its articles for a reference manager."""
    wanted, ending = wanted_of(request), request.url_vars["ending"]
    found = await found_of(datasette, lambda connection: desk.story(connection, wanted), "story", wanted)
    kind, write = {"bib": ("text/x-bibtex", bibtex), "ris": ("application/x-research-info-systems", ris)}[ending]
    named = {"content-disposition": f'attachment; filename="pantau-sources.{ending}"'}
    return Response(write(found["timeline"]), headers=named, content_type=f"{kind}; charset=utf-8")


async def article(datasette: Any, request: Any) -> Any:
    """``/article/<id>``: as much of it as its outlet lets be shown, with what was read in it; ``?at=120`` marks the
    sentence that holds this character."""
    wanted = wanted_of(request)

    def question(connection: sqlite3.Connection) -> dict[str, Any] | None:
        row = desk.article(connection, wanted)
        return row and row | {
            "by_people": desk_corrections.of_article(connection, wanted),
            "alike": None if row["withdrawn"] else stories_like(datasette, connection, wanted),
        }

    found = await found_of(datasette, question, "article", wanted)
    at = request.args.get("at") or ""
    asked = None
    if re.fullmatch(r"\d{1,9}", at, re.ASCII):
        asked = await ask(datasette, lambda connection: desk.sentence_at(connection, wanted, int(at)))
    shown = showing.shown_of(found["text"], found["show"])
    spans = [
        *(_span(row, "official", row["official"], row["name"], showing.post(row)) for row in found["officials"]),
        *(_span(row, "place", row["place"], named(row), say(row["label"] or "")) for row in found["places"]),
        *(_span(row, "figure", None, _measured(row), showing.period(row["period"])) for row in found["figures"]),
        *(_span(row, "quote", None, row["speaker"] or say("speaker not known")) for row in found["quotes"]),
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
    later = found["text"]
    for revision in found["revisions"]:  # the newest first: each is set against the text that replaced it
        revision["changes"] = changes(revision["text"], later) if found["show"] == "full" else []
        later = revision["text"]
    context = found | {
        "paragraphs": cut,
        "note": shown.note,
        "evidence_shown": shown.quotes,
        "image": found["image"] if found["show"] == "full" else None,
        "fields": showing.where_from(found["evidence"]),
    }
    return await render(datasette, request, "desk-article.html", context)


def _span(row: dict[str, Any], kind: str, target: str | None, *said: object) -> Span:
    """``said``: what the mark says of itself where a reader rests on it."""
    return Span(int(row["start"]), int(row["end"]), kind, target, ", ".join(str(part) for part in said if part))


def _measured(row: dict[str, Any]) -> str:
    return str(row["measures"] or say(str(row["kind"]).replace("_", " ")))


def _target(span: Span | None) -> str | None:
    return span.target if span else None


ROUTES: tuple[Route, ...] = (
    (r"^/story/(?P<id>[^/]+)$", story),
    (r"^/story/(?P<id>[^/]+)/sources\.(?P<ending>bib|ris)$", sources),
    (r"^/article/(?P<id>[^/]+)$", article),
)
