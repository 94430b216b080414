"""The vectors of one text by which themes are scored: of the whole and of its passages, and how they are kept.

Knows an encoder; must not know themes. Passages are kept as bytes, a quarter of the size: all scores are made from what
is kept, so that a score made later from the store is the one made at the first reading.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.copies.text import lines
from nlp.embedding import Encoder
from nlp.stories.words import language_of

PASSAGES = 10  # at most; each costs one run of the encoder
PASSAGE_WORDS = 45  # at least
#: Words of a passage that are read, its first: it is told by how it begins. Passages of 24 words give themes of the
#: sample F1 .687, read whole .675 (docs/performance.md); in long texts six passages lose subjects that ten keep.
PASSAGE_READ = 24
UNIT = 254.0  # steps to the unit: components of 384 dimensions stay under a half (the cosine moves by less than 0.001)
WORDS_IN = frozenset({"en", "ms", "id", "und"})  # languages of seeds and keywords
READS_MALAY = ("multilingual", "e5", "use", "bge-m3", "labse")  # parts of names of encoders that read more than English

Bytes = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Text:
    """A text as themes are scored on it. ``vector`` None: its language is not read by meaning."""

    title: str
    body: str  # without the lines that speak of other articles
    language: str | None
    vector: npt.NDArray[np.float32] | None  # of title and beginning
    passages: Bytes  # (n, dimension), maybe of no row
    around: npt.NDArray[np.float16] | None = None  # with the texts like it before it; None: alone


def reads_all(encoder: Encoder) -> bool:
    return any(part in encoder.name.casefold() for part in READS_MALAY)


def read_by_meaning(encoder: Encoder, text: str, language: str | None) -> bool:
    return reads_all(encoder) or (language or language_of(text))[:2] == "en"


def meant(encoder: Encoder, title: str, body: str, language: str | None) -> bool:
    """Whether a text is read by meaning: in a language that this encoder reads and themes have seeds in."""
    if language and language not in WORDS_IN and not reads_all(encoder):
        return False
    return read_by_meaning(encoder, f"{title}\n{body}", language)


def passage_vectors(encoder: Encoder, body: str) -> Bytes:
    """Vectors of the beginnings of a text's passages, to be kept; of no row where it has one passage only."""
    pieces = [" ".join(passage.split()[:PASSAGE_READ]) for passage in passages(prose(body))]
    if len(pieces) < 2:
        return np.zeros((0, encoder.dimension), dtype=np.int8)
    return np.asarray(np.clip(np.rint(encoder.encode_together(pieces) * UNIT), -127, 127), dtype=np.int8)


def prose(body: str) -> str:
    """The body without its "also read" lines."""
    return "\n".join(lines(body))


def passages(body: str) -> list[str]:
    """The body cut into at most PASSAGES runs of whole sentences, of about PASSAGE_WORDS words or more."""
    sentences = [part.strip() for part in re.split(r"(?<=[.!?\"”])\s+|\n+", body) if part.strip()]
    size = max(PASSAGE_WORDS, math.ceil(len(body.split()) / PASSAGES))
    found: list[list[str]] = [[]]
    for sentence in sentences:
        if sum(len(part.split()) for part in found[-1]) >= size and len(found) < PASSAGES:
            found.append([])
        found[-1].append(sentence)
    return [" ".join(parts) for parts in found if parts]
