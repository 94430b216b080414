"""Posts that an entity finder marks as ROLE and that the lexicon does not know: "pole-vault wizard".

Takes entities of any finder; must not know how one works.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from nlp.officials.complement import read_complement
from nlp.officials.lexicon import Lexicon
from nlp.officials.role import Role, printed
from nlp.officials.words import Line
from nlp.reading import Reading


def with_marked(line: Line, roles: Sequence[Role], reading: Reading, known: Lexicon) -> list[Role]:
    """``roles`` of ``line`` and, where none of them reaches, the ROLE entities of ``reading`` (in reading order)."""
    first = bisect_left(reading.entities, line.sentence.start, key=lambda entity: entity.start)
    last = bisect_left(reading.entities, line.sentence.end, key=lambda entity: entity.start)
    starts = {word.start: index for index, word in enumerate(line.words)}
    ends = {word.end: index + 1 for index, word in enumerate(line.words)}
    found = list(roles)
    for entity in reading.entities[first:last]:
        start, end = starts.get(entity.start), ends.get(entity.end)
        if entity.label != "ROLE" or start is None or end is None:
            continue
        if any(role.start < end and start < role.end for role in found):
            continue
        rank = known.ranks.at(line.folded, start, end) == end - start and end < len(line.words)
        if rank and line.words[end].capital:
            continue  # "Police General NAME"
        article = start > 0 and line.folded[start - 1] in {"the", "a", "an"}
        role = Role(
            start=start,
            core=start,
            head=end - 1,
            core_end=end,
            end=end,
            text=printed(line, start, end),
            article=article,
            marked=True,
        )
        role = read_complement(line, role, known)
        found.append(replace(role, text=printed(line, role.core, role.core_end)))
    return sorted(found, key=lambda role: role.start)
