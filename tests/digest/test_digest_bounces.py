"""Mails that came back: what they say, which delivery they are about, and who gets no further mail."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from bounce_samples import arf, dsn, maildir_of, wish
from digest_samples import AFTER, START
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.bounces import SOFT_LIMIT, Decision, read_bounces, soft_in_row
from digest.deliver import waiting
from digest.mailbox import mails
from digest.message import new_message_id
from digest.reports import Report, Unreadable, classified, read_report
from records import BadInput, Delivery, NotFound
from store import Store, people, suppressing

INSTANCE = "desk.example.org"
AMINA, BADRUL = "amina@example.org", "badrul@example.org"
WEEKS = tuple(f"2026-W{week}" for week in range(16, 21))


@pytest.fixture
def mailed(store: Store) -> Store:
    """Two readers who were sent five weeks."""
    for reader in (AMINA, BADRUL):
        people.add_subscriber(store, reader, START)
        for number, week in enumerate(WEEKS):
            when = AFTER + timedelta(weeks=number)
            people.claim_delivery(store, reader, week, when, message_id=new_message_id(INSTANCE))
            people.mark_leaving(store, reader, week)
            people.finish_delivery(store, reader, week, "sent", when, reason="250 taken")
    return store


def number(store: Store, reader: str = AMINA, week: str = WEEKS[-1]) -> str:
    found = people.delivery(store, reader, week).message_id
    assert found is not None
    return found


def read(store: Store, folder: Path, *raw: bytes) -> list[Decision]:
    said: list[Decision] = []
    path = maildir_of(folder, *raw)
    read_bounces(store, Path(str(path)), INSTANCE, AFTER, lambda _, decision: said.append(decision))
    return said


@pytest.mark.parametrize(
    ("action", "status", "said", "kind"),
    [
        ("failed", "5.1.1", "smtp; 550 5.1.1 no such user", "hard"),
        ("failed", "5.1.10", "", "hard"),
        ("failed", "5.2.1", "mailbox disabled", "hard"),
        ("failed", "5.4.1", "recipient address rejected", "hard"),
        ("failed", "5.0.0", "", "hard"),
        ("failed", "5.0.0", "smtp; 552 5.2.2 over quota", "soft"),
        ("failed", None, "smtp; 550 5.1.1 unknown", "hard"),
        ("failed", None, "", "soft"),
        ("failed", "5.2.2", "mailbox full", "soft"),
        ("failed", "5.7.1", "policy", "soft"),
        ("failed", "5.1.8", "sender's address", "soft"),
        ("failed", "5.3.4", "too large", "soft"),
        ("failed", "4.4.7", "given up after five days", "soft"),
        ("delayed", "4.4.1", "", "no failure"),
        ("delayed", "5.1.1", "", "no failure"),
        ("delivered", "2.0.0", "", "no failure"),
        ("relayed", "2.0.0", "", "no failure"),
        ("", "5.1.1", "", "no failure"),
    ],
)
def test_what_a_failure_means(action: str, status: str | None, said: str, kind: str) -> None:
    assert classified(action, status, said) == kind


def test_a_mailbox_that_does_not_exist(mailed: Store, tmp_path: Path) -> None:
    (done,) = read(mailed, tmp_path / "m", dsn(number=number(mailed)))
    assert (done.verb, done.recipient) == ("suppress", AMINA)
    kept = suppressing.suppression(mailed, AMINA.upper())
    assert kept is not None
    assert (kept.kind, kept.who, kept.at) == ("hard", "pantau digest bounces", AFTER)
    assert "no such user" in kept.reason
    assert "Message-ID, 2026-W20" in kept.reason
    assert [person.email for person in waiting(mailed, "2026-W21")] == [BADRUL]
    # subscribed again, the address still gets nothing until somebody lifts it
    people.add_subscriber(mailed, AMINA, AFTER)
    assert [person.email for person in waiting(mailed, "2026-W21")] == [BADRUL]
    suppressing.lift(mailed, AMINA, "a typing error at their server", "Aina", AFTER)
    assert [person.email for person in waiting(mailed, "2026-W21")] == [AMINA, BADRUL]
    (kept,) = suppressing.suppressions(mailed, lifted=True)
    assert (kept.lifted, kept.lifted_by, kept.lifted_reason) == (AFTER, "Aina", "a typing error at their server")


@pytest.mark.parametrize("part", ["text/rfc822-headers", "message/rfc822"])
def test_the_ledger_says_whose_mail_it_was(mailed: Store, tmp_path: Path, part: str) -> None:
    """A mail that was forwarded comes back from an address that nobody subscribed."""
    raw = dsn(number=number(mailed), to="elsewhere@forwarded.example", part=part)
    (done,) = read(mailed, tmp_path / "m", raw)
    assert (done.verb, done.recipient) == ("suppress", AMINA)


def test_without_message_id_the_address_tells(mailed: Store, tmp_path: Path) -> None:
    second, first = read(  # what is in "new" comes before what is in "cur"
        mailed,
        tmp_path / "m",
        dsn(to=AMINA.upper()),
        dsn(to="x@relay.example", original=BADRUL, status="4.2.2", said=""),
    )
    assert (first.verb, first.recipient) == ("suppress", AMINA)
    assert (second.verb, second.recipient) == ("count", BADRUL)
    assert [bounce.matched for bounce in suppressing.bounces(mailed)] == ["address", "address"]


@pytest.mark.parametrize(
    "raw",
    [
        dsn(number="<0123456789abcdef0123456789abcdef@desk.example.org>"),  # a made-up mail to a real address
        dsn(to="stranger@example.org"),
        arf(number="<made-up@desk.example.org>", to=AMINA),
        arf(to="stranger@example.org"),
        wish("0" * 32),
    ],
)
def test_forged_reports_do_nothing_and_are_said(mailed: Store, tmp_path: Path, raw: bytes) -> None:
    (done,) = read(mailed, tmp_path / "m", raw)
    assert done.verb == "nothing"
    assert done.reason.startswith("never mailed: ")
    assert suppressing.suppressions(mailed) == []
    assert suppressing.bounces(mailed) == []
    assert len(people.subscribers(mailed)) == 2


def test_a_claim_is_no_mail(store: Store, tmp_path: Path) -> None:
    """What is claimed, or failed before it left, cannot have come back."""
    people.add_subscriber(store, AMINA, START)
    people.claim_delivery(store, AMINA, WEEKS[0], AFTER, message_id="<a@desk.example.org>")
    people.finish_delivery(store, AMINA, WEEKS[0], "failed", AFTER, reason="no connection")
    (done, other) = read(store, tmp_path / "m", dsn(number="<a@desk.example.org>"), dsn())
    assert (done.verb, other.verb) == ("nothing", "nothing")


def test_soft_failures_are_counted_and_three_in_a_row_suppress(mailed: Store, tmp_path: Path) -> None:
    def full(week: str, salt: str = "") -> bytes:
        return dsn(number=number(mailed, week=week), status="5.2.2", said="smtp; 552 5.2.2 full", salt=salt)

    # one that came through in between starts the count anew; two reports of one mail count once
    done = read(mailed, tmp_path / "m", full(WEEKS[0]), full(WEEKS[1]), full(WEEKS[3]), full(WEEKS[3], "again"))
    assert [one.verb for one in done] == ["count"] * 4
    assert suppressing.suppression(mailed, AMINA) is None
    (last,) = read(mailed, tmp_path / "n", full(WEEKS[4]))
    assert last.reason.startswith(f"2 of {SOFT_LIMIT}")
    (third,) = read(mailed, tmp_path / "o", full(WEEKS[2]))  # its report was late
    assert third.verb == "suppress"
    kept = suppressing.suppression(mailed, AMINA)
    assert kept is not None
    assert kept.kind == "soft"
    assert "5 mails in a row" in kept.reason


@pytest.mark.parametrize(
    ("back", "count"), [((), 0), ((4,), 1), ((3,), 1), ((4, 2), 1), ((4, 3), 2), ((0, 1, 2), 3), ((0, 1, 3, 4), 2)]
)
def test_soft_in_row(back: tuple[int, ...], count: int) -> None:
    sent = [Delivery(recipient=AMINA, period=week, status="sent", claimed=AFTER) for week in reversed(WEEKS)]
    assert soft_in_row(sent, {WEEKS[number] for number in back}) == count


@pytest.mark.parametrize(
    ("kind", "verb"),
    [("abuse", "suppress"), ("opt-out", "suppress"), ("not-spam", "nothing"), ("auth-failure", "nothing")],
)
def test_complaints(mailed: Store, tmp_path: Path, kind: str, verb: str) -> None:
    (done,) = read(mailed, tmp_path / "m", arf(kind, number=number(mailed)))
    assert done.verb == verb
    found = suppressing.suppression(mailed, AMINA)
    assert (found.kind if found else None) == ("complaint" if verb == "suppress" else None)


def test_a_mail_that_unsubscribes(mailed: Store, tmp_path: Path) -> None:
    word = number(mailed).strip("<>").partition("@")[0]
    (done,) = read(mailed, tmp_path / "m", wish(word))
    assert (done.verb, done.recipient) == ("unsubscribe", AMINA)
    assert [person.email for person in people.subscribers(mailed)] == [BADRUL]


def test_read_again_a_mailbox_changes_nothing(mailed: Store, tmp_path: Path) -> None:
    raw = dsn(number=number(mailed))
    assert [one.verb for one in read(mailed, tmp_path / "m", raw)] == ["suppress"]
    suppressing.lift(mailed, AMINA, "their mailbox is back", "Aina", AFTER)
    assert [one.verb for one in read(mailed, tmp_path / "n", raw)] == ["known"]
    assert suppressing.suppression(mailed, AMINA) is None
    assert len(suppressing.bounces(mailed)) == 1
    assert len(list((tmp_path / "m").glob("*/*"))) == 1  # nothing is moved or deleted


def test_an_mbox_holds_the_same(mailed: Store, tmp_path: Path) -> None:
    box = tmp_path / "mbox"
    first, second = dsn(number=number(mailed)), arf(number=number(mailed, BADRUL))
    quoted = b"Subject: hello\n\nWords\nFrom here on\n\n>From there\n"
    box.write_bytes(b"".join(b"From MAILER-DAEMON Mon May 18\n" + raw + b"\n\n" for raw in (first, second, quoted)))
    assert [kept.name for kept in mails(box)] == ["mbox mail 1", "mbox mail 2", "mbox mail 3"]
    assert b"\n\nFrom there" in (list(mails(box))[2].raw or b"")
    counts = read_bounces(mailed, box, INSTANCE, AFTER)
    assert counts == {"suppress": 2, "nothing": 1}
    assert {one.recipient: one.kind for one in suppressing.suppressions(mailed)} == {AMINA: "hard", BADRUL: "complaint"}


def test_what_is_no_mail_is_passed_over(mailed: Store, tmp_path: Path) -> None:
    path = Path(str(maildir_of(tmp_path / "m", dsn(number=number(mailed)))))
    secret = tmp_path / "secret"
    secret.write_bytes(dsn(number=number(mailed, BADRUL)))
    (path / "new" / "link").symlink_to(secret)
    os.mkfifo(path / "new" / "pipe")
    (path / "new" / "large").write_bytes(b"x" * 5_000_001)
    counts = read_bounces(mailed, path, INSTANCE, AFTER)
    assert counts == {"suppress": 1, "nothing": 3}
    assert suppressing.suppression(mailed, BADRUL) is None


def test_no_mailbox(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        list(mails(tmp_path / "none"))
    with pytest.raises(BadInput, match="neither"):
        list(mails(tmp_path))
    (tmp_path / "text").write_text("Dear all\n", encoding="utf-8")
    with pytest.raises(BadInput, match="no mbox"):
        list(mails(tmp_path / "text"))


HOSTILE = (
    b"",
    b"\x00\xff\xfe",
    b"Content-Type: multipart/report\r\n\r\nno boundary",
    b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\r\n--b--",
    b'Content-Type: multipart/report; boundary="b"; charset="=?nonsense?="\r\n\r\n--b--',
    b"Subject: =?utf-8?q?unsubscribe_?=\r\n\r\n",
    b"Content-Type: message/rfc822\r\n\r\n" * 3000,
    b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(2000)),
    dsn(to="a@b\x0bc <evil@example.net>", said="\x1b[31m\u202e".encode().decode("utf-8"), number="<a b@c>"),
)


@pytest.mark.parametrize("raw", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_mails_are_read_or_refused(raw: bytes) -> None:
    found = read_report(raw)
    reasons = [found.reason] if isinstance(found, Unreadable) else [report.reason for report in found]
    assert all(reason.isprintable() for reason in reasons)


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=300), st.integers(0, 700), st.sampled_from([dsn(number="<a@b.example>"), arf(), wish("a" * 32)])
)
def test_any_bytes_are_read_or_refused(noise: bytes, place: int, raw: bytes) -> None:
    found = read_report(raw[:place] + noise + raw[place:])
    assert isinstance(found, Unreadable) or all(isinstance(report, Report) for report in found)


def test_a_suppression_has_a_reason_and_somebody(store: Store) -> None:
    with pytest.raises(BadInput):
        suppressing.suppress(store, AMINA, "person", " ", "Aina", AFTER)
    assert suppressing.suppress(store, AMINA, "person", "asked by telephone", "Aina", AFTER)
    assert not suppressing.suppress(store, AMINA.upper(), "hard", "5.1.1", "x", AFTER)
    with pytest.raises(NotFound):
        suppressing.lift(store, BADRUL, "x", "Aina", AFTER)
