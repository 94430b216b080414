"""Commands that let go of what retention decided, and what they leave true: search, evidence, scores of themes.

Knows what hangs on an article's text and what still needs it; it must not know when something is old enough. Each
command is one transaction over a batch, so that a kill leaves every article either whole or let go of, and says so. No
table of people is touched but ``let_go``, which remembers.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from records import KeptArticle
from store.database import Store
from store.values import Row, Source, connection_of, insert, moment, one, rows, stamp

_CHUNK = 1000  # articles, fetches or links looked at a time
#: Numbers of the sentences of article :article that are evidence: of a figure, a quotation, a post, of whose post it is
#: (they name an organisation of somebody whose post is told without one), or in which a story is told.
_EVIDENCE = (
    "SELECT sentence FROM figure WHERE article = :article"
    " UNION SELECT sentence FROM post_mention WHERE article = :article"
    " UNION SELECT m.sentence FROM post_mention h CROSS JOIN post p ON p.official = h.official"
    " JOIN organisation g ON g.id = p.organisation JOIN mention m ON m.article = h.article AND m.kind = 'entity'"
    " AND m.label = 'ORGANIZATION' AND m.text IN (g.name, g.short) WHERE h.article = :article"
    " AND h.role IS NOT NULL AND h.organisation_name IS NULL AND h.organisation_short IS NULL"
    " UNION SELECT n.number FROM quote q JOIN sentence n ON n.article = q.article"
    '  AND (n.number = q.sentence OR n.start < q."end" AND n."end" > q.start) WHERE q.article = :article'
    " UNION SELECT n.number FROM story_sentence t JOIN sentence n ON n.article = t.article"
    '  AND n.start < t."end" AND n."end" > t.start WHERE t.article = :article'
)
_VECTORS = ("vector", "passages", "neighbourhood")
#: An article a whose text was let go of: nothing reads it again.
WITHOUT_TEXT = "EXISTS (SELECT 1 FROM let_go g WHERE g.what = 'text' AND g.id = a.id)"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetGo:
    """One thing that was let go of, when and why."""

    id: str
    at: datetime
    why: str


def kept_articles(source: Source) -> Iterator[KeptArticle]:
    """Every article with what it still holds, by id. Safe to write between two: a thousand are read at a time."""
    pointed = pointed_at(source)
    last = ""
    while True:
        found = list(
            rows(
                source,
                "SELECT a.id, a.outlet, a.identity, a.url, a.analysed,"
                " max(a.first_seen, coalesce(s.last_seen, a.first_seen)) AS told,"
                " coalesce((SELECT length(CAST(text AS BLOB)) FROM body b WHERE b.article = a.id), 0)"
                " + coalesce((SELECT sum(length(CAST(text AS BLOB))) FROM revision r WHERE r.article = a.id), 0)"
                " AS text,"
                + " + ".join(
                    f'coalesce((SELECT sum(length("values")) FROM {table} v WHERE v.article = a.id), 0)'
                    for table in _VECTORS
                )
                + " AS vectors FROM article a LEFT JOIN story s ON s.id = a.story WHERE a.id > ? ORDER BY a.id LIMIT ?",
                (last, _CHUNK),
            )
        )
        for row in found:
            yield KeptArticle(**(row | {"told": moment(row["told"]), "pointed_at": pointed.get(row["id"])}))
        if len(found) < _CHUNK:
            return
        last = found[-1]["id"]


def pointed_at(source: Source) -> dict[str, str]:
    """Articles that a person's decision rests on, each with which one."""
    found: dict[str, str] = {}
    listed = rows(source, "SELECT id, kind, target, field, value FROM correction WHERE undone IS NULL ORDER BY id")
    for row in list(listed):
        why = f"correction {row['id']} is about it"
        articles = {
            "event": [row["target"], row["field"]],
            "figure": [row["target"].rpartition(":")[0]],
            "article": [row["target"]],
            "story": [row["target"]] if row["field"] == "story" else [],
        }.get(row["kind"], [])
        stories = {"theme": row["target"], "story": row["value"] if row["field"] == "story" else row["target"]}
        if row["kind"] in stories:
            of_story = (
                "SELECT id FROM article"
                " WHERE story = coalesce((SELECT story FROM story_alias WHERE old = :story), :story)"
            )
            articles += [each["id"] for each in rows(source, of_story, {"story": stories[row["kind"]]})]
        found |= {article: why for article in articles if article not in found}
    for row in rows(source, "SELECT article, correction FROM official_pin"):
        found.setdefault(row["article"], f"correction {row['correction']} is about it")
    return found


def weight_of_text(source: Source, article: str) -> int:
    """Bytes of an article's texts that are no evidence: what letting go of them frees, pages and indexes aside."""
    row = one(
        source,
        f"WITH evidence AS ({_EVIDENCE}), cut AS (SELECT number, length(CAST(text AS BLOB)) AS size FROM sentence"
        " WHERE article = :article) SELECT"
        " 2 * (SELECT length(CAST(text AS BLOB)) FROM body WHERE article = :article)"  # it stands in the search too
        " + coalesce((SELECT sum(length(CAST(text AS BLOB))) FROM revision WHERE article = :article), 0)"
        " + coalesce((SELECT sum(size) FROM cut WHERE number NOT IN evidence), 0)"
        " - coalesce((SELECT sum(size) FROM cut WHERE number IN evidence), 0) AS size",
        {"article": article},
    )
    return max(0, int(row["size"])) if row else 0


def let_go_of_texts(store: Store, articles: Iterable[tuple[KeptArticle, str]], now: datetime) -> None:
    """Texts of these articles go, each for its reason; what was read in them stays with the sentences it stands in."""
    with store.transaction() as connection:
        for article, why in articles:
            _without_text(connection, article.id)
            connection.execute(
                "INSERT OR REPLACE INTO let_go (what, id, outlet, identity, url, at, why)"
                " VALUES ('text', ?, ?, ?, ?, ?, ?)",
                (article.id, article.outlet, article.identity, article.url, stamp(now), why),
            )


def _without_text(connection: sqlite3.Connection, article: str) -> None:
    evidence = [number for (number,) in connection.execute(_EVIDENCE, {"article": article})]
    values = {"article": article, "evidence": json.dumps(evidence)}
    others = "NOT IN (SELECT value FROM json_each(:evidence))"
    connection.execute(f"DELETE FROM sentence WHERE article = :article AND number {others}", values)
    # names of a sentence with a figure say whose it is
    connection.execute(
        f"DELETE FROM mention WHERE article = :article AND kind = 'entity' AND sentence {others}", values
    )
    connection.execute("UPDATE revision SET text = '' WHERE article = :article", values)
    connection.execute("UPDATE body SET text = '' WHERE article = :article", values)
    for table in _VECTORS:
        connection.execute(f"DELETE FROM {table} WHERE article = ?", (article,))
    found = connection.execute(
        "SELECT b.id, a.title FROM body b JOIN article a ON a.id = b.article WHERE a.id = ?", (article,)
    ).fetchone()
    if found is None or connection.execute("SELECT withdrawn FROM article WHERE id = ?", (article,)).fetchone()[0]:
        return
    left = connection.execute("SELECT text FROM sentence WHERE article = ? ORDER BY number", (article,)).fetchall()
    connection.execute("DELETE FROM article_search WHERE rowid = ?", (found[0],))
    row: Row = {"rowid": found[0], "article": article, "title": found[1], "text": "\n".join(text for (text,) in left)}
    insert(connection, "article_search", row)


def let_go_of_vectors(store: Store, articles: Sequence[str]) -> None:
    """Their scores under themes stay as they are."""
    with store.transaction() as connection:
        for table in _VECTORS:
            connection.executemany(f"DELETE FROM {table} WHERE article = ?", ((article,) for article in articles))


def old_fetches(source: Source, before: datetime) -> Iterator[list[int]]:
    """Ids, in batches, of fetches that no text, no earlier text and no capture rests on. Of each article page the last
    attempt and the last answer stay: they say that it need not be asked again."""
    last = 0
    # the newest first, from the index: pages that are asked a thousand times would be gone through for each time
    newest = "(SELECT g.id FROM fetch g WHERE g.url = f.url{0} ORDER BY g.fetched DESC, g.id DESC LIMIT 1)"
    answered = " AND g.status IN ('ok', 'refused')"
    while True:
        found = connection_of(source).execute(
            "SELECT f.id, CASE WHEN f.fetched >= :before THEN 0"
            " WHEN EXISTS (SELECT 1 FROM capture WHERE fetch = f.id) THEN 0"
            " WHEN EXISTS (SELECT 1 FROM article WHERE fetch = f.id) THEN 0"
            " WHEN EXISTS (SELECT 1 FROM revision WHERE fetch = f.id) THEN 0"
            " WHEN f.purpose <> 'article' THEN 1"
            f" WHEN f.id = {newest.format('')} THEN 0"
            f" WHEN f.status IN ('ok', 'refused') AND f.id = {newest.format(answered)} THEN 0 ELSE 1 END"
            " FROM fetch f WHERE f.id > :last ORDER BY f.id LIMIT :limit",
            {"before": stamp(before), "last": last, "limit": _CHUNK},
        )
        batch = found.fetchall()
        if going := [number for number, goes in batch if goes]:
            yield going
        if len(batch) < _CHUNK:
            return
        last = batch[-1][0]


def old_links(source: Source, before: datetime) -> Iterator[list[str]]:
    """Keys, in batches, of links that are not to be asked again and whose page is known without them."""
    last = ""
    while True:
        batch = connection_of(source).execute(
            "SELECT key, due IS NULL AND final IS NULL AND coalesce(asked, found) < :before"
            " AND (EXISTS (SELECT 1 FROM article a WHERE a.url = link.url)"
            "  OR EXISTS (SELECT 1 FROM fetch f WHERE f.url = link.url))"
            " FROM link WHERE key > :last ORDER BY key LIMIT :limit",
            {"before": stamp(before), "last": last, "limit": _CHUNK},
        ).fetchall()  # fmt: skip
        if going := [key for key, goes in batch if goes]:
            yield going
        if len(batch) < _CHUNK:
            return
        last = batch[-1][0]


def drop_fetches(store: Store, numbers: Sequence[int]) -> None:
    with store.transaction() as connection:
        connection.executemany("DELETE FROM fetch WHERE id = ?", ((number,) for number in numbers))


def drop_links(store: Store, keys: Sequence[str]) -> None:
    with store.transaction() as connection:
        connection.executemany("DELETE FROM link WHERE key = ?", ((key,) for key in keys))


def note_warc(store: Store, name: str, why: str, now: datetime) -> None:
    """Remembers that a file of the archive goes, before it does: a kill in between must not look like a loss."""
    with store.transaction() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO let_go (what, id, at, why) VALUES ('warc', ?, ?, ?)", (name, stamp(now), why)
        )


def gone_of(source: Source, what: str) -> dict[str, LetGo]:
    """All that was let go of, by id: ``text`` by article, ``warc`` by file name."""
    return {
        row["id"]: LetGo(id=row["id"], at=moment(row["at"]), why=row["why"])
        for row in rows(source, "SELECT id, at, why FROM let_go WHERE what = ?", (what,))
    }


def text_gone(source: Source, article: str) -> LetGo | None:
    """When and why an article's text was let go of; None where it was not."""
    row = one(source, "SELECT id, at, why FROM let_go WHERE what = 'text' AND id = ?", (article,))
    return None if row is None else LetGo(id=row["id"], at=moment(row["at"]), why=row["why"])


def apply_again(store: Store) -> int:
    """Lets go of texts again that an older copy of the database brought back; gives how many. One that this copy has
    not read is read first: what stands in it is not known yet."""
    done = 0
    with store.transaction() as connection:
        listed = rows(
            connection,
            "SELECT a.id, a.analysed FROM let_go g JOIN article a ON a.id = g.id JOIN body b ON b.article = a.id"
            " WHERE g.what = 'text' AND b.text <> ''",
        )
        for row in list(listed):
            if row["analysed"] is None:
                connection.execute("DELETE FROM let_go WHERE what = 'text' AND id = ?", (row["id"],))
                continue
            _without_text(connection, row["id"])
            done += 1
    return done


def merge_search(store: Store) -> bool:
    """One step of folding the search index together after rows left it; False when there is nothing more to fold."""
    before = store.connection.total_changes
    with store.transaction() as connection:
        connection.execute("INSERT INTO article_search (article_search, rank) VALUES ('merge', 500)")
    return store.connection.total_changes - before >= 2


def free_bytes(source: Source) -> int:
    """Bytes of the file that hold nothing: the next rows go there, VACUUM gives them back to the disk."""
    connection = connection_of(source)
    (pages,) = connection.execute("PRAGMA freelist_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    return int(pages) * int(size)


def vacuum(store: Store) -> None:
    """Writes the file anew without holes: needs its size in free disk, and holds up every writer meanwhile."""
    store.connection.execute("VACUUM")
    store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
