"""Contradictions within one text: a conversion, a word of change, the same digits with another magnitude.

Pure over the figures of one article in reading order; must not know other articles. Every verdict carries its reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import combinations, pairwise

from nlp.ledger.meaning import Meaning, span_of
from nlp.ledger.topic import alike, topic_of
from nlp.ledger.words import content_of, ledger_words
from records.ledger import Dispute, Told

#: A conversion is doubted where its rate lies outside the band by more than this factor.
_BEYOND = 2
_SHRINKS = frozenset({"deficit", "loss", "debt", "gap"})
_SLOWS = re.compile(r"\b(?:slow\w*|improv\w+|worsen\w*|moderat\w+|perlahan|mengukuh)\b")
_WIDTH = re.compile(r"\b(?:narrow\w*|widen\w*|mengecil|melebar|susut)\b|[扩缩][大小]")
#: A currency that falls buys less of another: more of it are printed.
_EXCHANGE = re.compile(
    r"\b(?:against|to|per|berbanding) (?:the |a )?(?:us |u\.s\. )?(?:dollar|greenback|euro|yen|dolar)|[兑兌]"
)
_ARRIVES = re.compile(
    r"(?:\b(?:to|kepada|menjadi)\s+(?:(?:about|around|some|nearly|almost|over|more than|just|only|sekitar|hampir)\s+)?"
    r"|[至到])$"
)
_COMPARES = re.compile(
    r"\b(?:compared (?:to|with)|against|from|versus|berbanding|dibandingkan dengan|daripada)\b"
    r"|同期|上月|去年|上年|月份?为$"
)
_APPOSED = re.compile(
    r"[,，]\s*(?:(?:which (?:is|was)|iaitu|or)\s+)?(?:(?P<rise>up|higher|an increase|meningkat|naik|lebih tinggi|高于)"
    r"|(?P<fall>down|lower|a decrease|a drop|menurun|turun|susut|lebih rendah|低于))"
    r"\s*(?:from|than|compared (?:to|with)|daripada|berbanding|sedikit daripada)?\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_HANZI_FROM = re.compile(r"[从由自][^，,；]{0,10}$")
_HANZI_MOVED = re.compile(
    r"^[^，,；]{0,4}(?:(?P<rise>增加|增长|上升|上涨|提高|攀升|扩大|增|升)|(?P<fall>减少|下降|下跌|下滑|降低|萎缩|缩减|降|跌))[到至]"
)
_BEFORE = re.compile(r"\b(?:previous|earlier|before|ago|sebelum\w*|lalu|lepas)\b|上年|去年|上月|同期")
_BRACKET = re.compile(
    r"\s*[(（\[]\s*(?:约合|相当于|折合|约|合|about|or|around|equivalent to|kira-kira|bersamaan|sekitar)?\s*"
)


def disputes_within(figures: Sequence[Told], meanings: Sequence[Meaning]) -> list[Dispute]:
    """What one text gets wrong by itself: a conversion at no plausible rate, a word of change against its numbers,
    the same digits of one measure with another magnitude. ``figures`` of one article in reading order, with
    their ``meanings``."""
    return [*_conversions(figures), *_changes(figures), *_slips(figures, meanings)]


def _conversions(figures: Sequence[Told]) -> Iterable[Dispute]:
    rates = ledger_words().rates
    for one, other in pairwise(figures):
        if not one.value or not other.value or not _converted(one, other):
            continue
        if one.unit not in rates or other.unit not in rates or one.unit == other.unit:
            continue
        rate = abs(other.value) / abs(one.value)
        low, high = rates[other.unit][0] / rates[one.unit][1], rates[other.unit][1] / rates[one.unit][0]
        if low / _BEYOND <= rate <= high * _BEYOND:
            continue
        reason = (
            f"{one.text} as {other.text} is {rate:.4g} {other.unit} to the {one.unit}; since 2000 it was between"
            f" {low:.3g} and {high:.3g}"
        )
        yield Dispute(kind="conversion", one=one, other=other, reason=reason)


def _converted(one: Told, other: Told) -> bool:
    """Whether the second is the first in another currency: linked by the reader, or in brackets right behind it."""
    if one.twin == other.text and other.twin == one.text:
        return True
    gap = one.sentence[one.at + len(one.text) : other.at]
    behind = other.sentence[other.at + len(other.text) :].lstrip()
    return (
        one.sentence == other.sentence
        and one.at < other.at
        and _BRACKET.fullmatch(gap) is not None
        and behind[:1] in (")", "）", ",", "，", "]")
    )


def _changes(figures: Sequence[Told]) -> Iterable[Dispute]:
    for at, told in enumerate(figures):
        if told.value is None or told.low is not None or told.high is not None:
            continue
        change, other = _moved(told, figures, at)
        if change is None or other is None or other.value is None or not _one_scale(told, other):
            continue
        value, start = abs(told.value), abs(other.value)
        if value == start or (change == "rise") == (value > start):
            continue
        words = told.sentence.casefold()
        shrinks = content_of(told.measures or "") & _SHRINKS and not _WIDTH.search(words)
        if shrinks or _SLOWS.search(words) or _EXCHANGE.search(words):
            continue  # what a deficit or a rate of growth does is told of it and of what it measures
        compared = "less" if value < start else "more"
        reason = f"the text says {change}, yet {told.text} is {compared} than {other.text}"
        yield Dispute(kind="change_words", one=other if other.start < told.start else told,
                      other=told if other.start < told.start else other, reason=reason)  # fmt: skip


def _moved(told: Told, figures: Sequence[Told], at: int) -> tuple[str | None, Told | None]:
    """Which way a level went by the text's own word, and the level it was at before."""
    behind = figures[at + 1 : at + 3]
    if behind and behind[0].sentence == told.sentence:
        apposed = _APPOSED.search(told.sentence[told.at + len(told.text) : behind[0].at])
        if apposed:  # "was 58 per cent in August, up from 63 per cent in July"
            alike_ = behind[0].unit == told.unit and behind[0].status == told.status
            return ("rise" if apposed["rise"] else "fall"), behind[0] if alike_ else None
        moved = _HANZI_MOVED.search(told.sentence[told.at + len(told.text) : behind[0].at])
        if moved and _HANZI_FROM.search(told.sentence[: told.at]) and behind[0].unit == told.unit:
            return ("fall" if moved["rise"] else "rise"), behind[0]  # 从56亿增加到51亿: the one left is told first
    if told.change not in {"rise", "fall"}:
        return None, None
    return told.change, _left(told, figures) if told.from_value is not None else _compared(told, behind)


def _left(told: Told, figures: Sequence[Told]) -> Told | None:
    """The level that the text says was left: "from 9 to 5"."""
    return next((f for f in figures if f is not told and f.value == told.from_value and f.unit == told.unit), None)


def _compared(told: Told, behind: Sequence[Told]) -> Told | None:
    """The level that one arrived at is compared with ("slipped to 912,000 in September compared with 874,000 in
    August"): of the same owner and unit, and of an earlier period of the same length."""
    if not _ARRIVES.search(told.sentence[: told.at]):
        return None
    for other in behind:
        gap = told.sentence[told.at + len(told.text) : other.at]
        if other.sentence != told.sentence or other.unit != told.unit or not _COMPARES.search(gap):
            continue
        if (other.status, other.owner, other.change) != (told.status, told.owner, None) or other.low or other.high:
            continue
        if told.period is None and _BEFORE.search(other.sentence, other.at, other.right):
            return other
        first, last = span_of(other.period), span_of(told.period)
        if first and last and first[0] < last[0] and abs((first[1] - first[0]) - (last[1] - last[0])).days <= 3:
            return other
    return None


def _one_scale(one: Told, other: Told) -> bool:
    return one.kind == other.kind and one.sentence == other.sentence


def _digits(value: Decimal) -> tuple[tuple[int, ...], int]:
    """The digits of a value without idle zeros, and the power of ten that they are times."""
    _, digits, power = value.normalize().as_tuple()
    return digits, int(power)


def _slips(figures: Sequence[Told], meanings: Sequence[Meaning]) -> Iterable[Dispute]:
    """ "six per cent" and "60 per cent" of one thing in one text."""
    read = [
        (meaning, told, *_digits(told.value)) for meaning, told in zip(meanings, figures, strict=True) if told.value
    ]
    told_of = Counter(digits for *_, digits, _ in read)  # most digits stand once: few pairs are left to be looked at
    for (a, one, digits, power), (b, other, others, another) in combinations(
        (each for each in read if told_of[each[2]] > 1), 2
    ):
        if digits != others or not 1 <= abs(power - another) <= 3 or one.sentence == other.sentence:
            continue
        same = (a.unit, a.aspect, a.period, a.status, a.marks) == (b.unit, b.aspect, b.period, b.status, b.marks)
        if not same or a.owner != b.owner:
            continue
        known = bool(a.owner and a.period) and alike(topic_of(one), topic_of(other))
        if known or (len(a.content) > 1 and a.content == b.content):
            yield Dispute(
                kind="value", one=one, other=other,
                reason=f"{one.measures}: {one.text} and, in the same text, {other.text}",
            )  # fmt: skip
