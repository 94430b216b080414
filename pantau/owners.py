"""Whose figure is meant: an ISO code or a name in any language, as all the names that an owner may be printed by.

Joins what nlp knows of countries and divisions to the ledger's owners, which are names and no codes. Pure; it must
not know the store.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

import pycountry

from models.data import path
from nlp.places.gazetteer import all_places, knowledge
from records import BadInput

_CODE = re.compile(r"[A-Za-z]{2}(?:-[A-Za-z0-9]{1,3})?")


def owner_names(wanted: str) -> tuple[str, ...]:
    """All names of the owner that ``wanted`` names: MY, MY-13, Malaysia, Tiongkok, Pulau Pinang, or any other name.

    A name that is no country's and no division's stands for itself. Raises BadInput for what has the form of an ISO
    code and is none (in capital letters: "EU" is a name, as are Us and It), and for an empty one.
    """
    text = " ".join(wanted.split())
    if not text:
        raise BadInput("--owner needs a name or an ISO code: MY, MY-13, Malaysia")
    table = _names()
    if _CODE.fullmatch(text) and text.upper() in table and (text.isupper() or "-" in text):
        return tuple(sorted(table[text.upper()]))
    folded = text.casefold()
    same = [names for names in table.values() if folded in {name.casefold() for name in names}]
    if same:
        return tuple(sorted(set().union(*same)))
    if re.fullmatch(r"[A-Za-z]{2}-[A-Za-z0-9]{1,3}", text):
        raise BadInput(f"--owner: '{text}' is no division of ISO 3166-2 that Pantau knows: write it as MY-13")
    return (text,)


def concepts() -> tuple[str, ...]:
    """What figures are sorted by: trade, exports, gdp_growth, ..., and "other"."""
    return (*_lexicon()["concept"], "other")


def kinds() -> tuple[str, ...]:
    """What figures are amounts of: money, percent, area, ..."""
    return tuple(sorted({"money", "count", *(unit["kind"] for unit in _lexicon()["unit"].values())}))


@cache
def _lexicon() -> dict[str, Any]:
    return tomllib.loads(path("units.toml").read_text(encoding="utf-8"))


@cache
def _names() -> dict[str, set[str]]:
    """Code, or the English name of what has none (ASEAN), and all names of it."""
    known = knowledge()
    table: dict[str, set[str]] = {}
    for country in pycountry.countries:
        table[country.alpha_2] = {country.name, getattr(country, "common_name", country.name)}
    for code, names in known["country"].items():
        table.setdefault(code, set()).update(names)
    for name, spellings in _lexicon()["owner"].items():  # the owners that figures are read with
        code = next((code for code, names in table.items() if name in names), name)
        table.setdefault(code, set()).update((name, *spellings))
    divisions = {
        place.code: {place.name_en, place.name_ms, *known["division"][place.code].get("also", ())}
        | ({place.name_zh} if place.name_zh else set())
        for place in all_places()
    }
    # "Beijing" may stand for China where a text speaks of talks; whoever asks for China's figures wants no city's
    taken = {name for names in divisions.values() for name in names}
    return {code: names - taken or names for code, names in table.items()} | divisions
