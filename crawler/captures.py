"""Reads WARC files, our own and those of others: every response with its body unpacked, in the order of the file.

Knows files and warcio; it must not know what is done with a page. Gzip a record or plain, bodies in gzip, deflate or
brotli, chunked or not: CC-NEWS has all of these.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import brotli  # type: ignore[import-untyped]
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader

from crawler.archive import PART_OF
from records import BadInput

MAX_MEMBER = 64 * 1024 * 1024  # bytes of one unpacked gzip member; a record with headers is far smaller
MAX_BODY = 20 * 1024 * 1024  # bytes of one body that are read; twice what the crawler itself downloads
_RECORDS = ("response", "conversion")  # that may hold a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """One response as read from a WARC; or a page as its scripts left it (a conversion record, ``rendered``)."""

    url: str
    when: datetime  # WARC-Date, aware UTC
    status: int
    content_type: str | None
    headers: tuple[tuple[str, str], ...]
    body: bytes
    offset: int
    rendered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A record that holds no usable response, and why."""

    kind: str
    reason: str
    offset: int


def read_warc(path: Path) -> Iterator[Captured | Passed]:
    """Every record of a WARC file (gzip per record, or plain), in order.

    A record whose body or headers are broken costs itself only. Raises BadInput that names file and byte offset where
    the file is missing, no WARC, or damaged; all records before the damage have been yielded by then.
    """
    try:
        file = open(path, "rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})") from error
    with file:
        place = 0
        try:
            pieces = _members(file) if file.read(2) == b"\x1f\x8b" else _whole(file)
            for offset, stream in pieces:
                place = offset
                if stream is None:
                    yield Passed(kind="record", reason=f"a record larger than {MAX_MEMBER} bytes", offset=offset)
                    continue
                for start, record in _records(stream):
                    place = offset + start
                    captured = _captured(record, place)
                    _finish(record, place)
                    yield captured
        except (_Damaged, ArchiveLoadFailed, EOFError, OSError, ValueError, zlib.error) as error:
            at = error.offset if isinstance(error, _Damaged) else place
            raise BadInput(f"{path}: damaged at or behind byte {at} ({_first_line(error)})") from error


class _Damaged(Exception):
    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.offset = offset


def _whole(file: io.BufferedReader) -> Iterator[tuple[int, io.BufferedIOBase]]:
    """A plain WARC: one stream."""
    file.seek(0)
    yield 0, file


def _members(file: io.BufferedReader) -> Iterator[tuple[int, io.BufferedIOBase | None]]:
    """The gzip members of a file, each unpacked whole (its checksum proves it), with the offset at which it begins;
    None where one is too large to be a page.

    warcio reads on as plain text where gzip breaks, so the members are taken apart here.
    """
    file.seek(0)
    offset, waiting = 0, b""
    while True:
        waiting = waiting or file.read(1 << 16)
        if not waiting:
            return
        stream, out, packed, large = zlib.decompressobj(wbits=31), bytearray(), 0, False
        while not stream.eof:
            if not waiting:
                raise _Damaged("the file ends within a record", offset)
            try:
                out += stream.decompress(waiting, MAX_MEMBER - len(out) + 1)
            except zlib.error as error:
                raise _Damaged(str(error), offset) from error
            if len(out) > MAX_MEMBER:
                if offset == 0 and not large and out.count(b"\nWARC-Record-ID:") > 1:
                    raise _Damaged("it is packed as a whole, not record by record ('warcio recompress' mends it)", 0)
                large = True
                out.clear()
            packed += len(waiting) - len(stream.unused_data) - len(stream.unconsumed_tail)
            waiting = stream.unused_data if stream.eof else stream.unconsumed_tail or file.read(1 << 16)
        yield offset, None if large else io.BytesIO(bytes(out))
        offset += packed


def _records(stream: io.BufferedIOBase) -> Iterator[tuple[int, object]]:
    """The records of an unpacked stream with their offsets in it. Raises _Damaged where one is cut off or is none."""
    loader = ArcWarcRecordLoader()
    while True:
        start = stream.tell()
        line = stream.readline(8192)
        while line in (b"\r\n", b"\n"):
            start = stream.tell()
            line = stream.readline(8192)
        if not line:
            return
        if not line.startswith(b"WARC/1."):
            raise _Damaged("no WARC record begins here", start)
        stream.seek(start)
        headers = loader.parse_record_stream(stream, no_record_parse=True).rec_headers
        if not (headers.get_header("Content-Length") or "").isdigit():
            raise _Damaged("a record without length, or cut off in its headers", start)
        response = headers.get_header("WARC-Type") == "response" and headers.get_header("WARC-Target-URI")
        stream.seek(start)
        record = loader.parse_record_stream(stream, no_record_parse=not response)
        yield start, record


def _finish(record: object, offset: int) -> None:
    """Reads what is left of a record. Raises _Damaged where it is cut off."""
    raw = record.raw_stream  # type: ignore[attr-defined]
    while raw.read(1 << 16):
        continue
    if raw.limit > 0:
        raise _Damaged("the file ends within a record", offset)


def _captured(record: object, offset: int) -> Captured | Passed:
    kind = str(record.rec_type)  # type: ignore[attr-defined]
    if kind not in _RECORDS:
        return Passed(kind=kind, reason=f"a {kind} record", offset=offset)
    headers = record.rec_headers  # type: ignore[attr-defined]
    if headers.get_header(PART_OF):
        return Passed(kind=kind, reason="a part of a page that was rendered", offset=offset)
    url, printed = headers.get_header("WARC-Target-URI"), headers.get_header("WARC-Date")
    http = record.http_headers  # type: ignore[attr-defined]
    if not url or not printed or (http is None and kind == "response"):
        return Passed(kind=kind, reason="a response without URL, date or HTTP headers", offset=offset)
    try:
        when = _when(printed)
        status = int(http.get_statuscode()) if http else 200
    except ValueError:
        return Passed(kind=kind, reason="a response whose date or status cannot be read", offset=offset)
    body = _body(record.raw_stream, http)  # type: ignore[attr-defined]
    if isinstance(body, str):
        return Passed(kind=kind, reason=body, offset=offset)
    return Captured(
        url=url.strip("<>"),
        when=when,
        status=status,
        content_type=(http or headers).get_header("content-type"),
        headers=tuple((str(name), str(value)) for name, value in http.headers) if http else (),
        body=body,
        offset=offset,
        rendered=kind == "conversion",
    )


def _body(raw: object, http: object | None) -> bytes | str:
    """A body with its encodings undone, or why it cannot be had. What is declared packed but is not is taken as it
    is (so do archives that unpack and keep the header); so is what there is of a body that was cut off."""
    printed = ""
    if http is not None:
        printed = (http.get_header("content-encoding") or "").strip().lower()  # type: ignore[attr-defined]
        if printed not in _UNPACK:
            return f"a body in the encoding {printed[:40]}"
        if (http.get_header("transfer-encoding") or "").strip().lower() == "chunked":  # type: ignore[attr-defined]
            raw = ChunkedDataReader(raw)
    body = _read(raw)
    if len(body) <= MAX_BODY and printed:
        try:
            body = _UNPACK[printed](body)
        except (zlib.error, brotli.error):
            if body.lstrip()[:1] != b"<":
                return f"a body that cannot be unpacked ({printed})"
    return f"a body larger than {MAX_BODY} bytes" if len(body) > MAX_BODY else body


def _zlib(body: bytes, wbits: int) -> bytes:
    """At most a little more than MAX_BODY bytes. Raises zlib.error."""
    out = bytearray()
    while body and len(out) <= MAX_BODY:
        stream = zlib.decompressobj(wbits)
        out += stream.decompress(body, MAX_BODY + 1 - len(out))
        body = stream.unused_data if stream.eof else b""  # gzip may come in several members
        if not body.startswith(b"\x1f\x8b"):
            break
    return bytes(out)


def _gzip(body: bytes) -> bytes:
    return _zlib(body, 31)


def _deflate(body: bytes) -> bytes:
    """As the standard has it, or bare, as many servers do."""
    try:
        return _zlib(body, 15)
    except zlib.error:
        return _zlib(body, -15)


def _brotli(body: bytes) -> bytes:
    """At most a little more than MAX_BODY bytes. Raises brotli.error."""
    stream, out = brotli.Decompressor(), bytearray()
    out += stream.process(body, output_buffer_limit=MAX_BODY + 1)
    while not stream.can_accept_more_data() and len(out) <= MAX_BODY:
        out += stream.process(b"", output_buffer_limit=MAX_BODY + 1 - len(out))
    return bytes(out)


# warcio's own unpacking ends in AttributeError with brotli 1.2, and tells nothing of a body that breaks in its middle.
_UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "": bytes, "identity": bytes, "gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli,
}  # fmt: skip


def _read(stream: object) -> bytes:
    """At most MAX_BODY + 1 bytes; a stream may give less than is asked for at a time."""
    pieces: list[bytes] = []
    left = MAX_BODY + 1
    while left > 0 and (piece := stream.read(min(left, 1 << 16))):  # type: ignore[attr-defined]
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _when(printed: str) -> datetime:
    when = datetime.fromisoformat(printed)
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
