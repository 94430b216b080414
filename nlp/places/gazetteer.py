"""The gazetteer: reads models/places.toml and models/places-cities.toml and gives every spelling with its codes.

This module knows names and codes; it must not know how a text is searched (nlp.places.scan) or in what
neighbourhood a name counts (nlp.places.context).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from models.data import FOLDER
from nlp.chinese import traditional
from records import BadInput

_FILES = (FOLDER / "places.toml", FOLDER / "places-cities.toml")

NameKind = Literal["division", "unsure", "city", "shared", "named_for", "elsewhere", "compound", "country"]

CJK = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")

# Two-character Chinese names of these are everyday words as well (莱特, 打拉); only longer ones are read.
_QUIET_IN_CHINESE = frozenset({"PH", "TL", "SG"})


@dataclass(frozen=True, slots=True)
class Place:
    """A first-level division of ISO 3166-2. The centroid is in degrees, given for Malaysia and China only."""

    code: str
    name_en: str
    name_ms: str
    name_zh: str | None
    country: str  # ISO 3166-1
    kind: str  # state, province, municipality, ...
    latitude: float | None
    longitude: float | None
    needs: str | None = None  # "country", "generic" or "policy": see models/places.toml
    unless: tuple[str, ...] = ()  # words of a sentence in which the name is something else


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling and what it stands for. ``codes`` holds several for a compound (one for each character) and for a
    shared city (where it may lie; "" at the front where it means nothing alone)."""

    spelling: str
    kind: NameKind
    codes: tuple[str, ...]
    chinese: bool


def folded(text: str) -> str:
    """``text`` in lower case, with plain apostrophes, hyphens and spaces, character for character as long as before."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    return lower.translate(_PLAIN)


_PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "–": "-", "‑": "-", "\u00a0": " "})


@lru_cache(maxsize=1)
def knowledge() -> dict[str, Any]:
    """Both files as they stand, in one table. Raises BadInput with file and line where one is no TOML."""
    tables: dict[str, Any] = {}
    for file in _FILES:
        try:
            tables |= tomllib.loads(file.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise BadInput(f"{file.name}: {error}") from error
    return tables


@lru_cache(maxsize=1)
def all_places() -> tuple[Place, ...]:
    """Every division that can be found, by code. Raises BadInput for a row without a name or kind."""
    rows = []
    for code, row in knowledge()["division"].items():
        if not row.get("en") or not row.get("kind"):
            raise BadInput(f"{_FILES[0].name}: [division] {code} needs `en` and `kind`")
        latitude, longitude = row.get("at", (None, None))
        rows.append(
            Place(
                code=code,
                name_en=row["en"],
                name_ms=row.get("ms", row["en"]),
                name_zh=row.get("zh"),
                country=code[:2],
                kind=row["kind"],
                latitude=latitude,
                longitude=longitude,
                needs=row.get("needs"),
                unless=tuple(row.get("unless", ())),
            )
        )
    return tuple(sorted(rows, key=lambda place: place.code))


@lru_cache(maxsize=1)
def by_code() -> dict[str, Place]:
    return {place.code: place for place in all_places()}


@lru_cache(maxsize=64)  # more than [words] has keys
def words(key: str) -> frozenset[str]:
    """The words under ``key`` of [words], folded."""
    return frozenset(folded(word) for word in knowledge()["words"][key])


def _spellings(form: str) -> set[str]:
    """``form``, and as it is printed without diacritics or in traditional characters."""
    plain = unicodedata.normalize("NFD", form.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return {form, traditional(form)} if CJK.search(form) else {form, plain}


def names() -> Iterator[Name]:
    """Every spelling of the two files, in each way it is printed."""
    data = knowledge()

    def name(form: str, kind: NameKind, *codes: str) -> Iterator[Name]:
        for spelling in _spellings(form):
            yield Name(spelling, kind, codes, bool(CJK.search(spelling)))

    unsure = {form for forms in data["unsure"].values() for form in forms}
    for place in all_places():
        row = data["division"][place.code]
        for form in (place.name_en, place.name_ms, place.name_zh, *row.get("also", ())):
            if not form or form in unsure:
                continue
            if CJK.search(form) and (
                (place.needs and place.needs != "policy") or (place.country in _QUIET_IN_CHINESE and len(form) < 3)
            ):
                continue
            yield from name(form, "division", place.code)
    kinds: tuple[NameKind, ...] = ("city", "named_for", "unsure", "country")
    for kind in kinds:
        for code, forms in data[kind].items():
            for form in forms:
                yield from name(form, kind, code)
    for form, codes in data["shared"].items():
        yield from name(form, "shared", *codes)
    for form in data["elsewhere"]["names"]:
        yield from name(form, "elsewhere")
    for form, codes in data["compound"].items():
        yield from name(form, "compound", *codes)
