"""Tags, lemmas and the parse of English, from the packaged pipeline, for the sentences that need them.

Knows spaCy's components; must not know why a sentence needs its grammar (see ``Need``). The parser and its token
vectors are the dear part; a text's other sentences cost nothing here.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

import nlp.spacy_alone  # noqa: F401  before spaCy

# isort: split
from spacy.attrs import DEP, HEAD, LEMMA, MORPH, ORTH, POS, TAG
from spacy.tokens import Doc

#: What this module calls by name; a pipeline without one of them is run as it comes.
COMPONENTS = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer")

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
        self._vocab = nlp.vocab
        self._known: dict[tuple[int, int, int], tuple[int, int, int]] = {}

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
        orth = doc.to_array(ORTH)
        for row in tagged:
            columns[row, 1:4] = self._word(int(orth[row]), int(columns[row, 0]), int(columns[row, 4]))
        doc.from_array(_COLUMNS, columns)

    def _word(self, orth: int, tag: int, dep: int) -> tuple[int, int, int]:
        """Part of speech, morphology and lemma of a word by its own letters, tag and relation.

        spaCy's rules look at one word but for six of spoken English ("gonna"), so that a word is asked once.
        """
        key = orth, tag, dep
        found = self._known.get(key)
        if found is None:
            alone = Doc(self._vocab, words=[self._vocab.strings[orth]])
            alone.from_array([TAG, DEP], np.array([[tag, dep]], dtype=np.uint64))
            row = self._lemmatizer(self._ruler(alone)).to_array([POS, MORPH, LEMMA])[0]
            found = int(row[0]), int(row[1]), int(row[2])
            if len(self._known) < _MEMORY:
                self._known[key] = found
        return found


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
