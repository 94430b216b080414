"""Runs one crawl in a process of its own (Twisted's reactor cannot be started again) and brings back what it gave.

These processes are copies of one that has everything imported: that is what a crawl of a test would mostly cost.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import traceback
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import crawler.crawl
from crawler.archive import Archive
from crawler.crawl import CrawlReport, CrawlSettings, crawl
from crawler.extraction import extract
from crawler.memory import MemoryFrontier
from crawler.outlet_file import load_outlets
from crawler.ports import KnownPage, Usual
from records import Article, Fetch, OutletHealth, PantauError, Reach

NOW = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)


@dataclass
class Kept:
    """A sink that keeps everything, and the pages known before."""

    articles: list[Article] = field(default_factory=list)
    fetches: list[Fetch] = field(default_factory=list)
    healths: list[OutletHealth] = field(default_factory=list)
    reaches: list[Reach] = field(default_factory=list)
    pages: dict[str, KnownPage] = field(default_factory=dict)
    fails: bool = False
    file_limit: int | None = None  # bytes that a file may have
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

    def reach(self, reach: Reach | None = None) -> Reach | None:
        """Both the sink's (with a record) and the known pages'."""
        if reach is not None:
            self.reaches.append(reach)
        return self.reaches[-1] if self.reaches else None

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


class _Here:
    """Reads pages in the process of the crawl: a second one a crawl would cost more than most crawls of these tests.
    Processes that read, and what they keep from a crawl, are test_workers' matter and that of ``apart``."""

    def __init__(self, *_: object, **__: object) -> None:
        self.read = extract

    def __enter__(self) -> _Here:
        return self

    def __exit__(self, *_: object) -> None:
        return


def run_crawl(folder: Path, settings: CrawlSettings, kept: Kept | None = None, *, apart: bool = False) -> Crawled:
    """Crawls the outlets in ``folder/outlets`` with the archive in ``folder/warc``, at ``kept.now``. ``apart``: pages
    are read in a process of their own, as outside of tests."""
    job = folder / "job.pickle"
    job.write_bytes(pickle.dumps((folder, settings, kept or Kept(), apart)))
    process = _FORKS.Process(target=_run, args=(job,))
    process.start()
    try:
        process.join(100)
        assert process.exitcode is not None, "the crawl did not end"
    finally:
        process.kill()
        process.join()
    result = pickle.loads(job.with_suffix(".result").read_bytes())
    assert isinstance(result, Crawled), result
    return result


def _run(job: Path) -> None:
    folder, settings, kept, apart = pickle.loads(job.read_bytes())
    if not apart:
        crawler.crawl.Readers = _Here  # type: ignore[attr-defined,assignment,misc]
    report, error = None, None
    result: object
    try:
        if kept.file_limit is not None:  # as on a disk that is full
            resource.setrlimit(resource.RLIMIT_FSIZE, (kept.file_limit, resource.RLIM_INFINITY))
        with Archive(folder / "warc", NOW) as archive:
            try:
                outlets = load_outlets(folder / "outlets")
                report = crawl(
                    outlets, kept, kept, archive, lambda: kept.now, settings, frontier=kept.frontier, **kept.options
                )
            except (OSError, PantauError) as raised:
                error = str(raised)
        result = Crawled(kept, report, error, folder / "warc")
    except BaseException:  # noqa: BLE001 - whatever it is, the test says it
        result = traceback.format_exc()
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    job.with_suffix(".result").write_bytes(pickle.dumps(result))


def run_pantau(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line, in a process of its own as always, but with everything imported."""
    process, out, err = start_pantau(home, *arguments)
    try:
        process.join(110)
        assert process.exitcode is not None, "the command did not end"
    finally:
        process.kill()
        process.join()
    return subprocess.CompletedProcess(arguments, process.exitcode or 0, out.read_text(), err.read_text())


def start_pantau(home: Path, *arguments: str) -> tuple[Any, Path, Path]:
    """(the process, the files of its standard output and errors): to be watched, and killed."""
    said = Path(tempfile.mkdtemp(dir=home.parent))
    process = _FORKS.Process(target=_command, args=(said, ["pantau", "--home", str(home), *arguments]))
    process.start()
    return process, said / "out", said / "err"


def _command(said: Path, arguments: list[str]) -> None:
    from pantau.cli import main

    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(said / name, os.O_CREAT | os.O_WRONLY, 0o600), number)
    sys.argv = arguments
    main()


# A process in which all is imported, and which gives a copy of itself to each crawl.
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.crawler.crawling", "tests.crawler.warm"])
