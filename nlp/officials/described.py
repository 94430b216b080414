"""A post told in another sentence than the name: "X said ... The works minister added ...".

Or before the name: "A teacher was charged ... X, 45, pleaded".

News names the person first and brings his post as the subject of a later sentence. Counted only where nobody else in
the text holds such a post, and where the sentences before had one speaker or one person. Must not know how names are
spelled.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence

from nlp.officials.lexicon import Lexicon, fold
from nlp.officials.names import Name
from nlp.officials.role import Role
from nlp.officials.speaker import says_after, says_before
from nlp.officials.words import Line
from nlp.reading import Reading
from records import Sentence

#: Sentences on to the name of one who was told of as "a teacher". Set by judgement.
AHEAD = 3
# Sentences back to the name. Set by judgement: further back, the post is more likely somebody else's.
_REACH = 3

Span = tuple[int, int]


def persons_of(reading: Reading, stated: Sequence[Span]) -> list[Span]:
    """The persons of the text, each once: marked entities and names with a post, of nested ones the outermost."""
    spans = sorted(
        {*((e.start, e.end) for e in reading.entities if e.label == "PERSON"), *stated}, key=lambda s: (s[0], -s[1])
    )
    kept: list[Span] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _within(persons: Sequence[Span], sentence: Sentence) -> Sequence[Span]:
    """The persons of ``sentence``; ``persons`` in reading order."""
    return persons[
        bisect_left(persons, sentence.start, key=lambda s: s[0]) : bisect_left(
            persons, sentence.end, key=lambda s: s[0]
        )
    ]


def speaker_before(
    reading: Reading, lines: Sequence[Line], number: int, persons: Sequence[Span], known: Lexicon
) -> Span | None:
    """The one person who speaks in the sentences before line ``number``; None where nobody or more than one does."""
    for line in reversed(lines[max(0, number - _REACH) : number]):
        sentence = line.sentence
        speakers = [
            (start, end)
            for start, end in _within(persons, sentence)
            if (
                says_after(reading.text[end : sentence.end], known)
                or says_before(reading.text[sentence.start : start], known)
            )
        ]
        if speakers:
            return speakers[0] if len(speakers) == 1 else None
    return None


def only_person_before(lines: Sequence[Line], number: int, persons: Sequence[Span]) -> Span | None:
    """The one person of the sentence before line ``number``, where he stands in its first half and others do not."""
    sentence = lines[number - 1].sentence
    inside = _within(persons, sentence)
    if len(inside) != 1 or inside[0][0] - sentence.start > (sentence.end - sentence.start) // 2:
        return None
    return inside[0]


def introduces(line: Line, role: Role) -> bool:
    """Whether "a" and ``role`` open the sentence, behind a dateline or not: "KLUANG: A teacher was charged ..."."""
    article = next((i for i in range(role.start - 1, -1, -1) if line.folded[i] in {"a", "an"}), -1)
    if role.plural or not role.article or article < 0 or role.start - article > 3:
        return False
    return article == 0 or line.words[article - 1].text in {"—", "–", "-", ":", ")"}


def with_age(line: Line, name: Name) -> bool:
    """Whether an age between commas follows ``name``: "NAME, 45,"; so is named who was first told of by his work."""
    after = [word.text for word in line.words[name.end : name.end + 3]]
    return len(after) == 3 and after[0] == "," == after[2] and after[1].isdigit() and len(after[1]) <= 3


def opens(line: Line, role: Role) -> bool:
    """Whether "the" and ``role`` open the sentence, a short adverbial with its comma apart ("In a statement, the")."""
    article = next((index for index in range(role.start - 1, -1, -1) if line.folded[index] == "the"), -1)
    if role.plural or not role.article or article < 0 or role.start - article > 2:
        return False
    return article == 0 or (line.words[article - 1].text == "," and article <= 8)


def says_more(role: Role, held: Collection[str]) -> bool:
    """Whether ``role`` is told anew: more than "the minister", and nobody named holds it (``held``, folded)."""
    words = fold(role.text).split()
    if len(words) < 2 and role.organisation is None and role.state is None and role.country is None:
        return False  # "the minister" points back to whoever is one
    text = " ".join(words)
    deputy = words[0] == "deputy" and "deputy" in held  # "his deputy, NAME, ..." and then "the deputy minister"
    return not deputy and not any(other.endswith(text) or text.endswith(other) for other in held)


def says(line: Line, last: Role, known: Lexicon) -> bool:
    """Whether a reporting verb follows ``last``, the last of the posts that open the sentence."""
    end = line.words[last.end - 1].end
    return says_after(line.sentence.text[end - line.sentence.start :], known)


def acts(line: Line, last: Role) -> bool:
    """Whether any verb follows ``last``, or a clause about the holder (", who is")."""
    after = line.words[last.end : last.end + 2]
    return bool(after) and (
        after[0].tag in {"VERB", "AUX"} or (len(after) == 2 and after[0].text == "," and after[1].fold == "who")
    )
