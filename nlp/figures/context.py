"""Chooses, for one figure, the cues of its sentence: change, status, period, owner.

Knows how near a cue must stand and what parts it from a figure; must not know the grammar of quantities.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from nlp.figures.cues import SAYING, Context, Cue
from nlp.figures.quantities import Quantity
from nlp.figures.tokens import Token

_GAP = frozenset(
    """by of to a an the at from about around some nearly almost over more than approximately further another
    sharply slightly only just marginally year-on-year y-o-y yoy year on y o annual annually - , ( sebanyak
    sebesar kepada menjadi sekitar kira lebih hampir pada kadar rate strong significant steadily double
    whopping marginal respective respectively masing m up down as much estimated daripada dari 达 至 了 到 约 为 近 超
    过 逾 同 比 度 年 month quarter q-o-q m-o-m net""".split()
)
_STOPS = frozenset({",", ";", "while", "whereas", "but", "manakala", "sementara", "，", "；", "—", "which", "yang"})
_GOING_ON = frozenset(
    """and dan a an another further , in by year-on-year yoy y - o quarter on year pada about""".split()
)
_LINKING = frozenset({"and", "or", "to", "of"})
_SHARES = frozenset({"of", "daripada", "dari"})
#: A direction word rules figures up to this many tokens behind it ("cut emissions of the whole sector by 45 per cent").
_REACH = 14
_PHRASAL = frozenset(
    """make makes made making set sets setting take takes took build built come came put pick end ended open opened
    shut follow back sign signed draw drew""".split()
)


def change_of(quantity: Quantity, context: Context, previous: tuple[Quantity, str | None] | None) -> str | None:
    """rise, fall or level where a verb or noun of change governs the figure; ``previous``: the one before."""
    tokens = context.tokens
    index = bisect_left(context.change_starts, quantity.start)
    after = context.changes[index] if index < len(context.changes) else None
    relative = quantity.kind in ("percent", "percentage_points", "basis_points", "points")
    if after and _particle(after, tokens):
        after = None
    near = after and relative and after.start - quantity.end <= 3 and not _shares(tokens, quantity.end)
    if after and near and _only(tokens, quantity.end, after.start, adjectives=True):
        return after.value
    if quantity.departs:
        return None
    if previous and previous[0].kind == quantity.kind and _listed(previous[0], quantity, context):
        return previous[1]
    if (
        _shares(tokens, quantity.end)
        and not quantity.arrives
        and quantity.kind == "percent"
        and not _by(quantity, tokens)
    ):
        return None
    before = context.changes[index - 1] if index else None
    if before is None or before.end > quantity.start:
        return None
    floor = previous[0].end if previous else 0
    if _particle(before, tokens):
        return None
    if before.end >= floor and _only(tokens, before.end, quantity.start):
        return _direct(quantity, before, relative)
    if quantity.start - before.end > _REACH or any(tokens[i].low in _STOPS for i in range(before.end, quantity.start)):
        return None
    if previous and before.end < floor and not quantity.arrives:
        return None
    return before.value if _by(quantity, tokens) or quantity.arrives else None


def _particle(cue: Cue, tokens: Sequence[Token]) -> bool:
    """ "up" and "down" are no directions behind some verbs: "make up 5 per cent", "set up 12 centres"."""
    return tokens[cue.start].low in ("up", "down") and bool(cue.start) and tokens[cue.start - 1].low in _PHRASAL


def _direct(quantity: Quantity, cue: Cue, relative: bool) -> str | None:
    if quantity.kind in ("count", "duration", "area", "length") and not quantity.arrives and cue.value == "level":
        return None
    return cue.value if relative or quantity.arrives or quantity.unit is not None else None


def _by(quantity: Quantity, tokens: Sequence[Token]) -> bool:
    words = {tokens[i].low for i in range(max(0, quantity.start - 4), quantity.start)}
    return bool(words & {"by", "sebanyak", "sebesar"})


def _shares(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].low in _SHARES


def _only(tokens: Sequence[Token], start: int, end: int, *, adjectives: bool = False) -> bool:
    if end - start > 8:
        return False
    for token in tokens[start:end]:
        plain = adjectives and token.word and token.low not in _STOPS and token.low not in _LINKING
        if not (plain or token.low in _GAP or token.low.endswith("ly")):
            return False
    return True


def _listed(left: Quantity, right: Quantity, context: Context) -> bool:
    """Whether the second goes on where the first stopped: "20 per cent this year and a further 10 per cent"."""
    if coordinated(left, right, context.tokens):
        return True
    if not 0 < right.start - left.end <= 8:
        return False
    index = bisect_left(context.date_starts, left.end)
    dated: set[int] = set()
    for place in context.date_tokens[index : index + 2]:
        dated.update(range(*place))
    rest = [context.tokens[i].low for i in range(left.end, right.start) if i not in dated]
    return bool({"and", "dan"} & set(rest)) and all(word in _GOING_ON for word in rest)


def coordinated(left: Quantity, right: Quantity, tokens: Sequence[Token]) -> bool:
    """Whether only a comma or "and" stands between the two."""
    gap = tokens[left.end : right.start]
    return 0 < len(gap) <= 2 and all(token.low in (",", "and", "dan", "&", "or", "和", "、") for token in gap)


def status_of(quantity: Quantity, context: Context, period: str | None, published_year: int | None) -> str:
    """actual unless a cue before the figure, with no boundary between, says otherwise; a cue right behind counts."""
    if quantity.departs and quantity.to_value is not None:
        return "actual"
    index = bisect_left(context.status_starts, quantity.start)
    if index < len(context.statuses):
        behind = context.statuses[index]
        if (
            behind.start - quantity.end <= 3
            and behind.value in ("target", "forecast", "pledge")
            and _noun_of(context.tokens, behind)
        ):
            return behind.value
        if (
            behind.start - quantity.end <= 2
            and context.tokens[behind.start].low.startswith("di")
            and behind.value != "boundary"
        ):
            return behind.value  # a Malay or Indonesian passive behind its subject
    chosen = None
    for at in range(index - 1, max(-1, index - 5), -1):
        cue = context.statuses[at]
        if cue.value == "boundary":
            break
        word = context.tokens[cue.start]
        if word.low == "may" and word.capital and cue.start:
            continue
        if word.low == "would" and any(
            token.low in SAYING for token in context.tokens[max(0, cue.start - 6) : cue.start]
        ):
            cue = Cue(cue.start, cue.end, "pledge")  # "said it would": a reported will
        chosen = cue if chosen is None or (chosen.value == "pledge" and cue.value == "condition") else chosen
    if chosen is None:
        return "actual"
    past = (
        period is not None
        and published_year is not None
        and period[:4].isdecimal()
        and int(period[:4]) < published_year
    )
    if past and chosen.value in ("forecast", "pledge", "target"):
        return "actual"
    if chosen.value == "pledge" and context.tokens[chosen.start].low in ("will", "would", "akan", "将"):
        return "pledge" if quantity.money or quantity.kind in ("area", "power") else "forecast"
    return chosen.value


def _noun_of(tokens: Sequence[Token], cue: Cue) -> bool:
    return tokens[cue.start].low in (
        "target",
        "goal",
        "forecast",
        "projection",
        "pledge",
        "commitment",
        "sasaran",
        "unjuran",
    )


def period_of(at: int, quantities: Sequence[Quantity], context: Context) -> str | None:
    """The date that follows the figure at once, else the nearest one of the sentence that no other owns."""
    quantity, tokens = quantities[at], context.tokens
    following = quantities[at + 1] if at + 1 < len(quantities) else None
    before = quantities[at - 1] if at else None
    starts = context.date_starts
    index = bisect_left(starts, quantity.end)
    ahead = next(
        (i for i in range(index, min(index + 3, len(starts))) if not context.dates[i].base or quantity.departs), None
    )
    behind = next((i for i in range(index - 1, max(-1, index - 4), -1) if not context.dates[i].base), None)
    limit = following.start if following else len(tokens)
    if ahead is not None and starts[ahead] - quantity.end <= 4 and starts[ahead] <= limit:
        parted = any(tokens[i].low in _STOPS for i in range(quantity.end, starts[ahead]))
        if not parted:
            return context.dates[ahead].period
    if quantity.departs and quantity.to_value is not None:
        return None
    if behind is not None and (
        before is None or context.date_tokens[behind][0] >= before.end or not _owned(behind, before, context)
    ):
        return context.dates[behind].period
    candidates = [i for i in range(index, min(index + 4, len(starts))) if not context.dates[i].base]
    for i in candidates:
        owner = max((q for q in quantities[at : at + 4] if q.end <= starts[i]), key=lambda q: q.end, default=quantity)
        if owner is quantity or not (owner.departs and starts[i] - owner.end <= 3):
            return context.dates[i].period
    if behind is None or (before and before.departs and _owned(behind, before, context)):
        return None
    return context.dates[behind].period


def _owned(date_at: int, before: Quantity, context: Context) -> bool:
    """Whether the date stands right behind an earlier figure, as its own."""
    start = context.date_tokens[date_at][0]
    return 0 <= start - before.end <= 3


def owner_of(quantity: Quantity, context: Context) -> str | None:
    """The country, place or organisation named next before the figure in its sentence, else the next one behind."""
    starts = context.owner_starts
    index = bisect_left(starts, quantity.start)
    if (
        index < len(starts)
        and starts[index] - quantity.end <= 5
        and any(
            context.tokens[i].low in ("of", "in", "from", "to", "di", "bagi")
            for i in range(quantity.end, starts[index])
        )
    ):
        return context.owners[index].value
    if index:
        return context.owners[index - 1].value
    return None
