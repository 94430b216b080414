"""What the words behind a post are: part of the post, whose it is, or where its holder sits.

Knows one complement ("of the X Division of the Ministry of Y"); must not know where it ends, nor persons.
"""

from __future__ import annotations

from dataclasses import replace

from nlp.officials.lexicon import Lexicon
from nlp.officials.role import DIVISION_WORDS, DIVISIONS, LEVELS, LINKS, Role, printed
from nlp.officials.words import Line

#: Heads of a whole service: what they are "of" is a portfolio.
_GENERAL = frozenset({"director-general", "secretary-general", "directors-general"})
#: Units that are houses of their own in some countries: "Department of Commerce".
_STATE_HOUSES = frozenset({"department", "bureau", "ministry"})
#: Words in the name of a department or bureau that say of which level of the state it is.
_LEVELS = LEVELS | {"national", "federal"}


def _general(line: Line, role: Role) -> bool:
    head = line.folded[role.head : role.core_end]
    return bool(set(head) & _GENERAL) or head[-2:] in {("director", "general"), ("secretary", "general")}


def _of_state(line: Line, role: Role, begin: int, stop: int, known: Lexicon) -> bool:
    """Whether a department or bureau in capitals is a house of its own: what a director-general is over, what says of
    which level of the state it is ("Yunnan Provincial Energy Bureau"), or one known alone ("Immigration Bureau")."""
    if stop - begin < 2 or line.folded[stop - 1] not in _STATE_HOUSES or not line.words[stop - 1].capital:
        return False
    own = set(line.folded[begin : stop - 1])
    return _general(line, role) or not own.isdisjoint(_LEVELS | known.public_alone)


def with_complement(line: Line, role: Role, preposition: int, stop: int, known: Lexicon, minister: bool) -> Role:
    """Adds the complement that begins with ``preposition``: part of the post, or its organisation."""
    folded = line.folded
    begin = preposition + 1
    if folded[begin] == "the":
        begin += 1
    bare = stop
    while bare > begin + 1 and line.words[bare - 1].capital and folded[bare - 1] in DIVISION_WORDS:
        bare -= 1
    if bare < stop and known.states.at(folded, begin, bare) == bare - begin:
        # "of Guangdong Province": the state is whose post it is, all of the words are the post's.
        return replace(role, core_end=stop, end=stop, state=printed(line, begin, bare))
    span = stop - begin
    if begin + 1 < stop and folded[begin] in {"ministry", "department"} and folded[begin + 1] == "'s":
        # "the ministry's X Division": the division is the post's, the ministry was named before.
        return replace(role, core_end=stop, end=stop, anaphor=f"the {folded[begin]}")
    if minister and folded[preposition] == "at" and not known.public.isdisjoint(folded[begin:stop]):
        return replace(role, end=stop, organisation=printed(line, begin, stop))
    if (
        minister
        and folded[preposition] in {"of", "for", "in", "at"}
        and role.portfolio is None
        and not (known.countries.at(folded, begin, stop) == span or known.states.at(folded, begin, stop) == span)
    ):
        return replace(role, core_end=stop, end=stop, portfolio=printed(line, begin, stop))
    if known.countries.at(folded, begin, stop) == span or known.states.at(folded, begin, stop) == span:
        name = printed(line, begin, stop)
        if known.states.at(folded, begin, stop) == span and role.country is not None:
            return replace(role, end=stop)  # "Consul General of China in X": where he sits, not whose he is
        if known.states.at(folded, begin, stop) == span:
            return replace(
                role, core_end=stop if folded[preposition] in {"of", "for"} else role.core_end, end=stop, state=name
            )
        return replace(
            role,
            end=stop,
            core_end=stop if folded[preposition] in {"to"} else role.core_end,
            country=role.country or known.countries.entries[tuple(folded[begin:stop])],
        )
    words_of = set(folded[begin:stop])
    if words_of <= known.portfolio | LINKS and folded[preposition] == "of" and _general(line, role):
        # "director-general of Health": the ministry follows from the portfolio.
        return replace(role, core_end=stop, end=stop, portfolio=printed(line, begin, stop))
    house = next((i for i in range(stop - 1, begin, -1) if folded[i] in _STATE_HOUSES and folded[i - 1] != "of"), None)
    parted = next((i for i in range((house or begin) - 1, begin, -1) if folded[i] == "of"), None)
    if house is not None and parted is not None and role.organisation is None:
        # "of the Department of X of Y's Ministry of Z": the last house is the organisation.
        return replace(role, core_end=parted, end=stop, organisation=printed(line, parted + 1, stop))
    for index in range(begin, stop):
        named = line.words[index - 1].capital or not _LEVELS.isdisjoint(folded[begin:index])
        if folded[index - 1] in _STATE_HOUSES and named:
            continue  # "the Provincial Department of Commerce" is one name
        # "the Services Division of the Ministry of X": the division is the post's, the ministry is the organisation.
        if folded[index] == "of" and index + 1 < stop and folded[index - 1] in DIVISIONS:
            inner = index + 1 + (folded[index + 1] == "the")
            return replace(role, core_end=index, end=stop, organisation=printed(line, inner, stop))
    owned = next((i for i in range(begin + 1, stop - 1) if folded[i] in {"'s", "’s"}), None)
    if owned is not None and folded[stop - 1] in DIVISIONS and role.organisation is None:
        # "of the Immigration Department's Enforcement Division": the division is the post's, whose it is the house.
        return replace(role, core_end=stop, end=stop, organisation=printed(line, begin, owned))
    if folded[stop - 1] in DIVISIONS and role.organisation is None:
        if _of_state(line, role, begin, stop, known):
            return replace(role, end=stop, organisation=printed(line, begin, stop))
        if folded[stop - 1] == "department" and stop - begin <= 3 and folded[begin - 1] != "the":
            return replace(role, end=stop, organisation=printed(line, begin, stop))
        return replace(role, core_end=stop, end=stop)
    if (
        begin + 1 < stop
        and folded[begin] in {"state", "federal", "national", "provincial"}
        and line.words[begin + 1].capital
        and not line.words[begin].capital
    ):
        begin += 1
    speaks = folded[role.core_end - 1].startswith("spokes") and folded[preposition] == "for"
    if not line.words[begin].capital or (folded[preposition] in {"for", "to"} and not speaks):
        return replace(role, core_end=stop, end=stop)
    if role.organisation is None:
        organisation = printed(line, begin, stop)
        place = known.places.at(folded, begin, stop) == span
        if place:
            return replace(role, core_end=stop, end=stop)
        return replace(role, end=stop, organisation=organisation)
    return replace(role, end=stop)
