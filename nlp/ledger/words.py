"""The words by which measures are told apart: one name for many, marks that part, words that say nothing.

Knows models/ledger.toml and how to look words up in a text; must not know figures.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from models.data import path
from records import BadInput

Kind = Literal["known", "mark", "plain"]

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|[\u3400-\u9fff]+")
_HANZI = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Words:
    same: dict[tuple[str, ...], str]
    marks: dict[tuple[str, ...], str]
    openings: frozenset[str]  # first words of all forms
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
        forms = _forms(same), _forms(marks)
        return Words(
            same=forms[0],
            marks=forms[1],
            openings=frozenset(form[0] for table in forms for form in table if form),
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
    return [word.casefold().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text)]


def content_of(phrase: str) -> frozenset[str]:
    """What a measured phrase speaks of: its words under their one name, without idle ones and without marks."""
    return frozenset(_stem(name) if kind == "plain" else name for name, kind in _scan(phrase) if kind != "mark")


def words_of(text: str) -> list[tuple[str, bool]]:
    """All that a clause speaks of, in order: each word under its one name, without idle ones, those that only tell and
    marks; and whether a table knows it. Two languages can be compared by known words only."""
    telling = ledger_words().telling
    return [
        (_stem(name) if kind == "plain" else name, kind == "known")
        for name, kind in _scan(text)
        if kind == "known" or (kind == "plain" and len(name) > 1 and name not in telling)
    ]


def marks_of(clause: str) -> frozenset[str]:
    """The marks that stand in the words around a figure."""
    return frozenset(name for name, kind in _scan(clause) if kind == "mark")


@lru_cache(maxsize=4096)
def _scan(text: str) -> tuple[tuple[str, Kind], ...]:
    """The words of a text in order, the longest forms of the tables first; idle words are left out."""
    return tuple(_scanned(text))


def _scanned(text: str) -> Iterator[tuple[str, Kind]]:
    known = ledger_words()
    words, at = _plain(text), 0
    while at < len(words):
        word = words[at]
        longest = min(4, len(words) - at) if word in known.openings else 0
        for length in range(longest, 0, -1):
            run = tuple(words[at : at + length])
            if run in known.marks:
                yield known.marks[run], "mark"
                break
            if run in known.same:
                yield known.same[run], "known"
                break
        else:
            length = 1
            if _HANZI.search(word):
                yield from _chinese(word, known)
            elif word not in known.idle:
                yield word, "plain"
        at += length


def _chinese(run: str, known: Words) -> Iterator[tuple[str, Kind]]:
    """Of a run of Chinese what the tables know, the longest forms first (进出口 is trade and not exports too), in the
    order of the names; then what is left of it."""
    found: set[tuple[str, Kind]] = set()
    for form, name, mark in known.chinese:
        if form in run:
            run = run.replace(form, " ")
            found.add((name, "mark" if mark else "known"))
    yield from sorted(found)
    for form in known.telling_zh:
        run = run.replace(form, " ")
    yield from ((piece, "plain") for piece in run.split() if len(piece) > 1)


def _stem(word: str) -> str:
    """A plural without its ending: "mills" and "mill" are one."""
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
