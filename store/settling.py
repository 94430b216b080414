"""Command that writes where the articles of a day belong, when their stories are settled: all of it in one transaction.

Knows the tables article, decision, story_alias and setting; it must not know how stories are decided. Copies follow the
article they repeat.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from records import JoinDecision
from store.analysing import refresh_left, save_join
from store.database import Store
from store.events import held_in, parted
from store.stories import merge_stories, refresh_story, refresh_story_themes
from store.values import Source, as_json, one, rows, stamp

_OVER = "stories_over"


def settle_stories(
    store: Store,
    decisions: Iterable[JoinDecision],
    merged: Sequence[tuple[str, str, str]],
    version: str,
    at: datetime,
    over: date | None = None,
) -> dict[str, str]:
    """Puts articles into their stories; gives the story of each, and of each copy that came along.

    ``merged``: (old, into, reason) of stories that are one; ``old`` stays an alias from ``at`` on. What a person
    decided of an article wins over its decision. An id that led elsewhere leads back to its own story when its first
    article does. Only what differs is written. ``over``: the day that is settled for good with this.
    """
    with store.transaction() as connection:
        if over is not None:
            connection.execute(
                "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (_OVER, f"{over.isoformat()} {version}")
            )
        for old, into, reason in merged:
            if parted(connection, old, into):
                continue  # people said so of articles that are too old for the window
            if one(connection, "SELECT 1 FROM story WHERE id = ?", (old,)) is not None:
                merge_stories(store, old, into, at, reason)
        touched: set[str] = set()
        found: dict[str, str] = {}
        settled = list(decisions)
        moving = {decision.article: decision.story for decision in settled}
        for decision in settled:
            held = held_in(connection, decision.article, decision.story, moving)
            if held is not None:
                decision = replace(decision, story=held)
                moving[decision.article] = held
            connection.execute("DELETE FROM story_alias WHERE old = ?", (decision.story,))
            for part in (decision, *_copies(connection, decision)):
                before, decided = _known(connection, part.article)
                if before == part.story and decided == _written(part, version):
                    found[part.article] = part.story
                    continue
                story = save_join(store, part, version)
                found[part.article] = story
                if story != before:
                    touched.add(story)
                    refresh_left(store, before, story, part.article)
        for story in sorted(touched):
            if one(connection, "SELECT 1 FROM article WHERE story = ?", (story,)) is not None:
                refresh_story(store, story)
                refresh_story_themes(store, story)
    return found


def is_over(source: Source, day: date, version: str) -> bool:
    """Whether this was the last day that ``version`` settled for good: settled once more, with the merges that it
    showed already made, its reports might end elsewhere."""
    row = one(source, "SELECT 1 FROM setting WHERE name = ? AND value = ?", (_OVER, f"{day.isoformat()} {version}"))
    return row is not None


def awaiting(store: Store, version: str, since: datetime) -> bool:
    """Whether an article that ``version`` has read, first seen since then, is in no settled story."""
    return (
        one(
            store,
            "SELECT 1 FROM article a WHERE a.first_seen >= ? AND a.analysed = ? AND a.withdrawn IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.article = a.id AND d.about = 'story') LIMIT 1",
            (stamp(since), version),
        )
        is not None
    )


def orphans(store: Store) -> list[str]:
    """Copies in no settled story whose origin was withdrawn before its own was settled: there is nothing that they
    could follow, so they are to be read for themselves."""
    return [
        row["id"]
        for row in rows(
            store,
            # CROSS: from what was withdrawn, which is little, to its copies, and not along the archive in order.
            "SELECT a.id FROM article o CROSS JOIN article a ON a.copy_of = o.id WHERE o.withdrawn IS NOT NULL"
            " AND a.withdrawn IS NULL AND a.copy_kind IN ('identical', 'copy') AND NOT EXISTS"
            " (SELECT 1 FROM decision d WHERE d.article = a.id AND d.about = 'story') ORDER BY a.first_seen, a.id",
        )
    ]


def followers(store: Store) -> list[str]:
    """Copies of articles that are to be read again: whether they still repeat it is decided with it."""
    return [
        row["id"]
        for row in rows(
            store,
            # CROSS: from what is unread to its copies.
            "SELECT a.id FROM article o CROSS JOIN article a ON a.copy_of = o.id WHERE o.analysed IS NULL"
            " AND a.copy_kind IN ('identical', 'copy') AND a.analysed IS NOT NULL AND a.withdrawn IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM let_go g WHERE g.what = 'text' AND g.id = a.id)"
            " ORDER BY a.first_seen, a.id",
        )
    ]


def _copies(connection: sqlite3.Connection, origin: JoinDecision) -> list[JoinDecision]:
    """The decisions of the articles that repeat it, and of those that repeat these."""
    found, waiting, seen = [], [origin.article], {origin.article}
    while waiting:
        article = waiting.pop()
        for row in rows(
            connection,
            "SELECT a.id, d.score, d.reason FROM article a"
            " LEFT JOIN decision d ON d.article = a.id AND d.about = 'copy'"
            " WHERE a.copy_of = ? AND a.copy_kind IN ('identical', 'copy') AND a.withdrawn IS NULL ORDER BY a.id",
            (article,),
        ):
            if row["id"] in seen:
                continue
            seen.add(row["id"])
            waiting.append(row["id"])
            found.append(
                JoinDecision(
                    article=row["id"],
                    story=origin.story,
                    action="copy",
                    score=row["score"],
                    margin=None,
                    reason=f"follows {article}: {row['reason']}",
                )
            )
    return found


def _known(connection: sqlite3.Connection, article: str) -> tuple[str | None, tuple[object, ...]]:
    """The story that an article is in, and the decision that put it there."""
    row = one(
        connection,
        "SELECT a.story, d.action, d.score, d.margin, d.features, d.reason, d.version FROM article a"
        " LEFT JOIN decision d ON d.article = a.id AND d.about = 'story' WHERE a.id = ?",
        (article,),
    )
    if row is None:
        return None, ()
    return row["story"], tuple(row.values())[1:]


def _written(decision: JoinDecision, version: str) -> tuple[object, ...]:
    """What ``_known`` gives once the decision is written."""
    return (
        decision.action,
        decision.score,
        decision.margin,
        as_json(decision.features),
        decision.reason,
        version,
    )
