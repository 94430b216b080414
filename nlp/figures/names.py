"""Finds the names of a text that may own figures: countries, places, organisations, buildings.

Knows the recogniser's labels and how a name is printed that it missed; must not know figures.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nlp.figures.lexicon import Lexicon
from nlp.figures.tokens import tokenise
from nlp.reading import Reading
from records import Sentence

BUILDINGS = frozenset(
    """plant port airport park terminal dam station factory mine refinery farm smelter reservoir hospital mall fab
    loji kilang ladang pelabuhan empangan stesen lombong""".split()
)
#: What the recognisers call a name that may own a figure -> what may stand for it later.
_KINDS: Mapping[str, str] = {
    "ORGANIZATION": "body", "ORG": "body", "LOCATION": "place", "GPE": "place", "LOC": "place", "NORP": "place",
    "FACILITY": "building", "FAC": "building",
}  # fmt: skip
_RUN = re.compile(r"[A-Z][\w&-]+(?: [A-Z][\w&-]+){1,4}")
_SPOKEN_AT = re.compile(
    r"\b(?:said|told \w+|reporters|speaking|speech|conference|kata|katanya|berkata|pemberita)(?: here)?"
    r" (?:in|at|di)(?: the)? $"
)
_TRADE = re.compile(r"(?:[A-Z]?[\w-]+ )?(?:(?!of|and|for|the|de|dan|bin|di|in|on|at)[a-z-]+ )+(?=[A-Z])")
_COMPANY = frozenset(
    """bank bhd berhad holdings group corp corporation inc ltd airlines airport university institute fund energy
    foods steel kilang syarikat motors builders logistics industries""".split()
)


#: Words that open a sentence and no name.
_TELLING = frozenset({"according", "menurut", "kata", "ujar", "jelas"})
_LOOK_BACK = 3  # sentences in which a name is sought that "the company" stands for
_TITLES = frozenset(
    """datuk dato tun encik puan dr menteri timbalan ketua pengarah pengerusi presiden perdana sultan yang tuanku raja
    profesor januari februari mac april mei jun julai ogos september oktober november disember""".split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the body, in offsets of characters."""

    start: int
    end: int
    text: str
    kind: str


def names_of(reading: Reading, lex: Lexicon) -> list[Name]:
    """The names of the text that may own figures, none inside another; none of the dateline, none that only says where
    somebody spoke."""
    found = {(e.start, e.end, e.text, _KINDS[e.label]) for e in reading.entities if e.label in _KINDS}
    # "Bank Seri Muara" sounds like a person.
    found |= {
        (e.start, e.end, e.text, "body")
        for e in reading.entities
        if e.label == "PERSON" and _COMPANY & set(e.text.lower().split())
    }
    spoken = [(e.start, e.end) for e in reading.entities]
    if not found:
        found = {(e.start_char, e.end_char, e.text, _KINDS[e.label_]) for e in reading.doc.ents if e.label_ in _KINDS}
        spoken += [(e.start_char, e.end_char) for e in reading.doc.ents]
    if reading.language in ("en", "ms", "id"):
        found |= _unnamed(reading, spoken, lex)
    kept: list[Name] = []
    for start, end, text, kind in sorted(found, key=lambda name: (name[0], -name[1])):
        if start < reading.dateline_end or (kept and start < kept[-1].end):
            continue
        if text.isascii() and text == text.lower():
            continue  # "relief centres"
        if kind == "place" and _SPOKEN_AT.search(reading.text[max(0, start - 40) : start]):
            continue
        trade = _TRADE.match(text)  # "chip packager Sutera Tech"
        start, text = (start + trade.end(), text[trade.end() :]) if trade else (start, text)
        kept.append(Name(start, end, _plain(text), kind))
    return kept


def _plain(name: str) -> str:
    return re.sub(r"^[Tt]he |['’]s?$", "", name.strip())


def _unnamed(reading: Reading, spans: Iterable[tuple[int, int]], lex: Lexicon) -> set[tuple[int, int, str, str]]:
    """Runs of capitalised words that no recogniser named: in Malay each of two words or more, in English one with a
    word of a company or behind a possessor. None of a headline."""
    taken = sorted(spans)
    starts = [start for start, _ in taken]
    longest = max((end - start for start, end in taken), default=0)
    found = set()
    for sentence in reading.readable():
        words = sentence.text.split()
        if sum(word[:1].isupper() for word in words) * 3 >= 2 * len(words):
            continue
        for run in _RUN.finditer(sentence.text):
            start, end = run.start() + sentence.start, run.end() + sentence.start
            first, last = bisect_left(starts, start - longest), bisect_left(starts, end)
            if any(taken[i][1] > start for i in range(first, last)):
                continue
            text = run.group()
            opening = text.split()[0]
            if start == sentence.start and (lex.concepts.match(tokenise(opening), 0) or opening.lower() in _TELLING):
                start, text = start + len(opening) + 1, text[len(opening) + 1 :]
            low = text.lower().split()
            if low[0] == "the":
                start, text, low = start + 4, text[4:], low[1:]
            if len(low) < 2 or _TITLES & set(low) or low[:2] == ["tan", "sri"]:
                continue
            possessed = sentence.text[: run.start()].endswith(("'s ", "’s "))
            behind = re.findall(r"[\w-]+", sentence.text[run.end() : run.end() + 40])[:3]
            named = _COMPANY & set(low) or possessed or BUILDINGS & set(behind)
            if reading.language == "en" and not named:
                continue
            found.add((start, end, text, "body"))
    return found


def earlier_names(
    names: Sequence[Name], starts: Sequence[int], sentences: Sequence[Sentence], at: int
) -> list[list[Name]]:
    """The names of the sentences before ``sentences[at]``, the nearest sentence first."""
    found = []
    for sentence in reversed(sentences[max(0, at - _LOOK_BACK) : at]):
        low, high = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
        found.append(list(names[low : min(high, low + 8)]))
    return found
