"""Writes an archive of made-up articles straight into Pantau's schema, to see how Pantau does at size.

    python -m benchmarks.generator PATH --articles N [--seed S] [--days D] [--words W] [--scores near|all]
        [--no-vectors] [--as-current] [--no-check] [--json]

Realistic: the schema, its keys and its search index; how many rows an article has in each table; copies (30 %, with no
annotations, vector or themes of their own); story sizes (a power law); outlets (37, Zipf); a day's, a week's and
busy weeks' rhythm; about 8 articles a minute, but 12 weeks at least (``--days 1096``: three years, more thinly);
people, organisations and places (Zipf; every province occurs at size); claims that a story's reports and
a month's reports share, some with another value; vectors that are near within a story and a theme.

Not realistic: the words (made-up, by Zipf over 8,000; the search index meets no long tail of rare words), the grammar,
languages (English and Malay function words only; no Chinese), annotations (what was put in, nothing missed or
wrong), decisions (one plain reason), few revisions and nothing withdrawn, nobody of one name with another, trends told
for themes only and by a plain rule, no emergent themes, no subscribers or mails. By default an article has rows for the
three themes nearest to it; an analysis writes all of them (``--scores all``). Nothing about quality can be read off it.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np

from benchmarks.generator_plan import Plan, days_of, plan
from benchmarks.generator_rows import Rows
from benchmarks.generator_sums import write_sums
from benchmarks.generator_world import TOPIC, Vectors, World, zipf
from pantau.gazetteer import stored_organisation_names, stored_places
from records import BadInput, Week
from store import Store, organisations, places, stories
from store.database import DEFAULT_ZONE

NOW = datetime(2031, 3, 31, 4, tzinfo=UTC)
CHUNK = 5000  # articles made and written at a time
DIMENSION = 384
Scores = Literal["near", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    articles: int
    copies: int
    stories: int
    largest_story: int
    officials: int
    claims: int
    rows: dict[str, int]  # by table
    first_seen: str
    last_seen: str
    last_week: str  # the last one that is over at ``now``
    bytes: int
    seconds: float


def generate(
    path: str | Path,
    articles: int,
    *,
    seed: int = 0,
    now: datetime = NOW,
    days: float | None = None,
    words: int | None = None,
    scores: Scores = "near",
    vectors: bool = True,
    version: str = "generated",
    theme_versions: dict[str, str] | None = None,
    check: bool = True,
) -> Summary:
    """A new database at ``path`` with ``articles`` articles, the last just before ``now``; the same for the same seed.

    ``words``: of a body, on average; without it 300, and 80 beyond 200,000 articles, where the file would grow too
    large. ``version`` is what is said to have analysed everything. ``check``: SQLite's own checks of keys and of the
    search index. Raises BadInput where there is a file, or for no articles.
    """
    if articles < 1:
        raise BadInput(f"{articles} articles: at least one is needed")
    started = time.monotonic()
    days = days or days_of(articles)
    words = words or (300 if articles <= 200_000 else 80)
    world = World(seed=seed, officials=min(4000, 150 + articles // 40))
    laid = plan(world, articles, now, days)
    with Store.create(path, DEFAULT_ZONE) as store:
        stories.save_themes(store, world.themes)
        places.save_places(store, stored_places())
        organisations.save_names(store, stored_organisation_names())
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        indexes = _fast(connection)
        rows = Rows(connection, world, laid, version, scores, vectors=vectors)
        connection.execute("BEGIN")
        rows.outlets()
        _articles(rows, world, laid, words, seed)
        write_sums(rows, theme_versions or {})
        connection.execute("COMMIT")
        for sql in indexes:
            connection.execute(sql)
        connection.execute("PRAGMA journal_mode = WAL")
        if check:
            _check(connection, path)
        found = _summary(connection, laid, now)
    return Summary(**found, bytes=Path(path).stat().st_size, seconds=round(time.monotonic() - started, 1))


def _articles(rows: Rows, world: World, laid: Plan, words: int, seed: int) -> None:
    rng, chance = np.random.default_rng([seed, 1]), random.Random(f"texts {seed}")
    vectors = Vectors(seed, DIMENSION, len(world.themes))
    table = {language: np.array(known, dtype=object) for language, known in world.words.items()}
    size = len(next(iter(table.values())))
    shares = zipf(size, 1.0, 3.0)
    for start in range(0, len(laid.ids), CHUNK):
        end = min(start + CHUNK, len(laid.ids))
        mine, themes = laid.story[start:end], laid.theme[start:end]
        lengths = np.clip(rng.lognormal(np.log(words) - 0.08, 0.4, end - start), 40, 6 * words).astype(int)
        total = int(lengths.sum())
        ids = np.searchsorted(shares, rng.random(total)).clip(0, size - 1)
        # A third of the words are those of the story, so that its reports share them.
        own = (np.repeat(mine, lengths) * 7919 + rng.integers(0, TOPIC, total) * 104_729) % (size - 200) + 200
        ids = np.where(rng.random(total) < 0.34, own, ids)
        rank = vectors.of(rng, mine, themes)
        bounds = np.concatenate([[0], np.cumsum(lengths)]).tolist()
        for number in range(start, end):
            at = number - start
            known = table[world.outlets[laid.outlet[number]].language]
            rows.article(number, known[ids[bounds[at] : bounds[at + 1]]].tolist(), rank[at], chance)
        rows.flush()


def _fast(connection: sqlite3.Connection) -> list[str]:
    """Settings for one writer of a new file, and the indexes, taken out: they are made at the end, sorted."""
    for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1500000", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {setting}")
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in found:
        connection.execute(f'DROP INDEX "{name}"')
    return [sql for _, sql in found]


def _check(connection: sqlite3.Connection, path: str | Path) -> None:
    lost = connection.execute("PRAGMA foreign_key_check").fetchone()
    if lost:
        raise BadInput(f"{path}: a row of {lost[0]} points nowhere in {lost[2]}")
    connection.execute("INSERT INTO article_search(article_search) VALUES ('integrity-check')")


def _summary(connection: sqlite3.Connection, laid: Plan, now: datetime) -> dict[str, Any]:
    def one(sql: str, *values: str) -> Any:
        return connection.execute(sql, values).fetchone()[0]

    tables = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        if not name.startswith(("article_search", "sqlite_"))
    ]
    rows = {name: one(f'SELECT count(*) FROM "{name}"') for name in tables}
    return {
        "articles": len(laid.ids),
        "copies": sum(kind in ("identical", "copy") for kind in laid.kind),
        "stories": laid.stories,
        "largest_story": int(np.bincount(laid.story).max()),
        "officials": rows["official"],
        "claims": rows["figure_claim"],
        "rows": {name: count for name, count in rows.items() if count},
        "first_seen": laid.seen[0].isoformat(),
        "last_seen": laid.seen[-1].isoformat(),
        "last_week": str(Week.of(now, DEFAULT_ZONE).back(1)),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generator")
    parser.add_argument("path", type=Path)
    parser.add_argument("--articles", type=int, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--days", type=float, default=None)
    parser.add_argument("--words", type=int, default=None)
    parser.add_argument("--scores", choices=("near", "all"), default="near")
    parser.add_argument("--now", type=datetime.fromisoformat, default=NOW)
    parser.add_argument(
        "--as-current", action="store_true", help="said to be analysed by this very Pantau: 'analyse' has nothing to do"
    )
    parser.add_argument("--no-vectors", action="store_true", help="saves about 1.7 KB an article that is no copy")
    parser.add_argument("--no-check", action="store_true")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    version, themes = ("generated", {}) if not chosen.as_current else _current()
    found = generate(
        chosen.path,
        chosen.articles,
        seed=chosen.seed,
        now=chosen.now,
        days=chosen.days,
        words=chosen.words,
        scores=chosen.scores,
        vectors=not chosen.no_vectors,
        version=version,
        theme_versions=themes,
        check=not chosen.no_check,
    )
    if chosen.json:
        print(json.dumps(asdict(found)))
    else:
        for name, value in asdict(found).items():
            print(f"{name}: {value}")


def _current() -> tuple[str, dict[str, str]]:
    from nlp.themes import load_themes
    from pantau import instance
    from pantau.config import Config
    from pantau.themes import theme_version

    version = instance.version(Config(home=Path()))
    return version, {theme.id: theme_version(theme, [], version) for theme in load_themes(None)}


if __name__ == "__main__":
    main()
