"""What people said of two articles, that both tell of one event or of two: where that puts an article, at once and
after every later settling.

The one record of it is a correction of kind ``event`` (see ``store.correcting``); of each two articles what was said
last holds. Copies go with the article they repeat. Knows the tables correction, article and story; it must not know
how likeness puts articles together.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from records import BadInput, Correction, story_id
from store.database import Store
from store.pruning import text_gone
from store.stories import ensure_story, refresh_story, refresh_story_themes, replace_story
from store.values import Source, one, rows, stamp

_COPY = "copy_kind IN ('identical', 'copy')"


def said_of(source: Source, article: str) -> dict[str, tuple[bool, bool]]:
    """The other article -> (whether both tell of one event, whether it was said of ``article``, so that this one is
    to move), in the order in which it was said."""
    found: dict[str, tuple[bool, bool]] = {}
    for row in rows(
        source,
        "SELECT target, field, value FROM correction WHERE kind = 'event' AND undone IS NULL"
        " AND (target = :of OR field = :of) ORDER BY id",
        {"of": article},
    ):
        other = row["field"] if row["target"] == article else row["target"]
        found.pop(other, None)
        found[other] = row["value"] == "yes", row["target"] == article
    return found


def held_in(source: Source, article: str, proposed: str, moving: Mapping[str, str]) -> str | None:
    """The story that people's word puts an article in, where it is not the ``proposed`` one; None where nothing was
    said or the proposal obeys it. ``moving``: where articles go that are placed together with this one."""

    def place(other: str) -> str | None:
        if other in moving:
            return moving[other]
        row = one(source, "SELECT story FROM article WHERE id = ?", (other,))
        return row["story"] if row else None

    said = said_of(source, article)
    for other, (same, moves) in reversed(said.items()):
        if same and moves and (story := place(other)) is not None:
            return story if story != proposed else None
    if any(not same and place(other) == proposed for other, (same, _) in said.items()):
        return own_story(source, article, proposed)
    return None


def parted(source: Source, story: str, other: str) -> bool:
    """Whether people said of an article of each that they tell of two events."""
    row = one(
        source,
        "SELECT 1 FROM correction c JOIN article a ON a.id = c.target JOIN article b ON b.id = c.field"
        " WHERE c.kind = 'event' AND c.value = 'no' AND c.undone IS NULL AND ((a.story = :one AND b.story = :other)"
        " OR (a.story = :other AND b.story = :one))"
        " AND NOT EXISTS (SELECT 1 FROM correction d WHERE d.kind = 'event' AND d.undone IS NULL AND d.id > c.id"
        " AND ((d.target = c.target AND d.field = c.field) OR (d.target = c.field AND d.field = c.target)))",
        {"one": story, "other": other},
    )
    return row is not None


def own_story(source: Source, article: str, left: str) -> str:
    """The id of a story of an article and its copies, as a settling names it, where ``left`` goes on without them."""
    first = rows(
        source,
        f"SELECT id FROM article WHERE id = :of OR (copy_of = :of AND {_COPY}) ORDER BY first_seen, id LIMIT 1",
        {"of": article},
    )
    return story_id(str(next(first)["id"]), (left,))


def follow(store: Store, said: Correction) -> None:
    """Puts the article of which something was said where it belongs now; taken back, the next analysis decides."""
    connection = store.connection
    if said.undone is not None:
        read_again(connection, said.target)
        return
    was = one(connection, "SELECT story FROM article WHERE id = ?", (said.target,))
    if was is None or was["story"] is None:
        return  # not read yet: its settling obeys
    into = held_in(connection, said.target, was["story"], {})
    if into is None:
        return
    moved = with_copies(connection, said.target)
    if one(connection, "SELECT 1 FROM story WHERE id = ?", (into,)) is None:
        connection.execute("DELETE FROM story_alias WHERE old = ?", (into,))  # it is its own again
        row = one(connection, "SELECT first_seen, week FROM article WHERE id = ?", (moved[0],))
        assert row is not None
        ensure_story(connection, into, row["first_seen"], row["week"])
    connection.executemany("UPDATE article SET story = ? WHERE id = ?", [(into, article) for article in moved])
    if one(connection, "SELECT 1 FROM article WHERE story = ?", (was["story"],)) is None:
        replace_story(connection, was["story"], into, stamp(said.when), f"{said.who} said that both tell of one event")
    else:
        refresh_story(store, was["story"])
        refresh_story_themes(store, was["story"])
    refresh_story(store, into)
    refresh_story_themes(store, into)


def read_again(connection: sqlite3.Connection, article: str) -> None:
    """The next analysis reads the article anew. Raises BadInput where its text was let go of."""
    gone = text_gone(connection, article)
    if gone is not None:
        raise BadInput(f"the text of article '{article}' was let go of ({gone.why}): it cannot be read again")
    connection.execute("UPDATE article SET analysed = NULL WHERE id = ?", (article,))


def with_copies(connection: sqlite3.Connection, article: str) -> list[str]:
    """The article and all that repeat it, and what repeats these, the earliest first."""
    found = rows(
        connection,
        "WITH RECURSIVE mine(id) AS (SELECT :article UNION SELECT a.id FROM article a JOIN mine m ON a.copy_of = m.id"
        f" WHERE a.{_COPY}) SELECT a.id FROM article a JOIN mine m ON m.id = a.id ORDER BY a.first_seen, a.id",
        {"article": article},
    )
    return [str(row["id"]) for row in found]
