"""Whether the confidence of officials is what it says: of mentions with .9, nine in ten should be right.

Judges mentions against MEN-Dataset rows, by halves (see pantau.evaluate.officials); must not know how a confidence is
come by, except for the counts that ``counted`` gives to whoever writes them down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.officials.confidence import Counts, Table, length_of
from pantau.evaluate.officials import gold_pairs, half_of, supported
from pantau.evaluate.runs import Advance, Report, Row
from pantau.files import json_rows
from records import Annotation, BadInput

BINS = 10
#: Sentences around the name in which a post that is told elsewhere may stand.
_AROUND = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """One mention: how it was found, what it says of itself, and whether the marks bear it out."""

    found_by: str
    length: int
    confidence: float
    right: bool


def judged(note: Annotation, row: dict[str, Any]) -> Iterator[Judged]:
    """Every mention of ``note`` with a role. A later mention is right where its span is a marked PERSON and the pair
    that it repeats is borne out somewhere in the text."""
    gold = gold_pairs(row)
    persons = [(e["start"], e["end"]) for e in row["entities"] if e["label"] == "PERSON"]
    borne: set[tuple[str, str | None]] = set()
    verdicts = []
    for official in note.officials:
        if not official.role or not official.stated:
            continue
        around = _AROUND if official.found_by.startswith(("described", "introduced")) else 0
        first = note.sentences[max(0, official.sentence - around)]
        last = note.sentences[min(official.sentence + around, len(note.sentences) - 1)]
        place = first.start, last.end
        right = supported(official, row, place, gold)
        verdicts.append((official, right))
        if right:
            borne.add((official.name, official.role))
    for official in note.officials:
        if official.role and not official.stated:
            marked = any(start < official.end and official.start < end for start, end in persons)
            verdicts.append((official, marked and (official.name, official.role) in borne))
    for official, right in verdicts:
        printed = official.resolved_from or official.name
        yield Judged(official.found_by, length_of(printed), official.confidence, right)


def counted(cases: Iterable[Judged]) -> Table:
    """Right ones and all, by way and length."""
    table: dict[str, dict[int, Counts]] = defaultdict(dict)
    for case in cases:
        cells = table[case.found_by]
        cells[case.length] = cells.get(case.length, Counts(0, 0)) + Counts(int(case.right), 1)
    return {way: dict(sorted(cells.items())) for way, cells in sorted(table.items())}


def brier(cases: Sequence[Judged]) -> float:
    """Mean square of what is missing to 1 for right ones and to 0 for wrong ones (Brier 1950); 0 is perfect."""
    if not cases:
        raise ValueError("no cases")
    return sum((case.confidence - case.right) ** 2 for case in cases) / len(cases)


def binned(cases: Sequence[Judged]) -> list[tuple[float, float, float, int]]:
    """``(lower bound, mean confidence, share right, count)`` for each tenth of confidence that has cases."""
    groups: dict[int, list[Judged]] = defaultdict(list)
    for case in cases:
        groups[min(int(case.confidence * BINS), BINS - 1)].append(case)
    return [
        (
            number / BINS,
            sum(case.confidence for case in group) / len(group),
            sum(case.right for case in group) / len(group),
            len(group),
        )
        for number, group in sorted(groups.items())
    ]


def calibration_error(cases: Sequence[Judged]) -> float:
    """Expected calibration error: mean gap of confidence and share right over the bins, weighted by their cases."""
    if not cases:
        raise ValueError("no cases")
    return sum(count * abs(said - was) for _, said, was, count in binned(cases)) / len(cases)


def cases_of(path: Path, half: str, step: Callable[[], None]) -> list[Judged]:
    """The judged mentions of one half of the articles of ``path``."""
    from nlp.annotate import annotate

    cases: list[Judged] = []
    for row in json_rows(path, required=("id", "text", "entities", "relations")):
        if half_of(str(row["id"])) == half:
            cases += judged(annotate(row["text"]), row)
        step()
    return cases


def reliability(path: Path, step: Advance) -> Report:
    """Confidence against the share that is right, for half A (the counts come from there) and half B.

    The gold leaves true pairs out, so the share that is right is a lower bound, and so is every confidence.
    """
    rows: list[Row] = []
    for half in ("A", "B"):
        cases = cases_of(path, half, step)
        if not cases:
            raise BadInput(f"{path}: half {half} holds no article with an official")
        rows += [
            (f"half {half}: {low:.1f} to {low + 1 / BINS:.1f}", said, was, abs(said - was), count)
            for low, said, was, count in binned(cases)
        ]
        rows.append((f"half {half}: Brier score", None, None, brier(cases), len(cases)))
        rows.append((f"half {half}: expected calibration error", None, None, calibration_error(cases), len(cases)))
    return Report(
        title=f"confidence of officials on {path.name}",
        rows=tuple(rows),
        columns=("said", "right", "gap", "count"),
    )
