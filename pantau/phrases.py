"""Vectors of the phrases of themes and of the background sample: as the store keeps them, or made and kept.

Joins an encoder to rows of the store; must not know what follows from a vector. Kept vectors hold for what they were
made of and nothing else, and are those that the encoder would give now, bit for bit. A run that is killed before it
keeps any makes the next one slower, and changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from functools import cached_property
from hashlib import blake2b

import numpy as np

from nlp.embedding import Encoder, Vectors
from nlp.themes.phrases import BACKGROUND
from store import Store
from store.phrases import KeptPhrases, keep_phrases, kept_phrases

#: Their vectors tell an encoder from another of the same name: a model trained anew in its folder, a library or a
#: processor that rounds otherwise. Two texts of unlike length, since phrases are read in company; some 5 ms.
PROBE = ("Kampung Baru's 1,204 port workers said that the Elder-Tolm railway would reopen in May", "trade")
_log = logging.getLogger("pantau.phrases")


class StoredPhrases:
    """The vectors that one run asks ``encoder`` for by name. ``version``: of rules and models. A run that only looks
    never calls ``save``, and has each list made once at most."""

    def __init__(self, store: Store, encoder: Encoder, version: str) -> None:
        self._store, self.encoder, self._version = store, encoder, version
        self._known: dict[bytes, Vectors] = {}  # of all that was asked for, by what it is made of
        self._made: dict[str, KeptPhrases] = {}

    def __call__(self, name: str, texts: Sequence[str]) -> Vectors:
        """Float32 array (len(texts), dimension). As ``nlp.themes.phrases.Phrases`` says."""
        made_of = self._made_of(texts)
        found = self._known.get(made_of)
        if found is None:
            found = self._kept(name, made_of)
            if found is None:
                found = self.encoder.encode_together(texts)
                values = _bytes(found)
                self._made[name] = KeptPhrases(
                    name=name, made_of=made_of, checksum=_checksum(made_of, values), values=values
                )
            self._known[made_of] = found
        return found

    def save(self, themes: Iterable[str]) -> None:
        """Keeps what was made, and lets go of what belongs to no theme of ``themes``, ids."""
        keep_phrases(self._store, self._made.values(), {BACKGROUND, *themes})
        self._made.clear()

    def _kept(self, name: str, made_of: bytes) -> Vectors | None:
        """As the store has them; None where it has none that hold."""
        row = kept_phrases(self._store, name)
        if row is None:
            return None
        if row.made_of != made_of:
            _log.info("the kept vectors of '%s' are of other texts, rules or another encoder: made anew", name)
            return None
        if row.checksum != _checksum(made_of, row.values):
            _log.warning("the kept vectors of '%s' are damaged: made anew", name)
            return None
        return np.frombuffer(row.values, dtype="<f4").reshape(-1, self.encoder.dimension)

    def _made_of(self, texts: Sequence[str]) -> bytes:
        """All that decides the vectors; the whole list, since the last bits of one may depend on its company."""
        return blake2b(self._asked_of + repr(list(texts)).encode(), digest_size=16).digest()

    @cached_property
    def _asked_of(self) -> bytes:
        probed = _bytes(self.encoder.encode_together(PROBE))
        return repr((self._version, self.encoder.name, self.encoder.dimension, probed)).encode()


def _bytes(vectors: Vectors) -> bytes:
    return np.ascontiguousarray(vectors, dtype="<f4").tobytes()


def _checksum(made_of: bytes, values: bytes) -> bytes:
    """Of bytes as vectors of just this."""
    return blake2b(values, key=made_of, digest_size=16).digest()
