"""How a finished message leaves: by SMTP, or as a file in a dry run. Effects only; every end has a name.

Knows SMTP and files; it must not know the ledger, but tells it when the point of no return is near: a server takes a
message with its very last line, so ``leaving`` is called when all but that line is out. Until then a broken line, a
full disk or a kill means that nobody got anything; from then on, without an answer, nobody knows: ``unknown``.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple, Protocol

from digest.refusals import no_such_mailbox
from digest.safe import plain
from digest.smtp_settings import SmtpSettings as SmtpSettings
from digest.smtp_settings import smtp_settings as smtp_settings
from records import PantauError

PER_CONNECTION = 100  # mails; large relays end a connection after some hundred
_UNREACHABLE = 2  # connections in a row that fail before a session gives up: a long list must not wait for each
_UNANSWERED = 2  # mails in a row without an answer: what is sent on would be lost to know of, ten minutes each


class Outcome(NamedTuple):
    """``sent``: taken. ``refused``: never (5xx). ``failed``: not taken now. ``unknown``: it may have been taken.
    ``gone``: refused, since there is no such mailbox. ``hopeless``: no other mail would fare better."""

    status: Literal["sent", "refused", "failed", "unknown"]
    reason: str
    gone: bool = False
    hopeless: bool = False


def nothing() -> None:
    """What a sender without a ledger does before the last line."""


class Transport(Protocol):
    def send(self, message: bytes, sender: str, recipient: str, leaving: Callable[[], None] = nothing) -> Outcome: ...


class _Stale(Exception):
    """A connection that was kept open is no longer one; nothing of this message was taken."""


def pause(last: float | None, now: float, per_minute: int) -> float:
    """Seconds to wait before the next mail; ``per_minute`` 0: none. Even gaps: a burst is what relays throttle."""
    if last is None or per_minute <= 0:
        return 0.0
    return max(0.0, last + 60 / per_minute - now)


class SmtpTransport:
    """Sends over one connection within ``with``, which opens anew where it broke; else over one for each message."""

    def __init__(
        self,
        settings: SmtpSettings,
        context: ssl.SSLContext | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.settings = settings
        self._context = context
        self._clock, self._sleep = clock, sleep
        self._last: float | None = None
        self._keeping = False
        self._connection: smtplib.SMTP | None = None
        self._carried = 0
        self._unreached = self._unanswered = 0
        self._given_up: str | None = None

    def __enter__(self) -> SmtpTransport:
        self._keeping, self._unreached, self._unanswered, self._given_up = True, 0, 0, None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._keeping = False
        self._part(polite=error is None or isinstance(error, Exception))

    def send(self, message: bytes, sender: str, recipient: str, leaving: Callable[[], None] = nothing) -> Outcome:
        if self._given_up is not None:
            return Outcome("failed", f"not tried: {self._given_up}")
        wait = pause(self._last, self._clock(), self.settings.per_minute)
        if wait:
            self._sleep(wait)
        self._last = self._clock()
        if self._connection is not None:
            try:
                return self._over(self._connection, True, message, sender, recipient, leaving)
            except _Stale:
                self._part(polite=False)
        try:
            connection = self._connection = self._connect()
        except (OSError, smtplib.SMTPException) as error:  # nothing was sent yet
            return self._not_reached(error)
        self._unreached = 0
        return self._over(connection, False, message, sender, recipient, leaving)

    def _over(
        self,
        connection: smtplib.SMTP,
        kept: bool,
        message: bytes,
        sender: str,
        recipient: str,
        leaving: Callable[[], None],
    ) -> Outcome:
        """One message over an open connection, which is left fit for the next one or closed."""
        fit = False
        try:
            opened = _opened(connection, sender, recipient, kept)
            if isinstance(opened, Outcome):
                outcome, fit = opened, connection.sock is not None
            else:
                outcome, fit = _text(connection, message, leaving, self.settings.answer_timeout)
            self._unanswered = self._unanswered + 1 if outcome.status == "unknown" else 0
            if self._keeping and (outcome.hopeless or self._unanswered >= _UNANSWERED):
                self._given_up = outcome.reason
            self._carried += 1
            if fit and outcome.status != "sent":
                with contextlib.suppress(OSError, smtplib.SMTPException):
                    fit = connection.rset()[0] == 250
            return outcome
        finally:
            if not fit:
                self._part(polite=False)
            elif not self._keeping or self._carried >= PER_CONNECTION:
                self._part(polite=True)

    def _not_reached(self, error: OSError | smtplib.SMTPException) -> Outcome:
        self._unreached += 1
        if isinstance(error, smtplib.SMTPResponseException):
            said = f"connection not taken: {_answer(error.smtp_code, error.smtp_error)}"
        else:
            said = f"no connection to {self.settings.host}:{self.settings.port}: {_said(error)}"
        # a wrong password, tried for each recipient, locks an account; a certificate does not become right
        hopeless = isinstance(error, smtplib.SMTPAuthenticationError | ssl.SSLCertVerificationError)
        if self._keeping and (hopeless or self._unreached >= _UNREACHABLE):
            self._given_up = said
        return Outcome("failed", said)

    def _part(self, *, polite: bool) -> None:
        """Ends the connection. All answers about messages are known: whether the goodbye arrives changes nothing."""
        connection, self._connection, self._carried = self._connection, None, 0
        if connection is None:
            return
        if polite:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                connection.quit()
        connection.close()

    def probe(self) -> None:
        """Connects, with TLS and login as set up, and leaves. Raises OSError or SMTPException."""
        self._connection = self._connect()
        self._part(polite=True)

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
                code, words = connection.starttls(context=context)
                if code != 220:  # smtplib goes on in the clear, and the login with it
                    raise smtplib.SMTPResponseException(code, words)
                connection.ehlo()
            if settings.user is not None and settings.password is not None:
                connection.login(settings.user, settings.password)
        except BaseException:
            connection.close()
            raise
        return connection


def _opened(connection: smtplib.SMTP, sender: str, recipient: str, kept: bool) -> Outcome | None:
    """MAIL, RCPT and the word DATA; None where the text may follow. Raises _Stale for a kept line that is gone."""
    steps: tuple[tuple[str, tuple[int, ...], Callable[[], tuple[int, bytes]]], ...] = (
        ("sender", (250,), lambda: connection.mail(sender)),
        ("recipient", (250, 251), lambda: connection.rcpt(recipient)),
        ("message", (354,), lambda: connection.docmd("DATA")),
    )
    for what, wanted, step in steps:
        try:
            code, words = step()
        except (OSError, smtplib.SMTPException) as error:
            if kept and what == "sender":
                raise _Stale from error
            connection.close()
            return Outcome("failed", f"the connection broke before the message was sent: {_said(error)}")
        if code == 421 and kept and what == "sender":  # closed for being idle or for having carried enough
            raise _Stale
        if code not in wanted:
            if code == 421:
                connection.close()
            return _answered(what, code, words)
    return None


def _text(
    connection: smtplib.SMTP, message: bytes, leaving: Callable[[], None], patience: float
) -> tuple[Outcome, bool]:
    """The text and its last line; with it, whether the connection is fit for more."""
    stuffed = re.sub(rb"(?m)^\.", b"..", message)
    if not stuffed.endswith(b"\r\n"):
        stuffed += b"\r\n"
    try:
        connection.send(stuffed)
    except (OSError, smtplib.SMTPException) as error:  # without its last line no server takes a message
        return Outcome("failed", f"the connection broke within the message: {_said(error)}"), False
    leaving()  # where it raises, the caller closes the line, and the server throws away what it has
    try:
        if connection.sock is not None:
            connection.sock.settimeout(patience)
        connection.send(b".\r\n")
        code, words = connection.getreply()
        if connection.sock is not None:
            connection.sock.settimeout(connection.timeout)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome("unknown", f"no answer after the message was sent: {_said(error)}"), False
    if code != 250:
        return _answered("message", code, words), code != 421
    return Outcome("sent", _answer(code, words)), True


def _answered(what: str, code: int, words: bytes | str) -> Outcome:
    """4xx: not now. 5xx: never; but of the sender it says that this Pantau is set up wrongly, and of no reader."""
    never = 500 <= code < 600
    said = f"{what} not taken: {_answer(code, words)}"
    if what == "sender":
        return Outcome("failed", said, hopeless=never)
    gone = what == "recipient" and no_such_mailbox(code, _text_of(words))
    return Outcome("refused" if never else "failed", said, gone)


def _answer(code: int, words: bytes | str) -> str:
    return plain(f"{code} {_text_of(words)}", 300)


def _text_of(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


def _said(error: BaseException) -> str:
    return plain(str(error) or type(error).__name__, 300)


class FileTransport:
    """A dry run: each message becomes ``<recipient>.eml`` in a folder; nobody gets anything.

    Raises PantauError where the disk does not take it; no half a mail is left then.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written: list[Path] = []

    def send(self, message: bytes, sender: str, recipient: str, leaving: Callable[[], None] = nothing) -> Outcome:
        del sender  # stands in the message
        path = self.folder / f"{file_name(recipient)}.eml"
        part = path.with_name(f"{path.name}.part")
        leaving()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                part.write_bytes(message)
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)
        except OSError as error:
            raise PantauError(f"{path}: {error.strerror or error}") from error
        self.written.append(path)
        return Outcome("sent", f"written to {path.name}")


def file_name(recipient: str) -> str:
    """A name that is no path, whatever the address: letters, digits, ``@ . _ -``; others as ``%hex``."""
    name = "".join(c if (c.isascii() and c.isalnum()) or c in "@_-." else f"%{ord(c):x}" for c in recipient.casefold())
    return name[:120].lstrip(".") or "%"
