"""Reads levels that are printed without their unit: index levels, exchange rates, the second of two like amounts.

Knows the structures that make a bare number a quantity ("to 33,618.9", "83.2450 to the dollar", "147.85 yen from
149.10"); must not know what it measures. A unit is taken over only from words of the sentence; without them the level
stays without one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlp.figures.lexicon import Currency, Lexicon
from nlp.figures.quantities import Quantity
from nlp.figures.tokens import Token

_ARRIVE = frozenset({"to", "at", "kepada", "pada", "ke"})
_GOVERNORS = _ARRIVE | {"from", "below", "above", "daripada", "dari", "near", "under", "over", "around", "of"}
#: What may part two like amounts: "147.85 yen from 149.10", "62 votes to 37".
_COMPARES = frozenset({"from", "to", "against", "versus", "vs", "with", "kepada", "daripada", "dari", "berbanding"})
_STATES = frozenset({"was", "is", "reached", "hit", "topped", "averaged", "ialah", "adalah", "mencecah"})
_TO_CURRENCY = ("per", "to", "against", "berbanding", "setiap", "terhadap")
#: A quotation of bid and ask has at least so many decimals ("4.4150/4.4205"); a date or a section has fewer.
_QUOTED = 3
#: Integers up to here behind "rose to" may be ranks or days.
_RANKS = 31


def level(quantities: Sequence[Quantity], at: int, tokens: Sequence[Token], lex: Lexicon) -> Quantity | None:
    """The bare number ``quantities[at]`` as a level, with its unit where the sentence prints one; None where it is no
    level."""
    quantity = quantities[at]
    if quantity.number.word or quantity.value is None or not tokens[quantity.number.start].digits:
        return None
    rate = _exchange_rate(quantities, at, tokens, lex)
    if rate:
        return rate
    like = _like_the_one_before(quantities, at, tokens, lex)
    if like:
        return like
    text = tokens[quantity.number.start].text
    if _restated(quantities, at, tokens):
        points = any(other.kind == "points" for other in quantities[:at])
        return replace(quantity, unit="point" if points else None, kind="points" if points else "count", elided=True)
    if "," in text or _governed(quantity, tokens, lex):
        # Dates, scores, codes and list numbers are never printed with thousands.
        return replace(quantity, elided=True)
    return None


def quoted_pair(left: Quantity, right: Quantity, tokens: Sequence[Token]) -> bool:
    """Whether two numbers are the bid and the ask of one rate: "4.4150/4.4205"."""
    decimals = [tokens[quantity.number.start].text.partition(".")[2] for quantity in (left, right)]
    return (
        right.start == left.end + 1
        and tokens[left.end].text == "/"
        and len(decimals[0]) == len(decimals[1]) >= _QUOTED
        and all(part.isdecimal() for part in decimals)
    )


def _exchange_rate(quantities: Sequence[Quantity], at: int, tokens: Sequence[Token], lex: Lexicon) -> Quantity | None:
    """ "1,342.5 per dollar", "83.2450 to the dollar", "4.4150/4.4205": money of the currency named before."""
    quantity = quantities[at]
    end = quantity.end
    pair = False
    for first, second in ((end - 1, end + 1), (end - 3, end - 1)):
        if first >= 0 and second < len(tokens) and tokens[first].digits and tokens[second].digits:
            decimals = [tokens[i].text.partition(".")[2] for i in (first, second)]
            pair = pair or (tokens[first + 1].text == "/" and len(decimals[0]) == len(decimals[1]) >= _QUOTED)
    against = None
    if end < len(tokens) and tokens[end].low in _TO_CURRENCY:
        after = end + 1
        if after < len(tokens) and tokens[after].low in ("the", "a", "one", "1"):
            after += 1
        found = lex.after.match(tokens, after)
        against = found[0] if found and found[0].factor == 1 else None
    if not pair and against is None:
        return None
    rates = [q.unit for q in quantities[max(0, at - 4) : at] if q.elided and q.money]
    if pair and against is None and rates:
        return replace(quantity, unit=rates[-1], kind="money", elided=True, rule="currency")
    own = _currency_before(quantity.start, tokens, lex, against)
    if own is None:
        return replace(quantity, elided=True) if against else None
    return replace(quantity, unit=own, kind="money", elided=True, rule="currency")


def _currency_before(at: int, tokens: Sequence[Token], lex: Lexicon, other: Currency | None) -> str | None:
    for index in range(at - 1, max(-1, at - 16), -1):
        found = lex.after.match(tokens, index)
        if found and found[1] <= at and found[0].factor == 1 and (other is None or found[0].code != other.code):
            return found[0].code
    return None


def _like_the_one_before(
    quantities: Sequence[Quantity], at: int, tokens: Sequence[Token], lex: Lexicon
) -> Quantity | None:
    quantity = quantities[at]
    if not quantity.start or at == 0:
        return None
    governor = tokens[quantity.start - 1].low
    if governor in _ARRIVE | {"from", "daripada", "dari"}:
        for other in reversed(quantities[max(0, at - 3) : at]):
            if other.kind == "points":  # "fell 291.2 points, or 0.86%, to 33,618.9"
                return replace(quantity, unit=other.unit, kind="points", elided=True, rule="elided")
    other = quantities[at - 1]
    words = [token.low for token in tokens[other.end : quantity.start]]
    near = len(words) <= 2 or (words[0] == "of" and len(words) <= 5)
    near = near or (other.elided and other.money and len(words) <= 4)  # "past 7.1 per dollar to 7.1256"
    if other.unit is None or other.hyphen or not near or governor not in _COMPARES or _is_step(other, tokens, lex):
        return None
    if other.kind == "percent" and quantity.value is not None and quantity.value > 100:
        return None
    return replace(quantity, unit=other.unit, kind=other.kind, elided=True, rule="elided")


def _restated(quantities: Sequence[Quantity], at: int, tokens: Sequence[Token]) -> bool:
    """ "dropped 82.14, or 0.63 percent": the amount of a change, said again as a rate."""
    if at + 1 >= len(quantities) or quantities[at + 1].kind != "percent":
        return False
    words = [token.low for token in tokens[quantities[at].end : quantities[at + 1].start]]
    return words in ([",", "or"], ["or"], ["("]) and "." in tokens[quantities[at].number.start].text


def _is_step(quantity: Quantity, tokens: Sequence[Token], lex: Lexicon) -> bool:
    """Whether it is the amount of a change ("rose 5%", "5% higher"), whose level has another unit."""
    start = quantity.start
    bound = lex.bounds.match_back(tokens, start)
    start = bound[1] if bound else start
    changed = any(lex.changes.match(tokens, index) for index in range(max(0, start - 3), start))
    arrives = bool(start) and tokens[start - 1].low in _ARRIVE
    return (changed and not arrives) or lex.changes.match(tokens, quantity.end) is not None


def _governed(quantity: Quantity, tokens: Sequence[Token], lex: Lexicon) -> bool:
    """ "rose to 142", "opened at 0.985": behind a change and its preposition, or with decimals on a market."""
    start = quantity.start
    text = tokens[quantity.number.start].text
    if start and tokens[start - 1].low in _STATES:
        return "." in text and _on_market(start, tokens, lex)  # "the PMI was 50.3"
    if not start or tokens[start - 1].low not in _GOVERNORS:
        return False
    if any(lex.changes.match(tokens, index) for index in range(max(0, start - 3), start)):
        return "." in text or (quantity.value or 0) > _RANKS
    return "." in text and _on_market(start, tokens, lex)


def _on_market(start: int, tokens: Sequence[Token], lex: Lexicon) -> bool:
    return any(token.low in lex.words["market"] for token in tokens[max(0, start - 12) : start])
