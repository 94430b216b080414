"""What a sentence says around its figures: cues of change and of status, periods, owners, each with its place.

Knows cue words and how near they must stand; must not know the grammar of quantities. All cues of a sentence are
found once; a figure then looks at the nearest ones only.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nlp.figures.dates import DateSpan
from nlp.figures.lexicon import Lexicon
from nlp.figures.quantities import Quantity
from nlp.figures.tokens import Token

_GAP = frozenset(
    """by of to a an the at from about around some nearly almost over more than approximately further another sharply slightly only just
    marginally year-on-year y-o-y yoy year on y o annual annually - , ( sebanyak sebesar kepada menjadi sekitar kira lebih hampir pada kadar
    rate strong significant steadily double whopping marginal respective respectively masing m up down as much estimated daripada dari
    达 至 了 到 约 为 近 超 过 逾 同 比 度 年 month quarter q-o-q m-o-m net""".split()
)
_STOPS = frozenset({",", ";", "while", "whereas", "but", "manakala", "sementara", "，", "；", "—", "which", "yang"})
_SAYING = frozenset(
    "said says say announced told stated added noted reported statement kata katanya berkata memberitahu ujar menurut jelas here speaking pemberita".split()
)
_SPEAKING_DAYS = frozenset({"today", "yesterday", "tonight", "hari", "semalam", "kelmarin", "kemarin", "今天", "昨天"})
_OPENERS = frozenset(
    "in by since for during from until on of between early late mid end pada dalam menjelang tahun sejak the as to than with before after".split()
)
_GOING_ON = frozenset("and dan a an another further , in by year-on-year yoy y - o quarter on year pada about".split())
_SHARES = frozenset({"of", "daripada", "dari"})
#: A direction word rules figures up to this many tokens behind it ("cut emissions of the whole sector by 45 per cent").
_REACH = 14


@dataclass(frozen=True, slots=True)
class Cue:
    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Context:
    """``dates`` are in offsets of the body, all cues in token indices of the sentence."""

    tokens: Sequence[Token]
    changes: tuple[Cue, ...]
    statuses: tuple[Cue, ...]
    owners: tuple[Cue, ...]
    dates: tuple[DateSpan, ...]
    date_tokens: tuple[tuple[int, int], ...]
    change_starts: tuple[int, ...]
    status_starts: tuple[int, ...]
    owner_starts: tuple[int, ...]
    date_starts: tuple[int, ...]


def _cues(tokens: Sequence[Token], trie: Any) -> tuple[Cue, ...]:
    found: list[Cue] = []
    index = 0
    while index < len(tokens):
        match = trie.match(tokens, index)
        if match:
            found.append(Cue(index, match[1], match[0]))
            index = match[1]
        else:
            index += 1
    return tuple(found)


def context_of(
    tokens: Sequence[Token],
    dates: Sequence[DateSpan],
    offset: int,
    names: Sequence[tuple[int, int, str]],
    quantities: Sequence[Quantity],
    lex: Lexicon,
) -> Context:
    """``dates`` in offsets of the sentence that begins at ``offset``; ``names`` are (start, end, name) in the body."""
    starts = [token.start for token in tokens]
    spots = [
        (span, (bisect_left(starts, span.start + offset), bisect_left(starts, span.end + offset))) for span in dates
    ]
    ends = [quantity.end for quantity in quantities]
    spots = [(span, place) for span, place in spots if not _no_period(span, place[0], tokens, ends)]
    taken = {index for quantity in quantities for index in range(quantity.start, quantity.end)}
    owners = [cue for cue in _cues(tokens, lex.owners) if cue.start not in taken]
    taken |= {index for cue in owners for index in range(cue.start, cue.end)}
    for start, end, name in names:
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        name = re.sub(r"(?:['’]s?)$|^[Tt]he ", "", name.strip())
        if first < last and first not in taken and len(name) > 1 and not any(char.isdigit() for char in name[:2]):
            owners.append(Cue(first, last, name))
    owners = [cue for cue in owners if not any(token.low in _SAYING for token in tokens[cue.end : cue.end + 3])]
    owners.sort(key=lambda cue: cue.start)
    changes, statuses = _changes(tokens, lex), _cues(tokens, lex.statuses)
    return Context(
        tokens,
        changes,
        statuses,
        tuple(owners),
        tuple(span for span, _ in spots),
        tuple(place for _, place in spots),
        tuple(cue.start for cue in changes),
        tuple(cue.start for cue in statuses),
        tuple(cue.start for cue in owners),
        tuple(place[0] for _, place in spots),
    )


def _no_period(span: DateSpan, at: int, tokens: Sequence[Token], ends: Sequence[int]) -> bool:
    """Dates that say when something was said, when it began, or that belong to a name ("Masterplan 2030")."""
    before = tokens[max(0, at - 2) : at]
    words = {token.low for token in before}
    if span.kind == "time" or words & {"since", "sejak", "自"}:
        return True
    if span.kind == "relative" and tokens[at].low in _SPEAKING_DAYS:
        # "today" is when a thing was said, unless it stands right behind a figure.
        nearest = bisect_right(ends, at) - 1
        return bool(words & _SAYING) or nearest < 0 or at - ends[nearest] > 3
    if span.kind == "year" and at > 1 and before and before[-1].word and before[-1].capital:
        return before[-1].low not in _OPENERS
    return False


def _changes(tokens: Sequence[Token], lex: Lexicon) -> tuple[Cue, ...]:
    """Direction words; "up to", "lower house", "cut-off" and the like say nothing of a change."""
    found = []
    for cue in _cues(tokens, lex.changes):
        following = tokens[cue.end].low if cue.end < len(tokens) else ""
        low = tokens[cue.start].low
        if (low == "up" and following in ("to", "with", "the", "a", "and")) or (
            low in ("lower", "higher") and following in ("house", "court", "education", "income")
        ):
            continue
        found.append(cue)
    return tuple(found)


def change_of(quantity: Quantity, context: Context, previous: tuple[Quantity, str | None] | None) -> str | None:
    """rise, fall or level where a verb or noun of change governs the figure. ``previous``: the figure before, and its change."""
    tokens = context.tokens
    index = bisect_left(context.change_starts, quantity.start)
    after = context.changes[index] if index < len(context.changes) else None
    relative = quantity.kind in ("percent", "percentage_points", "basis_points", "points")
    if after and _particle(after, tokens):
        after = None
    if (
        after
        and relative
        and after.start - quantity.end <= 3
        and _only(tokens, quantity.end, after.start, adjectives=True)
    ):
        if not _shares(tokens, quantity.end):
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
    if _particle(before, tokens) and not (relative and quantity.start - before.end <= 2):
        return None
    if before.end >= floor and _only(tokens, before.end, quantity.start):
        return _direct(quantity, before, relative)
    if quantity.start - before.end > _REACH or any(tokens[i].low in _STOPS for i in range(before.end, quantity.start)):
        return None
    if previous and before.end < floor and not quantity.arrives:
        return None
    return before.value if _by(quantity, tokens) or quantity.arrives else None


def _particle(cue: Cue, tokens: Sequence[Token]) -> bool:
    """ "up" and "down" are directions beside a share only: not in "make up RM5 billion" or "set up 12 centres"."""
    return tokens[cue.start].low in ("up", "down") and bool(cue.start) and tokens[cue.start - 1].low in (
        "make", "makes", "made", "making", "set", "sets", "setting", "take", "takes", "took", "build", "built", "come", "came", "put", "pick", "end", "ended", "open", "opened", "shut", "follow", "back", "sign", "signed", "draw", "drew",
    )  # fmt: skip


def _direct(quantity: Quantity, cue: Cue, relative: bool) -> str | None:
    if quantity.kind in ("count", "duration", "area", "length") and not quantity.arrives and cue.value == "level":
        return None
    return cue.value if relative or quantity.arrives or quantity.unit is not None else None


def _by(quantity: Quantity, tokens: Sequence[Token]) -> bool:
    words = {tokens[i].low for i in range(max(0, quantity.start - 4), quantity.start)}
    return bool(words & {"by", "sebanyak", "sebesar", "increase", "of"} & {"by", "sebanyak", "sebesar"})


def _shares(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].low in _SHARES


def _only(tokens: Sequence[Token], start: int, end: int, *, adjectives: bool = False) -> bool:
    if end - start > 8:
        return False
    return all(tokens[i].low in _GAP or tokens[i].low.endswith("ly") or (adjectives and tokens[i].word and tokens[i].low not in _STOPS | {"and", "or", "to", "of"})
               for i in range(start, end))  # fmt: skip


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
    """actual unless a cue before the figure, with no boundary between, says otherwise; a cue right behind counts too."""
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
            token.low in _SAYING for token in context.tokens[max(0, cue.start - 6) : cue.start]
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
    """The date that follows the figure at once, else the nearest one of the sentence that no other figure owns."""
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
        if not any(tokens[i].low in _STOPS for i in range(quantity.end, starts[ahead])):
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
