"""Rows as CSV or JSON lines. Pure but for the stream it writes to.

A cell that a spreadsheet would run as a formula gets an apostrophe in front of it (OWASP, "CSV injection").
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: Any) -> Any:
    """Text that begins like a formula is made text for good; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_FORMULA) and not _is_number(value):
        return "'" + value
    return value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def write_csv(rows: Iterable[Mapping[str, Any]], stream: TextIO) -> None:
    writer = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(stream, list(row))
            writer.writeheader()
        writer.writerow({name: safe_cell(value) for name, value in row.items()})


def write_jsonl(rows: Iterable[Mapping[str, Any]], stream: TextIO) -> None:
    for row in rows:
        stream.write(json.dumps(dict(row), ensure_ascii=False) + "\n")
