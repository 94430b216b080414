"""Shards as Parquet files: written under a name of their own and moved to theirs once whole, so there is none that is
half. Knows pyarrow, which is loaded here and only when it is needed; must not know what a row means.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import uuid4

from pantau.shards.plan import Part
from pantau.shards.rows import COLUMNS, Found, Row
from records import BadInput, NotFound, PantauError

GROUP = 100  # rows that are read together: some 2 MB
_KEY = b"pantau"


def parquet() -> tuple[Any, Any]:
    """pyarrow and pyarrow.parquet. Raises PantauError where they are not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise PantauError(
            "shards are Parquet files and need pyarrow: 'pip install pantau[shards]', or pantau[ray] for Ray too"
        ) from error
    return pyarrow, pyarrow.parquet


def write(folder: Path, part: Part, rows: Iterable[Row], found: Found) -> Path:
    """Writes a shard and gives its path. ``found`` is what is known once the last row was taken. One that is there
    already, of another worker on the same part, is replaced by one with the same rows."""
    arrow, pq = parquet()
    path = folder / part.name
    unfinished = folder / f".{part.name}.{uuid4().hex}"
    try:
        with open(unfinished, "xb") as file, pq.ParquetWriter(file, _schema(arrow), compression="zstd") as writer:
            for group in _grouped(rows):
                table = arrow.Table.from_pylist([asdict(row) for row in group], schema=_schema(arrow))
                writer.write_table(table, row_group_size=GROUP)
            told = json.dumps({"part": part.described(), **asdict(found)}, sort_keys=True)
            writer.add_key_value_metadata({_KEY: told})
        with open(unfinished, "rb") as whole:
            os.fsync(whole.fileno())
        os.replace(unfinished, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            unfinished.unlink()
        raise
    return path


def done(folder: Path, part: Part) -> bool:
    """Whether the shard of this part is there. Raises BadInput where its file is no whole shard."""
    path = folder / part.name
    return path.exists() and told_in(path)["part"] == part.described()


def told_in(path: Path) -> dict[str, Any]:
    """What a shard says of itself: ``part``, ``records``, ``passed_over``, ``damage``. Raises BadInput."""
    arrow, pq = parquet()
    try:
        told = json.loads(pq.read_metadata(path).metadata[_KEY])
    except (OSError, KeyError, TypeError, ValueError, arrow.ArrowException) as error:
        raise BadInput(f"{path}: no shard of 'pantau backfill' ({error}); delete it and it is made again") from error
    return dict(told)


def shards_in(folder: Path) -> list[Path]:
    """The shards of a folder, in the order of their inputs. Raises NotFound where it has none."""
    found = sorted(path for path in folder.glob("*.parquet") if not path.name.startswith("."))
    if not found:
        raise NotFound(f"{folder}: holds no shard (.parquet)")
    return found


def read(path: Path, columns: Sequence[str] = COLUMNS) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The rows of a shard, a group at a time with its number."""
    _, pq = parquet()
    with pq.ParquetFile(path) as file:
        for number in range(file.num_row_groups):
            yield number, file.read_row_group(number, columns=list(columns)).to_pylist()


def read_group(path: Path, number: int, columns: Sequence[str] = COLUMNS) -> list[dict[str, Any]]:
    _, pq = parquet()
    with pq.ParquetFile(path) as file:
        rows: list[dict[str, Any]] = file.read_row_group(number, columns=list(columns)).to_pylist()
    return rows


def tidy(folder: Path, parts: Iterable[Part]) -> None:
    """Takes away what killed workers left of these parts, which are all done."""
    for part in parts:
        for left in folder.glob(f".{part.name}.*"):
            left.unlink(missing_ok=True)


def _grouped(rows: Iterable[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        group.append(row)
        if len(group) == GROUP:
            yield group
            group = []
    if group:
        yield group


def _schema(arrow: Any) -> Any:
    moment = arrow.timestamp("us", tz="UTC")
    kinds = {"fetched": moment, "published": moment, "words": arrow.int32(), "figures": arrow.int32(),
             "officials": arrow.int32(), "given": arrow.binary(16), "vector": arrow.binary(),
             "passages": arrow.binary()}  # fmt: skip
    return arrow.schema([(name, kinds.get(name, arrow.string())) for name in COLUMNS])
