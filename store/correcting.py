"""How corrections of people lie over derived rows: the last one that is not undone wins, after every refresh.

Knows the table correction and the columns that a person may change; it must not know how a row was derived.
Targets: theme = story id (field: theme id, value yes or no); story = story id (field title); event = article id
(field: id of another article, value yes or no: whether both tell of one event, see store.events); official = official
id (field name; merge, apart and split: see store.ruling); post = post id; figure = ``<article>:<start>`` of the figure
(field rejected, value yes: it is none); article = article id (field withdrawn, value the reason).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from store.values import one, rows

FIELDS: dict[str, tuple[str, ...] | None] = {
    "theme": None,  # any theme id
    "story": ("title",),
    "event": None,  # any other article's id
    "official": ("name",),
    "post": ("role", "status", "public_office"),
    "figure": ("value", "unit", "measures", "concept", "owner", "period", "change", "status", "kind", "rejected"),
    "article": ("withdrawn",),
}


def in_force(connection: sqlite3.Connection, kind: str, target: str) -> dict[str, str]:
    """Field -> value of the corrections of one thing that hold."""
    return {
        row["field"]: row["value"]
        for row in rows(
            connection,
            "SELECT field, value FROM correction WHERE kind = ? AND target = ? AND undone IS NULL ORDER BY id",
            (kind, target),
        )
    }


def taken_down(connection: sqlite3.Connection, article: str) -> bool:
    """Whether a person took the article down: then no capture brings it back."""
    return "withdrawn" in in_force(connection, "article", article)


def correct_official(connection: sqlite3.Connection, official: str) -> None:
    """The name that people gave; one given under an id that is an alias now counts too."""
    last = one(
        connection,
        "SELECT value FROM correction WHERE kind = 'official' AND field = 'name' AND undone IS NULL"
        " AND (target = :id OR target IN (SELECT old FROM official_alias WHERE official = :id)) ORDER BY id DESC",
        {"id": official},
    )
    if last is not None:
        connection.execute("UPDATE official SET name = ? WHERE id = ?", (last["value"], official))


def correct_post(connection: sqlite3.Connection, post: str, former: Iterable[str] = ()) -> None:
    """``former``: ids that the post had before its official was merged into another; their corrections count too."""
    for key in (*former, post):
        for field, value in in_force(connection, "post", key).items():
            if field in (FIELDS["post"] or ()):
                connection.execute(f"UPDATE post SET {field} = ? WHERE id = ?", (value, post))


def correct_figures(connection: sqlite3.Connection, article: str) -> None:
    """What people said of an article's figures, applied to its present rows. A rejected figure has no row.

    A correction speaks of a place in the text as it was when it was made; where the text was edited since, it holds
    for the same words in the present one, and waits where they are gone or stand there twice.
    """
    found = rows(
        connection,
        "SELECT target, field, value, at FROM correction WHERE kind = 'figure' AND undone IS NULL"
        " AND target >= ? AND target < ? ORDER BY id",
        (f"{article}:", f"{article};"),
    )
    for row in list(found):
        start = _present_place(connection, article, int(row["target"].rpartition(":")[2]), row["at"])
        if start is None or row["field"] not in (FIELDS["figure"] or ()):
            continue
        if row["field"] == "rejected":
            connection.execute("DELETE FROM figure WHERE article = ? AND start = ?", (article, start))
            continue
        bounds = ", low = NULL, high = NULL" if row["field"] == "value" else ""  # they were those of another value
        connection.execute(
            f"UPDATE figure SET {row['field']} = ?{bounds}, confidence = 1.0, found_by = 'person'"
            " WHERE article = ? AND start = ?",
            (row["value"] or None, article, start),
        )


def _present_place(connection: sqlite3.Connection, article: str, start: int, at: str) -> int | None:
    """Where the figure that stood at ``start`` at the moment ``at`` stands now; None where nobody can tell.

    Readers change too: where no figure begins there now, it is the one that covers the place.
    """
    then = one(
        connection,
        "SELECT text FROM revision WHERE article = ? AND replaced > ? ORDER BY number LIMIT 1",
        (article, at),
    )
    if then is not None:
        now = one(connection, "SELECT text FROM body WHERE article = ?", (article,))
        place = moved(then["text"], now["text"] if now else "", start)
        if place is None:
            return None
        start = place
    covering = one(
        connection,
        'SELECT start FROM figure WHERE article = ? AND start <= ? AND "end" > ? ORDER BY start DESC LIMIT 1',
        (article, start, start),
    )
    return int(covering["start"]) if covering else None


_AROUND = ((40, 40), (40, 12), (12, 40), (12, 12))  # characters before and behind a place by which it is known again


def moved(then: str, now: str, start: int) -> int | None:
    """Where the place ``start`` of the text ``then`` is in ``now``: that of the same words, where they stand there
    once; None where they do not."""
    if then == now:
        return start
    for before, behind in _AROUND:
        low = max(0, start - before)
        words = then[low : start + behind]
        at = now.find(words)
        if words.strip() and at >= 0 and now.find(words, at + 1) < 0:
            return at + start - low
    return None


def correct_story(connection: sqlite3.Connection, story: str) -> None:
    title = in_force(connection, "story", story).get("title")
    if title is not None:
        connection.execute("UPDATE story SET title = ? WHERE id = ?", (title, story))


def corrected_stories(connection: sqlite3.Connection, theme: str) -> dict[str, bool]:
    """Story (its present id) -> whether people say that it is of the theme; the last word counts."""
    return {
        row["story"]: row["value"] == "yes"
        for row in rows(
            connection,
            "SELECT s.id AS story, c.value FROM correction c LEFT JOIN story_alias a ON a.old = c.target"
            " JOIN story s ON s.id = coalesce(a.story, c.target)"
            " WHERE c.kind = 'theme' AND c.undone IS NULL AND c.field = ? ORDER BY c.id",
            (theme,),
        )
    }


def correct_themes(connection: sqlite3.Connection, story: str, only: str | None = None) -> None:
    """Yes and no of people to a story's themes (or to ``only`` one); those given to a story that was merged into it
    count too."""
    found = rows(
        connection,
        "SELECT field AS theme, value, who FROM correction WHERE kind = 'theme' AND undone IS NULL"
        # Asked of each correction, which are few, and not of all aliases.
        " AND (target = :story OR EXISTS (SELECT 1 FROM story_alias WHERE old = target AND story = :story))"
        " ORDER BY id",
        {"story": story},
    )
    for row in list(found):
        if only is not None and row["theme"] != only:
            continue
        if one(connection, "SELECT 1 FROM theme WHERE id = ?", (row["theme"],)) is None:
            continue  # a theme that left the themes file; the correction waits for its return
        assigned = int(row["value"] == "yes")
        connection.execute(
            "INSERT INTO story_theme (story, theme, score, assigned, why, decided_by) VALUES (?, ?, ?, ?, ?, 'person')"
            " ON CONFLICT (story, theme) DO UPDATE SET assigned = excluded.assigned, why = excluded.why,"
            " decided_by = 'person'",
            (story, row["theme"], float(assigned), assigned, f"{row['who']} decided"),
        )
