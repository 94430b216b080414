"""An instance opened for a command: its configuration, its store, its outlets and themes.

Thin: it finds files and opens them; what is done with them stands elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pantau import config, logs
from records import BadInput, NotFound, Theme

if TYPE_CHECKING:
    from crawler.outlet_file import OutletFile
    from crawler.workers import Limits
    from nlp.embedding import Encoder
    from store import Store

ROOT = Path(__file__).resolve().parent.parent  # of the checkout
BUILT_IN_OUTLETS = ROOT / "crawler" / "outlets"
# What a version sums. Weights (.onnx) are in it by their pins in weights.toml; .jsonl is read by trainings alone.
_SUMMED = frozenset({".py", ".toml", ".json", ".npz", ".txt"})
ALL = "all"  # in place of ids: every outlet that is known


def settings(context: typer.Context) -> config.Config:
    """The configuration of the instance that the command line names; what is said from now on has its form."""
    found = config.load(config.home_folder(context.obj))
    logs.use("json" if found.log_format == "json" else "text")
    return found


def open_store(settings: config.Config, *, create: bool = False, readonly: bool = False) -> Store:
    """The store of the instance. Raises NotFound, with the cure, where there is none and ``create`` is False."""
    from store import Store

    if create:
        settings.home.mkdir(parents=True, exist_ok=True)
        return Store(settings.database, settings.zone)
    if not settings.database.exists():
        raise NotFound(
            f"no database at {settings.database}: 'pantau init' makes one, 'pantau replay' or 'run' fills it"
        )
    return Store.open(settings.database, readonly=readonly)


def moment(text: str | None) -> datetime:
    """The clock of a command: now, or the moment given as ISO 8601 with an offset. Raises BadInput."""
    if text is None:
        return datetime.now(UTC)
    try:
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"--now: '{text}' is no moment: write it as 2024-11-22T09:00:00+08:00") from error
    if when.tzinfo is None:
        raise BadInput(f"--now: '{text}' has no offset: write it as 2024-11-22T09:00:00+08:00")
    return when.astimezone(UTC)


def limits(settings: config.Config) -> Limits:
    """What reading one page may cost."""
    from crawler.workers import Limits

    return Limits(seconds=settings.page_seconds)


def known_outlets(settings: config.Config) -> dict[str, OutletFile]:
    """All outlet files by id: those that come with Pantau, overridden and extended by the instance's own folder."""
    from crawler.outlet_file import load_outlets

    found = {file.outlet.id: file for file in load_outlets(BUILT_IN_OUTLETS)}
    if settings.outlets_folder:
        found |= {file.outlet.id: file for file in load_outlets(settings.outlets_folder)}
    return found


def outlets(settings: config.Config, chosen: tuple[str, ...] = ()) -> tuple[OutletFile, ...]:
    """The outlets that the instance crawls.

    ``chosen`` ids win over those of the settings; without either it is every outlet whose file does not say ``chosen
    = false``; the word "all" stands for every one that is known. Raises NotFound naming an unknown id.
    """
    wanted = chosen or settings.outlets
    if wanted and wanted != (ALL,):
        return tuple(_outlet_called(name, settings) for name in wanted)
    return tuple(file for file in known_outlets(settings).values() if file.chosen or wanted)


def _outlet_called(name: str, settings: config.Config) -> OutletFile:
    """An outlet by its id, which is the name of its file; the instance's own folder comes first."""
    from crawler.outlet_file import load_outlet

    for folder in (settings.outlets_folder, BUILT_IN_OUTLETS):
        for path in folder.glob("*.toml") if folder else ():
            if path.stem == name:
                return load_outlet(path)
    raise NotFound(f"unknown outlet '{name}': 'pantau outlets' lists the known ones")


def themes(settings: config.Config) -> tuple[Theme, ...]:
    """The built-in themes, overridden and extended by the instance's own file."""
    from nlp.themes import load_themes

    found = {theme.id: theme for theme in load_themes(None)}
    if settings.themes_file:
        found |= {theme.id: theme for theme in load_themes(settings.themes_file)}
    return tuple(found.values())


def encoder(settings: config.Config) -> Encoder:
    from nlp.embedding import default_encoder, load_encoder

    return load_encoder(settings.encoder) if settings.encoder else default_encoder()


def version(settings: config.Config) -> str:
    """What made a derived row: a short hash over rules, model data and model names. Themes have versions of their own.

    Any change of code or data under nlp/ and models/ gives another version, so that a re-tag never looks like a
    trend and ``pantau analyse`` knows what is stale.
    """
    summed = _sum_of("nlp", "models")
    summed.update(repr((settings.encoder, settings.spacy_model)).encode())
    return summed.hexdigest()[:12]


def extraction_version(files: Iterable[OutletFile]) -> str:
    """What makes an article of a page: the code that extracts and the files of the outlets."""
    summed = _sum_of("crawler", "records")
    summed.update(repr(sorted(files, key=lambda file: file.outlet.id)).encode())
    return summed.hexdigest()[:12]


def _sum_of(*folders: str) -> hashlib._Hash:
    summed = hashlib.sha256()
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in _SUMMED and path.name != "themes.toml":
                summed.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return summed
