"""Words of a Doc as the recogniser reads them: word pieces, the class of their letters, windows of whole sentences.

Shared by training and reading, so that both see the same. Must not know labels or weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nlp.entities.cues import cues_of

BEGIN, END, UNKNOWN = 101, 102, 100  # [CLS], [SEP] and [UNK] of the encoder's vocabulary

Indices = npt.NDArray[np.int64]

_SIGNS = ".,'’\"“”()-–—@:;&/$"
#: Classes of letters, since the encoder reads no capitals. 0 is the place before and behind a window.
SHAPES = ("", "digits", "year", "mixed", "other", *_SIGNS, "A", "ABC", "ABCDEF", "ABCDEFG", "abc", "Abc", "AbC", "aBc")
_SHAPE = {name: number for number, name in enumerate(SHAPES)}

#: Words in small letters at which no name begins or ends. With the marks below and the ends of sentences they leave
#: one span in four and lose 8 of 9,890 marked ones (all 320 articles of MEN-Dataset, on which they were chosen).
_INNER = frozenset(
    (
        "a about added after again against all along also although am among an and any are around as at be because "
        "been before being between both but can could did do does due during each for from had has have he her here "
        "him his how if in including into is it its itself just like might me more most must my n't no nor not now of "
        "off on only or other our out over own per 's said says shall she should since so some such than that the "
        "their them there these they this those though through to today told too under until up upon very was we "
        "were what when where whether which while who whom whose why will with within without would yesterday yet "
        "you your"
    ).split()
)
_KEPT = 50_000  # words whose shape and edges are remembered
_CLOSING = frozenset({")"})  # marks at which a name may end: "Regulation 10(3)"


class Word(NamedTuple):
    """A token of the Doc: ``text[start:end]``, its pieces and the number of its shape."""

    token: int
    start: int
    end: int
    pieces: tuple[int, ...]
    shape: int
    sentence: int
    cues: int = 0  # what the lists say of it, see nlp.entities.cues
    begins: bool = True  # whether a name may begin with it
    ends: bool = True


@lru_cache(maxsize=_KEPT)
def _edges(word: str) -> tuple[bool, bool]:
    """Whether a name may begin with ``word`` and whether one may end with it."""
    if not any(letter.isalnum() for letter in word):
        return False, word in _CLOSING
    inner = word in _INNER
    return not inner, not inner


@lru_cache(maxsize=_KEPT)
def shape_of(word: str) -> int:
    """The class of a word's letters, as an index of SHAPES."""
    return _SHAPE[_shape_name(word)]


def _shape_name(word: str) -> str:
    if word.isdigit():
        return "year" if len(word) == 4 else "digits"
    if any(letter.isdigit() for letter in word):
        return "mixed"
    if not any(letter.isalpha() for letter in word):
        return word if word in _SHAPE and word else "other"
    if word.isupper():
        return "A" if len(word) == 1 else "ABC" if len(word) <= 3 else "ABCDEF" if len(word) <= 6 else "ABCDEFG"
    if word.islower():
        return "abc"
    if word[0].isupper():
        return "Abc" if word[1:].islower() else "AbC"
    return "aBc"


def words_of(doc: Any, starts: Sequence[int], tokenizer: Any) -> list[Word]:
    """The tokens of a spaCy Doc that are no white space. ``starts`` are the offsets at which sentences begin, in
    order; ``tokenizer`` is a tokenizers.Tokenizer without padding or truncation."""
    text = doc.text
    encoding = tokenizer.encode(text, add_special_tokens=False)
    offsets, ids = encoding.offsets, encoding.ids
    words: list[Word] = []
    # As arrays: a token of its own for each question costs as much as the question.
    columns = doc.to_array(["IDX", "LENGTH", "IS_SPACE"]).reshape(-1, 3).astype(np.int64)
    kept = np.flatnonzero(columns[:, 2] == 0)
    begins, ends = columns[kept, 0].tolist(), (columns[kept, 0] + columns[kept, 1]).tolist()
    texts = [text[start:end] for start, end in zip(begins, ends, strict=True)]
    sentences = (np.searchsorted(np.array(starts, dtype=np.int64), begins, side="right") - 1).clip(0).tolist()
    opens = [i == 0 or sentences[i - 1] != number for i, number in enumerate(sentences)]
    piece = 0
    for token, start, end, word, sentence, cues in zip(
        kept.tolist(), begins, ends, texts, sentences, cues_of(texts, opens), strict=True
    ):
        while piece < len(ids) and offsets[piece][1] <= start:
            piece += 1
        first = piece
        while piece < len(ids) and offsets[piece][0] < end:
            piece += 1
        pieces = tuple(ids[first:piece]) or (UNKNOWN,)
        words.append(Word(token, start, end, pieces, shape_of(word), sentence, cues, *_edges(word)))
    return words


def windows(words: Sequence[Word], limit: int, first_limit: int | None = None) -> list[tuple[int, int]]:
    """Ranges of words that are read together: whole sentences up to ``limit`` pieces, a longer sentence in parts.

    ``first_limit`` makes the first window shorter, so that training sees other neighbours at every pass.
    """
    found: list[tuple[int, int]] = []
    begin, used = 0, 0
    room = first_limit or limit
    for start, stop in _sentences(words, limit):
        size = sum(len(word.pieces) for word in words[start:stop])
        if start > begin and used + size > room:
            found.append((begin, start))
            begin, used, room = start, 0, limit
        used += size
    if words:
        found.append((begin, len(words)))
    return found


def _sentences(words: Sequence[Word], limit: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    begin, used = 0, 0
    for index, word in enumerate(words):
        # A word of more pieces than a window holds is read by its first pieces alone (see ``Window``).
        size = min(len(word.pieces), limit)
        if index > begin and (word.sentence != words[index - 1].sentence or used + size > limit):
            found.append((begin, index))
            begin, used = index, 0
        used += size
    if words:
        found.append((begin, len(words)))
    return found


@dataclass(frozen=True, slots=True)
class Window:
    """One window as numbers, all lists. Words stand between two empty places, which is where indices point to."""

    pieces: list[int]
    piece_shapes: list[int]
    first: list[int]  # of each place: index of its first piece; 0 for the empty places
    last: list[int]
    word_shapes: list[int]
    word_cues: list[int]

    @classmethod
    def of(cls, words: Sequence[Word], limit: int) -> Window:
        pieces, shapes = [BEGIN], [0]
        first, last, word_shapes = [0], [0], [0]
        for word in words:
            kept = word.pieces[:limit]
            first.append(len(pieces))
            pieces += kept
            shapes += [word.shape] * len(kept)
            last.append(len(pieces) - 1)
            word_shapes.append(word.shape)
        cues = [0, *(word.cues for word in words), 0]
        return cls([*pieces, END], [*shapes, 0], [*first, 0], [*last, 0], [*word_shapes, 0], cues)


def spans(words: Sequence[Word], width: int) -> tuple[Indices, Indices]:
    """(first, last), both included, of all spans of at most ``width`` words that can be a name: within a sentence and
    without a word at either end at which no name begins or ends."""
    count = len(words)
    opening = np.flatnonzero(np.fromiter((word.begins for word in words), np.bool_, count))
    closing = np.fromiter((word.ends for word in words), np.bool_, count)
    sentence = np.fromiter((word.sentence for word in words), np.int64, count)
    first = np.repeat(opening, width)
    last = first + np.tile(np.arange(width), len(opening))
    inside = last < count
    first, last = first[inside], last[inside]
    kept = closing[last] & (sentence[first] == sentence[last])
    return first[kept], last[kept]
