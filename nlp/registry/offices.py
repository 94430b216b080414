"""Which post a printed role and organisation mean, whatever the language.

Knows posts and organisations (models/offices.toml, models/organisations.toml, models/places.toml); it must not know
names or who holds what.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from models import data
from nlp.officials.lexicon import Lexicon, Phrases, fold, lexicon, phrases
from nlp.officials.organisations import look_up, ministry_for
from records.official import SEAT_NOWHERE, SEAT_OF, SOMEBODYS_DEPUTY

COMPANY = frozenset("bhd berhad sdn inc corp corporation ltd limited plc llc llp co holdings group pte gmbh".split())
LINKS = frozenset("of the and for to at in on dan bagi untuk di ke kepada negeri state &".split())
_STATE = frozenset({"state", "government", "kerajaan", "negeri", "kementerian"})
DEPUTY = SOMEBODYS_DEPUTY.partition(SEAT_OF)[0]


@dataclass(frozen=True, slots=True)
class Office:
    """A post made comparable. ``where`` is a key of its organisation, state or place; None where none is told."""

    kind: str
    deputy: bool
    where: str | None
    sphere: str
    country: str | None  # ISO 3166-1 alpha-2, or an English name where the place is none of the gazetteer's
    state: str | None  # ISO 3166-2
    one: bool  # one holder at a time, who holds no second of the kind
    big: bool  # the organisation has thousands of people
    national: bool  # of a whole country
    field: str  # what of the role is neither its kind nor a link: a division, a portfolio, a seat
    told: bool  # whether an organisation is told
    malay: bool | None  # the language of the role; None where it is the same in both

    @property
    def seat(self) -> str:
        """A key that is the same for one post in any form."""
        return f"{'deputy ' if self.deputy else ''}{self.kind}{SEAT_OF}{self.where or SEAT_NOWHERE}"

    def is_seat(self, key: str | None) -> bool:
        """Whether ``key`` is that of this post, or was: what people ruled has the keys of its day, when a deputy's said
        so on both sides and "her deputy" was called by its own word."""
        if key == self.seat:
            return True
        kind, _, where = (key or "").partition(SEAT_OF)
        if self.seat == SOMEBODYS_DEPUTY:
            return where == SEAT_NOWHERE and kind in office_table().deputy
        return self.deputy and (kind, where) == (f"deputy {self.kind}", f"deputy {self.where or SEAT_NOWHERE}")


@dataclass(frozen=True, slots=True)
class OfficeTable:
    """What models/offices.toml says. ``sphere``: by id of a post; the other sets hold ids or folded words."""

    names: Phrases  # value: id
    sphere: dict[str, str]
    one: frozenset[str]
    board: frozenset[str]
    common: frozenset[str]
    none: frozenset[str]
    national: frozenset[str]
    deputy: frozenset[str]
    few: frozenset[str]
    never: frozenset[frozenset[str]]


@lru_cache(maxsize=1)
def office_table() -> OfficeTable:
    """models/offices.toml, read once."""
    with data.path("offices.toml").open("rb") as stream:
        read: dict[str, Any] = tomllib.load(stream)
    named = [(form, row["id"]) for row in read["office"] for form in row["names"]]
    return OfficeTable(
        names=phrases([form for form, _ in named], [key for _, key in named]),
        sphere={row["id"]: row["sphere"] for row in read["office"]},
        one=frozenset(row["id"] for row in read["office"] if row.get("one")),
        board=frozenset(row["id"] for row in read["office"] if row.get("board")),
        common=frozenset(read["words"]["common"]),
        none=frozenset(read["words"]["none"]),
        national=frozenset(read["words"]["national"]),
        deputy=frozenset(read["words"]["deputy"]),
        few=frozenset(read["words"]["few"]),
        never=frozenset(frozenset((row["of"], other)) for row in read["pair"] for other in row["never"]),
    )


@lru_cache(maxsize=1)
def place_names() -> Phrases:
    """Names of states and provinces in every spelling, as codes."""
    with data.path("places.toml").open("rb") as stream:
        divisions = tomllib.load(stream)["division"]
    named = [
        (form, code)
        for code, row in divisions.items()
        for form in (row["en"], row.get("ms"), *row.get("also", ()))
        if form and form.isascii()
    ]
    return phrases([form for form, _ in named], [code for _, code in named])


def words_of(text: str) -> list[str]:
    """The words of a role or an organisation, folded, without what joins them."""
    return [fold(word) for word in re.findall(r"[\w&/.-]+(?:['’]\w+)?", text)]


def _find(table: Phrases, words: list[str], fields: frozenset[str] = frozenset()) -> tuple[int, int, str] | None:
    """``(start, end, value)`` of the longest entry among the words; of two as long the first.

    An entry that is one of ``fields`` is none: an "Entrepreneur Development Minister" is no entrepreneur.
    """
    best: tuple[int, int] | None = None
    for start in range(len(words)):
        length = table.at(words, start)
        if length == 1 and words[start] in fields:
            continue
        if length and (best is None or length > best[1] - best[0]):
            best = (start, start + length)
    return (*best, table.entries[tuple(words[best[0] : best[1]])]) if best else None


def _is_malay(printed: str, known: Lexicon) -> bool | None:
    """Whether the name of a post is Malay: True, False, or None where both languages use it."""
    words = tuple(printed.split())
    malay, english = words in known.roles_ms.heads.entries, words in known.roles_en.heads.entries
    return malay if malay != english else None


def _without_house(words: list[str], known: Lexicon) -> tuple[list[str], str | None]:
    """The words of a role without an organisation in it: a minister in the Jabatan Perdana Menteri is none of those."""
    for start in range(1, len(words)):
        length = known.organisations.at(words, start)
        if length >= 3:
            name = known.organisations.entries[tuple(words[start : start + length])]
            return [*words[:start], *words[start + length :]], name
    return words, None


@lru_cache(maxsize=100_000)
def read_office(role: str, organisation: str | None, short: str | None) -> Office:
    """The post that is printed so. A role that is in no table is a kind of its own."""
    table, known = office_table(), lexicon()
    words, house = _without_house(words_of(role), known)
    organisation = organisation or house
    found = _find(table.names, words, known.portfolio | known.portfolio_ms) or _find(table.names, words)
    if found is None:
        kind, rest, deputy, printed = " ".join(words), [], False, ""
    else:
        start, end, kind = found
        deputy = any(word in table.deputy for word in words[max(0, start - 2) : start])
        # "Deputy Services and Industrial Planning Minister": a portfolio may stand between, another post's owner not
        deputy = deputy or (start > 0 and words[0] in table.deputy and not LINKS & set(words[1:start]) - {"and", "&"})
        if deputy and f"deputy-{kind}" in table.sphere:  # "Deputy Trade Minister" is the "Deputy Minister of Trade"
            kind, deputy = f"deputy-{kind}", False
        rest, printed = [*words[:start], *words[end:]], " ".join(words[start:end])
    rest = [word for word in rest if word not in LINKS | table.deputy | table.none]
    if organisation is not None and set(words_of(organisation)) <= table.none:
        organisation = None
    where, country, state = _where(kind, rest, organisation, short, known)
    if where is None and kind in table.deputy:  # "her deputy", "timbalannya": the same of nobody knows what
        kind = DEPUTY
    known_house = look_up(organisation or short or "", known) or (look_up(short, known) if short else None)
    sphere = table.sphere.get(kind, "open")
    if sphere == "open":
        sphere = _sphere_of(organisation, short, known)
        sphere = "board" if kind in table.board and sphere in ("civil", "company") else sphere
    return Office(
        kind=kind,
        deputy=deputy,
        where=where,
        sphere=sphere,
        country=country or ("MY" if known_house is not None or (where or "").startswith("Ministry ") else None),
        state=state,
        one=kind in table.one and not deputy,
        big=(known_house is not None and known_house.kind == "ministry") or sphere in ("police", "military"),
        national=kind in table.national,
        field=" ".join(rest),
        told=organisation is not None or short is not None,
        malay=_is_malay(printed, known),
    )


def _where(
    kind: str, rest: list[str], organisation: str | None, short: str | None, known: Lexicon
) -> tuple[str | None, str | None, str | None]:
    """``(where, country, state)`` of a post: of its organisation, else of the words beside its name."""
    place = _find(place_names(), words_of(organisation)) if organisation else None
    beside = _find(place_names(), rest)
    state = (place or beside or (0, 0, None))[2]
    country = state[:2] if state else None
    house = look_up(organisation, known) if organisation else None
    house = house or (look_up(short, known) if short else None)
    if house is not None:
        return house.name, country or "MY", state
    if organisation is not None:
        own = words_of(organisation)
        named = known.countries.entries.get(tuple(own))
        if named is not None:
            # of a country; a post abroad or with a field is told by the words beside it
            portfolio = ministry_for(" ".join(rest), known, malay=False) if rest and kind != "ambassador" else None
            more = portfolio.name if portfolio else " ".join(w for w in rest if w != named.lower())
            return f"{named} {more}".strip(), _country(named), state
        if place is not None and set(own) - set(" ".join(own[place[0] : place[1]]).split()) <= _STATE:
            if kind == "state-councillor" or kind not in office_table().sphere:
                return f"{state} {' '.join(sorted(rest))}".strip(), country, state
            return state, country, state
        for malay in (False, True):
            ministry = ministry_for(re.sub(r"^Kementerian\s+", "", organisation), known, malay)
            if ministry is not None:
                return ministry.name, "MY", state
        kept = [word for word in own if word not in COMPANY | LINKS]
        return " ".join(kept or own), country, state
    if beside is not None and len(rest) == beside[1] - beside[0]:
        return state, country, state
    named = known.countries.entries.get(tuple(rest))
    if named is not None:
        return named, _country(named), state
    if rest:
        for malay in (False, True):
            ministry = ministry_for(" ".join(rest), known, malay)
            if ministry is not None:
                return ministry.name, None, state
        return " ".join(rest), country, state
    return None, None, None


def _country(name: str) -> str:
    return {"Malaysia": "MY", "China": "CN", "Singapore": "SG", "Indonesia": "ID"}.get(name, name)


def _sphere_of(organisation: str | None, short: str | None, known: Lexicon) -> str:
    """Where an organisation belongs: company, civil, party; "open" where its name does not say."""
    if organisation is None and short is None:
        return "open"
    words = words_of(organisation or short or "")
    if known.parties.at(words, 0) == len(words) or "parti" in words or "party" in words:
        return "party"
    if any(word in COMPANY for word in words):
        return "company"
    house = look_up(organisation or "", known) or (look_up(short, known) if short else None)
    if house is not None:
        return "company" if house.kind == "company" else "civil"
    if ministry_for(organisation or "", known, malay=True) is not None or any(word in known.public for word in words):
        return "civil"
    return "civil" if words and known.organisations.at(words, 0) else "open"
