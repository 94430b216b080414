"""The shape of the gold sets that judge stories: fields, counts, languages, the share of near misses.

It judges no code: a set that lost its hard cases would still give a score, and the score would mean nothing.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest

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


def stories_of(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    stories: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        stories[row["story"]].append(row)
    return stories


def when(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row["published"])


def test_reports_have_the_fields_that_evaluate_reads_in_order_of_time() -> None:
    rows = rows_of("dated_stories_gold.jsonl")
    assert [row["id"] for row in rows] == [f"d{number:03}" for number in range(1, len(rows) + 1)]
    for row in rows:
        assert set(row) == {"id", "outlet", "published", "language", "title", "text", "story"}, row["id"]
        assert when(row).utcoffset() is not None, row["id"]
        assert row["title"].strip(), row["id"]
        assert 60 <= length(row) <= 160, row["id"]
    assert [when(row) for row in rows] == sorted(when(row) for row in rows)
    assert len({row["text"] for row in rows}) == len(rows)


def test_reports_are_three_weeks_of_eight_outlets_in_two_languages() -> None:
    rows = rows_of("dated_stories_gold.jsonl")
    assert 160 <= len(rows) <= 200
    assert len({row["outlet"] for row in rows}) == 8
    assert Counter(row["language"] for row in rows).keys() == {"en", "ms"}
    assert sum(row["language"] == "ms" for row in rows) >= 25
    assert len({when(row).date().isocalendar().week for row in rows}) == 3


def test_stories_are_of_many_sizes_and_none_goes_on_after_four_days() -> None:
    stories = stories_of(rows_of("dated_stories_gold.jsonl"))
    sizes = Counter(len(reports) for reports in stories.values())
    assert 55 <= len(stories) <= 80
    assert sizes[1] >= 12
    assert sum(count for size, count in sizes.items() if size >= 4) >= 12
    assert all(when(reports[-1]) - when(reports[0]) < timedelta(days=4) for reports in stories.values())
    assert sum(len({when(row).date() for row in reports}) > 1 for reports in stories.values()) >= 25


def test_series_that_look_alike_are_stories_of_their_own() -> None:
    """The sets of look-alikes that the marking rules name; a merge of two of them would go unseen in the counts."""
    stories = stories_of(rows_of("dated_stories_gold.jsonl")).keys()
    assert {"fuel-oct-07", "fuel-oct-14", "fuel-oct-21"} <= stories
    assert {"dengue-week-40", "dengue-week-41"} <= stories
    assert {"opr-october", "bi-rate-october", "mas-october"} <= stories
    assert {"bank-teluk-q3", "bank-mestika-q3"} <= stories
    assert {"forum-power-tariff", "forum-ai-law"} <= stories
    assert {"karak-bus-crash", "kuantan-van-crash", "karak-crash-findings"} <= stories
    assert {"works-minister-resigns", "works-minister-sworn-in"} <= stories
    assert {"pelikan-rimau-first", "pelikan-rimau-second", "enggang-semi-second"} <= stories
    assert sum(story.startswith("close-") for story in stories) >= 5
    assert sum(story.startswith(("roundup-", "brief-")) for story in stories) >= 4


@pytest.mark.parametrize("name", ["sparse_windows_a.jsonl", "sparse_windows_b.jsonl"])
def test_sparse_windows_are_small_and_mostly_of_several_events(name: str) -> None:
    windows: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of(name):
        assert set(row) == {"id", "window", "outlet", "published", "language", "title", "text", "story"}, row["id"]
        windows[row["window"]].append(row)
    assert len(windows) >= 30
    assert all(2 <= len(rows) <= 6 for rows in windows.values())
    assert len([rows for rows in windows.values() if {row["language"] for row in rows} == {"ms"}]) >= 5
    ordered = list(windows.values())
    for before, after in pairwise(ordered):  # more days than are ever compared
        assert when(after[0]) - max(map(when, before)) > timedelta(days=12)
    pairs = [one["story"] == other["story"] for rows in windows.values() for one, other in combinations(rows, 2)]
    assert 0.15 <= sum(pairs) / len(pairs) <= 0.3


@pytest.mark.parametrize("name", ["cross_streams_a.jsonl", "cross_streams_b.jsonl"])
def test_streams_in_three_languages_are_mostly_of_pairs_that_have_nothing_in_common(name: str) -> None:
    rows = rows_of(name)
    assert [when(row) for row in rows] == sorted(when(row) for row in rows)
    assert len({row["text"] for row in rows}) == len(rows)
    for row in rows:
        assert set(row) == {"id", "outlet", "published", "language", "title", "text", "story"}, row["id"]
    breaks = [at for at, (before, after) in enumerate(pairwise(rows), 1) if when(after) - when(before) > timedelta(12)]
    assert breaks == [30]
    pairs = Counter(
        (frozenset((one["language"], other["language"])), one["story"] == other["story"])
        for stream in (rows[:30], rows[30:])
        for one, other in combinations(stream, 2)
        if one["language"] != other["language"]
    )
    for languages in ("en ms", "en zh", "ms zh"):
        same, apart = (pairs[frozenset(languages.split()), of] for of in (True, False))
        assert same >= 4, languages
        assert same / (same + apart) < 0.06, languages
