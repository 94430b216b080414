"""What a user names on the command line or writes into pantau.toml: wrong input is one clear line."""

from __future__ import annotations

import gzip
import io
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau import config, export, files, instance
from pantau.instance import moment
from records import BadInput, NotFound


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("zone = 3", "zone must be a str"),
        ('zone = "Mars/Olympus"', "no time zone"),
        ('zon = "UTC"', "unknown setting 'zon'"),
        ("outlets = [1]", "outlets must be a list of strings"),
        ('[mail]\nport = "25"', "mail.port must be a int"),
        ("page_seconds = 0", "page_seconds = 0: at least 1"),
        ('page_seconds = "20"', "page_seconds must be a int"),
        ('[mail]\ntls = "maybe"', "none, starttls or tls"),
        ('themes_file = "none.toml"', "does not exist"),
        ("zone = ", "pantau.toml"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / config.CONFIG_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=said) as caught:
        config.load(tmp_path)
    assert "pantau.toml" in str(caught.value)


def test_the_template_holds_the_defaults(tmp_path: Path) -> None:
    (tmp_path / config.CONFIG_NAME).write_text(config.TEMPLATE, encoding="utf-8")
    assert config.load(tmp_path) == config.Config(home=tmp_path)


def test_files_of_a_setting_are_found_from_the_home_folder(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / config.CONFIG_NAME).write_text('outlets_folder = "mine"', encoding="utf-8")
    assert config.load(tmp_path).outlets_folder == tmp_path / "mine"


@pytest.mark.parametrize(
    ("file", "another"),
    [
        ("models/themes-background.txt", True),  # the borders of all themes, and what neighbours have in common
        ("models/offices.toml", True),
        ("models/stories/pairs.json", True),
        ("models/weights.toml", True),  # stands for the weights that it pins
        ("nlp/annotate.py", True),
        ("models/themes.toml", False),  # each theme has a version of its own
        ("models/stories/dated/may.jsonl", False),  # only a training reads it
    ],
)
def test_a_changed_file_that_readings_are_made_with_is_another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, another: bool
) -> None:
    settings = config.Config(home=tmp_path)
    real = instance.version(settings)
    for folder in ("nlp", "models"):
        shutil.copytree(instance.ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.onnx"))
    monkeypatch.setattr(instance, "ROOT", tmp_path)
    assert instance.version(settings) == real
    with (tmp_path / file).open("a", encoding="utf-8") as stream:
        stream.write("\n")
    assert (instance.version(settings) != real) is another


def test_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PANTAU_HOME", str(tmp_path / "by-environment"))
    assert config.home_folder(tmp_path / "given") == tmp_path / "given"
    assert config.home_folder(None) == tmp_path / "by-environment"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("not json", ":1: no JSON"),
        ('{"id": 1, "text": "a"}\n\n[1]', ":3: a row must be a JSON object"),
        ('{"id": 1}', ":1: field 'text' is missing"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        list(files.json_rows(path, required=("id", "text")))


def test_damaged_and_missing_files(tmp_path: Path) -> None:
    whole = gzip.compress(b"<html>" * 1000)
    (tmp_path / "cut.html.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "plain.html.gz").write_bytes(b"<html>")
    (tmp_path / "latin.txt").write_bytes("Jalan Besar é".encode("latin-1"))
    for name in ("cut.html.gz", "plain.html.gz"):
        with pytest.raises(BadInput, match=name):
            files.read_bytes(tmp_path / name)
    with pytest.raises(NotFound, match=r"none\.html"):
        files.read_bytes(tmp_path / "none.html")
    with pytest.raises(BadInput, match="not UTF-8 at byte 12"):
        files.read_text(tmp_path / "latin.txt")
    with pytest.raises(BadInput, match="Is a directory"):
        files.read_bytes(tmp_path)


def test_a_bomb_is_refused_before_it_is_whole(tmp_path: Path) -> None:
    (tmp_path / "bomb.html.gz").write_bytes(gzip.compress(bytes(files.MAX_BYTES + 10)))
    with pytest.raises(BadInput, match="more than"):
        files.read_bytes(tmp_path / "bomb.html.gz")


@pytest.mark.parametrize(
    ("text", "day"),
    [("2025-06-19", "2025-06-19"), ("2025-06-19T23:30:00+08:00", "2025-06-19"), (None, None), ("", None)],
)
def test_days(text: str | None, day: str | None) -> None:
    found = files.day(text, "here")
    assert (found.isoformat() if found else None) == day


@pytest.mark.parametrize("text", ["19/06/2025", "yesterday", "2025-13-01"])
def test_what_is_no_day_is_said(text: str) -> None:
    with pytest.raises(BadInput, match="here"):
        files.day(text, "here")


@pytest.mark.parametrize("text", ["now", "2025-06-19T10:00:00"])
def test_a_moment_needs_an_offset(text: str) -> None:
    with pytest.raises(BadInput, match="--now"):
        moment(text)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+cmd|calc", "'+cmd|calc"),
        ("@sum", "'@sum"),
        ("-RM3.2 mil", "'-RM3.2 mil"),
        ("-3.2", "-3.2"),
        ("+4", "+4"),
        (-3, -3),
        ("plain", "plain"),
        (None, None),
    ],
)
def test_cells_that_a_spreadsheet_would_run(value: object, cell: object) -> None:
    assert export.safe_cell(value) == cell


@given(st.lists(st.dictionaries(st.sampled_from(["a", "b"]), st.text(), min_size=2), max_size=5))
def test_no_csv_cell_begins_a_formula(rows: list[dict[str, str]]) -> None:
    import csv

    stream = io.StringIO()
    export.write_csv(rows, stream)
    stream.seek(0)
    for row in list(csv.reader(stream))[1:]:
        for cell in row:
            assert not cell.startswith(("=", "@", "\t", "\r"))
