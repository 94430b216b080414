"""One connection for many mails, each fault of a server and of the disk, logins, and the steady rate."""

from __future__ import annotations

import resource
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from digest_samples import AFTER, START
from test_digest_deliver import AMINA, BADRUL, MAIL, PERIOD, SENDING, Server, clock, running
from test_digest_deliver import certificate as certificate

from digest.deliver import deliver, recover
from digest.smtp_settings import login_of
from digest.transport import FileTransport, Outcome, SmtpSettings, SmtpTransport, pause, smtp_settings
from records import BadInput, NotFound, PantauError
from store import Store, people, suppressing

MESSAGE = b"Subject: x\r\n\r\n.dot\r\nx\r\n"
CHAN = "chan@example.org"


class Scripted:
    """A server of a few lines that ends the connection when it hears a word; it counts what it hears."""

    def __init__(self, drop: str, times: int = 99, answer: bytes = b"") -> None:
        self.drop, self.times, self.answer = drop, times, answer
        self.connections = 0
        self.heard: list[str] = []
        self.taken = 0

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            with suppress(OSError), line, line.makefile("rwb") as stream:  # who talks to it may go at any time
                self._talk(stream)

    def _talk(self, stream: Any) -> None:
        def say(text: bytes) -> None:
            stream.write(text + b"\r\n")
            stream.flush()

        def ends(word: str) -> bool:
            if word != self.drop or self.times <= 0:
                return False
            self.times -= 1
            if self.answer:
                say(self.answer)
            return True

        if ends("GREETING"):
            return
        say(b"220 here")
        while raw := stream.readline():
            word = raw.split()[0].decode().upper() if raw.split() else ""
            self.heard.append(word)
            if ends(word):
                return
            if word == "DATA":
                say(b"354 go on")
                while (text := stream.readline()) != b".\r\n":
                    if not text:
                        return
                if ends("END"):
                    return
                self.taken += 1
                say(b"250 taken")
            elif word == "QUIT":
                say(b"221 bye")
                return
            else:
                say(b"250 ok")


@contextmanager
def scripted(server: Scripted) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.serve, args=(listener,), daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(30)


def at(port: int, **more: Any) -> SmtpTransport:
    return SmtpTransport(SmtpSettings(host="127.0.0.1", port=port, timeout=30, **more))


@pytest.fixture
def subscribed(store: Store) -> Store:
    for address in (AMINA, BADRUL, CHAN):
        people.add_subscriber(store, address, START)
    return store


def send(store: Store, transport: Any, **options: Any) -> dict[str, str]:
    rows = deliver(store, PERIOD, dict.fromkeys((AMINA, BADRUL, CHAN), MAIL), transport, SENDING, clock, **options)
    return {row.recipient: row.status for row in rows}


@pytest.mark.parametrize(
    ("drop", "status"),
    [
        ("GREETING", "failed"),
        ("MAIL", "failed"),
        ("RCPT", "failed"),
        ("DATA", "failed"),
        ("END", "unknown"),
        ("QUIT", "sent"),
    ],
)
def test_dropped_at_each_command(drop: str, status: str) -> None:
    server = Scripted(drop)
    with scripted(server) as port:
        assert at(port).send(MESSAGE, "desk@example.org", AMINA).status == status
    assert server.taken == (status == "sent")


def test_one_connection_carries_many_and_opens_anew_where_it_broke(subscribed: Store) -> None:
    server = Scripted("never")
    with scripted(server) as port, at(port) as transport:
        assert send(subscribed, transport) == dict.fromkeys((AMINA, BADRUL, CHAN), "sent")
    assert (server.connections, server.taken) == (1, 3)
    assert server.heard.count("QUIT") == 1


@pytest.mark.parametrize("answer", [b"", b"421 idle for too long"])
def test_a_kept_connection_that_has_gone_costs_nobody_a_mail(answer: bytes) -> None:
    server = Scripted("never", answer=answer)
    with scripted(server) as port, at(port) as transport:
        assert transport.send(MESSAGE, "desk@example.org", AMINA).status == "sent"
        server.drop, server.times = "MAIL", 1
        assert transport.send(MESSAGE, "desk@example.org", BADRUL).status == "sent"
    assert (server.connections, server.taken) == (2, 2)


def test_a_refused_recipient_keeps_the_connection_fit(subscribed: Store) -> None:
    server = Server()
    server.on_rcpt = f"550 5.1.1 unknown {BADRUL}"
    with running(server) as port, at(port) as transport:
        assert send(subscribed, transport) == {AMINA: "sent", BADRUL: "refused", CHAN: "sent"}
    assert [envelope.rcpt_tos for envelope in server.taken] == [[AMINA], [CHAN]]


def test_lines_that_begin_with_a_dot_arrive() -> None:
    server = Server()
    with running(server) as port:
        at(port).send(MESSAGE, "desk@example.org", AMINA)
    assert server.taken[0].content == MESSAGE


def test_a_wrong_login_is_tried_once_and_not_once_a_recipient(
    subscribed: Store, certificate: tuple[Path, Path]
) -> None:
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    theirs.load_cert_chain(*certificate)
    ours = ssl.create_default_context(cafile=str(certificate[0]))
    server = Server()
    environment = {"PANTAU_SMTP_USER": "pantau", "PANTAU_SMTP_PASSWORD": "wrong"}
    with running(
        server, tls_context=theirs, require_starttls=True, authenticator=server.auth, auth_required=True
    ) as port:
        settings = smtp_settings("127.0.0.1", port, "starttls", environment, timeout=30)
        with SmtpTransport(settings, ours) as transport:
            assert send(subscribed, transport) == dict.fromkeys((AMINA, BADRUL, CHAN), "failed")
    assert len(server.logins) == 2  # one connection, on which smtplib tries PLAIN, then LOGIN
    assert "not tried" in (people.delivery(subscribed, CHAN, PERIOD).reason or "")


class Fussy(Server):
    """Takes no mail of this sender until it is told to."""

    answer: str | None = "550 5.7.1 this sender may not"
    asked = 0

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        del server, session, options
        self.asked += 1
        if self.answer is None:
            envelope.mail_from = address
        return self.answer or "250 OK"


def test_a_sender_that_is_not_taken_leaves_nobody_out(subscribed: Store) -> None:
    """It says nothing of the reader: asked once a run, and made good when the sender is."""
    server = Fussy()
    with running(server) as port:
        with at(port) as transport:
            assert send(subscribed, transport) == dict.fromkeys((AMINA, BADRUL, CHAN), "failed")
        assert server.asked == 1
        assert people.delivery(subscribed, AMINA, PERIOD).reason == "sender not taken: 550 5.7.1 this sender may not"
        assert (people.delivery(subscribed, CHAN, PERIOD).reason or "").startswith("not tried: sender not taken")
        server.answer = None
        with at(port) as transport:
            assert send(subscribed, transport, retry_failed=True) == dict.fromkeys((AMINA, BADRUL, CHAN), "sent")


@pytest.mark.parametrize(("times", "last", "taken"), [(1, "sent", 2), (2, "failed", 0)])
def test_a_server_that_answers_nothing_is_not_fed_on(subscribed: Store, times: int, last: str, taken: int) -> None:
    """After two mails in a row without an answer the others wait for the next run: they are not unknown too."""
    server = Scripted("END", times)
    with scripted(server) as port, at(port) as transport:
        done = send(subscribed, transport)
    assert done == {AMINA: "unknown", BADRUL: "unknown" if times == 2 else "sent", CHAN: last}
    assert server.taken == taken
    with scripted(server) as port, at(port) as transport:
        again = send(subscribed, transport, retry_failed=True)
    assert again == ({CHAN: "sent"} if times == 2 else {})


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_certificate_of_another_name_gets_nothing(certificate: tuple[Path, Path], host: str) -> None:
    """The sample's certificate is for 127.0.0.1 alone; TLS from the first byte."""
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    theirs.load_cert_chain(*certificate)
    ours = ssl.create_default_context(cafile=str(certificate[0]))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Scripted("never")

        class Wrapped:
            def accept(self) -> Any:
                while True:
                    line, where = listener.accept()
                    try:
                        return theirs.wrap_socket(line, server_side=True), where
                    except ssl.SSLError:
                        line.close()

        thread = threading.Thread(target=server.serve, args=(Wrapped(),), daemon=True)
        thread.start()
        settings = SmtpSettings(host=host, port=listener.getsockname()[1], tls="tls", timeout=30)
        outcome = SmtpTransport(settings, ours).send(MESSAGE, "desk@example.org", AMINA)
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(30)
    assert outcome.status == ("sent" if host == "127.0.0.1" else "failed")
    assert ("CERTIFICATE_VERIFY_FAILED" in outcome.reason) is (host == "localhost")
    assert server.taken == (host == "127.0.0.1")


@pytest.mark.parametrize(
    ("last", "now", "per_minute", "wait"),
    [(None, 5, 60, 0), (5, 5, 0, 0), (5, 5, 60, 1), (5, 5.25, 60, 0.75), (5, 9, 60, 0)],
)
def test_pause(last: float | None, now: float, per_minute: int, wait: float) -> None:
    assert pause(last, now, per_minute) == pytest.approx(wait)


def test_mails_leave_at_a_steady_rate() -> None:
    time = [100.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        time[0] += seconds

    server = Scripted("never")
    with scripted(server) as port:
        settings = SmtpSettings(host="127.0.0.1", port=port, timeout=30, per_minute=30)
        with SmtpTransport(settings, clock=lambda: time[0], sleep=sleep) as transport:
            for _ in range(4):
                transport.send(MESSAGE, "desk@example.org", AMINA)
    assert slept == pytest.approx([2.0, 2.0, 2.0])


def test_a_suppressed_address_gets_nothing_even_while_others_are_sent(subscribed: Store) -> None:
    class Complains:
        def send(self, *_: Any) -> Outcome:
            suppressing.suppress(subscribed, BADRUL, "complaint", "spam", "test", AFTER)
            return Outcome("sent", "taken")

    transport = Complains()
    assert send(subscribed, transport) == {AMINA: "sent", CHAN: "sent"}
    assert BADRUL not in {row.recipient for row in people.deliveries(subscribed)}


@contextmanager
def full_disk(limit: int) -> Iterator[None]:
    """No file of this process may grow beyond ``limit`` bytes: writes fail as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_no_half_an_eml(tmp_path: Path) -> None:
    transport = FileTransport(tmp_path / "out")
    with full_disk(10), pytest.raises(PantauError, match=r"amina@example\.org\.eml"):
        transport.send(MESSAGE * 10, "desk@example.org", AMINA)
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("step", ["claim_delivery", "mark_leaving", "finish_delivery"])
def test_a_full_disk_under_the_ledger(subscribed: Store, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """The write fails in SQLite itself. Whatever was not surely sent is sent when there is room; nothing twice."""
    original = getattr(people, step)

    def no_room(*arguments: Any, **options: Any) -> Any:
        with full_disk(0):
            return original(*arguments, **options)

    server = Scripted("never")
    with scripted(server) as port:
        monkeypatch.setattr(people, step, no_room)
        with at(port) as transport, pytest.raises(PantauError, match=r"pantau\.db"):
            send(subscribed, transport)
        monkeypatch.undo()
        assert server.taken == (step == "finish_delivery")
        unknown = [row.recipient for row in recover(subscribed, AFTER)]
        assert unknown == ([AMINA] if step == "finish_delivery" else [])
        with at(port) as transport:
            again = send(subscribed, transport)
    assert again == dict.fromkeys((AMINA, BADRUL, CHAN) if not unknown else (BADRUL, CHAN), "sent")
    assert server.taken == 3


LOGIN = 'user = "pantau"\npassword = "s3cret"\n'


def test_a_login_from_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "login"
    path.write_text(LOGIN, encoding="utf-8")
    path.chmod(0o600)
    found = smtp_settings("mail.example.org", 587, "starttls", {"PANTAU_SMTP_LOGIN": str(path)})
    assert (found.user, found.password) == ("pantau", "s3cret")
    assert "s3cret" not in repr(found)
    with pytest.raises(BadInput, match="both set"):
        smtp_settings(
            "h", 25, "tls", {"PANTAU_SMTP_LOGIN": str(path), "PANTAU_SMTP_USER": "u", "PANTAU_SMTP_PASSWORD": "p"}
        )


@pytest.mark.parametrize(
    ("mode", "text", "fault"),
    [
        (0o640, LOGIN, "chmod 600"),
        (0o604, LOGIN, "chmod 600"),
        (0o602, LOGIN, "chmod 600"),
        (0o600, 'password = "s3cret"', "nothing else"),
        (0o600, LOGIN + 'more = "s3cret"', "nothing else"),
        (0o600, "user = pantau s3cret", "it must hold"),
        (0o600, 'user = "a"\npassword = 3', "nothing else"),
        (0o600, "", "nothing else"),
    ],
)
def test_login_files_that_are_refused(tmp_path: Path, mode: int, text: str, fault: str) -> None:
    path = tmp_path / "login"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    with pytest.raises(BadInput, match=fault) as error:
        login_of(path)
    assert "s3cret" not in str(error.value)


def test_what_is_no_login_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        login_of(tmp_path / "none")
    with pytest.raises(BadInput):
        login_of(tmp_path)
