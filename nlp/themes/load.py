"""Reads a themes file (TOML, ``[[theme]]`` tables) into records.

Knows the file's form; must not know how themes are scored.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models import data
from records import BadInput, Theme

_TEXTS = ("id", "name", "name_ms", "description")
_LISTS = ("seeds", "seeds_ms", "keywords", "negatives", "must", "never", "examples")
_REQUIRED = ("id", "name", "seeds")
_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def load_themes(path: Path | None = None) -> tuple[Theme, ...]:
    """The themes of ``path``, or the built-in ones, in the order of the file.

    Raises BadInput, naming file, theme and field, where the file is not what it should be.
    """
    file = path or data.path("themes.toml")
    try:
        with file.open("rb") as stream:
            content = tomllib.load(stream)
    except OSError as problem:
        raise BadInput(f"{file}: cannot be read: {problem.strerror or problem}") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadInput(f"{file}: is no TOML: {problem}") from problem
    tables = content.get("theme")
    if not isinstance(tables, list) or not tables:
        raise BadInput(f"{file}: holds no theme; write each as a [[theme]] table with id, name and seeds")
    unknown = sorted(set(content) - {"theme"})
    if unknown:
        raise BadInput(f"{file}: '{unknown[0]}' is not known here; only [[theme]] tables are")
    themes: list[Theme] = []
    for number, table in enumerate(tables, start=1):
        theme = _theme(file, number, table)
        if any(theme.id == earlier.id for earlier in themes):
            raise BadInput(f"{file}: theme {number} ('{theme.id}'): field 'id': another theme has it already")
        themes.append(theme)
    return tuple(themes)


def _theme(file: Path, number: int, table: Any) -> Theme:
    if not isinstance(table, Mapping):
        raise BadInput(f"{file}: theme {number}: is no table")
    where = f"{file}: theme {number} ('{table.get('id', '?')}')"
    for name in table:
        if name not in (*_TEXTS, *_LISTS, "threshold"):
            raise BadInput(
                f"{where}: field '{name}': is not known; known are {', '.join((*_TEXTS, *_LISTS))}, threshold"
            )
    for name in _REQUIRED:
        if name not in table:
            raise BadInput(f"{where}: field '{name}': is missing")
    texts = {name: _text(where, name, table[name]) for name in _TEXTS if name in table}
    lists = {name: _phrases(where, name, table[name]) for name in _LISTS if name in table}
    if not _ID.fullmatch(texts["id"]):
        raise BadInput(f"{where}: field 'id': write small letters, digits and hyphens, as in 'data-centre'")
    if not lists["seeds"]:
        raise BadInput(f"{where}: field 'seeds': needs one phrase at least (six make a good theme)")
    threshold = table.get("threshold")
    if threshold is not None and (
        isinstance(threshold, bool) or not isinstance(threshold, (int, float)) or not 0 < threshold < 1
    ):
        raise BadInput(f"{where}: field 'threshold': must be a number between 0 and 1, not {threshold!r}")
    return Theme(
        id=texts["id"],
        name=texts["name"],
        seeds=lists["seeds"],
        name_ms=texts.get("name_ms"),
        seeds_ms=lists.get("seeds_ms", ()),
        keywords=lists.get("keywords", ()),
        negatives=lists.get("negatives", ()),
        must=lists.get("must", ()),
        never=lists.get("never", ()),
        examples=lists.get("examples", ()),
        threshold=None if threshold is None else float(threshold),
        description=texts.get("description"),
    )


def _text(where: str, name: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{where}: field '{name}': must be a text, not {value!r}")
    return value.strip()


def _phrases(where: str, name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(phrase, str) and phrase.strip() for phrase in value):
        raise BadInput(f"{where}: field '{name}': must be a list of texts, not {value!r}")
    return tuple(dict.fromkeys(phrase.strip() for phrase in value))
