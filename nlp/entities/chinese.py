"""Organisations that Chinese text names, by the list models/organisations-zh.toml.

Knows Chinese names only: Chinese has no capitals and no spaces to build a name by, so that what is not in the list is
not found. Must not know persons or places.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import ahocorasick

import models
from nlp.chinese import traditional
from nlp.entities.span import Candidate
from nlp.reading import Reading
from records import BadInput

_FILE = "organisations-zh.toml"
_CHINESE = re.compile(r"[\u3400-\u9fff]")
# Behind these a short name begins a word of its own: marks, letters, function characters, names of countries.
_BEGINS = re.compile(
    r"(?:^|[^\u3400-\u9fff]|[的和与與及由在向对對据據称稱是将將为為让讓被等从從同跟致因经經]|大马|中国|马来西亚|新加坡)$"
)


def chinese_names() -> dict[str, tuple[str, ...]]:
    """Name of an organisation -> its Chinese names as printed, short ones too. Raises BadInput for a broken list."""
    return {row["name"]: (*row.get("zh", ()), *row.get("alone", ())) for row in _rows()}


def _rows() -> list[dict[str, Any]]:
    file = Path(str(models.__file__)).parent / _FILE
    try:
        rows: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["organisation"]
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{_FILE}: {error}") from error
    return rows


@lru_cache(maxsize=1)
def _automaton() -> Any:
    rows = _rows()
    automaton = ahocorasick.Automaton()
    for row in rows:
        for key, free in (("zh", True), ("alone", False)):
            for form in row.get(key, ()):
                for spelling in {form, traditional(form)}:
                    automaton.add_word(spelling, (len(spelling), free))
    automaton.make_automaton()
    return automaton


def listed(reading: Reading) -> Iterable[Candidate]:
    """ORGANIZATION candidates: leftmost first, the longest of those that begin together. Lines that are no prose give
    none, and a text without Chinese characters is not searched."""
    text = reading.text
    if not _CHINESE.search(text):
        return
    found = [
        (last + 1 - length, last + 1)
        for last, (length, free) in _automaton().iter(text)
        if free or _BEGINS.search(text[max(0, last - length - 3) : last + 1 - length])
    ]
    behind = 0
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        sentence = reading.sentence_at(start)
        if start < behind or sentence.skipped or end > sentence.end:
            continue
        behind = end
        yield Candidate("ORGANIZATION", start, end, 0.85, "list")
