"""The command ``pantau``. Each command imports what it needs when it runs, so that ``--help`` stays quick.

Exit codes: 0 done, 130 interrupted, 2 wrong usage; the others are those of records.errors, 1 what has none of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pantau.commands import (
    correct,
    figures,
    gather,
    keep,
    look,
    mail,
    measure,
    officials,
    outlets,
    people,
    single,
    subscribers,
    themes,
)

app = typer.Typer(
    name="pantau",
    help="Pantau keeps watch: who said what, where, about how much, under which theme, and what is new.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def options(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option(help="Folder of this instance (else PANTAU_HOME, else ./var).", show_default=False)
    ] = None,
) -> None:
    context.obj = home


gather.register(app)
single.register(app)
look.register(app)
outlets.register(app)
people.register(app)
themes.register(app)
officials.register(app)
figures.register(app)
correct.register(app)
keep.register(app)
mail.register(app)
subscribers.register(app)
measure.register(app)


def main() -> None:
    """Runs the command; an error that a person can act on is one line on stderr and an exit code of its own."""
    from records import PantauError

    try:
        app()
    except PantauError as error:
        sys.stderr.write(f"pantau: {' '.join(str(error).split())}\n")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output (head, less) has gone: nothing is lost, nothing is left to say.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:  # no room, no right, no file handle: the machine's to mend, not ours
        where = f": {error.filename}" if error.filename else ""
        sys.stderr.write(f"pantau: {error.strerror or error}{where}; when that is mended, start it again: it goes on\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.stderr.write("pantau: interrupted; start it again and it goes on where it was\n")
        sys.exit(130)
