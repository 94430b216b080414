"""Whether the size of the archive has a say when stories are settled: the next reports on top of archives of any size.

    python -m benchmarks.stories_archive DATABASE [DATABASE ...] [--reports 1000] [--json]

Each DATABASE (``benchmarks.generator`` makes one; **it is written to**: give a copy) gets made-up reports, seen a year
after its newest article, so that none of the archive is live, as read and in no story. Timed, in seconds: what a run
asks before it begins (orphans, awaiting), what it remembers, the decision, and writing it. The process's own time is
beside the wall's, since writing waits for the disk.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.stories_scale import articles
from nlp.stories import StoryWindow, Turn
from records import Article, Fetch, article_id
from store import Store
from store.analysing import AnalysisOf, save_analysis
from store.analysis_asking import remembered
from store.crawling import save_article
from store.settling import awaiting, orphans, settle_stories
from store.weekly import newest_article

VERSION = "benchmark"


def measure(file: Path, count: int) -> dict[str, Any]:
    found: dict[str, Any] = {"database": file.name}

    def timed(name: str, what: Callable[[], Any]) -> Any:
        wall, own = time.perf_counter(), time.process_time()
        given = what()
        found[name] = round(time.perf_counter() - wall, 3)
        found[f"{name}_own"] = round(time.process_time() - own, 3)
        return given

    with Store(file) as store:
        found["articles"] = store.connection.execute("SELECT count(*) FROM article").fetchone()[0]
        (outlet,) = store.connection.execute("SELECT min(id) FROM outlet").fetchone()
        start = newest_article(store) + timedelta(days=365)
        items = articles(count, seed=11)
        window = StoryWindow()

        def put() -> None:
            with store.transaction():
                for number, item in enumerate(items):
                    url, seen = f"https://{outlet}.example/{item.id}", start + timedelta(seconds=number)
                    name = article_id(outlet, item.id)
                    fetch = Fetch(url=url, outlet=outlet, fetched=seen, status="ok", purpose="article")
                    article = Article(
                        id=name,
                        outlet=outlet,
                        identity=item.id,
                        url=url,
                        title=item.title,
                        body=item.body,
                        language="en",
                        words=300,
                        first_seen=seen,
                        fetch=fetch,
                    )
                    save_article(store, None, article)
                    save_analysis(store, AnalysisOf(article=name, version=VERSION, awaits=True))

        timed("put", put)
        since = start - timedelta(days=14)
        timed("orphans", lambda: orphans(store))
        timed("awaiting", lambda: awaiting(store, VERSION, since))
        known = timed("remembered", lambda: list(remembered(store, since, VERSION)))
        by_title = {item.title: item for item in items}
        for each in known:
            item = by_title[each.title]
            made = type(item)(
                id=each.article,
                title=each.title,
                body=each.body,
                when=each.first_seen,
                vector=item.vector,
                language="en",
                outlet=each.outlet,
            )
            window.add(made, first=Turn(each.first_seen.timestamp(), each.article))
        done = timed("decided", window.settle)
        timed("written", lambda: settle_stories(store, done.decisions, [], VERSION, start))
        found["placed"] = len(done.decisions)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stories_archive")
    parser.add_argument("databases", type=Path, nargs="+")
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    found = [measure(file, chosen.reports) for file in chosen.databases]
    if chosen.json:
        print(json.dumps(found))
    else:
        for row in found:
            print("  ".join(f"{name} {value}" for name, value in row.items()))


if __name__ == "__main__":
    main()
