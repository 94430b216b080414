"""Commands around the weekly mail: digest preview|send|list, subscribers."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    del app
