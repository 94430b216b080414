"""Organisations that look like persons: "Hasa" is none, where the article explains "Harbour Safety Agency (Hasa)".

Abbreviations in brackets after Schwartz and Hearst 2003. Numbers and words only; must not know the network that made
the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nlp.entities.choose import Probabilities, Span

_SURE = 0.5  # probability of being an entity from which a span tells what others are

_Name = tuple[str, ...]


def as_told(
    spans: Mapping[Span, Probabilities], words: Sequence[str], labels: Sequence[str]
) -> dict[Span, Probabilities]:
    """The spans; what is told to be an organisation has its probability of a person added to that of one.

    Told is an abbreviation in brackets behind an organisation, and the beginning of an organisation's name which is
    part of no person's ("Serimas" beside "Serimas Holdings Bhd"). Other labels are left as they are: where an event
    and its abbreviation differ, the name in full is as often the wrong one (docs/quality.md).
    """
    person, organisation = labels.index("PERSON"), labels.index("ORGANIZATION")
    sure = {span: 1 + int(given[1:].argmax()) for span, given in spans.items() if given[0] < 1 - _SURE}
    found = [span for span, label in sure.items() if label == organisation]
    persons = {part for span, label in sure.items() if label == person for part in _parts(span, words)}
    told = _abbreviations(found, words) | (_openings(found, words) - persons)
    result = dict(spans)
    for (first, last), given in spans.items():
        if tuple(words[first : last + 1]) in told:
            result[first, last] = given.copy()
            result[first, last][organisation] += given[person]
            result[first, last][person] = 0
    return result


def _openings(organisations: Sequence[Span], words: Sequence[str]) -> set[_Name]:
    """What the names begin with, themselves left out."""
    return {tuple(words[first:stop]) for first, last in organisations for stop in range(first + 1, last + 1)}


def _abbreviations(organisations: Sequence[Span], words: Sequence[str]) -> set[_Name]:
    """The single words in brackets behind the names that shorten them."""
    return {
        (words[last + 2],)
        for first, last in organisations
        if list(words[last + 1 : last + 4 : 2]) == ["(", ")"]
        and _shortens(words[last + 2], " ".join(words[first : last + 1]))
    }


def _parts(span: Span, words: Sequence[str]) -> set[_Name]:
    """What a name holds, itself left out."""
    first, last = span
    ranges = ((a, b) for a in range(first, last + 1) for b in range(a + 1, last + 2))
    return {tuple(words[a:b]) for a, b in ranges if b - a <= last - first}


def _shortens(short: str, full: str) -> bool:
    """Whether ``short`` has two capitals, or is capitalised, begins like ``full`` and has its letters in their order
    there."""
    if sum(letter.isupper() for letter in short) > 1:
        return True
    rest = iter(full.lower())
    return short[:1].isupper() and short[:1].lower() == full[:1].lower() and all(c in rest for c in short.lower())
