"""The index of meanings of one served desk: read from the store in a thread of its own, and asked.

It begins with the newest vectors, so that it is of use at once and says how far it has come; what is written later is
read when it is next asked. Thin: comparing is ``likeness``, reading is ``store.desk_vectors``.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from browse import likeness
from store import desk_vectors

_log = logging.getLogger(__name__)
CHUNK = 4096  # vectors read at a time: 6 MB
WAIT_SECONDS = 0.08  # a page waits so long for what is being read; a hundred thousand vectors take about a second
#: Vectors looked up for each one that is wanted; see docs/quality.md for what more or fewer would find.
OVERSAMPLE = 20
LEAST_LOOKED_UP, MOST_LOOKED_UP = 400, 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Articles by likeness, the most alike first: (id, cosine); among how many, and whether these are all."""

    found: tuple[tuple[str, float], ...]
    among: int
    complete: bool


class Meanings:
    def __init__(self, path: str) -> None:
        self._uri = f"{Path(path).absolute().as_uri()}?mode=ro"
        self._lock = threading.Lock()
        self._reader: threading.Thread | None = None
        self._read = threading.Event()
        self._model = ""
        self._signs: likeness.Signs | None = None
        self._first = self._last = 0  # places between which all is read
        self._whole = False

    def begin(self) -> threading.Event:
        """Reads on in a thread of its own, unless one does; the event is set when there is nothing left to read."""
        with self._lock:
            if self._reader is None or not self._reader.is_alive():
                self._read.clear()
                self._reader = threading.Thread(target=self._run, name="meanings", daemon=True)
                self._reader.start()
            return self._read

    def alike(self, connection: sqlite3.Connection, about: dict[str, Any], count: int) -> Alike:
        """``count`` articles that are most like what ``desk_vectors.about`` tells of."""
        if desk_vectors.newest(connection) != (self._last, self._model) or not self._whole:
            self.begin().wait(WAIT_SECONDS)
        signs, model = self._signs, self._model
        values = [row["values"] for row in about["vectors"] if row["model"] == model]
        if signs is None or not values:
            return Alike(found=(), among=signs.count if signs else 0, complete=self._whole)
        asked = likeness.middle(likeness.read(values))
        places = signs.nearest(asked, min(max(LEAST_LOOKED_UP, OVERSAMPLE * count), MOST_LOOKED_UP))
        looked_up = desk_vectors.at(connection, model, set(places))
        if 2 * len(looked_up) < len(places):  # most of what was read was written anew since, in other places
            self._model = ""
        if not looked_up:
            return Alike(found=(), among=signs.count, complete=self._whole)
        cosines = likeness.read([row["values"] for row in looked_up]) @ asked
        best = {row["article"]: float(cosine) for row, cosine in zip(looked_up, cosines, strict=True)}
        ordered = sorted(best.items(), key=lambda each: (-each[1], each[0]))
        return Alike(found=tuple(ordered[:count]), among=signs.count, complete=self._whole)

    def _run(self) -> None:
        try:
            with closing(sqlite3.connect(self._uri, uri=True)) as connection:
                while self._step(connection):
                    time.sleep(0.002)  # pages come first
        except sqlite3.Error as error:  # the next page that asks tries again
            _log.warning("vectors could not be read: %s", error)
        finally:
            self._read.set()

    def _step(self, connection: sqlite3.Connection) -> bool:
        """Reads one chunk; false where nothing is left."""
        place, model = desk_vectors.newest(connection)
        if not place:
            self._signs, self._whole = None, True
            return False
        if model != self._model:  # vectors of two models are never compared
            self._signs, self._model, self._whole = None, model, False
            self._first, self._last = place + 1, place
        self._last = min(self._last, place)  # the last were deleted: their places are given anew
        later = desk_vectors.after(connection, model, self._last, CHUNK)
        if later:
            self._add(later)
            self._last = later[-1][0]
            return True
        found = desk_vectors.before(connection, model, self._first, CHUNK)
        if not found:
            self._whole = True
            return False
        self._add(found)
        self._first = found[-1][0]
        return True

    def _add(self, found: list[tuple[int, bytes]]) -> None:
        vectors = likeness.read([values for _, values in found])
        if self._signs is None:
            self._signs = likeness.Signs(vectors)
        self._signs.add([place for place, _ in found], vectors)


_known: WeakKeyDictionary[Any, Meanings] = WeakKeyDictionary()


def meanings_of(datasette: Any, path: str) -> Meanings:
    """The index of an instance, made when it is first asked for."""
    return _known.setdefault(datasette, Meanings(path))
