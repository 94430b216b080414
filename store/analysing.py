"""Commands of an analysis: one article's whole reading written in one transaction, and what is to be read again.

Knows the tables that hang on an article; it must not know how anything was read or decided. A kill leaves an
article analysed or not, never half; the same articles in the same order give the same derived rows, however
often the analysis was interrupted (``fingerprint.derived_digest`` shows it).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from records import Annotation, CopyDecision, JoinDecision, NotFound, ThemeScore, Vector
from store.annotations import forget_annotation, save_annotation
from store.database import Store
from store.pruning import WITHOUT_TEXT
from store.stories import ensure_story, refresh_story, refresh_story_themes, replace_story, resolve_story
from store.values import as_json, insert, insert_all, one


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisOf:
    """Everything that was found of one article. What is None or empty is taken out of the store.

    A copy has no annotation of its own: its origin's counts for it. ``join`` None: it is in no story, or, where it
    ``awaits`` the settling of stories (``store.settling``), in the one that it has been in until now.
    """

    article: str
    version: str
    annotation: Annotation | None = None
    vector: Vector | None = None
    passages: bytes = b""  # vectors of its passages, rows of ``vector.dimension`` signed bytes
    neighbourhood: bytes = b""  # ``vector.dimension`` halves: with the texts like it that were read before
    copy: CopyDecision | None = None
    join: JoinDecision | None = None
    awaits: bool = False
    themes: tuple[ThemeScore, ...] = ()


def mark_unread(store: Store, articles: Iterable[str] | None = None) -> None:
    """Has these articles (all, without a list) read again by the next analysis, which may then be interrupted."""
    with store.transaction() as connection:
        if articles is None:
            connection.execute(f"UPDATE article AS a SET analysed = NULL WHERE NOT {WITHOUT_TEXT}")
        else:
            connection.executemany(
                f"UPDATE article AS a SET analysed = NULL WHERE id = ? AND NOT {WITHOUT_TEXT}",
                [(article,) for article in articles],
            )


def save_analysis(store: Store, analysis: AnalysisOf) -> str | None:
    """Writes all of one article in one transaction; gives the story it is in now, or None without a join.

    Raises NotFound for an unknown article. Nothing but this marks an article as analysed and moves it.
    """
    article = analysis.article
    with store.transaction() as connection:
        known = one(connection, "SELECT story FROM article WHERE id = ?", (article,))
        if known is None:
            raise NotFound(f"no article '{article}' is in the store")
        if analysis.annotation is None:
            forget_annotation(connection, article)
        else:
            save_annotation(store, article, analysis.annotation, analysis.version)
        connection.execute("DELETE FROM vector WHERE article = ?", (article,))
        connection.execute("DELETE FROM passages WHERE article = ?", (article,))
        connection.execute("DELETE FROM neighbourhood WHERE article = ?", (article,))
        connection.execute("DELETE FROM decision WHERE article = ?", (article,))
        connection.execute("UPDATE article SET copy_of = NULL, copy_kind = NULL WHERE id = ?", (article,))
        if analysis.vector is not None:
            save_vector(store, analysis.vector)
            made = {"model": analysis.vector.model, "dimension": analysis.vector.dimension}
            for table, values in (("passages", analysis.passages), ("neighbourhood", analysis.neighbourhood)):
                if values:
                    insert(connection, table, {"article": article, **made, "values": values})
        if analysis.copy is not None:
            save_copy(store, analysis.copy, analysis.version)
        save_article_themes(store, article, analysis.themes)
        story = None
        if analysis.join is not None:
            story = save_join(store, analysis.join, analysis.version)
        elif analysis.awaits:
            story = known["story"]
        elif known["story"] is not None:
            connection.execute("UPDATE article SET story = NULL WHERE id = ?", (article,))
        refresh_left(store, known["story"], story, article)
        if story is not None:
            refresh_story(store, story)
            refresh_story_themes(store, story)
        connection.execute("UPDATE article SET analysed = ? WHERE id = ?", (analysis.version, article))
    return story


def refresh_left(store: Store, left: str | None, joined: str | None, article: str) -> None:
    """The story that an article left: counted anew, or gone, with an alias to where its last article went."""
    if left is None or left == joined:
        return
    connection = store.connection
    if one(connection, "SELECT 1 FROM article WHERE story = ?", (left,)) is not None:
        refresh_story(store, left)
        refresh_story_themes(store, left)
    elif joined is not None:
        seen = connection.execute("SELECT last_seen FROM article WHERE id = ?", (article,)).fetchone()[0]
        replace_story(connection, left, joined, seen, "its last article moved there")
    else:
        connection.execute("DELETE FROM story_alias WHERE story = ?", (left,))
        connection.execute("DELETE FROM story_theme WHERE story = ?", (left,))
        connection.execute("DELETE FROM story WHERE id = ?", (left,))


def save_vector(store: Store, vector: Vector) -> None:
    with store.transaction() as connection:
        connection.execute(
            'INSERT OR REPLACE INTO vector (article, model, dimension, "values") VALUES (?, ?, ?, ?)',
            (vector.article, vector.model, vector.dimension, vector.values),
        )


def save_copy(store: Store, decision: CopyDecision, version: str) -> None:
    """Whether the article is a copy, and why. Raises NotFound where its origin is not in the store."""
    with store.transaction() as connection:
        if decision.copy_of is not None and (
            decision.copy_of == decision.article
            or one(connection, "SELECT 1 FROM article WHERE id = ?", (decision.copy_of,)) is None
        ):
            raise NotFound(f"article '{decision.article}' cannot be a copy of '{decision.copy_of}'")
        connection.execute(
            "UPDATE article SET copy_of = ?, copy_kind = ? WHERE id = ?",
            (decision.copy_of, decision.kind if decision.copy_of else None, decision.article),
        )
        _save_decision(
            connection,
            decision.article,
            "copy",
            (decision.kind or "none", decision.containment, None, "{}", decision.reason, version),
        )


def save_join(store: Store, decision: JoinDecision, version: str) -> str:
    """Puts the article into its story, makes that where it is new, and gives its present id.

    An id that became an alias leads to the story it is part of now. Call
    ``refresh_story`` of the story it left and of the one it joined: ``save_analysis`` does.
    """
    with store.transaction() as connection:
        known = one(connection, "SELECT first_seen, week FROM article WHERE id = ?", (decision.article,))
        if known is None:
            raise NotFound(f"no article '{decision.article}' is in the store")
        story = resolve_story(connection, decision.story)
        ensure_story(connection, story, known["first_seen"], known["week"])
        connection.execute("UPDATE article SET story = ? WHERE id = ?", (story, decision.article))
        _save_decision(
            connection,
            decision.article,
            "story",
            (decision.action, decision.score, decision.margin, as_json(decision.features), decision.reason, version),
        )
    return story


def save_article_themes(store: Store, article: str, scores: Iterable[ThemeScore]) -> None:
    """Replaces the article's scores. Each theme is in the store (``save_themes``)."""
    with store.transaction() as connection:
        connection.execute("DELETE FROM article_theme WHERE article = ?", (article,))
        insert_all(
            connection,
            "article_theme",
            [
                {
                    "article": article,
                    "theme": score.theme,
                    "score": score.score,
                    "assigned": int(score.assigned),
                    "why": score.why,
                }
                for score in scores
            ],
        )


def _save_decision(
    connection: sqlite3.Connection,
    article: str,
    about: str,
    values: tuple[str, float | None, float | None, str, str, str],
) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO decision (article, about, action, score, margin, features, reason, version)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (article, about, *values),
    )
