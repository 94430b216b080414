"""Emergent themes in the tables: what they are made from, and the named queries and commands about them.

Knows the tables emergent, emergent_week and emergent_promoted; it must not know how groups are found.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from records import EmergentTheme, NotFound
from store.database import Store
from store.stories import resolve_story
from store.values import Row, Source, as_json, one, rows, stamp

_COLUMNS = "e.id, e.week, e.label_en, e.label_ms, e.medoid, e.headline, e.members, e.outlets, e.days, e.since, e.reason"


def told_between(source: Source, start: datetime, end: datetime) -> list[Row]:
    """article, story, outlet, title, language, first_seen, published, copy, body_sha256 of analysed articles between
    the bounds, with ``lead`` and ``lead_language`` of their story, by story and article."""
    return list(
        rows(
            source,
            "SELECT a.id AS article, a.story, a.outlet, a.title, a.language, a.first_seen, a.published, a.body_sha256,"
            " coalesce(a.copy_kind, '') IN ('identical', 'copy') AS copy, s.lead, l.language AS lead_language"
            " FROM article a JOIN story s ON s.id = a.story JOIN article l ON l.id = s.lead"
            " WHERE a.first_seen >= ? AND a.first_seen < ? AND a.withdrawn IS NULL AND a.analysed IS NOT NULL"
            " ORDER BY a.story, a.id",
            (stamp(start), stamp(end)),
        )
    )


def themes_held(source: Source, stories: Iterable[str]) -> list[Row]:
    """story, score, threshold (None: the usual one), decided_by of every assigned theme."""
    return list(
        rows(
            source,
            "SELECT s.story, s.score, json_extract(t.definition, '$.threshold') AS threshold, s.decided_by"
            " FROM story_theme s JOIN theme t ON t.id = s.theme"
            " WHERE s.assigned AND s.story IN (SELECT value FROM json_each(?)) ORDER BY s.story, s.theme",
            (as_json(sorted(set(stories))),),
        )
    )


def openings(source: Source, articles: Iterable[str], characters: int) -> dict[str, str]:
    """Headline, line end and beginning of articles, by id."""
    return {
        row["id"]: f"{row['title']}\n{row['text']}"
        for row in rows(
            source,
            "SELECT a.id, a.title, coalesce(substr(b.text, 1, ?), '') AS text FROM article a"
            " LEFT JOIN body b ON b.article = a.id WHERE a.id IN (SELECT value FROM json_each(?))",
            (characters, as_json(sorted(set(articles)))),
        )
    }


def vectors(source: Source, articles: Iterable[str], model: str) -> dict[str, bytes]:
    """Little-endian float32 by article."""
    return {
        row["article"]: row["values"]
        for row in rows(
            source,
            'SELECT article, "values" FROM vector WHERE model = ? AND article IN (SELECT value FROM json_each(?))',
            (model, as_json(sorted(set(articles)))),
        )
    }


def model_in_use(source: Source) -> str:
    """The encoder of the newest article that has a vector; empty where none has: vectors of two are never compared."""
    row = one(
        source,
        "SELECT v.model FROM vector v JOIN article a ON a.id = v.article"
        " ORDER BY a.first_seen DESC, a.id DESC, v.model LIMIT 1",
    )
    return str(row["model"]) if row else ""


def fingerprints(source: Source) -> dict[str, str]:
    """Of every week whose groups were sought."""
    return {row["week"]: row["fingerprint"] for row in rows(source, "SELECT week, fingerprint FROM emergent_week")}


def known_before(source: Source, week: str) -> list[EmergentTheme]:
    """The latest row of every group of earlier weeks, by id."""
    return [
        _theme(row)
        for row in rows(
            source,
            f"SELECT {_COLUMNS}, max(e.week) AS latest FROM emergent e WHERE e.week < ? GROUP BY e.id ORDER BY e.id",
            (week,),
        )
    ]


def save_week(store: Store, week: str, found: Sequence[EmergentTheme], fingerprint: str, version: str) -> None:
    """The groups of a week as they are now; those of the week that are no longer found leave."""
    with store.transaction() as connection:
        connection.execute("DELETE FROM emergent WHERE week = ?", (week,))
        for each in found:
            connection.execute(
                "INSERT INTO emergent (id, week, label_en, label_ms, medoid, headline, members, outlets, days, since,"
                " reason, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    each.id,
                    each.week,
                    each.label_en,
                    each.label_ms,
                    each.medoid,
                    each.headline,
                    as_json(list(each.members)),
                    each.outlets,
                    each.days,
                    each.since.isoformat(),
                    each.reason,
                    version,
                ),
            )
        connection.execute(
            "INSERT OR REPLACE INTO emergent_week (week, fingerprint) VALUES (?, ?)", (week, fingerprint)
        )


def of_week(source: Source, week: str) -> list[Row]:
    """The groups of a week that are not promoted, those of most outlets first: the columns of ``emergent`` without
    version, ``members`` as the ids that the stories have now, ``stories`` their number."""
    found = rows(
        source,
        f"SELECT {_COLUMNS} FROM emergent e WHERE e.week = ? AND e.id NOT IN (SELECT id FROM emergent_promoted)"
        " ORDER BY e.outlets DESC, json_array_length(e.members) DESC, e.id",
        (week,),
    )
    return [_with_members(source, row) for row in found]


def one_of(source: Source, wanted: str, week: str | None = None) -> Row:
    """A group as its latest week has it, or a given one, with ``theme`` (None: not promoted). Raises NotFound."""
    row = one(
        source,
        f"SELECT {_COLUMNS}, p.theme FROM emergent e LEFT JOIN emergent_promoted p ON p.id = e.id WHERE e.id = ?"
        " AND (? IS NULL OR e.week = ?) ORDER BY e.week DESC LIMIT 1",
        (wanted, week, week),
    )
    if row is None:
        raise NotFound(f"no emergent theme has the id '{wanted}': 'pantau themes emergent' lists them")
    return _with_members(source, row)


def stories_of(source: Source, ids: Iterable[str]) -> list[Row]:
    """id, title, first_seen, last_seen, independent_reports, outlets of stories, the newest first."""
    return list(
        rows(
            source,
            "SELECT id, title, first_seen, last_seen, independent_reports, outlets FROM story"
            " WHERE articles > 0 AND id IN (SELECT value FROM json_each(?)) ORDER BY last_seen DESC, id",
            (as_json(sorted(set(ids))),),
        )
    )


def weeks_of(source: Source, wanted: str) -> list[Row]:
    """week, stories, outlets, days of a group, the newest week first."""
    return list(
        rows(
            source,
            "SELECT week, json_array_length(members) AS stories, outlets, days FROM emergent WHERE id = ?"
            " ORDER BY week DESC",
            (wanted,),
        )
    )


def titles_of(source: Source, stories: Iterable[str]) -> list[Row]:
    """title, language of the articles of stories that are no copies, each once, in the order they were seen."""
    return list(
        rows(
            source,
            "SELECT title, language FROM article WHERE story IN (SELECT value FROM json_each(?)) AND withdrawn IS NULL"
            " AND coalesce(copy_kind, '') NOT IN ('identical', 'copy') GROUP BY title, language"
            " ORDER BY min(first_seen), title",
            (as_json(sorted(set(stories))),),
        )
    )


def promoted(source: Source, wanted: str) -> str | None:
    """The theme that a group became, or None."""
    row = one(source, "SELECT theme FROM emergent_promoted WHERE id = ?", (wanted,))
    return str(row["theme"]) if row else None


def promote(store: Store, wanted: str, theme: str, who: str, now: datetime) -> None:
    """Keeps that a group is a theme from now on; the desk and the digest no longer call it emergent."""
    with store.transaction() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO emergent_promoted (id, theme, who, at) VALUES (?, ?, ?, ?)",
            (wanted, theme, who, stamp(now)),
        )


def _theme(row: Row) -> EmergentTheme:
    return EmergentTheme(
        **{name: value for name, value in row.items() if name != "latest"}
        | {"members": tuple(json.loads(row["members"])), "since": date.fromisoformat(row["since"])}
    )


def _with_members(source: Source, row: Row) -> Row:
    members = list(dict.fromkeys(resolve_story(source, story) for story in json.loads(row["members"])))
    return row | {"members": members, "medoid": resolve_story(source, row["medoid"]), "stories": len(members)}
