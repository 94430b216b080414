"""Scores whether reports of one event in two languages become one story: pairs, each in a window of its own.

Knows the gold of tests/nlp/GOLD_FIGURES_STORIES.md; must not know how a story is decided. The pairs are split by a
hash of their id into halves A and B: only cases of A are ever listed, so that B stays unseen by whoever improves it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nlp.stories import StoryItem, StoryWindow
from pantau.evaluate.metrics import NOTHING, Score
from pantau.evaluate.officials import half_of
from pantau.evaluate.runs import Advance, Report, Row
from records import BadInput, JoinDecision

FIELDS = ("language", "title", "text", "published")


def pairs(path: Path, rows: Sequence[dict[str, Any]], step: Advance) -> Report:
    """Rows: {id, a, b, same_event, why?}, where a and b are {language, title, text, published}.

    Both reports of a pair are settled in an empty window, without vectors. The pair is found
    where both come to lie in one story.
    """
    totals: dict[str, Score] = defaultdict(lambda: NOTHING)
    asked: dict[str, int] = defaultdict(int)
    worst: list[str] = []
    for row in rows:
        decision = _later(path, row)
        found, half = decision.action != "new", half_of(str(row["id"]))
        languages = f"{row['a']['language']}-{row['b']['language']}"
        score = Score(found and row["same_event"], found and not row["same_event"], row["same_event"] and not found)
        for group in ("all", languages, f"half {half}", f"half {half}, {languages}"):
            totals[group] += score
            asked[group] += 1
        if half == "A" and found != row["same_event"]:
            worst.append(f"{row['id']} {'one event' if row['same_event'] else 'two events'}: {decision.reason}")
        step()
    table: list[Row] = [
        (f"same event [{group}]", score.precision, score.recall, score.f1, asked[group])
        for group, score in sorted(totals.items(), key=lambda item: (item[0] != "all", item[0]))
    ]
    return Report(title=f"pairs of reports in two languages of {path.name}", rows=tuple(table), worst=tuple(worst))


def _later(path: Path, row: dict[str, Any]) -> JoinDecision:
    """What was decided of the later report."""
    for side in ("a", "b"):
        if lacking := [name for name in FIELDS if not isinstance(row.get(side), dict) or name not in row[side]]:
            raise BadInput(f"{path}: row {row['id']}: {side} has no {lacking[0]}")
    window = StoryWindow()
    first, second = sorted(("a", "b"), key=lambda side: str(row[side]["published"]))
    for side in (first, second):
        window.add(_item(row, side))
    return next(decision for decision in window.settle().decisions if decision.article == second)


def _item(row: dict[str, Any], side: str) -> StoryItem:
    told = row[side]
    return StoryItem(
        id=side,
        title=told["title"],
        body=told["text"],
        language=told["language"],
        when=datetime.fromisoformat(told["published"]).replace(tzinfo=UTC),
    )
