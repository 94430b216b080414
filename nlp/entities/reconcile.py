"""Entities put right by what the officials' rules know for sure: a name beside its post is a person.

The recogniser takes a rare surname for a verb or a place ("See", "Long"); who stands in a post by the grammar of the
sentence is a person whatever the letters look like. Must not know how an official is found.
"""

from __future__ import annotations

from collections.abc import Iterable

from records import Entity, OfficialMention

#: Least confidence of an official whose name overrules the recogniser; below it either may be wrong.
SURE = 0.8


def with_officials(entities: Iterable[Entity], officials: Iterable[OfficialMention], text: str) -> tuple[Entity, ...]:
    """``entities`` with a PERSON at each name that an official was read from, and nothing that contradicts it.

    In reading order, outer before inner. A span that crosses the name, is the name under another label, or lies
    within it and is no title is dropped.
    """
    kept = list(entities)
    names: dict[tuple[int, int], OfficialMention] = {}
    for official in officials:
        if official.stated and official.confidence >= SURE:
            names.setdefault((official.start, official.end), official)
    for (start, end), official in names.items():
        if any(e.label == "PERSON" and (e.start, e.end) == (start, end) for e in kept):
            continue
        kept = [e for e in kept if not _contradicts(e, start, end)]
        kept.append(
            Entity(
                label="PERSON",
                start=start,
                end=end,
                text=text[start:end],
                confidence=official.confidence,
                found_by=official.found_by,
            )
        )
    return tuple(sorted(kept, key=lambda e: (e.start, -e.end, e.label)))


def _contradicts(entity: Entity, start: int, end: int) -> bool:
    if entity.end <= start or end <= entity.start:
        return False
    inside = start <= entity.start and entity.end <= end
    around = entity.start <= start and end <= entity.end
    if inside:
        return entity.label not in {"PERSON", "TITLE"} or (entity.start, entity.end) == (start, end)
    return not around
