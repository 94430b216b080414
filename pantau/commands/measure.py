"""Scores: pantau evaluate."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class What(StrEnum):
    extraction = "extraction"
    entities = "entities"
    officials = "officials"
    sentences = "sentences"
    stories = "stories"
    themes = "themes"


def register(app: typer.Typer) -> None:
    app.command()(evaluate)


def evaluate(
    what: Annotated[What, typer.Argument(help="What to score.")],
    path: Annotated[
        Path, typer.Argument(help="Gold data: a folder for extraction, else a .jsonl file.", show_default=False)
    ],
    themes: Annotated[Path | None, typer.Option(help="Themes file (for themes).")] = None,
    worst: Annotated[int, typer.Option(help="Print this many of the worst cases.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Score the system on gold data: precision, recall, F1 and counts."""
    from pantau import console
    from pantau.evaluate import officials, runs
    from records import NotFound

    if not path.exists():
        raise NotFound(f"{path}: no such file or folder")
    with console.progress(f"Evaluating {what}", None) as advance:
        if what is What.themes:
            report = runs.themes(path, advance, themes)
        else:
            run = {
                "extraction": runs.extraction,
                "entities": runs.entities,
                "officials": officials.officials,
                "sentences": runs.sentences,
                "stories": runs.stories,
            }
            report = run[what](path, advance)
    if as_json:
        console.emit(report.as_json())
        return

    def cell(value: float | None) -> str:
        return "" if value is None else f"{value:.3f}"

    console.table(
        report.title,
        ("", "precision#", "recall#", "F1#", "count#"),
        [(name, cell(p), cell(r), cell(f), count) for name, p, r, f, count in report.rows],
    )
    for line in report.worst[:worst]:
        console.say(line)
