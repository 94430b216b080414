"""Tags, lemmas and the parse of English, from the packaged pipeline, for the sentences that need them.

Knows spaCy's components; must not know why a sentence needs its grammar (see ``Need``). The parser and its token
vectors are the dear part; a text's other sentences cost nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import IntEnum
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

import nlp.spacy_alone  # noqa: F401  before spaCy

# isort: split
from spacy.attrs import DEP, HEAD, LEMMA, MORPH, ORTH, POS, SENT_START, SPACY, TAG
from spacy.tokens import Doc

from nlp.networks import Floats, Heads, Tags, Vectors

#: What this module calls by name; a pipeline without one of them is run as it comes.
COMPONENTS = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer")

_BETWEEN = "\u2022"
_Word = tuple[int, int, int]  # its letters, tag and relation, as spaCy numbers them
_Told = tuple[int, int]  # part of speech and lemma
_Kind = tuple[int, int, tuple[bool, ...]]  # its letters and tag, and what the ruler's rules find of its relation
_Alike = tuple[str, int, tuple[bool, ...]]  # the same with its letters only where a rule names them
_ASKED = frozenset({"LOWER", "TAG", "DEP", "IS_SPACE"})  # what rules of spaCy's own models ask
_FORMS = frozenset({"IN", "REGEX"})
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
        _indexed(self._lemmatizer.lookups)
        self._vocab = nlp.vocab
        self._rules = Rules(self._ruler.patterns)
        self._ruled: dict[_Alike, list[int]] = {}
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
        """The same, of different words, by spaCy's rules, which look at one word but for six of spoken English
        ("gonna"): what is alike to them is asked once."""
        strings, known, rules = self._vocab.strings, self._known, self._rules
        kinds = [(orth, tag, rules.told(strings, orth, tag, relation)) for orth, tag, relation in words]
        new = {kind: word for kind, word in zip(kinds, words, strict=True) if kind not in known}
        if new:
            alike = [(rules.letters(strings[orth]), tag, told) for orth, tag, told in new]
            self._ask_ruler(dict(zip(alike, new.values(), strict=True)))
            ruled = np.array([self._ruled[kind] for kind in alike], dtype=np.uint64)
            asked = Doc(self._vocab, words=[orth for orth, _, _ in new]).from_array([POS, MORPH, LEMMA], ruled)
            rows = self._lemmatizer(asked).to_array([POS, LEMMA]).tolist()
            found = {kind: (row[0], row[1]) for kind, row in zip(new, rows, strict=True)}
            if len(known) < _MEMORY:
                known.update(found)
            else:  # the memory is full: these are known for this text only
                known = {**known, **found}
        return [known[kind] for kind in kinds]

    def _ask_ruler(self, words: Mapping[_Alike, _Word]) -> None:
        """Asks the attribute ruler for those not known, together, with a mark between any two that no rule has."""
        new = {kind: word for kind, word in words.items() if kind not in self._ruled}
        if new:
            strings = self._vocab.strings
            asked = Doc(self._vocab, words=[part for orth, _, _ in new.values() for part in (strings[orth], _BETWEEN)])
            given = np.zeros((len(asked), 2), dtype=np.uint64)
            given[::2] = np.array(list(new.values()), dtype=np.uint64)[:, 1:]
            rows = self._ruler(asked.from_array([TAG, DEP], given)).to_array([POS, MORPH, LEMMA])[::2].tolist()
            self._ruled.update(zip(new, rows, strict=True))


def _indexed(lookups: Any) -> None:
    """Makes sets of the lists in which the lemmatizer looks for each form that a rule gives (57,528 nouns)."""
    table = lookups.get_table("lemma_index", {})
    for part, forms in list(table.items()):
        table[part] = frozenset(forms)


class Rules:
    """What the attribute ruler wants to know of a word: most words, and most relations of a word, are alike to it.

    Of 13 rules that ask for a relation a noun meets two, so that it need not be asked again as subject, object and
    attribute. What a rule asks beside letters, tag and relation is taken as met: that only tells more words apart.
    """

    def __init__(self, patterns: Iterable[Mapping[str, Any]]) -> None:
        """``patterns``: as ``AttributeRuler.patterns`` has them."""
        asked = [pattern for rule in patterns for pattern in rule["patterns"]]
        self._relations = [
            (word.get("LOWER"), word.get("TAG"), word["DEP"]) for words in asked for word in words if "DEP" in word
        ]
        words = [pattern[0] for pattern in asked if len(pattern) == 1]  # the others meet no word that stands alone
        named: list[Mapping[str, Any]] = [
            {"IN": [form]} if isinstance(form := word["LOWER"], str) else form for word in words if "LOWER" in word
        ]
        self._named = frozenset(form for forms in named for form in forms.get("IN", ()))
        self._shapes = [re.compile(form["REGEX"]) for form in named if "REGEX" in form]
        # Rules of another pipeline may look at more of a word: then no two words are alike.
        self._plain = all(word.keys() <= _ASKED for word in words) and all(form.keys() <= _FORMS for form in named)

    def letters(self, word: str) -> str:
        """The word in small letters, where its letters count; white space always does."""
        low = word.lower()
        counts = low in self._named or low.isspace() or any(shape.search(low) for shape in self._shapes)
        return low if counts or not self._plain else ""

    def told(self, strings: Any, orth: int, tag: int, relation: int) -> tuple[bool, ...]:
        """What each rule that a word of these letters and this tag may meet finds of its relation."""
        letters, name, said = strings[orth].lower(), strings[tag], strings[relation]
        return tuple(
            _holds(dep, said) for low, tags, dep in self._relations if _holds(low, letters) and _holds(tags, name)
        )


def _holds(asked: Any, value: str) -> bool:
    """Whether a value is what a pattern of spaCy's matcher asks: nothing, a string, or one (not) in a list."""
    if asked is None or isinstance(asked, str):
        return asked is None or value == asked
    return value in asked.get("IN", (value,)) and value not in asked.get("NOT_IN", ())
