"""A span that some rule proposes, with how far the rule is trusted; and the names under which spaCy keeps ours."""

from __future__ import annotations

from dataclasses import dataclass

from records import Entity

#: Of the spaCy component, and of its group in ``Doc.spans``.
COMPONENT = "pantau_entities"
GROUP = "entities"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Offsets in characters of the text; ``weight`` between 0 and 1."""

    label: str
    start: int
    end: int
    weight: float
    rule: str

    def entity(self, text: str) -> Entity:
        """The record of this span of ``text``."""
        return Entity(
            label=self.label,
            start=self.start,
            end=self.end,
            text=text[self.start : self.end],
            confidence=self.weight,
            found_by=self.rule,
        )
