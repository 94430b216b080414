"""The command ``pantau``. Each command imports what it needs when it runs, so that ``--help`` stays quick.

Exit codes: 0 done, 130 interrupted, 2 wrong usage; the others are those of records.errors, 1 what has none of its own.
"""

from __future__ import annotations

import logging
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

# before typer: pydantic, by which it reads arguments, looks through all installed packages for plugins of its own,
# which costs a fifth of the start of a command, and Pantau has none
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")

import typer

from pantau.commands import (
    correct,
    differ,
    figures,
    gather,
    health,
    keep,
    look,
    mail,
    measure,
    officials,
    outlets,
    people,
    retain,
    run,
    shards,
    single,
    subscribers,
    themes,
)
from pantau.faults import of_the_machine
from records import PantauError


class LogFormat(StrEnum):
    text = "text"
    json = "json"


app = typer.Typer(
    name="pantau",
    help="Pantau keeps watch: who said what, where, about how much, under which theme, and what is new.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # help as plain text: what draws boxes is a third of the start of --help
)


@app.callback()
def options(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option(help="Folder of this instance (else PANTAU_HOME, else ./var).", show_default=False)
    ] = None,
    log_format: Annotated[
        LogFormat | None, typer.Option(help="text, or json: a line an object; else log_format of the settings.")
    ] = None,
) -> None:
    context.obj = home
    if log_format is not None:
        from pantau import logs

        logs.use(log_format.value, by_hand=True)


gather.register(app)
shards.register(app)
run.register(app)
single.register(app)
health.register(app)
look.register(app)
outlets.register(app)
people.register(app)
themes.register(app)
officials.register(app)
figures.register(app)
correct.register(app)
keep.register(app)
retain.register(app)
differ.register(app)
mail.register(app)
subscribers.register(app)
measure.register(app)


def main() -> None:
    """Runs the command; an error that a person can act on is one line on stderr and an exit code of its own."""
    try:
        app()
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
