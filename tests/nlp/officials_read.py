"""For the tests of officials: a text with its entities, and the officials found in it."""

from __future__ import annotations

from dataclasses import replace

from nlp.entities import find_entities
from nlp.officials import find_officials
from nlp.pipeline import read
from nlp.reading import Reading
from records import OfficialMention


def officials(text: str, language: str = "en") -> tuple[Reading, tuple[OfficialMention, ...]]:
    reading = read(text, language=language)
    reading = replace(reading, entities=find_entities(reading))
    return reading, find_officials(reading)
