"""Reads articles ahead of their turn, in processes of their own: what depends on a text alone needs no order.

Knows processes and which readers nlp has; must not know the store, copies or stories. Texts go in and records come out:
no Doc and no model crosses. Whether a text is read here or there changes no record.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from multiprocessing import forkserver
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Protocol, TypeVar

from records import Annotation, PantauError

if TYPE_CHECKING:  # what reads is loaded where texts are read: a second, which an analysis with readers need not wait
    from nlp.embedding import Encoder, Vectors
    from nlp.themes.meaning import Bytes

T = TypeVar("T")

FEW = 40  # articles; for 12 to 30, processes spare 1 to 2.6 s of the clock and cost 1.3 to 1.6 of the processor
_MODELS = "pantau.reading_models"  # imported before reading processes are forked
AHEAD = 8  # articles a process that wait or are read ahead of the one whose turn it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is read of an article."""

    title: str
    body: str
    language: str | None
    published: date | None  # in the instance's zone


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadText:
    """What was read. ``vector``: of title and beginning, ``passages``: as ``nlp.themes.meaning`` keeps them."""

    annotation: Annotation
    vector: Vectors
    passages: Bytes


class Reader(Protocol):
    """Begins to read a text; the call of what it gives waits for the result, and raises what reading raised."""

    def begin(self, given: Given) -> Callable[[], ReadText]: ...


def read_text(given: Given, encoder: Encoder, spacy_model: str | None) -> ReadText:
    """All that a text says by itself. Raises BadInput for a text too long or not Unicode."""
    from nlp.annotate import annotate
    from nlp.embedding import embedding_text
    from nlp.themes.meaning import meant, passage_vectors, prose

    annotation = annotate(given.body, language=given.language, published=given.published, model=spacy_model)
    vector = encoder.encode([embedding_text(given.title, given.body)])[0]
    body = prose(given.body)
    rows = passage_vectors(encoder, body if meant(encoder, given.title, body, given.language) else "")
    return ReadText(annotation=annotation, vector=vector, passages=rows)


class Alone:
    """Reads in this process, each text in its turn."""

    def __init__(self, encoder: Callable[[], Encoder], spacy_model: str | None) -> None:
        self._encoder = encoder
        self._model = spacy_model

    def begin(self, given: Given) -> Callable[[], ReadText]:
        return lambda: read_text(given, self._encoder(), self._model)


def load_ahead(encoder: str | None = None, spacy_model: str | None = None) -> None:
    """Starts the process that reading processes are forked from, with ``encoder`` and ``spacy_model`` as ``Readers``
    has them, and comes back at once: models are loaded there while this process does something else.

    Readers are not forked from here, where threads and a database are, but from a process that has the models only. It
    ends with this one.
    """
    multiprocessing.get_context("forkserver").set_forkserver_preload([] if encoder or spacy_model else [_MODELS])
    forkserver.ensure_running()


def submitted(pool: ProcessPoolExecutor, work: Callable[..., T], *given: object) -> Future[T]:
    """``work`` of ``given`` in a process of the pool. Raises BrokenProcessPool where one of its processes ended."""
    try:
        return pool.submit(work, *given)
    except OSError as error:
        if error.errno is not None:
            raise  # no room for one process more, and the like
        # One ended while another was being started, and the pool closed what that was to be given (CPython 3.11).
        raise BrokenProcessPool(f"a process ended while another was being started ({error})") from error


class Readers:
    """``count`` processes that read texts. To be closed: ``with Readers(2) as readers``."""

    def __init__(self, count: int, encoder: str | None = None, spacy_model: str | None = None) -> None:
        """``encoder``: name or folder as ``load_encoder`` takes it; None is the default one."""
        self.ahead = AHEAD * count
        load_ahead(encoder, spacy_model)
        context = multiprocessing.get_context("forkserver")
        self._pool = ProcessPoolExecutor(count, context, initializer=_begin, initargs=(encoder, spacy_model))

    def begin(self, given: Given) -> Callable[[], ReadText]:
        try:
            future = submitted(self._pool, _read, given)
        except BrokenProcessPool as broken:
            # It is told in its turn, behind what was read before.
            future = Future()
            future.set_exception(broken)

        def result() -> ReadText:
            try:
                return future.result()
            except BrokenProcessPool as error:
                raise PantauError(
                    "a process that reads articles ended (out of memory?); what was read until now is kept: run again,"
                    " with '--processes 1' where memory is short"
                ) from error

        return result

    def close(self) -> None:
        """What has not begun is not read."""
        self._pool.shutdown(cancel_futures=True)

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_loaded: list[tuple[Encoder, str | None]] = []  # of a reading process


def _begin(encoder: str | None, spacy_model: str | None) -> None:
    from nlp.embedding import load_encoder

    threading.Thread(target=end_with_parent, daemon=True).start()
    _loaded.append((load_encoder(encoder) if encoder else default(), spacy_model))


@lru_cache(maxsize=1)
def default() -> Encoder:
    """The default encoder, loaded once: reading processes have it from the one they are forked from."""
    from nlp.embedding import load_encoder

    return load_encoder()


def _read(given: Given) -> ReadText:
    return read_text(given, *_loaded[0])


def end_with_parent() -> None:
    """A parent that is killed closes nothing, and its processes would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
