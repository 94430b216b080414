"""The archive: every response as one gzip member of a WARC 1.1 file, so that all can be made again without the network.

Knows files and warcio; what it wrote is read by crawler.captures.
A record is written whole and flushed before its place is told; what a killed process left torn at the end of a file
is passed over on reading, and the next process starts a file of its own.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from http.client import responses
from pathlib import Path
from uuid import uuid4

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

MAX_FILE = 1_000_000_000  # bytes, the size that the WARC guidelines recommend
PART_OF = "Pantau-Part-Of"  # of a record that is only read as part of the rendered page at this address
SOFTWARE = "Pantau 0.1 (Scrapy, warcio)"
_ENCODED = ("content-encoding", "transfer-encoding", "content-length", "connection", "set-cookie", "proxy-connection")
_FORMAT = "WARC file version 1.1; bodies with content and transfer encodings undone, cookies left out"


class Archive:
    """Appends responses to ``pantau-<UTC start>-<number>.warc.gz`` files in a folder; one writer at a time.

    A file belongs to one Archive: it is created with O_EXCL, so two processes never write into one file. Each begins
    with a warcinfo record that names ``contact``, who crawled.
    """

    def __init__(self, folder: Path, now: datetime, *, max_file: int = MAX_FILE, contact: str = "") -> None:
        self._folder = folder
        self._stamp = now.astimezone(UTC).strftime("%Y%m%d%H%M%S")
        self._max_file = max_file
        self._contact = contact
        self._number = 0
        self._file: io.BufferedWriter | None = None
        self._name = ""
        self._head = 0  # bytes of the warcinfo record of the open file

    def append(
        self,
        url: str,
        status: int,
        headers: Iterable[tuple[str, str]],
        body: bytes,
        when: datetime,
        *,
        address: str | None = None,
        part_of: str | None = None,
        record_id: str | None = None,
    ) -> tuple[str, int]:
        """Writes one response and returns (file name relative to the folder, byte offset of its record).

        ``body`` is the body with content and transfer encodings undone; headers that speak of these, and cookies, are
        left out. ``address`` is the IP address that answered; ``part_of`` the page for whose rendering it was asked.
        Raises OSError where it cannot be written (the disk is full, ...).
        """
        kept = [(name, re.sub(r"[\r\n]+", " ", value)) for name, value in headers if name.lower() not in _ENCODED]
        kept.append(("Content-Length", str(len(body))))
        fields = {"WARC-IP-Address": address, PART_OF: part_of, "WARC-Record-ID": record_id}
        http = StatusAndHeaders(f"{status} {responses.get(status, '-')}", kept, protocol="HTTP/1.1")
        return self._write(_record("response", url, body, when, fields, http=http), when)

    def append_rendered(self, url: str, html: bytes, when: datetime, of: str | None) -> tuple[str, int]:
        """Writes a page as its scripts left it, in UTF-8, as a conversion record of the response whose record id is
        ``of``; ``when`` is that response's time, since both are one capture (WARC 1.1, 5.4). Returns as ``append``."""
        kind = "text/html; charset=utf-8"
        return self._write(_record("conversion", url, html, when, {"WARC-Refers-To": of}, kind=kind), when)

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

    def _write(self, record: bytes, when: datetime) -> tuple[str, int]:
        if self._file is None or self._file.tell() + len(record) > self._max_file:
            self._next_file(when)
        assert self._file is not None
        offset = self._file.tell()
        try:
            self._file.write(record)
            self._file.flush()
        except OSError:
            # what is torn must not stand before later records
            torn, self._file = self._file, None
            with contextlib.suppress(OSError):  # of the same cause: closing tries to write the rest
                torn.close()
            raise
        return self._name, offset

    def _next_file(self, when: datetime) -> None:
        """Opens the next file, unless the open one holds no response yet (a record larger than a file)."""
        if self._file is not None and self._file.tell() <= self._head:
            return
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
        said = {"software": SOFTWARE, "format": _FORMAT, "robots": "RFC 9309", "operator": self._contact}
        info = "".join(f"{name}: {value}\r\n" for name, value in said.items() if value).encode()
        self._head = self._file.write(
            _record("warcinfo", None, info, when, {"WARC-Filename": self._name}, kind="application/warc-fields")
        )


def new_record_id() -> str:
    return f"<urn:uuid:{uuid4()}>"


def _record(
    kind_of_record: str, url: str | None, body: bytes, when: datetime, fields: dict[str, str | None], *,
    kind: str = "", http: StatusAndHeaders | None = None,
) -> bytes:  # fmt: skip
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
    date = {"WARC-Date": when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
    record = writer.create_warc_record(
        url,
        kind_of_record,
        payload=io.BytesIO(body),
        length=len(body),
        http_headers=http,
        warc_content_type=kind,
        warc_headers_dict=date | {name: value for name, value in fields.items() if value is not None},
    )
    writer.write_record(record)
    return out.getvalue()
