"""How a finished message leaves: by SMTP, or as a file in a dry run. Effects only; every end has a name.

Knows SMTP and files; it must not know the ledger. What counts is whether the message may have been taken: once its
text was sent and no answer came, nobody knows, and ``unknown`` says so.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, Protocol

from digest.safe import plain
from records import BadInput

TIMEOUT = 60.0  # seconds; RFC 5321 asks for minutes, but a run must not hang for long on one recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    host: str = "localhost"
    port: int = 25
    tls: Literal["none", "starttls", "tls"] = "none"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = TIMEOUT


@dataclass(frozen=True, slots=True)
class Outcome:
    """``sent``: taken. ``refused``: never (5xx). ``failed``: not taken now. ``unknown``: it may have been taken."""

    status: Literal["sent", "refused", "failed", "unknown"]
    reason: str


class Transport(Protocol):
    def send(self, message: bytes, sender: str, recipient: str) -> Outcome: ...


def smtp_settings(
    host: str, port: int, tls: str, environment: Mapping[str, str], timeout: float = TIMEOUT
) -> SmtpSettings:
    """Settings with the login of PANTAU_SMTP_USER and PANTAU_SMTP_PASSWORD. Raises BadInput.

    A password never goes over a line that others can read: without TLS a login is only for this very machine.
    """
    if tls not in ("none", "starttls", "tls"):
        raise BadInput(f"mail.tls = '{tls}': none, starttls or tls")
    user, password = environment.get("PANTAU_SMTP_USER") or None, environment.get("PANTAU_SMTP_PASSWORD") or None
    if (user is None) != (password is None):
        raise BadInput("PANTAU_SMTP_USER and PANTAU_SMTP_PASSWORD go together: only one of them is set")
    if user is not None and tls == "none" and not _is_here(host):
        raise BadInput(f"a password would go to {host} in the clear: set mail.tls to starttls or tls")
    return SmtpSettings(
        host=host,
        port=port,
        tls="tls" if tls == "tls" else "starttls" if tls == "starttls" else "none",
        user=user,
        password=password,
        timeout=timeout,
    )


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class SmtpTransport:
    """Sends each message over a connection of its own: one that breaks takes no other recipient with it."""

    def __init__(self, settings: SmtpSettings, context: ssl.SSLContext | None = None) -> None:
        self.settings = settings
        self._context = context

    def send(self, message: bytes, sender: str, recipient: str) -> Outcome:
        try:
            connection = self._connect()
        except smtplib.SMTPResponseException as error:
            return _answered("connection", error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:  # nothing was sent yet
            return Outcome("failed", f"no connection to {self.settings.host}:{self.settings.port}: {_said(error)}")
        try:
            return _send(connection, message, sender, recipient)
        finally:
            # the answer about the message is known by now; whether the goodbye arrives changes nothing
            with contextlib.suppress(OSError, smtplib.SMTPException):
                connection.quit()
            connection.close()

    def _connect(self) -> smtplib.SMTP:
        settings = self.settings
        context = self._context or (ssl.create_default_context() if settings.tls != "none" else None)
        connection: smtplib.SMTP
        if settings.tls == "tls":
            connection = smtplib.SMTP_SSL(settings.host, settings.port, timeout=settings.timeout, context=context)
        else:
            connection = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
        try:
            connection.ehlo_or_helo_if_needed()
            if settings.tls == "starttls":
                connection.starttls(context=context)
                connection.ehlo()
            if settings.user is not None and settings.password is not None:
                connection.login(settings.user, settings.password)
        except BaseException:
            connection.close()
            raise
        return connection


def _send(connection: smtplib.SMTP, message: bytes, sender: str, recipient: str) -> Outcome:
    """MAIL, RCPT, DATA. Up to DATA a broken line means failed; from there on it means unknown."""
    try:
        code, words = connection.mail(sender)
        if code != 250:
            return _answered("sender", code, words)
        code, words = connection.rcpt(recipient)
        if code not in (250, 251):
            return _answered("recipient", code, words)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome("failed", f"the connection broke before the message was sent: {_said(error)}")
    try:
        code, words = connection.data(message)
    except smtplib.SMTPDataError as error:  # the server would not have the text at all
        return _answered("message", error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome("unknown", f"no answer after the message was sent: {_said(error)}")
    if code != 250:
        return _answered("message", code, words)
    return Outcome("sent", _answer(code, words))


def _answered(what: str, code: int, words: bytes | str) -> Outcome:
    """4xx: not now. 5xx: never."""
    status: Literal["refused", "failed"] = "refused" if 500 <= code < 600 and what != "connection" else "failed"
    return Outcome(status, f"{what} not taken: {_answer(code, words)}")


def _answer(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return plain(f"{code} {text}", 300)


def _said(error: BaseException) -> str:
    return plain(str(error) or type(error).__name__, 300)


class FileTransport:
    """A dry run: each message becomes ``<recipient>.eml`` in a folder; nobody gets anything."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written: list[Path] = []

    def send(self, message: bytes, sender: str, recipient: str) -> Outcome:
        del sender  # stands in the message
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{file_name(recipient)}.eml"
        path.write_bytes(message)
        self.written.append(path)
        return Outcome("sent", f"written to {path.name}")


def file_name(recipient: str) -> str:
    """A name that is no path, whatever the address: letters, digits, ``@ . _ -``; others as ``%hex``."""
    name = "".join(c if (c.isascii() and c.isalnum()) or c in "@_-." else f"%{ord(c):x}" for c in recipient.casefold())
    return name[:120].lstrip(".") or "%"
