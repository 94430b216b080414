"""How often a trend is told where there is none, and how often one is found that is there: on simulated weeks, seeded.

    python -m benchmarks.trends [--weeks 400] [--seed 7] [--json]

Each trial is nine weeks of 30 series told by 12 sources of different size; the last week is judged. False alarms are a
share of all series and weeks: of Poisson counts, of counts that vary more (variance 1.5 and 2 times the mean), with
outages (each source is down in one week of ten), and with outbreaks of four times the usual in the weeks before, in
one series of ten and in the one that changes.
Power: one series of the 30 changes in the last week, from 5, 10 or 20 reports.
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from typing import Any

import numpy as np

from nlp.trends import SourceWeek, WeekCounts, trends
from records import Week

SERIES, SOURCES, PAST = 30, 12, 8
LAST = Week(2026, 30)
ZONE = "Asia/Kuala_Lumpur"
NOW = datetime(2026, 12, 1, tzinfo=UTC)
Generator = np.random.Generator


def simulated(
    random: Generator,
    *,
    first: float | None = None,
    factor: float = 1.0,
    spread: float = 1.0,
    down: float = 0.0,
    outbreak: bool = False,
) -> list[WeekCounts]:
    """Nine weeks. ``first``: usual reports of series 0, which has ``factor`` times as many in the last week."""
    rates = np.exp(random.normal(np.log(5), 0.8, SERIES))
    if first is not None:
        rates[0] = first
    shares = random.dirichlet(np.full(SOURCES, 3.0))
    struck = np.full(SERIES, -1)
    if outbreak:
        struck[: SERIES // 10] = random.integers(PAST, size=SERIES // 10)
    weeks = []
    for at in range(PAST + 1):
        now = rates.copy()
        now[struck == at] *= 4
        if at == PAST:
            now[0] *= factor
        if spread > 1:
            now = random.gamma(now / (spread - 1), spread - 1)
        heard = random.random(SOURCES) >= down
        counts = random.poisson(np.outer(now, shares)) * heard
        names = [f"outlet {number:02}" for number in range(SOURCES)]
        weeks.append(
            WeekCounts(
                week=LAST.back(PAST - at),
                versions=frozenset({"v"}),
                sources={
                    name: SourceWeek(name=name, heard=bool(ok), silent=0 if ok else None)
                    for name, ok in zip(names, heard, strict=True)
                },
                volume={name: int(total) for name, total in zip(names, counts.sum(axis=0), strict=True)},
                counts={
                    ("theme", f"t{number:02}"): {name: int(n) for name, n in zip(names, row, strict=True) if n}
                    for number, row in enumerate(counts)
                },
            )
        )
    return weeks


def false_alarms(random: Generator, trials: int, **world: Any) -> dict[str, float]:
    told = unknown = 0
    for _ in range(trials):
        for each in trends(simulated(random, **world), NOW, ZONE):
            told += each.verdict in ("rise", "fall")
            unknown += each.verdict == "unknown"
    judged = trials * SERIES
    return {"false_alarms": told / judged, "unknown": unknown / judged}


def power(random: Generator, trials: int, first: float, factor: float, **world: Any) -> float:
    wanted = "rise" if factor > 1 else "fall"
    found = 0
    for _ in range(trials):
        judged = trends(simulated(random, first=first, factor=factor, **world), NOW, ZONE)
        found += next(each.verdict for each in judged if each.key == "t00") == wanted
    return found / trials


def measure(trials: int, seed: int) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    return {
        "false alarms": {
            "Poisson": false_alarms(random, trials),
            "variance 1.5 x mean": false_alarms(random, trials, spread=1.5),
            "variance 2 x mean": false_alarms(random, trials, spread=2.0),
            "one source in ten down": false_alarms(random, trials, down=0.1),
            "an outbreak before": false_alarms(random, trials, outbreak=True),
        },
        "power": {
            f"{first:g} becomes {first * factor:g}": {
                "Poisson": power(random, trials, first, factor),
                "one source in ten down": power(random, trials, first, factor, down=0.1),
                "an outbreak before": power(random, trials, first, factor, outbreak=True),
            }
            for first, factor in ((5, 2), (5, 3), (10, 2), (20, 2), (10, 0.5), (20, 0.5), (10, 0.2))
        },
        "trials": trials,
        "seed": seed,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weeks", type=int, default=400)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    told = measure(arguments.weeks, arguments.seed)
    if arguments.json:
        print(json.dumps(told))
        return
    for world, numbers in told["false alarms"].items():
        print(f"{world:26} false alarms {numbers['false_alarms']:.3%}  unknown {numbers['unknown']:.1%}")
    for change, found in told["power"].items():
        print(f"{change:26} " + "  ".join(f"{world} {share:.0%}" for world, share in found.items()))


if __name__ == "__main__":
    main()
