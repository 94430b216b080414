"""A whole week in columns, as the digest counts it: tuples and numbers, no row of a large table and no dict a row.

A week of a large archive has tens of thousands of articles, of which a digest shows a few. Knows the tables and their
indexes; it must not know what is counted or chosen. Where a list is asked of, answers name its members by their place
in it. A week is "2024-W47". Withdrawn articles are in none of the answers but ``origins``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from store.values import Source, connection_of


def _all(source: Source, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    return list(map(tuple, connection_of(source).execute(sql, values)))


def _list(values: Sequence[str]) -> str:
    return json.dumps(values)


def articles(source: Source, week: str) -> list[tuple[str, str | None, str, str | None, bool, str | None, str]]:
    """article, story, outlet, origin (of a copy that has no words of its own), copy, language, first_seen of the week's
    articles, by story."""
    return _all(
        source,
        "SELECT id, story, outlet, CASE WHEN copy_kind IN ('identical', 'copy') THEN copy_of END,"
        " coalesce(copy_kind, '') IN ('identical', 'copy'), language, first_seen"
        " FROM article INDEXED BY article_of_week WHERE week = ? AND withdrawn IS NULL ORDER BY story",
        week,
    )


def late(source: Source, week: str, start: str) -> int:
    """How many of the week's articles that stand in a story were published before ``start`` (a stamp)."""
    sql = (
        "SELECT count(*) FROM article INDEXED BY article_of_week WHERE week = ? AND withdrawn IS NULL"
        " AND story IS NOT NULL AND published < ?"
    )
    return int(_all(source, sql, week, start)[0][0])


def witnesses(source: Source) -> dict[str, str]:
    """Outlet -> who stands behind it: outlets of one owner are one witness."""
    return dict(_all(source, "SELECT id, coalesce('owner ' || owner, 'outlet ' || id) FROM outlet"))


def origins(source: Source, wanted: Iterable[str]) -> list[tuple[str, str, str | None, str | None]]:
    """article, outlet, origin, withdrawn of these articles and of what they are copies of, and so on."""
    return _all(
        source,
        "WITH RECURSIVE known(id) AS (SELECT value FROM json_each(?)"
        " UNION SELECT a.copy_of FROM article a JOIN known k ON a.id = k.id WHERE a.copy_of IS NOT NULL)"
        " SELECT a.id, a.outlet, CASE WHEN a.copy_kind IN ('identical', 'copy') THEN a.copy_of END, a.withdrawn"
        " FROM known k JOIN article a ON a.id = k.id",
        _list(sorted(wanted)),
    )


def places(source: Source, articles: Sequence[str]) -> list[tuple[int, str]]:
    """Each province or state that one of the articles writes about (no datelines)."""
    return _all(
        source,
        "SELECT DISTINCT j.key, m.place FROM json_each(?) j CROSS JOIN mention m INDEXED BY mention_subject"
        " ON m.article = j.value AND m.kind = 'place' AND m.label = 'subject' WHERE instr(m.place, '-')",
        _list(articles),
    )


def place_names(source: Source) -> dict[str, tuple[str, str | None]]:
    """Code of a province or state -> its name, and its Malay one."""
    return {
        code: (name, malay)
        for code, name, malay in _all(source, "SELECT code, name, name_ms FROM place WHERE instr(code, '-')")
    }


def themes(source: Source, stories: Sequence[str]) -> list[tuple[int, str]]:
    """Each theme that is assigned to one of the stories, by the model or a person."""
    return _all(
        source,
        "SELECT j.key, t.theme FROM json_each(?) j CROSS JOIN story_theme t INDEXED BY story_theme_assigned"
        " ON t.story = j.value AND t.assigned = 1",
        _list(stories),
    )


def quoting_office(source: Source, articles: Sequence[str]) -> list[int]:
    """Which of the articles quote somebody to whom they give a public office."""
    found = _all(
        source,
        "SELECT DISTINCT j.key FROM json_each(?) j CROSS JOIN quote q INDEXED BY quote_said"
        " ON q.article = j.value AND q.official IS NOT NULL"
        " CROSS JOIN post_mention m ON m.article = q.article AND m.official = q.official"
        " LEFT JOIN post p ON p.id = m.post WHERE coalesce(p.public_office, m.public_office)",
        _list(articles),
    )
    return [key for (key,) in found]


def weeks_before(source: Source, stories: Sequence[str], week: str) -> list[str | None]:
    """Of each story the last week before this one in which it had an article; None where it had none."""
    found = _all(
        source,
        "SELECT (SELECT max(week) FROM article INDEXED BY article_story_week"
        " WHERE story = j.value AND week < ? AND withdrawn IS NULL) FROM json_each(?) j ORDER BY j.key",
        week,
        _list(stories),
    )
    return [before for (before,) in found]


def naming(source: Source, official: str) -> list[str]:
    """The articles of all weeks that name an official."""
    found = _all(source, "SELECT DISTINCT article FROM mention WHERE official = ? ORDER BY article", official)
    return [article for (article,) in found]


def official_names(source: Source, officials: Iterable[str]) -> dict[str, str]:
    """Official -> name, of those that there are."""
    sql = "SELECT id, name FROM official WHERE id IN (SELECT value FROM json_each(?))"
    return dict(_all(source, sql, _list(sorted(officials))))
