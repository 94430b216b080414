"""Which organisation a post belongs to, and whether it is a public office.

Takes a post as read from a sentence; must not know who holds it elsewhere in the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from nlp.officials.lexicon import Lexicon, fold
from nlp.officials.organisations import look_up, ministry_for, names_of
from nlp.officials.role import LEVELS, LINKS, Role
from nlp.reading import Reading
from records import Entity

_MINISTRY_WORDS = ("ministry", "kementerian", "department", "jabatan")
_STATE_MY = frozenset(
    "johor kedah kelantan melaka malacca pahang perak perlis penang sabah sarawak selangor terengganu".split()
) | {"negeri sembilan", "negri sembilan", "pulau pinang"}
_NATIONAL_HEADS = ("prime minister", "perdana menteri")
# Organisations that are looked back to: "its" is never that of a page before. Set by judgement.
_NEAR = 40
# What a company has a director of as well as a country a ministry: which of them is meant is not told.
_OF_ANY_HOUSE = frozenset({"finance", "human resources", "communications", "investment", "trade", "digital"})
_CLUB = frozenset("association associations chamber club society persatuan kelab".split())
_OF_STATE = frozenset({"the state", "the country", "the nation", "the republic", "the kingdom", "the government"})
_PARTY = frozenset({"party", "parti", "partai"})
_TO_GOVERNMENT = re.compile(r"\bto the (?:president|prime minister|premier|chief minister|government|cabinet|king)$")
_COMPANY = frozenset(
    "bhd berhad sdn inc corp corporation ltd limited plc llc co company group holdings bank pte".split()
)


def organisation_of(
    role: Role, *, national: bool, defined: Mapping[str, str], known: Lexicon, malay: bool, before: Sequence[Entity]
) -> tuple[str | None, str | None]:
    """``(organisation, short)`` of a post. ``before``: organisations named earlier in the text, nearest last."""
    low = fold(role.text)
    minister = "minister" in low or "menteri" in low
    if role.organisation is not None or (role.short is not None and not (minister and role.portfolio)):
        return names_of(role.organisation, role.short, defined, known, malay)
    if role.state is not None:
        if role.state.lower() in _STATE_MY:
            return f"{role.state} state government", None
        return role.state, None
    if role.country is not None and role.country != "Malaysia":
        return role.country, None
    if minister and role.portfolio and not low.startswith("state "):
        if ("prime minister" in low and "department" in low) or "jabatan perdana menteri" in low:
            return names_of(
                "Jabatan Perdana Menteri" if malay else "Prime Minister's Department", None, defined, known, malay
            )
        # The ministries known are Malaysia's, which has no coordinating ministers.
        ministry = None if "coordinating" in low else ministry_for(role.portfolio, known, malay)
        if ministry is not None:
            long = ministry.name_ms if malay and ministry.name_ms else ministry.name
            return long, role.short or ministry.short
        if role.short is not None:
            return names_of(None, role.short, defined, known, malay)
        return (f"Kementerian {role.portfolio}", None) if malay else (role.country, None)
    if role.country is not None:
        return role.country, None
    for head in ("secretary-general", "director-general", "director", "secretary general", "director general"):
        if low.endswith(head) and low != head:
            words = re.sub(r"\b(deputy|senior|acting|assistant|executive|managing)\b", "", low[: -len(head)]).strip()
            found = look_up(words, known) if words else None
            any_house = head == "director" and words in _OF_ANY_HOUSE
            ministry = found or (ministry_for(words, known, malay) if words and not any_house else None)
            if ministry is not None:
                return ministry.name, ministry.short
    if role.portfolio and not minister:
        ministry = ministry_for(role.portfolio, known, malay)
        if ministry is not None:
            return ministry.name_ms if malay and ministry.name_ms else ministry.name, ministry.short
        if fold(role.portfolio) in known.public_alone or look_up(role.portfolio, known) is not None:
            return names_of(role.portfolio, None, defined, known, malay)
    if national and any(low.endswith(head) or low.startswith(head) for head in _NATIONAL_HEADS):
        return "Malaysia", None
    if national and low in {"premier", "deputy premier", "timbalan premier"}:
        return "Sarawak state government", None  # the only Malaysian state whose head is called so
    if role.anaphor is not None:
        return _from_before(role, before, defined, known, malay)
    return None, None


def organisations_before(reading: Reading, offset: int) -> list[Entity]:
    """Organisations named before ``offset``, the one that "its" there most likely goes back to last.

    Of earlier sentences the subject stands last. In the same sentence the nearest does; where a comma sets the post off
    ("X will not join Y, its president said") it is the subject again.
    """
    here = reading.sentence_at(offset)
    near = [
        e for e in reading.entities if e.label == "ORGANIZATION" and reading.dateline_end <= e.start and e.end <= offset
    ]
    near = near[-_NEAR:]
    near = [e for e in near if not any(o is not e and o.start <= e.start and e.end <= o.end for o in near)]
    same = [e for e in near if e.start >= here.start]
    groups: dict[int, list[Entity]] = {}
    for entity in near:
        if entity.start < here.start:
            groups.setdefault(reading.sentence_at(entity.start).number, []).append(entity)
    before = [e for number in sorted(groups) for e in sorted(groups[number], key=lambda e: -e.start)]
    apart = re.search(r",\s*(?:its|their|the)\s*$", reading.text[here.start : offset]) is not None
    return before + sorted(same, key=lambda e: -e.start if apart else e.start)


def _from_before(
    role: Role, before: Sequence[Entity], defined: Mapping[str, str], known: Lexicon, malay: bool
) -> tuple[str | None, str | None]:
    """The organisation "its" or "the ministry's" goes back to; "the country's" goes back to none."""
    if role.anaphor in _OF_STATE:
        return None, None
    wanted = list(before)
    if role.anaphor == "the ministry":
        # where none is named, it may be known by its letters; it is no parliament and no company
        wanted = [e for e in wanted if _is_ministry(e.text, known)] or [
            e for e in wanted if _may_be_ministry(e.text, known)
        ]
    elif role.anaphor == "the department" or "minister" in role.text.lower() or "menteri" in role.text.lower():
        wanted = [e for e in wanted if _is_ministry(e.text, known)] or wanted
    if not wanted:
        return None, None
    return names_of(wanted[-1].text, None, defined, known, malay)


def _is_ministry(text: str, known: Lexicon) -> bool:
    found = look_up(text, known)
    return (found is not None and found.kind == "ministry") or any(word in text.lower() for word in _MINISTRY_WORDS)


def _may_be_ministry(text: str, known: Lexicon) -> bool:
    return text.isupper() and text.isalpha() and look_up(text, known) is None


def _secretary_of_state(role: Role, known: Lexicon) -> bool:
    """ "Environment Secretary", "deputy health secretary": where ministers are called so, they bear a portfolio."""
    told = fold(role.text.replace(",", " ,")).split()
    if told[:2] == ["secretary", "for"]:
        return len(told) > 2 and all(word in known.portfolio | LINKS for word in told[2:])
    *before, head = told or [""]
    qualifiers = [word for word in before if word not in {"deputy", "acting"}]
    return head == "secretary" and bool(qualifiers) and all(word in known.portfolio for word in qualifiers)


def is_public(role: Role, organisation: str | None, short: str | None, known: Lexicon) -> bool:
    """Whether the post is a public office, by its name and by whose it is."""
    if role.office != "open":
        return role.office == "public"
    if role.country is not None or role.state is not None or _secretary_of_state(role, known):
        return True
    told = [fold(word) for word in role.text.split()]
    if organisation is None:
        return (
            told[:1] == ["state"]
            or not known.public_alone.isdisjoint(told)
            or _general_director(told)
            or ("council" in told and not LEVELS.isdisjoint(told))
            or _TO_GOVERNMENT.search(fold(role.text)) is not None
            or role.anaphor in {"the ministry", "the department"} | _OF_STATE
        )
    words = [fold(word) for word in organisation.split()]
    if words and (known.parties.at(words, 0) == len(words) or not _PARTY.isdisjoint((words[0], words[-1]))):
        return True  # no public office by law, but no private matter either
    found = look_up(organisation, known) or (look_up(short, known) if short else None)
    if found is not None:
        return found.kind != "company"
    words = [fold(word) for word in re.findall(r"[\w.'’-]+", organisation)]
    if _board_of_state(words, known):
        return True
    if any(word in _COMPANY or word in _CLUB for word in words):
        return False
    return (
        any(word in known.public or word in known.public_alone for word in words)
        # What is told of it need not be its house: "director-general of new and renewable energy".
        or _general_director(told)
    )


def _board_of_state(words: Sequence[str], known: Lexicon) -> bool:
    """ "Economic Development Board", "Board of Investment", "Penang Development Corporation"."""
    if words[-1:] == ["board"] or words[:2] == ["board", "of"]:
        return any(word in known.portfolio for word in (*words[:-1], *words[2:]))
    if words[-2:] == ["development", "corporation"]:
        return bool(known.states.at(words, 0))
    return False


def _general_director(told: list[str]) -> bool:
    """Companies here have managing directors and chief executives."""
    return "director-general" in told or any(pair == ("director", "general") for pair in pairwise(told))
