"""What crosses between the parent and a process that reads pages: bytes of known length, and an Extracted as bytes.

JSON and not pickle, since who sends it has just read a page from outside: what comes can be a wrong record, never
code that runs. Two kinds of value are marked by a key that no field has.
"""

from __future__ import annotations

import json
import socket
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from records import Evidence, Extracted

_FIELDS = tuple(item.name for item in fields(Extracted))


def send(channel: socket.socket, data: bytes) -> None:
    channel.sendall(len(data).to_bytes(8, "big"))
    channel.sendall(data)


def receive(channel: socket.socket, most: int | None = None) -> bytes:
    """What was sent at the other end. Raises EOFError where that is closed, ValueError where it is more than ``most``
    bytes, TimeoutError where the channel has a timeout and nothing comes."""
    size = int.from_bytes(_exactly(channel, 8), "big")
    if most is not None and size > most:
        raise ValueError(f"{size} bytes, more than {most}")
    return bytes(_exactly(channel, size))


def _exactly(channel: socket.socket, size: int) -> bytearray:
    data = bytearray(size)
    view, at = memoryview(data), 0
    while at < size:
        got = channel.recv_into(view[at:])
        if not got:
            raise EOFError
        at += got
    return data


def to_bytes(extracted: Extracted) -> bytes:
    row = {name: getattr(extracted, name) for name in _FIELDS}
    text = json.dumps(row, default=_plain, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def from_bytes(data: bytes) -> Extracted:
    """Raises ValueError or TypeError where ``data`` is no record."""
    row = json.loads(data.decode("utf-8", "surrogatepass"), object_hook=_value)
    if not isinstance(row, dict):
        raise ValueError("no record")
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Extracted(**values)


def _plain(value: object) -> dict[str, Any]:
    if isinstance(value, datetime):
        return {"$moment": value.isoformat()}
    if isinstance(value, date):
        return {"$day": value.isoformat()}
    if isinstance(value, Evidence):
        return {"$evidence": [value.source, value.sure]}
    raise TypeError(f"{type(value).__name__} crosses in no record")


def _value(found: dict[str, Any]) -> Any:
    match found:
        case {"$moment": str(text)}:
            return datetime.fromisoformat(text)
        case {"$day": str(text)}:
            return date.fromisoformat(text)
        case {"$evidence": [str(source), ("agreed" | "said" | "read") as sure]}:
            return Evidence(source, sure)
    return found
