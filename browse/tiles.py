"""The map of provinces as squares: which square stands where, and how dark it is. Pure but for one file of its own.

A square is a province whatever its size, so that a small one is seen and read as well as a large one. Its number is
printed in it: the shade repeats it. Must not know SQL or HTML.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

SHADES = 4  # darker where a province has more stories; 0 is none at all


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "tiles.toml").read_text(encoding="utf-8"))


def shade(number: int, largest: int) -> int:
    """0 for none, else 1 to ``SHADES`` in equal steps of the largest; a single story is never dark."""
    return 0 if number <= 0 or largest <= 0 else min(SHADES, -(-SHADES * number // max(largest, SHADES)))


def legend(largest: int) -> list[dict[str, Any]]:
    """What each shade stands for: ``{shade, words}``; a shade that no number has is left out."""
    steps: dict[int, list[int]] = {0: [0]}
    for number in range(1, largest + 1):
        steps.setdefault(shade(number, largest), []).append(number)
    return [
        {"shade": each, "words": str(found[0]) if len(found) == 1 else f"{found[0]}–{found[-1]}"}
        for each, found in steps.items()
    ]


def maps(places: Iterable[Mapping[str, Any]], names: Mapping[str, str], ms: bool = False) -> list[dict[str, Any]]:
    """A map for each country that has one: ``{country, name, tiles, legend}``, a tile ``{code, letters, name, column,
    row, stories, before, shade}`` in reading order. ``places``: {code, stories, before}; ``names`` of all places known:
    a square without a name in the database is left out, there is no page for it."""
    told = {str(row["code"]): row for row in places}
    found = []
    for table in _table()["map"]:
        kept = sorted((tile for tile in table["tiles"] if tile[0] in names), key=lambda tile: (tile[3], tile[2]))
        largest = max((int(told[code]["stories"]) for code, *_ in kept if code in told), default=0)
        tiles = [
            _counted(told.get(code), largest)
            | {"code": code, "letters": letters, "name": names[code], "column": column, "row": row}
            for code, letters, column, row in kept
        ]
        if tiles:
            name = table["name_ms" if ms else "name"]
            found.append({"country": table["country"], "name": name, "tiles": tiles, "legend": legend(largest)})
    return found


def asean(countries: Iterable[Mapping[str, Any]], ms: bool = False) -> dict[str, Any]:
    """The row of countries: ``{name, tiles, legend}``; ``countries``: {country, stories, before}."""
    told = {str(row["country"]): row for row in countries}
    table = _table()["asean"]
    largest = max((int(told[code]["stories"]) for code, *_ in table["countries"] if code in told), default=0)
    tiles = [
        _counted(told.get(code), largest) | {"code": code, "letters": code, "name": malay if ms else english}
        for code, english, malay in table["countries"]
    ]
    return {"name": table["name_ms" if ms else "name"], "tiles": tiles, "legend": legend(largest)}


def _counted(row: Mapping[str, Any] | None, largest: int) -> dict[str, Any]:
    stories = int(row["stories"]) if row else 0
    return {"stories": stories, "before": int(row["before"]) if row else 0, "shade": shade(stories, largest)}
