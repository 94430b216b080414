"""Gives a noun to numbers that leave theirs out ("1,802 were accepted and 205 are on a list").

Knows the structures in which a noun may be left out; where none of them shows, the number stays without one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from nlp.figures.levels import level
from nlp.figures.lexicon import Lexicon
from nlp.figures.nouns import Tags, english_noun, malay_noun
from nlp.figures.quantities import Quantity
from nlp.figures.tokens import Token

_GOVERNORS = frozenset(
    {"to", "from", "at", "below", "above", "reached", "hit", "kepada", "daripada", "mencecah", "totalled", "was", "is"}
)
_PRONOUNS = frozenset({"them", "which", "whom", "these", "those"})


def elided(
    quantities: list[Quantity],
    at: int,
    tokens: Sequence[Token],
    blocked: Sequence[str],
    language: str,
    lex: Lexicon,
    tags: Tags,
) -> Quantity | None:
    """A bare number that takes its noun from the sentence, where the structure shows it:

    "18,141 out of 20,360 voters", "the 1,802 or 75.5 per cent of the projects", "1,802 were accepted and 205 are",
    "the number of passengers fell from 109.4 million". None elsewhere.
    """
    quantity = quantities[at]
    following = [token.low for token in tokens[quantity.end : quantity.end + 2]]
    right = quantities[at + 1] if at + 1 < len(quantities) else None
    between = (
        [token.low for token in tokens[quantity.end : right.start]] if right and right.start - quantity.end < 6 else []
    )
    noun = None
    if following[:1] == ["of"] and following[1:] and following[1] in _PRONOUNS:
        noun = _earlier(quantities, at)  # "1,245 cases, 31 of them fatal"
    elif following[:1] in (["of"], ["daripada"], ["dari"]):
        noun = _of_noun(quantity.end + 1, tokens, blocked, language, lex, tags)
    elif right and between in (["or"], [",", "or"], ["("], ["atau"]) and right.kind == "percent":
        if right.end < len(tokens) and tokens[right.end].low in ("of", "daripada", "dari"):
            noun = _of_noun(right.end + 1, tokens, blocked, language, lex, tags)
    elif (
        right
        and between in (["out", "of"], ["out", "of", "the"], ["of", "the"], ["daripada"])
        and right.kind == "count"
    ):
        noun = right.unit
    # A count is whole: "19,456.80" is no number of the futures before it.
    whole = quantity.scaled or (quantity.value is not None and quantity.value == int(quantity.value))
    if noun is None and whole and (quantity.scaled or _stands_alone(quantity, tokens, tags)):
        noun = _number_of(quantity, tokens, blocked, language, lex, tags)
        if noun is None and (quantity.scaled or quantity.number.comma or not _behind_preposition(quantity, tokens)):
            noun = _earlier(quantities, at)
    return replace(quantity, unit=noun, elided=True, rule="elided") if noun else level(quantities, at, tokens, lex)


def _of_noun(
    at: int, tokens: Sequence[Token], blocked: Sequence[str], language: str, lex: Lexicon, tags: Tags
) -> str | None:
    while at < len(tokens) and (
        tokens[at].digits or tokens[at].low in ("the", "all", "these", "those", "its", "their", "total", "jumlah")
    ):
        at += 1
    if at >= len(tokens) or blocked[at]:
        return None
    if language == "en" and tags.tagged:
        found = english_noun(tokens, at, blocked, tags, lex)
        tag = tags.of(tokens[found[1] - 1]) if found else None
        if found and tokens[found[1] - 1].low in ("population", "electorate"):
            return "person"
        return found[0] if found and tag is not None and tag.tag_ in ("NNS", "NNPS") else None
    found = malay_noun(tokens, at, blocked, lex) if language in ("ms", "id") else None
    return found[0] if found else None


def _stands_alone(quantity: Quantity, tokens: Sequence[Token], tags: Tags) -> bool:
    """Whether a numeral is a whole noun phrase: subject of a verb, or object of "to", "from", "at", "below"."""
    if quantity.number.word or not (quantity.value and quantity.value > Decimal(10)):
        return False
    if quantity.end < len(tokens):
        tag = tags.of(tokens[quantity.end])
        if tag is not None and tag.pos_ in ("AUX", "VERB") and tag.tag_ in ("VBD", "VBZ", "VBP", "MD", "VBN"):
            return True
    return _behind_preposition(quantity, tokens)


def _behind_preposition(quantity: Quantity, tokens: Sequence[Token]) -> bool:
    return bool(quantity.start) and tokens[quantity.start - 1].low in _GOVERNORS


def _number_of(
    quantity: Quantity, tokens: Sequence[Token], blocked: Sequence[str], language: str, lex: Lexicon, tags: Tags
) -> str | None:
    """The noun of "the number of passengers" or "bilangan penumpang" within thirty tokens before the number."""
    for index in range(quantity.start - 2, max(-1, quantity.start - 30), -1):
        word, following = tokens[index].low, tokens[index + 1].low
        if word in ("number", "total", "tally") and following == "of":
            return _of_noun(index + 2, tokens, blocked, language, lex, tags)
        if word in ("bilangan", "jumlah"):
            found = malay_noun(tokens, index + 1, blocked, lex) if not blocked[index + 1] else None
            return found[0] if found else None
    for index in (0, 1):  # "Of today's new cases, 5,426 were local": the whole opens the sentence
        if index + 1 < quantity.start and tokens[index].low == "of":
            return _of_noun(index + 1, tokens, blocked, language, lex, tags)
    return None


def _earlier(quantities: list[Quantity], at: int) -> str | None:
    """The noun of the nearest count before, which may itself have been taken over."""
    for index in range(at - 1, max(-1, at - 5), -1):
        other = quantities[index]
        if other.kind == "count" and other.unit:
            return other.unit
    return None
