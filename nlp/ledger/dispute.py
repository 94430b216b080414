"""Contradictions between articles: two figures that cannot both be right.

Precision before recall: a false alarm costs trust.
Pure over figures as told and their meanings; must not know the store. Every verdict carries its reason.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from typing import Literal

from nlp.ledger.meaning import Meaning
from nlp.ledger.names import owner_key, places_in, same_owner
from nlp.ledger.reach import Reach, reach_of, values_apart
from nlp.ledger.topic import DEEDS, Topic, alike, apart, one_occurrence, order_of, own_words, topic_of
from nlp.ledger.values import slack_of
from nlp.ledger.words import content_of, ledger_words
from records.ledger import Claim, Dispute, DisputeKind, Told

#: Days between two reports of an occurrence without a date of its own.
_NEAR = 2
#: Claims that share a name; above it the name is that of a country or an agency.
CROWD = 60
#: Values under one meaning; more are a series that nobody can tell apart.
MOST_VALUES = 2
_PUBLIC = frozenset(
    """ministry board department agency authority council commission bureau government kementerian jabatan lembaga
    agensi kerajaan customs office""".split()
)
_SAID_ROUGHLY = frozenset({"forecast", "estimate", "condition"})


@dataclass(frozen=True, kw_only=True)
class Side:
    """A claim as it is set against others: by its most exact report. So is a figure that names no value (a bound, a
    range), which is no claim."""

    told: Told
    meaning: Meaning
    articles: frozenset[str]  # that report it
    crowded: bool  # three values or more stand under its meaning

    @cached_property
    def topic(self) -> Topic:  # of the few that are asked for
        return topic_of(self.told)

    @cached_property
    def reach(self) -> Reach | None:
        return reach_of(self.told)


def disputes_between(
    settled: Sequence[Claim], loose: Sequence[Claim], read: Mapping[tuple[str, int], Meaning]
) -> list[Dispute]:
    """Pairs of claims that contradict each other, each told by its most exact report; ``loose`` are those that name no
    value (bounds, ranges); ``read`` is the meaning of each figure, by its article and place."""
    claims = [*settled, *loose]
    told = [most_exact(claim.reports) for claim in claims]
    meanings = [read[one.article, one.start] for one in told]
    count = Counter(one.key for one in meanings[: len(settled)])
    sides = [
        Side(
            told=one,
            meaning=meaning,
            articles=frozenset(report.article for report in claim.reports),
            crowded=count[meaning.key] > MOST_VALUES,
        )
        for claim, one, meaning in zip(claims, told, meanings, strict=True)
    ]
    return [found for i, j in sorted(_pairs(sides)) if (found := dispute_of(sides[i], sides[j])) is not None]


def dispute_of(first: Side, second: Side) -> Dispute | None:
    """Whether two claims that share a block contradict each other.

    Not where one article prints both: then the meaning is coarser than what it says. Not where three values or more
    stand under one meaning: that is a series that nobody can tell apart here.
    """
    if first.articles & second.articles or first.crowded or second.crowded:
        return None
    if not _may(first, second):
        return None
    reason = _contradicts(first.told, first.meaning, first.topic, second.told, second.meaning, second.topic)
    if reason is None:
        return None
    one, other = sorted((first, second), key=lambda side: side.told.order)
    kind: DisputeKind = "value"
    match _replaces(one.meaning.marks, other.meaning.marks):
        case "later":
            kind = "revision"
        case "earlier":
            kind, one, other = "revision", other, one
        case None:
            pass
    return Dispute(kind=kind, one=one.told, other=other.told, reason=reason)


def _replaces(earlier: Collection[str], later: Collection[str]) -> Literal["earlier", "later"] | None:
    """Which of two figures is the newer one, by what their own texts call them, whenever each was told; None where they
    do not say: a report that calls nothing revised may print the old value long after the new one is out."""
    new = "revised" in earlier, "revised" in later
    old = "earlier_told" in earlier, "earlier_told" in later
    if (new[1] or old[0]) and not old[1]:
        return "later"
    if old[1] and not (new[1] or old[0]):
        return "earlier"
    return None


def most_exact(reports: Iterable[Told]) -> Told:
    return min(reports, key=lambda told: (slack_of(told.text, told.value) if told.value else 0, told.order))


def _pairs(sides: Sequence[Side]) -> set[tuple[int, int]]:
    """Which claims may speak of one thing: those that share a block which is not crowded."""
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, side in enumerate(sides):
        for block in blocks_of(side.told, side.meaning):
            blocks[block].append(index)
    return {pair for block in blocks.values() if len(block) <= CROWD for pair in combinations(block, 2)}


def blocks_of(told: Told, meaning: Meaning) -> set[tuple[str, ...]]:
    """Claims of one block may speak of one thing: of one owner and period, or of one name where either is not known. A
    block that more than CROWD claims share says nothing, so that the work stays linear in the claims."""
    alike = meaning.unit, meaning.aspect, meaning.direction, _status(meaning), meaning.period
    names = _names(told)
    if not meaning.owner and not meaning.period:  # nothing is named: by two words that stand together
        names |= {f"words {left} {right}" for left, right in pairwise(order_of(told))}
    found: set[tuple[str, ...]] = {(*alike, "names", name) for name in names}
    if meaning.owner and meaning.period:
        found.add((*alike, "of", meaning.owner))
    return found


def _status(meaning: Meaning) -> str:
    """The price of a deal is one whether it is done or agreed: what has no period of its own happens once."""
    return "done" if not meaning.period and meaning.status in {"actual", "pledge"} else meaning.status


def _names(told: Told) -> set[str]:
    """The names of a sentence, each two words of a longer one, and its places."""
    pairs = {" ".join(words[at : at + 2]) for words in map(str.split, told.names) for at in range(len(words) - 1)}
    return set(told.names) | pairs | {f"place {key}" for _, _, key in places_in(told.sentence)}


def _may(one: Side, other: Side) -> bool:
    """Whether two figures are of one kind and too far apart to be one."""
    a, b = one.meaning, other.meaning
    if (a.unit, a.aspect, a.direction) != (b.unit, b.aspect, b.direction) or not a.unit:
        return False
    if a.status != b.status and (_status(a), a.period) != (_status(b), b.period):
        return False
    if a.status in _SAID_ROUGHLY or "expected" in a.marks | b.marks:
        return False
    undated = {"cumulative"} if not a.period and not b.period and _near(one.told, other.told) else set()
    if (a.marks ^ b.marks) - {"earlier_told", "revised"} - undated:
        return False
    return values_apart(one.reach, other.reach)


def _contradicts(one: Told, a: Meaning, x: Topic, other: Told, b: Meaning, y: Topic) -> str | None:
    if a.owner and b.owner and x.places - {a.owner} != y.places - {b.owner}:
        return None  # trade with one partner is not trade with another
    dated = bool(a.period and b.period)
    like = dated and alike(x, y, f"{a.owner} {b.owner}") and not _at_odds(a, x, b, y)
    same = like or _same_measure(one, a, other, b)
    subject = _same_subject(one, a, x, other, b, y) if same else None
    if subject is None and not dated:
        subject = _one_occurrence(one, a, x, other, b, y)
    if subject is None:
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


def _at_odds(a: Meaning, x: Topic, b: Meaning, y: Topic) -> bool:
    """Whether the measured phrases themselves say two things, whatever their sentences share."""
    if x.language != y.language or (a.content | b.content) & DEEDS:
        return False
    return bool(a.content and b.content) and not (
        own_words(a.content, x, y)
        and own_words(b.content, y, x)
        and (a.content & b.content or not x.known & a.content or not y.known & b.content)
    )


def _clause(told: Told) -> frozenset[str]:
    return content_of(told.sentence[told.left : told.right])


def _same_subject(one: Told, a: Meaning, x: Topic, other: Told, b: Meaning, y: Topic) -> str | None:
    """Why both speak of one subject and one time; None where that is not sure."""
    if a.period and b.period:
        if a.period != b.period:
            return None
        if a.owner and b.owner:
            if same_owner(a.owner, b.owner) or _body_of(a, x, b, y) or _placed(one, a, x, other, b, y):
                return f"both of {one.owner}, for {one.period or 'no stated period'}"
            return None
        if a.owner or b.owner:
            return _named(one, a, x, other, b, y)
        shared = one.names & other.names
        if not shared or (len(shared) < 2 and one.names != other.names):
            return None
        return f"both name {', '.join(sorted(shared))}, for {one.period or 'no stated period'}"
    if not _near(one, other) or a.period or b.period or _running(a) or _running(b):
        return None
    shared = one.names & other.names
    if len(shared) < 2 or not a.content or apart(x, y):
        return None
    return f"both name {', '.join(sorted(shared))}, told within {_NEAR} days"


def _body_of(a: Meaning, x: Topic, b: Meaning, y: Topic) -> bool:
    """Whether one owner is a public body and the other the country or state that both sentences name alone."""
    for body, place, of_body, of_place in ((a, b, x, y), (b, a, y, x)):
        if _PUBLIC & set(body.owner.split()) and {place.owner} == of_body.places == of_place.places:
            return True
    return False


def _placed(one: Told, a: Meaning, x: Topic, other: Told, b: Meaning, y: Topic) -> bool:
    """Whether one owner is a place, the other none, and each sentence names both: "visitors to Langkawi", told by one
    of the island and by the other of its authority."""
    places = x.places | y.places
    return (a.owner in places) != (b.owner in places) and _both_named(one, a, other, b)


def _both_named(one: Told, a: Meaning, other: Told, b: Meaning) -> bool:
    """Whether each sentence names the other's owner: which of two places is the owner is the reader's choice."""
    return b.owner in {owner_key(name) for name in one.names} and a.owner in {owner_key(name) for name in other.names}


def _named(one: Told, a: Meaning, x: Topic, other: Told, b: Meaning, y: Topic) -> str | None:
    """One has an owner, the other names it without saying so ("trade between Guangxi and ASEAN")."""
    owner, places, names = (a.owner, y.places, other.names) if a.owner else (b.owner, x.places, one.names)
    whole = x.places | y.places
    known = owner in places or owner in {owner_key(name) for name in names}
    if not known or (whole - {owner}) != (places - {owner}) or len(places - {owner}) > 1:
        return None
    return f"both name {one.owner or other.owner}, for {one.period or 'no stated period'}"


def _near(one: Told, other: Told) -> bool:
    return (
        one.published is not None
        and other.published is not None
        and abs((one.published - other.published).days) <= _NEAR
    )


def _one_occurrence(one: Told, a: Meaning, x: Topic, other: Told, b: Meaning, y: Topic) -> str | None:
    """Why both tell of one thing that happened once; None where that is not sure."""
    if not _near(one, other) or a.period or b.period or _running(a) or _running(b):
        return None
    if a.owner and b.owner and not (same_owner(a.owner, b.owner, loose=True) or _both_named(one, a, other, b)):
        return None
    return f"one occurrence, told within {_NEAR} days" if one_occurrence(x, y) else None


def _running(meaning: Meaning) -> bool:
    known = ledger_words()
    return meaning.concept in known.running_concepts or bool(meaning.content & known.running_words)
