"""Commands by which people correct figures, themes and stories: correct figure | reject | theme | event | list |
undo.

What they decide wins for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from store import Store

Target = Annotated[
    str,
    typer.Argument(
        help="ARTICLE:START, the article by id or URL, the place in its text from 'figures --json'.", show_default=False
    ),
]
Who = Annotated[str, typer.Option(help="Name of who decides; it is kept.", show_default=False)]
Now = Annotated[str | None, typer.Option(help="Act as if it were this moment (ISO 8601).", hidden=True)]
AsJson = Annotated[bool, typer.Option("--json", help="JSON for a machine.")]


def register(app: typer.Typer) -> None:
    correct = typer.Typer(
        no_args_is_help=True,
        help="Correct a figure, the theme of a story or what belongs to it; that wins over every later run.",
    )
    correct.command("list")(list_corrections)
    for command in (figure, reject, theme, event, undo):
        correct.command()(command)
    app.add_typer(correct, name="correct")


def figure(
    context: typer.Context,
    target: Target,
    who: Who,
    value: Annotated[str | None, typer.Option(help="Exact number: 1200000000 or 4.5.")] = None,
    unit: Annotated[str | None, typer.Option(help="MYR, percent, tonne, ...")] = None,
    measures: Annotated[str | None, typer.Option(help="What it measures, in the words of the text.")] = None,
    concept: Annotated[str | None, typer.Option(help="exports, gdp_growth, ...; 'other' where none fits.")] = None,
    owner: Annotated[str | None, typer.Option(help="Whose figure it is: a country, place or organisation.")] = None,
    period: Annotated[str | None, typer.Option(help="2024, 2024-Q1, 2024-11, 2021/2023.")] = None,
    change: Annotated[str | None, typer.Option(help="rise, fall or level.")] = None,
    status: Annotated[str | None, typer.Option(help="actual, estimate, forecast, target, pledge or condition.")] = None,
    kind: Annotated[str | None, typer.Option(help="money, percent, count, ...")] = None,
    now: Now = None,
) -> None:
    """Correct fields of the figure at TARGET; an empty value ("") says that the field is not known."""
    from pantau import console, owners
    from records import BadInput
    from store import corrections

    fields = {
        name: given.strip()
        for name, given in (
            ("value", value),
            ("unit", unit),
            ("measures", measures),
            ("concept", concept),
            ("owner", owner),
            ("period", period),
            ("change", change),
            ("status", status),
            ("kind", kind),
        )
        if given is not None
    }
    if not fields:
        raise BadInput("nothing to correct: give a field, as --period 2024")
    if fields.get("concept") and fields["concept"] not in owners.concepts():
        raise BadInput(f"--concept: there is no '{concept}': {', '.join(owners.concepts())}")
    if fields.get("kind") and fields["kind"] not in owners.kinds():
        raise BadInput(f"--kind: there is no '{kind}': {', '.join(owners.kinds())}")
    with _correcting(context, now) as (store, at):
        key = corrections.figure_called(store, target)
        made = [corrections.add_correction(store, "figure", key, name, text, who, at) for name, text in fields.items()]
    for each in made:
        console.say(f"Correction {each.id}: {each.field} of {key} is {each.value or 'not known'}")


def reject(context: typer.Context, target: Target, who: Who, now: Now = None) -> None:
    """Decide that what stands at TARGET is no figure, or one that must not count."""
    from pantau import console
    from store import corrections

    with _correcting(context, now) as (store, at):
        key = corrections.figure_called(store, target)
        made = corrections.add_correction(store, "figure", key, "rejected", "yes", who, at)
    console.say(f"Correction {made.id}: {key} is no figure")


def theme(
    context: typer.Context,
    story: Annotated[str, typer.Argument(help="Id of the story.", show_default=False)],
    theme: Annotated[str, typer.Argument(help="Id of the theme.", show_default=False)],
    who: Who,
    belongs: Annotated[bool, typer.Option("--yes/--no", help="Whether the story is of the theme.", show_default=False)],
    now: Now = None,
) -> None:
    """Decide whether STORY is of THEME. A theme learns from 16 such decisions, with the next analysis."""
    from pantau import console
    from store import corrections

    with _correcting(context, now) as (store, at):
        made = corrections.add_correction(store, "theme", story, theme, "yes" if belongs else "no", who, at)
    console.say(f"Correction {made.id}: story {story} is {'' if belongs else 'not '}of '{theme}'")


def event(
    context: typer.Context,
    article: Annotated[str, typer.Argument(help="The article to be moved, by id or URL.", show_default=False)],
    other: Annotated[str, typer.Argument(help="An article that it is compared with.", show_default=False)],
    who: Who,
    same: Annotated[bool, typer.Option("--yes/--no", help="Whether both tell of one event.", show_default=False)],
    now: Now = None,
) -> None:
    """Decide whether ARTICLE and OTHER tell of one event; the next analysis puts ARTICLE where it belongs then."""
    from pantau import console
    from store import asking, corrections

    with _correcting(context, now) as (store, at):
        one, two = asking.article_called(store, article), asking.article_called(store, other)
        made = corrections.add_correction(store, "event", one, two, "yes" if same else "no", who, at)
    console.say(f"Correction {made.id}: {one} and {two} tell of {'one event' if same else 'two events'}")


def list_corrections(context: typer.Context, as_json: AsJson = False) -> None:
    """List what people corrected, of any kind, undone ones too."""
    from pantau import console, instance
    from store import people

    with instance.open_store(instance.settings(context), readonly=True) as store:
        found = people.corrections(store)
    if as_json:
        console.emit(
            [
                {
                    **{name: getattr(each, name) for name in ("id", "kind", "target", "field", "value", "who")},
                    "at": each.when.isoformat(),
                    "undone": each.undone.isoformat() if each.undone else None,
                }
                for each in found
            ]
        )
        return
    console.table(
        f"{len(found)} corrections",
        ("number#", "kind", "target", "field", "value", "who", "when", "undone"),
        [
            (c.id, c.kind, c.target, c.field, c.value, c.who, f"{c.when:%Y-%m-%d}", c.undone and f"{c.undone:%Y-%m-%d}")
            for c in found
        ],
    )


def undo(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="Of the correction; 'correct list' prints it.", show_default=False)],
    now: Now = None,
) -> None:
    """Take back a correction; what was read of a figure or a story shows again with the next analysis."""
    from pantau import console
    from records import BadInput
    from store import corrections, people

    with _correcting(context, now) as (store, at):
        for each in people.corrections(store):
            if each.id == number and each.kind == "official":
                raise BadInput(
                    f"correction {number} is about officials: 'pantau officials undo {number}' takes it back"
                )
        corrections.undo_correction(store, number, at)
    console.say(f"Correction {number} is undone: 'pantau analyse' shows again what was read")


@contextmanager
def _correcting(context: typer.Context, now: str | None) -> Iterator[tuple[Store, datetime]]:
    from pantau import instance
    from pantau.correcting import correcting

    with correcting(instance.settings(context)) as store:
        yield store, instance.moment(now)
