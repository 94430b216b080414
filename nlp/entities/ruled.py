"""Entities by rule, for languages that the recogniser was not trained on: the surer kept where two cross.

Knows labels, spans and how far each source is trusted; must not know how persons or organisations are spelled.
"""

from __future__ import annotations

from nlp.entities.chinese import listed
from nlp.entities.groups import groups_in
from nlp.entities.persons import persons_in, repeated_persons
from nlp.entities.span import Candidate
from nlp.officials.lexicon import lexicon
from nlp.officials.words import lines_of
from nlp.reading import Reading
from records import Entity


def ruled_entities(reading: Reading) -> tuple[Entity, ...]:
    """Entities in reading order, outer before inner. Spans may nest but never cross, and no span is found twice
    under one label. Lines that readers must not read give none."""
    known = lexicon()
    lines = lines_of(reading)
    malay = reading.language in {"ms", "id"}
    candidates: list[Candidate] = [*listed(reading)]
    for line in lines:
        candidates += persons_in(line, known, malay)
        candidates += groups_in(line, known, reading.text, dateline_end=reading.dateline_end)
    kept = _settle(candidates)
    persons = [c for c in kept if c.label == "PERSON"]
    kept = _settle([*kept, *repeated_persons(reading.text, lines, persons, kept, known)])
    return tuple(c.entity(reading.text) for c in sorted(kept, key=lambda c: (c.start, -c.end, c.label)))


def _settle(candidates: list[Candidate]) -> list[Candidate]:
    """The surest candidates that neither cross nor repeat one another."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (-c.weight, -(c.end - c.start), c.start, c.label)):
        if not any(_clash(candidate, other) for other in kept):
            kept.append(candidate)
    return kept


def _clash(new: Candidate, old: Candidate) -> bool:
    if new.end <= old.start or old.end <= new.start:
        return False
    same = new.start == old.start and new.end == old.end
    inside = old.start <= new.start and new.end <= old.end
    outside = new.start <= old.start and old.end <= new.end
    if same:
        return True
    if not inside and not outside:
        return True
    if inside:
        return (new.label, old.label) not in NESTS
    return (old.label, new.label) not in NESTS


#: (inner, outer) pairs that may nest.
NESTS = frozenset(
    {
        ("PERSON", "PERSON"),
        ("TITLE", "PERSON"),
        ("ROLE", "PERSON"),
        ("ORGANIZATION", "PERSON"),
        ("LOCATION", "PERSON"),
        ("ORGANIZATION", "ROLE"),
        ("LOCATION", "ROLE"),
        ("NORP", "ROLE"),
        ("NORP", "PERSON"),
        ("ROLE", "ROLE"),
        ("ORGANIZATION", "FACILITY"),
        ("ORGANIZATION", "EVENT"),
        ("LOCATION", "EVENT"),
        ("LAW", "LAW"),
        ("ORGANIZATION", "LAW"),
        ("NORP", "ORGANIZATION"),
        ("EVENT", "EVENT"),
        ("ROLE", "ORGANIZATION"),
    }
)
