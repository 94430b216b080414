"""Asks the store for some stories of a week in full: sources, sentences, quotations, figures.

Reads only; decides nothing. Knows the named queries of ``store.weekly``; it must not know SQL, nor why these stories
are asked for.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from digest.beside import LEAD
from digest.columns import COPIES
from digest.facts import LATELY, PlaceName, QuoteFact, SentenceFact, StoryFact, ThemeName
from digest.figure_facts import FigureFact, Source
from records import Week
from store import weekly
from store.values import moment, moment_or_none

OPENING = 8  # sentences of an article that may become its key sentence: news puts the news first


def sources_of(articles: dict[str, dict[str, Any]]) -> dict[str, Source]:
    """``articles``: rows of ``store.weekly``, by id."""
    return {article: _source(row) for article, row in articles.items()}


def _source(row: dict[str, Any]) -> Source:
    return Source(
        article=row["article"],
        outlet=row["outlet"],
        outlet_name=row["outlet_name"],
        title=row["title"],
        url=row["url"],
        language=row["language"],
        published=moment_or_none(row["published"]),
        first_seen=moment(row["first_seen"]),
        week=row["week"],
        show=row["show"],
        copy=row["copy_kind"] in COPIES,
        paywalled=bool(row["paywalled"]),
        corrected=row["corrected"] is not None,
        dateline=row["dateline"],
    )


def stories_in_full(connection: sqlite3.Connection, week: Week, wanted: Iterable[str]) -> tuple[StoryFact, ...]:
    """These stories with what the week brought of them, by id; those without a shown article of the week are left
    out."""
    rows = weekly.articles_of_stories(connection, str(week), wanted)
    by_story: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_story[row["story"]].append(row)
    read_as = {
        row["article"]: row["copy_of"] if row["copy_kind"] in COPIES and row["copy_of"] else row["article"]
        for row in rows
    }
    known = weekly.stories(connection, by_story)
    sources = sources_of(
        {row["article"]: row for row in rows}
        | weekly.articles_by_id(connection, set(read_as.values()) - read_as.keys())
    )
    read = set(read_as.values()) & set(sources)
    earlier: dict[str, list[str]] = defaultdict(list)
    lately: dict[str, list[str]] = defaultdict(list)
    for row in weekly.earlier_articles(connection, known, str(week)):
        earlier[row["story"]].append(row["article"])
        if row["week"] >= str(week.back(LATELY)):
            lately[row["story"]].append(row["article"])
    witness = weekly.witness_of_each(connection, {*read_as, *(each for found in earlier.values() for each in found)})
    themes = {row["id"]: ThemeName(**row) for row in weekly.themes(connection)}
    assigned: dict[str, list[ThemeName]] = defaultdict(list)
    for row in weekly.themes_of(connection, known):
        assigned[row["story"]].append(themes[row["theme"]])
    sentences, quotes, figures, placed, named = (
        _by_article(found)
        for found in (
            weekly.opening_sentences(connection, read, OPENING),
            weekly.quotes_of(connection, read),
            weekly.figures_of(connection, read, LEAD),
            weekly.divisions_of(connection, read),
            weekly.officials_of(connection, read),
        )
    )
    told: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in weekly.told_sentences(connection, known):
        told[row["story"]].append(row)
    found = []
    for story, row in sorted(known.items()):
        members = [member["article"] for member in by_story[story]]
        texts = [text for text in dict.fromkeys(read_as[member] for member in members) if text in read]
        found.append(
            StoryFact(
                id=story,
                title=row["title"],
                new=not earlier[story],
                titled=bool(row["titled"]),
                first_seen=moment(row["first_seen"]),
                last_seen=moment(row["last_seen"]),
                reports=len({witness[member] for member in members}),
                reports_before=len({witness[article] for article in earlier[story]}),
                reports_lately=len({witness[article] for article in lately[story]}),
                sources=tuple(sources[member] for member in members),
                themes=tuple(assigned[story]),
                places=_places(line for text in texts for line in placed[text]),
                officials=tuple(
                    sorted({(line["official"], line["name"]) for text in texts for line in named[text]}, key=_by_name)
                ),
                sentences=tuple(
                    SentenceFact(**_without_article(line), source=sources[text])
                    for text in texts
                    for line in sentences[text]
                ),
                told=tuple(
                    SentenceFact(text=line["text"], number=line["number"], source=sources[line["article"]])
                    for line in told[story]
                    if line["article"] in texts and (line["day"] if earlier[story] else line["rank"] == 1)
                ),
                quotes=tuple(
                    QuoteFact(
                        **(_without_article(line) | {"public_office": bool(line["public_office"])}),
                        source=sources[text],
                    )
                    for text in texts
                    for line in quotes[text]
                ),
                figures=tuple(
                    FigureFact(**(_without_article(line) | {"replaced": bool(line["replaced"])}), source=sources[text])
                    for text in texts
                    for line in figures[text]
                ),
            )
        )
    return tuple(found)


def _by_name(official: tuple[str, str]) -> tuple[str, str]:
    return official[1], official[0]


def _by_article(found: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in found:
        grouped[row["article"]].append(row)
    return grouped


def _without_article(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "article"}


def _places(lines: Iterable[dict[str, Any]]) -> tuple[PlaceName, ...]:
    """Those that most articles write about first."""
    articles: dict[PlaceName, int] = defaultdict(int)
    for line in lines:
        articles[PlaceName(code=line["code"], name=line["name"], name_ms=line["name_ms"])] += 1
    return tuple(sorted(articles, key=lambda place: (-articles[place], place.code)))
