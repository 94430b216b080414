"""Who may do what at the desk. Pure but for the file of people; it must not know any page.

Three rights, each with those before it: ``read``, ``correct``, ``administer``. Without a login this machine alone reads
(``Door.open``). A person logs in with a password, or a proxy that has its own login names the person in a header. What
somebody may do is looked up at each request: who is taken out of the file is out at once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import os
import re
import secrets
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from records import BadInput

Right = Literal["read", "correct", "administer"]
RIGHTS: tuple[Right, ...] = ("read", "correct", "administer")
Open = Literal["local", "nobody", "everybody"]
OPEN: tuple[Open, ...] = ("local", "nobody", "everybody")
PEOPLE_NAME = "people.toml"
LEAST_PASSWORD = 10  # characters; NIST SP 800-63B asks for 8, and nothing else here slows a guess that was stolen
# OWASP's setting for scrypt with 16 MB; a login takes some 50 ms
_N, _R, _P = 2**14, 8, 1
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}", re.ASCII)
#: Pages that ask nobody who they are: the login, subscribers' own links, the style sheet.
_UNASKED = re.compile(r"/(?:-/(?:login|subscribe)|-/(?:preferences|unsubscribe|confirm)/[^/]+|desk/[\w.-]+)")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """``password`` is a hash, or None for somebody whom a proxy lets in."""

    name: str
    right: Right
    password: str | None = field(default=None, repr=False)

    @property
    def mark(self) -> str:
        """Changes with the password: a session of the former one ends."""
        return hashlib.sha256(f"pantau session {self.password}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who asks. ``name`` None: somebody at this machine, or anybody where the desk is open."""

    name: str | None
    right: Right

    def may(self, right: Right) -> bool:
        return RIGHTS.index(self.right) >= RIGHTS.index(right)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How the desk is entered. ``header``: the lower-case name of the one in which a proxy names who asks; it counts
    from ``proxies`` alone, and nobody is local then. ``people``: the file; None: there are none."""

    open: Open = "local"
    header: str | None = None
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    people: Path | None = None
    secure: bool = False  # whether readers come by https


def needs_nobody(path: str) -> bool:
    """Whether a page is for everybody, whoever asks."""
    return _UNASKED.fullmatch(path) is not None


def reader(
    door: Door,
    people: Mapping[str, Person],
    client: str | None,
    headers: Iterable[tuple[str, str]],
    session: tuple[str, str] | None,
) -> Reader | None:
    """Who asks; None for nobody who may read. ``headers`` in lower case, ``session`` as (name, mark)."""
    given = list(headers)
    known = people.get(session[0]) if session is not None else None
    if known is not None and known.password and session is not None:
        good = hmac.compare_digest(session[1].encode(), known.mark.encode())  # not after a change of the password
        if good:
            return Reader(name=known.name, right=known.right)
    if door.header:
        named = [value for name, value in given if name == door.header]
        if client in door.proxies and len(named) == 1 and _NAME.fullmatch(named[0]):
            known = people.get(named[0])
            return Reader(name=named[0], right=known.right if known else "read")
    elif door.open == "local" and is_local(client, given):
        return Reader(name=None, right="read")
    return Reader(name=None, right="read") if door.open == "everybody" else None


def is_local(client: str | None, headers: Iterable[tuple[str, str]]) -> bool:
    """Whether a request comes from this machine and from nobody behind it: neither through a proxy that says so, nor
    under a name that is not this machine's (a page elsewhere that leads its own name here)."""
    given = list(headers)
    hosts = [value for name, value in given if name == "host"]
    if any(name in _FORWARDED for name, _ in given) or len(hosts) != 1:
        return False
    return _loopback(client or "") and _loopback(re.sub(r":\d+$", "", hosts[0]).strip("[]"))


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def hashed(password: str) -> str:
    """A salted scrypt hash (RFC 7914) with its parameters."""
    salt = secrets.token_bytes(16)
    return f"scrypt${_N}${_R}${_P}${_text(salt)}${_text(_scrypt(password, salt, _N, _R, _P))}"


def fits(password: str, kept: str | None) -> bool:
    """Whether the password is that of the hash; without a hash it takes as long and is none."""
    found = re.fullmatch(r"scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([\w+/=]+)\$([\w+/=]+)", kept or _nobody())
    if found is None:
        return False
    n, r, p = (int(found[at]) for at in (1, 2, 3))
    made = _scrypt(password, base64.b64decode(found[4]), n, r, p)
    return hmac.compare_digest(made, base64.b64decode(found[5])) and kept is not None


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=2**26, dklen=32)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


@cache  # made when it is first asked for: a hash takes as long as a login, and every command would pay for it
def _nobody() -> str:
    return hashed(secrets.token_hex(16))


def read_people(path: Path | None) -> dict[str, Person]:
    """Name -> person of the file; empty where there is none. Raises BadInput where others may read it, or it is no
    file of people."""
    if path is None or not path.exists():
        return {}
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    with os.fdopen(file, "rb") as opened:
        if os.fstat(file).st_mode & 0o077:
            raise BadInput(f"{path}: others may read the passwords' hashes: chmod 600 {path}")
        text = opened.read(1_000_000)
    try:
        tables = tomllib.loads(text.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: {error}") from error
    return {name: _person(path, name, table) for name, table in tables.items()}


def _person(path: Path, name: str, table: object) -> Person:
    if not _NAME.fullmatch(name):
        raise BadInput(f"{path}: '{name}' is no name: letters, digits and . _ @ + -, 64 at most")
    if not isinstance(table, dict) or set(table) - {"right", "password"} or table.get("right") not in RIGHTS:
        raise BadInput(f"{path}: [{name}] needs right = one of {', '.join(RIGHTS)}, and may have a password")
    password = table.get("password")
    if password is not None and not isinstance(password, str):
        raise BadInput(f"{path}: [{name}] password is no text")
    return Person(name=name, right=table["right"], password=password)


def write_people(path: Path, people: Mapping[str, Person]) -> None:
    """Puts the file in the place of the one before, whole, readable by its owner alone."""
    lines = []
    for person in sorted(people.values(), key=lambda each: each.name):
        lines.append(f'["{person.name}"]\nright = "{person.right}"\n')
        lines.append(f'password = "{person.password}"\n\n' if person.password else "\n")
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(file, "w", encoding="utf-8") as out:
            out.write("".join(lines))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def named(name: str, right: str, password: str | None) -> Person:
    """A person to be written. Raises BadInput for a name, right or password that is none."""
    if not _NAME.fullmatch(name):
        raise BadInput(f"'{name}' is no name: letters, digits and . _ @ + -, 64 at most")
    for each in RIGHTS:
        if right == each:
            if password is not None and len(password) < LEAST_PASSWORD:
                raise BadInput(f"a password has at least {LEAST_PASSWORD} characters")
            return Person(name=name, right=each, password=hashed(password) if password is not None else None)
    raise BadInput(f"'{right}' is no right: {', '.join(RIGHTS)}")
