"""A recipient that is refused in the session: who is suppressed for it, and who is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from digest_samples import START
from test_digest_deliver import AMINA, BADRUL, Server, running, send, to
from test_digest_deliver import server as server
from test_digest_deliver import subscribed as subscribed

from digest.deliver import ALL_GONE, WHO
from digest.refusals import no_such_mailbox
from store import Store, people, suppressing


@pytest.fixture
def port(server: Server) -> Iterator[int]:
    with running(server) as number:
        yield number


ANSWERS: tuple[tuple[int, str, bool], ...] = (
    (550, "5.1.1 <amina@example.org>: Recipient address rejected: User unknown", True),
    (550, "5.1.10 recipient not found", True),
    (550, "5.2.1 mailbox disabled", True),
    (550, "5.4.1 Recipient address rejected: Access denied", True),  # Exchange Online, of an address it does not know
    (550, "no such user", True),
    (550, "No such user here all", True),
    (551, "User unknown", True),
    (553, "unknown recipient", True),
    (550, "The account <amina@example.org> does not exist", True),
    (550, "5.0.0 no such mailbox", True),
    (550, "5.0.0 rejected", False),
    (550, "5.7.1 no such user: blocked by policy", False),  # the status is finer than the words
    (550, "5.7.26 unauthenticated sender", False),
    (550, "5.1.8 sender address rejected", False),
    (552, "5.2.2 mailbox full", False),
    (552, "no such user", False),
    (554, "no such user", False),
    (550, "relaying denied", False),
    (550, "blocked, see https://block.example/?ip=192.0.2.1", False),
    (550, "Mailbox unavailable", False),  # the words of RFC 5321 for all of it: full, unknown or a policy
    (550, "", False),
    (450, "4.1.1 no such user", False),
    (250, "no such user", False),
)


@pytest.mark.parametrize(("code", "words", "gone"), ANSWERS)
def test_what_a_refusal_says(code: int, words: str, gone: bool) -> None:
    assert no_such_mailbox(code, words) is gone


@pytest.mark.parametrize(
    ("answer", "suppressed"),
    [
        (f"550 5.1.1 {AMINA} user unknown", True),
        (f"550 no such user {AMINA}", True),
        (f"550 5.7.1 policy {AMINA}", False),
        (f"450 4.1.1 not now {AMINA}", False),
    ],
)
def test_only_who_does_not_exist_gets_no_further_mail(
    subscribed: Store, server: Server, port: int, answer: str, suppressed: bool
) -> None:
    server.on_rcpt = answer
    with to(port) as transport:
        done = {row.recipient: row for row in send(subscribed, transport, (AMINA, BADRUL))}
    assert done[BADRUL].status == "sent"
    assert answer[:3] in str(done[AMINA].reason)
    found = suppressing.suppression(subscribed, AMINA)
    assert (found is not None) is suppressed
    if found is not None:
        assert (found.kind, found.who) == ("hard", WHO)
        assert answer[4:] in found.reason
    assert suppressing.suppression(subscribed, BADRUL) is None


@pytest.mark.parametrize(("more", "suppressed"), [(ALL_GONE - 3, True), (ALL_GONE - 2, False)])
def test_a_server_that_knows_nobody_is_set_up_wrongly(
    subscribed: Store, server: Server, port: int, more: int, suppressed: bool
) -> None:
    addresses = [AMINA, BADRUL, *(f"reader{number}@example.org" for number in range(more))]
    for address in addresses[2:]:
        people.add_subscriber(subscribed, address, START)
    server.on_rcpt = "550 5.1.1 no such user all"
    done = send(subscribed, to(port), tuple(addresses))
    assert [row.status for row in done] == ["refused"] * len(addresses)
    assert bool(suppressing.suppressions(subscribed)) is suppressed
