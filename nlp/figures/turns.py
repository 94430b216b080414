"""The direction of a change that is told beside its figure: "RM48 million, up from RM39 million", "21 per cent, to
RM230 million", "RM2 billion more than a year ago".

Knows neighbours in one sentence; a direction that the figure's own verb gives is chosen before (nlp.figures.context).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, cast

from nlp.figures.cues import Context
from nlp.figures.quantities import Quantity
from records import Figure

_RELATIVE = frozenset({"percent", "percentage_points", "basis_points", "points"})
#: Words between a change and the level it leads to.
_ARRIVING = frozenset(
    """, to at kepada menjadi menjadikan menjadikannya sekali gus sehingga about around nearly almost over more than
    just a an new""".split()
)
_LEADING = frozenset({"to", "kepada", "menjadi", "menjadikan", "menjadikannya"})
_MORE = {"more": "rise", "higher": "rise", "less": "fall", "fewer": "fall", "lower": "fall"}


def turned(figures: Sequence[Figure], quantities: Sequence[Quantity], context: Context) -> list[Figure]:
    """The figures with the directions that their neighbours show; one figure for each of ``quantities``."""
    told = list(figures)
    for at, quantity in enumerate(quantities):
        if told[at].change is not None or quantity.departs:
            continue
        change = _more_than(quantity, context) or _led_to(at, told, quantities, context)
        change = change or _turned_behind(at, told, quantities, context)
        if change is not None:
            told[at] = replace(told[at], change=cast(Literal["rise", "fall", "level"], change))
    return told


def _more_than(quantity: Quantity, context: Context) -> str | None:
    """ ", RM2 billion more than a year ago"."""
    tokens, end = context.tokens, quantity.end
    if not quantity.start or tokens[quantity.start - 1].low != "," or end + 1 >= len(tokens):
        return None
    return _MORE.get(tokens[end].low) if tokens[end + 1].low == "than" else None


def _same(one: Figure, other: Figure) -> bool:
    return one.measures is not None and one.measures == other.measures


def _led_to(at: int, told: Sequence[Figure], quantities: Sequence[Quantity], context: Context) -> str | None:
    """The direction of the change before, which leads to this level."""
    if not at or told[at - 1].change is None or not _same(told[at - 1], told[at]):
        return None
    if quantities[at - 1].departs or quantities[at - 1].arrives:
        return None
    words = [token.low for token in context.tokens[quantities[at - 1].end : quantities[at].start]]
    leads = bool(_LEADING & set(words)) and all(word in _ARRIVING for word in words)
    return told[at - 1].change if leads else None


def _turned_behind(at: int, told: Sequence[Figure], quantities: Sequence[Quantity], context: Context) -> str | None:
    """The direction behind the comma behind a level: ", up from RM39 million", ", naik 15 peratus"."""
    if at + 1 >= len(told) or quantities[at].kind in _RELATIVE or not _same(told[at], told[at + 1]):
        return None
    last = quantities[at + 1].start
    for cue in context.changes:
        if quantities[at].end < cue.start < last and context.tokens[cue.start - 1].low in (",", "iaitu", "atau", "or"):
            moved = told[at + 1].change == cue.value or quantities[at + 1].departs
            return cue.value if moved and last - cue.end <= 3 else None
    return None
