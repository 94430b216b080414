"""Contradictions: two figures that cannot both be right. Precision before recall: a false alarm costs trust.

Pure over figures as told and their meanings; must not know the store. Every verdict carries its reason.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import combinations, pairwise

from nlp.ledger.meaning import Meaning, meaning_of
from nlp.ledger.values import interval_of, slack_of
from nlp.ledger.words import content_of, ledger_words
from records.ledger import Claim, Dispute, DisputeKind, Told

#: A conversion is doubted where its rate lies outside the band by more than this factor.
_BEYOND = 2
#: Days between two reports of an occurrence without a date of its own.
_NEAR = 2
#: Claims that share a name; above it the name is that of a country or an agency.
_CROWD = 60
#: Two values so far apart are two things; the same digits with another magnitude excepted.
_APART = 3
_SAID_ROUGHLY = frozenset({"forecast", "estimate", "condition"})
_SHRINKS = frozenset({"deficit", "loss", "debt", "gap"})
_SLOWS = re.compile(r"\b(?:slow\w*|eas\w+|narrow\w*|improv\w+|worsen\w*|widen\w*|moderat\w+|perlahan|mengecil|susut)\b")


def disputes_between(settled: Sequence[Claim], loose: Sequence[Claim] = ()) -> list[Dispute]:
    """Pairs of claims that contradict each other, each told by its most exact report; ``loose`` are those that name no
    value (bounds, ranges).

    Not where one article prints both: then the meaning is coarser than what it says. Not where three values or more
    stand under one meaning: that is a series that nobody can tell apart here.
    """
    claims = [*settled, *loose]
    told = [_most_exact(claim) for claim in claims]
    meanings = [meaning_of(one) for one in told]
    crowded = {key for key, count in Counter(one.key for one in meanings[: len(settled)]).items() if count > 2}
    articles = [{report.article for report in claim.reports} for claim in claims]
    found = []
    for i, j in sorted(_pairs(told, meanings)):
        if articles[i] & articles[j] or meanings[i].key in crowded or meanings[j].key in crowded:
            continue
        reason = _contradicts(told[i], meanings[i], told[j], meanings[j])
        if reason is None:
            continue
        one, other = sorted((told[i], told[j]), key=lambda report: report.order)
        marks = meanings[i].marks | meanings[j].marks
        kind: DisputeKind = "revision" if marks & {"revised", "earlier_told"} else "value"
        found.append(Dispute(kind=kind, one=one, other=other, reason=reason))
    return found


def _most_exact(claim: Claim) -> Told:
    return min(claim.reports, key=lambda told: (slack_of(told.text, told.value) if told.value else 0, told.order))


def _pairs(told: Sequence[Told], meanings: Sequence[Meaning]) -> set[tuple[int, int]]:
    """Which claims may speak of one thing: of one owner and period, or of one name where either is not known. A name
    that too many claims share says nothing, so that the work stays linear in the claims."""
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, (one, meaning) in enumerate(zip(told, meanings, strict=True)):
        alike = meaning.unit, meaning.aspect, meaning.direction, meaning.status, meaning.period
        if meaning.owner and meaning.period:
            blocks[*alike, "of", meaning.owner].append(index)
        for name in one.names:
            blocks[*alike, "names", name].append(index)
    return {pair for block in blocks.values() if len(block) <= _CROWD for pair in combinations(block, 2)}


def _contradicts(one: Told, a: Meaning, other: Told, b: Meaning) -> str | None:
    if (a.unit, a.aspect, a.direction, a.status) != (b.unit, b.aspect, b.direction, b.status) or not a.unit:
        return None
    if a.status in _SAID_ROUGHLY or "expected" in a.marks | b.marks:
        return None
    parted = (a.marks ^ b.marks) - {"earlier_told", "revised"}
    if parted or not _same_measure(one, a, other, b):
        return None
    subject = _same_subject(one, a, other, b)
    if subject is None:
        return None
    left, right = interval_of(one), interval_of(other)
    if left is None or right is None or left.meets(right):
        return None
    x, y = _middle(one), _middle(other)
    if not _comparable(x, y):
        return None
    what = one.measures or one.concept or "the same measure"
    return f"{what}: {one.text} against {other.text}; {subject}; further apart than their digits allow"


def _same_measure(one: Told, a: Meaning, other: Told, b: Meaning) -> bool:
    """Whether both phrases speak of one thing: they share a word, and each says nothing that the other's part of its
    sentence does not say as well ("incentive applications" and "applications for investment incentives")."""
    if not a.content or not b.content:
        return False
    if a.content == b.content:
        return True
    around_a, around_b = _clause(one) | a.content, _clause(other) | b.content
    return bool(a.content & b.content) and a.content <= around_b and b.content <= around_a


def _clause(told: Told) -> frozenset[str]:
    return content_of(told.sentence[told.left : told.right])


def _same_subject(one: Told, a: Meaning, other: Told, b: Meaning) -> str | None:
    """Why both speak of one subject and one time; None where that is not sure."""
    if a.period and b.period:
        if a.period != b.period:
            return None
        if a.owner and a.owner == b.owner:
            return f"both of {one.owner}, for {one.period}"
        if a.owner and b.owner:
            return None
        shared = one.names & other.names
        if a.owner or b.owner or not shared or (len(shared) < 2 and one.names != other.names):
            return None
        return f"both name {', '.join(sorted(shared))}, for {one.period}"
    if a.period or b.period or one.published is None or other.published is None:
        return None
    if abs((one.published - other.published).days) > _NEAR or _running(a) or _running(b):
        return None
    shared = one.names & other.names
    if len(shared) < 2 or not a.content:
        return None
    return f"both name {', '.join(sorted(shared))}, told within {_NEAR} days"


def _running(meaning: Meaning) -> bool:
    known = ledger_words()
    return meaning.concept in known.running_concepts or bool(meaning.content & known.running_words)


def _middle(told: Told) -> Decimal:
    values = [abs(v) for v in (told.value, told.low, told.high) if v is not None]
    return told.value.copy_abs() if told.value is not None else sum(values, Decimal(0)) / len(values)


def _comparable(x: Decimal, y: Decimal) -> bool:
    """Whether two values may be two accounts of one thing: of one order, or the same digits with another magnitude."""
    low, high = sorted((x, y))
    if low == 0:
        return True
    ratio = high / low
    return ratio <= _APART or ratio in {Decimal(10), Decimal(100), Decimal(1000), Decimal(1000000)}


def disputes_within(figures: Sequence[Told]) -> list[Dispute]:
    """What one text gets wrong by itself: a conversion at no plausible rate, a word of change against its numbers,
    the same digits of one measure with another magnitude. ``figures`` of one article in reading order."""
    return [*_conversions(figures), *_changes(figures), *_slips(figures)]


def _conversions(figures: Sequence[Told]) -> Iterable[Dispute]:
    rates = ledger_words().rates
    for one, other in pairwise(figures):
        if one.twin != other.text or other.twin != one.text or not one.value or not other.value:
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


def _changes(figures: Sequence[Told]) -> Iterable[Dispute]:
    for told in figures:
        if told.value is None or told.from_value is None or told.change not in {"rise", "fall"}:
            continue
        if told.low is not None or told.high is not None:
            continue
        value, start = abs(told.value), abs(told.from_value)
        if value == start or (told.change == "rise") == (value > start):
            continue
        other = next((f for f in figures if f is not told and f.value == told.from_value and f.unit == told.unit), None)
        if other is None or not _one_scale(told, other):
            continue
        words = told.sentence.casefold()
        if content_of(told.measures or "") & _SHRINKS or _SLOWS.search(words):
            continue  # what a deficit or a rate of growth does is told of it and of what it measures
        compared = "less" if value < start else "more"
        reason = f"the text says {told.change}, yet {told.text} is {compared} than {other.text}"
        yield Dispute(kind="change_words", one=other if other.start < told.start else told,
                      other=told if other.start < told.start else other, reason=reason)  # fmt: skip


def _one_scale(one: Told, other: Told) -> bool:
    return one.kind == other.kind and one.sentence == other.sentence


def _slips(figures: Sequence[Told]) -> Iterable[Dispute]:
    """ "six per cent" and "60 per cent" of one thing in one text."""
    meanings = [meaning_of(told) for told in figures]
    for (a, one), (b, other) in combinations(zip(meanings, figures, strict=True), 2):
        if one.value is None or other.value is None or not one.value or not other.value:
            continue
        low, high = sorted((abs(one.value), abs(other.value)))
        if high / low not in {Decimal(10), Decimal(100), Decimal(1000)} or one.sentence == other.sentence:
            continue
        same = (a.unit, a.aspect, a.period, a.status, a.marks) == (b.unit, b.aspect, b.period, b.status, b.marks)
        if same and len(a.content) > 1 and a.content == b.content and a.owner == b.owner:
            yield Dispute(
                kind="value", one=one, other=other,
                reason=f"{one.measures}: {one.text} and, in the same text, {other.text}",
            )  # fmt: skip
