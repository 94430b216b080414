"""What a run spends on the window before it does any work: with kept readings of its texts, and with all read anew.

    python -m benchmarks.window [--live 1700] [--articles 10] [--runs 3] [--words 400] [--json]

A made-up archive (``benchmarks.generator``: English and Malay, 30 % copies), in which as many articles come a day as
make ``--live`` that are remembered, then runs of a few new articles each (``benchmarks.pipeline_pages``). The first run
finds nothing kept and is not counted. "kept" are the runs after it; before each of "anew" all readings are taken away,
so that it reads all texts and keeps them again. Seconds are of the processor, a run: "recall" brings articles, copies
and stories back, "facts" are what links between languages ask of texts, "whole" is the analysis, with reading the new
ones.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.generator import generate
from benchmarks.growth import VERSION, settle
from benchmarks.pipeline_pages import OUTLET_FILES, stream, write_warc
from crawler.outlet_file import load_outlets
from crawler.replay import replay
from nlp.embedding import default_encoder
from nlp.stories.window import StoryWindow
from nlp.themes import load_themes
from pantau.analyse import Analyst
from pantau.remembering import MEMORY
from pantau.sink import StoreSink
from pantau.themes import theme_version
from store import Store, crawling
from store.weekly import newest_article


def measure(live: int, articles: int, runs: int, words: int) -> dict[str, Any]:
    spent: Counter[str] = Counter()

    def timed(owner: Any, name: str, called: str) -> None:
        work = getattr(owner, name)

        def run(*given: Any, **options: Any) -> Any:
            began = time.process_time()
            try:
                return work(*given, **options)
            finally:
                spent[called] += time.process_time() - began  # type: ignore[assignment]

        setattr(owner, name, run)

    timed(Analyst, "_recall", "recall")
    timed(StoryWindow, "_facing", "facts")
    timed(Analyst, "run", "whole")
    encoder = default_encoder()
    a_day = live / MEMORY.days
    size = round(2 * live)
    found: dict[str, Any] = {"archive": size}
    with tempfile.TemporaryDirectory() as folder:
        path, outlets = Path(folder) / "archive.db", _outlets(Path(folder) / "outlets")
        versions = {theme.id: theme_version(theme, [], VERSION) for theme in load_themes(None)}
        generate(path, size, days=size / a_day, words=words, theme_versions=versions)
        settle(path)
        pages = stream(articles * (1 + 2 * runs), 0.3)
        for number in range(1 + 2 * runs):
            kind = "first" if not number else "kept" if number % 2 else "anew"
            with Store(path) as store:
                part = pages[articles * number : articles * (number + 1)]
                moved = newest_article(store) + timedelta(minutes=15) - part[0].when
                warc = write_warc([replace(page, when=page.when + moved) for page in part], Path(folder) / str(number))
                when = part[-1].when + moved
                run = crawling.start_run(store, "replay", when)
                replay(warc, outlets, StoreSink(store, run, outlets))
                crawling.finish_run(store, run, when, "ok", run.counts, None)
                if kind == "anew":
                    store.connection.execute("DELETE FROM reading")
                spent.clear()
                analyst = Analyst(store, load_themes(None), _given(encoder), VERSION)
                analyst.run(everything=False, step=_nothing, begin=lambda _: None)
                row = found.setdefault(kind, Counter())
                row.update({name: spent[name] / runs for name in ("recall", "facts", "whole")})
                sizes = "sum(length(copies) + coalesce(length(signs), 0) + coalesce(length(facts), 0))"
                count, held = store.connection.execute(f"SELECT count(*), {sizes} FROM reading").fetchone()
                found["live"] = len(analyst.recent.met) - articles
                found["kept readings"], found["bytes a reading"] = count, round(held / count)
    del found["first"]
    return {name: _rounded(value) for name, value in found.items()}


def _given(encoder: Any) -> Callable[[], Any]:
    return lambda: encoder


def _nothing() -> None:
    pass


def _rounded(value: Any) -> Any:
    return {name: round(number, 2) for name, number in value.items()} if isinstance(value, Counter) else value


def _outlets(folder: Path) -> Any:
    folder.mkdir()
    for file, text in OUTLET_FILES.items():
        (folder / file).write_text(text, encoding="utf-8")
    return tuple(load_outlets(folder))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--live", type=int, default=1700, help="articles that a run remembers")
    parser.add_argument("--articles", type=int, default=10, help="new ones a run")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--words", type=int, default=400, help="of a made-up body")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = measure(asked.live, asked.articles, asked.runs, asked.words)
    if asked.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:>16}  {value}")


if __name__ == "__main__":
    main()
