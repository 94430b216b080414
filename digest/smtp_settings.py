"""Where mails are handed over and with which login. The login comes from the environment or a file of one's own.

It is never in the settings file, the database or a log; must not know how a message travels.
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from records import BadInput, NotFound

TIMEOUT = 60.0  # seconds; RFC 5321 asks for minutes, but a run must not hang for long on one recipient
ANSWER_TIMEOUT = 600.0  # seconds for the answer to a whole message (RFC 5321, 4.5.3.2.6): giving up makes it unknown
USER, PASSWORD, LOGIN_FILE = "PANTAU_SMTP_USER", "PANTAU_SMTP_PASSWORD", "PANTAU_SMTP_LOGIN"
_LARGEST = 10_000  # bytes of a login file


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    host: str = "localhost"
    port: int = 25
    tls: Literal["none", "starttls", "tls"] = "none"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = TIMEOUT
    answer_timeout: float = ANSWER_TIMEOUT
    per_minute: int = 0  # mails; 0: as fast as the server takes them


def smtp_settings(
    host: str,
    port: int,
    tls: str,
    environment: Mapping[str, str],
    timeout: float = TIMEOUT,
    per_minute: int = 0,
    answer_timeout: float = ANSWER_TIMEOUT,
) -> SmtpSettings:
    """Settings with the login of PANTAU_SMTP_USER and PANTAU_SMTP_PASSWORD, or of the file PANTAU_SMTP_LOGIN names.

    Raises BadInput. A password never goes over a line that others can read: without TLS a login is only for this
    very machine.
    """
    if tls not in ("none", "starttls", "tls"):
        raise BadInput(f"mail.tls = '{tls}': none, starttls or tls")
    user, password = environment.get(USER) or None, environment.get(PASSWORD) or None
    if (user is None) != (password is None):
        raise BadInput(f"{USER} and {PASSWORD} go together: only one of them is set")
    if named := environment.get(LOGIN_FILE):
        if user is not None:
            raise BadInput(f"{USER} and {LOGIN_FILE} are both set: which login is meant?")
        user, password = login_of(Path(named))
    if user is not None and tls == "none" and not _is_here(host):
        raise BadInput(f"a password would go to {host} in the clear: set mail.tls to starttls or tls")
    return SmtpSettings(
        host=host,
        port=port,
        tls="tls" if tls == "tls" else "starttls" if tls == "starttls" else "none",
        user=user,
        password=password,
        timeout=timeout,
        answer_timeout=answer_timeout,
        per_minute=per_minute,
    )


def login_of(path: Path) -> tuple[str, str]:
    """User and password of a TOML file with the lines ``user = "..."`` and ``password = "..."``.

    Raises NotFound, and BadInput for one that others may read or write, or that somebody else but root owns; no message
    tells what is in it. What is checked is the opened file, not a name that may come to mean another.
    """
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError as error:
        raise NotFound(f"{path}: no such file, named by {LOGIN_FILE}") from error
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from error
    try:
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode):
            raise BadInput(f"{path}: no file to read a login from")
        if found.st_mode & 0o077:
            raise BadInput(f"{path}: others may read or write the login for mails: chmod 600 {path}")
        if found.st_uid not in (os.geteuid(), 0):
            raise BadInput(f"{path}: somebody else owns it, and could change the login for mails")
        raw = os.read(file, _LARGEST + 1)
    finally:
        os.close(file)
    try:
        data = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):  # whose words may quote the password
        raise BadInput(f'{path}: it must hold the lines user = "..." and password = "..."') from None
    user, password = data.get("user"), data.get("password")
    if (
        len(raw) > _LARGEST
        or set(data) != {"user", "password"}
        or not (isinstance(user, str) and isinstance(password, str) and user and password)
    ):
        raise BadInput(f'{path}: it must hold the lines user = "..." and password = "..." and nothing else')
    return user, password


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
