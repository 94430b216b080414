"""Organisations, places, facilities, events, laws and peoples by their own words: suffixes, prefixes, lists.

Knows how such names are built; must not know persons or posts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlp.entities.span import Candidate
from nlp.officials.lexicon import Lexicon
from nlp.officials.organisations import abbreviations
from nlp.officials.words import Line

_LINKS = frozenset({"of", "and", "for", "the", "&", "dan", "bagi", "on"})
_LAW = re.compile(
    r"(?:(?:Section|Article|Regulation|Rule|Seksyen)s?\s+\d+[A-Z]?(?:\s?\(\w+\))*"
    r"(?:\s+(?:of|under)\s+(?:the\s+)?(?:[A-Z][\w'’-]*(?:\s+|\s*\()){1,8}?"
    r"(?:Act|Code|Regulations|Ordinance|Enactment|Constitution|Rules)\)?(?:\s+\d{4})?)?"
    r"|(?:[A-Z][\w'’-]+(?:\s+(?:and|of|on|for)\s+|\s+)){1,7}(?:Act|Code|Ordinance|Enactment|Agreement|Regulations)\s+\d{4}"
    r"|\bAct\s+\d{2,4}\b|Penal Code|Federal Constitution)"
)
_HAPPENING = re.compile(
    r"\b(?:Covid-19 pandemic|pandemic|floods?|lockdowns?|by-elections?"
    r"|(?:\d+th |state |general |Johor |Sabah |Sarawak |Melaka )*(?:state |general |by-)elections?)\b"
)


def groups_in(line: Line, known: Lexicon, text: str, dateline_end: int) -> list[Candidate]:
    """Candidates of one line, PERSON, TITLE and ROLE excepted."""
    found = [*_listed(line, known, dateline_end), *_runs(line, known), *_acronyms(line, text, known)]
    for pattern, label, weight in ((_LAW, "LAW", 0.9), (_HAPPENING, "EVENT", 0.7)):
        for match in pattern.finditer(text, line.sentence.start, line.sentence.end):
            found.append(Candidate(label, match.start(), match.end(), weight, label.lower()))
    return found


def _listed(line: Line, known: Lexicon, dateline_end: int) -> Iterable[Candidate]:
    """Names that the lists hold."""
    for index, word in enumerate(line.words):
        if not (word.capital or word.text[0].isdigit()):
            continue
        for table, label, weight in (
            (known.organisations, "ORGANIZATION", 0.85),
            (known.parties, "ORGANIZATION", 0.85),
            (known.agencies, "ORGANIZATION", 0.85),
            (known.countries, "LOCATION", 0.8),
            (known.states, "LOCATION", 0.8),
            (known.places, "LOCATION", 0.8),
            (known.demonyms, "NORP", 0.6),
        ):
            count = table.at(line.folded, index)
            if not count:
                continue
            start, end = line.text(index, index + count)
            if count == 1 and table not in (known.states, known.places) and word.text not in known.surface:
                continue
            if word.text in {"US", "AS"} and index + 1 < len(line.words) and line.words[index + 1].text == "$":
                continue
            if end <= dateline_end:
                weight = 0.97
            yield Candidate(label, start, end, weight, "list")


def _capital_run(line: Line, index: int) -> int:
    """End of the run of capitalised words at ``index``, small words inside it."""
    here = index
    while here < len(line.words) and here - index < 12:
        word = line.words[here]
        if word.capital or (
            line.folded[here] in _LINKS
            and here + 1 < len(line.words)
            and (
                line.words[here + 1].capital
                or (line.folded[here + 1] == "the" and here + 2 < len(line.words) and line.words[here + 2].capital)
            )
        ):
            here += 1
        else:
            break
    return here


def _runs(line: Line, known: Lexicon) -> Iterable[Candidate]:
    """Runs of capitals that end or begin with a word of organisations, facilities, places or events."""
    folded, words = line.folded, line.words
    index = 0
    while index < len(words):
        if not words[index].capital:
            index += 1
            continue
        stop = _capital_run(line, index)
        start = index
        index = stop
        while start < stop and (
            folded[start]
            in {"the", "a", "an", "in", "on", "at", "its", "his", "her", "this", "meanwhile", "former", "also"}
            or known.honorifics.at(folded, start) == stop - start
        ):
            start += 1
        yield from _run(line, start, stop, known)


def _run(line: Line, start: int, stop: int, known: Lexicon) -> Iterable[Candidate]:
    folded = line.folded
    if start >= stop:
        return
    first = folded[start]
    if stop - start > 1 and first in known.facility_prefix:
        end = _no_link(line, start, stop)
        yield Candidate("FACILITY", *line.text(start, end), 0.96, "facility-prefix")
        return
    if stop - start > 1 and first in known.place_prefix and not known.organisations.at(folded, start):
        end = _no_link(line, start, min(stop, start + 4))
        yield Candidate("LOCATION", *line.text(start, end), 0.72, "place-prefix")
    for end in range(stop, start + 1, -1):
        last = folded[end - 1]
        label = (
            "EVENT"
            if last in known.event
            else "FACILITY"
            if last in known.facility
            else "ORGANIZATION"
            if last in known.suffix
            else None
        )
        if label is None or not line.words[end - 1].capital:
            continue
        begin = _cut_left(line, start, end, known)
        if end - begin > 1 or (label == "ORGANIZATION" and last in {"parliament", "cabinet", "treasury"}):
            yield Candidate(
                label, *line.text(begin, end), {"ORGANIZATION": 0.75, "FACILITY": 0.62, "EVENT": 0.6}[label], "suffix"
            )
        break
    for begin in range(start, stop - 1):
        if folded[begin] in known.prefix and (begin == start or folded[begin - 1] in _LINKS):
            end = _portfolio_end(line, begin, stop, known)
            if end - begin > 1 and folded[end - 1] not in _LINKS:
                yield Candidate("ORGANIZATION", *line.text(begin, end), 0.74, "prefix")
            break


def _portfolio_end(line: Line, begin: int, stop: int, known: Lexicon) -> int:
    """End of "Ministry of A, B and C": commas between portfolios belong to the name."""
    here = stop
    if line.folded[begin] not in {"ministry", "kementerian", "department", "jabatan"}:
        return here
    portfolio = known.portfolio | known.portfolio_ms
    while (
        here + 1 < len(line.words)
        and line.words[here].text == ","
        and line.folded[here + 1] in portfolio
        and line.words[here + 1].capital
    ):
        here = _capital_run(line, here + 1)
    return here


def _no_link(line: Line, start: int, stop: int) -> int:
    for here in range(start, stop):
        if line.folded[here] in {"and", "of", "for", "the", "on", "dan"}:
            return here
    return stop


def _cut_left(line: Line, start: int, end: int, known: Lexicon) -> int:
    """Beginning of the name within its run: behind a post, an honorific's name, or an "and" between two names."""
    begin = start
    for here in range(start, end - 1):
        if line.folded[here] in {"and", "&"} and line.folded[here] == "and":
            left = line.folded[here - 1] in known.portfolio or line.folded[here - 1] in known.suffix
            if not left or line.folded[here + 1] not in known.portfolio:
                begin = here + 1
    while begin < end and line.folded[begin] in _LINKS:
        begin += 1
    return begin


def _acronyms(line: Line, text: str, known: Lexicon) -> Iterable[Candidate]:
    """Acronyms that the text defines in brackets, wherever they stand, and the long names before the brackets."""
    defined = abbreviations(text)
    if not defined:
        return
    for word in line.words:
        if word.text in defined:
            long = defined[word.text]
            last = long.split()[-1].lower()
            label = (
                "FACILITY"
                if last in known.facility
                else "LAW"
                if last in known.law
                else "EVENT"
                if last in known.event
                else "ORGANIZATION"
            )
            yield Candidate(label, word.start, word.end, 0.8, "acronym")
    for short, long in defined.items():
        at = text.find(f"{long} ({short})", line.sentence.start, line.sentence.end)
        if at >= 0:
            last = long.split()[-1].lower()
            label = (
                "FACILITY"
                if last in known.facility
                else "LAW"
                if last in known.law
                else "EVENT"
                if last in known.event
                else "ORGANIZATION"
            )
            yield Candidate(label, at, at + len(long), 0.83, "acronym")
