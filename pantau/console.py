"""Talking to a person at the terminal: tables, progress and one-line errors. Machines get JSON lines on stdout."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape

from pantau import logs

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

#: Columns of a table that goes to a file or a pipe, where there is no terminal to ask.
WIDTH = 160

out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else WIDTH)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """One line for a person, or a line of the log; scraped text in it is never taken for markup."""
    if logs.structured():
        logs.event(text)
    else:
        out.print(escape(text))


def warn(text: str) -> None:
    if logs.structured():
        logs.event(text, logging.WARNING)
    else:
        err.print(escape(text), style="yellow")


def emit(row: Any) -> None:
    """One JSON value on a line of its own."""
    out.file.write(json.dumps(row, ensure_ascii=False) + "\n")


def table(title: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """A table for a person; columns that end in "#" are set to the right."""
    from rich.table import Table

    grid = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        grid.add_column(column.removesuffix("#"), justify="right" if column.endswith("#") else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(escape("" if cell is None else str(cell)) for cell in row))
    out.print(grid)


class Steps:
    """A running count of what is done. Call it once a piece; ``expect`` says how many there will be."""

    def __init__(self, bar: Progress, task: TaskID) -> None:
        self._bar, self._task = bar, task

    def __call__(self) -> None:
        self._bar.advance(self._task)

    def expect(self, total: int) -> None:
        self._bar.update(self._task, total=total)


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Steps]:
    """A progress bar on stderr; ``total`` None: not known yet."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=not err.is_terminal,
        disable=logs.structured(),
    ) as bar:
        yield Steps(bar, bar.add_task(what, total=total))
