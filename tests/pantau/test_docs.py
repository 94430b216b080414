"""What the docs say exists, and what exists the docs say."""

from __future__ import annotations

import re
import typing
from pathlib import Path

import typer

from crawler.outlet_file import load_outlet
from pantau import cli, config
from pantau.retention import Policy
from pantau.sample.demo import OUTLETS
from records import HealthState, errors

ROOT = Path(__file__).resolve().parents[2]
USING = (ROOT / "docs" / "using.md").read_text(encoding="utf-8")


def _commands() -> set[str]:
    group = typer.main.get_command(cli.whole())
    names = set()
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", None)
        names |= {f"{name} {sub}" for sub in below} if below else {name}
    return names


def test_every_command_is_documented() -> None:
    assert _commands() >= {"run", "digest send", "subscribers add"}
    missing = {name for name in _commands() if not re.search(rf"`?\b{name}\b", USING)}
    assert missing == set()


def test_every_exit_code_and_health_state_is_documented() -> None:
    codes = {kind.exit_code for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "exit_code")}
    line = USING.split("## Exit codes")[1].split("##")[0]
    assert {code for code in codes if not re.search(rf"\b{code} ", line)} == set()
    for state in typing.get_args(HealthState):
        assert f"`{state}`" in USING


def test_every_setting_stands_in_the_template() -> None:
    for field in config.Config.__dataclass_fields__:
        if field not in {"home", "mail", "desk", "retention"}:
            assert re.search(rf"^(# )?{field} = ", config.TEMPLATE, re.MULTILINE), field
    for field in Policy.__dataclass_fields__:
        assert re.search(rf"^# {field} = ", config.TEMPLATE, re.MULTILINE), field
        assert f"`{field}`" in (ROOT / "docs" / "operations.md").read_text(encoding="utf-8"), field


def test_the_example_outlet_of_the_docs_is_valid(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "outlets.md").read_text(encoding="utf-8")
    block = re.search(r"(?:^    .*\n|^\n)+", text.split("line and field.")[1], re.MULTILINE)
    assert block
    path = tmp_path / "my-paper.toml"
    path.write_text(re.sub(r"^    ", "", block[0], flags=re.MULTILINE), encoding="utf-8")
    assert [source.kind for source in load_outlet(path).sources] == ["feed", "list"]


def test_readme_opens_with_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.index("make demo") < readme.index("make test") < readme.index("![")
    for target in re.findall(r"\]\((docs/[^)]+)\)", readme):
        assert (ROOT / target).exists(), target


def test_sample_outlets_are_fiction() -> None:
    for path in OUTLETS.glob("*.toml"):
        assert load_outlet(path).outlet.home.split("/")[2].endswith(".example")
