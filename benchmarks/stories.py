"""How stories fare when articles arrive in other orders: scores over shuffles within each day, with their spread.

    python -m benchmarks.stories ROWS.jsonl [--orders 6] [--seed 7] [--settlings 6] [--day 40] [--json]

ROWS as for ``pantau evaluate stories`` (id, title, text, published, language, story). Rows without ``published``
count as one day, so that the whole stream is shuffled. An article keeps the time it has; only its turn changes.
``pairs_moved`` is the share of pairs, together in the given order or the shuffled one, that are not so in both.

``churn``: each day comes in ``--settlings`` parts and is settled after each, after the last one for good. Of the
reports of a day, the share whose story id is another at the day's end than when it was first told, and of those told
before, the share that a day changes; for undated rows, shuffled, ``--day`` of them count as one. ``link_lost`` is the
part of the first for which the id that was told first, followed through the aliases that the store keeps of stories
that went into others (store/analysing.py), leads to another story than the report's: what a reader notices who kept a
link.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import combinations, groupby
from pathlib import Path
from statistics import mean, pstdev
from typing import Any

from nlp.embedding import default_encoder, embedding_text
from nlp.stories import StoryItem, StoryWindow, score
from nlp.stories.stream import settled

Row = tuple[StoryItem, str]


def read_rows(file: Path) -> list[Row]:
    """Items with vectors and their gold stories, in order of time."""
    found = [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]
    vectors = default_encoder().encode([embedding_text(row.get("title", ""), row["text"]) for row in found])
    made = []
    for row, vector in zip(found, vectors, strict=True):
        when = datetime.fromisoformat(row["published"]).astimezone(UTC) if row.get("published") else None
        item = StoryItem(
            id=row["id"],
            title=row.get("title", ""),
            body=row["text"],
            when=when,
            vector=vector,
            language=row.get("language"),
        )
        made.append((item, row["story"]))
    return sorted(made, key=lambda row: (_day(row[0]), row[0].when.isoformat() if row[0].when else "", row[0].id))


def shuffled(rows: Sequence[Row], seed: int) -> list[Row]:
    """The days in order, the articles of each in any."""
    mixed = list(rows)
    random.Random(seed).shuffle(mixed)
    return sorted(mixed, key=lambda row: _day(row[0]))


def placed(rows: Sequence[Row]) -> dict[str, str]:
    """Stories by article, settled day by day."""
    return {article: decision.story for article, decision in settled(item for item, _ in rows).items()}


def pairs_moved(one: dict[str, str], other: dict[str, str]) -> float:
    """Share of the pairs together in either that are not together in both."""
    first, second = _pairs(one), _pairs(other)
    return len(first ^ second) / (len(first | second) or 1)


def measure(rows: Sequence[Row], orders: int, seed: int) -> dict[str, Any]:
    gold = {item.id: story for item, story in rows}
    given = placed(rows)
    runs = [placed(shuffled(rows, seed + order)) for order in range(orders)]
    scored = [asdict(score([run[key] for key in gold], list(gold.values()))) for run in runs]
    in_order = score([given[key] for key in gold], list(gold.values()))
    return {
        "articles": len(rows),
        "orders": orders,
        "given_order": {name: round(value, 4) for name, value in asdict(in_order).items()},
        "mean": {name: round(mean(run[name] for run in scored), 4) for name in scored[0]},
        "spread": {name: round(pstdev(run[name] for run in scored), 4) for name in scored[0]},
        "largest_bcubed_difference": round(
            max(run["bcubed_f1"] for run in scored) - min(run["bcubed_f1"] for run in scored), 4
        ),
        "pairs_moved": round(mean(pairs_moved(given, run) for run in runs), 4),
    }


def churn(rows: Sequence[Row], settlings: int, at_once: int, seed: int) -> dict[str, Any]:
    """How story ids change after they were first told, by day and in all."""
    items = [item for item, _ in rows]
    if any(item.when is None for item in items):
        random.Random(seed).shuffle(items)
        days = [items[start : start + at_once] for start in range(0, len(items), at_once)]
    else:
        days = [list(of) for _, of in groupby(items, key=_day)]
    window = StoryWindow()
    first: dict[str, str] = {}
    now: dict[str, str] = {}
    aliases: dict[str, str] = {}
    by_day, lost, later = [], [], []
    for day in days:
        before = dict(now)
        size = -(-len(day) // settlings)
        for start in range(0, len(day), size):
            for item in day[start : start + size]:
                window.add(item)
            done = window.settle(over=start + size >= len(day))
            into = {one.old: one.into for one in done.merged}
            now = {article: into.get(story, story) for article, story in now.items()}
            left = {decision.article: now.get(decision.article) for decision in done.decisions}
            now |= {decision.article: decision.story for decision in done.decisions}
            into |= {old: now[article] for article, old in left.items() if old is not None}
            kept = set(now.values())
            aliases = {old: into.get(new, new) for old, new in aliases.items()} | into
            aliases = {old: new for old, new in aliases.items() if old not in kept}
            first = now | first
        window.seal()
        by_day.append(sum(first[item.id] != now[item.id] for item in day) / len(day))
        lost.append(sum(aliases.get(first[item.id], first[item.id]) != now[item.id] for item in day))
        later.append(sum(now[article] != story for article, story in before.items()))
    reports = sum(len(day) for day in days)
    return {
        "days": len(days),
        "settlings_a_day": settlings,
        "changed_within_its_day": round(
            sum(share * len(day) for share, day in zip(by_day, days, strict=True)) / reports, 4
        ),
        "link_lost": round(sum(lost) / reports, 4),
        "worst_day": round(max(by_day), 4),
        "changed_on_a_later_day": round(sum(later) / reports, 4),
        "by_day": [round(share, 4) for share in by_day],
    }


def _day(item: StoryItem) -> str:
    return item.when.date().isoformat() if item.when else ""


def _pairs(stories: dict[str, str]) -> set[tuple[str, str]]:
    members: dict[str, list[str]] = {}
    for article, story in sorted(stories.items()):
        members.setdefault(story, []).append(article)
    return {pair for together in members.values() for pair in combinations(together, 2)}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stories")
    parser.add_argument("rows", type=Path)
    parser.add_argument("--orders", type=int, default=6)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--settlings", type=int, default=6, help="times that a day is settled, for churn")
    parser.add_argument("--day", type=int, default=40, help="undated rows that count as a day, for churn")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    rows = read_rows(chosen.rows)
    found = measure(rows, chosen.orders, chosen.seed) if chosen.orders else {}
    found["churn"] = churn(rows, chosen.settlings, chosen.day, chosen.seed)
    if chosen.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name}: {value}")


if __name__ == "__main__":
    main()
