"""Figures against gold: matching, what counts as the same, and the table, on invented rows."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pantau.evaluate.figures import country_form, figures, half_of, head_of, judged, match, owner_form, same_phrase
from records import BadInput, Figure

TEXT = "Exports of Lembah rose 4.5 per cent to RM1.2 billion in 2023."


def _gold(text: str, value: str, **change: Any) -> dict[str, Any]:
    start = TEXT.index(text)
    blank = dict.fromkeys(("low", "high", "unit", "measures", "concept", "owner", "period", "change"))
    return {**blank, "text": text, "start": start, "end": start + len(text), "value": value, "status": "actual",
            "open": [], **change}  # fmt: skip


def _found(text: str, value: str, **change: Any) -> Figure:
    start = TEXT.index(text)
    return Figure(start=start, end=start + len(text), text=text, sentence=0, value=Decimal(value), **change)


def test_spans_are_matched_one_to_one_and_the_same_value_wins() -> None:
    wide, narrow = _found("rose 4.5 per cent", "45"), _found("4.5", "4.5")
    pairs = match([_gold("4.5 per cent", "4.5"), _gold("RM1.2 billion", "1200000000")], [wide, narrow])
    assert [pair.found for pair in pairs] == [narrow, None]


def test_open_fields_are_not_asked_and_null_is_an_answer() -> None:
    gold = _gold("4.5 per cent", "4.5", change="rise", period="2023", open=["measures", "concept"])
    (pair,) = match([gold], [_found("4.5 per cent", "4.5", owner="Lembah", change="rise", period="2024")])
    assert dict(judged(pair, "en")) == {
        "change": True, "owner": False, "owner, a country by any of its names": False, "period": False, "status": True,
    }  # fmt: skip


def test_a_bound_is_asked_where_either_side_has_one() -> None:
    (pair,) = match([_gold("4.5 per cent", "4.5")], [_found("4.5 per cent", "4.5", low=Decimal("4.5"))])
    assert dict(judged(pair, "en"))["low and high"] is False


@pytest.mark.parametrize(
    ("wanted", "got", "same"),
    [
        ("exports of tin", "the exports of tin", True),
        ("exports of tin", "exports", True),
        ("exports of white tin to Lembah", "exports", False),
        ("exports", None, False),
        (None, None, True),
    ],
)
def test_phrases_are_compared_by_their_words(wanted: str | None, got: str | None, same: bool) -> None:
    assert same_phrase(wanted, got) is same


@pytest.mark.parametrize(
    ("phrase", "language", "head"),
    [
        ("the total exports of tin", "en", "export"),
        ("approved investments in Lembah", "en", "investment"),
        ("pelaburan asing di Lembah", "ms", "pelaburan"),
    ],
)
def test_the_head_stands_last_in_english_and_first_in_malay(phrase: str, language: str, head: str) -> None:
    assert head_of(phrase, language) == head


def test_owners_lose_case_article_and_possessive_and_countries_have_one_name() -> None:
    assert owner_form("The Lembah Council’s") == "lembah council"
    assert owner_form("Thai") != owner_form("Thailand")
    assert country_form("Thai") == country_form("Thailand")


def test_halves_by_number() -> None:
    assert (half_of("c012"), half_of("c007")) == ("a", "b")
    with pytest.raises(BadInput, match="ends in no number"):
        half_of("x")


def test_the_table_and_cases_of_half_a_only(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    gold = [_gold("4.5 per cent", "4.5", unit="percent", change="fall")]
    row = {"language": "en", "published": "2024-02-01", "text": TEXT, "figures": gold}
    file.write_text("\n".join(json.dumps({"id": f"c{n}", **row}) for n in (1, 2, 3)), "utf-8")
    report = figures(file, lambda: None)
    table = {what: cells for what, *cells in report.rows}
    assert table["value [all]"] == [0.5, 1.0, pytest.approx(2 / 3), 3]  # the amount is not in this gold
    assert table["change [en]"] == [0.0, 0.0, None, 3]
    assert report.worst
    assert all(line.startswith("c2 ") for line in report.worst)
    assert {cells[3] for what, *cells in figures(file, lambda: None, "a").rows if what == "value [all]"} == {1}


def test_a_figure_without_a_field_is_bad_input(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text(
        json.dumps({"id": "c1", "language": "en", "published": "2024-02-01", "text": TEXT, "figures": [{"text": "4"}]})
    )
    with pytest.raises(BadInput, match="row c1: a figure has no start"):
        figures(file, lambda: None)


def test_a_gold_of_bare_quantities_asks_for_no_meaning_and_may_leave_things_open(tmp_path: Path) -> None:
    amount = {"text": "RM1.2 billion", "value": "1200000000", "low": None, "high": None, "change": "rise"}
    start = TEXT.index(amount["text"])
    amount |= {"start": start, "end": start + len(amount["text"]), "unit": None, "unit_also": ["MYR"]}
    rate = {**amount, "text": "4.5 per cent", "value": "9", "optional": True, "start": 23, "end": 35}
    file = tmp_path / "gold.jsonl"
    file.write_text(json.dumps({"id": "q2", "language": "en", "text": TEXT, "figures": [amount, rate]}), "utf-8")
    table = {what: cells for what, *cells in figures(file, lambda: None).rows}
    assert table["value [all]"] == table["value and unit [all]"] == [1.0, 1.0, 1.0, 1]
    assert set(table) == {
        f"{what} [{group}]" for what in ("value", "value and unit", "change") for group in ("all", "en")
    }


def test_the_gold_of_quantities_keeps_its_score() -> None:
    gold = Path(__file__).parent.parent / "nlp" / "quantities_gold.jsonl"
    scores = {what: f1 or 0 for what, _, _, f1, _ in figures(gold, lambda: None).rows}
    assert scores["value [all]"] >= 0.97  # measured .988
    assert scores["value and unit [all]"] >= 0.97
