"""The articles of the sample web as their files have them, and what of them is to be seen at a moment."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

ARTICLES = Path(__file__).parent / "articles"


@dataclass(frozen=True, slots=True)
class Edit:
    at: datetime
    title: str | None
    body: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article as its outlet publishes it. ``body`` holds paragraphs parted by empty lines."""

    id: str
    outlet: str
    number: int
    slug: str
    language: str
    section: str
    published: datetime  # with the offset as printed
    title: str
    body: str
    authors: tuple[str, ...] = ()
    summary: str | None = None
    caption: str | None = None
    bullets: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    paywalled: bool = False
    modified: datetime | None = None
    edits: tuple[Edit, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(" ".join(part.split()) for part in self.body.split("\n\n") if part.strip())

    def at(self, moment: datetime) -> Piece:
        """The piece as it stands at ``moment``: its latest edit applied."""
        title, body, modified = self.title, self.body, self.modified
        for edit in self.edits:
            if edit.at <= moment:
                title, body, modified = edit.title or title, edit.body or body, edit.at
        if modified == self.modified:
            return self
        values = {name: getattr(self, name) for name in self.__slots__}
        return Piece(**{**values, "title": title, "body": body, "modified": modified})


def _piece(row: dict[str, Any]) -> Piece:
    edits = tuple(
        sorted(
            (Edit(edit["at"], edit.get("title"), edit.get("body")) for edit in row.pop("edit", [])),
            key=lambda edit: edit.at,
        )
    )
    row = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Piece(**row, edits=edits)


def load_pieces(folder: Path = ARTICLES) -> tuple[Piece, ...]:
    """All articles of the sample web, oldest first. A malformed file raises with its name in a note."""
    pieces: list[Piece] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            rows = tomllib.loads(path.read_text(encoding="utf-8"))["article"]
            pieces.extend(_piece(row) for row in rows)
        except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
            error.add_note(f"in {path.name}")
            raise
    return tuple(sorted(pieces, key=lambda piece: (piece.published, piece.id)))
