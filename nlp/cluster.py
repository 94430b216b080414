"""Groups the rows of a file: copies, stories and themes in one pass, without a database.

Joins copies, stories and themes; must not know files or the command line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from nlp.copies import CopyIndex, CopyItem
from nlp.embedding import Encoder, embedding_text
from nlp.stories import StoryItem
from nlp.stories.stream import settled
from nlp.stories.words import first_sentence, prose_lines
from nlp.themes import ThemeScorer
from records import BadInput, Theme, ThemeScore

SHOWN = 5  # themes a row
_NEVER = datetime.max.replace(tzinfo=UTC)

_FIELDS = {"id": True, "text": True, "title": False, "published": False, "language": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the input, checked. ``published`` is aware UTC; a day or time without offset is taken as UTC."""

    id: str
    text: str
    title: str
    published: datetime | None
    language: str | None


def cluster_rows(
    rows: Sequence[Mapping[str, Any]], themes: Sequence[Theme], encoder: Encoder, shown: int | None = SHOWN
) -> list[dict[str, Any]]:
    """A dict ``{id, story, copy_of, themes: [{id, score, assigned}]}`` for each row, in the order of the rows.

    Rows need ``id`` and ``text``; ``title``, ``published`` (ISO 8601) and ``language`` (ISO 639-1) are optional.
    They are settled a day at a time, in order of (published, row); undated rows belong to the last day. ``copy_of``
    names the row whose text is repeated (a row that merely draws on another is no copy); a copy has its story and
    themes. ``themes`` are the ``shown`` best (None: all), assigned or not; those of seeds alone look at the rows
    before. Without themes none are scored. Raises BadInput, naming row and field.
    """
    checked = [_checked(number, row) for number, row in enumerate(rows, start=1)]
    _refuse_repeats(checked)
    copies, scorer = CopyIndex(), ThemeScorer(themes, encoder)
    origins: dict[str, str] = {}  # of what is a copy
    items: list[StoryItem] = []
    scored: dict[str, list[dict[str, Any]]] = {}
    neighbours = scorer.neighbours() if themes else None
    ordered = sorted(checked, key=lambda row: (row.published is None, row.published or _NEVER))
    for number, row in enumerate(ordered):
        item = CopyItem(id=row.id, title=row.title, body=row.text, when=row.published)
        decision = copies.decide(item)
        copies.add(item, decision)
        if decision.copy_of is not None and decision.kind != "derived":
            origins[row.id] = decision.copy_of
            continue
        body = "\n".join(prose_lines(row.text))
        title = row.title or first_sentence(row.text)
        vector = encoder.encode([embedding_text(row.title, body)])[0]
        items.append(
            StoryItem(
                id=row.id, title=row.title, body=row.text, when=row.published, vector=vector, language=row.language
            )
        )
        scores: tuple[ThemeScore, ...] = ()
        if neighbours is not None:
            text = scorer.text(title=title, body=row.text, vector=vector, language=row.language)
            scores = scorer.score_texts([neighbours.read(row.id, (f"{number:09}",), text)])[0]
        scored[row.id] = [{"id": s.theme, "score": s.score, "assigned": s.assigned} for s in scores[:shown]]
    stories = settled(items)
    given = {row.id: original["id"] for row, original in zip(checked, rows, strict=True)}  # numbers stay numbers
    found = []
    for row in checked:
        own = origins.get(row.id, row.id)
        found.append(
            {
                "id": given[row.id],
                "story": stories[own].story,
                "copy_of": given[own] if own != row.id else None,
                "themes": scored[own],
            }
        )
    return found


def _checked(number: int, row: Any) -> Row:
    if not isinstance(row, Mapping):
        raise BadInput(f"row {number}: is no object with fields but {row!r:.60}")
    values: dict[str, str | None] = {}
    for name, required in _FIELDS.items():
        value = row.get(name)
        if value is None and not required:
            values[name] = None
            continue
        if value is None:
            raise BadInput(f"row {number}: field '{name}' is missing")
        if name == "id" and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise BadInput(f"row {number}: field '{name}' must be a text, not {value!r:.60}")
        if required and not value.strip():
            raise BadInput(f"row {number}: field '{name}' is empty")
        values[name] = value
    return Row(
        id=values["id"] or "",
        text=values["text"] or "",
        title=(values["title"] or "").strip(),
        published=_moment(number, values["published"]),
        language=(values["language"] or "").strip() or None,
    )


def _moment(number: int, printed: str | None) -> datetime | None:
    if printed is None or not printed.strip():
        return None
    try:
        moment = datetime.fromisoformat(printed.strip())
    except ValueError as problem:
        raise BadInput(f"row {number}: field 'published' must be ISO 8601, not {printed!r:.60}") from problem
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _refuse_repeats(rows: Sequence[Row]) -> None:
    first: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        if row.id in first:
            raise BadInput(f"row {number}: field 'id': {row.id!r:.60} stands in row {first[row.id]} already")
        first[row.id] = number
