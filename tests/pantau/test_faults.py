"""Faults of the machine are said in a line; those of Pantau's own are not taken for them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from pantau.faults import of_the_machine


def _nowhere() -> None:
    Path("/nowhere/at/all").read_bytes()


def _cannot_open() -> None:
    sqlite3.connect("file:/nowhere/at/all?mode=ro", uri=True).execute("SELECT 1")


def _full() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA max_page_count = 2")
    connection.execute("CREATE TABLE one AS SELECT randomblob(100000)")


def _no_memory() -> None:
    raise MemoryError


def _no_such_table() -> None:
    sqlite3.connect(":memory:").execute("SELECT * FROM nothing")


def _own() -> None:
    raise KeyError("x")


@pytest.mark.parametrize(
    ("failing", "said"),
    [
        (_nowhere, "No such file or directory: /nowhere/at/all; when"),
        (_cannot_open, "the database: unable to open database file; when"),
        (_full, "the database: database or disk is full; when"),
        (_no_memory, "no memory is left; when"),
        (_no_such_table, None),
        (_own, None),
    ],
)
def test_faults_of_the_machine(failing: Callable[[], None], said: str | None) -> None:
    with pytest.raises(Exception) as met:  # noqa: PT011 - each of another kind
        failing()
    found = of_the_machine(met.value)
    assert (found is not None) == (said is not None)
    assert said is None or str(found).startswith(said)
