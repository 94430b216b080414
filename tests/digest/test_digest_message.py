"""The message: headers that hostile headlines and names try to break into; both parts; the bytes that leave."""

from __future__ import annotations

import email
import email.policy
import sys
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from digest_samples import AFTER, DESK, WEEK, ZONE
from hypothesis import given, settings
from hypothesis import strategies as st

import digest
from digest import Rendered
from digest.message import Envelope, address, header_lines, message, message_id, new_message_id, serialised
from digest.safe import HEADER_LENGTH, header_text
from records import BadInput, PantauError
from store import Store

NAMES = [
    "Subject",
    "From",
    "To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "List-ID",
    "Feedback-ID",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
]
ATTACKS = (
    "=?utf-8?q?Budget=0D=0ABcc:_evil@example.net?=",  # decoded and written with its line end before Python 3.11.10
    "=?utf-8?b?QnVkZ2V0DQpCY2M6IGV2aWxAZXhhbXBsZS5uZXQ=?=",
    "=\x00?utf-8?q?Budget=0D=0ABcc:_evil@example.net?=",  # becomes one when the NUL is taken out
    "==??utf-8?q?Budget=0D=0ABcc:_evil@example.net?=",
    "=\u200b?utf-8?q?a=0D=0ABcc:_evil@example.net?=",
    "Budget\r\nBcc: evil@example.net",
    "Budget\nBcc: evil@example.net",
    "Budget\rBcc: evil@example.net",
    "Budget\u2028Bcc: evil@example.net",
    "Budget\u2029Bcc: evil@example.net",
    "Budget\x0bBcc: evil@example.net",
    "Budget\x0cBcc: evil@example.net",
    "Budget\x1c\x1d\x1e\x85Bcc: evil@example.net",
    "Budget\r\n\r\n<html>body",
    "\r\n\r\n",
    "nul\x00 and escape \x1b[31m",
    "bidi \u202egnp.exe\u2066",
    "surrogate \ud800",
    "y" * 5000,
    "é" * 5000,
    "预算 " * 800,
    '"quoted" <angle@example.net>, (comment)',
    "",
)


def rendered(**changes: object) -> Rendered:
    values: dict[str, object] = {
        "subject": "Pantau",
        "html": "<p>Belanjawan é</p>",
        "text": "Belanjawan é\n",
        "content": None,
        "unsubscribe_url": f"{DESK}/unsubscribe/token",
    }
    return Rendered(**(values | changes))  # type: ignore[arg-type]


def envelope(**changes: object) -> Envelope:
    values: dict[str, object] = {
        "sender": "Pantau <desk@example.org>",
        "recipient": "amina@example.org",
        "instance": "desk.example.org",
        "period": str(WEEK),
    }
    return Envelope(**(values | changes))  # type: ignore[arg-type]


def sent(one: Rendered, to: Envelope | None = None) -> tuple[bytes, EmailMessage]:
    raw = serialised(message(one, to or envelope(), AFTER, "en"))
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return raw, parsed


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
@pytest.mark.parametrize("place", ["subject", "name", "sender"])
def test_no_header_comes_in(text: str, place: str) -> None:
    raw, parsed = sent(
        rendered(subject=text if place == "subject" else "Pantau"),
        envelope(
            recipient_name=text if place == "name" else None,
            sender=f"{header_text(text)} <desk@example.org>" if place == "sender" else "desk@example.org",
        ),
    )
    assert [name for name, _ in header_lines(raw)] == NAMES
    assert parsed["Bcc"] is None
    assert str(parsed["To"].addresses[0].addr_spec) == "amina@example.org"
    assert [a.addr_spec for a in parsed["From"].addresses] == ["desk@example.org"]
    assert len(parsed["To"].addresses) == 1
    head = raw.split(b"\r\n\r\n", 1)[0]
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert head.isascii()


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_header_text(text: str) -> None:
    found = header_text(text)
    assert "=?" not in found
    assert len(found) <= HEADER_LENGTH
    assert len(found.splitlines()) <= 1
    assert found.isprintable()


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters() | st.sampled_from("=?\r\n\x00\u2028utf8q_:Bc"), max_size=200))
def test_header_text_for_any_text(text: str) -> None:
    found = header_text(text)
    assert "=?" not in found
    assert len(found) <= HEADER_LENGTH
    raw, _ = sent(rendered(subject=text), envelope(recipient_name=text))
    assert [name for name, _ in header_lines(raw)] == NAMES


NAMED = "Unit A: Policy, Planning; and a department of a name so long that its line is folded, <evil@example.net>"


@pytest.mark.parametrize(
    "name",
    [
        NAMED,
        f'"{NAMED}"',
        "Zoë: evil@example.net, x;" + " y" * 40,
        "(Siti <evil@example.net>) " * 6,
        "Group: evil@example.net, other@example.net;" + " of many" * 12,
        "\\, <evil@example.net>" + " z" * 50,
    ],
)
@pytest.mark.parametrize("whose", ["recipient", "sender"])
def test_a_name_is_never_one_more_address(name: str, whose: str) -> None:
    changes = {"recipient_name": name} if whose == "recipient" else {"sender": f"{name} <desk@example.org>"}
    raw = sent(rendered(), envelope(**changes))[0]
    arrived = email.message_from_bytes(raw, policy=email.policy.default)
    for header, spec in (("From", "desk@example.org"), ("To", "amina@example.org")):
        assert [each.addr_spec for each in arrived[header].addresses] == [spec]
        assert [each for _, each in getaddresses([email.message_from_bytes(raw)[header]])] == [spec]


def test_more_than_one_address_does_not_leave() -> None:
    """What Python makes of a long name with commas in it, were it not cleaned."""
    mail = message(rendered(), envelope(), AFTER, "en")
    del mail["To"]
    mail["To"] = Address(display_name=NAMED, addr_spec="amina@example.org")
    with pytest.raises(PantauError, match="To of the mail names more than"):
        serialised(mail)


def test_a_harmless_subject_arrives_as_it_is() -> None:
    _, parsed = sent(rendered(subject="Pantau 2026-W20: Belanjawan é 预算 (3 stories)"))
    assert parsed["Subject"] == "Pantau 2026-W20: Belanjawan é 预算 (3 stories)"


def test_headers_that_were_not_set_do_not_leave() -> None:
    mail = message(rendered(), envelope(), AFTER, "en")
    mail["Bcc"] = "evil@example.net"
    with pytest.raises(PantauError, match="Bcc"):
        serialised(mail)


def test_what_python_lets_in_is_caught_before_it_leaves() -> None:
    """The hole itself, without ``header_text``: the check of the bytes holds whatever the library does."""
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["Subject"] = ATTACKS[0]
    mail.set_content("x")
    if sys.version_info < (3, 11, 10):  # later ones refuse or escape it
        assert "Bcc" in [name for name, _ in header_lines(mail.as_bytes())]
        with pytest.raises(PantauError, match="Bcc"):
            serialised(mail)
    with pytest.raises(PantauError, match="Bcc"):
        serialised(Tampered())


class Tampered(EmailMessage):
    """A message whose bytes hold more than was set, as from a library with another hole."""

    def as_bytes(self, *args: object, **options: object) -> bytes:
        del args, options
        return b"Subject: Budget\r\nBcc: evil@example.net\r\n\r\nx"


def test_headers_of_a_list_mail() -> None:
    raw, parsed = sent(rendered(), envelope(recipient_name="Amina binti Salleh"))
    unfolded = raw.split(b"\r\n\r\n", 1)[0].replace(b"\r\n ", b" ").decode()
    assert f"List-Unsubscribe: <{DESK}/unsubscribe/token>\r\n" in unfolded
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in unfolded
    assert "List-ID: <digest.desk.example.org>" in unfolded
    assert "Feedback-ID: 2026-W20:desk.example.org:digest:pantau" in unfolded
    assert parsed["To"] == "Amina binti Salleh <amina@example.org>"
    assert parsed["Date"].datetime == AFTER
    assert parsed["Message-ID"] == message_id("desk.example.org", "amina@example.org", str(WEEK))


@pytest.mark.parametrize(
    ("url", "to", "ways", "one_click"),
    [
        ("https://desk.example.org/u/1", None, ["https"], True),
        ("https://desk.example.org/u/1", "leave@example.org", ["https", "mailto:leave@"], True),
        ("http://127.0.0.1:8001/u/1", None, ["http:", "mailto:desk@"], False),  # RFC 8058 wants HTTPS
        (None, "leave@example.org", ["mailto:leave@"], False),
        (None, None, ["mailto:desk@"], False),
    ],
)
def test_ways_to_unsubscribe(url: str | None, to: str | None, ways: list[str], one_click: bool) -> None:
    _, parsed = sent(rendered(unsubscribe_url=url), envelope(unsubscribe_to=to, message_id="<abc@desk.example.org>"))
    found = parsed["List-Unsubscribe"].split(", ")
    assert [way.startswith(f"<{start}") for way, start in zip(found, ways, strict=True)] == [True] * len(ways)
    assert all("?subject=unsubscribe%20abc>" in way for way in found if "mailto" in way)
    assert (parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click") is one_click


@pytest.mark.parametrize("number", ["", "a@b", "<a@b>\r\nBcc: x@y.example", "<a b@c>", "<é@c>", f"<{'a' * 200}@c>"])
def test_a_bad_message_id_is_refused(number: str) -> None:
    if number:
        with pytest.raises(BadInput):
            message(rendered(), envelope(message_id=number), AFTER, "en")
    assert len({new_message_id("desk.example.org") for _ in range(20)}) == 20


def test_without_a_link_only_a_mail_unsubscribes() -> None:
    raw, parsed = sent(rendered(unsubscribe_url=None))
    assert "mailto:" in parsed["List-Unsubscribe"]
    assert parsed["List-Unsubscribe-Post"] is None  # one click needs a link that takes a POST
    assert [name for name, _ in header_lines(raw)] == [name for name in NAMES if name != "List-Unsubscribe-Post"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://desk.example.org/a\r\nBcc: x@y.example", "//x"])
def test_a_bad_unsubscribe_link_is_refused(url: str) -> None:
    with pytest.raises(BadInput):
        message(rendered(unsubscribe_url=url), envelope(), AFTER, "en")


def test_message_id() -> None:
    one = message_id("desk.example.org", "amina@example.org", "2026-W20")
    assert one == message_id("desk.example.org", " Amina@Example.org ", "2026-W20")
    others = {
        message_id("other.example.org", "amina@example.org", "2026-W20"),
        message_id("desk.example.org", "badrul@example.org", "2026-W20"),
        message_id("desk.example.org", "amina@example.org", "2026-W21"),
    }
    assert len(others | {one}) == 4
    assert one.endswith("@desk.example.org>")
    for instance in ("", "desk\r\nBcc: x", "dé sk", "@@", "http://127.0.0.1:8001"):
        found = message_id(instance, "a@b.example", "w")
        assert found.count("@") == 1
        assert found.isascii()
        assert found.isprintable()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "amina",
        "amina@",
        "@example.org",
        "a b@example.org",
        "a@b\r\nBcc: c@d",
        "a@b.example\x00",
        "é@b.example",
        "a@b.example, c@d.example",
        "<a@b.example>\r\nX: y",
    ],
)
def test_bad_addresses(text: str) -> None:
    with pytest.raises(BadInput):
        address(text)


def test_both_parts_arrive_as_they_were_made(store: Store) -> None:
    one = digest.preview(store.connection, WEEK, ZONE, "en", DESK, AFTER, unsubscribe_url=f"{DESK}/u/1")
    raw, parsed = sent(one)
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]  # type: ignore[attr-defined]
    text, html = parsed.get_body(("plain",)), parsed.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == one.text
    assert html.get_content().replace("\r\n", "\n").strip() == one.html.strip()
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 200
    assert f"{DESK}/u/1" in one.html
    assert f"{DESK}/u/1" in one.text
    assert parsed["Subject"] == one.subject


def test_the_same_mail_twice_has_the_same_headers() -> None:
    later = datetime(2026, 5, 18, 4, tzinfo=UTC)
    first, second = (message(rendered(), envelope(), when, "en") for when in (AFTER, later))
    assert {k: v for k, v in first.items() if k not in ("Date", "Content-Type")} == {
        k: v for k, v in second.items() if k not in ("Date", "Content-Type")
    }
