"""Says what a figure measures: a short noun phrase of the text, and one of a closed set of concepts.

Knows which reader of phrases a language has; must not know values. What the text does not name stays None.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from nlp.figures.lexicon import Lexicon
from nlp.figures.phrases_en import Phrases, english, phrase, subject_of, token_at
from nlp.figures.phrases_plain import hanzi, malay
from nlp.figures.quantities import Quantity
from nlp.figures.tokens import Token, tokenise
from nlp.reading import Reading


def measures_of(
    quantity: Quantity, tokens: Sequence[Token], text: str, floor: int, language: str, phrases: Phrases
) -> str | None:
    """``floor``: token index behind the figure before, or where the sentence begins; ``text`` is the whole body."""
    if language == "zh":
        return hanzi(quantity, tokens, text)
    if language == "en" and phrases.chunks:
        span = (tokens[quantity.start].start, tokens[quantity.end - 1].end)
        return english(quantity, span, text, phrases)
    found = malay(quantity, tokens, text, floor)
    return found if found or floor == 0 else malay(quantity, tokens, text, 0)


def respective(
    first: Quantity,
    run: int,
    tokens: Sequence[Token],
    reading: Reading,
    phrases: Phrases,
) -> str | None:
    """The ``run``-th thing that a "respectively" list names, where the subject is such a list; else None."""
    if phrases.chunks:
        token = token_at(phrases, tokens[first.end - 1].end - 1)
        subject = subject_of(token) if token is not None else None
        if subject is None:
            return None
        things = [subject]
        while len(things) < 8:
            follow = next(
                (
                    child
                    for child in itertools.islice(things[-1].rights, 12)
                    if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN")
                ),
                None,
            )
            if follow is None:
                break
            things.append(follow)
        return phrase(phrases, things[run], reading.text) if len(things) > 1 and run < len(things) else None
    end = next((i for i in range(max(0, first.start - 12), first.start) if tokens[i].low == "masing"), None)
    if not end or end < 3 or tokens[end - 2].low not in ("dan", "serta"):
        return None
    names = [tokens[end - 1], tokens[end - 3]]
    at = end - 4
    while at > 0 and tokens[at].low == "," and len(names) < 8:
        names.append(tokens[at - 1])
        at -= 2
    names.reverse()
    return names[run].text if run < len(names) else None


def concept_of(quantity: Quantity, measures: str | None, near: str, lex: Lexicon) -> str:
    """The first concept with a word in ``measures``, then in the unit, then in the words near it; else other."""
    if quantity.kind == "duration" or quantity.kind == "age":
        return "duration"
    if quantity.kind == "power":
        return "capacity"
    if quantity.kind == "energy":
        return "energy"
    for where in (measures, quantity.unit if quantity.kind == "count" else None, near):
        if not where:
            continue
        tokens = tokenise(where)
        ranks = [found[0] for index in range(len(tokens)) if (found := lex.concepts.match(tokens, index))]
        if ranks:
            return min(ranks)[1]
    return {"area": "area", "percent": "share"}.get(quantity.kind, "other")
