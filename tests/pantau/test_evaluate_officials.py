"""Persons with posts against marked rows: pairs, matching, judging and the calibration, on invented rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.annotate import annotate
from nlp.officials.confidence import Counts
from pantau.commands.measure import What, evaluate
from pantau.evaluate.officials import Pair, alike, distinct, gold_pairs, half_of, matched, officials, same_person
from pantau.evaluate.reliability import Judged, binned, brier, calibration_error, counted, judged, reliability
from records import BadInput

TEXT = "Works Minister Datuk Halim Jusoh met mayor Lim Boon Teck. Halim Jusoh then left with Siti Hawa Omar."


def _entity(label: str, words: str, after: int = 0) -> dict[str, Any]:
    start = TEXT.index(words, after)
    return {"label": label, "start": start, "end": start + len(words), "text": words}


def _row(**change: Any) -> dict[str, Any]:
    entities = [
        _entity("PERSON", "Datuk Halim Jusoh"),
        _entity("PERSON", "Halim Jusoh"),
        _entity("PERSON", "Halim Jusoh", 50),
        _entity("PERSON", "Lim Boon Teck"),
        _entity("PERSON", "Siti Hawa Omar"),
        _entity("ROLE", "Works Minister"),
        _entity("ROLE", "mayor"),
    ]
    relations = [
        {"relation": "occupation", "head": entities[0], "tail": entities[5]},
        {"relation": "occupation", "head": entities[5], "tail": entities[1]},
        {"relation": "NO_RELATION", "head": entities[4], "tail": entities[6]},
        {"relation": "occupation", "head": entities[0], "tail": entities[3]},
    ]
    return {"id": "t-1", "text": TEXT, "entities": entities, "relations": relations, **change}


def test_nested_spans_are_one_person_and_other_relations_none() -> None:
    assert [(pair.name, pair.role) for pair in gold_pairs(_row())] == [("Halim Jusoh", "Works Minister")]


def test_a_row_of_another_shape_is_bad_input() -> None:
    with pytest.raises(BadInput, match="row t-1"):
        gold_pairs(_row(relations=[{"relation": "occupation"}]))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Halim Jusoh", "Datuk Halim Jusoh", True),
        ("Halim", "Halim Jusoh", True),
        ("Halim Jusoh", "Halim Othman", True),  # half of the shorter name: the measure is lenient, as its task is
        ("Halim Jusoh", "Osman Ghani", False),
        ("Lim Boon Teck", "Lim Wei Ling", False),
        ("", "Halim", False),
    ],
)
def test_same_person(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same


@pytest.mark.parametrize(
    ("gold", "found", "organisation", "same"),
    [
        ("Minister", "Works Minister", "", True),
        ("counsels", "counsel", "", True),
        ("Selat Bank chairman", "chairman", "Selat Bank", True),
        ("deputy president", "mayor", "", False),
        ("Works Minister", "Health Minister", "", True),  # token F1 of one half
        ("Minister of Works", "mayor of Kluang", "", False),
    ],
)
def test_a_part_of_a_post_is_the_post(gold: str, found: str, organisation: str, same: bool) -> None:
    assert alike(Pair("Halim", gold, 0, 5), Pair("Halim", found, 0, 5, organisation)) is same


def test_pairs_match_one_to_one_and_by_place() -> None:
    gold = [Pair("Halim Jusoh", "mayor", 0, 11), Pair("Halim Jusoh", "chairman", 40, 51)]
    found = [Pair("Halim", "mayor", 60, 65), Pair("Halim Jusoh", "mayor", 0, 11)]
    assert matched(gold, found) == ([gold[1]], [found[1]])
    assert matched(gold, found, placed=True) == ([gold[1]], [found[0]])
    assert distinct(found) == [found[0]]


_PAIRS = st.lists(
    st.builds(
        Pair, st.sampled_from(["Halim", "Halim Jusoh", "Lim"]), st.sampled_from(["mayor", "chief", "works chief"]),
        st.just(0), st.just(5),
    ),
    max_size=6,
)  # fmt: skip


@given(gold=_PAIRS, found=_PAIRS)
def test_matching_takes_as_many_from_both_sides(gold: list[Pair], found: list[Pair]) -> None:
    missed, surplus = matched(gold, found)
    assert len(gold) - len(missed) == len(found) - len(surplus)
    assert matched(gold, gold) == ([], [])


def test_halves_are_two_and_stay() -> None:
    halves = [half_of(f"article_{number}") for number in range(400)]
    assert halves == [half_of(f"article_{number}") for number in range(400)]
    assert 150 < halves.count("A") < 250


def test_an_unmarked_relation_is_forgiven_and_a_wrong_name_is_not() -> None:
    note = annotate(TEXT, language="en")
    verdicts = {(case.found_by, case.length): case.right for case in judged(note, _row())}
    # The mayor's relation is not marked, but he and his post are.
    assert verdicts == {("role-name", 2): True, ("role-name", 3): True, ("later-mention", 2): True}
    nobody = _row(entities=[e for e in _row()["entities"] if e["label"] == "ROLE"], relations=[])
    assert not any(case.right for case in judged(note, nobody))


def test_calibration_by_hand() -> None:
    cases = [Judged("a", 2, 0.9, True), Judged("a", 2, 0.9, False), Judged("b", 1, 0.2, False)]
    assert brier(cases) == pytest.approx((0.01 + 0.81 + 0.04) / 3)
    assert binned(cases) == [(0.2, 0.2, 0.0, 1), (0.9, 0.9, 0.5, 2)]
    assert calibration_error(cases) == pytest.approx((0.2 + 2 * 0.4) / 3)
    assert counted(cases) == {"a": {2: Counts(1, 2)}, "b": {1: Counts(0, 1)}}
    with pytest.raises(ValueError, match="no cases"):
        brier([])


def test_reports_hold_both_halves(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(_row(id=f"t-{number}")) for number in range(6)), encoding="utf-8")
    assert {half_of(f"t-{number}") for number in range(6)} == {"A", "B"}
    report = officials(path, lambda: None)
    rows = {row[0].split(" [")[0] + row[0].split(" [")[1][:6]: row[1:] for row in report.rows}
    for half in ("half A", "half B"):
        texts = rows[f"distinct pairs{half}"][3]
        assert rows[f"distinct pairs{half}"] == (0.5, 1.0, pytest.approx(2 / 3), texts)  # the mayor is not marked
        assert rows[f"found, unmarked relations forgiven{half}"] == (1.0, None, None, 2 * texts)
    assert {line.split()[0] for line in report.worst} == {f"t-{n}" for n in range(6) if half_of(f"t-{n}") == "A"}
    table = reliability(path, lambda: None)
    assert table.columns == ("said", "right", "gap", "count")
    assert any(row[0] == "half B: Brier score" for row in table.rows)


def test_reliability_is_for_officials(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="known for officials"):
        evaluate(What.stories, tmp_path, reliability=True)
