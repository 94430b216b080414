"""Commands about themes: themes (list) | explain | suggest | test, which only look, and those of ``emergent``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pantau.commands import emergent

if TYPE_CHECKING:
    from pantau.phrases import StoredPhrases
    from records import Theme
    from store import Store

AsJson = Annotated[bool, typer.Option("--json", help="JSON for a machine.")]
Limit = Annotated[int, typer.Option(min=1, help="At most this many of each kind.")]


def register(app: typer.Typer) -> None:
    themes = typer.Typer(help="Themes: what they are, why a text has them, what a change of their file would do.")
    themes.callback(invoke_without_command=True)(list_themes)
    for command in (explain, suggest):
        themes.command()(command)
    themes.command("test")(would_change)
    emergent.register(themes)
    app.add_typer(themes, name="themes")


def list_themes(context: typer.Context, as_json: AsJson = False) -> None:
    """List the themes: their seeds, and the words that count for and against them."""
    from dataclasses import asdict

    from pantau import console, instance

    if context.invoked_subcommand is not None:
        return
    loaded = instance.themes(instance.settings(context))
    if as_json:
        console.emit([asdict(theme) for theme in loaded])
        return
    console.table(
        f"{len(loaded)} themes",
        ("id", "name", "Malay", "seeds"),
        [(theme.id, theme.name, theme.name_ms, ", ".join(theme.seeds)) for theme in loaded],
    )


def explain(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="Id of a theme, or id or URL of an article.", show_default=False)],
    as_json: AsJson = False,
    limit: Limit = 10,
) -> None:
    """Say why an article has its themes, or what a theme is and which stories lie at its border."""
    from pantau import console, instance
    from store import asking, themes

    with instance.open_store(instance.settings(context), readonly=True) as store:
        if key in themes.theme_versions(store):
            found = asking.explain_theme(store, key, limit)
            if as_json:
                console.emit(found)
                return
            console.say(f"{found['theme']['name']}: {found['stories']} stories")
            for title, part in (("Just in", "lowest_in"), ("Just out", "highest_out")):
                console.table(
                    title,
                    ("story", "title", "score#", "why"),
                    [(row["story"], row["title"], f"{row['score']:.2f}", row["why"]) for row in found[part]],
                )
            return
        rows = themes.themes_of_article(store, asking.article_called(store, key))[:limit]
    if as_json:
        console.emit(rows)
        return
    console.table(
        "Themes of the article, best first",
        ("theme", "score#", "has it", "why", "its story"),
        [
            (r["theme"], f"{r['score']:.2f}", "yes" if r["assigned"] else "", r["why"], r["story_says"] or "")
            for r in rows
        ],
    )


def suggest(
    context: typer.Context,
    theme: Annotated[str, typer.Argument(help="Id of the theme.", show_default=False)],
    as_json: AsJson = False,
    limit: Limit = 20,
) -> None:
    """Suggest words for a theme: what its stories have and others have not, with the number of stories."""
    from dataclasses import asdict

    from nlp.themes.suggest import suggest as words_for
    from pantau import console, instance
    from store import themes

    settings = instance.settings(context)
    chosen = _called(instance.themes(settings), theme)
    with instance.open_store(settings, readonly=True) as store:
        inside, outside = themes.leads_of_theme(store, theme)
    found = words_for(inside, outside, chosen, limit)
    if as_json:
        console.emit([asdict(each) for each in found])
        return
    console.table(
        f"Words of {len(inside)} stories of '{theme}' that {len(outside)} others have not",
        ("words", "in#", "elsewhere#", "weight#", "first in"),
        [(each.words, each.inside, each.outside, f"{each.weight:.1f}", each.example) for each in found],
    )


def would_change(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A themes file, as in docs/themes.md.", show_default=False)],
    as_json: AsJson = False,
    limit: Limit = 5,
) -> None:
    """Say which stories a themes file would give a theme or take it from; nothing is changed."""
    from nlp.themes import load_themes
    from pantau import console, instance
    from pantau.phrases import StoredPhrases

    settings = instance.settings(context)
    now = {theme.id: theme for theme in instance.themes(settings)}
    changed = [theme for theme in load_themes(file) if now.get(theme.id) != theme]
    found: list[dict[str, Any]] = []
    with instance.open_store(settings, readonly=True) as store:
        if changed:
            phrases = StoredPhrases(store, instance.encoder(settings), instance.version(settings))
            found = [_tried(store, theme, phrases, limit) for theme in changed]
    if as_json:
        console.emit(found)
        return
    if not found:
        console.say(f"{file}: says of every theme what is said already")
    for each in found:
        console.say(f"{each['theme']}: {each['before']} stories now, {each['after']} then")
        for title in ("gain", "lose", "just in", "just out"):
            shown = each[title.replace(" ", "_")]
            if shown:
                console.table(
                    f"{title} ({each[title + 's']})" if title + "s" in each else title,
                    ("story", "title", "score#", "why"),
                    [(row["story"], row["title"], f"{row['score']:.2f}", row["why"]) for row in shown],
                )


def _called(loaded: tuple[Theme, ...], wanted: str) -> Theme:
    from records import NotFound

    for theme in loaded:
        if theme.id == wanted:
            return theme
    raise NotFound(f"there is no theme '{wanted}': 'pantau themes' lists them")


def _tried(store: Store, theme: Theme, phrases: StoredPhrases, limit: int) -> dict[str, Any]:
    """What a theme as a file has it would change, by story."""
    from nlp.themes import ThemeScorer
    from pantau.themes import archive_scores, heads
    from store.themes import tried_theme

    encoder = phrases.encoder
    learned = heads(store, [theme], encoder, phrases=phrases)
    scorer = ThemeScorer([theme], encoder, heads=learned, phrases=phrases)
    now = tried_theme(store, theme.id, dict(archive_scores(store, scorer)))
    gain = [row for row in now if row["assigned"] and not row["before"]]
    lose = [row for row in now if row["before"] and not row["assigned"]]
    inside, outside = ([row for row in now if bool(row["assigned"]) is has] for has in (True, False))
    return {
        "theme": theme.id,
        "before": sum(row["before"] for row in now),
        "after": len(inside),
        "gains": len(gain),
        "loses": len(lose),
        "gain": gain[:limit],
        "lose": lose[:limit],
        "just_in": inside[-limit:][::-1],
        "just_out": outside[:limit],
    }
