"""A post told one sentence after the name: "X said ... The works minister added ...".

News names the speaker first and brings his post as the subject of the next sentence. Counted only where nobody else in
the text holds such a post, and where the sentences before had one speaker. Must not know how names are spelled.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.officials.lexicon import Lexicon, fold
from nlp.officials.role import Role
from nlp.officials.speaker import says_after, says_before
from nlp.officials.words import Line
from nlp.reading import Reading
from records import Entity

# Sentences back to the name. Set by judgement: further back, the post is more likely somebody else's.
_REACH = 3


def subject_of(reading: Reading, lines: Sequence[Line], number: int, known: Lexicon) -> Entity | None:
    """The one person who speaks in the sentences before line ``number``; None where nobody or more than one does."""
    for line in reversed(lines[max(0, number - _REACH) : number]):
        sentence = line.sentence
        speakers = []
        for entity in reading.entities:
            if entity.label != "PERSON" or not sentence.start <= entity.start < sentence.end:
                continue
            after = reading.text[entity.end : sentence.end]
            if says_after(after, known) or says_before(reading.text[sentence.start : entity.start], known):
                speakers.append(entity)
        ends = {entity.end for entity in speakers}
        if len(ends) == 1:
            return max(speakers, key=lambda entity: entity.end - entity.start)
        if len(ends) > 1:
            return None
    return None


def is_description(line: Line, role: Role, known: Lexicon, held: Sequence[str]) -> bool:
    """Whether ``role`` opens its sentence as the subject of a reporting verb and is held by nobody named (``held``)."""
    article = next((index for index in range(role.start - 1, -1, -1) if line.folded[index] == "the"), -1)
    if role.plural or not role.article or article < 0 or role.start - article > 2:
        return False
    # Only a short adverbial with its comma may stand before: "In a statement today, the ...".
    if article > 0 and (line.words[article - 1].text != "," or article > 8):
        return False
    words = fold(role.text).split()
    if len(words) < 2 and role.organisation is None and role.state is None and role.country is None:
        return False  # "the minister" points back to whoever is one
    text = " ".join(words)
    if any(fold(other).endswith(text) or text.endswith(fold(other)) for other in held):
        return False
    end = line.words[role.end - 1].end
    return says_after(line.sentence.text[end - line.sentence.start :], known)
