"""Rows of a generated archive that follow from all its articles: people, posts, claims, stories, themes, trends.

The sums follow the store's own rules. Knows what ``generator_rows`` has counted, and the schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.generator_text import MEASURES, MadeFigure
from store.values import digest_of

if TYPE_CHECKING:
    from benchmarks.generator_rows import Rows


def write_sums(rows: Rows, theme_versions: Mapping[str, str]) -> None:
    """What follows from all articles."""
    for number, official in enumerate(rows.minted, start=1):
        article, name = rows.minted[official]
        aliases = json.dumps(sorted(rows.people[official]), ensure_ascii=False)
        rows.add("official", "id name aliases", official, name, aliases)
        rows.add("official_minted", "number id article person", number, official, article, official)
    for organisation, name in rows.organisations.items():
        rows.add("organisation", "id name", organisation, name)
    for post, (person, organisation, first, last, count, article, sentence, _) in rows.posts.items():
        rows.add(
            "post",
            "id official role organisation status public_office first_seen last_seen articles evidence_article"
            " evidence_sentence",
            post, person.id, person.role, organisation, "current", person.public_office, first, last, count,
            article, sentence,
        )  # fmt: skip
    _sum_claims(rows)
    _sum_stories(rows)
    rows.flush()
    rows.connection.execute(
        "INSERT INTO story_theme (story, theme, score, assigned, why) SELECT a.story, t.theme, avg(t.score),"
        " 2 * sum(t.assigned) >= count(*), min(t.why) FROM article_theme t JOIN article a ON a.id = t.article"
        " GROUP BY 1, 2"
    )
    rows.connection.executemany(
        "UPDATE theme SET version = ? WHERE id = ?",
        [(theme_versions.get(theme.id, rows.version), theme.id) for theme in rows.world.themes],
    )
    _sum_trends(rows)
    rows.flush()


def _sum_claims(rows: Rows) -> None:
    position = {key: number for number, key in enumerate(rows.plan.ids)}
    for claim, known in rows.claims.items():
        figure: MadeFigure = known["figure"]
        witnesses = {rows.witness(position[article]) for article in known["articles"]}
        rows.add(
            "figure_claim",
            "id concept measures owner period unit status value reports independent_reports first_article"
            " disagrees_with series",
            claim, figure.concept, MEASURES[figure.concept], figure.owner, figure.period, figure.unit, "actual",
            figure.value, len(known["articles"]), len(witnesses), known["first"], known["against"],
            digest_of(figure.concept, figure.owner, figure.unit) if figure.period else None,
        )  # fmt: skip


def _sum_stories(rows: Rows) -> None:
    for known in rows.stories:
        assert known is not None
        rows.add(
            "story", "id title lead week first_seen last_seen articles outlets independent_reports", known["id"],
            known["title"], known["lead"], known["week"], known["first"], known["last"], known["articles"],
            len(known["outlets"]), len(known["witnesses"]),
        )  # fmt: skip
        rows.add(
            "story_summary", "story lead reason made_of version", known["id"], known["lead"],
            "tells most of it", digest_of(known["id"], str(known["articles"])), rows.version,
        )  # fmt: skip
    rows.flush()
    rows.connection.execute(
        'INSERT INTO story_sentence (story, rank, article, revision, start, "end", score, reason)'
        " SELECT s.id, n.number + 1, a.id, a.revision, n.start, n.\"end\", 0.8, 'opens the lead' FROM story s"
        " JOIN article a ON a.id = s.lead JOIN sentence n ON n.article = a.id AND n.number < 2"
    )


def _sum_trends(rows: Rows) -> None:
    weeks = sorted(rows.themes_of_week)
    for place, week in enumerate(weeks):
        for number, theme in enumerate(rows.world.themes):
            reports = len(rows.themes_of_week[week][number])
            before = [len(rows.themes_of_week[earlier][number]) for earlier in weeks[max(0, place - 8) : place]]
            rows.add(
                "trend", "week kind key verdict why reports low high weeks left_out reason version", week, "theme",
                theme.id, *_verdict(reports, before), rows.version,
            )  # fmt: skip


def _verdict(reports: int, before: Iterable[int]) -> tuple[Any, ...]:
    usual = sorted(before)
    if len(usual) < 4:
        return "unknown", "few_weeks", reports, None, None, len(usual), "[]", "too few weeks before; made"
    low, high = usual[len(usual) // 4], usual[-1 - len(usual) // 4]
    verdict = "rise" if reports > 1.5 * median(usual) else "fall" if reports < 0.6 * median(usual) else "quiet"
    return verdict, "counted", reports, low, high, len(usual), "[]", f"{reports} reports, usually {low} to {high}"
