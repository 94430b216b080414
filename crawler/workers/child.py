"""What runs in a reading process: page after page from the parent, a record back for each, until the parent is gone.

Knows the limits and how a process keeps them; the parent (crawler.workers.pool) knows what it means when it does not.
"""

from __future__ import annotations

import importlib
import os
import pickle
import resource
import signal
import socket
import sys
import threading

from crawler.extraction.hints import FeedHint, Hints, Read
from crawler.workers.crossing import receive, send, to_bytes
from crawler.workers.limits import OUT_OF_MEMORY, Limits
from records import Extracted

READY = b"ready"

Page = tuple[bytes, str | None, Hints | None, str | None, FeedHint | None]


def main() -> None:
    """The arguments: file descriptor of the channel, reader as ``module:function``, seconds, bytes of memory,
    bytes of a result. Standard input says nothing: it ends when the parent does, however that ends."""
    number, reader, seconds, memory, result = sys.argv[1:]
    limits = Limits(seconds=float(seconds), memory=int(memory), result=int(result))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    module, _, function = reader.partition(":")
    read: Read = getattr(importlib.import_module(module), function)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    serve(socket.socket(fileno=int(number)), read, limits)


def serve(channel: socket.socket, read: Read, limits: Limits) -> None:
    send(channel, READY)
    while True:
        try:
            page: Page = pickle.loads(receive(channel))  # made by our own parent, the page in it is bytes
        except EOFError:
            return
        # The kernel counts and kills: no code of a page's reader can hold it up.
        signal.setitimer(signal.ITIMER_PROF, limits.seconds)
        answer = _answer(page, read, limits)
        signal.setitimer(signal.ITIMER_PROF, 0)
        send(channel, answer)


def _answer(page: Page, read: Read, limits: Limits) -> bytes:
    try:
        answer = to_bytes(read(*page))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # what is left of the heap is no place for the next page
    except Exception as error:  # noqa: BLE001 - extraction says it never raises; where it does, the page says why
        message = " ".join(str(error).split())[:200]
        answer = to_bytes(_refusal(page[1], f"reading failed ({type(error).__name__}: {message})"))
    if len(answer) > limits.result:
        answer = to_bytes(_refusal(page[1], limits.too_much(len(answer))))
    return answer


def _refusal(url: str | None, reason: str) -> Extracted:
    return Extracted(url=url, refused=True, reason=reason)


def _end_with_parent() -> None:
    while os.read(0, 1):
        continue
    os.kill(os.getpid(), signal.SIGKILL)
