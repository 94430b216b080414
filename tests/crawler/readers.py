"""Readers for tests: each page says by its first word what its reader does. Named to a pool as ``module:function``."""

from __future__ import annotations

import os
import signal
import time

from crawler.extraction import FeedHint, Hints
from records import Extracted


def obeying(
    html: bytes, url: str | None, hints: Hints | None, content_type: str | None, feed_hint: FeedHint | None
) -> Extracted:
    word, _, rest = html.decode().partition(" ")
    if word == "spin":
        while True:
            continue
    elif word == "sleep":
        time.sleep(float(rest))
    elif word == "eat":
        held = []
        while True:
            held.append(bytearray(1024**3))  # refused at once, before filling it takes processor time
    elif word == "exit":
        os._exit(int(rest))
    elif word == "signal":
        os.kill(os.getpid(), signal.Signals[rest])
        time.sleep(60)
    elif word == "raise":
        raise ValueError(rest)
    elif word == "recurse":
        return obeying(html, url, hints, content_type, feed_hint)
    elif word == "write":
        print("noise" * 1000)  # noqa: T201 - what a library might do
    elif word == "long":
        return Extracted(url=url, body="x" * int(rest))
    return Extracted(url=url, title=str((hints, content_type, feed_hint)), body=html.decode())


def processor(
    html: bytes,  # noqa: ARG001 - as every reader is called
    url: str | None,
    hints: Hints | None,  # noqa: ARG001
    content_type: str | None,  # noqa: ARG001
    feed_hint: FeedHint | None,  # noqa: ARG001
) -> Extracted:
    """Says which process read the page."""
    return Extracted(url=url, body=str(os.getpid()))
