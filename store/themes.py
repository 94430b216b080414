"""Scores of themes over the whole archive: what is scored anew from stored vectors, and what people decided.

Knows the tables theme, article_theme, story_theme, vector, passages, neighbourhood and correction; it must not know how
a text is scored. ``theme.version`` says what all stored scores of a theme were made with; empty: they are not whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from records import ThemeScore
from store.correcting import corrected_stories
from store.database import Store
from store.stories import of_story, refresh_theme
from store.values import Row, Source, as_json, connection_of, moment, moment_or_none, one, rows

_CHUNK = 1000  # texts scored at a time: some 60 MB of vectors


def definitions(source: Source) -> list[Row]:
    """All that a themes file says of each theme: id, name, name_ms, description, definition, by id."""
    return list(rows(source, "SELECT id, name, name_ms, description, definition FROM theme ORDER BY id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredText:
    """An analysed article as a theme is scored on it. ``passages``: rows of ``dimension`` signed bytes;
    ``neighbourhood``: as many halves, or none."""

    article: str
    story: str | None
    title: str
    body: str
    language: str | None
    vector: bytes
    passages: bytes
    neighbourhood: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierText:
    """An article whose meaning was read, with its vectors and what orders it among the others."""

    article: str
    first_seen: datetime
    published: datetime | None
    vector: bytes
    passages: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeExample:
    """A story that a person accepted or rejected under a theme, by its lead article."""

    article: str
    accepted: bool
    vector: str  # a hash of it: a text that was edited teaches something else


def theme_versions(source: Source) -> dict[str, str]:
    return {row["id"]: row["version"] for row in rows(source, "SELECT id, version FROM theme")}


def set_theme_version(store: Store, theme: str, version: str) -> None:
    with store.transaction() as connection:
        connection.execute("UPDATE theme SET version = ? WHERE id = ?", (version, theme))


def theme_examples(source: Source, theme: str) -> list[ThemeExample]:
    """Stories that people decided on, by their lead, in the order of their ids."""
    decided = corrected_stories(connection_of(source), theme)
    leads = {
        row["id"]: row
        for row in rows(
            source,
            'SELECT s.id, s.lead, v."values" FROM json_each(?) j CROSS JOIN story s ON s.id = j.value'
            " JOIN vector v ON v.article = s.lead ORDER BY s.id, v.model",
            (as_json(sorted(decided)),),
        )
    }
    return [
        ThemeExample(
            article=row["lead"], accepted=decided[story], vector=hashlib.sha256(row["values"]).hexdigest()[:12]
        )
        for story, row in sorted(leads.items())
    ]


def any_analysed(source: Source, version: str) -> bool:
    """Whether an article was read by this version."""
    return bool(list(rows(source, "SELECT 1 FROM article WHERE analysed = ? LIMIT 1", (version,))))


def scored_texts(
    source: Source, model: str, version: str | None = None, articles: Iterable[str] | None = None
) -> Iterator[list[ScoredText]]:
    """Articles (read by ``version``, where given; of ``articles``, where given) that have a vector of their own, in
    the order of analysis, in lists."""
    keys = [
        row["id"]
        for row in rows(
            source,
            "SELECT id FROM article WHERE withdrawn IS NULL AND analysed IS NOT NULL"
            " AND (:version IS NULL OR analysed = :version) ORDER BY first_seen, published, id",
            {"version": version},
        )
    ]
    if articles is not None:
        wanted = set(articles)
        keys = [key for key in keys if key in wanted]
    for start in range(0, len(keys), _CHUNK):
        part = keys[start : start + _CHUNK]
        found = {
            row["article"]: ScoredText(**row)
            for row in rows(
                source,
                'SELECT a.id AS article, a.story, a.title, b.text AS body, a.language, v."values" AS vector,'
                " coalesce(p.\"values\", x'') AS passages, coalesce(n.\"values\", x'') AS neighbourhood"
                " FROM article a JOIN body b ON b.article = a.id"
                " JOIN vector v ON v.article = a.id AND v.model = ?"
                " LEFT JOIN passages p ON p.article = a.id AND p.model = v.model"
                " LEFT JOIN neighbourhood n ON n.article = a.id AND n.model = v.model"
                f" WHERE a.id IN ({','.join('?' * len(part))})",
                (model, *part),
            )
        }
        yield [found[key] for key in part if key in found]


def earlier_texts(source: Source, model: str, version: str, limit: int) -> Iterator[EarlierText]:
    """The last articles that ``version`` read by meaning, newest first in the order of analysis."""
    for row in rows(
        source,
        'SELECT a.id AS article, a.first_seen, a.published, v."values" AS vector,'
        " coalesce(p.\"values\", x'') AS passages FROM article a"
        " JOIN neighbourhood n ON n.article = a.id AND n.model = :model"
        " JOIN vector v ON v.article = a.id AND v.model = n.model"
        " LEFT JOIN passages p ON p.article = a.id AND p.model = v.model"
        " WHERE a.withdrawn IS NULL AND a.analysed = :version"
        " ORDER BY a.first_seen DESC, a.published DESC, a.id DESC LIMIT :limit",
        {"model": model, "version": version, "limit": limit},
    ):
        times = {"first_seen": moment(row["first_seen"]), "published": moment_or_none(row["published"])}
        yield EarlierText(**(row | times))


def replace_theme_scores(store: Store, theme: str, scores: Iterable[tuple[str, ThemeScore]], version: str) -> None:
    """The scores of one theme, by article, and those of all stories that follow: whole or not at all.

    No row of another theme is touched.
    """
    with store.transaction() as connection:
        # What has no vector any more cannot be scored: it keeps the score that it had.
        connection.execute(
            "DELETE FROM article_theme WHERE theme = ? AND article IN (SELECT article FROM vector)", (theme,)
        )
        connection.executemany(
            "INSERT OR REPLACE INTO article_theme (article, theme, score, assigned, why) VALUES (?, ?, ?, ?, ?)",
            ((article, theme, score.score, int(score.assigned), score.why) for article, score in scores),
        )
        refresh_theme(connection, theme)
        connection.execute("UPDATE theme SET version = ? WHERE id = ?", (version, theme))


def themes_of_article(source: Source, article: str) -> list[Row]:
    """Scores of an article, best first: theme, score, assigned, why, and what its story says (yes, no; by whom).

    A copy has none of its own: then they are those of the article that it repeats.
    """
    sql = (
        "SELECT t.theme, t.score, t.assigned, t.why,"
        " iif(s.assigned, 'yes', 'no') || ', ' || s.decided_by AS story_says"
        " FROM article_theme t JOIN article a ON a.id = t.article"
        " LEFT JOIN story_theme s ON s.story = a.story AND s.theme = t.theme"
        " WHERE t.article = ? ORDER BY t.score DESC, t.theme"
    )
    own = list(rows(source, sql, (article,)))
    origin = one(source, "SELECT copy_of FROM article WHERE id = ?", (article,))
    return own or (list(rows(source, sql, (origin["copy_of"],))) if origin else [])


def leads_of_theme(source: Source, theme: str) -> tuple[list[str], list[str]]:
    """Title and text of the lead of every story that has the theme, and of every one that has not."""
    found: tuple[list[str], list[str]] = ([], [])
    for row in rows(
        source,
        "SELECT a.title || '.' || char(10) || b.text AS text, coalesce(t.assigned, 0) AS has FROM story s"
        " JOIN article a ON a.id = s.lead JOIN body b ON b.article = a.id"
        " LEFT JOIN story_theme t ON t.story = s.id AND t.theme = ? WHERE a.withdrawn IS NULL ORDER BY s.id",
        (theme,),
    ):
        found[0 if row["has"] else 1].append(row["text"])
    return found


def tried_theme(source: Source, theme: str, scores: Mapping[str, ThemeScore]) -> list[Row]:
    """What stories would be under a theme with these scores of articles, best first; nothing is written.

    Keys: story, title, score, assigned, why, before (whether it has the theme now). What people decided holds.
    """
    decided = corrected_stories(connection_of(source), theme)
    before = {
        row["story"]: bool(row["assigned"])
        for row in rows(source, "SELECT story, assigned FROM story_theme WHERE theme = ?", (theme,))
    }
    titles = {row["id"]: row["title"] for row in rows(source, "SELECT id, title FROM story")}
    said: dict[str, list[Row]] = {}
    for row in rows(
        source,
        "SELECT id, story, copy_kind FROM article WHERE story IS NOT NULL AND withdrawn IS NULL"
        " ORDER BY first_seen, id",
    ):
        score = scores.get(row["id"])
        if score is not None:
            made = {"score": score.score, "assigned": int(score.assigned), "why": score.why}
            said.setdefault(row["story"], []).append(row | made)
    found = []
    for story, mine in said.items():
        value, assigned, why = of_story(mine)
        found.append(
            {
                "story": story,
                "title": titles[story],
                "score": value,
                "assigned": decided.get(story, bool(assigned)),
                "why": why,
                "before": before.get(story, False),
            }
        )
    return sorted(found, key=lambda row: (-row["score"], row["story"]))
