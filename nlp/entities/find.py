"""All entities of a reading: those of the recogniser where the pipeline has it, else by rule.

Knows where either leaves them; must not know how they are found.
"""

from __future__ import annotations

from nlp.entities.chinese import listed
from nlp.entities.ruled import ruled_entities
from nlp.entities.span import GROUP
from nlp.entities.structure import put_right
from nlp.reading import Reading
from records import Entity


def find_entities(reading: Reading) -> tuple[Entity, ...]:
    """Entities in reading order, outer before inner. Spans may nest but never cross, and no span is found twice
    under one label. Lines that readers must not read give none."""
    if GROUP not in reading.doc.spans:
        return ruled_entities(reading)
    group = reading.doc.spans[GROUP]
    found = [
        Entity(
            label=span.label_,
            start=span.start_char,
            end=span.end_char,
            text=span.text,
            confidence=round(sure, 4),
            found_by="recogniser",
        )
        for span, sure in zip(group, group.attrs["scores"], strict=True)
        if reading.sentence_at(span.start_char).skipped is None
    ]
    # The recogniser knows no Chinese letter: names of the list stand beside what it makes of them.
    chinese = [c.entity(reading.text) for c in listed(reading)]
    apart = [e for e in put_right(found) if not any(e.start < c.end and c.start < e.end for c in chinese)]
    return tuple(sorted((*apart, *chinese), key=lambda e: (e.start, -e.end, e.label)))
