"""Named query of the desk: articles by week, theme, place, official, organisation, outlet, story and language, with or
without words.

Knows the tables; it must not know HTML or HTTP. What a user types only travels as a bound value. Takes a connection
that only reads. Withdrawn articles are never found.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from records import BadInput, Week
from store.desk import ARTICLE
from store.searching import search_words
from store.values import Row, one, rows, stamp

PAGE = 20
#: Articles looked through from the newest on where no filter by itself leaves few enough, and those looked through of
#: the articles that hold all words, from the last stored on; a page says so. See docs/performance.md.
LOOKED_THROUGH = 20_000
#: Articles that one filter may leave, so that all of them are looked through.
FEW = 8_000

_HOLDS_WORDS = (
    "(SELECT b.id FROM body b WHERE b.article = a.id) IN"
    " (SELECT rowid FROM article_search WHERE article_search MATCH :words AND rowid >= :lowest)"
)
_IN_PLACE = "(m.place = :place OR (m.place > :place || '-' AND m.place < :place || '.'))"  # "." follows "-"
# A place is a province, or a country with all its provinces.
_CONDITIONS = {
    "story": "a.story = :story",
    "official": "EXISTS (SELECT 1 FROM mention m WHERE m.official = :official AND m.article = a.id)",
    "organisation": "EXISTS (SELECT 1 FROM post_mention m INDEXED BY post_mention_organisation"
    " WHERE m.organisation = :organisation AND m.article = a.id)",
    "week": "a.week = :week",
    "outlet": "a.outlet = :outlet",
    "language": "a.language = :language",
    "theme": "EXISTS (SELECT 1 FROM story_theme h INDEXED BY story_theme_assigned"
    " WHERE h.story = a.story AND h.theme = :theme AND h.assigned = 1)",
    "place": "EXISTS (SELECT 1 FROM mention m INDEXED BY mention_subject WHERE m.article = a.id AND m.kind = 'place'"
    f" AND m.label = 'subject' AND {_IN_PLACE})",
}
FILTERS = tuple(_CONDITIONS)
# Ids of all articles that pass one filter, from an index: the first that leaves few is begun with.
_BY_INDEX = {
    "story": "SELECT id FROM article INDEXED BY article_story_week WHERE story = :story AND withdrawn IS NULL",
    "official": "SELECT article AS id FROM mention INDEXED BY mention_official WHERE official = :official",
    "organisation": "SELECT article AS id FROM post_mention INDEXED BY post_mention_organisation"
    " WHERE organisation = :organisation",
    "words": "SELECT b.article AS id FROM article_search s CROSS JOIN body b ON b.id = s.rowid"
    " WHERE article_search MATCH :words",
    "place": "SELECT m.article AS id FROM mention m INDEXED BY mention_place_subject WHERE m.label = 'subject'"
    " AND m.place >= :place AND m.place < :place || '.' AND " + _IN_PLACE,
    "theme": "SELECT a.id FROM story_theme h INDEXED BY story_theme_theme CROSS JOIN article a"
    " INDEXED BY article_story_week ON a.story = h.story AND a.withdrawn IS NULL"
    " WHERE h.theme = :theme AND h.assigned = 1",
    "week": "SELECT id FROM article INDEXED BY article_of_week WHERE week = :week AND withdrawn IS NULL",
}
# The newest, within bounds: what is asked of each stands in the index along which they are looked through.
_NEWEST = "article a INDEXED BY article_newest WHERE"
_NEWEST_OF_OUTLET = "article a INDEXED BY article_outlet_newest WHERE a.outlet = :outlet AND"
_WITHIN = "a.withdrawn IS NULL AND a.first_seen >= :since AND a.first_seen < :until"
_IN_ORDER = "ORDER BY a.first_seen DESC, a.id"
_ANY_ZONE = timedelta(hours=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtered:
    found: list[Row]  # articles as in ``desk.story``, the newest first
    total: int
    complete: bool  # all that come into question were looked through, not the newest ``LOOKED_THROUGH`` alone


def conditions(connection: sqlite3.Connection, filters: Mapping[str, str], text: str) -> tuple[dict[str, str], Row]:
    """SQL conditions on the article ``a`` that all have to hold, by what they are about, and their values; an empty
    filter lets all pass, and so does a text without a word. ``lowest`` among the values: not 0 where nearly all
    articles hold the words, so that those stored before it are left out."""
    values: Row = {name: value for name, value in filters.items() if name in _CONDITIONS and value}
    where = {name: _CONDITIONS[name] for name in values}
    words = search_words(text)
    if words:
        where["words"] = _HOLDS_WORDS
        last = one(
            connection,
            "SELECT rowid AS lowest FROM article_search WHERE article_search MATCH ?"
            " ORDER BY rowid DESC LIMIT 1 OFFSET ?",
            (words, LOOKED_THROUGH),
        )
        values |= {"words": words, "lowest": last["lowest"] if last else 0}
    return where, values


def filtered(
    connection: sqlite3.Connection, text: str, filters: Mapping[str, str], page: int = 1, *, size: int = PAGE
) -> Filtered:
    """One page of the articles that ``text`` finds (``store.searching``) and that pass all filters, and how many there
    are."""
    where, values = conditions(connection, filters, text)
    begin = next((name for name in _BY_INDEX if name in where and _leaves_few(connection, name, values)), None)
    complete = begin is not None
    values |= _within(filters.get("week"))
    if begin is None:
        source = _NEWEST_OF_OUTLET if where.pop("outlet", None) else _NEWEST
        last = one(
            connection,
            f"SELECT a.first_seen, a.id FROM {source} {_WITHIN} {_IN_ORDER} LIMIT 1 OFFSET :most",
            values | {"most": LOOKED_THROUGH},
        )
        complete = last is None
        if last is not None:  # of one moment those with the smaller ids are the newer ones
            values |= {"since": last["first_seen"], "last": last["id"]}
            where["looked through"] = "(a.first_seen > :since OR a.id < :last)"
        asked = f"SELECT a.id FROM {source} {_WITHIN} AND {' AND '.join(where.values()) or '1'} {_IN_ORDER}"
    else:
        where.pop(begin)
        asked = (
            f"SELECT a.id FROM (SELECT DISTINCT id FROM ({_BY_INDEX[begin]})) n CROSS JOIN article a"
            " INDEXED BY article_shown ON a.id = n.id AND a.withdrawn IS NULL"
            f" WHERE {' AND '.join(where.values()) or '1'} {_IN_ORDER}"
        )
    ids = [row["id"] for row in rows(connection, asked, values)]
    shown = ids[max(page - 1, 0) * size : max(page, 1) * size]
    found = rows(
        connection,
        f"{ARTICLE} WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY a.first_seen DESC, a.id",
        (json.dumps(shown),),
    )
    listed = [row | {"snippet": None} for row in found]
    return Filtered(found=listed, total=len(ids), complete=complete and not values.get("lowest"))


def _within(week: str | None) -> Row:
    """Bounds of first_seen (UTC stamps) outside of which nothing is of the week, whatever the zone."""
    try:
        monday = datetime.combine(Week.parse(week or "").monday(), time(), UTC)
    except BadInput:  # no week, or none that there is: then nothing is of it
        return {"since": "", "until": "~"}
    return {"since": stamp(monday - _ANY_ZONE), "until": stamp(monday + timedelta(days=7) + _ANY_ZONE)}


def _leaves_few(connection: sqlite3.Connection, name: str, values: Row) -> bool:
    return _counted(connection, f"SELECT 1 FROM ({_BY_INDEX[name]}) LIMIT :most", values | {"most": FEW}) <= FEW


def _counted(connection: sqlite3.Connection, sql: str, values: Row) -> int:
    """How many rows a question has whose ``:most`` bounds it; one more is counted."""
    found = one(connection, f"SELECT count(*) AS n FROM ({sql})", values | {"most": int(values["most"]) + 1})
    return int(found["n"]) if found else 0


def choices(connection: sqlite3.Connection) -> dict[str, list[Row]]:
    """What can be chosen, each {id, name}: the latest weeks, themes, places, outlets and languages."""

    def listed(sql: str) -> list[Row]:
        return list(rows(connection, sql))

    return {
        "week": listed("SELECT DISTINCT week AS id, week AS name FROM story ORDER BY 1 DESC LIMIT 52"),
        "theme": listed("SELECT id, name FROM theme ORDER BY name"),
        "place": listed(
            "SELECT country AS id, country AS name FROM place GROUP BY 1 UNION ALL"
            " SELECT code, country || ': ' || name FROM place ORDER BY 2"
        ),
        "outlet": listed("SELECT id, name FROM outlet ORDER BY name"),
        "language": listed(
            "SELECT language AS id, language AS name FROM article WHERE language IS NOT NULL GROUP BY 1"
        ),
    }
