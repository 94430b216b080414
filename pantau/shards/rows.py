"""What one record of an archive becomes in a shard: the fetch, the article, and all that was read of it.

Pure. Records cross as JSON, by pydantic from their own types: a decimal stays exact, a time keeps its zone. Plain
columns beside them are for who asks a shard directly (DuckDB, pandas).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from pydantic import TypeAdapter

from crawler.replay import Outcome
from pantau.reading_ahead import Given, ReadText
from records import Annotation, Article, BadInput, Fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One HTML page. ``article`` None: it holds none, ``reason`` says why."""

    url: str
    outlet: str
    fetched: datetime
    status: str  # records.FetchStatus
    reason: str | None
    article: str | None  # its id
    title: str | None
    language: str | None
    published: datetime | None
    words: int
    figures: int
    officials: int
    fetch_json: str
    article_json: str | None
    given: bytes | None  # digest of what was read; equal texts of one day are one
    annotation_json: str | None
    vector: bytes | None  # float32, of title and beginning
    passages: bytes | None  # int8, rows of the vector's dimension


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {kind: TypeAdapter(kind) for kind in (Fetch, Article, Annotation)}
COLUMNS = tuple(field.name for field in fields(Row))


@dataclass(slots=True)
class Found:
    """What came of the records of a part, beside its rows."""

    records: int
    passed_over: dict[str, int]
    damage: str | None


def rows_of(
    outcomes: Iterable[Outcome], read: Callable[[Given], ReadText], zone: ZoneInfo, found: Found
) -> Iterator[Row]:
    """A row for each HTML page; everything else is counted in ``found``. Raises BadInput for a text that cannot be
    read, which an extraction never gives."""
    for outcome in outcomes:
        if isinstance(outcome, BadInput):
            found.damage = str(outcome)
            continue
        found.records += 1
        if isinstance(outcome, str):
            found.passed_over[outcome] = found.passed_over.get(outcome, 0) + 1
        else:
            yield row_of(*outcome, read, zone)


def row_of(article: Article | None, fetch: Fetch, read: Callable[[Given], ReadText], zone: ZoneInfo) -> Row:
    text = given = None
    if article is not None:
        given = given_of(article.title, article.body, article.language, article.published, zone)
        text = read(given)
    return Row(
        url=fetch.url,
        outlet=fetch.outlet,
        fetched=fetch.fetched,
        status=fetch.status,
        reason=fetch.reason,
        article=article.id if article else None,
        title=article.title if article else None,
        language=(article.language or (text.annotation.language if text else None)) if article else None,
        published=article.published if article else None,
        words=article.words if article else 0,
        figures=len(text.annotation.figures) if text else 0,
        officials=len(text.annotation.officials) if text else 0,
        fetch_json=_json(Fetch, fetch),
        article_json=_json(Article, article) if article else None,
        given=digest_of(given) if given else None,
        annotation_json=_json(Annotation, text.annotation) if text else None,
        vector=np.ascontiguousarray(text.vector, dtype="<f4").tobytes() if text else None,
        passages=text.passages.tobytes() if text else None,
    )


def page_of(row: dict[str, Any]) -> tuple[Article | None, Fetch]:
    """What was handed on of the page, as a replay does it. Raises ValueError where a row is no such record."""
    fetch: Fetch = _ADAPTERS[Fetch].validate_json(row["fetch_json"])
    return (_ADAPTERS[Article].validate_json(row["article_json"]) if row["article_json"] else None), fetch


def text_of(row: dict[str, Any]) -> ReadText:
    """What was read of the article. Raises ValueError where a row is no such record."""
    vector = np.frombuffer(row["vector"], dtype="<f4")
    return ReadText(
        annotation=_ADAPTERS[Annotation].validate_json(row["annotation_json"]),
        vector=vector,
        passages=np.frombuffer(row["passages"], dtype=np.int8).reshape(-1, len(vector)),
    )


def given_of(title: str, body: str, language: str | None, published: datetime | None, zone: ZoneInfo) -> Given:
    """What is read of an article; its day is that of ``zone``."""
    day = published.astimezone(zone).date() if published else None
    return Given(title=title, body=body, language=language, published=day)


def digest_of(given: Given) -> bytes:
    """16 bytes that follow from all that a reading depends on."""
    parts = (given.title, given.body, given.language, given.published and given.published.isoformat())
    return hashlib.sha256(repr(parts).encode()).digest()[:16]


def _json(kind: type[Any], value: object) -> str:
    text: bytes = _ADAPTERS[kind].dump_json(value)
    return text.decode()
