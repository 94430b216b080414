"""Writes docs/reference.md: every command with its options, every setting, exit code and state, from the code itself.

``make docs`` runs it; a test fails where the file is not what the code says.
"""

from __future__ import annotations

import re
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from pantau import cli, config
from pantau.duties import STEPS
from records import HealthState, RunOutcome, errors

PATH = Path(__file__).resolve().parent.parent / "docs" / "reference.md"
HEAD = """\
# Reference

Every command, option, setting, exit code and state. Made from the code by `make docs`; what they are for stands in
[using](using.md) and [operating](operations.md).
"""
#: Variables that are read from the environment, with what they are for; no secret stands in a file of settings.
ENVIRONMENT = {
    "PANTAU_HOME": "folder of the instance, where `--home` does not name one",
    "PANTAU_SMTP_USER": "login at the mail server, together with the password",
    "PANTAU_SMTP_PASSWORD": "password at the mail server",
    "PANTAU_SMTP_LOGIN": "file with the lines `user` and `password` instead, private to its owner",
    "PANTAU_BROWSER": "the Chromium that `digest pdf` prints with",
    "SSL_CERT_FILE": "certificates that are trusted, where a relay has an authority of its own",
    "OMP_NUM_THREADS": "threads of the models; 1 is best where several programs share the processor",
}


def reference() -> str:
    """The whole page, as Markdown."""
    root: Any = typer.main.get_command(cli.whole())
    parts = [HEAD, "## Commands\n", "Before any command:\n", *_options(root), ""]
    for name, command in sorted(_commands(root)):
        parts += [f"### {name}\n", f"{_words(command.help)}\n", f"    pantau {name}{_usage(command)}\n"]
        if options := list(_options(command)):
            parts += [*options, ""]
    parts += ["## Settings\n", "In `pantau.toml`; each may be left out.\n", *_settings(), ""]
    parts += ["## Environment\n", "| variable | |", "|---|---|"]
    parts += [f"| `{name}` | {what} |" for name, what in ENVIRONMENT.items()]
    parts += ["", "## Exit codes\n", "| code | |", "|---|---|", *_codes(), ""]
    parts += [f"{title}: {', '.join(f'`{each}`' for each in typing.get_args(kind))}.\n" for title, kind in _STATES]
    parts += [f"Steps of a run: {', '.join(f'`{step}`' for step in STEPS)}."]
    return "\n".join(parts) + "\n"


_STATES = (("## States\n\nOf an outlet", HealthState), ("Outcomes of a run", RunOutcome))


def _commands(group: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            if command.invoke_without_command:
                yield f"{above}{name}", command
            yield from _commands(command, f"{above}{name} ")
        else:
            yield f"{above}{name}", command


def _usage(command: Any) -> str:
    """The arguments as they are typed."""
    said = ""
    for each in command.params:
        if each.param_type_name == "argument":
            shown = f"{(each.metavar or each.name).upper()}{'...' if each.nargs != 1 else ''}"
            said += f" {shown}" if each.required else f" [{shown}]"
    return said


def _options(command: Any) -> Iterator[str]:
    rows = []
    for each in command.params:
        if each.name == "help" or getattr(each, "hidden", False):
            continue
        if each.param_type_name == "argument":
            if each.help:
                rows.append((f"`{(each.metavar or each.name).upper()}`", each.help))
            continue
        names = ", ".join(f"`{name}`" for name in (*each.opts, *each.secondary_opts))
        rows.append((names, f"{each.help or ''}{_default(each)}"))
    if rows:
        yield "| | |\n|---|---|"
    for names, text in rows:
        yield f"| {names} | {_words(text).replace('|', chr(92) + '|')} |"


def _default(option: Any) -> str:
    default = option.default
    if default is None or default is False or default == () or callable(default) or option.required:
        return ""
    shown = getattr(default, "value", default)
    return f" Default: {'yes' if shown is True else shown}."


def _words(text: str | None) -> str:
    return " ".join((text or "").split())


def _settings() -> Iterator[str]:
    """The lines of the template: its comments are the words of the docs."""
    table = ""
    yield "| setting | default | |\n|---|---|---|"
    found: list[list[str]] = []
    for line in config.TEMPLATE.splitlines():
        if heading := re.fullmatch(r"\[(\w+)\](?:\s+# .*)?", line):
            table = f"{heading[1]}."
        elif setting := re.fullmatch(r"(# )?(\w+) = (.*?)\s+# (.*)|(# )?(\w+) = (\S.*)", line):
            commented, name, value, words = setting[1] or setting[5], setting[2] or setting[6], setting[3], setting[4]
            found.append([f"{table}{name}", "" if commented else value or setting[7], words or ""])
        elif found and (more := re.fullmatch(r"\s+# (.*)", line)):
            found[-1][2] += f" {more[1]}"
    for name, value, words in found:
        yield f"| `{name}` | {f'`{value}`' if value else ''} | {words} |"


def _codes() -> Iterator[str]:
    yield "| 0 | done |"
    yield "| 1 | unexpected error, or a fault found by `doctor` |"
    yield "| 2 | wrong usage |"
    for kind, words in re.findall(r"── (\w+) +\(\d+\) +(.*)", errors.__doc__ or ""):
        yield f"| {getattr(errors, kind).exit_code} | {words} |"
    yield "| 130 | interrupted, or asked to stop |"


def main() -> None:
    """Writes the page; with ``--check`` only says whether it is up to date, by the exit code."""
    made = reference()
    if "--check" in sys.argv:
        sys.exit(0 if PATH.read_text(encoding="utf-8") == made else 1)
    PATH.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
