"""Named queries about one week, as the digest asks them. Reads only.

Knows the tables; it must not know what a digest shows or how. Each query gives plain rows, in an order that
follows from content. A week is "2024-W47" (``records.Week`` printed), by the week in which an article was first
seen; ``start`` and ``end`` are its bounds in UTC. Withdrawn articles are in none of the answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from records import NotFound, Week
from store.stories import independent_witnesses
from store.summaries import SENTENCES
from store.values import Row, Source, moment, one, rows

_ARTICLE = (
    "SELECT a.id AS article, a.outlet, o.name AS outlet_name, o.show, a.title, a.url, a.language, a.published,"
    " a.first_seen, a.week, a.story, a.copy_of, a.copy_kind, a.paywalled, a.dateline, a.corrected"
    " FROM article a JOIN outlet o ON o.id = a.outlet WHERE a.withdrawn IS NULL"
)


def _list(values: Iterable[str]) -> str:
    """A list as one parameter, for ``IN (SELECT value FROM json_each(?))``."""
    return json.dumps(sorted(set(values)))


def articles_of_stories(source: Source, week: str, stories: Iterable[str]) -> list[Row]:
    """Articles of these stories that were first seen in the week, in the order they were seen."""
    sql = f"{_ARTICLE} AND a.week = ? AND a.story IN (SELECT value FROM json_each(?)) ORDER BY a.first_seen, a.id"
    return list(rows(source, sql, (week, _list(stories))))


def articles_by_id(source: Source, articles: Iterable[str]) -> dict[str, Row]:
    """The same columns for given articles, by id; those that are gone or withdrawn are not in it."""
    found = rows(source, f"{_ARTICLE} AND a.id IN (SELECT value FROM json_each(?))", (_list(articles),))
    return {row["article"]: row for row in found}


def weeks_seen(source: Source, most: int) -> list[Week]:
    """The last weeks with articles, at most so many back from the newest, the oldest first."""
    found = [
        Week.parse(row["week"]) for row in rows(source, "SELECT DISTINCT week FROM article WHERE withdrawn IS NULL")
    ]
    return sorted(week for week in found if week > max(found).back(most))


def newest_article(source: Source) -> datetime:
    """When the newest article was first seen. Raises NotFound where there is none."""
    found = one(source, "SELECT max(first_seen) AS newest FROM article WHERE withdrawn IS NULL")
    if found is None or found["newest"] is None:
        raise NotFound("there is no article yet")
    return moment(found["newest"])


def witness_of_each(source: Source, articles: Iterable[str]) -> dict[str, str]:
    """Article -> who stands behind it: of a copy its origin's owner (``stories.independent_witnesses``)."""
    wanted = sorted(set(articles))
    found = list(
        rows(
            source,
            "WITH RECURSIVE known(id) AS (SELECT value FROM json_each(?)"
            " UNION SELECT a.copy_of FROM article a JOIN known k ON a.id = k.id WHERE a.copy_of IS NOT NULL)"
            " SELECT a.id, a.copy_of, a.copy_kind, coalesce('owner ' || o.owner, 'outlet ' || o.id) AS witness"
            " FROM known k JOIN article a ON a.id = k.id JOIN outlet o ON o.id = a.outlet",
            (_list(wanted),),
        )
    )
    copies = {row["id"]: (row["copy_of"], row["copy_kind"]) for row in found}
    owners = {row["id"]: row["witness"] for row in found}
    return {article: next(iter(independent_witnesses([article], copies, owners))) for article in wanted}


def stories(source: Source, ids: Iterable[str]) -> dict[str, Row]:
    """id, title, titled (by a person), week, first_seen, last_seen of stories, by id."""
    sql = (
        "SELECT id, title, EXISTS (SELECT 1 FROM correction c WHERE c.kind = 'story' AND c.target = story.id"
        " AND c.field = 'title' AND c.undone IS NULL) AS titled, week, first_seen, last_seen"
        " FROM story WHERE id IN (SELECT value FROM json_each(?))"
    )
    return {row["id"]: row for row in rows(source, sql, (_list(ids),))}


def earlier_articles(source: Source, stories: Iterable[str], week: str) -> list[Row]:
    """story, article, week of what the stories had before the week."""
    return list(
        rows(
            source,
            "SELECT story, id AS article, week FROM article WHERE withdrawn IS NULL AND week < ?"
            " AND story IN (SELECT value FROM json_each(?)) ORDER BY first_seen, id",
            (week, _list(stories)),
        )
    )


def themes(source: Source) -> list[Row]:
    """Every theme: id, name, name_ms."""
    return list(rows(source, "SELECT id, name, name_ms FROM theme ORDER BY name, id"))


def themes_of(source: Source, stories: Iterable[str]) -> list[Row]:
    """story, theme of what is assigned, by the model or a person; the best score first."""
    return list(
        rows(
            source,
            "SELECT story, theme FROM story_theme WHERE assigned = 1 AND story IN (SELECT value FROM json_each(?))"
            " ORDER BY story, score DESC, theme",
            (_list(stories),),
        )
    )


def divisions_of(source: Source, articles: Iterable[str]) -> list[Row]:
    """article, code, name, name_ms, mentions of provinces and states that articles write about (no datelines)."""
    return list(
        rows(
            source,
            "SELECT m.article, p.code, p.name, p.name_ms, count(*) AS mentions FROM mention m"
            " JOIN place p ON p.code = m.place WHERE m.kind = 'place' AND m.label = 'subject' AND p.code LIKE '%-%'"
            " AND m.article IN (SELECT value FROM json_each(?)) GROUP BY m.article, p.code ORDER BY m.article, p.code",
            (_list(articles),),
        )
    )


def officials_of(source: Source, articles: Iterable[str]) -> list[Row]:
    """article, official (id), name of who is named in each article."""
    return list(
        rows(
            source,
            "SELECT DISTINCT m.article, f.id AS official, f.name FROM mention m JOIN official f ON f.id = m.official"
            " WHERE m.article IN (SELECT value FROM json_each(?)) ORDER BY m.article, f.name, f.id",
            (_list(articles),),
        )
    )


def opening_sentences(source: Source, articles: Iterable[str], first: int) -> list[Row]:
    """article, number, text, figures, officials of the first sentences of each article."""
    return list(
        rows(
            source,
            "SELECT s.article, s.number, s.text,"
            " (SELECT count(*) FROM figure f WHERE f.article = s.article AND f.sentence = s.number) AS figures,"
            " (SELECT count(*) FROM post_mention m WHERE m.article = s.article AND m.sentence = s.number"
            "  AND m.public_office) AS officials"
            " FROM sentence s WHERE s.number < ? AND s.article IN (SELECT value FROM json_each(?))"
            " ORDER BY s.article, s.number",
            (first, _list(articles)),
        )
    )


def told_sentences(source: Source, stories: Iterable[str]) -> list[Row]:
    """story, rank, day, article, language, number, text of the sentences in which stories are told, the best first,
    dateline off. None of a text that was edited since or of an outlet that lets no sentence be shown."""
    sql = (
        f"SELECT t.story, t.rank, t.day, t.article, t.language, n.number, t.text FROM ({SENTENCES}) t"
        " JOIN sentence n ON n.article = t.article"
        ' AND n.start <= t.start AND n."end" >= t."end" WHERE t.story IN (SELECT value FROM json_each(?))'
        " ORDER BY t.story, t.rank"
    )
    return list(rows(source, sql, (_list(stories),)))


def quotes_of(source: Source, articles: Iterable[str]) -> list[Row]:
    """Quotes with a speaker, each with the post that its own article gives the speaker, corrections applied."""
    return list(
        rows(
            source,
            "SELECT q.article, q.start, q.text, q.kind, coalesce(q.speaker, f.name) AS speaker, f.name AS official,"
            " coalesce(p.role, m.role) AS role, m.organisation_name AS organisation,"
            " coalesce(p.status, m.status) AS status,"
            " coalesce(p.public_office, m.public_office, 0) AS public_office, q.confidence"
            " FROM quote q LEFT JOIN official f ON f.id = q.official"
            " LEFT JOIN post_mention m ON m.article = q.article AND m.number = ("
            "  SELECT number FROM post_mention n WHERE n.article = q.article AND n.official = q.official"
            "  ORDER BY n.role IS NULL, n.stated DESC, n.number LIMIT 1)"
            " LEFT JOIN post p ON p.id = m.post"
            " WHERE coalesce(q.speaker, f.name) IS NOT NULL AND q.article IN (SELECT value FROM json_each(?))"
            " ORDER BY q.article, q.start, q.id",
            (_list(articles),),
        )
    )


def figures_of(source: Source, articles: Iterable[str], lead: int) -> list[Row]:
    """Figures with what they measure, in reading order; ``claim_reports``: who else reports the same one; ``since``:
    the week in which it was first reported; ``before``: the latest earlier period of its series that is written alike;
    ``replaced``: a text says that another value holds; ``lead``: so many last characters of its sentence before it."""
    return list(
        rows(
            source,
            "SELECT f.article, f.start, f.text, f.kind, f.measures, f.concept, f.owner, f.period, f.change, f.status,"
            " f.confidence, f.claim, f.value, f.unit, f.twin, coalesce(c.independent_reports, 1) AS claim_reports,"
            " (SELECT week FROM article WHERE id = c.first_article) AS since,"
            " CASE WHEN c.series IS NOT NULL AND c.period IS NOT NULL THEN (SELECT max(e.period) FROM figure_claim e"
            " WHERE e.series = c.series AND e.period < c.period AND length(e.period) = length(c.period)) END AS before,"
            " EXISTS (SELECT 1 FROM dispute WHERE article = f.article AND start = f.start AND kind = 'revision')"
            " AS replaced, coalesce(substr(s.text, max(1, f.start - s.start + 1 - :lead),"
            " min(:lead, f.start - s.start)), '') AS lead FROM figure f LEFT JOIN figure_claim c ON c.id = f.claim"
            " LEFT JOIN sentence s ON s.article = f.article AND s.number = f.sentence"
            " WHERE f.article IN (SELECT value FROM json_each(:articles)) ORDER BY f.article, f.start, f.id",
            {"articles": _list(articles), "lead": lead},
        )
    )


def series_grown(source: Source, week: str) -> dict[str, list[Row]]:
    """Every series in which a claim was first reported in the week, with what was known of it by then: its claims that
    have a period, {id, period, status, week}, by period and then in the order in which they were reported."""
    found = rows(
        source,
        "WITH grown AS (SELECT DISTINCT c.series FROM article a INDEXED BY article_of_week"
        " CROSS JOIN figure_claim c ON c.first_article = a.id"
        " WHERE a.week = :week AND a.withdrawn IS NULL AND c.series IS NOT NULL)"
        " SELECT c.series, c.id, c.period, c.status, a.week FROM grown g"
        " CROSS JOIN figure_claim c ON c.series = g.series"
        " CROSS JOIN article a INDEXED BY article_shown ON a.id = c.first_article AND a.withdrawn IS NULL"
        " WHERE a.week <= :week AND c.period IS NOT NULL ORDER BY c.series, c.period, a.first_seen, c.id",
        {"week": week},
    )
    whole: dict[str, list[Row]] = {}
    for row in found:
        whole.setdefault(row.pop("series"), []).append(row)
    return whole


def claims(source: Source, ids: Iterable[str]) -> dict[str, Row]:
    """id, series, text (as its first report prints it), value, measures, concept, owner, period, article of claims, by
    id."""
    sql = (
        "SELECT c.id, c.series, c.value, c.measures, c.concept, c.owner, c.period, c.first_article AS article,"
        " (SELECT text FROM figure WHERE claim = c.id AND article = c.first_article ORDER BY start LIMIT 1) AS text"
        " FROM figure_claim c WHERE c.id IN (SELECT value FROM json_each(?))"
    )
    return {row["id"]: row for row in rows(source, sql, (_list(ids),))}


def seen_before(source: Source, week: str) -> bool:
    """Whether any article was seen before the week."""
    return one(source, "SELECT 1 FROM article WHERE week < ? LIMIT 1", (week,)) is not None


def unanalysed(source: Source, week: str) -> int:
    """Articles of the week that wait for analysis."""
    found = one(
        source,
        "SELECT count(*) AS n FROM article WHERE week = ? AND analysed IS NULL AND withdrawn IS NULL",
        (week,),
    )
    return int(found["n"]) if found else 0


def versions(source: Source, weeks: Iterable[str]) -> list[str]:
    """The versions that analysed the articles of these weeks."""
    sql = (
        "SELECT DISTINCT analysed FROM article INDEXED BY article_of_week WHERE analysed IS NOT NULL"
        " AND withdrawn IS NULL AND week IN (SELECT value FROM json_each(?)) ORDER BY analysed"
    )
    return [row["analysed"] for row in rows(source, sql, (_list(weeks),))]
