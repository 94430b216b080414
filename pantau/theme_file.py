"""Adds a theme to the instance's own themes file, and names that file in the settings where it was not yet.

Knows the form of both files; must not know where a theme comes from.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from nlp.themes import load_themes
from pantau import config
from records import BadInput, Theme

NAME = "themes.toml"
_LISTS = ("seeds", "seeds_ms", "keywords", "negatives", "must", "never", "examples")
_HEAD = "# Themes of this instance; they override or add to those that come with Pantau. pantau themes --help\n"
_SETTING = re.compile(r"^#\s*themes_file\s*=.*$", re.MULTILINE)
_UNSEEN = re.compile("[\x00-\x1f\x7f]")  # no comment may hold them
_TABLE = re.compile(r"^\[", re.MULTILINE)


def table(theme: Theme, note: str = "") -> str:
    """The theme as a ``[[theme]]`` table; fields without a value are left out. ``note`` stands above as a comment."""
    lines = [f"# {_UNSEEN.sub('', ' '.join(note.split()))}"] if note else []
    lines.append("[[theme]]")
    for field in ("id", "name", "name_ms", "description"):
        if value := getattr(theme, field):
            lines.append(f"{field} = {_quoted(value)}")
    for field in _LISTS:
        if values := getattr(theme, field):
            lines += [f"{field} = [", *(f"  {_quoted(value)}," for value in values), "]"]
    if theme.threshold is not None:
        lines.append(f"threshold = {theme.threshold}")
    return "\n".join(lines) + "\n"


def add(settings: config.Config, theme: Theme, note: str = "") -> Path:
    """Appends the theme; gives the file. Raises BadInput where it would be none any more: it stays as it was."""
    path = settings.themes_file or settings.home / NAME
    before = path.read_text(encoding="utf-8") if path.exists() else _HEAD
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(f"{before.rstrip()}\n\n{table(theme, note)}", encoding="utf-8")
        load_themes(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    if settings.themes_file is None:
        _name_in_settings(settings.home / config.CONFIG_NAME)
    return path


def _name_in_settings(path: Path) -> None:
    """Into the line that is prepared for it, else before the first table: after one it would belong to that."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    line = f'themes_file = "{NAME}"'
    place = _SETTING.search(text)
    if place is not None:
        changed = f"{text[: place.start()]}{line}{text[place.end() :]}"
    else:
        first = _TABLE.search(text)
        at = first.start() if first else len(text)
        gap = "" if not text[:at] or text[:at].endswith("\n") else "\n"
        changed = f"{text[:at]}{gap}{line}\n{text[at:]}"
    path.write_text(changed, encoding="utf-8")


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's. Raises BadInput for half a surrogate pair."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadInput(f"{text!r:.60} cannot be written") from error
    return json.dumps(" ".join(text.split()), ensure_ascii=False).replace("\x7f", "\\u007f")
