"""Chooses, for one figure, the cues of its sentence: change, status, period.

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
#: Words behind which another thing is told, so that no date there is of a figure before them.
_PARTING = frozenset({";", "；", "—", "though", "although", "whereas", "walaupun", "sedangkan", "虽然", "尽管"})
_COMMAS = frozenset({",", "，"})
_DEADLINES = frozenset({"by", "before", "until", "menjelang", "sebelum", "sehingga"})
_COMPARING = frozenset(
    """from than over against compared versus vs on with to berbanding dibandingkan daripada dari dengan
    比 较""".split()
)
_COPULAS = frozenset("was were is of at ialah adalah 为 是 仅 则".split())
_PLANS = frozenset({"budget", "belanjawan", "bajet", "vision", "agenda", "expo", "plan", "masterplan"})
_DAYS = frozenset({"day_month", "month_day", "iso", "numeric"})
_GOING_ON = frozenset(
    """and dan a an another further , in by year-on-year yoy y - o quarter on year pada about""".split()
)
_LINKING = frozenset({"and", "or", "to", "of"})
_WHOLE = frozenset({"it", "this", "that", "them", "these", "those", "which", "itu", "tersebut"})
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
    close = after and after.start - quantity.end <= 3 and not _shares(tokens, quantity.end)
    stepped = after and after.start == quantity.end and tokens[after.start].low in ("higher", "lower")
    if after and close and (relative or stepped) and _only(tokens, quantity.end, after.start, adjectives=True):
        return after.value
    if quantity.departs or _rival(quantity, tokens):
        return None
    before = context.changes[index - 1] if index else None
    if previous and previous[0].kind == quantity.kind and _listed(previous[0], quantity, context):
        return previous[1]
    if (
        _shares(tokens, quantity.end)
        and not quantity.arrives
        and quantity.kind == "percent"
        and not _by(quantity, tokens)
        and not (tokens[quantity.end].low != "of" and before and before.end == quantity.start)
    ):
        return None
    if before is None or before.end > quantity.start:
        return None
    floor = previous[0].end if previous else 0
    if _particle(before, tokens):
        return None
    if before.end >= floor and _only(tokens, before.end, quantity.start):
        raised = before.end == quantity.start and tokens[before.start].low.startswith("rais")
        return _direct(quantity, before, relative, raised)
    if quantity.start - before.end > _REACH or any(tokens[i].low in _STOPS for i in range(before.end, quantity.start)):
        return None
    if previous and before.end < floor and not quantity.arrives:
        return None
    return before.value if _by(quantity, tokens) or quantity.arrives else None


def _particle(cue: Cue, tokens: Sequence[Token]) -> bool:
    """ "up" and "down" are no directions behind some verbs: "make up 5 per cent", "set up 12 centres"."""
    return tokens[cue.start].low in ("up", "down") and bool(cue.start) and tokens[cue.start - 1].low in _PHRASAL


def _rival(quantity: Quantity, tokens: Sequence[Token]) -> bool:
    """ "compared to RM631 million", "against 1.6 million": the level that another is compared with."""
    before = [token.low for token in tokens[max(0, quantity.start - 2) : quantity.start]]
    return before[-1:] in (["against"], ["versus"], ["berbanding"]) or (
        len(before) == 2 and before[0] in ("compared", "comparison") and before[1] in ("to", "with")
    )


def _direct(quantity: Quantity, cue: Cue, relative: bool, raised: bool) -> str | None:
    if raised and quantity.money and not quantity.arrives:
        return None  # "raised RM250 million" from investors
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
        if adjectives and token.low == ",":
            return False  # "exports up 5.7 pct, imports down"
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
        return "pledge" if quantity.money or quantity.kind in ("area", "power", "count") else "forecast"
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
    limit = following.start if following else len(tokens)
    for i in range(index, min(index + 2, len(starts))):
        gap = tokens[quantity.end : starts[i]]
        if starts[i] > limit or len(gap) > 4 or any(token.low in _STOPS for token in gap):
            break
        if (not context.dates[i].base or not _compared(gap)) and _told(i, context):
            return context.dates[i].period  # of "RM455 million a year earlier", not of "5 per cent from a year earlier"
    if index and context.date_tokens[index - 1][1] <= quantity.start and context.dates[index - 1].kind == "same":
        gap = tokens[context.date_tokens[index - 1][1] : quantity.start]
        if len(gap) <= 2 and all(token.low in _COPULAS for token in gap):
            return context.dates[index - 1].period  # 上年同期为35.6亿
    if quantity.departs and quantity.to_value is not None:
        return None
    behind = next((i for i in range(index - 1, max(-1, index - 4), -1) if _names(i, context)), None)
    if behind is not None and (
        before is None or context.date_tokens[behind][0] >= before.end or not _owned(behind, before, context)
    ):
        return context.dates[behind].period
    ahead = next((i for i in range(index, min(index + 4, len(starts))) if _names(i, context)), None)
    if ahead is not None and _reaches(at, quantities, ahead, context):
        return context.dates[ahead].period
    if behind is None or (before and before.departs and _owned(behind, before, context)):
        return None
    return context.dates[behind].period


def _names(date_at: int, context: Context) -> bool:
    """Whether a date may be the period of a figure that does not stand beside it."""
    span, start = context.dates[date_at], context.date_starts[date_at]
    if span.kind in _DAYS and any(token.low in SAYING for token in context.tokens[max(0, start - 6) : start]):
        return False  # the day on which it was said
    if span.kind == "year" and start == 1 and context.tokens[0].low in _PLANS:
        return False  # "Budget 2025 sets aside"
    return not span.base and span.kind != "weekday"


def _told(date_at: int, context: Context) -> bool:
    """A weekday is the last one of its name only where nothing is said of what will be."""
    if context.dates[date_at].kind != "weekday":
        return True
    return not any(cue.value != "boundary" for cue in context.statuses if cue.end <= context.date_starts[date_at])


def _compared(gap: Sequence[Token]) -> bool:
    return any(token.low in _COMPARING for token in gap)


def _reaches(at: int, quantities: Sequence[Quantity], date_at: int, context: Context) -> bool:
    """Whether a date that stands further behind is of this figure too: nothing that parts them lies between, and no
    figure that the date is of alone."""
    quantity, tokens, start = quantities[at], context.tokens, context.date_starts[date_at]
    between = tokens[quantity.end : start]
    if any(token.low in _PARTING for token in between):
        return False
    comma = any(token.low in _COMMAS for token in between)
    if comma and any(token.low in SAYING for token in between):
        return False
    last = max((q for q in quantities[at : at + 5] if q.end <= start), key=lambda q: q.end, default=quantity)
    following = quantities[at + 1] if at + 1 < len(quantities) else None
    if (comma or last is not quantity) and any(
        quantity.end <= cue.start < start and cue.value in ("forecast", "target", "pledge") for cue in context.statuses
    ):
        return False
    if last is quantity:
        # A date in front of the next figure and in another clause opens that clause.
        return not (comma and following is not None and following.start > start)
    if last.departs and start - last.end <= 3:
        return False
    return not (comma and tokens[start - 1].low in _DEADLINES)


def _owned(date_at: int, before: Quantity, context: Context) -> bool:
    """Whether the date stands right behind an earlier figure, as its own."""
    start = context.date_tokens[date_at][0]
    return 0 <= start - before.end <= 3


def carries_on(context: Context) -> bool:
    """Whether a figure is told as a part of what the sentence before told ("41 per cent of it", 其中); then a sentence
    without a date has the period of that one."""
    if context.dates:
        return False
    tokens = context.tokens
    return any(
        (word.low in _WHOLE and tokens[i - 1].low in _SHARES)
        or word.low == "daripadanya"
        or (word.text == "其" and tokens[i + 1 : i + 2] and tokens[i + 1].text == "中")
        for i, word in enumerate(tokens)
        if i or word.text == "其"
    )
