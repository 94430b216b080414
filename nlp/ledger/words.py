"""The words by which measures are told apart: one name for many, marks that part, words that say nothing.

Knows models/ledger.toml and how to look words up in a text; must not know figures.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from models.data import path
from records import BadInput

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|[\u3400-\u9fff]+")
_HANZI = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Words:
    same: dict[tuple[str, ...], str]
    marks: dict[tuple[str, ...], str]
    chinese: tuple[tuple[str, str, bool], ...]  # form, name, whether it is a mark; longest first
    idle: frozenset[str]
    telling: frozenset[str]
    telling_zh: tuple[str, ...]
    running_concepts: frozenset[str]
    running_words: frozenset[str]
    rates: dict[str, tuple[Decimal, Decimal]]


@lru_cache(maxsize=1)
def ledger_words() -> Words:
    """The tables of models/ledger.toml. Raises BadInput with the file and the table that is missing."""
    file = path("ledger.toml")
    with file.open("rb") as stream:
        data = tomllib.load(stream)
    try:
        same, marks, running = data["same"], data["mark"], data["running"]
        return Words(
            same=_forms(same),
            marks=_forms(marks),
            chinese=tuple(
                sorted(
                    (
                        (form, name, table is marks)
                        for table in (same, marks)
                        for name, forms in table.items()
                        for form in forms
                        if _HANZI.search(form)
                    ),
                    key=lambda entry: (-len(entry[0]), entry),
                )
            ),
            idle=frozenset(data["idle"]["words"]),
            telling=frozenset(data["idle"]["telling"]),
            telling_zh=tuple(data["idle"]["telling_zh"]),
            running_concepts=frozenset(running["concepts"]),
            running_words=frozenset(running["words"]),
            rates={code: (Decimal(str(low)), Decimal(str(high))) for code, (low, high) in data["rate"].items()},
        )
    except KeyError as error:
        raise BadInput(f"{file}: table or key {error} is missing") from error


def _forms(table: dict[str, list[str]]) -> dict[tuple[str, ...], str]:
    return {tuple(_plain(form)): name for name, forms in table.items() for form in forms}


def _plain(text: str) -> list[str]:
    return [re.sub(r"['’]s$", "", word.casefold()) for word in _WORD.findall(text)]


def content_of(phrase: str) -> frozenset[str]:
    """What a measured phrase speaks of: its words under their one name, without idle ones and without marks."""
    return _found(phrase, ledger_words(), marks=False)


def words_of(text: str) -> list[tuple[str, bool]]:
    """All that a clause speaks of, in order: each word under its one name, without idle ones, those that only tell and
    marks; and whether a table knows it. Two languages can be compared by known words only."""
    known = ledger_words()
    words, found, at = _plain(text), [], 0
    while at < len(words):
        for length in range(min(4, len(words) - at), 0, -1):
            run = tuple(words[at : at + length])
            if run in known.marks:
                break
            if run in known.same:
                found.append((known.same[run], True))
                break
        else:
            length, word = 1, words[at]
            if _HANZI.search(word):
                found += [(name, True) for name in sorted(_chinese(word, known, marks=False))]
                found += [(rest, False) for rest in _rest_of(word, known)]
            elif len(word) > 1 and word not in known.idle and word not in known.telling:
                found.append((_stem(word), False))
        at += length
    return found


def _rest_of(run: str, known: Words) -> list[str]:
    """What a Chinese run says beside what the tables know."""
    for form, _, _ in known.chinese:
        run = run.replace(form, " ")
    for form in known.telling_zh:
        run = run.replace(form, " ")
    return [piece for piece in run.split() if len(piece) > 1]


def marks_of(clause: str) -> frozenset[str]:
    """The marks that stand in the words around a figure."""
    return _found(clause, ledger_words(), marks=True)


def _found(text: str, known: Words, *, marks: bool) -> frozenset[str]:
    words = _plain(text)
    found: set[str] = set()
    at = 0
    while at < len(words):
        for length in range(min(4, len(words) - at), 0, -1):
            run = tuple(words[at : at + length])
            if run in known.marks:
                if marks:
                    found.add(known.marks[run])
                break
            if run in known.same:
                if not marks:
                    found.add(known.same[run])
                break
        else:
            length = 1
            word = words[at]
            if _HANZI.search(word):
                found |= _chinese(word, known, marks=marks)
                if not marks:
                    found.update(_rest_of(word, known))
            elif not marks and word not in known.idle:
                found.add(_stem(word))
        at += length
    return frozenset(found)


def _chinese(run: str, known: Words, *, marks: bool) -> set[str]:
    """As ``_found``, the longest forms first: 进出口 is trade and not exports too."""
    found = set()
    for form, name, mark in known.chinese:
        if form in run:
            run = run.replace(form, " ")
            if mark is marks:
                found.add(name)
    return found


def _stem(word: str) -> str:
    """A plural without its ending: "mills" and "mill" are one."""
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
