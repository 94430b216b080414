"""One unit for each kind of quantity, so that 1.2 GW and 1,200 MW are one value.

Knows the table [scale] of models/units.toml; only what is the same by definition stands in it, so that nothing is
estimated: no months in days, no litres of oil in tonnes, no peak watts in watts.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import lru_cache

from models.data import path
from records import BadInput


@lru_cache(maxsize=1)
def scales() -> dict[str, tuple[Decimal, str]]:
    """Unit -> how many of the unit in which it is compared. Raises BadInput for a missing table and for an entry that
    is no such pair."""
    file = path("units.toml")
    table = tomllib.loads(file.read_text(encoding="utf-8")).get("scale", {})
    if not table:
        raise BadInput(f"{file}: table 'scale' is missing")
    found: dict[str, tuple[Decimal, str]] = {}
    for unit, entry in table.items():
        match entry:
            case [str(times), str(base)] if base != unit and base not in table:
                found[unit] = (Decimal(times), base)
            case _:
                raise BadInput(f"{file}: scale.{unit}: wanted [times, a unit without a scale of its own]")
    return found


def in_base(value: Decimal | None, unit: str | None) -> tuple[Decimal | None, str | None]:
    """``value`` in the unit in which its kind is compared. Exact; what has no scale stays as it is."""
    found = scales().get(unit or "")
    if found is None:
        return value, unit
    times, base = found
    return (None if value is None else value * times), base
