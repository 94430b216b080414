"""Links that let their reader do one thing without a login: signed, limited in time, revocable. Mostly pure.

A link is an HMAC-SHA256 (RFC 2104) over purpose, number, version and end under the instance's secret. The secret lies
in a file of its own beside the database, readable by its owner alone: neither the database nor a backup of it can
make a link. Whether a version still holds, the store says.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from records import BadInput, Subscriber

Purpose = Literal["preferences", "unsubscribe", "confirm"]
SECRET_NAME = "links.key"
SECRET_BYTES = 32
# Judgement. A link in an old mail must still end the subscription; one that changes wishes is asked for anew.
LASTS: dict[Purpose, timedelta | None] = {
    "preferences": timedelta(days=60),
    "unsubscribe": None,
    "confirm": timedelta(days=3),
}
_FORM = re.compile(r"([a-z]+)\.(\d{1,15})\.(\d{1,15})\.(\d{1,12})\.([A-Za-z0-9_-]{43})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """``number`` of the subscriber or request; ``end`` None: as long as the version holds."""

    purpose: Purpose
    number: int
    version: int = 0
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """What a text opens: a link, or nothing and why."""

    link: Link | None
    why: Literal["good", "no_link", "other_purpose", "forged", "expired"]


def signed(link: Link, secret: bytes) -> str:
    """The link as text that can stand in an address."""
    end = 0 if link.end is None else int(link.end.timestamp())
    mark = _mark(link.purpose, link.number, link.version, end, secret)
    return f"{link.purpose}.{link.number}.{link.version}.{end}.{mark}"


def opened(text: str, purpose: Purpose, secret: bytes, now: datetime) -> Opened:
    """Reads a link. The signature is looked at first and in constant time, so that nothing else is told of a guess."""
    found = _FORM.fullmatch(text)
    if found is None:
        return Opened(None, "no_link")
    said, number, version, end = found[1], int(found[2]), int(found[3]), int(found[4])
    if not hmac.compare_digest(found[5], _mark(said, number, version, end, secret)):
        return Opened(None, "forged")
    if said != purpose:
        return Opened(None, "other_purpose")
    until = datetime.fromtimestamp(end, UTC) if end else None
    if until is not None and now >= until:
        return Opened(None, "expired")
    return Opened(Link(purpose=purpose, number=number, version=version, end=until), "good")


def _mark(purpose: str, number: int, version: int, end: int, secret: bytes) -> str:
    said = f"pantau link 1\n{purpose}\n{number}\n{version}\n{end}"
    mark = hmac.new(secret, said.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mark).decode().rstrip("=")


def link_for(person: Subscriber, purpose: Purpose, secret: bytes, now: datetime) -> str:
    """A link of a subscriber as text."""
    lasts = LASTS[purpose]
    end = None if lasts is None else now + lasts
    return signed(Link(purpose=purpose, number=person.id, version=person.link_version, end=end), secret)


def secret_of(folder: Path) -> bytes:
    """The secret of an instance; made at the first call. Raises BadInput where others may read its file."""
    path = folder / SECRET_NAME
    if not path.exists():
        _make(path)
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        if os.fstat(file).st_mode & 0o077:
            raise BadInput(f"{path}: others may read the secret that links are signed with: chmod 600 {path}")
        text = os.read(file, 1000).decode("ascii", "replace").strip()
    finally:
        os.close(file)
    if not re.fullmatch(rf"[0-9a-f]{{{2 * SECRET_BYTES}}}", text):
        raise BadInput(
            f"{path}: it must hold {2 * SECRET_BYTES} hex digits; delete it, and every link sent so far ends"
        )
    return bytes.fromhex(text)


def _make(path: Path) -> None:
    """Written whole under another name and linked: of two that make it at once, one wins and both read the same."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(file, "w", encoding="ascii") as out:
            out.write(secrets.token_hex(SECRET_BYTES) + "\n")
        try:
            os.link(part, path)
        except FileExistsError:
            return
    finally:
        part.unlink()
