"""Who a person of an article is, among those known: link, new or uncertain, with the points that say so.

Pure: names, posts, places, company and time in, a decision out. Precision first: what the points do not carry stays
apart and is listed for a person. It must not know how officials are stored.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from nlp.registry.bonds import Bond, at_odds, bond
from nlp.registry.names import Match, compare_names
from nlp.registry.offices import Office, read_office
from nlp.registry.parts import parts_of, sex_of
from records import Held, KnownOfficial, OfficialDecision, Sighting

#: Points. Set by judgement: a name alone never links, a full name needs the same post, organisation or small circle.
#: Measured on the 104 decisions of tests/nlp/registry_gold: all as wanted.
NAME_POINTS = {
    Match.SAME: 3.0,
    Match.LOOSE: 2.5,
    Match.SHORT: 2.0,
    Match.NEAR: 0.5,
    Match.PART: 0.5,
    Match.SURNAME: 0.5,
}
FULL_NAME = 1.0  # three words or more in common: few namesakes
POST_POINTS = {
    Bond.SEAT: 4.0,
    Bond.NAMED: 3.0,
    Bond.KIN: 3.0,
    Bond.TRANSLATED: 3.0,
    Bond.HOUSE: 2.0,
    Bond.CIRCLE: 2.0,
    Bond.NEAR_CIRCLE: 1.5,
    Bond.OPEN: 1.0,
    Bond.TONGUES: 1.0,
    Bond.BIG_HOUSE: 1.0,
    Bond.LINE: 0.0,
    Bond.OTHER: -1.0,
    Bond.FAR: -3.0,
}
OPEN_ELSEWHERE = 0.5  # instead of OPEN: the text names organisations, and not that of the other
OPEN_FEW = 2.0  # instead of OPEN: "the minister" or "the menteri besar", of whom there are some thirty
SAME_PLACE, OTHER_PLACE, SAME_COMPANY = 1.0, -1.0, 1.0
LINK = 5.0
LISTED = 3.0  # from here on a person may see more than we do
MARGIN = 2.0  # between the best and the next

_LISTED_AT_MOST = 3  # rivals told of one who is uncertain: more help nobody to decide

_HELD = ("current", "acting")


@dataclass(frozen=True, slots=True)
class Weighed:
    """One candidate with its points; ``points`` None: it cannot be, and ``reason`` says why."""

    official: str
    points: float | None
    reason: str
    may_link: bool = True
    named: bool = True  # whether the names may be one person's


def resolve(candidate: Sighting, known: Iterable[KnownOfficial], now: datetime) -> OfficialDecision:
    """Who ``candidate`` is among ``known``. What is dated after ``now`` is not looked at.

    Nobody is linked by name alone; two who are about as likely are told as ``uncertain``. Needs no order of ``known``.
    """
    return decide([weigh(candidate, official, now) for official in known])


def decide(weighed: Sequence[Weighed], same: dict[str, str] | None = None) -> OfficialDecision:
    """The decision over weighed candidates. ``same`` leads ids that a person declared one to one of them."""
    roots = same or {}
    ranked = sorted(
        ((w.points, w) for w in weighed if w.points is not None), key=lambda item: (-item[0], item[1].official)
    )
    if not ranked or ranked[0][0] < LISTED:
        told = sorted(w.reason for w in weighed if w.named)
        why = ranked[0][1].reason if ranked else told[0] if told else "nobody of that name is known"
        return OfficialDecision(action="new", official=None, score=ranked[0][0] if ranked else None, reason=why)
    best, first = ranked[0]
    root = roots.get(first.official, first.official)
    others = [(points, w) for points, w in ranked[1:] if roots.get(w.official, w.official) != root]
    margin = best - others[0][0] if others else None
    if best >= LINK and first.may_link and (margin is None or margin >= MARGIN):
        return OfficialDecision(action="link", official=first.official, score=best, reason=first.reason)
    near = [w.official for points, w in others if points >= LISTED and best - points < MARGIN]
    rivals = [first.official, *near[: _LISTED_AT_MOST - 1]]
    if best < LINK:
        why = f"too little to link: {first.reason}"
    elif not first.may_link:
        why = f"a family's name alone: {first.reason}"
    else:
        why = f"{1 + len(near)} are about as likely: {first.reason}"
    return OfficialDecision(action="uncertain", official=None, score=best, reason=why, rivals=tuple(rivals))


def weigh(
    candidate: Sighting, official: KnownOfficial, now: datetime, everywhere: frozenset[str] = frozenset()
) -> Weighed:
    """The points for one candidate. Who is named ``everywhere`` (a prime minister) is no company that tells."""
    match, name = _best_name(candidate.name, official.names)
    if match is Match.NEVER:
        return Weighed(official.id, None, f"the names {candidate.name} and {name} are two people's", named=False)
    sexes = {sex_of(candidate.name, candidate.printed), *(sex_of(n, official.printed) for n in official.names)} - {None}
    if len(sexes) > 1:
        return Weighed(official.id, None, f"{candidate.name}: one is a man's and one a woman's name or title")
    mine = [(held, _office(held)) for held in candidate.posts if held.first_seen <= now]
    theirs = [(held, _office(held)) for held in official.posts if held.first_seen <= now]
    tie, mine_best, their_best = _best_bond(mine, theirs, candidate.houses)
    if tie is not Bond.SEAT:
        clash = _clash(mine, theirs)
        if clash is not None:
            return Weighed(official.id, None, clash)
        there = sorted(candidate.beside & set(official.names) - {candidate.name})
        if there:
            return Weighed(official.id, None, f"one article names {candidate.name} and {there[0]} in different posts")
    points, told = _name_points(match, candidate.name, name)
    if tie is not None and mine_best is not None and their_best is not None:
        office = mine_best[1]
        few = tie is Bond.OPEN and (office.one or office.sphere in ("executive", "legislature"))
        elsewhere = tie is Bond.OPEN and not few and not office.told and their_best[1].told and candidate.houses
        points += OPEN_FEW if few else OPEN_ELSEWHERE if elsewhere else POST_POINTS[tie]
        told.append(f"{tie.value} ({_printed(mine_best[0])}; {_printed(their_best[0])})")
    if candidate.places and official.places:
        shared = candidate.places & official.places
        anywhere = mine_best is not None and their_best is not None and mine_best[1].national and their_best[1].national
        if shared or not anywhere:
            points += SAME_PLACE if shared else OTHER_PLACE
            told.append(f"same place {min(shared)}" if shared else "other places")
    company = sorted((candidate.beside & official.beside) - set(official.names) - everywhere)
    if company:
        points += SAME_COMPANY
        told.append(f"beside {company[0]} in both")
    return Weighed(official.id, points, ", ".join(told), may_link=match is not Match.SURNAME)


def _best_name(name: str, others: Sequence[str]) -> tuple[Match, str]:
    """The best match, unless a fullest name forbids it: two long names are not one for a short one they share."""
    found = [(compare_names(name, other), other) for other in others]
    longest = max(len(parts_of(other).core) for other in others)
    never = [item for item in found if item[0] is Match.NEVER and len(parts_of(item[1]).core) == longest]
    return min(never, key=lambda item: item[1]) if never else max(found, key=lambda item: (item[0], item[1]))


def _name_points(match: Match, one: str, other: str) -> tuple[float, list[str]]:
    points = NAME_POINTS[match]
    told = {
        Match.SAME: f"same name {one}",
        Match.LOOSE: f"{one} is {other} but for spelling, order or style",
        Match.SHORT: f"{one} and {other}: one is short for the other",
        Match.NEAR: f"{one} and {other} are one letter apart",
        Match.PART: f"{one} and {other} share one given name",
        Match.SURNAME: f"{one} and {other} share a family's name",
    }[match]
    if match in (Match.SAME, Match.LOOSE) and parts_of(one).full and parts_of(other).full:
        return points + FULL_NAME, [f"{told} (three words)"]
    return points, [told]


def _office(held: Held) -> Office:
    return read_office(held.role, held.organisation, held.short)


_Post = tuple[Held, Office]


def _best_bond(
    mine: Sequence[_Post], theirs: Sequence[_Post], houses: Collection[str]
) -> tuple[Bond | None, _Post | None, _Post | None]:
    """The closest tie between a post here and one there; FAR counts only between posts that are held. ``houses``: what
    organisations the text here names."""
    best: tuple[Bond | None, _Post | None, _Post | None] = (None, None, None)
    points = float("-inf")
    for one in mine:
        for other in theirs:
            tie = bond(one[1], other[1])
            if tie is Bond.FAR and not (one[0].status in _HELD and other[0].status in _HELD):
                tie = Bond.OTHER
            if tie is Bond.OPEN and not one[1].told and _is_of(one[0], other[1], houses):
                tie = Bond.NAMED
            if POST_POINTS[tie] > points:
                best, points = (tie, one, other), POST_POINTS[tie]
    return best


def _is_of(held: Held, other: Office, houses: Collection[str]) -> bool:
    """Whether a post of which no organisation is told would be the other one, were it of one of these."""
    return other.told and any(
        bond(read_office(held.role, house, None), other) in (Bond.SEAT, Bond.KIN, Bond.TRANSLATED)
        for house in sorted(houses)
    )


def _clash(mine: Sequence[_Post], theirs: Sequence[_Post]) -> str | None:
    """Two posts that nobody holds at once, held at one time."""
    for one, here in mine:
        for other, there in theirs:
            if one.status not in _HELD or other.status not in _HELD or not at_odds(here, there):
                continue
            if one.first_seen <= other.last_seen and other.first_seen <= one.last_seen:
                return f"nobody is both at one time: {_printed(one)}; {_printed(other)}"
    return None


def _printed(held: Held) -> str:
    return f"{held.role}, {held.organisation or held.short}" if held.organisation or held.short else held.role
