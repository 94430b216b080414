"""How long the pages of the desk take by the size of the archive, over HTTP on loopback, and which facets time out.

    python -m benchmarks.browse [--articles 10000] [--database FILE] [--rounds 5] [--writes] [--json]

The archive is made by ``benchmarks.generator`` (or is FILE, as it wrote one and as the present schema has it; it is
only read). The desk is served by a process of its own; one reader asks, one page after the other. Of each kind of page
the heaviest are asked for (the largest stories, the officials named most, ...) and some drawn at random; each address
once before it is timed, so that the file's pages are in memory and the vectors are read, then ``--rounds`` times.
``--writes``: something is written before each request, as by a crawl that is under way; into FILE too, then.
``pages_p95_ms`` is over all pages but the front page; ``first_ms`` of a kind is the slowest of the untimed first
requests; ``cpu_p95_ms`` the processor time that the desk's process took, which a busy machine changes less (Linux; null
elsewhere). A page that does not answer with 200 stops the benchmark, unless ``--keep-going``: then it is told in
``failed`` with its time.
"""

from __future__ import annotations

import argparse
import http.client
import json
import math
import multiprocessing
import random
import socket
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks.generator import generate
from browse import serve
from browse.access import HIDDEN
from browse.metadata import metadata
from records import PantauError
from store import Store

HEAVY = 3  # addresses of each kind that are its heaviest
DRAWN = 7  # and those drawn at random
READY_SECONDS = 60.0
ANSWER_SECONDS = 60.0

_SERIES = (
    "FROM figure_claim c JOIN article a ON a.id = c.first_article AND a.withdrawn IS NULL WHERE c.series IS NOT NULL"
)
# Of each kind: SQL of the heaviest ids, SQL of all ids, and the address of one.
_KINDS: dict[str, tuple[str, str, str]] = {
    "story": (
        "SELECT id FROM story ORDER BY articles DESC, id LIMIT ?",
        "SELECT id FROM story ORDER BY id",
        "/story/{}",
    ),
    "article": (
        "SELECT id FROM article ORDER BY words DESC, id LIMIT ?",
        "SELECT id FROM article ORDER BY id",
        "/article/{}",
    ),
    "official": (
        "SELECT official FROM mention WHERE official IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?",
        "SELECT id FROM official ORDER BY id",
        "/official/{}",
    ),
    "organisation": (
        "SELECT organisation FROM post_mention WHERE organisation IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1"
        " LIMIT ?",
        "SELECT id FROM organisation ORDER BY id",
        "/organisation/{}",
    ),
    "claim": (
        "SELECT id FROM figure_claim ORDER BY reports DESC, id LIMIT ?",
        "SELECT c.id FROM figure_claim c JOIN article a ON a.id = c.first_article AND a.withdrawn IS NULL ORDER BY 1",
        "/claim/{}",
    ),
    "place": (
        "SELECT place FROM mention WHERE place IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?",
        "SELECT code FROM place ORDER BY code",
        "/place/{}",
    ),
    "theme": (
        "SELECT theme FROM story_theme WHERE assigned GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?",
        "SELECT id FROM theme ORDER BY id",
        "/theme/{}",
    ),
    "outlet": (
        "SELECT outlet FROM article GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?",
        "SELECT id FROM outlet ORDER BY id",
        "/outlet/{}",
    ),
    "series": (
        f"SELECT c.series {_SERIES} GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?",
        f"SELECT DISTINCT c.series {_SERIES} ORDER BY 1",
        "/series/{}",
    ),
}
# The heaviest of these narrow a search.
_NARROWING = ("official", "organisation", "place", "theme", "outlet", "story", "series")


@dataclass(slots=True)
class Timed:
    first: float = 0.0  # ms, the slowest of the untimed first requests
    times: list[tuple[float, str]] = field(default_factory=list)  # ms, address
    cpu: list[float] = field(default_factory=list)  # ms of the processor


def addresses(path: Path, seed: int) -> dict[str, list[str]]:
    """Kind -> what is asked for."""
    chance = random.Random(seed)
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:

        def column(sql: str, *values: object) -> list[str]:
            return [str(value) for (value,) in connection.execute(sql, values)]

        found: dict[str, list[str]] = {"front": ["/"]}
        found["front of a week"] = [
            f"/?week={week}" for week in column("SELECT DISTINCT week FROM article ORDER BY week DESC LIMIT 4")[1:]
        ]
        for kind, (heavy, every, address) in _KINDS.items():
            ids, all_ids = column(heavy, HEAVY), column(every)
            drawn = chance.sample(all_ids, min(DRAWN, len(all_ids)))
            found[kind] = [address.format(quote(each, safe="")) for each in dict.fromkeys([*ids, *drawn])]
        # from a word that every other article has to one of few, and two words together
        titles = column("SELECT title FROM article ORDER BY id LIMIT 200")
        words = [word for title in chance.sample(titles, min(6, len(titles))) for word in title.split()[:1]]
        common = column("SELECT text FROM body ORDER BY id LIMIT 1")[0].split()
        often = max(set(common), key=lambda word: (common.count(word), word)).strip(".,")
        name = column("SELECT name FROM official ORDER BY id LIMIT 1")[0]
        found["search"] = [
            f"/search?{urlencode(asked)}"
            for asked in (
                *({"q": word} for word in dict.fromkeys(words)),
                {"q": name},
                {"q": often},
                {"q": often, "sort": "newest"},
                {"q": f"{often} {words[0]}"},
            )
        ]
        official, organisation, place, theme, outlet, story, claim_series = (
            column(heavy, 1)[0] for heavy, _, _ in (_KINDS[kind] for kind in _NARROWING)
        )
        rare = column("SELECT id FROM official ORDER BY id DESC LIMIT 1")[0]
        week = column("SELECT DISTINCT week FROM article ORDER BY week DESC LIMIT 2")[-1]
        found["search, narrowed"] = [
            f"/search?{urlencode(asked)}"
            for asked in (
                *({"theme": theme}, {"place": place}, {"place": place[:2]}, {"week": week}, {"outlet": outlet}),
                *({"official": official}, {"official": rare}, {"organisation": organisation}, {"story": story}),
                *({"language": "ms"}, {"q": often, "theme": theme}, {"q": words[0], "week": week}),
                *({"q": often, "place": place, "official": official}, {"q": words[0], "outlet": outlet}),
            )
        ]
        slips = [each[:-2] + "x" + each[-1] for each in column("SELECT name FROM official ORDER BY id DESC LIMIT 4")]
        found["search, misspelt"] = [f"/search?{urlencode({'q': each})}" for each in (*slips, f"{slips[0]} {often}")]
        near = column("SELECT article FROM vector ORDER BY article LIMIT 4")
        found["search, alike"] = [f"/search?{urlencode({'like': each})}" for each in (*near, story)]
        found["search, alike"] += [
            f"/search?{urlencode({'like': near[0], name: value})}"
            for name, value in (("theme", theme), ("outlet", outlet), ("q", often))
        ]
        found["file"] = [
            *(f"/story/{quote(story, safe='')}/briefing.{ending}" for ending in ("html", "docx")),
            *(f"/search.{ending}?{urlencode({'theme': theme})}" for ending in ("csv", "json", "atom", "bib", "ris")),
            f"/search.csv?{urlencode({'official': official})}",
            f"/series/{quote(claim_series, safe='')}/plot.svg",
            f"/theme/{quote(theme, safe='')}/weeks.svg",
        ]
        concepts = column("SELECT concept FROM figure_claim GROUP BY 1 ORDER BY count(*) DESC LIMIT 2")
        owners = column(
            "SELECT owner FROM figure_claim WHERE owner IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 2"
        )
        found["figures"] = [
            "/figures",
            "/figures?page=50",
            *(f"/figures?{urlencode({'concept': each})}" for each in concepts),
            *(f"/figures?{urlencode({'owner': each})}" for each in owners),
        ]
        found["digest archive"] = ["/digests", "/digests.atom"]
    return found


def faceted() -> dict[str, list[str]]:
    """Table -> its facets, of those that have a page."""
    tables: dict[str, dict[str, Any]] = metadata("")["databases"]["tables"]["tables"]
    return {name: told["facets"] for name, told in tables.items() if told.get("facets") and name not in HIDDEN}


class Desk:
    """A desk served by another process, and one reader's connection to it."""

    def __init__(self, path: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.process = multiprocessing.get_context("spawn").Process(
            target=serve, args=(path,), kwargs={"port": self.port}, daemon=True
        )
        self.process.start()
        until = time.monotonic() + READY_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            except OSError as error:
                if time.monotonic() > until or not self.process.is_alive():
                    self.close()
                    raise PantauError(f"the desk of {path} did not begin to serve: {error}") from error
                time.sleep(0.05)
        self.reader = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)

    def get(self, address: str) -> tuple[int, bytes, float]:
        """Status, body, milliseconds until the last byte."""
        started = time.perf_counter()
        self.reader.request("GET", address)
        answer = self.reader.getresponse()
        body = answer.read()
        return answer.status, body, 1000 * (time.perf_counter() - started)

    def cpu(self) -> float:
        """Milliseconds of the processor that the desk's threads have had; NaN where the kernel does not tell."""
        try:
            told = [each.read_text() for each in Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")]
        except OSError:
            return math.nan
        return sum(int(each.split()[0]) for each in told) / 1e6 if told else math.nan

    def close(self) -> None:
        self.process.terminate()
        self.process.join(10)


def p95(times: Sequence[float]) -> float:
    """The value that 95 in a hundred do not exceed (nearest rank)."""
    return sorted(times)[-(-95 * len(times) // 100) - 1]


def measure(path: Path, rounds: int, seed: int, *, keep_going: bool = False, writes: bool = False) -> dict[str, Any]:
    with Store.open(path, readonly=True):  # says what is wrong with the file before anything is served
        asked = addresses(path, seed)
    desk = Desk(path)
    failed: dict[str, float] = {}
    timed: dict[str, Timed] = {kind: Timed() for kind in asked}

    def fetch(address: str) -> tuple[bytes, float]:
        if writes:
            with closing(sqlite3.connect(path, timeout=10)) as crawl, crawl:
                crawl.execute("INSERT INTO run (command, started) VALUES ('crawl', '2031-03-31T04:00:00Z')")
        status, body, spent = desk.get(address)
        if status != 200:
            if not keep_going:
                raise PantauError(f"{address} answered {status}")
            failed[address] = round(spent, 1)
        return body, spent

    try:
        for kind, each in asked.items():
            timed[kind].first = max(fetch(address)[1] for address in each)
        for _ in range(rounds):
            for kind, each in asked.items():
                for address in each:
                    before = desk.cpu()
                    timed[kind].times.append((fetch(address)[1], address))
                    timed[kind].cpu.append(desk.cpu() - before)
        late: list[str] = []
        tables: dict[str, float] = {}
        for table, facets in faceted().items():
            fetch(f"/tables/{table}.json")
            body, spent = fetch(f"/tables/{table}.json")
            tables[table] = round(spent, 1)
            # datasette's JSON does not name those that took too long: they are just not there
            late += [f"{table}.{facet}" for facet in facets if facet not in json.loads(body)["facet_results"]]
    finally:
        desk.close()
    pages = [each for kind, found in timed.items() if not kind.startswith("front") for each in found.times]
    slowest = max(pages)
    return {
        "front_p95_ms": round(p95([ms for kind in ("front", "front of a week") for ms, _ in timed[kind].times]), 1),
        "pages_p95_ms": round(p95([ms for ms, _ in pages]), 1),
        "slowest": {"ms": round(slowest[0], 1), "address": slowest[1]},
        "kinds": {
            kind: {
                "p95_ms": round(p95([ms for ms, _ in found.times]), 1),
                "first_ms": round(found.first, 1),
                "cpu_p95_ms": None if math.isnan(found.cpu[0]) else round(p95(found.cpu), 1),
                "slowest": max(found.times)[1],
            }
            for kind, found in timed.items()
        },
        "tables_ms": tables,
        "facets_timed_out": late,
        "failed": failed,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.browse")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--database", type=Path, help="a generated archive, instead of making one")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--writes", action="store_true", help="write something before each request, into FILE too")
    parser.add_argument("--keep-going", action="store_true", help="tell pages that fail instead of stopping")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    if chosen.rounds < 1:
        parser.error("--rounds is at least 1")
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.database or Path(folder) / "archive.db"
        if chosen.database is None:
            generate(path, chosen.articles, seed=chosen.seed)
        found = measure(path, chosen.rounds, chosen.seed, keep_going=chosen.keep_going, writes=chosen.writes)
    if chosen.json:
        print(json.dumps(found))
        return
    print(f"{'page':<18} {'p95 ms':>8} {'cpu ms':>8} {'first ms':>9}  slowest")
    for kind, row in found["kinds"].items():
        cpu = "-" if row["cpu_p95_ms"] is None else row["cpu_p95_ms"]
        print(f"{kind:<18} {row['p95_ms']:>8} {cpu:>8} {row['first_ms']:>9}  {row['slowest']}")
    for table, spent in found["tables_ms"].items():
        print(f"table {table:<20} {spent:>8}")
    for name in ("front_p95_ms", "pages_p95_ms", "slowest", "facets_timed_out", "failed"):
        print(f"{name}: {found[name]}")


if __name__ == "__main__":
    main()
