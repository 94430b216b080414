"""Says of which of a closed set of concepts a figure is: by the head of what it measures, its unit, verb and clause.

Knows the lists of models/units.toml; must not know how what is measured was found. Where nothing tells, "other".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.figures.going_on import plain_unit
from nlp.figures.lexicon import Lexicon
from nlp.figures.quantities import Quantity
from nlp.figures.tokens import Token, tokenise

#: Words behind which a phrase goes on about something else than its head.
_PREPOSITIONS = frozenset(
    """of in at on for from to with between by through into per under among di pada daripada dari untuk bagi ke kepada
    dengan oleh dalam""".split()
)
#: Of these the noun behind may tell the class that the head does not: "value of exports", but not "yield on bonds".
_WITHIN = frozenset("of in for from to between through di dalam daripada dari bagi untuk kepada antara".split())
_OF = frozenset({"of", "daripada", "dari"})
_GROWING = frozenset(
    """growth expansion contraction forecast target projection rate annual full-year quarterly overall headline average
    pertumbuhan unjuran sasaran kadar""".split()
)
#: Classes of money and rates.
_OF_MONEY = frozenset({"price", "cost", "revenue"})
#: What is said of anything: the thing itself decides ("growth in exports" is of exports).
_OF_ANYTHING = frozenset({"growth"})
#: Amounts of these make money a price ("RM3.05 a litre").
_PRICED = frozenset({"weight", "volume", "energy", "area", "length"})
#: Units of things that are let and sold singly.
_SOLD = frozenset(
    {"night", "malam", "barrel", "tong", "unit", "head", "ekor", "ticket", "tiket", "bag", "guni", "carton"}
)
_EACH = frozenset({"a", "an", "per", "each", "every", "setiap", "sebuah", "/", "每"})
#: Classes that things for sale may be of.
_UNPRICED = frozenset({None, "share", "people", "projects", "energy"})
_STAKES = frozenset("stake stakes equity shareholding interest kepentingan pegangan ekuiti".split())
#: Verbs of markets and shops: money behind them that has no magnitude is a price.
_SELLING = frozenset(
    """close closed closes open opened opens end ended ends settle settled finish finished trade traded trading sell
    sells sold cost costs fetch fetches fetched retail retails retailed priced start starts from charge charged
    ditutup dibuka berakhir dijual diniagakan berharga""".split()
)
#: Verbs of a list say something of money and goods, not of a rate ("raised its benchmark rate by 25 basis points").
_VERBAL = re.compile(
    r".+(?:ed|ing)|invests?|exports?|imports?|spends?|spent|costs?|raises?|employs?|hires?|borrows?|lent|lends?"
    r"|(?:me|di)[a-z]{5,}"
)
_RELATIVE = frozenset({"percent", "percentage_points", "basis_points", "points"})
_BEFORE, _BEHIND = 12, 6
_PARTING = frozenset({",", ";", "and", "dan", "while", "manakala", "but", "tetapi"})
#: Of everything in a land one may say that it is of its economy.
_HEADS_ONLY = frozenset({"economy", "ekonomi"})
#: These stand for what was told before them ("those to the United States").
_PRONOUNS = frozenset({"those", "that"})


def concept_of(
    quantity: Quantity,
    measures: str | None,
    tokens: Sequence[Token],
    window: tuple[int, int],
    earlier: str | None,
    language: str,
    lex: Lexicon,
) -> str:
    """``tokens``: of the sentence; ``window``: where the figures before and behind end and begin; ``earlier``: the
    concept of the figure before."""
    if quantity.kind in ("duration", "age"):
        return "duration"
    if quantity.kind == "power":
        return "capacity"
    if quantity.kind in ("energy", "area"):
        return quantity.kind
    if quantity.money and _a_unit_of(quantity, tokens, lex):
        return "price"
    found = _of_phrase(measures, language, lex)
    if found == "growth" and quantity.kind == "percent" and measures and _bare_growth(measures):
        return "gdp_growth"
    if found == "share" and quantity.money and quantity.scaled:
        # What is paid for a stake is invested; what shares are worth is not.
        found = "investment" if measures and _STAKES & set(measures.lower().split()) else None
    if not plain_unit(quantity) and found in _OF_MONEY:
        found = None  # "12 charges", "300 bills" are counted things
    if found is None and measures and earlier and measures.split()[0].lower() in _PRONOUNS:
        return earlier
    if quantity.money and not quantity.scaled and found in _UNPRICED:
        low = {token.low for token in tokens[max(window[0], quantity.start - 5) : quantity.start]}
        if found == "share" or low & _SELLING:
            return "price"
    unit = quantity.unit if quantity.kind == "count" else None
    found = found or _of_phrase(unit, language, lex) or _of_whole(quantity, tokens, language, lex)
    found = found or _near(quantity, measures, tokens, window, lex)
    if found == "gdp" and quantity.kind in _RELATIVE and not _follows(quantity, tokens):
        return "gdp_growth"  # "GDP expanded 5 per cent"; but a deficit is "3 per cent of GDP"
    if found is None and quantity.kind == "percent" and _follows(quantity, tokens):
        return "share"
    return found or "other"


def _bare_growth(phrase: str) -> bool:
    """Growth of nothing in particular is the economy's: "the annual growth forecast"."""
    return all(word in _GROWING for word in phrase.lower().split())


def _follows(quantity: Quantity, tokens: Sequence[Token]) -> bool:
    return quantity.end < len(tokens) and tokens[quantity.end].low in _OF


def _a_unit_of(quantity: Quantity, tokens: Sequence[Token], lex: Lexicon) -> bool:
    at = quantity.end
    if at >= len(tokens):
        return False
    low = tokens[at].low
    if low in _EACH:
        found = lex.units.match(tokens, at + 1)
        sold = at + 1 < len(tokens) and tokens[at + 1].low in _SOLD
        return sold or (found is not None and found[0].kind in _PRICED)
    if low.startswith("se") and len(low) > 4:  # Malay: "seliter", "setan"
        found = lex.units.match(tokenise(low[2:]), 0)
        return low[2:] in _SOLD or (found is not None and found[0].kind in _PRICED)
    return False


def _matches(tokens: Sequence[Token], first: int, last: int, lex: Lexicon) -> list[tuple[int, int, str]]:
    """Start, end and concept of the words of the lists in ``tokens[first:last]``, the longest at each place."""
    found: list[tuple[int, int, str]] = []
    at = first
    while at < last:
        match = lex.concepts.match(tokens, at)
        if match and match[1] <= last:
            found.append((at, match[1], match[0][1]))
            at = match[1]
        else:
            at += 1
    return found


def _of_phrase(phrase: str | None, language: str, lex: Lexicon) -> str | None:
    """The concept of a noun phrase: of its head, which is the last word before a preposition and in Malay the first;
    then of what follows."""
    if not phrase:
        return None
    tokens = tokenise(phrase)
    matches = _matches(tokens, 0, len(tokens), lex)
    end = next((i for i, token in enumerate(tokens) if i and token.low in _PREPOSITIONS), len(tokens))
    head = [concept for at, _, concept in matches if at < end]
    rest = (
        [concept for at, _, concept in matches if at >= end] if end < len(tokens) and tokens[end].low in _WITHIN else []
    )
    ordered = (head if language in ("ms", "id") else head[::-1]) + rest
    return next((concept for concept in ordered if concept not in _OF_ANYTHING), ordered[0] if ordered else None)


def _of_whole(quantity: Quantity, tokens: Sequence[Token], language: str, lex: Lexicon) -> str | None:
    """A part is of the class of its whole: "38 per cent of its exports"."""
    if quantity.kind != "percent" or not _follows(quantity, tokens):
        return None
    last = quantity.end + 1
    while last < len(tokens) and last - quantity.end < _BEHIND and tokens[last].word:
        last += 1
    matches = _matches(tokens, quantity.end + 1, last, lex)
    if not matches:
        return None
    return (
        matches[0][2]
        if language in ("ms", "id")
        else _of_phrase(" ".join(token.text for token in tokens[quantity.end + 1 : matches[-1][1]]), language, lex)
    )


def _near(
    quantity: Quantity, measures: str | None, tokens: Sequence[Token], window: tuple[int, int], lex: Lexicon
) -> str | None:
    """The concept of the verb of the clause; where what is measured is unknown or a name, of the nearest word, and of
    the only class that the sentence speaks of."""
    if quantity.kind == "count" and quantity.unit is not None and measures is not None:
        first, last = max(window[0], quantity.start - 3), quantity.start
    else:
        first, last = max(window[0], quantity.start - _BEFORE), min(window[1], quantity.end + _BEHIND)
    matches = _matches(tokens, first, last, lex)
    before = [match for match in matches if match[1] <= quantity.start][::-1]
    nearest = before + [match for match in matches if match[0] >= quantity.end]
    nearest = [match for match in nearest if tokens[match[0]].low not in _HEADS_ONLY]
    if quantity.kind not in _RELATIVE:
        if not nearest and not any(token.low in _PARTING for token in tokens[window[0] : quantity.start]):
            # "imported 1.1 million tonnes of rice worth RM2.4 billion"
            nearest = _matches(tokens, max(0, window[0] - _BEFORE), window[0], lex)[::-1]
            nearest = [match for match in nearest if _VERBAL.fullmatch(tokens[match[0]].low)]
        for start, _, concept in nearest:
            if _VERBAL.fullmatch(tokens[start].low):
                return concept
    if measures is not None and not _named(measures):
        return None
    if nearest:
        return nearest[0][2]
    if quantity.kind == "count":
        return None
    classes = {concept for _, _, concept in _matches(tokens, 0, len(tokens), lex)} - _OF_ANYTHING
    return classes.pop() if len(classes) == 1 else None


def _named(phrase: str) -> bool:
    """Whether the phrase is a name: who has a figure says nothing of its class."""
    words = [word for word in phrase.split() if word.lower() not in _PREPOSITIONS | {"and", "the", "dan"}]
    return all(word[:1].isupper() for word in words)
