"""Scores: pantau evaluate."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Half(StrEnum):
    a = "a"
    b = "b"


class What(StrEnum):
    extraction = "extraction"
    entities = "entities"
    officials = "officials"
    figures = "figures"
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
    reliability: Annotated[
        bool, typer.Option("--reliability", help="Whether confidence is what it says (for officials).")
    ] = False,
    half: Annotated[
        Half | None, typer.Option(help="Only the rows with an even (a) or odd (b) number (for figures).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Score the system on gold data: precision, recall, F1 and counts."""
    from pantau import console
    from pantau.evaluate import figures, officials, runs
    from pantau.evaluate import themes as own_themes
    from pantau.evaluate.reliability import reliability as confidence
    from records import BadInput, NotFound

    if not path.exists():
        raise NotFound(f"{path}: no such file or folder")
    if reliability and what is not What.officials:
        raise BadInput(f"--reliability is known for officials, not for {what}")
    if half and what is not What.figures:
        raise BadInput(f"--half is known for figures, not for {what}")
    with console.progress(f"Evaluating {what}", None) as advance:
        if what is What.themes:
            report = own_themes.themes(path, advance, themes)
        elif what is What.figures:
            report = figures.figures(path, advance, half.value if half else None)
        else:
            run = {
                "extraction": runs.extraction,
                "entities": runs.entities,
                "officials": confidence if reliability else officials.officials,
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
        ("", *(f"{column}#" for column in report.columns)),
        [(name, cell(p), cell(r), cell(f), count) for name, p, r, f, count in report.rows],
    )
    for line in report.worst[:worst]:
        console.say(line)
