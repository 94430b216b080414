"""Commands about emergent themes: themes emergent | promote."""

from __future__ import annotations

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="JSON for a machine.")]
Now = Annotated[str | None, typer.Option(help="Act as if it were this moment (ISO 8601).", hidden=True)]


def register(themes: typer.Typer) -> None:
    for command in (emergent, promote):
        themes.command()(command)


def emergent(
    context: typer.Context,
    week: Annotated[str | None, typer.Option(help="2024-W47; else the newest.", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """List what several outlets told of on several days and no theme covers yet."""
    from pantau import console, instance
    from records import Week
    from store import weekly
    from store.emergent import of_week

    with instance.open_store(instance.settings(context), readonly=True) as store:
        seen = weekly.weeks_seen(store, 1)
        wanted = str(Week.parse(week)) if week else str(seen[-1]) if seen else None
        found = of_week(store, wanted) if wanted else []
    if as_json:
        console.emit(found)
        return
    console.table(
        f"{len(found)} emergent themes{f' in {wanted}' if wanted else ''}",
        ("id", "English", "Malay", "headline", "stories#", "outlets#", "since", "why"),
        [
            (r["id"], r["label_en"], r["label_ms"], r["headline"], r["stories"], r["outlets"], r["since"], r["reason"])
            for r in found
        ],
    )


def promote(
    context: typer.Context,
    group: Annotated[str, typer.Argument(help="Id of an emergent theme.", show_default=False)],
    who: Annotated[str, typer.Option(help="Name of who decides; it is kept.", show_default=False)],
    key: Annotated[str | None, typer.Option("--id", help="Id of the theme; else made of its first words.")] = None,
    name: Annotated[str | None, typer.Option(help="Name in English; else the label.")] = None,
    name_ms: Annotated[str | None, typer.Option(help="Name in Malay; else the label.")] = None,
    now: Now = None,
) -> None:
    """Make an emergent theme a theme: it is written into your own themes file, with seeds to be edited there."""
    from pantau import console, instance, theme_file
    from pantau.promote import theme_of
    from records import BadInput
    from store import emergent as groups

    settings = instance.settings(context)
    with instance.open_store(settings) as store:
        found = groups.one_of(store, group)
        if found["theme"]:
            raise BadInput(f"{group} is the theme '{found['theme']}' already")
        taken = {theme.id for theme in instance.themes(settings)}
        titles = groups.titles_of(store, found["members"])
        theme = theme_of(found, titles, taken, key=key, name=name, name_ms=name_ms)
        path = theme_file.add(settings, theme, f"Promoted from {group} ({found['week']}) by {who}")
        groups.promote(store, group, theme.id, who, instance.moment(now))
    console.say(f"{group} is the theme '{theme.id}' now, written to {path}: look at its seeds, then 'pantau analyse'")
