"""The gazetteer: reads models/places.toml and makes one Aho-Corasick automaton of all its names.

This module knows names and codes; it must not know in what neighbourhood a name counts (nlp.places.context).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import ahocorasick

from records import BadInput

_FILE = Path(__file__).resolve().parents[2] / "models" / "places.toml"

NameKind = Literal["division", "city", "named_for", "elsewhere", "compound"]

# Where several rows share a spelling, what keeps a division from being counted wins; a division wins over a city.
_RANK: dict[str, int] = {"elsewhere": 0, "named_for": 1, "compound": 2, "division": 3, "city": 4}

_CJK = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")

# Traditional characters of the names in the file; texts of Taiwan, Hong Kong and some Malaysian papers use them.
_TRADITIONAL = str.maketrans(
    "苏广东云贵陕宁辽龙内庆湾门马兰槟雳楼纳联胶肃边万象区维尔壮岛达军丽团银证国罗汉长沈济连",
    "蘇廣東雲貴陝寧遼龍內慶灣門馬蘭檳靂樓納聯膠肅邊萬象區維爾壯島達軍麗團銀證國羅漢長瀋濟連",
)

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


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling and what it stands for. ``codes`` holds several only for a compound, one for each character."""

    spelling: str
    kind: NameKind
    codes: tuple[str, ...]
    chinese: bool


@dataclass(frozen=True, slots=True)
class Match:
    start: int
    end: int
    name: Name


def folded(text: str) -> str:
    """``text`` in lower case, with plain apostrophes, hyphens and spaces, character for character as long as before."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    return lower.translate(_PLAIN)


_PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "–": "-", "‑": "-", "\u00a0": " "})


@lru_cache(maxsize=1)
def knowledge() -> dict[str, Any]:
    """models/places.toml as it stands. Raises BadInput with the line where it is no TOML."""
    try:
        return tomllib.loads(_FILE.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{_FILE.name}: {error}") from error


@lru_cache(maxsize=1)
def all_places() -> tuple[Place, ...]:
    """Every division that can be found, by code. Raises BadInput for a row without a name or kind."""
    rows = []
    for code, row in knowledge()["division"].items():
        if not row.get("en") or not row.get("kind"):
            raise BadInput(f"{_FILE.name}: [division] {code} needs `en` and `kind`")
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
            )
        )
    return tuple(sorted(rows, key=lambda place: place.code))


@lru_cache(maxsize=1)
def by_code() -> dict[str, Place]:
    return {place.code: place for place in all_places()}


@lru_cache(maxsize=8)
def words(key: str) -> frozenset[str]:
    """The words under ``key`` of [words], folded."""
    return frozenset(folded(word) for word in knowledge()["words"][key])


def _spellings(form: str) -> set[str]:
    """``form``, and as it is printed without diacritics or in traditional characters."""
    plain = unicodedata.normalize("NFD", form.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return (
        {form, plain, form.translate(_TRADITIONAL)} if not _CJK.search(form) else {form, form.translate(_TRADITIONAL)}
    )


def _names() -> Iterator[Name]:
    data = knowledge()

    def name(form: str, kind: NameKind, *codes: str) -> Iterator[Name]:
        for spelling in _spellings(form):
            yield Name(spelling, kind, codes, bool(_CJK.search(spelling)))

    for place in all_places():
        row = data["division"][place.code]
        for form in (place.name_en, place.name_ms, place.name_zh, *row.get("also", ())):
            if not form:
                continue
            if _CJK.search(form) and (
                (place.needs and place.needs != "policy") or (place.country in _QUIET_IN_CHINESE and len(form) < 3)
            ):
                continue
            yield from name(form, "division", place.code)
    for kind, table in (("city", data["city"]), ("named_for", data["named_for"])):
        for code, forms in table.items():
            for form in forms:
                yield from name(form, "city" if kind == "city" else "named_for", code)
    for form in data["elsewhere"]["names"]:
        yield from name(form, "elsewhere")
    for form, codes in data["compound"].items():
        yield from name(form, "compound", *codes)


@lru_cache(maxsize=1)
def _automaton() -> Any:
    best: dict[str, list[Name]] = {}
    for name in _names():
        best.setdefault(folded(name.spelling), []).append(name)
    automaton = ahocorasick.Automaton()
    for key, names in best.items():
        automaton.add_word(key, (len(key), tuple(sorted(names, key=lambda name: _RANK[name.kind]))))
    automaton.make_automaton()
    return automaton


def _bounded(text: str, start: int, end: int) -> bool:
    """Whether a name in letters stands there as whole words, and not in an address, a handle or a file name."""
    before, after = text[start - 1] if start else " ", text[end] if end < len(text) else " "
    if before.isalnum() and not _CJK.match(before):
        return False
    if (after.isalnum() and not _CJK.match(after)) or after in "@_":
        return False
    if after == "." and end + 1 < len(text) and text[end + 1].isalnum() and text[end - 1] != ".":
        return False
    return before not in "@#_/\\" or (before == "/" and start > 1 and text[start - 2].isalpha())


def _as_capital(printed: str, spelling: str) -> bool:
    """Whether what is printed has capitals where the spelling has them: 'perak' is no state, 'PERAK' may be one."""
    return all(have.isupper() or not want.isupper() for have, want in zip(printed, spelling, strict=True))


def matches(text: str) -> tuple[Match, ...]:
    """All names of the gazetteer in ``text``: leftmost first, the longest of those that begin together, no overlaps."""
    found: list[Match] = []
    for last, (length, names) in _automaton().iter(folded(text)):
        start, end = last + 1 - length, last + 1
        for name in names:
            if name.chinese or (_bounded(text, start, end) and _headed(text[start:end], name.spelling)):
                found.append(Match(start, end, name))
                break
    found.sort(key=lambda match: (match.start, -match.end))
    kept: list[Match] = []
    for match in found:
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
    return tuple(kept)


def _headed(printed: str, spelling: str) -> bool:
    """Capital first letters of words are asked for; inside a word ("GuangXi") case is free."""
    heads = [
        i for i, character in enumerate(spelling) if character.isupper() and (i == 0 or not spelling[i - 1].isalpha())
    ]
    whole = spelling.isupper() and len(spelling) <= 6  # an abbreviation: KL, HKSAR
    return _as_capital(printed, spelling) if whole else all(printed[i].isupper() for i in heads)
