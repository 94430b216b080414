"""Noun phrases that figures measure, in English text with spaCy's parse.

Knows in which order the places are asked: the noun that the figure counts or modifies, the words behind it, those
before it, the parse. Must not know values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nlp.figures.beside_en import ahead, before, behind
from nlp.figures.going_on import plain_unit
from nlp.figures.governor_en import governor, of_change, predicate
from nlp.figures.parse_en import PREPOSITIONS, Phrases, chunk_of, phrase, token_at
from nlp.figures.quantities import Quantity
from nlp.figures.wording import BOUND_NOUNS, CHANGE_NOUNS, NUMERAL, clean, is_time, tells_who

_TOTALS = frozenset({"capacity", "output", "production", "workforce", "fleet", "throughput"})


def english(quantity: Quantity, span: tuple[int, int], text: str, phrases: Phrases, floor: int) -> str | None:
    """``span``: offsets of the figure; ``floor``: where the figure before it ends, or the sentence begins."""
    first, last = token_at(phrases, span[0]), token_at(phrases, span[1] - 1)
    if first is None or last is None:
        return None
    if quantity.kind == "count" and quantity.rule != "elided" and last.pos_ in ("NOUN", "PROPN"):
        beside = before(text, phrases, first, floor) if plain_unit(quantity) else None
        return beside or _count(span, text, phrases, last, hyphen=quantity.hyphen)
    if quantity.kind == "duration":
        found = predicate(span, text, phrases, last)
        if found:
            return found
    if quantity.money and quantity.scaled and _lost(first):
        return "losses"
    return next(
        (
            found
            for found in _candidates(quantity, span, text, phrases, first, last, floor)
            if found and not (quantity.money and tells_who(found))
        ),
        None,
    )


def _candidates(
    quantity: Quantity, span: tuple[int, int], text: str, phrases: Phrases, first: Any, last: Any, floor: int
) -> Iterator[str | None]:
    """What may be measured, the surest place first."""
    leading = phrases.doc[first.i - 1] if first.i else None
    if leading is not None and leading.tag_ in ("DT", "PRP$", "POS"):
        yield _attributed(last, text, phrases)
    elif leading is not None and leading.lower_ == "of" and not _bounded(leading):
        yield before(text, phrases, first, floor)  # "exports of RM9 billion"
    yield behind(span, text, phrases, last, quantity.kind, first)
    yield _modified(span, text, phrases, last)
    yield ahead(text, phrases, first, last)
    yield before(text, phrases, first, floor)
    yield governor(span, text, phrases, last)


def _lost(first: Any) -> bool:
    """ "were losing RM2 million a day", "stand to lose up to RM9 million": who does is no measure."""
    at = first.i - 1
    while at > 0 and first.i - at < 4 and first.doc[at].pos_ in ("ADP", "ADV", "PART", "SCONJ"):
        at -= 1
    return at >= 0 and bool(first.doc[at].lemma_.lower() == "lose")


def _bounded(preposition: Any) -> bool:
    """ "a total of": what is counted stands behind the figure."""
    return preposition.i > 0 and preposition.doc[preposition.i - 1].lemma_.lower() in BOUND_NOUNS


def _modified(span: tuple[int, int], text: str, phrases: Phrases, last: Any) -> str | None:
    """The noun that the figure stands before ("a RM900 million loan"); of a word of change, what changed."""
    chunk = chunk_of(phrases, last)
    if chunk is None or chunk[1] <= span[1] or text[span[1] : span[1] + 4] == " or ":
        return None
    root = phrases.doc[chunk[2]]
    return of_change(root, text, phrases) if root.lower_ in CHANGE_NOUNS else phrase(phrases, root, text, without=span)


def _attributed(last: Any, text: str, phrases: Phrases) -> str | None:
    """The noun phrase that an attributive figure opens ("the RM144.7 billion approved digital investments")."""
    head = None
    at = last.i + 1
    while at < len(phrases.doc) and at - last.i <= 7:
        token = phrases.doc[at]
        if token.tag_ not in ("JJ", "VBN", "NN", "NNS", "NNP", "NNPS", "HYPH", "VBG", "VBD"):
            break
        if token.pos_ in ("NOUN", "PROPN"):
            head = token
        at += 1
    if head is None or head.lemma_.lower() in CHANGE_NOUNS:
        return None
    return clean(text[last.idx + len(last.text) : head.idx + len(head.text)].lstrip("-"))


def _count(span: tuple[int, int], text: str, phrases: Phrases, last: Any, *, hyphen: bool) -> str | None:
    chunk = chunk_of(phrases, last)
    if chunk is None:
        return None
    before = token_at(phrases, span[0] - 1) if span[0] else None
    if before is not None and before.lower_ == "of" and before.head.lemma_.lower() in _TOTALS:
        return phrase(phrases, before.head, text, without=span)
    if hyphen and chunk[1] > span[1]:
        return clean(text[span[1] : chunk[1]])  # "a 450-bed hospital"
    printed = NUMERAL.sub("", text[span[0] : span[1]])
    printed = re.sub(r" (?:per|a|each|every) (?:week|day|month|year|hour|annum|quarter)$", "", printed)
    end = chunk[1] if chunk[1] > span[1] else span[1]
    measured = printed + text[span[1] : end]
    after = token_at(phrases, end + 1)
    if after is not None and after.idx - end == 1 and after.lower_ in PREPOSITIONS and after.i + 1 < len(phrases.doc):
        follow = chunk_of(phrases, phrases.doc[after.i + 1])
        dated = follow is not None and is_time(phrases.doc[follow[2]])
        if follow and not dated and not any(char.isdigit() for char in text[follow[0] : follow[1]]):
            measured = measured + text[end : follow[1]]
        elif follow is None and after.lower_ == "of" and phrases.doc[after.i + 1].tag_ == "VBG":
            measured = f"{measured} of {phrases.doc[after.i + 1].text}"  # "memoranda of understanding"
    return clean(measured)
