"""The archive: every response as one gzip member of a WARC 1.1 file, so that all can be made again without the network.

Knows files and warcio. A record is written whole and flushed before its place is told; what a killed process
left torn at the end of a file is passed over on reading, and the next process starts a file of its own.
"""

from __future__ import annotations

import io
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from records import BadInput

MAX_FILE = 1_000_000_000  # bytes, the size that the WARC guidelines recommend
_ENCODED = ("content-encoding", "transfer-encoding", "content-length", "connection", "set-cookie", "proxy-connection")


class Archive:
    """Appends responses to ``pantau-<UTC start>-<number>.warc.gz`` files in a folder; one writer at a time.

    A file belongs to one Archive: it is created with O_EXCL, so two processes never write into one file.
    """

    def __init__(self, folder: Path, now: datetime, *, max_file: int = MAX_FILE) -> None:
        self._folder = folder
        self._stamp = now.astimezone(UTC).strftime("%Y%m%d%H%M%S")
        self._max_file = max_file
        self._number = 0
        self._file: io.BufferedWriter | None = None
        self._name = ""

    def append(
        self, url: str, status: int, headers: Iterable[tuple[str, str]], body: bytes, when: datetime
    ) -> tuple[str, int]:
        """Writes one response and returns (file name relative to the folder, byte offset of its record).

        ``body`` is the body with content and transfer encodings undone; headers that speak of these, and
        cookies, are left out. Raises OSError where it cannot be written (the disk is full, ...).
        """
        record = _record(url, status, headers, body, when)
        if self._file is None or (self._file.tell() + len(record) > self._max_file and self._file.tell() > 0):
            self._next_file()
        assert self._file is not None
        offset = self._file.tell()
        try:
            self._file.write(record)
            self._file.flush()
        except OSError:
            # what is torn must not stand before later records
            self._file.close()
            self._file = None
            raise
        return self._name, offset

    def close(self) -> None:
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _next_file(self) -> None:
        self.close()
        self._folder.mkdir(parents=True, exist_ok=True)
        while self._file is None:
            name = f"pantau-{self._stamp}-{self._number:05d}.warc.gz"
            self._number += 1
            try:
                self._file = open(self._folder / name, "xb")  # noqa: SIM115 - closed by close()
            except FileExistsError:
                continue
            self._name = name


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """One response record as read from a WARC."""

    url: str
    when: datetime  # WARC-Date, aware UTC
    status: int
    content_type: str | None
    headers: tuple[tuple[str, str], ...]
    body: bytes
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A record that holds no usable response, and why."""

    kind: str
    reason: str
    offset: int


MAX_MEMBER = 64 * 1024 * 1024  # bytes of one unpacked gzip member; a record with headers is far smaller
MAX_BODY = 20 * 1024 * 1024  # bytes of one body that are read; twice what the crawler itself downloads


def read_warc(path: Path) -> Iterator[Captured | Passed]:
    """Every record of a WARC file (gzip per record, or plain), in order.

    Raises BadInput that names file and byte offset where the file is missing, no WARC, or damaged; all records
    before the damage have been yielded by then.
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


def _members(file: io.BufferedReader) -> Iterator[tuple[int, io.BufferedIOBase]]:
    """The gzip members of a file, each unpacked whole (its checksum proves it), with the offset at which it begins.

    warcio reads on as plain text where gzip breaks, so the members are taken apart here.
    """
    file.seek(0)
    offset, waiting = 0, b""
    while True:
        waiting = waiting or file.read(1 << 16)
        if not waiting:
            return
        stream, out, packed = zlib.decompressobj(wbits=31), bytearray(), 0
        while not stream.eof:
            if not waiting:
                raise _Damaged("the file ends within a record", offset)
            try:
                out += stream.decompress(waiting, MAX_MEMBER - len(out) + 1)
            except zlib.error as error:
                raise _Damaged(str(error), offset) from error
            if len(out) > MAX_MEMBER:
                raise _Damaged(f"a gzip member unpacks to more than {MAX_MEMBER} bytes", offset)
            packed += len(waiting) - len(stream.unused_data) - len(stream.unconsumed_tail)
            waiting = stream.unused_data if stream.eof else stream.unconsumed_tail or file.read(1 << 16)
        yield offset, io.BytesIO(bytes(out))
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
    if kind != "response":
        return Passed(kind=kind, reason=f"a {kind} record", offset=offset)
    headers = record.rec_headers  # type: ignore[attr-defined]
    url, printed = headers.get_header("WARC-Target-URI"), headers.get_header("WARC-Date")
    body = _read(record.content_stream())  # type: ignore[attr-defined]
    http = record.http_headers  # type: ignore[attr-defined]
    if not url or not printed or http is None:
        return Passed(kind=kind, reason="a response without URL, date or HTTP headers", offset=offset)
    if len(body) > MAX_BODY:
        return Passed(kind=kind, reason=f"a body larger than {MAX_BODY} bytes", offset=offset)
    return Captured(
        url=url.strip("<>"),
        when=_when(printed),
        status=int(http.get_statuscode()),
        content_type=http.get_header("content-type"),
        headers=tuple((str(name), str(value)) for name, value in http.headers),
        body=body,
        offset=offset,
    )


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


def _record(url: str, status: int, headers: Iterable[tuple[str, str]], body: bytes, when: datetime) -> bytes:
    kept = [(name, re.sub(r"[\r\n]+", " ", value)) for name, value in headers if name.lower() not in _ENCODED]
    kept.append(("Content-Length", str(len(body))))
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
    record = writer.create_warc_record(
        url,
        "response",
        payload=io.BytesIO(body),
        http_headers=StatusAndHeaders(f"{status} -", kept, protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")},
    )
    writer.write_record(record)
    return out.getvalue()
