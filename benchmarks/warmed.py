"""A process that has imported everything and loaded all weights, and runs each command in a fork of its own.

For suites that start the command hundreds of times: a fork costs milliseconds, an import of torch and spaCy seconds.
``python -m benchmarks.warmed`` reads jobs from standard input, a line of JSON each, and answers a line of JSON each; no
thread runs in it, so that a fork finds no lock held. Pages and texts are read in the fork itself, not in processes of
their own. Must not know what is tested or measured.

A job: ``commands`` (lists of arguments of ``pantau``, run in turn until one ends with a code other than 0), ``out``
(file for what they print), ``hook`` ("module:function", called with the job in the fork before the first command).
An answer: ``code`` (of the last command; negative: the signal), ``seconds`` of the processor, ``peak`` (bytes, with
what the fork shares with its parent).
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Ran:
    """How a job ended. ``said`` is what it printed."""

    code: int
    seconds: float
    peak: int
    said: str


class Warmed:
    """The process, from outside. To be closed: ``with Warmed() as warmed``. ``patience``: seconds a job may take."""

    def __init__(self, patience: float = 300.0) -> None:
        self._patience = patience
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.warmed", str(patience)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        )

    def run(self, out: Path, *commands: list[str], **job: Any) -> Ran:
        return self.wait(self.start(out, *commands, **job))

    def start(self, out: Path, *commands: list[str], **job: Any) -> Path:
        """Begins a job, whose process id its first line of ``out`` tells; ``wait`` gives its end."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"commands": commands, "out": str(out), **job}) + "\n")
        self._process.stdin.flush()
        return out

    def wait(self, out: Path) -> Ran:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the warmed process has ended (exit code {self._process.wait()})")
        answer = json.loads(line)
        said = out.read_text(encoding="utf-8", errors="replace").partition("\n")[2]
        return Ran(answer["code"], answer["seconds"], answer["peak"], said)

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(self._patience)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> Warmed:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class ReadHere:
    """In place of crawler.workers.Readers: reads in this process."""

    def __init__(self, count: int = 1, limits: object = None) -> None:
        del limits
        self.count = count

    def read(self, *page: Any) -> Any:
        from crawler.extraction import extract

        return extract(*page)

    def __enter__(self) -> ReadHere:
        return self

    def __exit__(self, *_: object) -> None:
        return


class Remembering:
    """An encoder that keeps what it has made: the seeds of the themes are the same in every fork."""

    def __init__(self, encoder: Any) -> None:
        self._encoder, self._kept = encoder, {}
        self.name, self.dimension = encoder.name, encoder.dimension

    def encode(self, texts: Any) -> Any:
        return self._of(self._encoder.encode, "one by one", texts)

    def encode_together(self, texts: Any) -> Any:
        return self._of(self._encoder.encode_together, "together", texts)

    def _of(self, make: Any, how: str, texts: Any) -> Any:
        key = (how, *texts)
        if key not in self._kept:
            self._kept[key] = make(texts)
        return self._kept[key].copy()


#: Settings that name one class each, and what Scrapy imports by itself when a crawl starts.
_ONE = ("SCHEDULER", "DOWNLOADER", "STATS_CLASS", "DUPEFILTER_CLASS", "LOG_FORMATTER", "ROBOTSTXT_PARSER")
_LATE = (
    "scrapy.core.downloader.handlers.http11 scrapy.core.engine scrapy.core.scraper scrapy.pqueues scrapy.squeues "
    "twisted.internet.asyncioreactor twisted.web.client"
).split()


def warm_crawl() -> None:
    """Imports what a crawl imports on its way, by name or by its settings, and reads a page. No reactor is installed: a
    fork makes its own."""
    from scrapy.settings import Settings
    from scrapy.utils.conf import build_component_list
    from scrapy.utils.misc import load_object

    from crawler import settings as policy
    from crawler.extraction import extract

    settings = Settings()
    settings.setmodule(policy)
    for group in ("EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES"):
        for path in build_component_list(settings.getwithbase(group)):
            load_object(path)
    for name in _ONE:
        load_object(settings[name])
    for name in _LATE:
        importlib.import_module(name)
    said = "Port Larkin: The harbour board said on Monday that 12.5 million tonnes left the quay in 2025. " * 5
    extract(
        f"<html><head><title>A quay</title></head><body><h1>A quay</h1><p>{said}</p></body></html>".encode(),
        "http://a.example/1",
    )
    if "twisted.internet.reactor" in sys.modules:
        raise RuntimeError("a reactor was installed by an import; a fork cannot have one of its own")


def warm() -> None:
    """Imports what a run imports and loads what it loads."""
    import functools
    import pkgutil

    import crawler
    import digest
    import nlp.embedding
    import pantau.commands
    import pantau.instance
    import records
    import store
    from nlp.annotate import annotate
    from nlp.themes import ThemeScorer, load_themes

    for package in (crawler, digest, pantau, records, store, pantau.commands):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "__main__" not in found.name:
                importlib.import_module(found.name)
    warm_crawl()
    sys.modules["crawler.crawl"].Readers = ReadHere  # type: ignore[attr-defined]
    sys.modules["pantau.analyse"].FEW = sys.maxsize  # type: ignore[attr-defined]
    encoder = Remembering(nlp.embedding.default_encoder())
    nlp.embedding.default_encoder = lambda: encoder  # type: ignore[assignment, return-value]
    pantau.instance.version = functools.cache(pantau.instance.version)
    said = "Port Larkin: Transport Minister Aida Rahman said on Monday that 12.5 million tonnes left the quay in 2025."
    scorer = ThemeScorer(load_themes(None), encoder)
    text = scorer.text(title="A quay", body=said, vector=encoder.encode([said])[0], language="en")
    scorer.neighbours([])
    scorer.score_texts([text])
    annotate(said, language="en")
    annotate("Menteri Pengangkutan Aida Rahman berkata 12.5 juta tan dieksport pada 2025.", language="ms")


def run_command(arguments: list[str]) -> int:
    from pantau.cli import main

    sys.argv = ["pantau", *arguments]
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def run_job(job: dict[str, Any]) -> int:
    """In the fork: the commands of a job in turn."""
    out = os.open(job["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.close(out)
    os.write(1, f"{os.getpid()}\n".encode())
    if job.get("hook"):
        module, _, name = job["hook"].partition(":")
        getattr(importlib.import_module(module), name)(job)
    code = 0
    for arguments in job["commands"]:
        code = run_command(arguments)
        if code:
            break
    return code


def main() -> None:
    patience = float(sys.argv[1])
    warm()
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                code = run_job(job)
            except BaseException:  # noqa: BLE001 - said, and the fork ends in any case
                import traceback

                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        code, used = _waited(child, patience)
        answer = {"code": code, "seconds": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss * 1024}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _waited(child: int, patience: float) -> tuple[int, Any]:
    """Waits for a fork, and kills one that hangs."""
    end = time.monotonic() + patience
    while True:
        found, status, used = os.wait4(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status), used
        if time.monotonic() > end:
            os.kill(child, 9)
            end = float("inf")
        time.sleep(0.005)


if __name__ == "__main__":
    main()
