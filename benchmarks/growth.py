"""Whether the size of the archive has a say in what the next articles cost: time, memory and size of the database.

    python -m benchmarks.growth [DATABASE ...] [--sizes 10000 100000 1000000] [--a-day 120] [--articles 1000] [--json]

Archives are made by ``benchmarks.generator`` (rows and vectors, no models), of as many articles a day whatever their
size: an archive grows because time passes, and what is live (stories of the last days) is as much in each. A DATABASE
that is there already is copied, since it is written to. An analysis that finds nothing to read comes first and is not
counted ("first_seconds"): made-up rows were never in the ledger. On each the next articles
(``benchmarks.pipeline_pages``, 30 % copies, seen from a day after the archive's last) go through the real code:
extraction, store, analysis, in one process. Seconds are of the processor; "reading" is what texts cost by themselves,
"rest" what could grow: copies, stories, writing, and what follows from it at the end of an analysis. Memory is the peak
of the process, less what it had before the store was opened.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.generator import generate
from benchmarks.pipeline_pages import OUTLET_FILES, stream, write_warc
from nlp.themes import load_themes
from pantau.themes import theme_version

VERSION = "generated"
STEPS = (
    "orphans", "remembered", "awaiting", "settle_stories", "save_analysis", "settle_officials", "settle_themes",
    "refresh_ledger", "refresh_summaries", "refresh_emergent", "refresh_trends", "begin_themes",
)  # fmt: skip


def measure(path: Path, count: int) -> dict[str, Any]:
    """The next ``count`` articles on the archive at ``path``, which is written to."""
    from crawler.outlet_file import load_outlets
    from crawler.replay import replay
    from nlp.embedding import default_encoder
    from pantau import analyse, reading_ahead, recent
    from pantau.sink import StoreSink
    from store import Store, crawling
    from store.weekly import newest_article

    spent: Counter[str] = Counter()

    def timed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **options: Any) -> Any:
            began = time.process_time()
            try:
                result = work(*given, **options)
                return list(result) if name == "remembered" else result
            finally:
                spent[name] += time.process_time() - began

        return run

    encoder = default_encoder()
    for name in STEPS:
        of = [module for module in (analyse, recent) if hasattr(module, name)]
        if not of:
            raise RuntimeError(f"no module of an analysis takes the step '{name}' any more")
        for module in of:
            setattr(module, name, timed(name, getattr(module, name)))
    reading_ahead.read_text = timed("reading", reading_ahead.read_text)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "outlets").mkdir()
        for file, text in OUTLET_FILES.items():
            (Path(folder) / "outlets" / file).write_text(text, encoding="utf-8")
        outlets = tuple(load_outlets(Path(folder) / "outlets"))
        before = _peak_kb()
        with Store(path) as store:
            held = store.connection.execute("SELECT count(*) FROM article").fetchone()[0]
            newest = newest_article(store)
            pages = stream(count, 0.3)
            moved = newest + timedelta(days=1) - pages[0].when
            warc = write_warc([replace(page, when=page.when + moved) for page in pages], Path(folder) / "warc")
            when: datetime = pages[-1].when + moved
            run = crawling.start_run(store, "replay", when)
            timed("replay", replay)(warc, outlets, StoreSink(store, run, outlets))
            crawling.finish_run(store, run, when, "ok", run.counts, None)
            analyst = analyse.Analyst(store, load_themes(None), lambda: encoder, VERSION)
            timed("analysis", analyst.run)(everything=False, step=lambda: None, begin=lambda _: None)
            peak = _peak_kb()
            store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    rest = spent["analysis"] - spent["reading"]
    return {
        "articles": held,
        "next": count,
        "replay_seconds": round(spent["replay"], 2),
        "reading_seconds": round(spent["reading"], 2),
        "rest_seconds": round(rest, 2),
        "seconds": round(spent["replay"] + spent["analysis"], 2),
        "mb": round((peak - before) / 1024),
        "kb_an_article": round(path.stat().st_size / held / 1000, 2),
        "steps": {name: round(spent[name], 2) for name in STEPS if spent[name] >= 0.005},
    }


def _peak_kb() -> int:
    """The peak of this program's own memory. Not ru_maxrss, which begins with that of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM:")).split()[1])


def settle(path: Path) -> float:
    """What an analysis makes of a made-up archive before anything new comes; seconds of the processor."""
    from nlp.embedding import default_encoder
    from pantau.analyse import Analyst
    from store import Store
    from store.summaries import all_told, stories_to_tell

    began = time.process_time()
    with Store(path) as store:
        with store.transaction() as connection:  # they are told: what they are made of is not of the store's own words
            connection.executemany(
                "UPDATE story_summary SET made_of = ? WHERE story = ?",
                [(made_of, story) for story, made_of in stories_to_tell(store, VERSION)],
            )
        all_told(store, VERSION)
        Analyst(store, load_themes(None), default_encoder, VERSION).run(
            everything=False, step=lambda: None, begin=lambda _: None
        )
    return time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("databases", type=Path, nargs="*")
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--a-day", type=int, default=120, help="articles of an archive")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--folder", type=Path, help="where archives are made and copied to; else a temporary one")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--first", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.first:
        print(json.dumps(settle(asked.first)))
        return
    if asked.one:
        print(json.dumps(measure(asked.one, asked.articles)))
        return
    found = []
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        for given in [*asked.sizes, *asked.databases]:
            path = Path(folder) / "archive.db"
            if isinstance(given, Path):
                shutil.copyfile(given, path)
            else:
                made_with = {theme.id: theme_version(theme, [], VERSION) for theme in load_themes(None)}
                generate(path, given, days=given / asked.a_day, theme_versions=made_with)
            first = _alone("--first", str(path))
            found.append(_alone("--one", str(path), "--articles", str(asked.articles)))
            found[-1]["first_seconds"] = round(first, 1)
            print(json.dumps(found[-1]), file=sys.stderr)
            for file in Path(folder).glob("archive.db*"):
                file.unlink()
    least = found[0]  # the first is what the others are set against
    for row in found:
        row["times"] = {name: round(row[name] / least[name], 2) for name in ("seconds", "rest_seconds", "mb")}
    if asked.json:
        print(json.dumps(found))
        return
    for row in found:
        bar = "#" * round(20 * row["times"]["seconds"])
        print(
            f"{row['articles']:>9} articles {row['seconds']:>8.1f} s {row['mb']:>6} MB {row['kb_an_article']} KB {bar}"
        )
        print(f"          {json.dumps({**row['times'], **row['steps']})}")


def _alone(*arguments: str) -> Any:
    """In a process of its own, whose memory is that of the one archive."""
    command = [sys.executable, "-m", "benchmarks.growth", *arguments]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


if __name__ == "__main__":
    main()
