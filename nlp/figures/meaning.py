"""Makes the figures of a sentence out of its quantities: with measure, concept, owner, period, change and status.

Knows what a figure takes over from the one before it (a conversion, a share in brackets, a list); must not know how
numbers are read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, cast

from nlp.figures.concept import concept_of
from nlp.figures.context import carries_on, change_of, coordinated, period_of, status_of
from nlp.figures.cues import Context
from nlp.figures.going_on import goes_on
from nlp.figures.lexicon import Lexicon
from nlp.figures.measure import measures_of, respective
from nlp.figures.owners import Owner, owner_of, respective_owner
from nlp.figures.parse_en import Phrases
from nlp.figures.quantities import Quantity
from nlp.figures.tokens import Token
from nlp.figures.turns import turned
from nlp.figures.wording import CHANGE_NOUNS, tells_who
from nlp.reading import Reading
from records import Figure, Sentence

Change = Literal["rise", "fall", "level"]
Status = Literal["actual", "estimate", "forecast", "target", "pledge", "condition"]

#: How often a figure of that rule stood in the marked sentences with the very value and unit; others: 0.8.
_SURE = {"currency": 0.98, "unit": 0.95, "noun": 0.9, "streak": 0.9, "百分之": 0.95}
_OPENING = frozenset({"(", "（", "["})
#: Classes that a figure has by its own unit, not by what it measures.
_OF_ONE = frozenset({"duration", "share", "area", "capacity", "energy"})
_COMPARABLE = frozenset(
    {"money", "percent", "percentage_points", "basis_points", "count", "weight", "volume", "points"}
)
_COMPARED = frozenset({"more", "less", "fewer", "higher", "lower"})
_RESPECTIVELY = frozenset({"respectively", "respective", "masing", "分别"})


def figures_of(
    quantities: Sequence[Quantity],
    context: Context,
    owners: Sequence[Owner],
    earlier: Figure | None,
    reading: Reading,
    sentence: Sentence,
    phrases: Phrases,
    lex: Lexicon,
) -> list[Figure]:
    """One figure for each of ``quantities``, in order; ``earlier`` is the last figure of the sentence before."""
    tokens, text = context.tokens, reading.text
    year = reading.published.year if reading.published else None
    paired = any(token.low in _RESPECTIVELY for token in tokens)
    carried = carries_on(context)
    figures: list[Figure] = []
    changes: list[str | None] = []
    run = 0  # the place of a quantity in a list of coordinated ones
    for at, quantity in enumerate(quantities):
        before = quantities[at - 1] if at else None
        in_list = before is not None and before.kind == quantity.kind and coordinated(before, quantity, tokens)
        run = run + 1 if in_list else 0
        start, end = tokens[quantity.start].start, tokens[quantity.end - 1].end
        change = change_of(quantity, context, (before, changes[-1]) if before else None)
        changes.append(change)
        period = period_of(at, quantities, context)
        if period is None and earlier is not None and carried:
            period = earlier.period
        twin = quantities[quantity.twin] if quantity.twin is not None else None
        owner = (
            respective_owner(run, _length(at - run, quantities, tokens), quantities[at - run], tokens, owners)
            if paired
            else None
        ) or owner_of(at, quantities, tokens, owners, phrases)
        status = cast(Status, status_of(quantity, context, period, year))
        last = figures[-1] if figures else None
        converts = last is not None and quantity.twin == at - 1
        if last is not None and before is not None and (converts or _bracketed(before, quantity, context)):
            measures, owner, period, status = last.measures, last.owner, last.period, last.status
            if converts:
                change = changes[-1] = last.change
        else:
            measures = _measures(at, quantities, figures, run, paired, context, reading, phrases)
            owner = None if _contracted(measures, owner, sentence) else owner
        concept = (
            last.concept
            if last is not None and converts
            else concept_of(
                quantity,
                measures,
                tokens,
                (before.end if before else 0, quantities[at + 1].start if at + 1 < len(quantities) else len(tokens)),
                last.concept if last else None,
                reading.language,
                lex,
            )
        )
        figures.append(
            Figure(
                start=start,
                end=end,
                text=text[start:end],
                sentence=sentence.number,
                value=quantity.value,
                low=quantity.low,
                high=quantity.high,
                from_value=quantity.from_value,
                to_value=quantity.to_value,
                unit=quantity.unit,
                kind=quantity.kind,
                measures=measures,
                concept=concept,
                owner=owner,
                period=period,
                change=cast(Change | None, change),
                status=status,
                twin=text[tokens[twin.start].start : tokens[twin.end - 1].end] if twin else None,
                confidence=_SURE.get(quantity.rule, 0.8),
                found_by=f"figures: {quantity.rule}",
            )
        )
    return turned(_alike(figures), quantities, context)


def _alike(figures: Sequence[Figure]) -> list[Figure]:
    """Neighbours that measure one thing are of one class, where only one of them shows it: "tin rose 2 per cent to
    US$28,900 a tonne"."""
    told = list(figures)
    for order in (range(1, len(told)), range(len(told) - 2, -1, -1)):
        for at in order:
            other = told[at - 1 if order.step > 0 else at + 1]
            same = told[at].measures is not None and told[at].measures == other.measures
            kinds = {told[at].kind, other.kind}
            if same and kinds <= _COMPARABLE and told[at].concept == "other" and other.concept not in _OF_ONE:
                told[at] = replace(told[at], concept=other.concept)
    return told


def _length(first: int, quantities: Sequence[Quantity], tokens: Sequence[Token]) -> int:
    """How many coordinated quantities the list has that begins at ``first``."""
    end = first + 1
    while (
        end < len(quantities)
        and quantities[end].kind == quantities[first].kind
        and coordinated(quantities[end - 1], quantities[end], tokens)
    ):
        end += 1
    return end - first


def _bracketed(before: Quantity, quantity: Quantity, context: Context) -> bool:
    """ "RM152 billion (46.1 per cent)": a share in brackets right behind an amount is of the same thing."""
    gap = context.tokens[before.end : quantity.start]
    return len(gap) == 1 and gap[0].text in _OPENING


def _apposed(quantity: Quantity, tokens: Sequence[Token]) -> bool:
    """ "... sold 42,000 cars, a 31 per cent jump", "..., up 31 per cent", "..., 400 more than": the change of what was
    just told."""
    before = [token.low for token in tokens[max(0, quantity.start - 2) : quantity.start]]
    behind = tokens[quantity.end].low if quantity.end < len(tokens) else ""
    if before[-1:] == [","]:
        return behind in _COMPARED and quantity.end + 1 < len(tokens) and tokens[quantity.end + 1].low == "than"
    if len(before) < 2 or before[0] != ",":
        return False
    return before[1] in ("up", "down") or (before[1] in ("a", "an") and behind in CHANGE_NOUNS)


def _alternative(quantity: Quantity, behind: Quantity, tokens: Sequence[Token]) -> bool:
    """ "336,848 or 11.5 per cent of adults", "86 per cent or 2.7 million adults": the noun stands behind the second."""
    gap = [token.low for token in tokens[quantity.end : behind.start]]
    counted = behind.kind == "count" and behind.unit is not None and behind.rule != "elided"
    shared = behind.kind == "percent" and behind.end < len(tokens) and tokens[behind.end].low in ("of", "daripada")
    bare = quantity.kind == "percent" or (quantity.kind == "count" and quantity.rule in ("number", "elided"))
    return gap in (["or"], ["atau"]) and bare and (counted or shared)


def _contracted(measures: str | None, owner: str | None, sentence: Sentence) -> bool:
    """Whether the owner is only what something is to be done to: "a contract to build the X flyover, worth RM4 million"
    tells a price of the contract."""
    if owner is None or measures != owner:
        return False
    return re.search(rf"\bto [a-z]+ (?:the |an? )?{re.escape(owner)}", sentence.text) is not None


def _measures(
    at: int,
    quantities: Sequence[Quantity],
    figures: Sequence[Figure],
    run: int,
    paired: bool,
    context: Context,
    reading: Reading,
    phrases: Phrases,
) -> str | None:
    quantity, tokens = quantities[at], context.tokens
    last = figures[-1] if figures else None
    if paired and quantity.kind != "count":
        found = respective(quantities[at - run], run, tokens, reading, phrases)
        if found:
            return found
    if at + 1 < len(quantities) and _alternative(quantity, quantities[at + 1], tokens):
        found = measures_of(quantities[at + 1], tokens, reading.text, quantity.end, reading.language, phrases)
        if found:
            return found
    if quantity.rule == "elided":
        same = last is not None and last.kind == "count" and last.unit == quantity.unit
        if last is not None and same:
            return last.measures
        told = measures_of(
            quantity, tokens, reading.text, quantities[at - 1].end if at else 0, reading.language, phrases
        )
        return told or quantity.unit
    if last is not None and _apposed(quantity, tokens):
        return last.measures
    if (
        last is not None
        and last.measures
        and goes_on(quantities[at - 1], quantity, last.measures, context, reading.text, reading.language)
    ):
        return last.measures
    floor = quantities[at - 1].end if at else 0
    found = measures_of(quantity, tokens, reading.text, floor, reading.language, phrases)
    if found or last is None or (quantity.money and last.measures and tells_who(last.measures)):
        return found
    return last.measures
