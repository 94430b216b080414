"""Tags, lemmas and the parse of English, from the packaged pipeline, for the sentences that need them.

Knows spaCy's components; must not know why a sentence needs its grammar (see ``Need``). The parser and its token
vectors are the dear part; a text's other sentences cost nothing here.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import threadpoolctl

import nlp.spacy_alone  # noqa: F401  before spaCy

# isort: split
from spacy.attrs import DEP, HEAD, LEMMA, MORPH, ORTH, POS, TAG
from spacy.tokens import Doc

#: What this module calls by name; a pipeline without one of them is run as it comes.
COMPONENTS = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer")

_BETWEEN = "\u2022"
_Word = tuple[int, int, int]  # its letters, tag and relation, as spaCy numbers them
_COLUMNS = [TAG, POS, MORPH, LEMMA, DEP, HEAD]
_MEMORY = 200_000  # words kept with their part of speech; about 60 MB


class Need(IntEnum):
    """How much of its grammar a sentence needs."""

    NOTHING = 0
    TAGS = 1
    PARSE = 2


class Grammar:
    """Writes tags, lemmas and heads into a Doc. Keeps what it learnt of words, which changes no result."""

    def __init__(self, nlp: Any) -> None:
        self._tok2vec, self._tagger, self._parser, self._ruler, self._lemmatizer = map(nlp.get_pipe, COMPONENTS)
        _by_numpy(self._tok2vec, self._tagger, self._parser)
        self._vocab = nlp.vocab
        self._known: dict[_Word, tuple[int, int, int]] = {}

    def write(self, doc: Doc, needs: npt.NDArray[np.int8]) -> None:
        """``needs``: a Need for each token, the same for all tokens of a sentence; sentence starts must be set."""
        tagged = np.flatnonzero(needs >= Need.TAGS)
        if not len(tagged):
            return
        part = self._tok2vec(_part(doc, tagged))
        self._tagger(part)
        parsed = np.flatnonzero(needs[tagged] >= Need.PARSE)
        columns = np.zeros((len(doc), len(_COLUMNS)), dtype=np.uint64)
        columns[tagged, 0] = part.to_array(TAG)
        if len(parsed):
            inner = _part(part, parsed)
            inner.tensor = part.tensor[parsed]  # the parser reads the vectors that the tagger has read
            self._parser(inner)
            columns[tagged[parsed], 4:] = inner.to_array([DEP, HEAD])
        orth = doc.to_array(ORTH)[tagged].tolist()
        words = list(zip(orth, columns[tagged, 0].tolist(), columns[tagged, 4].tolist(), strict=True))
        columns[tagged, 1:4] = self._words(words)
        doc.from_array(_COLUMNS, columns)

    def _words(self, words: list[_Word]) -> list[tuple[int, int, int]]:
        """Part of speech, morphology and lemma of words by their own letters, tag and relation.

        spaCy's rules look at one word but for six of spoken English ("gonna"), so that a word is asked once. Those that
        are new are asked together, with a mark between any two that no such rule has.
        """
        new = [word for word in dict.fromkeys(words) if word not in self._known]
        known = self._known
        if new:
            strings = self._vocab.strings
            asked = Doc(self._vocab, words=[part for orth, _, _ in new for part in (strings[orth], _BETWEEN)])
            given = np.zeros((len(asked), 2), dtype=np.uint64)
            given[::2] = np.array(new, dtype=np.uint64)[:, 1:]
            given[1::2, 0] = strings["NFP"]  # superfluous punctuation
            asked.from_array([TAG, DEP], given)
            rows = self._lemmatizer(self._ruler(asked)).to_array([POS, MORPH, LEMMA])[::2].tolist()
            found = {word: (row[0], row[1], row[2]) for word, row in zip(new, rows, strict=True)}
            if len(known) < _MEMORY:
                known.update(found)
            else:  # the memory is full: these are known for this text only
                known = {**known, **found}
        return [known[word] for word in words]


def _by_numpy(*pipes: Any) -> None:
    """Has the networks of these components multiply by numpy and in one thread: a third of BLIS's time at their sizes
    (500 by 288 by 288: .9 against 2.6 ms). Two threads of a process that has neighbours only wait for each other."""
    threadpoolctl.threadpool_limits(1, "blas")
    for pipe in pipes:
        for layer in pipe.model.walk():
            layer.ops.use_blis = False


def _part(doc: Doc, rows: npt.NDArray[np.intp]) -> Doc:
    """The tokens of ``rows``, which are whole sentences, as a Doc of their own."""
    tokens = [doc[int(row)] for row in rows]
    starts = doc.to_array("SENT_START")[rows].astype(np.int64)
    return Doc(
        doc.vocab,
        words=[token.text for token in tokens],
        spaces=[bool(token.whitespace_) for token in tokens],
        sent_starts=[int(start) for start in starts],
    )
