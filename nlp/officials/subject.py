"""Whose the post is that is told without a house: "KWAP will invest more, chief executive officer NAME said".

Of such a post the house is the organisation that the sentence is about. Knows entities and one sentence; must not know
other sentences, nor how an organisation is called in full.
"""

from __future__ import annotations

from nlp.officials.lexicon import Lexicon
from nlp.officials.names import Name
from nlp.officials.role import Role
from nlp.officials.words import Line
from nlp.reading import Reading
from records import Entity

#: Posts at the top of a house, by their last words.
_TOP = (
    "chief executive", "chief executive officer", "ceo", "managing director", "general manager", "chairman",
    "chairwoman", "chairperson", "president", "executive director", "chief operating officer",
    "chief financial officer", "director-general", "secretary-general",
)  # fmt: skip
_OF_FIRMS = ("chief executive", "chief executive officer", "ceo", "managing director", "general manager", "president")
_NO_FIRMS = ("ministry", "department", "government", "court", "police", "parliament", "cabinet")


def house_of_subject(reading: Reading, line: Line, role: Role, name: Name, known: Lexicon) -> Entity | None:
    """The organisation that a sentence begins with, where its end says "..., ROLE NAME said" or "..., said ROLE NAME";
    None where that does not say whose post it is."""
    top = role.text.lower()
    if role.anaphor or role.article or role.plural or role.office != "open" or not top.endswith(_TOP):
        return None
    if role.organisation or role.short or role.country or role.state or role.portfolio or role.start == 0:
        return None
    behind = line.folded[name.end] if name.end < len(line.folded) else ""
    said = line.folded[role.start - 1] in known.reporting  # "..., said ROLE NAME"
    comma = role.start - 1 - said
    if comma < 0 or line.words[comma].text != "," or not (said or behind in known.reporting):
        return None
    begin, end = line.sentence.start, line.words[role.start].start
    inside = [e for e in reading.entities if e.label == "ORGANIZATION" and begin <= e.start and e.end <= end]
    first = min(inside, key=lambda e: (e.start, -e.end), default=None)
    if first is None or reading.text[begin : first.start].strip().lower() not in {"", "the"}:
        return None
    public = any(word in first.text.lower() for word in _NO_FIRMS)
    return None if public and top.endswith(_OF_FIRMS) else first
