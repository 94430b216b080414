# ruff: noqa: F811, F401 - fixtures of another file
"""Another reading set against what the store says: which facts change, by which rule; nothing is written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from small_instance import home, made
from test_cli import Run, pantau

from nlp.themes import load_themes
from pantau.facts import changes, differing
from pantau.retagging import ROOT
from records import Fact, FactKind

pytestmark = pytest.mark.timeout(600)  # texts are read with the real models; a busy machine takes minutes for it


def fact(kind: FactKind = "figure", start: int = 10, end: int = 14, **said: str | None) -> Fact:
    given = said or {"text": "RM12", "value": "12"}
    return Fact(kind=kind, start=start, end=end, sentence="s", said=tuple(given.items()), rule="r")


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ([], [], []),
        ([fact()], [fact()], []),
        ([fact()], [fact(start=11)], []),  # the same is said of other characters
        ([fact()], [], [("lost", "RM12")]),
        ([], [fact()], [("gained", "RM12")]),
        ([fact()], [fact(text="RM12", value="13")], [("changed", "RM12")]),
        ([fact()], [fact(start=14, end=18)], [("gained", "RM12"), ("lost", "RM12")]),  # next to each other, not over
        ([fact()], [fact(kind="place", text="RM12")], [("lost", "RM12"), ("gained", "RM12")]),
        ([fact(), fact()], [fact()], [("lost", "RM12")]),
        # what says the same is paired first, whatever lies nearer
        (
            [fact(start=10, end=30, text="a"), fact(start=12, end=20, text="b")],
            [fact(start=10, end=30, text="b")],
            [("lost", "a")],
        ),
    ],
)
def test_changes(old: list[Fact], new: list[Fact], found: list[tuple[str, str]]) -> None:
    assert sorted((each.how, str(each.one.said[0][1])) for each in changes("a", old, new)) == sorted(found)


def test_what_differs_of_a_change() -> None:
    (change,) = changes("a", [fact(text="x", period=None)], [fact(text="x", period="2024")])
    assert differing(change) == {"period": (None, "2024")}
    (lost,) = changes("a", [fact()], [])
    assert differing(lost) == {"text": ("RM12", None), "value": ("12", None)}


@pytest.fixture
def instance(home: Path, monkeypatch: pytest.MonkeyPatch, pantau: Run) -> Run:
    monkeypatch.setenv("PANTAU_HOME", str(home))
    return pantau


def test_the_present_rules_read_what_is_stored_and_write_nothing(instance: Run, home: Path) -> None:
    before = (home / "pantau.db").read_bytes()
    done = instance("diff")
    assert (done.code, done.err.strip()) == (0, "")
    assert re.search(r"4 articles read anew; 4 of them .* earlier version: no fact changes", done.out)
    assert (home / "pantau.db").read_bytes() == before


def test_other_tables_change_what_they_decide_and_nothing_else(instance: Run, tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    places = (ROOT / "models" / "places.toml").read_text(encoding="utf-8")
    (tables / "places.toml").write_text(places.replace("Johor", "Jjohor"), encoding="utf-8")
    (tables / "units.toml").write_bytes((ROOT / "models" / "units.toml").read_bytes())  # the same: of no effect
    done = instance("diff", "--models", tables, "--json")
    assert done.code == 12, done.err
    rows = done.rows()
    lost = [row for row in rows if row["kind"] == "place"]
    assert [(row["how"], row["old"], row["old_rule"]) for row in lost] == [
        ("lost", {"text": "Johor", "code": "MY-01", "use": "subject"}, "gazetteer")
    ]
    assert all(row["differs"] == ["owner"] for row in rows if row not in lost)  # whose figure it is
    wanted = "article url kind how start end sentence old new differs old_rule new_rule"
    for row in rows:
        assert list(row) == wanted.split()
        assert row["sentence"]
        assert row["old_rule"] or row["new_rule"]


def test_what_a_person_said_of_a_figure_is_no_change(instance: Run, tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    units = (ROOT / "models" / "units.toml").read_text(encoding="utf-8")
    assert '"RM"' in units
    (tables / "units.toml").write_text(units.replace('"RM"', '"RX"'), encoding="utf-8")
    done = instance("diff", "--models", tables, "--json")
    assert done.code == 12, done.err
    figures = [row["old"]["text"] for row in done.rows() if row["kind"] == "figure" and row["how"] != "gained"]
    assert "RM9" in figures
    assert "RM12" not in figures  # corrected


def test_another_themes_file(instance: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "themes.toml"
    entry = '[[theme]]\nid = "building"\nname = "Building"\nseeds = ["a ferry sails"]\nkeywords = ["ferry"]\n'
    file.write_text(entry, encoding="utf-8")
    built_in = load_themes
    # those that come with Pantau would all be new here, and take half a minute to score
    monkeypatch.setattr("nlp.themes.load_themes", lambda path: built_in(path) if path else ())
    done = instance("diff", "--themes", file, "--json")
    assert done.code == 12, done.err
    found = {(row["how"], row["sentence"]) for row in done.rows() if "building" in str(row["old"] or row["new"])}
    assert ("gained", "Ferry to Orm") in found
    assert ("lost", "Council votes to rebuild Weir Bridge") in found
    assert all(row["kind"] == "theme" for row in done.rows())


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--from", "yesterday"), 3, "written as 2026-01-31"),
        (("--from", "2031-03-05", "--to", "2031-03-04"), 3, "is after"),
        (("--models", "nowhere"), 2, "no such folder"),
        (("--models", "."), 3, "models/ has no file"),
        (("--code", "."), 3, "no checkout of Pantau"),
        (("--themes", "nowhere.toml"), 3, "cannot be read"),
        (("--from", "2040-01-01"), 0, ""),
    ],
)
def test_bad_input(
    instance: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, words: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "a.txt").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "empty")
    done = instance("diff", *arguments)
    assert done.code == code, done.err
    assert words in done.err


def test_a_reading_that_breaks_says_where(instance: Run, tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    (tables / "entities").mkdir(parents=True)
    (tables / "entities" / "recogniser.onnx").write_bytes(b"none")
    done = instance("diff", "--models", tables)
    assert done.code == 3
    assert "ended with exit code 7" in done.err
    assert "recogniser.onnx: SHA-256 is" in done.err
