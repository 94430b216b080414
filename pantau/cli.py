"""The command ``pantau``. Each command imports what it needs when it runs, so that ``--help`` stays quick.

Exit codes: 0 done, 130 interrupted, 2 wrong usage; the others are those of records.errors, 1 what has none of its own.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated

# before typer: pydantic, by which it reads arguments, looks through all installed packages for plugins of its own,
# which costs a fifth of the start of a command, and Pantau has none
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")

import typer

from pantau.faults import of_the_machine
from records import PantauError

#: Which module of pantau.commands holds which commands, so that one command loads one of them; tested.
COMMANDS = {
    "gather": "init crawl backfill replay analyse demo",
    "shards": "load",
    "run": "run",
    "single": "extract annotate cluster",
    "health": "status doctor",
    "look": "browse explain export",
    "outlets": "outlets",
    "people": "people",
    "themes": "themes",
    "officials": "officials",
    "figures": "figures",
    "correct": "correct",
    "keep": "backup restore",
    "retain": "prune rebuild",
    "differ": "diff",
    "mail": "digest",
    "subscribers": "subscribers",
    "measure": "evaluate",
}


class LogFormat(StrEnum):
    text = "text"
    json = "json"


def _version(asked: bool) -> None:
    if not asked:
        return
    from importlib.metadata import version

    typer.echo(f"pantau {version('pantau')}")
    raise typer.Exit


def options(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option(help="Folder of this instance (else PANTAU_HOME, else ./var).", show_default=False)
    ] = None,
    log_format: Annotated[
        LogFormat | None, typer.Option(help="text, or json: a line an object; else log_format of the settings.")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which Pantau this is.")
    ] = False,
) -> None:
    del version  # answered before anything else
    context.obj = home
    if log_format is not None:
        from pantau import logs

        logs.use(log_format.value, by_hand=True)


def whole(modules: Iterable[str] = COMMANDS) -> typer.Typer:
    """The application with the commands of all modules, or of some."""
    app = typer.Typer(
        name="pantau",
        help="Pantau keeps watch: who said what, where, about how much, under which theme, and what is new.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # help as plain text: what draws boxes is a third of the start of --help
    )
    app.callback()(options)
    for module in modules:
        import_module(f"pantau.commands.{module}").register(app)
    return app


def only(arguments: Sequence[str]) -> typer.Typer:
    """The application with the commands that stand beside the asked one; with all of them where that is not told by
    the first word, as in a call for help."""
    asked = arguments[2:3] if list(arguments[:1]) in (["--home"], ["--log-format"]) else arguments[:1]
    found = [module for module, commands in COMMANDS.items() if set(asked) & set(commands.split())]
    return whole(found or COMMANDS)


def main() -> None:
    """Runs the command; an error that a person can act on is one line on stderr and an exit code of its own."""
    try:
        only(sys.argv[1:])()
    except BrokenPipeError:
        # The reader of our output (head, less) has gone: nothing is lost, nothing is left to say.
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        _last_word("interrupted; start it again and it goes on where it was", 130)
        sys.exit(130)
    except Exception as error:
        fault = error if isinstance(error, PantauError) else of_the_machine(error)
        if fault is None:
            raise
        _last_word(" ".join(str(fault).split()), fault.exit_code)
        sys.exit(fault.exit_code)


def _last_word(text: str, code: int) -> None:
    """Why the command leaves with ``code``: one line on standard error, in the form that was asked for."""
    logs = sys.modules.get("pantau.logs")  # there where a form was asked for; without file handles no import is
    if logs is not None and logs.structured():
        logs.event(text, logging.ERROR, {"process.exit.code": code})
    else:
        sys.stderr.write(f"pantau: {text}\n")
