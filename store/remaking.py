"""Making a database anew beside the present one: what comes along, what cannot be made again and is carried over.

Knows the tables and which database has which row; it must not know how a page is read. The database that is made is
``main``, the present one is attached as ``present`` and only ever read.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from records import NotFound
from store.crawling import mark_withdrawn
from store.database import Store
from store.described import said_by_the_feed
from store.organisations import recount_organisation
from store.posts import recount_all
from store.stories import refresh_story, refresh_story_themes, resolve_story
from store.values import moment, one, rows

#: What hangs on an article by its text, and what was read in it. Row ids of their own are given anew.
_TEXTS = ("capture", "revision")
_READ = (
    "sentence",
    "mention",
    "figure",
    "quote",
    "post_mention",
    "official_settled",
    "article_theme",
    "decision",
    "vector",
    "passages",
    "neighbourhood",
)
_POINTED_TO = (  # rows that what was read in article :article points to
    ("official", "id IN (SELECT official FROM present.post_mention WHERE article = :article)"),
    ("official", "id IN (SELECT official FROM present.mention WHERE article = :article)"),
    ("official", "id IN (SELECT official FROM present.quote WHERE article = :article)"),
    ("organisation", "id IN (SELECT organisation FROM present.post_mention WHERE article = :article)"),
    ("post", "id IN (SELECT post FROM present.post_mention WHERE article = :article)"),
    ("place", "code IN (SELECT place FROM present.mention WHERE article = :article)"),
    ("story", "id = (SELECT story FROM present.article WHERE id = :article)"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that made an article leave, as the log or a person has it: ``article`` is an id or an address."""

    at: datetime
    article: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A capture of the present database that was not made again. ``file`` None: no record of it was ever kept."""

    article: str
    fetch: int
    file: str | None
    offset: int | None


@contextlib.contextmanager
def beside(store: Store, present: Path) -> Iterator[None]:
    """Attaches the present database for reading. Foreign keys are off meanwhile: rows that point to each other come one
    after the other; the whole file is checked before it is used."""
    connection = store.connection
    connection.execute("ATTACH ? AS present", (f"{present.absolute().as_uri()}?mode=ro",))
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DETACH present")


def known_record(store: Store, file: str, offset: int) -> tuple[int, str, datetime] | None:
    """(fetch, its address, its time) of a WARC record; None where the log does not know it."""
    row = one(
        store, "SELECT id, url, fetched FROM fetch WHERE warc_file = ? AND warc_offset = ?", (file, offset)
    )  # fmt: skip
    return None if row is None else (row["id"], row["url"], moment(row["fetched"]))


def leavings(store: Store) -> list[Event]:
    """Pages that were found gone, and articles that people took down, in the order of time."""
    gone = rows(
        store,
        "SELECT fetched, url, coalesce(reason, 'HTTP ' || http_status) AS reason FROM fetch"
        " WHERE purpose = 'article' AND status = 'gone' ORDER BY fetched, id",
    )
    taken = rows(
        store,
        "SELECT at, target, value FROM correction WHERE kind = 'article' AND field = 'withdrawn' AND undone IS NULL"
        " ORDER BY at, id",
    )
    found = [Event(at=moment(row["fetched"]), article=row["url"], reason=row["reason"]) for row in gone]
    found += [Event(at=moment(row["at"]), article=row["target"], reason=row["value"]) for row in taken]
    return sorted(found, key=lambda event: event.at)


def leave(store: Store, event: Event) -> None:
    """The article leaves, unless it was shown again since. What is not there cannot leave."""
    row = one(
        store,
        "SELECT a.id FROM article a WHERE a.id = :it OR a.url = :it UNION ALL"
        " SELECT c.article FROM fetch f JOIN capture c ON c.fetch = f.id WHERE f.url = :it LIMIT 1",
        {"it": event.article},
    )
    if row is not None:
        mark_withdrawn(store, row["id"], event.at, event.reason)


def add_what_feeds_said(store: Store) -> int:
    """Fields that the page does not tell and a feed did when it was crawled: they stand in the present database only.
    Gives the number of articles."""
    changed = 0
    with store.transaction() as connection:
        listed = list(rows(connection, "SELECT * FROM main.article WHERE withdrawn IS NULL"))
        for row in listed:
            known = one(
                connection, "SELECT * FROM present.article WHERE id = ? AND fetch = ?", (row["id"], row["fetch"])
            )
            if known is None:
                continue
            said = said_by_the_feed(row, known)
            if any(row[name] != value for name, value in said.items()):
                names = ", ".join(f"{name} = ?" for name in said)
                connection.execute(f"UPDATE main.article SET {names} WHERE id = ?", (*said.values(), row["id"]))
                changed += 1
    return changed


def not_made_again(store: Store) -> list[Missing]:
    """Captures of the present database that this one has not; of an article without any, its own fetch. By article."""
    return [
        Missing(article=row["article"], fetch=row["fetch"], file=row["warc_file"], offset=row["warc_offset"])
        for row in rows(
            store,
            "SELECT m.article, m.fetch, f.warc_file, f.warc_offset FROM ("
            " SELECT c.article, c.fetch FROM present.capture c"
            "  LEFT JOIN main.capture n ON n.fetch = c.fetch AND n.article = c.article WHERE n.fetch IS NULL"
            " UNION SELECT a.id, a.fetch FROM present.article a LEFT JOIN main.article n ON n.id = a.id"
            "  WHERE a.withdrawn IS NULL AND (n.id IS NULL OR n.withdrawn IS NOT NULL)) m"
            " JOIN present.fetch f ON f.id = m.fetch ORDER BY m.article, m.fetch",
        )
    ]


def now_of(store: Store, fetch: int) -> str | None:
    """The article that a fetch shows in the database that is made."""
    row = one(store, "SELECT article FROM main.capture WHERE fetch = ?", (fetch,))
    return None if row is None else str(row["article"])


def carry_articles(store: Store, articles: Iterable[str]) -> None:
    """Takes these articles over as they are in the present database. What was read in one whose text was let go of
    comes along; any other is read again."""
    touched: dict[str, set[str]] = {"official": set(), "organisation": set(), "story": set()}
    with store.transaction() as connection:
        for article in articles:
            _carry(connection, article, touched)
        for organisation in sorted(touched["organisation"]):
            recount_organisation(connection, organisation)
        for official in sorted(touched["official"]):
            recount_all(connection, official)
        for story in sorted(touched["story"]):
            refresh_story(store, story)
            refresh_story_themes(store, story)


def _carry(connection: sqlite3.Connection, article: str, touched: dict[str, set[str]]) -> None:
    values = {"article": article}
    found = one(
        connection,
        "SELECT p.*, EXISTS (SELECT 1 FROM let_go g WHERE g.what = 'text' AND g.id = p.id) AS gone"
        " FROM present.article p WHERE p.id = :article",
        values,
    )
    if found is None:
        raise NotFound(f"no article '{article}' is in the present database")
    known = connection.execute("SELECT id FROM main.body WHERE article = :article", values).fetchone()
    if known is not None:
        connection.execute("DELETE FROM main.article_search WHERE rowid = ?", known)
    for table in ("body", *_TEXTS, *_READ):
        connection.execute(f"DELETE FROM main.{table} WHERE article = :article", values)
    connection.execute("DELETE FROM main.article WHERE id = :article", values)
    _copy(connection, "article", "id = :article", values)
    for table in ("body", *_TEXTS):
        _copy(connection, table, "article = :article", values)
    connection.execute(
        "INSERT INTO main.article_search (rowid, article, title, text)"
        " SELECT b.id, :article, s.title, s.text FROM main.body b JOIN present.body p ON p.article = b.article"
        " JOIN present.article_search s ON s.rowid = p.id WHERE b.article = :article",
        values,
    )
    if not found["gone"]:
        connection.execute(
            "UPDATE main.article SET analysed = NULL, story = NULL, copy_of = NULL, copy_kind = NULL"
            " WHERE id = :article",
            values,
        )
        return
    for table in _READ:
        only = " AND theme IN (SELECT id FROM main.theme)" if table == "article_theme" else ""
        _copy(connection, table, f"article = :article{only}", values)
    for table, which in _POINTED_TO:
        _copy(connection, table, which, values)
    for kind, column in (("official", "official"), ("organisation", "organisation")):
        touched[kind] |= {
            key
            for (key,) in connection.execute(f"SELECT {column} FROM main.post_mention WHERE article = ?", (article,))
            if key is not None
        }
    if found["story"] is not None:
        touched["story"].add(found["story"])
        for table in ("story_summary", "story_sentence"):
            _copy(connection, table, "story = :story", {"story": found["story"]})


def _copy(connection: sqlite3.Connection, table: str, which: str, values: dict[str, str]) -> None:
    """Rows of the present database; where one is there already, it stays."""
    own = {"body", "mention", "figure", "quote"}
    names = ", ".join(
        f'"{row[1]}"'
        for row in connection.execute(f"PRAGMA main.table_info('{table}')")
        if not (table in own and row[1] == "id")
    )
    connection.execute(
        f"INSERT OR IGNORE INTO main.{table} ({names}) SELECT {names} FROM present.{table} WHERE {which}", values
    )


def carry_withdrawn(store: Store) -> int:
    """Records of withdrawn articles as they are: their texts are deleted, so that nothing can place them anew. Gives
    their number."""
    with store.transaction() as connection:
        found = list(rows(connection, "SELECT id, story FROM present.article WHERE withdrawn IS NOT NULL ORDER BY id"))
        for row in found:
            values = {"article": row["id"]}
            if one(connection, "SELECT 1 FROM main.article WHERE id = :article", values) is None:
                _carry(connection, row["id"], {})
            story = row["story"] and resolve_story(connection, row["story"])
            if story is not None:
                _copy(connection, "story", "id = :story", {"story": story})
            connection.execute("DELETE FROM main.decision WHERE article = :article", values)
            _copy(connection, "decision", "article = :article", values)
            connection.execute(
                "UPDATE main.article SET story = :story, analysed = p.analysed, copy_of = p.copy_of,"
                " copy_kind = p.copy_kind FROM present.article p WHERE p.id = main.article.id AND p.id = :article",
                values | {"story": story},
            )
            if story is not None:
                refresh_story(store, story)
    return len(found)


def carry_weeks(store: Store) -> None:
    """Trends and emergent themes of all weeks: an analysis makes those of the last half year anew, and goes on from
    those before."""
    with store.transaction() as connection:
        for table in ("trend", "emergent"):
            _copy(connection, table, "TRUE", {})


def carry_aliases(store: Store) -> int:
    """Ids of stories that stand in mails and links lead on: to where the present database leads them, or to where the
    articles of a story are now. Gives how many stories have another id than before."""
    moved = 0
    with store.transaction() as connection:
        known = "(SELECT id FROM main.story UNION SELECT old FROM main.story_alias)"
        gone = rows(
            connection,
            "SELECT s.id AS old, n.story, s.last_seen AS at FROM present.story s JOIN main.article n ON n.id = s.lead"
            f" WHERE s.id NOT IN {known} AND n.story IS NOT NULL ORDER BY s.id",
        )
        for row in list(gone):
            connection.execute(
                "INSERT INTO main.story_alias (old, story, at, reason) VALUES (?, ?, ?, ?)",
                (row["old"], row["story"], row["at"], "its first report is there since the archive was read anew"),
            )
            moved += 1
        for row in list(rows(connection, f"SELECT * FROM present.story_alias WHERE old NOT IN {known} ORDER BY old")):
            story = resolve_story(connection, row["story"])
            if one(connection, "SELECT 1 FROM main.story WHERE id = ?", (story,)) is not None:
                connection.execute(
                    "INSERT INTO main.story_alias (old, story, at, reason) VALUES (?, ?, ?, ?)",
                    (row["old"], story, row["at"], row["reason"]),
                )
    return moved
