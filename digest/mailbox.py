"""The mails of a Maildir or an mbox file, as bytes. Reads only: nothing is moved, marked or deleted.

Knows the two ways of keeping mails; it must not know what stands in them.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digest.safe import plain
from records import BadInput, NotFound

LARGEST = 5_000_000  # bytes of a mail; a report brings back at most the digest, which has under 100,000


@dataclass(frozen=True, slots=True)
class Kept:
    """One mail; ``raw`` None: larger than LARGEST or no plain file, and not read."""

    name: str
    raw: bytes | None


def mails(path: Path) -> Iterator[Kept]:
    """The mails of a folder with ``new`` and ``cur``, or of an mbox file, in order. Raises NotFound, BadInput."""
    if not path.exists():
        raise NotFound(f"{path}: no such mailbox")
    try:
        if path.is_dir():
            folders = [path / name for name in ("new", "cur") if (path / name).is_dir()]
            if not folders:
                raise BadInput(f"{path}: no Maildir: it has neither 'new' nor 'cur'")
            for folder in folders:
                for entry in sorted(folder.iterdir()):
                    if not entry.name.startswith("."):
                        yield Kept(plain(f"{folder.name}/{entry.name}", 100), _whole(entry))
        elif path.is_file():
            yield from _of_mbox(path)
        else:
            raise BadInput(f"{path}: neither a Maildir nor an mbox file")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from error


def _whole(path: Path) -> bytes | None:
    """The bytes of a plain file: a link or pipe that somebody put there is not followed, nor waited for."""
    if not stat.S_ISREG(path.lstat().st_mode):
        return None
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(file, "rb") as stream:
        raw = stream.read(LARGEST + 1)
    return raw if len(raw) <= LARGEST else None


def _of_mbox(path: Path) -> Iterator[Kept]:
    """Mails begin with a line "From " at the start or after an empty line; ">From " is a line of a text (mboxrd)."""
    lines: list[bytes] = []
    size, number, empty, begun = 0, 0, True, False
    with path.open("rb") as stream:
        while line := stream.readline(LARGEST):
            if line.startswith(b"From ") and empty:
                if begun:
                    yield _joined(path, number, lines, size)
                lines, size, number, begun = [], 0, number + 1, True
                continue
            if not begun and line.strip():
                raise BadInput(f'{path}: no mbox: it does not begin with "From "')
            empty = not line.strip()
            size += len(line)
            if size <= LARGEST:
                lines.append(line[1:] if line.lstrip(b">").startswith(b"From ") and line[:1] == b">" else line)
    if begun:
        yield _joined(path, number, lines, size)


def _joined(path: Path, number: int, lines: list[bytes], size: int) -> Kept:
    return Kept(plain(f"{path.name} mail {number}", 100), b"".join(lines) if size <= LARGEST else None)
