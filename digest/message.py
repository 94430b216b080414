"""One digest as an e-mail message: headers that cannot be broken into, an HTML and a text part. Pure.

Knows RFC 5322, 2369 and 8058; it must not know the store or how a message travels. The clock is passed in.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import quote

from digest.letter import Letter
from digest.render import Rendered
from digest.safe import header_text, name_text, safe_url
from records import BadInput, PantauError

# 7bit: what a server that knows no 8BITMIME would have to re-encode is encoded here already
_POLICY = SMTP.clone(cte_type="7bit", raise_on_defect=False)
_EXPECTED = (
    "Subject",
    "From",
    "To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Language",
    "List-ID",
    "Feedback-ID",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Content-Type",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who writes to whom. ``instance`` names this Pantau for ever.

    ``message_id``: the one of the ledger, made by ``new_message_id``; None: one that follows from the rest.
    ``unsubscribe_to``: the address that mails of who wants to leave go to; None: the sender's where no link does it.
    ``listed``: False for a mail to the operator, which nobody subscribed to and nobody can leave.
    """

    sender: str  # an address, with or without a display name
    recipient: str
    recipient_name: str | None = None
    instance: str
    period: str
    message_id: str | None = None
    unsubscribe_to: str | None = None
    listed: bool = True


def new_message_id(instance: str) -> str:
    """A Message-ID that nobody can guess: a report that names it was written by who has seen the mail."""
    return f"<{secrets.token_hex(16)}@{instance_domain(instance)}>"


def instance_domain(instance: str) -> str:
    """What stands behind the ``@`` of Message-IDs."""
    domain = "".join(c for c in instance.rpartition("@")[2].lower() if c.isascii() and (c.isalnum() or c in ".-"))
    return domain.strip(".-") or "pantau.invalid"


def message_id(instance: str, recipient: str, period: str) -> str:
    """The same for the same instance, recipient (capitals aside) and period, whenever it is made."""
    key = "\n".join((instance, recipient.strip().casefold(), period))
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{instance_domain(instance)}>"


def address(text: str) -> Address:
    """An address, with or without display name (``Pantau <desk@example.org>``). Raises BadInput."""
    shown, angle, rest = text.strip().rpartition("<")
    spec = rest.removesuffix(">").strip() if angle else text.strip()
    user, _, domain = spec.rpartition("@")
    if not user or not domain or not spec.isascii() or any(c.isspace() or not c.isprintable() for c in spec):
        raise BadInput(f"{text!r} is no e-mail address")
    try:
        return Address(display_name=name_text(shown), addr_spec=spec)
    except (ValueError, MessageError, IndexError) as error:
        raise BadInput(f"{text!r} is no e-mail address: {error}") from error


def message(rendered: Rendered | Letter, envelope: Envelope, now: datetime, language: str) -> EmailMessage:
    """The message to one recipient. Raises BadInput for an address that is none or a bad unsubscribe link."""
    sender, recipient = address(envelope.sender), address(envelope.recipient)
    mail = EmailMessage(policy=_POLICY)
    mail["Subject"] = header_text(rendered.subject)
    mail["From"] = sender
    mail["To"] = Address(
        display_name=name_text(envelope.recipient_name or ""), username=recipient.username, domain=recipient.domain
    )
    mail["Date"] = format_datetime(now)
    number = envelope.message_id or message_id(envelope.instance, envelope.recipient, envelope.period)
    if not re.fullmatch(r"<[A-Za-z0-9.-]{1,100}@[A-Za-z0-9.-]{1,250}>", number):
        raise BadInput(f"{number!r} is no Message-ID")
    mail["Message-ID"] = number
    mail["Auto-Submitted"] = "auto-generated"  # no out-of-office replies
    for name, value in _of_the_list(rendered.unsubscribe_url, envelope, sender, number) if envelope.listed else ():
        mail[name] = value
    # quoted-printable: no line over 76 characters, and a reader of the raw message can read it
    mail.set_content(rendered.text, subtype="plain", charset="utf-8", cte="quoted-printable")
    mail.add_alternative(rendered.html, subtype="html", charset="utf-8", cte="quoted-printable")
    mail["Content-Language"] = language  # set before, it would move into the first part
    return mail


def _of_the_list(url: str | None, envelope: Envelope, sender: Address, number: str) -> tuple[tuple[str, str], ...]:
    domain = instance_domain(envelope.instance)
    # campaign:customer:kind:sender, of which none names a person; large receivers count complaints by them
    campaign = re.sub("[^A-Za-z0-9.-]+", "-", envelope.period)[:60]
    return (
        ("List-ID", f"<digest.{domain}>"),
        ("Feedback-ID", f"{campaign}:{domain}:digest:pantau"),
        *_leaving(url, envelope, sender, number),
    )


def _leaving(url: str | None, envelope: Envelope, sender: Address, number: str) -> tuple[tuple[str, str], ...]:
    """List-Unsubscribe, and the header that makes it one click (RFC 8058) where the link is HTTPS and takes a POST.

    A mail that unsubscribes names the Message-ID, not the address: nobody can end another's subscription with it.
    """
    link = None
    if url is not None:
        link = safe_url(url)
        if link is None or ">" in link:
            raise BadInput(f"{url!r} is no address to unsubscribe at")
    one_click = link is not None and link.startswith("https://")
    ways = [link] if link is not None else []
    if envelope.unsubscribe_to is not None or not one_click:
        to = address(envelope.unsubscribe_to) if envelope.unsubscribe_to is not None else sender
        word = number.strip("<>").partition("@")[0]
        ways.append(f"mailto:{quote(to.addr_spec, safe='@')}?subject={quote(f'unsubscribe {word}')}")
    said = ("List-Unsubscribe", ", ".join(f"<{way}>" for way in ways))
    return (said, ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")) if one_click else (said,)


def serialised(mail: EmailMessage) -> bytes:
    """The bytes that leave. Raises PantauError where their headers are not exactly those that were set, or where From
    or To names anybody but the one address each.

    The check reads the bytes as a server does, by lines, and trusts no parser that may have been fooled too.
    """
    raw = mail.as_bytes(policy=_POLICY)
    found = header_lines(raw)
    names = [name for name, _ in found]
    unexpected = [name for name in names if name not in _EXPECTED]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if unexpected or doubled or names != [name for name, _ in mail.items()]:
        raise PantauError(f"the headers of the mail are not what was set: {', '.join(unexpected or doubled or names)}")
    for name, value in found:
        if name in ("From", "To"):
            (one,) = mail[name].addresses
            beside = value.removesuffix(f"<{one.addr_spec}>") if one.display_name else value.removesuffix(one.addr_spec)
            if beside == value or _BESIDE.search(beside):
                raise PantauError(f"{name} of the mail names more than {one.addr_spec}: {value}")
    return raw


#: What may not stand beside the one address; in an encoded word, which begins with "=?", none of these can.
_BESIDE = re.compile(r"[<>@,;:]")


def header_lines(raw: bytes) -> list[tuple[str, str]]:
    """Name and unfolded value of the header lines up to the first empty line; a line without a name counts as its whole
    text."""
    head = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").partition(b"\n\n")[0]
    found: list[tuple[str, str]] = []
    for line in head.decode("ascii", "replace").split("\n"):
        if line[:1] in (" ", "\t") and found:
            found[-1] = found[-1][0], f"{found[-1][1]} {line.strip()}"
            continue
        name, colon, value = line.partition(":")
        found.append((name if colon else line, value.strip()))
    return found
