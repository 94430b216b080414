"""Commands of a crawl or a replay: outlets, runs, fetches, articles and their revisions.

Knows the tables that the crawl fills; it must not know how a page is fetched, extracted or analysed. Replaying
the same WARC record any number of times leaves the same rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from records import (
    Article,
    BadInput,
    Fetch,
    NotFound,
    Outlet,
    Run,
    RunOutcome,
    Week,
    article_id,
)
from store import revisions
from store.correcting import taken_down
from store.database import Store
from store.described import described, said_by_the_feed
from store.freshness import mark_derived
from store.posts import forget_posts
from store.pruning import text_gone
from store.stories import refresh_story
from store.values import (
    Row,
    Source,
    as_json,
    insert,
    moment,
    one,
    rows,
    sha256_of,
    stamp,
)

Saved = Literal["new", "unchanged", "revised"]
# What a reader takes from the record beside the text: "last year", the language, the week of a post, whose copy it is.
_READ_WITH = ("published", "language", "first_seen", "agency")
_DERIVED_TEXTS = (
    "sentence",
    "mention",
    "figure",
    "quote",
    "vector",
    "passages",
    "neighbourhood",
    "article_theme",
    "revision",
    "capture",
)


def save_outlets(store: Store, outlets: Iterable[Outlet]) -> None:
    """Adds or renews outlets. Those that are not given stay: their articles need them."""
    with store.transaction():
        store.db["outlet"].upsert_all(
            (
                {
                    "id": outlet.id,
                    "name": outlet.name,
                    "country": outlet.country,
                    "languages": as_json(list(outlet.languages)),
                    "home": outlet.home,
                    "kind": outlet.kind,
                    "owner": outlet.owner,
                    "zone": outlet.zone,
                    "show": outlet.show,
                }
                for outlet in outlets
            ),
            pk="id",
        )


def start_run(store: Store, command: str, now: datetime) -> Run:
    """A new run. The caller holds the RunLock, so every run that is still open died: it is marked so."""
    with store.transaction() as connection:
        for table in ("run", "run_step"):
            connection.execute(
                f"UPDATE {table} SET finished = ?, outcome = 'died', reason = 'ended without a word: killed or power"
                " cut' WHERE outcome IS NULL",
                (stamp(now),),
            )
        number = insert(connection, "run", {"command": command, "started": stamp(now)})
    return Run(id=number, command=command, started=moment(stamp(now)))


def finish_run(
    store: Store,
    run: Run,
    now: datetime,
    outcome: RunOutcome = "ok",
    counts: Mapping[str, int] | None = None,
    reason: str | None = None,
) -> None:
    with store.transaction() as connection:
        connection.execute(
            "UPDATE run SET finished = ?, outcome = ?, counts = ?, reason = ? WHERE id = ?",
            (stamp(now), outcome, as_json(dict(counts or {})), reason, run.id),
        )


def save_fetch(store: Store, run: Run | None, fetch: Fetch) -> int:
    """The id of the fetch. A WARC record (file, offset) that was seen before gives its old row.

    Raises NotFound for an outlet that is not in the store, BadInput where the record was another page's.
    """
    with store.transaction() as connection:
        if fetch.warc_file is not None:
            known = one(
                connection,
                "SELECT id, url, fetched FROM fetch WHERE warc_file = ? AND warc_offset = ?",
                (fetch.warc_file, fetch.warc_offset),
            )
            if known is not None:
                if (known["url"], known["fetched"]) != (fetch.url, stamp(fetch.fetched)):
                    raise BadInput(
                        f"record {fetch.warc_offset} of {fetch.warc_file} is known as {known['url']}, not {fetch.url}:"
                        " two WARC files of one name?"
                    )
                return int(known["id"])
        if one(connection, "SELECT 1 FROM outlet WHERE id = ?", (fetch.outlet,)) is None:
            raise NotFound(f"outlet '{fetch.outlet}' is not in the store (fetch of {fetch.url})")
        return insert(
            connection,
            "fetch",
            {
                "run": run.id if run else None,
                "outlet": fetch.outlet,
                "url": fetch.url,
                "purpose": fetch.purpose,
                "fetched": stamp(fetch.fetched),
                "status": fetch.status,
                "http_status": fetch.http_status,
                "etag": fetch.etag,
                "last_modified": fetch.last_modified,
                "body_sha256": fetch.body_sha256,
                "warc_file": fetch.warc_file,
                "warc_offset": fetch.warc_offset,
                "reason": fetch.reason,
            },
        )


def save_article(store: Store, run: Run | None, article: Article) -> Saved:
    """Keeps one capture of an article, with its fetch, in one transaction.

    ``new``: its identity was not known. ``unchanged``: the present text stays; so does that of which the text was let
    go. ``revised``: it shows another text now and is to be analysed again; the earlier text is in ``revision``, unless
    it came from the very same WARC record (a better extraction is no edit of the outlet's). A capture that is older
    than the present text never replaces it: it takes its place among the earlier revisions. In whatever order captures
    come, the rows are the same.
    """
    if article.id != article_id(article.outlet, article.identity):
        raise BadInput(f"the id {article.id} does not follow from outlet and identity of {article.url}")
    with store.transaction() as connection:
        fetch = save_fetch(store, run, article.fetch)
        capture = revisions.Capture(
            seen=stamp(article.fetch.fetched),
            title=article.title,
            text=article.body,
            body_sha256=sha256_of(article.body),
            fetch=fetch,
        )
        known = one(connection, "SELECT * FROM article WHERE id = ?", (article.id,))
        first_seen = min(stamp(article.first_seen), capture.seen)
        if known is not None and text_gone(connection, article.id) is not None:
            return "unchanged"  # what was let go of is not taken in again
        if known is None:
            connection.execute("DELETE FROM let_go WHERE what = 'text' AND id = ?", (article.id,))
            insert(
                connection,
                "article",
                {
                    "id": article.id,
                    "outlet": article.outlet,
                    "identity": article.identity,
                    "first_seen": first_seen,
                    "week": _week(store, first_seen),
                    **described(article, capture),
                },
            )
            body = insert(connection, "body", {"article": article.id, "text": article.body})
            _insert_search(connection, body, article.id, article.title, article.body)
            revisions.add_capture(connection, article.id, capture)
            return "new"
        if known["withdrawn"] is not None and (
            capture.seen <= known["withdrawn"] or taken_down(connection, article.id)
        ):
            return "unchanged"
        return _save_known(store, article, capture, known, min(first_seen, known["first_seen"]))


def _save_known(store: Store, article: Article, capture: revisions.Capture, known: Row, first_seen: str) -> Saved:
    connection = store.connection
    before = revisions.newest_capture(connection, article.id)
    revisions.add_capture(connection, article.id, capture)
    newest = revisions.newest_capture(connection, article.id)
    row: Row = {"first_seen": first_seen, "week": _week(store, first_seen)}
    if newest == capture.fetch:
        row |= described(article, capture)
        if before == newest:
            row |= said_by_the_feed(row, known)
        row["language"] = article.language or known["language"]  # analysis fills it where the page does not say
        row |= {"withdrawn": None, "withdrawn_reason": None}
    row |= revisions.rebuild(connection, article.id, capture)
    text_is_new = any(row.get(name, known[name]) != known[name] for name in ("title", "body_sha256", "withdrawn"))
    if text_is_new or any(row.get(name, known[name]) != known[name] for name in _READ_WITH):
        row["analysed"] = None
    _update(connection, article.id, row)
    if not text_is_new:
        return "unchanged"
    connection.execute("UPDATE body SET text = ? WHERE article = ?", (article.body, article.id))
    body = _body_id(connection, article.id)
    connection.execute("DELETE FROM article_search WHERE rowid = ?", (body,))
    _insert_search(connection, body, article.id, article.title, article.body)
    return "revised"


def mark_withdrawn(store: Store, article: str, when: datetime, reason: str) -> bool:
    """An article that its outlet took down: its record and the reason stay, every text of it goes.

    ``article`` is an id or a canonical URL. False where it was withdrawn already. Raises NotFound. A later capture
    that shows the article again brings it back. Its story is counted anew and takes its title from another.
    """
    with store.transaction() as connection:
        known = one(connection, "SELECT id, withdrawn, story FROM article WHERE id = ? OR url = ?", (article, article))
        if known is None:
            raise NotFound(f"no article '{article}' is in the store")
        if known["withdrawn"] is not None:
            return False
        key = known["id"]
        forget_posts(connection, key)
        for table in _DERIVED_TEXTS:
            connection.execute(f"DELETE FROM {table} WHERE article = ?", (key,))
        connection.execute("DELETE FROM article_search WHERE rowid = ?", (_body_id(connection, key),))
        connection.execute("UPDATE body SET text = '' WHERE article = ?", (key,))
        connection.execute(
            "UPDATE article SET withdrawn = ?, withdrawn_reason = ?, revision = 1, image = NULL WHERE id = ?",
            (stamp(when), reason, key),
        )
        if known["story"] is not None:
            refresh_story(store, known["story"])
        mark_derived(connection)
    return True


def outlets(source: Source) -> list[Outlet]:
    """All outlets, by id."""
    return [
        Outlet(**(row | {"languages": tuple(json.loads(row["languages"]))}))
        for row in rows(source, "SELECT * FROM outlet ORDER BY id")
    ]


def _week(store: Store, first_seen: str) -> str:
    return str(Week.of(moment(first_seen), store.zone))


def _update(connection: sqlite3.Connection, article: str, row: Row) -> None:
    names = ", ".join(f"{name} = ?" for name in row)
    connection.execute(f"UPDATE article SET {names} WHERE id = ?", (*row.values(), article))


def _body_id(connection: sqlite3.Connection, article: str) -> int:
    return int(connection.execute("SELECT id FROM body WHERE article = ?", (article,)).fetchone()[0])


def _insert_search(connection: sqlite3.Connection, rowid: int, article: str, title: str, text: str) -> None:
    insert(connection, "article_search", {"rowid": rowid, "article": article, "title": title, "text": text})
