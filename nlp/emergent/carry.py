"""Which group of this week goes on with which of an earlier one. Pure; knows ids and members alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from records import EmergentTheme

OVERLAP = 0.5  # of the smaller of the two must be common: a window of 14 days keeps half of a steady group's stories


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    id: str
    since: date | None  # of the group it goes on with
    why: str


def carry(groups: Sequence[Sequence[tuple[date, str]]], known: Collection[EmergentTheme]) -> list[Carried]:
    """An id for each group, given as (first day, story) of its members.

    A group of an earlier week goes on in one group only, that with which it shares most stories; a new group is
    named after its earliest story whose name is not taken. No id is ever given twice.
    """
    pairs = []
    for row, group in enumerate(groups):
        members = {story for _, story in group}
        for before in known:
            shared = len(members & set(before.members))
            if shared and shared >= OVERLAP * min(len(members), len(before.members)):
                pairs.append((-shared, before.since, before.id, row, before))
    goes_on: dict[int, EmergentTheme] = {}
    used: set[str] = set()
    for _, _, _, row, before in sorted(pairs, key=lambda pair: pair[:4]):
        if row not in goes_on and before.id not in used:
            goes_on[row] = before
            used.add(before.id)
    taken = {before.id for before in known}
    found = []
    for row, group in enumerate(groups):
        if row in goes_on:
            before = goes_on[row]
            shared = len({story for _, story in group} & set(before.members))
            why = f"goes on from {before.week}, with {shared} of its {len(before.members)} stories"
            found.append(Carried(id=before.id, since=before.since, why=why))
            continue
        name = next(name for name in (f"e-{story}" for _, story in sorted(group)) if name not in taken)
        taken.add(name)
        found.append(Carried(id=name, since=None, why="new"))
    return found
