"""What the weekly digest costs by the size of the archive: a preview, and the mails of a thousand different readers.

    python -m benchmarks.digest [--articles 10000] [--subscribers 1000] [--database FILE] [--json]

The archive is made by ``benchmarks.generator`` (or is FILE, as it wrote one). Every reader watches something else:
one to five themes, none to three places, sometimes two outlets; every other one reads Malay. The facts of the week
and the errata are gathered once; for each reader the digest is chosen and rendered. Nothing is sent.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.generator import NOW, generate
from digest import preview
from digest.choose import Choice
from digest.deliver import due_week
from digest.gather import week_facts
from digest.recall import errata_owed
from digest.render import render
from records import Watched
from store import Store

DESK = "https://desk.example"


def readers(store: Store, count: int, seed: int) -> list[tuple[str, Watched]]:
    """Language and wishes of made-up subscribers."""
    chance = random.Random(seed)
    themes = [row[0] for row in store.connection.execute("SELECT id FROM theme ORDER BY id")]
    places = [row[0] for row in store.connection.execute("SELECT code FROM place WHERE code LIKE 'MY-%' ORDER BY code")]
    outlets = [row[0] for row in store.connection.execute("SELECT id FROM outlet ORDER BY id")]
    return [
        (
            ("en", "ms")[number % 2],
            Watched(
                themes=frozenset(chance.sample(themes, chance.randint(1, 5))),
                places=frozenset(chance.sample(places, chance.randint(0, 3))),
                outlets=frozenset(chance.sample(outlets, 2) if chance.random() < 0.1 else ()),
            ),
        )
        for number in range(count)
    ]


def measure(path: Path, subscribers: int, seed: int) -> dict[str, float]:
    """Seconds on the clock, and of the processor (one process: on an idle machine both are the same). The database is
    opened for reading; the second of two previews counts, as the file is in memory then."""
    with Store.open(path, readonly=True) as store:
        week = due_week(NOW, store.zone)
        preview(store.connection, week, store.zone, "en", DESK, NOW)
        started, worked = time.perf_counter(), time.process_time()
        shown = preview(store.connection, week, store.zone, "en", DESK, NOW)
        previewed, previewed_work = time.perf_counter(), time.process_time()
        facts, owed = week_facts(store.connection, week, store.zone), errata_owed(store.connection, week)
        gathered, gathered_work = time.perf_counter(), time.process_time()
        choice, largest = Choice(facts, NOW), 0
        for number, (language, watched) in enumerate(readers(store, subscribers, seed)):
            errata = owed.to(f"reader{number}@office.example")
            mail = render(choice.of(language, watched, errata), language, DESK)
            largest = max(largest, len(mail.html.encode()))
        each = (time.perf_counter() - gathered) / subscribers
        each_work = (time.process_time() - gathered_work) / subscribers
        return {
            "seconds_1000_subscribers": round(gathered - previewed + 1000 * each, 1),
            "processor_seconds_1000_subscribers": round(gathered_work - previewed_work + 1000 * each_work, 1),
            "gathering_seconds": round(gathered - previewed, 2),
            "preview_seconds": round(previewed - started, 2),
            "preview_processor_seconds": round(previewed_work - worked, 2),
            "html_kb": round(len(shown.html.encode()) / 1000, 1),
            "largest_html_kb": round(largest / 1000, 1),
        }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.digest")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--subscribers", type=int, default=1000)
    parser.add_argument("--database", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.database or Path(folder) / "archive.db"
        if chosen.database is None:
            generate(path, chosen.articles, seed=chosen.seed)
        found = measure(path, chosen.subscribers, chosen.seed)
    if chosen.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name}: {value}")


if __name__ == "__main__":
    main()
