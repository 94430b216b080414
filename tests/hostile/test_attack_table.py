"""The table of attacks is whole: each group has rows, each row has tests that exist, docs/security.md lists them."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.hostile.attacks import ATTACKS, GROUPS, Attack
from tests.hostile.table import PAGE, page, read_outcomes, without_outcomes

TESTS = Path(__file__).resolve().parents[1]


@cache
def functions_of(file: str) -> frozenset[str]:
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.group} {attack.what[:40]}")
def test_every_attack_is_made_by_tests_that_exist(attack: Attack) -> None:
    assert attack.tests
    for name in attack.tests:
        file, _, function = name.partition("::")
        assert function in functions_of(file), f"{file} has no {function}"


def test_every_group_has_attacks() -> None:
    assert {attack.group for attack in ATTACKS} == set(GROUPS)
    assert list(GROUPS) == list(range(1, 18))


def test_the_page_lists_them_all_with_an_outcome() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert without_outcomes(text) == without_outcomes(page({}, "Measured")), (
        "python -m tests.hostile.table writes it anew"
    )
    outcomes = read_outcomes(text)
    assert set(outcomes) == set(ATTACKS)
    assert [attack.what for attack, said in outcomes.items() if "failed" in said] == []
