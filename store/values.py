"""How values stand in columns, and how rows come out: times, decimals, JSON, keys. Knows no table."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol

from records import BadInput

Row = dict[str, Any]


class HasConnection(Protocol):
    @property
    def connection(self) -> sqlite3.Connection: ...


Source = HasConnection | sqlite3.Connection  # what a named query can be asked of


def connection_of(source: Source) -> sqlite3.Connection:
    return source if isinstance(source, sqlite3.Connection) else source.connection


def rows(source: Source, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> Iterator[Row]:
    """The rows as dicts, one at a time, whatever row_factory the connection has.

    Raises BadInput for a value that SQLite cannot take: half a surrogate pair, a number beyond 64 bits.
    """
    try:
        cursor = connection_of(source).execute(sql, values)
    except (UnicodeEncodeError, OverflowError) as error:
        raise BadInput(f"a value that cannot be looked up: {error}") from error
    names = [column[0] for column in cursor.description]
    for found in cursor:
        yield dict(zip(names, tuple(found), strict=True))


def one(source: Source, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> Row | None:
    """The first row, or None."""
    return next(rows(source, sql, values), None)


def insert(connection: sqlite3.Connection, table: str, row: Row) -> int:
    """Inserts one row and gives its rowid. ``table`` and the keys are ours, never a user's.

    sqlite-utils reads the schema anew at each call: 170 µs a row against 3 µs here (2,000 upserts in memory,
    SQLite 3.40); an article has some fifty rows.
    """
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" * len(row))
    cursor = connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(row.values()))
    return int(cursor.lastrowid or 0)


def insert_all(connection: sqlite3.Connection, table: str, wanted: Sequence[Row]) -> None:
    """Inserts rows in their order. All have the same columns; they and ``table`` are ours, never a user's."""
    if wanted:
        names = ", ".join(f'"{name}"' for name in wanted[0])
        marks = ", ".join("?" * len(wanted[0]))
        connection.executemany(
            f'INSERT INTO "{table}" ({names}) VALUES ({marks})', [tuple(row.values()) for row in wanted]
        )


def stamp(moment: datetime) -> str:
    """UTC text to the second, as WARC-Date has it, so that a replay gives the very same text."""
    if moment.tzinfo is None:
        raise BadInput(f"a time without zone: {moment.isoformat()}")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def stamp_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else stamp(moment)


def moment(text: str) -> datetime:
    """Aware UTC datetime of a stamp."""
    if len(text) == 20 and text.endswith("Z"):
        return datetime.fromisoformat(text)  # a tenth of the time
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def moment_or_none(text: str | None) -> datetime | None:
    return None if text is None else moment(text)


def decimal_text(value: Decimal | None) -> str | None:
    """Exact plain digits: no exponent, no idle zeros, so that equal values are equal texts."""
    if value is None:
        return None
    if not value.is_finite():
        raise BadInput(f"{value} is no number that can be stored")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def as_json(value: Any) -> str:
    """JSON with sorted keys: equal values are equal texts."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def digest_of(*parts: str | None, length: int = 16) -> str:
    """Hex digits that follow from the parts; None differs from the empty text."""
    text = json.dumps(parts, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=16384)
def slug(name: str) -> str:
    """The key of a name: lower case, accents off, words joined by ``-``; letters of every script stay."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    words = re.findall(r"\w+", plain.replace("'", "").replace("’", ""))
    return "-".join(words) or f"x-{digest_of(name)}"
