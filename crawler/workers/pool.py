"""The processes that read pages, seen from the parent: started, fed, killed where a page breaks its limits.

Knows processes and channels; it must not know pages: what one is worth says the reader, what its failure is called
crawler.workers.limits. A process is started by name and not forked: the parent has threads, a reactor, a database.
"""

from __future__ import annotations

import os
import pickle
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

from crawler.extraction.hints import FeedHint, Hints
from crawler.workers.child import READY, Page
from crawler.workers.crossing import from_bytes, receive, send
from crawler.workers.limits import Limits
from records import Extracted, PantauError

EXTRACT = "crawler.extraction:extract"
START_SECONDS = 120.0  # to import what reading needs: 0.6 s here; more than this is a machine that is out of order
PAGES = 1000  # after which a process is made anew, so that what its libraries keep cannot add up
AHEAD = 3  # pages a process that are read ahead of the one whose turn it is; more only fill memory

T = TypeVar("T")
R = TypeVar("R")


class ReadersFailed(PantauError):
    """No process could be started, or the pool was closed: nothing can be said of any page."""


class Readers:
    """``count`` processes that read pages; ``read`` may be called from as many threads.

    ``reader`` names the function that reads, as ``module:function``. To be closed: ``with Readers() as readers``.
    """

    def __init__(self, count: int = 1, limits: Limits | None = None, reader: str = EXTRACT) -> None:
        self.count = count
        self._all = [_Process(limits or Limits(), reader) for _ in range(count)]
        self._free: SimpleQueue[_Process] = SimpleQueue()
        for process in self._all:
            self._free.put(process)

    def read(
        self,
        html: bytes,
        url: str | None,
        hints: Hints | None = None,
        content_type: str | None = None,
        feed_hint: FeedHint | None = None,
    ) -> Extracted:
        """What ``reader`` makes of a page; a refusal where that broke a limit or its process. Raises ReadersFailed."""
        process = self._free.get()
        try:
            return process.read((html, url, hints, content_type, feed_hint))
        finally:
            self._free.put(process)

    def in_order(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """``work`` of each item, in the order of the items whatever their number of processes; a few are worked on
        ahead. ``work`` runs in a thread and calls ``read``."""
        waiting: deque[Future[R]] = deque()
        executor = ThreadPoolExecutor(self.count)
        try:
            for item in items:
                waiting.append(executor.submit(work, item))
                if len(waiting) > AHEAD * self.count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            # not waited for: who leaves early closes the pool, and that ends them
            executor.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """Ends all processes at once, whatever they are at."""
        for process in self._all:
            process.kill()
        for process in [self._free.get() for _ in self._all]:  # once no thread is at it
            process.end()
            self._free.put(process)

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Process:
    """One process, started when the pool is, and again when a page has ended it."""

    def __init__(self, limits: Limits, reader: str) -> None:
        self._limits = limits
        self._reader = reader
        self._closed = False
        self._starting = threading.Lock()  # kill() comes from another thread
        self._pages = 0
        self._ready = False
        self._start()

    def read(self, page: Page) -> Extracted:
        self._make_ready()
        self._pages += 1
        try:
            send(self._channel, pickle.dumps(page))
            return from_bytes(receive(self._channel, self._limits.result))
        except TimeoutError:
            reason = self._limits.stuck
            self._process.kill()
        except (ValueError, TypeError, RecursionError):
            reason = "the reader gave no record"
            self._process.kill()
        except (EOFError, OSError):
            reason = ""
        code = self.end()
        if self._closed:
            raise ReadersFailed("the readers were closed while a page was read")
        return Extracted(url=page[1], refused=True, reason=reason or self._limits.died(code))

    def kill(self) -> None:
        """For good; called while another thread reads."""
        with self._starting:
            self._closed = True
            self._process.kill()

    def _make_ready(self) -> None:
        if self._pages >= PAGES or self._process.poll() is not None:
            self._process.kill()
            self.end()
            self._start()
        if self._ready:
            return
        try:
            self._channel.settimeout(START_SECONDS)
            self._ready = receive(self._channel, len(READY)) == READY
        except (EOFError, OSError, ValueError):
            self._ready = False
        if not self._ready:
            raise ReadersFailed(f"the process that reads pages does not start (exit code {self.end()})")
        self._channel.settimeout(self._limits.patience)

    def _start(self) -> None:
        with self._starting:
            if self._closed:
                raise ReadersFailed("the readers are closed")
            self._channel, theirs = socket.socketpair()
            limits = self._limits
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", "from crawler.workers.child import main; main()", str(theirs.fileno()),
                 self._reader, str(limits.seconds), str(limits.memory), str(limits.result)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,  # the parent's may carry JSON
                pass_fds=(theirs.fileno(),),
                env={**os.environ, "PYTHONPATH": os.pathsep.join(os.path.abspath(path) for path in sys.path)},
                process_group=0,  # Ctrl-C is the parent's to answer
            )  # fmt: skip
            theirs.close()
            self._pages, self._ready = 0, False

    def end(self) -> int:
        """Ends the process and gives its exit code; that of its own end, where it ended itself."""
        process = self._process
        try:
            process.wait(0.5)
        except subprocess.TimeoutExpired:
            process.kill()
        code = process.wait()
        if process.stdin:
            process.stdin.close()
        self._channel.close()
        return code
