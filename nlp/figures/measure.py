"""Says what a figure measures: a short noun phrase of the text, and one of a closed set of concepts.

Knows which reader of phrases a language has; must not know values. What the text does not name stays None.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from nlp.figures.lexicon import Lexicon
from nlp.figures.parse_en import Phrases, phrase, subject_of, token_at
from nlp.figures.phrases_en import english
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


#: Words behind which a phrase goes on about something else than its head.
_PREPOSITIONS = frozenset(
    """of in at on for from to with between by through into per under among di pada daripada dari untuk bagi ke kepada
    dengan oleh dalam""".split()
)
_OF = frozenset({"of", "daripada", "dari"})
#: What is said of anything: the thing itself decides ("growth in exports" is of exports).
_OF_ANYTHING = frozenset({"growth"})
#: Amounts of these make money a price ("RM3.05 a litre").
_PRICED = frozenset({"weight", "volume", "energy", "area", "length"})
_EACH = frozenset({"a", "an", "per", "each", "every", "setiap", "sebuah", "/", "每"})


def concept_of(quantity: Quantity, measures: str | None, tokens: Sequence[Token], language: str, lex: Lexicon) -> str:
    """The concept of what is measured by its head, then by its other words, the unit, and the words near it; else
    other. ``tokens``: of the sentence."""
    if quantity.kind == "duration" or quantity.kind == "age":
        return "duration"
    if quantity.kind == "power":
        return "capacity"
    if quantity.kind in ("energy", "area"):
        return quantity.kind
    if quantity.money and _a_unit_of(quantity, tokens, lex):
        return "price"
    unit = quantity.unit if quantity.kind == "count" else None
    found = _of_phrase(measures, language, lex) or _of_phrase(unit, language, lex) or _nearest(quantity, tokens, lex)
    if found == "gdp" and quantity.kind == "percent" and not _follows(quantity, tokens, _PREPOSITIONS):
        return "gdp_growth"  # "GDP expanded 5 per cent"; but a deficit is "3 per cent of GDP"
    if found is None and quantity.kind == "percent" and _follows(quantity, tokens, _OF):
        return "share"
    return found or "other"


def _follows(quantity: Quantity, tokens: Sequence[Token], words: frozenset[str]) -> bool:
    return quantity.end < len(tokens) and tokens[quantity.end].low in words - {"in", "pada", "dalam", "for", "on"}


def _a_unit_of(quantity: Quantity, tokens: Sequence[Token], lex: Lexicon) -> bool:
    at = quantity.end
    if at >= len(tokens):
        return False
    if tokens[at].low in _EACH:
        found = lex.units.match(tokens, at + 1)
        return found is not None and found[0].kind in _PRICED
    low = tokens[at].low
    if low.startswith("se") and len(low) > 4:  # Malay: "seliter", "setan"
        found = lex.units.match(tokenise(low[2:]), 0)
        return found is not None and found[0].kind in _PRICED
    return False


def _of_phrase(phrase: str | None, language: str, lex: Lexicon) -> str | None:
    """The concept of a noun phrase: of its head, which is the last word before a preposition and in Malay the first;
    then of what follows."""
    if not phrase:
        return None
    tokens = tokenise(phrase)
    matches = []
    at = 0
    while at < len(tokens):
        match = lex.concepts.match(tokens, at)
        if match:
            matches.append((at, match[0][1]))
        at = match[1] if match else at + 1
    end = next((i for i, token in enumerate(tokens) if i and token.low in _PREPOSITIONS), len(tokens))
    head = [concept for at, concept in matches if at < end]
    rest = [concept for at, concept in matches if at >= end]
    ordered = (head if language in ("ms", "id") else head[::-1]) + rest
    return next((concept for concept in ordered if concept not in _OF_ANYTHING), ordered[0] if ordered else None)


def _nearest(quantity: Quantity, tokens: Sequence[Token], lex: Lexicon) -> str | None:
    """The concept whose word stands nearest: among the twelve before the figure, else the six behind it."""
    for at in range(quantity.start - 1, max(-1, quantity.start - 13), -1):
        match = lex.concepts.match(tokens, at)
        if match and match[1] <= quantity.start:
            return match[0][1]
    for at in range(quantity.end, min(len(tokens), quantity.end + 6)):
        match = lex.concepts.match(tokens, at)
        if match:
            return match[0][1]
    return None
