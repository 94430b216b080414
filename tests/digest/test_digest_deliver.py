"""Sending over real SMTP on loopback, with each fault at each step, and the ledger that it leaves."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from digest_samples import AFTER, DESK, START, WEEK

from digest.deliver import Addressed, Sending, deliver, due_week, recover, send_week, waiting
from digest.render import Rendered
from digest.transport import FileTransport, SmtpSettings, SmtpTransport, file_name, nothing, smtp_settings
from records import BadInput, Delivery
from store import Store, people

PERIOD = str(WEEK)
SENDING = Sending(sender="Pantau <desk@example.org>", instance="desk.example.org")
AMINA, BADRUL = "amina@example.org", "badrul@example.org"
MAIL = Addressed(rendered=Rendered(subject="Pantau", html="<p>x</p>", text="x\n", content=None))  # type: ignore[arg-type]


class Server:
    """An SMTP server that keeps what it takes and answers as each test tells it."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.on_rcpt: str | Exception | None = None
        self.on_data: str | None = None
        self.logins: list[bytes] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, to: str, options: list[str]) -> str:
        del session, options
        if isinstance(self.on_rcpt, Exception):
            server.transport.abort()
            return ""
        if self.on_rcpt is not None and (" " not in self.on_rcpt[4:] or to in self.on_rcpt or "all" in self.on_rcpt):
            return self.on_rcpt
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        del session
        self.taken.append(envelope)
        if self.on_data == "drop":
            server.transport.abort()
            return ""
        if self.on_data == "silence":
            await asyncio.sleep(1.5)
            return "250 too late"
        return self.on_data or "250 taken"

    def auth(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        del server, session, envelope, mechanism
        self.logins.append(data.login)
        return AuthResult(success=data.password == b"right", handled=False)


@contextmanager
def running(server: Server, **options: Any) -> Iterator[int]:
    controller = Controller(server, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def port(server: Server) -> Iterator[int]:
    with running(server) as number:
        yield number


@pytest.fixture
def subscribed(store: Store) -> Store:
    for address in (AMINA, BADRUL):
        people.add_subscriber(store, address, START)
    return store


def clock() -> datetime:
    return AFTER


def to(port: int, timeout: float = 5) -> SmtpTransport:
    return SmtpTransport(SmtpSettings(host="127.0.0.1", port=port, timeout=timeout, answer_timeout=timeout))


def send(store: Store, transport: Any, recipients: tuple[str, ...] = (AMINA,), **options: Any) -> tuple[Delivery, ...]:
    return deliver(store, PERIOD, dict.fromkeys(recipients, MAIL), transport, SENDING, clock, **options)


def test_what_arrives(subscribed: Store, server: Server, port: int) -> None:
    done = send_week(
        subscribed, WEEK, to(port), SENDING, DESK, clock, unsubscribe_url=lambda person: f"{DESK}/u/{person.id}"
    )
    assert [(row.recipient, row.status) for row in done] == [(AMINA, "sent"), (BADRUL, "sent")]
    assert [envelope.rcpt_tos for envelope in server.taken] == [[AMINA], [BADRUL]]
    for envelope, row in zip(server.taken, done, strict=True):
        assert envelope.mail_from == "desk@example.org"
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        assert mail["Subject"].startswith("Pantau 2026-W20: Sarawak")
        assert mail["Message-ID"] == row.message_id
        assert f"/u/{people.subscriber(subscribed, row.recipient).id}>" in mail["List-Unsubscribe"]
        text, html = mail.get_body(("plain",)), mail.get_body(("html",))
        assert text is not None
        assert html is not None
        assert "190-megawatt" in text.get_content()
        assert "<h1" in html.get_content()
        (kept,) = people.digests(subscribed, PERIOD)
        for part in (text, html):
            assert f"{DESK}/digest/{kept.id}" in part.get_content()
            assert f"{DESK}/u/{people.subscriber(subscribed, row.recipient).id}" in part.get_content()
        assert mail.defects == []


def test_the_archive_holds_nobodys_link(subscribed: Store, port: int) -> None:
    people.add_subscriber(subscribed, "chan@example.org", START, language="ms", themes=("energy",))
    send_week(subscribed, WEEK, to(port), SENDING, DESK, clock, unsubscribe_url=lambda person: f"{DESK}/u/{person.id}")
    kept = people.digests(subscribed, PERIOD)
    assert len(kept) == 2  # one for both English readers, one for the Malay one
    assert not any("/u/" in one.html + one.text for one in kept)
    assert people.digest_reasons(subscribed, kept[-1].id)["story s-hydro"]
    rows = subscribed.connection.execute("SELECT recipient, digest FROM delivery ORDER BY recipient").fetchall()
    assert rows == [(AMINA, kept[1].id), (BADRUL, kept[1].id), ("chan@example.org", kept[0].id)]


def test_the_archive_holds_what_somebody_was_sent_and_holds_it_once(
    subscribed: Store, server: Server, port: int
) -> None:
    """Not what a run made that was killed, nor what was made anew for a mail that had failed."""
    for subject in ("killed before any mail", "and again"):
        people.save_digest(subscribed, PERIOD, subject, "<p>", "x", START, {"story s": {}}, language="en")
    earlier = people.save_digest(
        subscribed, str(WEEK.back(1)), "of a mail that does not name it", "<p>", "x", START, {}, language="en"
    )
    people.claim_delivery(subscribed, AMINA, str(WEEK.back(1)), START, None, message_id="<a@b>")
    server.on_rcpt = f"450 busy {BADRUL}"
    send_week(subscribed, WEEK, to(port), SENDING, DESK, clock)
    (first,) = people.digests(subscribed, PERIOD)
    server.on_rcpt = None
    send_week(subscribed, WEEK, to(port), SENDING, DESK, clock, retry_failed=True)
    kept = people.digests(subscribed, PERIOD)
    assert len(kept) == 2  # what Amina was sent, and what Badrul was sent later
    assert kept[-1] == first
    assert people.drop_unsent(subscribed, str(WEEK.back(1))) == 0
    assert people.digests(subscribed, str(WEEK.back(1))) == [earlier]


def test_never_twice(subscribed: Store, server: Server, port: int) -> None:
    assert len(send(subscribed, to(port), (AMINA, BADRUL))) == 2
    assert send(subscribed, to(port), (AMINA, BADRUL, AMINA.upper())) == ()
    assert send(subscribed, to(port), (AMINA,), retry_failed=True) == ()
    assert send_week(subscribed, WEEK, to(port), SENDING, DESK, clock) == ()
    assert len(server.taken) == 2
    assert len(people.digests(subscribed)) == 0  # nobody waited, so nothing was made


@pytest.mark.parametrize(
    ("on_rcpt", "on_data", "status", "reason", "again"),
    [
        ("550 no such user", None, "refused", "recipient not taken: 550 no such user", 0),
        ("450 mailbox busy", None, "failed", "recipient not taken: 450 mailbox busy", 1),
        (ConnectionError(), None, "failed", "broke before the message was sent", 1),
        (None, "451 try later", "failed", "message not taken: 451 try later", 1),
        (None, "554 spam", "refused", "message not taken: 554 spam", 0),
        (None, "drop", "unknown", "no answer after the message was sent", 0),
        (None, "silence", "unknown", "timed out", 0),
    ],
)
def test_faults(
    subscribed: Store,
    server: Server,
    port: int,
    on_rcpt: str | Exception | None,
    on_data: str | None,
    status: str,
    reason: str,
    again: int,
) -> None:
    """Each fault has its end in the ledger; only what surely did not leave is ever sent again, and only when asked."""
    server.on_rcpt = f"{on_rcpt} all" if isinstance(on_rcpt, str) else on_rcpt
    server.on_data = on_data
    (row,) = send(subscribed, to(port, timeout=0.5))
    assert row.status == status
    assert row.reason is not None
    assert reason in row.reason
    assert row.finished == AFTER.replace(microsecond=0)
    server.on_rcpt = server.on_data = None
    taken = len(server.taken)
    assert send(subscribed, to(port)) == ()
    assert len(send(subscribed, to(port), retry_failed=True)) == again
    assert len(server.taken) == taken + again


def test_nobody_listens(subscribed: Store) -> None:
    (row,) = send(subscribed, to(free_port()))
    assert row.status == "failed"
    assert "no connection to 127.0.0.1" in (row.reason or "")


def test_one_fault_keeps_nobody_else_from_their_mail(subscribed: Store, server: Server, port: int) -> None:
    server.on_rcpt = f"550 unknown {AMINA}"
    assert [row.status for row in send(subscribed, to(port), (AMINA, BADRUL))] == ["refused", "sent"]


def test_a_subscription_that_ended_is_respected(subscribed: Store, server: Server, port: int) -> None:
    class Leaves(SmtpTransport):
        """While the first mail travels the second reader unsubscribes."""

        def send(self, message: bytes, sender: str, recipient: str, leaving: Any = nothing) -> Any:
            people.remove_subscriber(subscribed, BADRUL)
            return super().send(message, sender, recipient, leaving)

    transport = Leaves(SmtpSettings(host="127.0.0.1", port=port))
    rows = send(subscribed, transport, (AMINA, BADRUL, "stranger@example.org"))
    assert [(row.recipient, row.status) for row in rows] == [
        (AMINA, "sent"),
        (BADRUL, "failed"),
        ("stranger@example.org", "failed"),
    ]
    assert "unsubscribed" in (rows[1].reason or "")
    assert len(server.taken) == 1


def test_a_kill_while_sending_is_never_made_good_by_itself(subscribed: Store, server: Server, port: int) -> None:
    class Killed(BaseException):
        pass

    class Dies(SmtpTransport):
        def send(self, message: bytes, sender: str, recipient: str, leaving: Any = nothing) -> Any:
            super().send(message, sender, recipient, leaving)
            raise Killed

    with pytest.raises(Killed):
        send(subscribed, Dies(SmtpSettings(host="127.0.0.1", port=port)))
    assert send(subscribed, to(port)) == ()
    assert send(subscribed, to(port), retry_failed=True) == ()
    assert [row.status for row in people.deliveries(subscribed)] == ["leaving"]
    (unknown,) = recover(subscribed, AFTER)
    assert (unknown.recipient, unknown.status) == (AMINA, "unknown")
    assert send(subscribed, to(port), retry_failed=True) == ()
    assert len(server.taken) == 1


def test_a_bad_sender_uses_up_nobodys_claim(subscribed: Store, port: int) -> None:
    with pytest.raises(BadInput):
        deliver(subscribed, PERIOD, {AMINA: MAIL}, to(port), Sending(sender="nobody", instance="x"), clock)
    assert people.deliveries(subscribed) == []


def test_a_dry_run_writes_files(subscribed: Store, tmp_path: Path) -> None:
    transport = FileTransport(tmp_path / "out")
    send(subscribed, transport)
    (path,) = transport.written
    assert path.name == "amina@example.org.eml"
    assert email.message_from_bytes(path.read_bytes(), policy=email.policy.default)["To"] == AMINA


@pytest.mark.parametrize(
    "name", ["../../etc/passwd@x.example", "/abs@x", "a\x00b@x", "..", ".", "", "a" * 300, "CON@x\\y"]
)
def test_file_names_are_no_paths(tmp_path: Path, name: str) -> None:
    found = file_name(name)
    assert (tmp_path / found).parent == tmp_path
    assert "/" not in found
    assert "\\" not in found
    assert 0 < len(found) <= 120
    (tmp_path / f"{found}.eml").write_bytes(b"")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Key and certificate of a server at 127.0.0.1, made for this run."""
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"


@pytest.mark.parametrize(
    ("password", "trusted", "status", "reason"),
    [
        ("right", True, "sent", "250 taken"),
        ("wrong", True, "failed", "535"),
        ("right", False, "failed", "CERTIFICATE_VERIFY_FAILED"),
    ],
)
def test_starttls_and_login(
    subscribed: Store,
    server: Server,
    certificate: tuple[Path, Path],
    password: str,
    trusted: bool,
    status: str,
    reason: str,
) -> None:
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    theirs.load_cert_chain(*certificate)
    ours = ssl.create_default_context(cafile=str(certificate[0]) if trusted else None)
    environment = {"PANTAU_SMTP_USER": "pantau", "PANTAU_SMTP_PASSWORD": password}
    with running(
        server, tls_context=theirs, require_starttls=True, authenticator=server.auth, auth_required=True
    ) as port:
        settings = smtp_settings("127.0.0.1", port, "starttls", environment, timeout=5)
        (row,) = send(subscribed, SmtpTransport(settings, ours))
    assert (row.status, len(server.taken)) == (status, int(status == "sent"))
    assert reason in (row.reason or "")
    assert password not in (row.reason or "")
    assert set(server.logins) == ({b"pantau"} if trusted else set())


def test_a_server_without_tls_gets_nothing(subscribed: Store, server: Server, port: int) -> None:
    (row,) = send(subscribed, SmtpTransport(smtp_settings("127.0.0.1", port, "starttls", {}, timeout=5)))
    assert row.status == "failed"
    assert server.taken == []


@pytest.mark.parametrize(
    ("host", "tls", "environment", "fault"),
    [
        ("mail.example.org", "none", {"PANTAU_SMTP_USER": "u", "PANTAU_SMTP_PASSWORD": "p"}, "in the clear"),
        ("localhost", "starttls", {"PANTAU_SMTP_USER": "u"}, "go together"),
        ("localhost", "starttls", {"PANTAU_SMTP_PASSWORD": "p"}, "go together"),
        ("localhost", "ssl", {}, "none, starttls or tls"),
    ],
)
def test_settings_that_are_refused(host: str, tls: str, environment: dict[str, str], fault: str) -> None:
    with pytest.raises(BadInput, match=fault):
        smtp_settings(host, 25, tls, environment)


def test_a_password_shows_nowhere() -> None:
    found = smtp_settings("127.0.0.1", 25, "none", {"PANTAU_SMTP_USER": "u", "PANTAU_SMTP_PASSWORD": "secret"})
    assert found.password == "secret"
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (AFTER, "2026-W20"),
        (AFTER - timedelta(hours=2), "2026-W19"),  # still Sunday in Kuala Lumpur
        (AFTER + timedelta(days=6), "2026-W20"),
    ],
)
def test_which_week_is_due(moment: datetime, week: str) -> None:
    assert str(due_week(moment, "Asia/Kuala_Lumpur")) == week


def test_who_waits(subscribed: Store) -> None:
    def names(**options: Any) -> list[str]:
        return [person.email for person in waiting(subscribed, PERIOD, **options)]

    finish: Callable[[str, Any], None] = lambda to, status: people.finish_delivery(  # noqa: E731
        subscribed, to, PERIOD, status, AFTER
    )
    assert names() == [AMINA, BADRUL]
    people.claim_delivery(subscribed, AMINA, PERIOD, AFTER)
    assert names() == names(retry_failed=True) == [BADRUL]
    finish(AMINA, "failed")
    assert names() == [BADRUL]
    assert names(retry_failed=True) == [AMINA, BADRUL]
    people.remove_subscriber(subscribed, BADRUL)
    assert names() == []
