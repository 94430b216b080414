"""All sightings settled at once: who is one person, under which id, and what a person must look at.

A function of the sightings, the ids ever minted and what people ruled: the order in which articles arrived does not
count, and doing it again gives the same. It must not know the store.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from nlp.registry.groups import Cluster, Group, grouped, numbered
from nlp.registry.names import index_keys
from nlp.registry.offices import read_office
from nlp.registry.resolve import Weighed, decide, weigh
from records import Doubt, Minted, OfficialDecision, Person, Registry, Ruling, Seat, Settled, Sighting

#: Who is named in one article of fifty, and in five at least, is named everywhere: set by judgement.
_SHARE, _MANY = 0.02, 5


def settle(
    sightings: Iterable[Sighting],
    now: datetime,
    minted: Sequence[Minted] = (),
    rulings: Sequence[Ruling] = (),
    before: Mapping[Person, str] | None = None,
    everywhere: frozenset[str] | None = None,
) -> Registry:
    """Settles everybody. ``minted``: every id there ever was, the oldest first. ``rulings``: those in force, as made.

    ``before``: the id each sighting had (``Settled.resolved``); asked only where the sighting that an id was minted
    for is gone. An id that was minted keeps its person; what a person ruled wins over every rule.

    ``sightings`` may be those of some people only, where none of the others is ``kin`` of them: what comes of these is
    then what would come of them among all. ``everywhere`` are the names of all that ``named_everywhere`` finds; None:
    of these sightings.
    """
    given = list(sightings)
    if everywhere is None:
        named = {(one.article, one.name) for one in given}
        everywhere = named_everywhere(Counter(name for _, name in named), len({article for article, _ in named}))
    work = _Settling(given, now, list(minted), rulings, before or {}, everywhere)
    work.cluster()
    return work.registry()


class _Settling:
    def __init__(
        self,
        sightings: list[Sighting],
        now: datetime,
        minted: list[Minted],
        rulings: Sequence[Ruling],
        before: Mapping[Person, str],
        everywhere: frozenset[str],
    ) -> None:
        self.now = now
        self.sightings = sightings
        self.minted = minted
        self.pins, self.pinned_by = _pins(sightings, rulings)
        self.merges = [ruling for ruling in rulings if ruling.kind == "merge"]
        self.apart = {frozenset((r.official, r.other)) for r in rulings if r.kind in ("apart", "split")}
        self.anchors = _anchors(sightings, minted, before, self.pins)
        self.roots = _roots(self.merges)
        self.everywhere = everywhere
        self.clusters: list[Cluster] = []
        self.index: dict[str, set[int]] = {}
        self.decided: list[tuple[Group, Cluster, OfficialDecision | None]] = []

    def cluster(self) -> None:
        """Puts each group where it belongs, what people pinned first, then what tells much, then the rest."""
        pinned: dict[str, Cluster] = {}
        for group in grouped(self.sightings, self.pins):
            whole = group.whole()
            own = [key for person in group.persons for key in self.anchors.get(person, ())]
            decision = None
            if group.pin is not None:
                home = pinned.get(group.pin)
                if home is None:
                    home = pinned[group.pin] = self._found(group.pin)
            else:
                decision = self._decide(whole, own)
                home = self.clusters[int(decision.official)] if decision.official is not None else self._found(None)
                if len(decision.rivals) == 1:
                    home.doubt = int(decision.rivals[0])
            for key in home.add(group, whole):
                self.index.setdefault(key, set()).add(home.number)
            home.ids += own
            self.decided.append((group, home, decision))

    def _found(self, pin: str | None) -> Cluster:
        made = Cluster(len(self.clusters), pin)
        self.clusters.append(made)
        return made

    def _decide(self, whole: Sighting, own: list[str]) -> OfficialDecision:
        near = sorted({number for key in index_keys(whole.name)[1] for number in self.index.get(key, ())})
        weighed: list[Weighed] = []
        for number in near:
            cluster = self.clusters[number]
            there = [*cluster.ids, *([cluster.pin] if cluster.pin else [])]
            if any(frozenset((a, b)) in self.apart for a in own for b in there):
                weighed.append(Weighed(numbered(number), None, "a person keeps the two apart"))
            else:
                weighed.append(weigh(whole, cluster.known, self.now, self.everywhere))
        may_be = [w.official for w in weighed if w.points is not None]
        return decide(weighed, {number: self._root(self.clusters[int(number)]) for number in may_be})

    def _root(self, cluster: Cluster) -> str:
        """Who stands for a cluster where two of about the same likelihood are told apart: whom a person merged it
        into, or whom it may be. To be as near to that one as to this is no doubt of another kind."""
        if cluster.doubt is not None:
            return self._root(self.clusters[cluster.doubt])
        ids = [*([cluster.pin] if cluster.pin else []), *cluster.ids]
        named = next((self.roots[key] for key in ids if key in self.roots), ids[0] if ids else None)
        return f"cluster {cluster.number}" if named is None else f"id {named}"

    def registry(self) -> Registry:
        """Gives each cluster its id and says of each sighting where it is."""
        ids, aliases, minted = self._ids()
        merged = _roots(self.merges, {key: ids[c.number] for c in self.clusters for key in c.ids})
        settled = [
            self._settled(number, one, ids[home.number], merged, group, decision)
            for group, home, decision in self.decided
            for number, one in enumerate(group.members)
        ]
        printed = {(h.role, h.organisation, h.short) for one in self.sightings for h in one.posts}
        return Registry(
            settled=tuple(sorted(settled, key=lambda s: (s.article, s.person))),
            doubts=self._doubts(ids, merged),
            minted=tuple(minted),
            aliases=aliases,
            seats=tuple(
                Seat(role=role, organisation=org, short=short, key=read_office(role, org, short).seat)
                for role, org, short in sorted(printed, key=lambda row: tuple(part or "" for part in row))
            ),
        )

    def _doubts(self, ids: Mapping[int, str], merged: Mapping[str, str]) -> tuple[Doubt, ...]:
        """Pairs to be looked at, each once; none on which a person has ruled."""
        ruled = {frozenset(merged.get(key, key) for key in pair) for pair in self.apart}
        found: dict[frozenset[str], Doubt] = {}
        for _, home, decision in self.decided:
            own = merged.get(ids[home.number], ids[home.number])
            for rival in decision.rivals if decision else ():
                other = merged.get(ids[int(rival)], ids[int(rival)])
                pair = frozenset((own, other))
                if decision is not None and len(pair) == 2 and pair not in ruled:
                    doubt = Doubt(official=own, other=other, score=decision.score or 0.0, reason=decision.reason)
                    found.setdefault(pair, doubt)
        return tuple(sorted(found.values(), key=lambda d: (-d.score, d.official, d.other)))

    def _settled(
        self,
        number: int,
        one: Sighting,
        resolved: str,
        merged: Mapping[str, str],
        group: Group,
        decision: OfficialDecision | None,
    ) -> Settled:
        action: Literal["link", "new", "uncertain", "person"] = "person"
        if decision is None:
            ruling = self.pinned_by[(one.article, one.person)]
            went = f"went to {resolved}" if resolved == ruling.other else f"stayed with {resolved}"
            reason = f"{went} when {ruling.who} split {ruling.official} (correction {ruling.number})"
        elif number and decision.action == "new":
            action, reason = "link", f"the same name with the same posts as in {group.members[0].article}"
        else:
            action, reason = decision.action, decision.reason
        official = merged.get(resolved, resolved)
        if official != resolved:
            action = "person"
            reason = f"{reason}; {resolved} was merged into {official} by a person"
        score = decision.score if decision else None
        return Settled(
            article=one.article,
            person=one.person,
            resolved=resolved,
            official=official,
            action=action,
            score=score,
            reason=reason,
        )

    def _ids(self) -> tuple[dict[int, str], dict[str, str], list[Minted]]:
        rank = {row.id: number for number, row in enumerate(self.minted)}
        minted = list(self.minted)
        ids: dict[int, str] = {}
        aliases: dict[str, str] = {}
        for cluster in sorted(self.clusters, key=lambda c: c.order):
            own = sorted(set(cluster.ids), key=lambda key: rank[key])
            if cluster.pin is not None:
                ids[cluster.number] = cluster.pin
                aliases.update(dict.fromkeys(own, cluster.pin))
            elif own:
                ids[cluster.number] = own[0]
                aliases.update(dict.fromkeys(own[1:], own[0]))
            else:
                row = _mint(cluster, rank)
                rank[row.id] = len(minted)
                minted.append(row)
                ids[cluster.number] = row.id
        return ids, aliases, minted


def named_everywhere(articles_of: Mapping[str, int], articles: int) -> frozenset[str]:
    """Names that stand in so many articles that two who stand beside them have nothing in common by that.

    ``articles_of``: in how many articles each name stands; ``articles``: that name anybody. Their share is of the last
    power of two, so that a name seldom crosses it and all that was decided beside it stands.
    """
    share = _SHARE * 2 ** max(0, articles.bit_length() - 1)
    return frozenset(name for name, count in articles_of.items() if count >= max(_MANY, share))


def _mint(cluster: Cluster, taken: Mapping[str, int]) -> Minted:
    """An id for a new official: the key of the first name, with digits of the first article where that is taken."""
    _, article, person = cluster.order
    made = new_id(person, article, taken)
    return Minted(id=made, article=article, person=person)


def new_id(person: str, article: str, taken: Container[str]) -> str:
    """The key of a name, or, where that was ever given, with digits that follow from the article."""
    digits = hashlib.sha256(f"{article}\n{person}".encode()).hexdigest()
    length, made = 6, person
    while made in taken:
        if length > len(digits):
            raise ValueError(f"every id for {person} of {article} is taken")
        made, length = f"{person}-{digits[:length]}", length + 2
    return made


def _anchors(
    sightings: Sequence[Sighting], minted: Sequence[Minted], before: Mapping[Person, str], pins: Mapping[Person, str]
) -> dict[Person, list[str]]:
    """Which sighting carries which ids: the one it was minted for, else the earliest that had it before."""
    free = [
        (one.article, one.person)
        for one in sorted(sightings, key=lambda s: (s.seen, s.article, s.person))
        if (one.article, one.person) not in pins
    ]
    there = set(free)
    heirs: dict[str, Person] = {}
    for person in free:
        if person in before:
            heirs.setdefault(before[person], person)
    split_off = set(pins.values())
    found: dict[Person, list[str]] = {}
    for row in minted:
        if row.id in split_off:
            continue
        anchor = (row.article, row.person)
        carrier = anchor if anchor in there else heirs.get(row.id)
        if carrier is not None:
            found.setdefault(carrier, []).append(row.id)
    return found


def _pins(sightings: Iterable[Sighting], rulings: Sequence[Ruling]) -> tuple[dict[Person, str], dict[Person, Ruling]]:
    """Where people put sightings by splitting; the last ruling holds."""
    pins: dict[Person, str] = {}
    by: dict[Person, Ruling] = {}
    sightings = list(sightings)
    for ruling in rulings:
        told = {(article, person): key for article, person, key in ruling.pins}
        for one in sightings:
            person = (one.article, one.person)
            seated = one.person in ruling.persons and any(
                read_office(h.role, h.organisation, h.short).is_seat(ruling.seat) for h in one.posts
            )
            if person in told or seated:
                pins[person], by[person] = told.get(person, ruling.other), ruling
    return pins, by


def _roots(merges: Sequence[Ruling], now: Mapping[str, str] | None = None) -> dict[str, str]:
    """Ids that were merged into another -> the one that stands for all of them. ``now``: ids -> present ids."""
    present = now or {}
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        key = present.get(key, key)
        while key in parent:
            key = parent[key]
        return key

    for ruling in merges:
        into, other = root(ruling.official), root(ruling.other)
        if into != other:
            parent[other] = into
    return {key: root(key) for key in parent}
