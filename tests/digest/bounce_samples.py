"""Reports as mail servers write them, of invented servers and people."""

from __future__ import annotations


def dsn(
    *,
    to: str = "amina@example.org",
    number: str | None = None,
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "smtp; 550 5.1.1 no such user",
    original: str | None = None,
    part: str = "text/rfc822-headers",
    salt: str = "",
) -> bytes:
    """A report of a delivery (RFC 3464); ``number``: the Message-ID of what came back."""
    lines = [
        "From: MAILER-DAEMON@relay.example",
        "To: desk@example.org",
        f"Message-ID: <report{salt}@relay.example>",
        "Subject: Undelivered Mail Returned to Sender",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        "Your mail came back.",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; relay.example",
        "",
        *([f"Original-Recipient: rfc822; {original}"] if original else []),
        f"Final-Recipient: rfc822; {to}",
        f"Action: {action}",
        f"Status: {status}",
        f"Diagnostic-Code: {said}",
        "",
        *(["--b", f"Content-Type: {part}", "", f"Message-ID: {number}", "Subject: Pantau", ""] if number else []),
        "--b--",
        "",
    ]
    return "\r\n".join(lines).encode()


def arf(kind: str = "abuse", number: str | None = None, to: str | None = None) -> bytes:
    """A complaint (RFC 5965)."""
    lines = [
        "From: complaints@mail.example",
        "Subject: FW: Pantau",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        "This is a complaint.",
        "--b",
        "Content-Type: message/feedback-report",
        "",
        f"Feedback-Type: {kind}",
        "User-Agent: Sample/1",
        "Version: 1",
        *([f"Original-Rcpt-To: <{to}>"] if to else []),
        "",
        *(
            ["--b", "Content-Type: message/rfc822", "", f"Message-ID: {number}", "Subject: Pantau", "", "x"]
            if number
            else []
        ),
        "--b--",
        "",
    ]
    return "\r\n".join(lines).encode()


def wish(word: str) -> bytes:
    """A mail that ends a subscription."""
    return f"From: somebody@example.org\r\nSubject: unsubscribe {word}\r\n\r\n".encode()


def maildir_of(folder: object, *mails: bytes) -> object:
    """A Maildir with these mails, of which the first is read already."""
    from pathlib import Path

    path = Path(str(folder))
    for name in ("new", "cur", "tmp"):
        (path / name).mkdir(parents=True, exist_ok=True)
    for number, mail in enumerate(mails):
        name = f"{len(list(path.glob('*/*')))}.host"
        (path / ("cur" if number == 0 else "new") / name).write_bytes(mail)
    return path
