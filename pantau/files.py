"""Reading what a user names on the command line: texts, JSON lines, pages. One clear error for each that fails."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from dateutil import parser as dates

from records import BadInput, NotFound

#: A page or text larger than this is no article; it is refused before it is unpacked into memory.
MAX_BYTES = 20_000_000


def read_bytes(path: Path) -> bytes:
    """The bytes of ``path``, unpacked where it ends in .gz. Raises NotFound or BadInput."""
    try:
        if path.suffix == ".gz":
            with gzip.open(path, "rb") as stream:
                data = stream.read(MAX_BYTES + 1)
        else:
            with path.open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise NotFound(f"{path}: no such file") from error
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise BadInput(f"{path}: damaged gzip file ({error})") from error
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise BadInput(f"{path}: more than {MAX_BYTES} bytes")
    return data


def read_text(path: Path | None) -> str:
    """UTF-8 text of ``path``, or of standard input where it is None or ``-``."""
    name = str(path or "-")
    data = sys.stdin.buffer.read(MAX_BYTES + 1) if name == "-" else read_bytes(Path(name))
    if len(data) > MAX_BYTES:
        raise BadInput(f"standard input: more than {MAX_BYTES} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = "standard input" if name == "-" else name
        raise BadInput(f"{where}: not UTF-8 at byte {error.start}") from error
    return text.replace("\r\n", "\n")


def json_rows(path: Path, *, required: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The rows of a JSON-lines file. Raises BadInput naming file, line and field."""
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadInput(f"{path}:{number}: no JSON ({error.msg} at column {error.colno})") from error
        if not isinstance(row, dict):
            raise BadInput(f"{path}:{number}: a row must be a JSON object")
        for name in required:
            if name not in row:
                raise BadInput(f"{path}:{number}: field '{name}' is missing")
        yield row


def read_lines(path: Path) -> Iterator[str]:
    """Lines of a UTF-8 file (plain or .gz) of any length, one at a time."""
    try:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as stream:
            yield from stream
    except FileNotFoundError as error:
        raise NotFound(f"{path}: no such file") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: not UTF-8 ({error.reason})") from error
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise BadInput(f"{path}: damaged gzip file ({error})") from error
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from error


def day(text: object, where: str) -> date | None:
    """A date as 2025-06-19 or any ISO 8601 date and time; None for null. Raises BadInput naming ``where``."""
    if text is None or text == "":
        return None
    try:
        return dates.isoparse(str(text)).date()
    except ValueError as error:
        raise BadInput(f"{where}: '{text}' is no date: write it as 2025-06-19") from error
