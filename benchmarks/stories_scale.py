"""What settling stories costs by the number of live reports: milliseconds a report (of process time) and memory.

    python -m benchmarks.stories_scale [--sizes 1000 10000 50000] [--json]

Reports are generated: words by a Zipf law over 60,000 words, capitalised names, figures, random unit vectors of 384
numbers. Nine tenths of them are settled, each in a story of its own; then a tenth, as a day is of ten, comes and is
settled. The archive behind the window has no say: only reports of the last ten days are looked at. No claim about
quality; that made-up reports have nothing in common makes it a little cheaper than news is.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import numpy as np

from nlp.stories import StoryItem, StoryWindow

WORDS = 60_000
LENGTH = 300  # words an article
START = datetime(2031, 3, 3, tzinfo=UTC)


def spelled(number: int) -> str:
    """A word of letters for a number."""
    letters = ""
    while True:
        number, rest = divmod(number, 26)
        letters += chr(ord("a") + rest)
        if not number:
            return "w" + letters


def articles(count: int, seed: int) -> list[StoryItem]:
    chance, vectors = random.Random(seed), np.random.default_rng(seed)
    vocabulary = [spelled(number) for number in range(WORDS)]
    shares = list(accumulate(1.0 / (rank + 20) for rank in range(WORDS)))
    made = []
    for number in range(count):
        words = chance.choices(vocabulary, cum_weights=shares, k=LENGTH)
        for place in range(5, LENGTH, 20):
            words[place] = words[place].capitalize()
        vector = vectors.normal(size=384).astype(np.float32)
        made.append(
            StoryItem(
                id=f"{seed}x{number}",
                title=" ".join(words[:9]),
                body=f"{' '.join(words)} {chance.randint(1000, 99999)}.",
                when=START + timedelta(days=8) * (number / count),
                vector=vector / np.linalg.norm(vector),
                language="en",
            )
        )
    return made


def measure(size: int) -> dict[str, float]:
    """One size, in this process: memory is the growth of its peak."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    window = StoryWindow()
    old = size - size // 10
    for chunk in range(0, old, 1000):  # in chunks, so that the generated texts are not counted
        for item in articles(min(1000, old - chunk), seed=chunk):
            window.add(item, f"s{item.id}", settled=True)
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    day = articles(size - old, seed=size + 1)
    started = time.process_time()
    for item in day:
        window.add(item)
    read = time.process_time() - started
    window.settle()
    spent = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "reports": size,
        "ms_a_report": round(1000 * spent / len(day), 2),
        "of_which_reading": round(1000 * read / len(day), 2),
        "mb_held": round((held - before) / 1024, 1),
        "mb_peak": round((peak - before) / 1024, 1),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stories_scale")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 50_000])
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    if len(chosen.sizes) == 1:
        found = [measure(chosen.sizes[0])]
    else:  # a process a size, since a peak never falls
        command = [sys.executable, "-m", "benchmarks.stories_scale", "--json", "--sizes"]
        found = [
            json.loads(subprocess.run([*command, str(size)], check=True, capture_output=True, text=True).stdout)[0]
            for size in chosen.sizes
        ]
    if chosen.json:
        print(json.dumps(found))
    else:
        for row in found:
            print("  ".join(f"{name} {value}" for name, value in row.items()))


if __name__ == "__main__":
    main()
