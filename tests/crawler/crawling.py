"""Runs one crawl in a process of its own (Twisted's reactor cannot be started again) and brings back what it gave."""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.archive import Archive
from crawler.crawl import CrawlReport, CrawlSettings, crawl
from crawler.memory import MemoryFrontier
from crawler.outlet_file import load_outlets
from crawler.ports import KnownPage, Usual
from records import Article, Fetch, OutletHealth

NOW = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)


@dataclass
class Kept:
    """A sink that keeps everything, and the pages known before."""

    articles: list[Article] = field(default_factory=list)
    fetches: list[Fetch] = field(default_factory=list)
    healths: list[OutletHealth] = field(default_factory=list)
    pages: dict[str, KnownPage] = field(default_factory=dict)
    fails: bool = False
    now: datetime = NOW
    usually: Usual = field(default_factory=Usual)
    frontier: MemoryFrontier = field(default_factory=MemoryFrontier)
    options: dict[str, Any] = field(default_factory=dict)  # of crawl()

    def article(self, article: Article, fetch: Fetch) -> None:
        if self.fails:
            raise OSError("no space left on device")
        assert article.fetch == fetch
        self.articles.append(article)

    def fetch(self, fetch: Fetch) -> None:
        self.fetches.append(fetch)

    def health(self, health: Any) -> Any:
        """Both the sink's (a record) and the known pages' (an outlet's id)."""
        if isinstance(health, str):
            return next((kept for kept in reversed(self.healths) if kept.outlet == health), None)
        self.healths.append(health)
        return None

    def page(self, url: str) -> KnownPage | None:
        return self.pages.get(url)

    def usual(self, outlet: str, now: datetime) -> Usual:  # noqa: ARG002 - the protocol's names
        return self.usually

    def fetch_at(self, path: str) -> Fetch:
        return next(fetch for fetch in self.fetches if fetch.url.endswith(path))


@dataclass
class Crawled:
    kept: Kept
    report: CrawlReport | None
    error: str | None
    archive: Path


def run_crawl(folder: Path, settings: CrawlSettings, kept: Kept | None = None) -> Crawled:
    """Crawls the outlets in ``folder/outlets`` with the archive in ``folder/warc``, at ``kept.now``."""
    job = folder / "job.pickle"
    job.write_bytes(pickle.dumps((folder, settings, kept or Kept())))
    done = subprocess.run(
        [sys.executable, "-m", "tests.crawler.crawling", str(job)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    result: Crawled = pickle.loads(job.with_suffix(".result").read_bytes())
    return result


def main(job: Path) -> None:
    folder, settings, kept = pickle.loads(job.read_bytes())
    report, error = None, None
    with Archive(folder / "warc", NOW) as archive:
        try:
            outlets = load_outlets(folder / "outlets")
            report = crawl(
                outlets, kept, kept, archive, lambda: kept.now, settings, frontier=kept.frontier, **kept.options
            )
        except OSError as raised:
            error = str(raised)
    job.with_suffix(".result").write_bytes(pickle.dumps(Crawled(kept, report, error, folder / "warc")))


if __name__ == "__main__":
    from tests.crawler.crawling import main as imported_main  # so that pickles name the importable module

    imported_main(Path(sys.argv[1]))
