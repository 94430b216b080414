"""Alerts: tables of what is one and what not, and the whole way to a mail over real SMTP, each once."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from digest_samples import DESK, START, WEEK, Piece, write
from test_digest_deliver import SENDING, Server, free_port, running, to

from digest.alerting import facts_for, period_of, send_alerts
from digest.alerts import (
    FRESH,
    SILENCE,
    AlertFacts,
    Asked,
    MentionFact,
    RevisionFact,
    Seen,
    SpikeFact,
    decided,
    first_mention,
    revised,
    spike,
)
from digest.letter import PersonLinks
from records import Subscriber, Trend, Watched, Wishes
from store import Store, alerting, people
from store.trending import save_trends

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ALL = ("first_mention", "revised", "spike")
SEEN = Seen(article="a1", title="T", language="en", url="https://x.example/1", outlet_name="X", first_seen=NOW - HOUR)
MENTION = MentionFact(kind="official", key="siti", name="Siti", seen=SEEN, before=NOW - SILENCE - 2 * HOUR)
OLD = NOW - 10 * SILENCE


def asked(watched: Watched | None = None, kinds: Any = ALL, since: datetime = NOW - 24 * HOUR, **told: Any) -> Asked:
    return Asked(watched=watched or Watched(officials=frozenset({"siti"})), kinds=kinds, since=since, **told)


def seen(when: datetime) -> Seen:
    return Seen(article="a1", title="T", language="en", url="https://x.example/1", outlet_name="X", first_seen=when)


MENTIONS: tuple[tuple[MentionFact, Asked, datetime | None, str], ...] = (
    (MENTION, asked(), OLD, "alert"),
    (MENTION, asked(kinds=("spike",)), OLD, "not_asked"),
    (MENTION, asked(Watched()), OLD, "not_watched"),  # nobody is named: all officials would be a flood
    (MENTION, asked(Watched(places=frozenset({"siti"}))), OLD, "not_watched"),
    (MENTION, asked(since=NOW), OLD, "before_the_wish"),
    (
        MentionFact(kind="official", key="siti", name="Siti", seen=seen(NOW - FRESH - HOUR)),
        asked(since=OLD),
        OLD,
        "too_old",
    ),
    (
        MentionFact(kind="official", key="siti", name="Siti", seen=SEEN, before=NOW - SILENCE),
        asked(),
        OLD,
        "not_silent",
    ),
    (MentionFact(kind="official", key="siti", name="Siti", seen=SEEN), asked(), OLD, "alert"),
    (MentionFact(kind="official", key="siti", name="Siti", seen=SEEN), asked(), NOW - SILENCE, "young_archive"),
    (MentionFact(kind="official", key="siti", name="Siti", seen=SEEN), asked(), None, "young_archive"),
    (MENTION, asked(told={"first_mention official siti @2026-11-20": NOW - 6 * 24 * HOUR}), OLD, "told"),
    (MENTION, asked(told={"first_mention official siti @2026-05-20": NOW - 2 * SILENCE}), OLD, "alert"),
    (MENTION, asked(told={"first_mention official sitiawan @2026-11-20": NOW - HOUR}), OLD, "alert"),
    (
        MentionFact(kind="theme", key="rail", name="Rail", word="rail freight", seen=SEEN),
        asked(Watched(themes=frozenset({"rail"}))),
        OLD,
        "alert",
    ),
)


@pytest.mark.parametrize(("fact", "who", "archive", "why"), MENTIONS)
def test_first_mentions(fact: MentionFact, who: Asked, archive: datetime | None, why: str) -> None:
    found = first_mention(fact, who, archive, NOW)
    assert found.why == why
    assert (found.id is not None) == (why == "alert")


REVISION = RevisionFact(
    id="r1", measures="exports", concept="exports", owner=None, period=None, was="1", now="2", seen=SEEN,
    themes=frozenset({"trade"}),
)  # fmt: skip
REVISIONS: tuple[tuple[Asked, str], ...] = (
    (asked(Watched()), "alert"),
    (asked(Watched(themes=frozenset({"trade", "rail"}))), "alert"),
    (asked(Watched(themes=frozenset({"rail"}))), "not_watched"),
    (asked(Watched(places=frozenset({"MY-13"}))), "not_watched"),
    (asked(Watched(languages=frozenset({"zh"}))), "alert"),  # first and revised are so wherever they stand
    (asked(Watched(), kinds=()), "not_asked"),
    (asked(Watched(), since=NOW), "before_the_wish"),
    (asked(Watched(), told={"revised r1": OLD}), "told"),
)


@pytest.mark.parametrize(("who", "why"), REVISIONS)
def test_revisions(who: Asked, why: str) -> None:
    assert revised(REVISION, who, NOW).why == why


def rise(verdict: str = "rise", kind: Any = "theme", week_end: datetime = NOW + 72 * HOUR) -> SpikeFact:
    return SpikeFact(
        kind=kind, key="trade", name="T", week="2026-W48", week_end=week_end, verdict=verdict, reports=9, low=1, high=3
    )


SPIKES: tuple[tuple[SpikeFact, Asked, str], ...] = (
    (rise(), asked(Watched(themes=frozenset({"trade"}))), "alert"),
    (rise(), asked(Watched()), "alert"),
    (rise(kind="place"), asked(Watched()), "not_watched"),  # every place would be a flood
    (rise(), asked(Watched(places=frozenset({"MY-13"}))), "not_watched"),
    (rise("fall"), asked(Watched()), "no_rise"),
    (rise("unknown"), asked(Watched()), "no_rise"),
    (rise(), asked(Watched(), kinds=("revised",)), "not_asked"),
    (rise(week_end=NOW - 30 * HOUR), asked(Watched()), "before_the_wish"),
    (rise(week_end=NOW - FRESH - HOUR), asked(Watched(), since=OLD), "too_old"),
    (rise(), asked(Watched(), told={"spike theme trade 2026-W48": NOW}), "told"),
    (rise(), asked(Watched(), told={"spike theme trade 2026-W47": NOW}), "alert"),
)


@pytest.mark.parametrize(("fact", "who", "why"), SPIKES)
def test_spikes(fact: SpikeFact, who: Asked, why: str) -> None:
    assert spike(fact, who, NOW).why == why


def test_what_was_told_is_never_decided_again() -> None:
    facts = AlertFacts(archive_since=OLD, mentions=(MENTION, MENTION), revisions=(REVISION,), spikes=(rise(),))
    who = Watched(officials=frozenset({"siti"}), themes=frozenset({"trade"}))
    found = [each.id for _, each in decided(facts, asked(who), NOW) if each.id]
    assert len(found) == len(set(found)) == 3
    again = decided(facts, asked(who, told=dict.fromkeys(found, NOW)), NOW)
    assert {each.why for _, each in again} == {"told"}
    assert period_of(found) == period_of(reversed(found))


# The whole way -------------------------------------------------------------------------------------------------------

AT = START + 70 * HOUR  # Wednesday of the sample week, ten hours after the new minister


def clock() -> datetime:
    return AT


def links(person: Subscriber) -> PersonLinks:
    return PersonLinks(unsubscribe=f"{DESK}/-/unsubscribe/{person.id}", preferences=f"{DESK}/-/preferences/{person.id}")


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def port(server: Server) -> Iterator[int]:
    with running(server) as number:
        yield number


@pytest.fixture
def watched(store: Store) -> Store:
    """An archive of nine weeks, a rise of a theme, and three people with different wishes."""
    write(
        store,
        Piece(outlet="heron", slug="old", story="s-old", title="Old news", body="Nothing much happened.", weeks_ago=9),
    )
    reason = "9 reports, usually 1 to 3"
    common: dict[str, Any] = {"week": str(WEEK), "why": "counted", "low": 1, "high": 3, "weeks": 6, "left_out": ()}
    save_trends(
        store,
        str(WEEK),
        [
            Trend(kind="theme", key="energy", verdict="rise", reports=9, reason=reason, **common),
            Trend(kind="theme", key="trade", verdict="quiet", reports=2, reason=reason, **common),
            Trend(kind="theme", key="gone", verdict="rise", reports=9, reason=reason, **common),
        ],
        "v1",
    )
    official = store.connection.execute("SELECT id FROM official WHERE name = 'Rosnah Kelicap'").fetchone()[0]
    since = START + HOUR
    for address, wishes in (
        ("amina@example.org", Wishes(officials=(official,), themes=("energy",), alerts=("first_mention", "spike"))),
        ("badrul@example.org", Wishes(language="ms", themes=("energy",), frequency="alerts", alerts=("spike",))),
        ("chan@example.org", Wishes(themes=("energy",))),
    ):
        people.add_subscriber(store, address, since, wishes=wishes)
    return store


def text_of(envelope: Any) -> tuple[Any, str]:
    mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
    body = mail.get_body(("plain",))  # type: ignore[attr-defined]
    return mail, body.get_content()


def test_each_person_gets_what_was_asked_for_once(watched: Store, server: Server, port: int) -> None:
    done = send_alerts(watched, to(port), SENDING, DESK, clock, links)
    assert [(row.recipient, row.status) for row in done] == [
        ("amina@example.org", "sent"),
        ("badrul@example.org", "sent"),
    ]
    (first, text), (second, malay) = (text_of(envelope) for envelope in server.taken)
    assert first["Subject"] == "More than usual: Energy, and 1 more"
    assert "9 independent reports in the week of 11–17 May 2026; usually 1 to 3." in " ".join(text.split())
    assert "First mention: Rosnah Kelicap" in text
    assert "Egret Daily, 13 May: Rosnah Kelicap is new trade minister" in " ".join(text.split())
    assert "No earlier article names it; the archive begins on" in text
    assert f"{DESK}/-/preferences/1" in text
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert second["Subject"] == "Lebih daripada biasa: Tenaga"
    assert "9 laporan bebas pada minggu 11–17 Mei 2026" in malay
    assert second["Content-Language"] == "ms"
    # what was sent is not sent again, at the next run or by a run at the same time
    assert send_alerts(watched, to(port), SENDING, DESK, clock, links) == ()
    assert send_alerts(watched, to(port), SENDING, DESK, lambda: AT + 5 * HOUR, links) == ()
    assert len(server.taken) == 2
    reasons = watched.connection.execute("SELECT kind, reason FROM alert WHERE recipient LIKE 'amina%' ORDER BY kind")
    assert [(kind, "First mention" in reason or "usually" in reason) for kind, reason in reasons] == [
        ("first_mention", True),
        ("spike", True),
    ]


def test_what_surely_did_not_leave_is_tried_again_and_nothing_else(watched: Store, server: Server) -> None:
    failed = send_alerts(watched, to(free_port()), SENDING, DESK, clock, links)
    assert {row.status for row in failed} == {"failed"}
    assert alerting.release_unsent(watched) == 3
    assert alerting.told(watched, "amina@example.org") == {}
    assert {row.status for row in send_alerts(watched, to(free_port()), SENDING, DESK, clock, links)} == {"failed"}
    with running(server) as port:
        server.on_data = "drop"  # it may have been taken
        assert {row.status for row in send_alerts(watched, to(port), SENDING, DESK, clock, links)} == {"unknown"}
        server.on_data = None
        assert send_alerts(watched, to(port), SENDING, DESK, clock, links) == ()


def test_a_kill_between_claim_and_mail_sends_none_twice(watched: Store, server: Server, port: int) -> None:
    class Killed(Exception):
        pass

    class Killer:
        def send(self, *given: Any) -> Any:
            del given
            raise Killed

    with pytest.raises(Killed):
        send_alerts(watched, Killer(), SENDING, DESK, clock, links)
    for _ in range(3):
        send_alerts(watched, to(port), SENDING, DESK, clock, links)
    got = [envelope.rcpt_tos[0] for envelope in server.taken]
    assert got.count("badrul@example.org") == 1
    assert got.count("amina@example.org") <= 1


def test_the_words_of_a_theme_are_looked_for(watched: Store) -> None:
    definition = '{"keywords": ["hydropower line", "LINE", "AI", "never said", ""]}'
    watched.connection.execute("UPDATE theme SET definition = ? WHERE id = 'energy'", (definition,))
    found = facts_for(watched, [Watched(themes=frozenset({"energy"}))], watched.zone, AT)
    assert [(fact.word, fact.seen.title, fact.before) for fact in found.mentions] == [
        ("hydropower line", "Sarawak to open hydropower line to the coast in 2027", None)
    ]


def test_strangers_texts_stay_text(watched: Store, server: Server, port: int) -> None:
    attack = "<img src=x onerror=alert(1)>{{7*7}}\u202e=?utf-8?q?x=0D=0ABcc:_evil@example.net?="
    watched.connection.execute("UPDATE theme SET name = ?, name_ms = ? WHERE id = 'energy'", (attack, attack))
    watched.connection.execute("UPDATE article SET title = ?, url = 'javascript:alert(1)'", (attack,))
    send_alerts(watched, to(port), SENDING, DESK, clock, links)
    mail = email.message_from_bytes(server.taken[0].content, policy=email.policy.default)
    assert "Bcc" not in mail
    html = mail.get_body(("html",)).get_content()  # type: ignore[attr-defined]
    assert "<img" not in html
    assert "javascript:" not in html.replace("&lt;", "<")
    assert "&lt;img" in html
    assert "{{7*7}}" in html
    assert "\u202e" not in html
