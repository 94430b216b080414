"""Says what a figure measures: a short noun phrase of the text.

Knows which reader of phrases a language has; must not know values. What the text does not name stays None.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from nlp.figures.parse_en import Phrases, phrase, subject_of, token_at
from nlp.figures.phrases_en import english
from nlp.figures.phrases_plain import hanzi, malay
from nlp.figures.quantities import Quantity
from nlp.figures.tokens import Token
from nlp.reading import Reading


def measures_of(
    quantity: Quantity, tokens: Sequence[Token], text: str, floor: int, language: str, phrases: Phrases
) -> str | None:
    """``floor``: token index behind the figure before, or where the sentence begins; ``text`` is the whole body."""
    if language == "zh":
        return hanzi(quantity, tokens, text)
    if language == "en" and phrases.chunks:
        span = (tokens[quantity.start].start, tokens[quantity.end - 1].end)
        return english(quantity, span, text, phrases, tokens[floor - 1].end if floor else tokens[0].start)
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
