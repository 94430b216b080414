"""Words of one meaning in English, Malay and Chinese: which concepts of models/glossary.toml a text names.

Knows words and how the three languages bend them; must not know stories, places or numbers. A form that no rule takes
back to a word of the table names nothing. Linear in the length of the text.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from models import data
from records import BadInput

LANGUAGES = ("en", "ms", "zh")  # the columns of the table
LONGEST = 4  # words in a phrase

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\d{0,2}")
_MALAY_ENDINGS = ("nya", "kan", "an", "lah", "kah", "i")
# A nasal prefix eats the first letter of what it stands before: memukul from pukul, menyiasat from siasat.
_MALAY_PREFIXES = (
    ("memper", ""), ("diper", ""), ("menge", ""), ("penge", ""), ("meny", "s"), ("peny", "s"), ("meng", ""),
    ("meng", "k"), ("peng", ""), ("peng", "k"), ("mem", ""), ("mem", "p"), ("pem", ""), ("pem", "p"), ("men", ""),
    ("men", "t"), ("pen", ""), ("pen", "t"), ("me", ""), ("pe", ""), ("ber", ""), ("bel", ""), ("per", ""), ("ter", ""),
    ("di", ""), ("ke", ""), ("se", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A concept that a text names at ``start``."""

    concept: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Glossary:
    """``phrases``: concept by folded phrase, by language. ``openers``: first words of longer ones. ``kinds``: the kind
    of event by concept."""

    phrases: Mapping[str, Mapping[str, str]]
    openers: Mapping[str, frozenset[str]]
    kinds: Mapping[str, str]


@lru_cache(maxsize=1)
def glossary() -> Glossary:
    """The table. Raises BadInput, naming the concept, where a row has not three languages."""
    file = data.path("glossary.toml")
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{file.name}: {error}") from error
    phrases: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    openers: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    kinds: dict[str, str] = {}
    for kind, rows in table.items():
        for concept, row in rows.items():
            if len(row) != len(LANGUAGES):
                raise BadInput(f"{file.name}: [{kind}] {concept} needs {len(LANGUAGES)} languages, not {len(row)}")
            kinds[concept] = kind
            for language, printed in zip(LANGUAGES, row, strict=True):
                for phrase in (part.strip().casefold() for part in printed.split(",")):
                    phrases[language].setdefault(phrase, concept)
                    if " " in phrase:
                        openers[language].add(phrase.split(" ", 1)[0])
    return Glossary(phrases, {language: frozenset(words) for language, words in openers.items()}, kinds)


def named(text: str, language: str) -> Iterator[Named]:
    """The concepts that ``text`` names, in reading order, the longest phrase first, none overlapping."""
    if language == "zh":
        yield from _in_chinese(text)
        return
    if language not in LANGUAGES:
        return
    table = glossary()
    phrases, openers = table.phrases[language], table.openers[language]
    words = [(match[0].casefold().replace("’", "'"), match.start(), match.end()) for match in _WORD.finditer(text)]
    at = 0
    while at < len(words):
        word, start, end = words[at]
        concept, used = None, 1
        if any(form in openers for form in forms(word, language)):
            concept, used = _phrase(words, at, phrases, language)
        if concept is None:
            concept = concept_of(word, language)
        if concept is not None:
            yield Named(concept, start, words[at + used - 1][2] if used > 1 else end)
        at += used


def _phrase(
    words: list[tuple[str, int, int]], at: int, phrases: Mapping[str, str], language: str
) -> tuple[str | None, int]:
    """The longest phrase of several words that begins at ``at``; its first and last word may be bent."""
    for length in range(min(LONGEST, len(words) - at), 1, -1):
        first, *middle, last = (word for word, _, _ in words[at : at + length])
        for opening in forms(first, language):
            for closing in forms(last, language):
                concept = phrases.get(" ".join((opening, *middle, closing)))
                if concept is not None:
                    return concept, length
    return None, 1


@lru_cache(maxsize=50_000)
def concept_of(word: str, language: str) -> str | None:
    """The concept of a single folded word, in any form that its language gives it."""
    phrases = glossary().phrases[language]
    return next((phrases[form] for form in forms(word, language) if form in phrases), None)


@lru_cache(maxsize=50_000)
def forms(word: str, language: str) -> tuple[str, ...]:
    """``word`` and what it may be a form of, the likeliest first."""
    return tuple(dict.fromkeys(_english(word) if language == "en" else _malay(word)))


def _english(word: str) -> Iterator[str]:
    yield word
    word = word.removesuffix("'s").removesuffix("'")
    yield word
    if word.endswith("ies"):
        yield word[:-3] + "y"
    if word.endswith("ied"):
        yield word[:-3] + "y"
    for ending in ("s", "es", "d", "ed", "ing", "er", "ers", "ment"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: -len(ending)]
            yield stem
            if ending in ("ed", "ing", "er", "ers"):
                yield stem + "e"
                if stem[-1] == stem[-2]:
                    yield stem[:-1]


def _malay(word: str) -> Iterator[str]:
    yield word
    half, hyphen, other = word.partition("-")
    if hyphen and other.startswith(half):
        word = half  # a plural by doubling: rumah-rumah
        yield word
    stems = [word]
    for ending in _MALAY_ENDINGS:
        stems += [stem[: -len(ending)] for stem in stems if stem.endswith(ending) and len(stem) >= 4 + len(ending)]
    yield from stems
    for prefix, eaten in _MALAY_PREFIXES:
        for stem in stems:
            if stem.startswith(prefix) and len(stem) >= 3 + len(prefix):
                yield eaten + stem[len(prefix) :]


def _in_chinese(text: str) -> Iterator[Named]:
    """Chinese has no spaces: at each character the longest phrase that begins there."""
    by_first = _by_first_character()
    at = 0
    while at < len(text):
        longest = by_first.get(text[at], ())
        phrase = next((phrase for phrase in longest if text.startswith(phrase, at)), None)
        if phrase is None:
            at += 1
            continue
        yield Named(glossary().phrases["zh"][phrase], at, at + len(phrase))
        at += len(phrase)


@lru_cache(maxsize=1)
def _by_first_character() -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for phrase in glossary().phrases["zh"]:
        found[phrase[0]].append(phrase)
    return {first: tuple(sorted(phrases, key=len, reverse=True)) for first, phrases in found.items()}
