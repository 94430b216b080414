"""How stories fare when articles arrive in other orders: scores over shuffles within each day, with their spread.

    python -m benchmarks.stories ROWS.jsonl [--orders 6] [--seed 7] [--json]

ROWS as for ``pantau evaluate stories`` (id, title, text, published, language, story). Rows without ``published``
count as one day, so that the whole stream is shuffled. An article keeps the time it has; only its turn changes.
``pairs_moved`` is the share of pairs, together in the given order or the shuffled one, that are not so in both.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from statistics import mean, pstdev
from typing import Any

from nlp.embedding import default_encoder, embedding_text
from nlp.stories import StoryItem, score
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
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    found = measure(read_rows(chosen.rows), chosen.orders, chosen.seed)
    if chosen.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name}: {value}")


if __name__ == "__main__":
    main()
