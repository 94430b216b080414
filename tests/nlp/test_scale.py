"""Units in which the ledger compares, against pint; and that claims of one value in two units are one."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal

import pint
import pytest

from models.data import path
from nlp.annotate import annotate
from nlp.ledger import ledger_of, told_in
from nlp.ledger.scale import in_base, scales

#: What pint calls otherwise, or counts as plain watts. A square metre is m2 here and m**2 there.
PINT = {
    "MWp": "MW", "GWp": "GW", "km2": "km**2", "Gbps": "Gbit/s", "Tbps": "Tbit/s", "TB": "terabyte", "PB": "petabyte",
    "basis_point": "0.01 * percent", "percentage_point": "percent",
    "decade": "10 * year",  # pint's decade is one of logarithms
}  # fmt: skip


@pytest.mark.parametrize("unit", scales())
def test_scales_are_those_of_pint(unit: str) -> None:
    registry = pint.UnitRegistry(non_int_type=Decimal)
    times, base = scales()[unit]
    ours = registry.parse_expression(PINT.get(unit, unit))
    theirs = registry.parse_expression(PINT.get(base, base))
    assert (1 * ours).to_base_units().magnitude == pytest.approx((times * theirs).to_base_units().magnitude)
    assert (1 * ours).dimensionality == (1 * theirs).dimensionality


def test_every_scaled_unit_is_one_that_the_readers_know() -> None:
    known = tomllib.loads(path("units.toml").read_text(encoding="utf-8"))["unit"]
    assert {*scales(), *(base for _, base in scales().values())} <= set(known)


@pytest.mark.parametrize(
    ("value", "unit", "found"),
    [
        ("1.2", "GW", ("1200", "MW")),
        ("3", "GWp", ("3000", "MWp")),
        ("5", "MW", ("5", "MW")),
        ("5", "MYR", ("5", "MYR")),
        ("5", "month", ("5", "month")),  # of no fixed length
        ("5", None, ("5", None)),
        (None, "GW", (None, "MW")),
    ],
)
def test_in_base(value: str | None, unit: str | None, found: tuple[str | None, str | None]) -> None:
    got, base = in_base(Decimal(value) if value else None, unit)
    assert (got, base) == (Decimal(found[0]) if found[0] else None, found[1])


def _told(name: str, text: str) -> list:
    day = date(2026, 3, 2)
    read = annotate(text, language="en", published=day)
    return told_in(name, read.figures, read.sentences, read.entities, first_seen=day.isoformat(), published=day)


def test_one_value_in_two_units_is_one_claim_and_another_value_a_dispute() -> None:
    one = _told("a", "Sarawak's installed solar capacity reached 1,200MW in 2025.")
    same = _told("b", "Sarawak's installed solar capacity reached 1.2GW in 2025.")
    other = _told("c", "Sarawak's installed solar capacity reached 1.6GW in 2025.")
    (entry,) = ledger_of([one, same]).entries
    assert (entry.claim.value, len(entry.claim.reports)) == (Decimal(1200), 2)
    (dispute,) = ledger_of([one, other]).disputes
    assert dispute.kind == "value"
