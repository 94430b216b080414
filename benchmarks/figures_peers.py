"""quantulum3 and Recognizers-Text on our gold of quantities, by the value alone: why we have a grammar of our own.

    python benchmarks/figures_peers.py tests/nlp/quantities_gold.jsonl

Needs an environment with `quantulum3` and `recognizers-text-suite` with `emoji<2`; neither is a dependency of Pantau,
and this file imports nothing of it. Their names of units differ from ours, so only span and value are judged: for them
the easier question. `pantau evaluate figures FILE` answers for us. A bare year is not counted against a peer.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

_YEAR = re.compile(r"(?:19|20)\d\d")
Found = tuple[int, int, Decimal]  # first character, character behind, value


def quantulum(text: str, language: str) -> Iterator[Found]:
    """Reads English only."""
    from quantulum3 import parser

    del language
    for quantity in parser.parse(text):
        start, end = quantity.span
        yield start, end, _exact(quantity.value)


def recognizers(text: str, language: str) -> Iterator[Found]:
    """Money, dimensions and percentages first; bare numbers where none of them overlaps. Has no Malay."""
    from recognizers_number import recognize_number, recognize_percentage
    from recognizers_number_with_unit import recognize_currency, recognize_dimension
    from recognizers_text import Culture

    del language
    taken: list[tuple[int, int]] = []
    for find in (recognize_currency, recognize_percentage, recognize_dimension, recognize_number):
        for result in find(text, Culture.English):
            value = _number((result.resolution or {}).get("value"))
            start, end = result.start, result.end + 1
            if value is not None and not any(start < b and a < end for a, b in taken):
                taken.append((start, end))
                yield start, end, value


def _exact(value: float) -> Decimal:
    return Decimal(f"{value:.12g}")


def _number(printed: str | None) -> Decimal | None:
    try:
        return Decimal(str(printed).rstrip("%")) if printed else None
    except InvalidOperation:
        return None


def score(rows: list[dict], find: Callable[[str, str], Iterator[Found]]) -> dict[str, float]:
    right = found_all = gold_all = failed = 0
    began = time.process_time()
    for row in rows:
        gold = [g for g in row["figures"] if not g.get("optional")]
        optional = [g for g in row["figures"] if g.get("optional")]
        try:
            found = list(find(row["text"], row["language"]))
        except Exception as error:  # noqa: BLE001 - a peer that falls is told, and found nothing
            failed += 1
            print(f"  {row['id']}: {type(error).__name__}: {error}", file=sys.stderr)
            found = []
        left = list(found)
        for g in gold:
            ends = [Decimal(g[key]) for key in ("value", "low", "high") if g[key] is not None]
            hit = next((f for f in left if f[0] < g["end"] and g["start"] < f[1] and abs(f[2]) in ends), None)
            if hit:
                left.remove(hit)
                right += 1
        # The other end of a range is no surplus, nor is what the gold leaves open.
        spare = [*optional, *(g for g in gold if g["value"] is None)]
        surplus = [f for f in left if not any(f[0] < g["end"] and g["start"] < f[1] for g in spare)]
        surplus = [f for f in surplus if not _YEAR.fullmatch(row["text"][f[0] : f[1]].strip())]
        found_all += len(found) - len(left) + len(surplus)
        gold_all += len(gold)
    seconds = time.process_time() - began
    return {
        "texts": len(rows),
        "figures": gold_all,
        "P": round(right / max(1, found_all), 3),
        "R": round(right / max(1, gold_all), 3),
        "F1": round(2 * right / max(1, gold_all + found_all), 3),
        "failed": failed,
        "ms_a_text": round(1000 * seconds / max(1, len(rows)), 1),
    }


def main() -> None:
    for path in map(Path, sys.argv[1:]):
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        for language in sorted({row["language"] for row in rows}):
            some = [row for row in rows if row["language"] == language]
            for find in (quantulum, recognizers):
                print(path.name, language, find.__name__, score(some, find))


if __name__ == "__main__":
    main()
