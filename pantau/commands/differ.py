"""Command that reads a span of the archive once more with other rules and says which facts change: diff."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from pantau.phrases import StoredPhrases
    from records import FactChange, Theme
    from store import Store
    from store.tagged import TaggedText


def register(app: typer.Typer) -> None:
    app.command()(diff)


def diff(
    context: typer.Context,
    first: Annotated[str | None, typer.Option("--from", help="First day: 2026-01-01; else all.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day; else all.")] = None,
    models: Annotated[
        Path | None, typer.Option(help="Folder of files that take the place of those of models/ by name.")
    ] = None,
    code: Annotated[Path | None, typer.Option(help="Checkout of another version of Pantau.")] = None,
    themes: Annotated[Path | None, typer.Option(help="Themes file in the place of the instance's own.")] = None,
    spacy_model: Annotated[str | None, typer.Option("--spacy-model", help="Another spaCy pipeline.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON line a change.")] = False,
) -> None:
    """Read a span of the archive with another version of rules, data or weights; list the facts that change."""
    from pantau import console, instance
    from pantau.phrases import StoredPhrases
    from pantau.retagging import Reader, retagged
    from records import Differs
    from store.tagged import tagged_texts

    settings = instance.settings(context)
    version = instance.version(settings)
    for folder in (models, code):
        if folder is not None and not folder.is_dir():
            raise typer.BadParameter(f"{folder}: no such folder")
    reader = Reader(code=code, models=models, spacy_model=spacy_model or settings.spacy_model)
    only_themes = themes is not None and not (models or code or spacy_model)
    found: list[tuple[TaggedText, FactChange]] = []
    with instance.open_store(settings, readonly=True) as store:
        texts = list(tagged_texts(store, *_span(store, first, last)))
        if not only_themes:
            with console.progress("Reading anew", len(texts)) as step:
                for text, changed in retagged(store, texts, reader, step):
                    found += [(text, each) for each in changed]
        if themes is not None:
            by_id = {text.id: text for text in texts}
            loaded = _loaded(themes)
            phrases = StoredPhrases(store, instance.encoder(settings), version)
            found += [(by_id[each.article], each) for each in _themed(store, texts, loaded, phrases)]
    for text, each in found:
        row = _row(text, each)
        if as_json:
            console.emit(row)
        else:
            for line in _lines(row):
                console.say(line)
    older = sum(text.analysed != version for text in texts)
    said = _summary(len(texts), older, found)
    if found:
        raise Differs(said)
    if not as_json:
        console.say(said)


def _span(store: Store, first: str | None, last: str | None) -> tuple[datetime, datetime]:
    """From the midnight before the first day to the one after the last, in the instance's zone."""
    from datetime import UTC, date, datetime, time, timedelta
    from zoneinfo import ZoneInfo

    from records import BadInput

    zone = ZoneInfo(store.zone)
    try:
        begin = date.fromisoformat(first) if first else date(1970, 1, 1)
        end = date.fromisoformat(last) if last else date(9000, 1, 1)
    except ValueError as error:
        raise BadInput(f"--from and --to are days, written as 2026-01-31: {error}") from error
    if begin > end:
        raise BadInput(f"--from {begin} is after --to {end}")
    return (
        datetime.combine(begin, time(), zone).astimezone(UTC),
        datetime.combine(end + timedelta(days=1), time(), zone).astimezone(UTC),
    )


def _loaded(file: Path) -> tuple[Theme, ...]:
    """The built-in themes, overridden and extended by this file: as an instance takes its own."""
    from nlp.themes import load_themes

    found = {theme.id: theme for theme in load_themes(None)} | {theme.id: theme for theme in load_themes(file)}
    return tuple(found.values())


def _themed(
    store: Store, texts: list[TaggedText], loaded: tuple[Theme, ...], phrases: StoredPhrases
) -> list[FactChange]:
    from pantau import console
    from pantau.retagging import lost_themes, rethemed
    from store.tagged import theme_definitions

    now = theme_definitions(store)
    changed = [theme for theme in loaded if now.get(theme.id) != theme]
    gone = sorted(now.keys() - {theme.id for theme in loaded})
    found: list[FactChange] = []
    for theme, changes, unscored in rethemed(store, texts, changed, phrases):
        found += changes
        if unscored:
            console.warn(f"{theme.id}: {unscored} articles have no vector to be scored by")
    return found + lost_themes(store, texts, gone)


def _row(text: TaggedText, change: FactChange) -> dict[str, Any]:
    """The public shape of one change."""
    from pantau.facts import differing

    return {
        "article": text.id,
        "url": text.url,
        "kind": change.kind,
        "how": change.how,
        "start": change.one.start,
        "end": change.one.end,
        "sentence": change.one.sentence,
        "old": dict(change.old.said) if change.old else None,
        "new": dict(change.new.said) if change.new else None,
        "differs": sorted(differing(change)),
        "old_rule": change.old.rule if change.old else None,
        "new_rule": change.new.rule if change.new else None,
    }


def _lines(row: dict[str, Any]) -> list[str]:
    shown = row["new"] or row["old"]
    if row["how"] == "changed":
        said = "; ".join(f"{name}: {row['old'][name] or '-'} -> {row['new'][name] or '-'}" for name in row["differs"])
        said = f"{next(iter(shown.values()))}: {said}"
    else:
        first, *more = shown.items()
        said = ", ".join([f"{first[1]}", *(f"{name} {value}" for name, value in more if value)])
    rules = " -> ".join(rule for rule in dict.fromkeys((row["old_rule"], row["new_rule"])) if rule)
    return [
        f"{row['how']} {row['kind']} {said}" + (f" [{rules}]" if rules else ""),
        f"    {row['sentence']}",
        f"    {row['url']} ({row['article']}, from character {row['start']})",
    ]


def _summary(articles: int, older: int, found: list[tuple[TaggedText, FactChange]]) -> str:
    counted = Counter(f"{each.kind} {each.how}" for _, each in found)
    told = ", ".join(f"{count} {what}" for what, count in sorted(counted.items())) or "no fact changes"
    touched = len({text.id for text, _ in found})
    before = f"; {older} of them were last read by an earlier version" if older else ""
    return f"{articles} articles read anew{before}: {told}" + (f", in {touched} articles" if found else "")
