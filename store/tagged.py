"""What the store says was read in articles, fact by fact, and the texts that it was read in. Reads only.

Knows the tables of annotations and corrections; it must not know what another reading says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from records import Fact, FactKind, Theme
from store.pruning import WITHOUT_TEXT
from store.values import Source, moment_or_none, rows, stamp

_SENTENCE = "LEFT JOIN sentence s ON s.article = t.article AND s.number = t.sentence WHERE t.article = :article"
_ASKED: dict[str, str] = {
    "official": (
        'SELECT t.start, t."end", s.text AS sentence_text, t.name, t.role, t.organisation_name AS organisation,'
        " t.status,"
        " (SELECT found_by FROM mention m WHERE m.article = t.article AND m.kind = 'official' AND m.start = t.start"
        '  AND m."end" = t."end" AND m.person = t.person LIMIT 1) AS found_by'
        f" FROM post_mention t {_SENTENCE}"
    ),
    "place": (
        'SELECT t.start, t."end", s.text AS sentence_text, t.text, t.place AS code, t.label AS use, t.found_by'
        f" FROM mention t {_SENTENCE} AND t.kind = 'place'"
    ),
    "figure": (
        'SELECT t.*, t.from_value AS "from", t.to_value AS "to", s.text AS sentence_text'
        f" FROM figure t {_SENTENCE} AND t.found_by <> 'person'"
    ),
    "quote": (
        'SELECT t.start, t."end", s.text AS sentence_text, t.text, t.kind, t.cue, t.speaker, t.person AS official,'
        f" t.found_by FROM quote t {_SENTENCE}"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedText:
    """An article that was read for itself, as it was read: what it is and what it is read with."""

    id: str
    url: str
    title: str
    text: str
    language: str | None
    published: datetime | None
    analysed: str


def tagged_texts(source: Source, start: datetime, end: datetime) -> Iterator[TaggedText]:
    """Articles first seen from ``start`` until before ``end`` that were analysed, in order. Copies follow their origins
    and are not read; nor is what was withdrawn or let go of."""
    for row in rows(
        source,
        "SELECT a.id, a.url, a.title, b.text, a.language, a.published, a.analysed FROM article a"
        " JOIN body b ON b.article = a.id WHERE a.first_seen >= ? AND a.first_seen < ? AND a.withdrawn IS NULL"
        " AND a.analysed IS NOT NULL AND coalesce(a.copy_kind, '') NOT IN ('identical', 'copy')"
        f" AND NOT {WITHOUT_TEXT} ORDER BY a.first_seen, a.id",
        (stamp(start), stamp(end)),
    ):
        yield TaggedText(**(row | {"published": moment_or_none(row["published"])}))


def stored_facts(source: Source, article: str, fields: dict[str, tuple[str, ...]]) -> list[Fact]:
    """Everything that was read in an article but its themes. ``fields`` of each kind are those that a fact says."""
    found: list[Fact] = []
    for kind, sql in _ASKED.items():
        for row in rows(source, sql, {"article": article}):
            found.append(_fact(kind, row, fields))  # type: ignore[arg-type]  # the keys are kinds
            if kind == "official" and row["role"]:
                found.append(_fact("post", row, fields))
    return found


def _fact(kind: FactKind, row: dict[str, Any], fields: dict[str, tuple[str, ...]]) -> Fact:
    return Fact(
        kind=kind,
        start=row["start"],
        end=row["end"],
        sentence=row["sentence_text"] or "",
        said=tuple((name, row[name]) for name in fields[kind]),
        rule=row["found_by"] or None,
    )


def corrected_places(source: Source, article: str) -> list[int]:
    """Where people said of a figure what it is, or that it is none: no reading changes that."""
    return [
        int(row["target"].rpartition(":")[2])
        for row in rows(
            source,
            "SELECT DISTINCT target FROM correction WHERE kind = 'figure' AND undone IS NULL"
            " AND target >= ? AND target < ?",
            (f"{article}:", f"{article};"),
        )
    ]


def stored_themes(source: Source, theme: str) -> dict[str, tuple[bool, str]]:
    """Article -> (whether it has the theme, why) of all that were scored."""
    return {
        row["article"]: (bool(row["assigned"]), row["why"])
        for row in rows(source, "SELECT article, assigned, why FROM article_theme WHERE theme = ?", (theme,))
    }


def theme_definitions(source: Source) -> dict[str, Theme]:
    """The themes as the stored scores were made with them, by id."""
    found = {}
    for row in rows(source, "SELECT id, definition FROM theme ORDER BY id"):
        fields: dict[str, Any] = json.loads(row["definition"])
        fields = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
        found[row["id"]] = Theme(**fields)
    return found
