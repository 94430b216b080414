"""Stories and themes in the tables: what a story is said to be follows from its articles, whenever asked.

Knows the tables story, story_alias, theme, article_theme and story_theme; it must not know how an article is
joined to a story or scored against a theme.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Literal

from records import NotFound, Theme, Week
from store.correcting import correct_story, correct_themes, corrected_stories
from store.database import Store
from store.values import Row, Source, as_json, moment, one, rows, stamp


def resolve_story(source: Source, story: str) -> str:
    """The story's present id: its own, or that of the story it became part of."""
    found = one(source, "SELECT story FROM story_alias WHERE old = ?", (story,))
    return str(found["story"]) if found else story


def independent_witnesses(
    articles: Iterable[str],
    copies: Mapping[str, tuple[str | None, str | None]],
    owners: Mapping[str, str],
) -> set[str]:
    """Who reports independently: of a copy its origin, of several outlets of one owner the owner, once.

    ``copies``: article -> (copy_of, copy_kind); ``owners``: article -> who stands behind its outlet. A ``derived``
    article has words of its own and counts by itself.
    """
    found = set()
    for article in articles:
        origin, passed = article, {article}
        while True:
            copy_of, kind = copies.get(origin, (None, None))
            if copy_of is None or kind not in ("identical", "copy") or copy_of in passed or copy_of not in owners:
                break
            passed.add(copy_of)
            origin = copy_of
        found.add(owners[origin])
    return found


def witnesses_of(connection: sqlite3.Connection, articles: Iterable[str]) -> set[str]:
    """``independent_witnesses`` of articles in the store; origins outside of them count as who they are."""
    articles = list(articles)
    return independent_witnesses(articles, *copies_and_owners(connection, articles))


def copies_and_owners(
    connection: sqlite3.Connection, articles: Iterable[str]
) -> tuple[dict[str, tuple[str | None, str | None]], dict[str, str]]:
    """What ``independent_witnesses`` asks of these articles and of all that they repeat."""
    copies: dict[str, tuple[str | None, str | None]] = {}
    owners: dict[str, str] = {}
    wanted = set(articles)
    while wanted:
        for key, copy_of, kind, witness in connection.execute(
            "SELECT a.id, a.copy_of, a.copy_kind, coalesce('owner ' || o.owner, 'outlet ' || o.id)"
            " FROM article a JOIN outlet o ON o.id = a.outlet WHERE a.id IN (SELECT value FROM json_each(?))",
            (as_json(sorted(wanted)),),
        ):
            copies[key] = (copy_of, kind)
            owners[key] = witness
        unknown = {origin for origin, _ in copies.values() if origin is not None} - copies.keys()
        wanted = unknown - wanted  # what was asked for and is not there is not asked for again
    return copies, owners


def refresh_story(store: Store, story: str) -> None:
    """Makes the story's row anew from its articles. Raises NotFound where it has none.

    The lead is its first article that is no copy, no stub and not withdrawn. What is withdrawn is not counted,
    unless nothing else is left: then the story stays with zero articles.
    """
    with store.transaction() as connection:
        members = list(
            rows(
                connection,
                "SELECT id, outlet, title, first_seen, paywalled, copy_kind, withdrawn FROM article WHERE story = ?"
                " ORDER BY first_seen, id",
                (story,),
            )
        )
        if not members:
            raise NotFound(f"story '{story}' has no article")
        shown = [row for row in members if row["withdrawn"] is None]
        lead = min(shown or members, key=lambda row: (row["copy_kind"] is not None, row["paywalled"]))
        first_seen = members[0]["first_seen"]
        values = {
            "title": lead["title"],
            "lead": lead["id"],
            "week": str(Week.of(moment(first_seen), store.zone)),
            "first_seen": first_seen,
            "last_seen": (shown or members)[-1]["first_seen"],
            "articles": len(shown),
            "outlets": len({row["outlet"] for row in shown}),
            "independent_reports": len(witnesses_of(connection, [row["id"] for row in shown])),
        }
        names = ", ".join(f"{name} = ?" for name in values)
        connection.execute(f"UPDATE story SET {names} WHERE id = ?", (*values.values(), story))
        correct_story(connection, story)


def ensure_story(connection: sqlite3.Connection, story: str, first_seen: str, week: str) -> None:
    """A bare row for articles to point to; ``refresh_story`` fills it."""
    connection.execute(
        "INSERT OR IGNORE INTO story (id, title, week, first_seen, last_seen, articles, outlets, independent_reports)"
        " VALUES (?, '', ?, ?, ?, 0, 0, 0)",
        (story, week, first_seen, first_seen),
    )


def merge_stories(store: Store, old: str, into: str, at: datetime, reason: str) -> None:
    """Moves all articles of ``old`` to ``into``; ``old`` stays an alias for ever. Raises NotFound."""
    with store.transaction() as connection:
        for story in (old, into):
            if one(connection, "SELECT 1 FROM story WHERE id = ?", (story,)) is None:
                raise NotFound(f"no story '{story}' is in the store")
        connection.execute("UPDATE article SET story = ? WHERE story = ?", (into, old))
        replace_story(connection, old, into, stamp(at), reason)
        refresh_story(store, into)
        refresh_story_themes(store, into)


def replace_story(connection: sqlite3.Connection, old: str, into: str, at: str, reason: str) -> None:
    """A story without articles becomes an alias, and what was an alias of it follows."""
    connection.execute("UPDATE story_alias SET story = ? WHERE story = ?", (into, old))
    connection.execute(
        "INSERT OR REPLACE INTO story_alias (old, story, at, reason) VALUES (?, ?, ?, ?)", (old, into, at, reason)
    )
    connection.execute("DELETE FROM story_theme WHERE story = ?", (old,))
    connection.execute("DELETE FROM story WHERE id = ?", (old,))


def refresh_story_themes(store: Store, story: str, how: Literal["mean", "max"] = "mean") -> None:
    """The story's themes from those of its articles that are no copies; what a person decided wins.

    ``mean``: the mean score, assigned where at least half of the articles are; ``max``: the best score, assigned
    where any is. ``why`` is that of the article with the best score.
    """
    with store.transaction() as connection:
        connection.execute("DELETE FROM story_theme WHERE story = ?", (story,))
        found: dict[str, list[Row]] = {}
        for row in rows(
            connection,
            "SELECT t.theme, t.score, t.assigned, t.why, a.copy_kind FROM article a"
            " JOIN article_theme t ON t.article = a.id WHERE a.story = ? AND a.withdrawn IS NULL"
            " ORDER BY a.first_seen, a.id",
            (story,),
        ):
            found.setdefault(row["theme"], []).append(row)
        connection.executemany(_KEEP, [(story, theme, *of_story(said, how)) for theme, said in sorted(found.items())])
        correct_themes(connection, story)


_KEEP = "INSERT INTO story_theme (story, theme, score, assigned, why) VALUES (?, ?, ?, ?, ?)"


def refresh_theme(connection: sqlite3.Connection, theme: str) -> None:
    """What ``refresh_story_themes`` makes, for one theme and all stories; no row of another theme is touched."""
    connection.execute("DELETE FROM story_theme WHERE theme = ?", (theme,))
    said = rows(
        connection,
        "SELECT a.story, t.score, t.assigned, t.why, a.copy_kind FROM article_theme t"
        " JOIN article a ON a.id = t.article WHERE t.theme = ? AND a.story IS NOT NULL AND a.withdrawn IS NULL"
        " ORDER BY a.story, a.first_seen, a.id",
        (theme,),
    )
    kept = [(story, theme, *of_story(list(mine))) for story, mine in groupby(said, key=itemgetter("story"))]
    connection.executemany(_KEEP, kept)
    for story in corrected_stories(connection, theme):
        correct_themes(connection, story, theme)


def of_story(said: Sequence[Row], how: Literal["mean", "max"] = "mean") -> tuple[float, int, str]:
    """Score, assigned and why of a story under one theme, from the rows of its articles in order of first_seen."""
    own = [row for row in said if row["copy_kind"] not in ("identical", "copy")] or said
    best = max(own, key=lambda row: float(row["score"]))
    assigned = sum(row["assigned"] for row in own)
    score = math.fsum(row["score"] for row in own) / len(own) if how == "mean" else best["score"]
    return score, int(assigned * 2 >= len(own) if how == "mean" else assigned > 0), best["why"]


def save_themes(store: Store, definitions: Iterable[Theme]) -> None:
    """The themes as the themes file has them now; the scores of one that left the file leave with it.

    ``version`` of a theme stays what its stored scores were made with (``store.themes``); a new one has none.
    """
    with store.transaction() as connection:
        kept = list(definitions)
        versions = {row["id"]: row["version"] for row in rows(connection, "SELECT id, version FROM theme")}
        store.db["theme"].upsert_all(
            (
                {
                    "id": theme.id,
                    "name": theme.name,
                    "name_ms": theme.name_ms,
                    "description": theme.description,
                    "definition": as_json(asdict(theme)),
                    "version": versions.get(theme.id, ""),
                }
                for theme in kept
            ),
            pk="id",
        )
        for gone in sorted(versions.keys() - {theme.id for theme in kept}):
            for table in ("article_theme", "story_theme"):
                connection.execute(f"DELETE FROM {table} WHERE theme = ?", (gone,))
            connection.execute("DELETE FROM theme WHERE id = ?", (gone,))
