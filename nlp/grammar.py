"""Tags, lemmas and the parse of English, from the packaged pipeline, for the sentences that need them.

Knows spaCy's components; must not know why a sentence needs its grammar (see ``Need``). The parser and its token
vectors are the dear part; a text's other sentences cost nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

import nlp.spacy_alone  # noqa: F401  before spaCy

# isort: split
from spacy.attrs import DEP, HEAD, LEMMA, ORTH, POS, SENT_START, SPACY, TAG
from spacy.tokens import Doc

from nlp.networks import Floats, Heads, Tags, Vectors

#: What this module calls by name; a pipeline without one of them is run as it comes.
COMPONENTS = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer")

_BETWEEN = "\u2022"
_Word = tuple[int, int, int]  # its letters, tag and relation, as spaCy numbers them
_Told = tuple[int, int]  # part of speech and lemma
_Kind = tuple[int, int, tuple[bool, ...]]  # its letters and tag, and what the ruler's rules find of its relation
_COLUMNS = [TAG, POS, LEMMA, DEP, HEAD]  # no reader asks for the morphology
_MEMORY = 200_000  # words kept with their part of speech; about 60 MB


class Need(IntEnum):
    """How much of its grammar a sentence needs."""

    NOTHING = 0
    TAGS = 1
    PARSE = 2


class Grammar:
    """Writes tags, lemmas and heads into a Doc. Keeps what it learnt of words, which changes no result."""

    def __init__(self, nlp: Any) -> None:
        tok2vec, tagger, parser, self._ruler, self._lemmatizer = map(nlp.get_pipe, COMPONENTS)
        self._vectors, self._tags, self._heads = Vectors(tok2vec), Tags(tagger), Heads(parser)
        self._vocab = nlp.vocab
        self._relations = Relations(self._ruler.patterns)
        self._known: dict[_Kind, _Told] = {}
        self._told: dict[_Word, _Told] = {}

    def write(self, doc: Doc, needs: npt.NDArray[np.int8]) -> None:
        """``needs``: a Need for each token, the same for all tokens of a sentence; sentence starts must be set."""
        tagged = np.flatnonzero(needs >= Need.TAGS)
        if not len(tagged):
            return
        # As one array: a token of its own for each question costs as much as the question.
        asked = doc.to_array([ORTH, SPACY, SENT_START])[tagged]
        orths = asked[:, 0].tolist()
        vectors = self._vectors.of(orths, asked[:, 1].tolist())
        columns = np.zeros((len(doc), len(_COLUMNS)), dtype=np.uint64)
        columns[tagged, 0] = self._tags.of(vectors)
        parsed = needs[tagged] >= Need.PARSE
        if parsed.any():
            columns[tagged[parsed], 3:] = self._parse(asked[parsed], vectors[parsed])
        words = list(zip(orths, columns[tagged, 0].tolist(), columns[tagged, 3].tolist(), strict=True))
        columns[tagged, 1:3] = self._words(words)
        doc.from_array(_COLUMNS, columns)

    def _parse(self, words: npt.NDArray[np.uint64], vectors: Floats) -> npt.NDArray[np.uint64]:
        """Relation and distance to the head of each of ``words``, which are whole sentences: letters, white space and
        whether a sentence begins.

        Each sentence is a Doc of its own: the parser takes a step in all of them at a time (.9996 of the words get the
        head and relation that they get one sentence after the other).
        """
        orths = words[:, 0].tolist()
        bounds = [*np.flatnonzero(words[:, 2] == 1).tolist(), len(words)]
        begins = np.full((len(words), 1), -1, dtype=np.int64).view(np.uint64)
        begins[0] = 1
        sentences = [
            Doc(self._vocab, words=orths[start:stop]).from_array([SENT_START], begins[: stop - start])
            for start, stop in pairwise(bounds)
        ]
        self._heads.write(sentences, vectors)
        return np.concatenate([sentence.to_array([DEP, HEAD]) for sentence in sentences])

    def _words(self, words: list[_Word]) -> list[_Told]:
        """Part of speech and lemma of words by their own letters, tag and relation."""
        told = self._told
        unseen = [word for word in dict.fromkeys(words) if word not in told]
        if len(told) + len(unseen) > _MEMORY:
            told = self._told = {}
            unseen = list(dict.fromkeys(words))
        told.update(zip(unseen, self._asked(unseen), strict=True))
        return [told[word] for word in words]

    def _asked(self, words: list[_Word]) -> list[_Told]:
        """The same, of different words, by spaCy's rules.

        These look at one word but for six of spoken English ("gonna"), so that a word is asked once. Those that are new
        are asked together, with a mark between any two that no such rule has.
        """
        strings, known = self._vocab.strings, self._known
        kinds = [(orth, tag, self._relations.told(strings, orth, tag, relation)) for orth, tag, relation in words]
        new = {kind: word for kind, word in zip(kinds, words, strict=True) if kind not in known}
        if new:
            asked = Doc(self._vocab, words=[part for orth, _, _ in new for part in (strings[orth], _BETWEEN)])
            given = np.zeros((len(asked), 2), dtype=np.uint64)
            given[::2] = np.array(list(new.values()), dtype=np.uint64)[:, 1:]
            given[1::2, 0] = strings["NFP"]  # superfluous punctuation
            asked.from_array([TAG, DEP], given)
            rows = self._lemmatizer(self._ruler(asked)).to_array([POS, LEMMA])[::2].tolist()
            found = {kind: (row[0], row[1]) for kind, row in zip(new, rows, strict=True)}
            if len(known) < _MEMORY:
                known.update(found)
            else:  # the memory is full: these are known for this text only
                known = {**known, **found}
        return [known[kind] for kind in kinds]


class Relations:
    """What the attribute ruler wants to know of a word's relation: most words are the same in all of them.

    Of 13 rules that ask for a relation a noun meets two, so that it need not be asked again as subject, object and
    attribute. What a rule asks beside letters, tag and relation is taken as met: that only tells more words apart.
    """

    def __init__(self, patterns: Iterable[Mapping[str, Any]]) -> None:
        """``patterns``: as ``AttributeRuler.patterns`` has them."""
        self._rules = [
            (word.get("LOWER"), word.get("TAG"), word["DEP"])
            for rule in patterns
            for pattern in rule["patterns"]
            for word in pattern
            if "DEP" in word
        ]

    def told(self, strings: Any, orth: int, tag: int, relation: int) -> tuple[bool, ...]:
        """What each rule that a word of these letters and this tag may meet finds of its relation."""
        letters, name, said = strings[orth].lower(), strings[tag], strings[relation]
        return tuple(_holds(dep, said) for low, tags, dep in self._rules if _holds(low, letters) and _holds(tags, name))


def _holds(asked: Any, value: str) -> bool:
    """Whether a value is what a pattern of spaCy's matcher asks: nothing, a string, or one (not) in a list."""
    if asked is None or isinstance(asked, str):
        return asked is None or value == asked
    return value in asked.get("IN", (value,)) and value not in asked.get("NOT_IN", ())
