"""What it costs to score an archive under a new theme, from what is stored: seconds of the clock and of the processor.

    python -m benchmarks.themes_scale [--sizes 10000 100000] [--json]

The store is made: articles of 300 words by a Zipf law over 60,000, of which one in 20 holds a phrase of the theme,
random unit vectors of 384 numbers and eight passages each, every article a story of its own. One theme has seeds
alone, the other keywords too. No claim about quality.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.stories_scale import articles
from nlp.embedding import Vectors
from pantau.themes import begin_themes, settle_themes
from records import Theme
from store import Store
from store.stories import save_themes
from store.values import stamp

START = datetime(2031, 3, 3, tzinfo=UTC)
DIMENSION, PASSAGES, MADE = 384, 8, 2_000  # texts and vectors are made once and repeated
SEEDS = Theme(
    id="seeds", name="Harbours", seeds=("container port", "harbour cranes", "dredging", "quay", "tugs", "berths")
)
WORDS = Theme(
    id="words", name="Harbours", seeds=SEEDS.seeds, keywords=("HRB", "port call", "stevedore"), never=("ham",)
)


class Seeded:
    """Vectors by chance, the same for the same text."""

    name = "seeded"
    dimension = DIMENSION

    def encode(self, texts: Any) -> Vectors:
        made = [np.random.default_rng(list(text.encode()) or [0]).normal(size=DIMENSION) for text in texts]
        return np.array([row / np.linalg.norm(row) for row in made], dtype=np.float32).reshape(-1, DIMENSION)

    encode_together = encode


def fill(store: Store, count: int) -> None:
    """Written by SQL: an analysis of so many would take hours."""
    texts = articles(min(count, MADE), seed=5)
    chance = np.random.default_rng(5)
    vectors = chance.normal(size=(MADE, DIMENSION))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype("<f4")
    passages = chance.integers(-40, 41, size=(MADE, PASSAGES, DIMENSION), dtype=np.int8)

    def numbers() -> Iterator[tuple[int, str, str]]:
        for number in range(count):
            yield number, f"a{number:07}", stamp(START + timedelta(minutes=number))

    with store.transaction() as c:
        c.execute(
            "INSERT INTO outlet (id, name, country, languages, home, kind)"
            " VALUES ('pos', 'Pos', 'MY', '[\"en\"]', 'https://pos.example', 'newspaper')"
        )
        c.execute(
            "INSERT INTO fetch (id, outlet, url, fetched, status, purpose)"
            " VALUES (1, 'pos', 'https://pos.example', '2031-03-03T00:00:00Z', 'ok', 'article')"
        )
        c.executemany(
            "INSERT INTO story (id, title, week, first_seen, last_seen, articles, outlets, independent_reports)"
            " VALUES (?, 'T', '2031-W10', ?, ?, 1, 1, 1)",
            ((f"s{key}", seen, seen) for _, key, seen in numbers()),
        )
        c.executemany(
            "INSERT INTO article (id, outlet, identity, url, title, language, first_seen, last_seen, week, body_sha256,"
            " fetch, analysed, story) VALUES (?, 'pos', ?, ?, ?, 'en', ?, ?, '2031-W10', '', 1, 'v1', ?)",
            (
                (key, key, f"https://pos.example/{key}", texts[n % MADE].title, seen, seen, f"s{key}")
                for n, key, seen in numbers()
            ),
        )
        c.executemany(
            "INSERT INTO body (article, text) VALUES (?, ?)",
            (
                (key, texts[n % MADE].body + (" The container port is full." if n % 20 == 0 else ""))
                for n, key, _ in numbers()
            ),
        )
        for table, rows in (
            ("vector", vectors),
            ("passages", passages),
            ("neighbourhood", vectors.astype("<f2")),
        ):
            c.executemany(
                f'INSERT INTO {table} (article, model, dimension, "values") VALUES (?, ?, ?, ?)',
                ((key, Seeded.name, DIMENSION, rows[n % MADE].tobytes()) for n, key, _ in numbers()),
            )


def measure(count: int, folder: Path) -> list[dict[str, Any]]:
    found = []
    with Store(folder / f"{count}.db") as store:
        fill(store, count)
        loaded: list[Theme] = []
        for theme in (SEEDS, WORDS):
            loaded.append(theme)
            save_themes(store, loaded)
            clock, processor = time.perf_counter(), time.process_time()
            begin_themes(store, loaded, "v1")
            changed = settle_themes(store, loaded, "v1", Seeded)
            row = {"articles": count, "theme": theme.id, "scored": changed}
            row |= {"seconds": round(time.perf_counter() - clock, 1)}
            found.append(row | {"processor_seconds": round(time.process_time() - processor, 1)})
    return found


def main(sizes: list[int], as_json: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = [row for size in sizes for row in measure(size, Path(folder))]
    if as_json:
        print(json.dumps(found))
        return
    print(f"{'articles':>9}  {'theme':6} {'seconds':>8} {'of processor':>13}")
    for row in found:
        print(f"{row['articles']:>9}  {row['theme']:6} {row['seconds']:>8} {row['processor_seconds']:>13}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000])
    parser.add_argument("--json", action="store_true", dest="as_json")
    given = parser.parse_args()
    main(given.sizes, given.as_json)
