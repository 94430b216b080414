"""Sightings that say the same of one name are weighed once: groups of them, and the officials that groups make up.

Knows how evidence adds up; it must not know how anything is decided.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from nlp.registry.names import index_keys
from nlp.registry.offices import read_office
from nlp.registry.parts import parts_of
from records import Held, KnownOfficial, Person, Sighting


def add_held(posts: dict[tuple[str, str], Held], held: Held) -> None:
    """Adds a post to those of one person: one row a seat and status, from the first to the last article."""
    key = (read_office(held.role, held.organisation, held.short).seat, held.status)
    known = posts.get(key)
    if known is None:
        posts[key] = held
    else:
        posts[key] = replace(
            known,
            first_seen=min(known.first_seen, held.first_seen),
            last_seen=max(known.last_seen, held.last_seen),
        )


@dataclass(slots=True)
class Group:
    """Sightings of one name with the very same posts, in order of time."""

    pin: str | None  # id that a person gave them
    members: list[Sighting]

    @property
    def persons(self) -> list[Person]:
        return [(one.article, one.person) for one in self.members]

    @property
    def order(self) -> tuple[datetime, str, str]:
        first = self.members[0]
        return (first.seen, first.article, first.person)

    @property
    def weak(self) -> bool:
        """Whether it tells little: one word of a name, or no post of which the place or organisation is told."""
        seated = any(read_office(h.role, h.organisation, h.short).where for h in self.members[0].posts)
        return len(parts_of(self.members[0].name).core) < 2 or not seated

    def whole(self) -> Sighting:
        """All members as one sighting."""
        posts: dict[tuple[str, str], Held] = {}
        for member in self.members:
            for held in member.posts:
                add_held(posts, held)
        return replace(
            self.members[0],
            printed=tuple(sorted({text for member in self.members for text in member.printed})),
            posts=tuple(posts[key] for key in sorted(posts)),
            places=frozenset().union(*(member.places for member in self.members)),
            beside=frozenset().union(*(member.beside for member in self.members)),
        )


def numbered(number: int) -> str:
    """A cluster as an id while it is in the making: ids of one likelihood are told in the order of their numbers."""
    return f"{number:09d}"


def grouped(sightings: Iterable[Sighting], pins: dict[Person, str]) -> list[Group]:
    """The groups, what tells much first, then in order of time: the same for any order of ``sightings``.

    Where no post says of what or where, each article stands alone: who "director Li Wei" is must be decided.
    """
    found: dict[tuple[object, ...], Group] = {}
    for one in sorted(sightings, key=lambda s: (s.seen, s.article, s.person)):
        pin = pins.get((one.article, one.person))
        offices = [(read_office(h.role, h.organisation, h.short), h.status) for h in one.posts]
        seats = frozenset((office.seat, status) for office, status in offices)
        told = any(office.where for office, _ in offices)
        key = (pin, one.name, seats, None if told else one.article)
        group = found.get(key)
        if group is None:
            found[key] = Group(pin, [one])
        else:
            group.members.append(one)
    return sorted(found.values(), key=lambda group: (group.pin is None, group.weak, group.order))


@dataclass(slots=True)
class Cluster:
    """An official in the making."""

    number: int
    pin: str | None = None
    groups: list[Group] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)  # minted for one of its sightings
    doubt: int | None = None  # the one cluster it may be, where that is in doubt
    _names: set[str] = field(default_factory=set)
    _printed: set[str] = field(default_factory=set)
    _posts: dict[tuple[str, str], Held] = field(default_factory=dict)
    _places: set[str] = field(default_factory=set)
    _beside: set[str] = field(default_factory=set)
    _known: KnownOfficial | None = None

    def add(self, group: Group, whole: Sighting) -> frozenset[str]:
        """Takes a group in; gives the keys under which its name is kept."""
        self.groups.append(group)
        self._names.add(whole.name)
        self._printed |= set(whole.printed)
        for held in whole.posts:
            add_held(self._posts, held)
        self._places |= whole.places
        self._beside |= whole.beside
        self._known = None
        return index_keys(whole.name)[0]

    @property
    def known(self) -> KnownOfficial:
        if self._known is None:
            self._known = KnownOfficial(
                id=numbered(self.number),
                names=tuple(sorted(self._names)),
                printed=tuple(sorted(self._printed)),
                posts=tuple(self._posts[key] for key in sorted(self._posts)),
                places=frozenset(self._places),
                beside=frozenset(self._beside),
            )
        return self._known

    @property
    def order(self) -> tuple[datetime, str, str]:
        return min(group.order for group in self.groups)
