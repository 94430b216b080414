"""The shape of the gold sets that judge stories: fields, counts, languages, the share of near misses.

It judges no code: a set that lost its hard cases would still give a score, and the score would mean nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def rows_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def length(report: dict[str, Any]) -> int:
    """Words; of a Chinese text half its characters, which is near its count of words."""
    text = report["text"]
    return len(text) // 2 if report["language"] == "zh" else len(text.split())


def test_pairs_have_the_fields_that_evaluate_reads() -> None:
    rows = rows_of("cross_language_third.jsonl")
    assert [row["id"] for row in rows] == [f"t{number:03}" for number in range(1, len(rows) + 1)]
    for row in rows:
        assert set(row) == {"id", "a", "b", "same_event", "why"}, row["id"]
        assert isinstance(row["same_event"], bool), row["id"]
        assert row["why"].strip(), row["id"]
        for side in ("a", "b"):
            assert set(row[side]) == {"language", "title", "text", "published"}, row["id"]
            date.fromisoformat(row[side]["published"])
            assert 45 <= length(row[side]) <= 200, (row["id"], side)


def test_pairs_are_mostly_english_and_malay_and_many_are_near_misses() -> None:
    rows = rows_of("cross_language_third.jsonl")
    languages = Counter((row["a"]["language"], row["b"]["language"]) for row in rows)
    assert len(rows) >= 90
    assert languages["en", "ms"] >= 60
    assert languages["en", "zh"] + languages["ms", "zh"] >= 20
    assert sum(languages[pair] for pair in (("en", "ms"), ("en", "zh"), ("ms", "zh"))) == len(rows)
    for pair in languages:  # in each pair of languages, so that no score of one rests on easy cases
        these = [row for row in rows if (row["a"]["language"], row["b"]["language"]) == pair]
        assert 0.4 <= sum(not row["same_event"] for row in these) / len(these) <= 0.6, pair


def test_no_text_of_a_pair_stands_in_another_pair_or_another_set() -> None:
    texts = Counter(
        row[side]["text"]
        for name in ("cross_language_third.jsonl", "cross_language_gold.jsonl")
        for row in rows_of(name)
        for side in ("a", "b")
    )
    assert [text for text, count in texts.items() if count > 1] == []


def test_the_day_alone_does_not_tell_a_near_miss() -> None:
    apart = [
        abs((date.fromisoformat(row["a"]["published"]) - date.fromisoformat(row["b"]["published"])).days)
        for row in rows_of("cross_language_third.jsonl")
        if not row["same_event"]
    ]
    assert sum(days <= 2 for days in apart) >= 15
