"""What alerts are decided from, the ledger of those that were sent, and what one day brought. Named queries and
commands.

Knows the tables; it must not know when an alert is due or what it says. Withdrawn articles are in none of the answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from records import AlertKind
from store.database import Store
from store.searching import search_words
from store.subscribers import address
from store.values import Row, Source, as_json, moment, moment_or_none, one, rows, stamp

_ARTICLE = (
    "a.id AS article, a.title, a.language, a.url, a.first_seen, o.name AS outlet_name, o.show"
    " FROM {0} JOIN article a ON a.id = {0}.article AND a.withdrawn IS NULL JOIN outlet o ON o.id = a.outlet"
)
_NAMED = {
    "official": "SELECT official AS key, article FROM mention WHERE kind = 'official' AND official IN ({0})"
    " UNION SELECT official, article FROM post_mention WHERE official IN ({0})",
    "place": "SELECT DISTINCT place AS key, article FROM mention WHERE kind = 'place' AND label = 'subject'"
    " AND place IN ({0})",
}
_NAMES = {
    "official": "SELECT id AS key, name, NULL AS name_ms FROM official",
    "place": "SELECT code AS key, name, name_ms FROM place",
    "theme": "SELECT id AS key, name, name_ms FROM theme",
}


def archive_since(source: Source) -> datetime | None:
    """When the first article of all was seen."""
    found = one(source, "SELECT min(first_seen) AS first FROM article WHERE withdrawn IS NULL")
    return moment_or_none(found["first"]) if found else None


def names(source: Source, kind: str, keys: Iterable[str]) -> dict[str, Row]:
    """name, name_ms by key, for officials, places or themes."""
    found = rows(
        source,
        f"SELECT * FROM ({_NAMES[kind]}) WHERE key IN (SELECT value FROM json_each(?)) ORDER BY key",
        (as_json(sorted(set(keys))),),
    )
    return {row.pop("key"): row for row in found}


def mentions_since(source: Source, kind: str, keys: Iterable[str], after: datetime) -> list[Row]:
    """key, article, title, language, url, first_seen, outlet_name, show, before of every mention of officials or places
    after a moment; ``before``: when the key was named last before that article. Datelines are no mention of a place."""
    named = _NAMED[kind].format("SELECT value FROM json_each(:keys)")
    found = rows(
        source,
        f"SELECT * FROM (SELECT n.key, lag(a.first_seen) OVER (PARTITION BY n.key ORDER BY a.first_seen, a.id)"
        f" AS before, {_ARTICLE.format('n').replace('FROM n', f'FROM ({named}) n')})"
        " WHERE first_seen > :after ORDER BY first_seen, article, key",
        {"keys": as_json(sorted(set(keys))), "after": stamp(after)},
    )
    return list(found)


def keywords(source: Source, themes: Iterable[str]) -> list[tuple[str, str]]:
    """Theme and keyword of what the themes file has."""
    found = rows(
        source,
        "SELECT id, definition FROM theme WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (as_json(sorted(set(themes))),),
    )
    return [(row["id"], word) for row in found for word in json.loads(row["definition"]).get("keywords", [])]


def word_first_seen(source: Source, word: str, after: datetime) -> Row | None:
    """The first article after a moment that holds the word or phrase, as ``mentions_since`` gives it; None where none
    does. A word in capitals counts with its case."""
    asked = {"words": search_words(f'"{word}"'), "after": stamp(after), "word": word, "cased": int(word.isupper())}
    if not asked["words"]:
        return None
    hits = (
        " FROM article_search s JOIN article a ON a.id = s.article AND a.withdrawn IS NULL JOIN outlet o ON"
        " o.id = a.outlet WHERE article_search MATCH :words AND (NOT :cased OR instr(s.title || ' ' || s.text, :word))"
    )
    found = one(
        source,
        "SELECT a.id AS article, a.title, a.language, a.url, a.first_seen, o.name AS outlet_name, o.show"
        f"{hits} AND a.first_seen > :after ORDER BY a.first_seen, a.id LIMIT 1",
        asked,
    )
    if found is None:
        return None
    earlier = one(source, f"SELECT max(a.first_seen) AS before{hits} AND a.first_seen <= :after", asked)
    return found | {"before": earlier["before"] if earlier else None}


def themes_places_officials(source: Source, articles: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """Of each article what can be watched: {"themes": of its story, "places": written about, "officials": named}."""
    asked = (as_json(sorted(set(articles))),)
    within = "IN (SELECT value FROM json_each(?))"
    found: dict[str, dict[str, list[str]]] = {}
    for what, sql in (
        (
            "themes",
            "SELECT a.id AS article, t.theme AS key FROM article a JOIN story_theme t ON t.story = a.story"
            f" AND t.assigned WHERE a.id {within} ORDER BY t.score DESC, t.theme",
        ),
        (
            "places",
            "SELECT article, place AS key FROM mention WHERE kind = 'place' AND label = 'subject'"
            f" AND place IS NOT NULL AND article {within} GROUP BY article, place ORDER BY count(*) DESC, place",
        ),
        (
            "officials",
            f"SELECT DISTINCT article, official AS key FROM post_mention WHERE article {within} ORDER BY key",
        ),
    ):
        for row in rows(source, sql, asked):
            of_article = found.setdefault(row["article"], {"themes": [], "places": [], "officials": []})
            of_article[what].append(row["key"])
    return found


def trends_in(source: Source, weeks: Iterable[str]) -> list[Row]:
    """week, kind, key, verdict, reports, low, high of the stored trends."""
    return list(
        rows(
            source,
            "SELECT week, kind, key, verdict, reports, low, high FROM trend"
            " WHERE week IN (SELECT value FROM json_each(?)) ORDER BY week DESC, kind, reports DESC, key",
            (as_json(sorted(set(weeks))),),
        )
    )


def told(source: Source, recipient: str) -> dict[str, datetime]:
    """Alerts that were claimed for a recipient, and when."""
    found = rows(source, "SELECT alert, claimed FROM alert WHERE recipient = ? ORDER BY alert", (recipient,))
    return {row["alert"]: moment(row["claimed"]) for row in found}


def claim_alerts(
    store: Store, recipient: str, alerts: Sequence[tuple[str, AlertKind, str]], period: str, now: datetime
) -> set[str]:
    """Claims alerts (id, kind, reason) for the delivery ``period``; gives the ids that nobody had claimed yet."""
    with store.transaction() as connection:
        where = address(recipient)
        return {
            alert
            for alert, kind, reason in alerts
            if connection.execute(
                "INSERT INTO alert (recipient, alert, kind, reason, period, claimed) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (where, alert, kind, reason, period, stamp(now)),
            ).rowcount
        }


def release_unsent(store: Store) -> int:
    """Gives back the alerts whose mail surely did not leave: it failed before anything was sent, or a kill came before
    it was claimed. The next decision may send them. Only for who holds the lock of a run. Gives how many."""
    with store.transaction() as connection:
        return connection.execute(
            "DELETE FROM alert WHERE NOT EXISTS (SELECT 1 FROM delivery d WHERE d.recipient = alert.recipient"
            " AND d.period = alert.period AND d.status <> 'failed')"
        ).rowcount


def seen_between(source: Source, start: datetime, end: datetime) -> list[Row]:
    """article, title, url, first_seen, outlet_name, show, outlet, language, story, copy_of, copy_kind of what was
    first seen from ``start`` up to ``end``, in that order."""
    return list(
        rows(
            source,
            "SELECT a.id AS article, a.title, a.url, a.first_seen, o.name AS outlet_name, o.show, a.outlet, a.language,"
            " a.story, a.copy_of, a.copy_kind FROM article a JOIN outlet o ON o.id = a.outlet"
            " WHERE a.withdrawn IS NULL AND a.first_seen >= ? AND a.first_seen < ? ORDER BY a.first_seen, a.id",
            (stamp(start), stamp(end)),
        )
    )


def stories_before(source: Source, stories: Iterable[str], before: datetime) -> set[str]:
    """Those of the stories that had an article before a moment."""
    return {
        row["story"]
        for row in rows(
            source,
            "SELECT DISTINCT story FROM article WHERE withdrawn IS NULL AND first_seen < ?"
            " AND story IN (SELECT value FROM json_each(?))",
            (stamp(before), as_json(sorted(set(stories)))),
        )
    }


def unanalysed_between(source: Source, start: datetime, end: datetime) -> int:
    """Articles of a time that are not analysed yet."""
    found = one(
        source,
        "SELECT count(*) AS n FROM article WHERE analysed IS NULL AND withdrawn IS NULL"
        " AND first_seen >= ? AND first_seen < ?",
        (stamp(start), stamp(end)),
    )
    return int(found["n"]) if found else 0
