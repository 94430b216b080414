"""Joins quantities of one sentence: ranges, coordinated numbers that share a unit, bounds, from-to, conversions.

Knows the words that stand between two quantities; must not know what they measure. Each rule looks at neighbours
only, so that a sentence of any number of quantities is joined in linear time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from nlp.figures.levels import quoted_pair
from nlp.figures.lexicon import Lexicon
from nlp.figures.quantities import Quantity
from nlp.figures.tokens import Token

_TO = frozenset({"to", "-", "–", "—", "‑", "~", "hingga", "sampai", "ke", "kepada", "至", "到"})
_AND = frozenset({"and", "dan", "与", "和", "hingga", "to", "dengan"})
_BETWEEN = frozenset({"between", "antara", "介于"})
_FROM = frozenset({"from", "daripada", "dari", "从", "由"})
_ARRIVE = frozenset({"to", "kepada", "ke", "menjadi", "hingga", "至", "到", "为"})
_LIST = frozenset({",", "and", "or", "&", "dan", "atau", "、", "和", "hingga", "to", "-", "–"})
_TWIN = (
    "(", "（", "[", "or", ", or", "( or", "atau", "which is", ", which is", "equivalent to", ", equivalent to",
    "( equivalent to", "bersamaan", "bersamaan dengan", "( bersamaan", "setara", "setara dengan", "( setara",
)  # fmt: skip


def _between(left: Quantity, right: Quantity, tokens: Sequence[Token], most: int = 6) -> list[Token] | None:
    gap = right.start - left.end
    return list(tokens[left.end : right.start]) if 0 <= gap <= most else None


def share_units(quantities: list[Quantity], tokens: Sequence[Token]) -> list[Quantity]:
    """ "12.4 and 10.9 per cent", "RM5-6 billion": what is printed once belongs to both. Right to left, once."""
    joined = list(quantities)
    for at in range(len(joined) - 2, -1, -1):
        left, right = joined[at], joined[at + 1]
        middle = _between(left, right, tokens, 2)
        if not middle or not all(token.low in _LIST for token in middle):
            continue
        if (
            left.unit is None
            and not left.scaled
            and right.unit
            and (right.kind != "count" or any(t.low in _TO for t in middle))
        ):
            if right.kind == "percent" and ((left.value or 0) > 100 or [t.low for t in middle] == [",", "or"]):
                continue  # "dropped 82.14, or 0.63 percent" says the same twice
            if (left.number.word and left.value == 1) or (
                right.rule == "currency" and not _currency_behind(right, tokens)
            ):
                continue
            if left.number.word and right.money and not _one_range(left, middle, tokens):
                continue  # "after the first two, three million ringgit went": two of something else
            # Of "three to five sen" both are hundredths; of "2 to 3 million" both are millions.
            small = left.value is not None and left.value < 1000
            scale = _scale(right) if small and (right.scaled or _scale(right) < 1) else Decimal(1)
            value = left.value * scale if left.value is not None else None
            joined[at] = replace(
                left,
                value=value,
                unit=right.unit,
                kind=right.kind,
                rule=f"shared {right.rule}",
                scaled=right.scaled,
                partner=at + 1,
            )
        elif (
            left.money
            and not left.scaled
            and right.scaled
            and (right.unit in (None, left.unit))
            and (left.value or 0) < 1000
        ):
            if right.unit and not any(t.low in _TO or t.low in _AND for t in middle):
                continue
            joined[at] = replace(
                left, value=left.value * _scale(right) if left.value is not None else None, scaled=True
            )
            joined[at + 1] = replace(right, unit=left.unit, kind="money", rule="currency")
        elif left.money and right.unit is None and (any(t.low in _TO for t in middle)) and right.kind == "count":
            joined[at + 1] = replace(right, unit=left.unit, kind="money", rule="currency")
    return joined


def _currency_behind(quantity: Quantity, tokens: Sequence[Token]) -> bool:
    start = quantity.start
    return quantity.number.start == start or (quantity.number.start - start == 1 and tokens[start].digits)


def _one_range(left: Quantity, middle: Sequence[Token], tokens: Sequence[Token]) -> bool:
    if any(token.low in _TO for token in middle):
        return True
    before = tokens[max(0, left.start - 2) : left.start]
    return any(t.low in _AND for t in middle) and any(t.low in _BETWEEN for t in before)


def _scale(quantity: Quantity) -> Decimal:
    if quantity.value is None or not quantity.number.value:
        return Decimal(1)
    return abs(quantity.value / quantity.number.value)


def join_ranges(quantities: list[Quantity], tokens: Sequence[Token], lex: Lexicon) -> list[Quantity]:
    """ "between X and Y", "X to Y", "X hingga Y" become one quantity with low and high and no value."""
    joined: list[Quantity] = []
    at = 0
    while at < len(quantities):
        left = quantities[at]
        right = quantities[at + 1] if at + 1 < len(quantities) else None
        if right and _is_range(left, right, tokens, lex):
            joined.append(
                replace(
                    left,
                    end=right.end,
                    value=None,
                    low=left.value,
                    high=right.value,
                    scaled=left.scaled or right.scaled,
                    hyphen=right.hyphen,
                    rule=f"range of {right.rule}",
                    partner=None,
                )
            )
            at += 2
            continue
        joined.append(left)
        at += 1
    # Indices of partners are of no use after two became one; coordination is looked for again by neighbourhood.
    return [quantity if quantity.partner is None else replace(quantity, partner=None) for quantity in joined]


def _is_range(left: Quantity, right: Quantity, tokens: Sequence[Token], lex: Lexicon) -> bool:
    middle = _between(left, right, tokens, 2)
    if not middle or left.unit != right.unit or left.value is None or right.value is None or left.value >= right.value:
        return False
    if left.hyphen and not right.hyphen:
        return False
    if quoted_pair(left, right, tokens):
        return True
    words = [token.low for token in middle]
    before = [token.low for token in tokens[max(0, left.start - 3) : left.start]]
    if len(words) == 1 and words[0] in _AND and any(word in _BETWEEN for word in before):
        return True
    if len(words) != 1 or words[0] not in _TO:
        return False
    if before and before[-1] in _FROM:
        return not _change_near(left, tokens, lex)
    if before and before[-1] in ("by", "sebanyak") and right.value > 3 * left.value:
        return False  # "fell by 12,000 to 540,000": the ends of a range lie nearer
    if words[0] in ("to", "kepada", "ke") and (left.money or left.kind == "points"):
        # "rose RM5 billion to RM10 billion", "lost 12 points to 1,602": a step and the level it leads to.
        return not any(lex.changes.match(tokens, i) for i in range(max(0, left.start - 2), left.start))
    return True


def _change_near(quantity: Quantity, tokens: Sequence[Token], lex: Lexicon) -> bool:
    return any(lex.changes.match(tokens, i) for i in range(max(0, quantity.start - 12), quantity.start))


def add_bounds(quantities: list[Quantity], tokens: Sequence[Token], lex: Lexicon) -> list[Quantity]:
    """ "more than", "up to", "at least" in front of a quantity, "or more" behind it; the value stays."""
    bounded: list[Quantity] = []
    for quantity in quantities:
        if quantity.value is None:
            bounded.append(quantity)
            continue
        end = quantity.start
        found = lex.bounds.match_back(tokens, end)
        if found and found[0] == "about":
            found = lex.bounds.match_back(tokens, found[1]) or found
        behind = lex.bounds_after.match(tokens, quantity.end)
        if tokens[quantity.number.end : quantity.number.end + 1] and tokens[quantity.number.end].text == "多":
            behind = ("low", quantity.end)
        if found and quantity.kind == "duration" and tokens[quantity.start - 1].low == "over":
            found = None  # "over 18 months": during them
        side = behind[0] if behind else found[0] if found else None
        if side == "low":
            quantity = replace(quantity, low=quantity.value)
        elif side == "high":
            quantity = replace(quantity, high=quantity.value)
        bounded.append(quantity)
    return bounded


def _leads(quantity: Quantity, tokens: Sequence[Token], lex: Lexicon, words: frozenset[str]) -> bool:
    """Whether one of ``words`` stands before the quantity, with at most a bound ("over", "about") between."""
    end = quantity.start
    for _ in range(2):
        if end and tokens[end - 1].low in words:
            return True
        bound = lex.bounds.match_back(tokens, end)
        if not bound:
            return False
        end = bound[1]
    return bool(end) and tokens[end - 1].low in words


def link_from_to(quantities: list[Quantity], tokens: Sequence[Token], lex: Lexicon) -> list[Quantity]:
    """ "from X ... to Y", "to Y ... from X", "kepada Y daripada X": each end knows the other's value."""
    linked = list(quantities)
    for at, quantity in enumerate(linked):
        departs = _leads(quantity, tokens, lex, _FROM)
        arrives = _leads(quantity, tokens, lex, _ARRIVE) and quantity.value is not None
        if departs or arrives:
            linked[at] = replace(quantity, departs=departs, arrives=arrives)
    for at, first in enumerate(linked):
        for other in range(at + 1, min(at + 3, len(linked))):
            second = linked[other]
            if (
                first.unit != second.unit
                or first.value is None
                or second.value is None
                or second.start - first.end > 24
            ):
                continue
            if first.departs and second.arrives and first.to_value is None:
                linked[at] = replace(first, to_value=second.value)
                linked[other] = replace(second, from_value=first.value)
                break
            if first.arrives and second.departs and first.from_value is None:
                linked[at] = replace(first, from_value=second.value)
                linked[other] = replace(second, to_value=first.value)
                break
    return linked


def link_twins(quantities: list[Quantity], tokens: Sequence[Token], lex: Lexicon) -> list[Quantity]:
    """A money amount beside the same in another currency, or a measure beside the same in another unit."""
    linked = list(quantities)
    for at in range(len(linked) - 1):
        left, right = linked[at], linked[at + 1]
        if left.kind != right.kind or left.unit == right.unit or left.kind in ("count", "percent"):
            continue
        middle = _between(left, right, tokens, 7)
        if middle is None:
            continue
        stop = right.start
        for _ in range(3):
            bound = lex.bounds.match_back(tokens, stop)
            if not bound or bound[1] < left.end:
                break
            stop = bound[1]
        if " ".join(token.low for token in tokens[left.end : stop]) in _TWIN:
            linked[at] = replace(left, twin=at + 1)
            linked[at + 1] = replace(right, twin=at)
    return linked
