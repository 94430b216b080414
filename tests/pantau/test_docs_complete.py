"""Nothing that can be typed, set or met is missing from the docs, and what they show can be typed."""

from __future__ import annotations

import re
import shlex
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from pantau import cli, config, doctor, reference
from pantau.duties import STEPS
from records import HealthState, RunOutcome
from tests.pantau.test_deploy import parsed

ROOT = Path(__file__).resolve().parents[2]
DOCS = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
DOCS["README.md"] = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_reference_is_what_the_code_says() -> None:
    assert DOCS["reference.md"] == reference.reference(), "'make docs' writes it anew"


def _options(group: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        yield from ((f"{above}{name}", each) for each in command.params)
        if hasattr(command, "commands"):
            yield from _options(command, f"{above}{name} ")


def test_every_command_and_option_has_words() -> None:
    root: Any = typer.main.get_command(cli.whole())
    silent = [
        (name, each.name)
        for name, each in _options(root)
        if each.param_type_name == "option" and not each.hidden and not each.help
    ]
    assert silent == []
    for name in ("run", "status", "digest send", "correct figure"):
        assert f"\n### {name}\n" in DOCS["reference.md"]
    assert "`--watch`" in DOCS["reference.md"].split("\n### run\n")[1].split("###")[0]


def test_every_setting_and_variable_is_in_the_reference() -> None:
    page = DOCS["reference.md"]
    tables = {"mail": config.Mail, "desk": config.Desk, "retention": config.Policy}
    for name in config.Config.__dataclass_fields__:
        if name != "home" and name not in tables:
            assert f"| `{name}` |" in page, name
    for table, shape in tables.items():
        for name in shape.__dataclass_fields__:
            assert f"| `{table}.{name}` |" in page, f"{table}.{name}"
    folders = ("pantau", "browse", "digest", "crawler", "store", "nlp")
    code = "".join(path.read_text(encoding="utf-8") for name in folders for path in (ROOT / name).rglob("*.py"))
    read = set(re.findall(r'"(PANTAU_[A-Z_]+)"', code)) - set(re.findall(r'"(PANTAU_[A-Z_]+)":', code))
    assert {name for name in read if name not in page} == set()
    assert set(re.findall(r"PANTAU_SMTP_[A-Z]+", code)) <= set(reference.ENVIRONMENT)


def test_states_outcomes_steps_and_checks_are_documented() -> None:
    operating, using = DOCS["operations.md"], DOCS["using.md"]
    assert {each for each in typing.get_args(HealthState) if f"`{each}`" not in using} == set()
    assert {each for each in typing.get_args(RunOutcome) if f"`{each}`" not in operating} == set()
    assert {each for each in STEPS if f"| `{each}` |" not in operating} == set()
    source = Path(doctor.__file__).read_text(encoding="utf-8")
    checks = set(re.findall(r'\("(\w+)", (?:doctor_network\.)?_?\w+\)', source))
    assert checks >= {"python", "clock", "dns", "smtp", "weights"}
    assert {each for each in checks if f"`{each}`" not in operating} == set()


LINES = [
    (name, line.strip().removeprefix(".venv/bin/"))
    for name, text in DOCS.items()
    if name != "reference.md"
    for line in re.findall(r"(?m)^ {4,6}(?:\.venv/bin/)?pantau (?:.*\\\n)*.*", text)
]


@pytest.mark.parametrize(("name", "line"), LINES)
def test_every_command_line_of_the_docs_can_be_typed(name: str, line: str) -> None:
    assert name
    typed = line.replace("\\\n", " ").partition("   #")[0].partition("  #")[0]
    typed = re.sub(r"\[[^]]*\]|\.\.\.", "", typed)  # what may be left out
    assert parsed(shlex.split(typed)[1:])


def test_every_link_of_the_docs_leads_somewhere() -> None:
    for name, text in DOCS.items():
        folder = ROOT if name == "README.md" else ROOT / "docs"
        for target in re.findall(r"\]\(([^)]+)\)", text):
            if "://" in target:
                continue
            file, _, anchor = target.partition("#")
            path = folder / file if file else folder / name
            assert path.exists(), f"{name}: {target}"
            if anchor:
                headings = re.findall(r"(?m)^#+ (.*)$", path.read_text(encoding="utf-8"))
                anchors = {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}
                assert anchor in anchors, f"{name}: {target}"
