"""What one run sends: to each person the digest that is due, daily or weekly, and the questions of the form."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from digest_samples import DESK, END, START
from test_digest_alerts import links, text_of
from test_digest_deliver import SENDING, Server, free_port, running, to

from digest.daily import DayFacts, DaySource, DayStory, choose_day, contents_of, day_facts, preview_day
from digest.due import due_for_each
from digest.letter import letter
from digest.lines import COLUMNS
from digest.sending import send_confirmations, send_due
from records import Request, Watched, Wishes
from store import Store, people, requests
from store.subscribers import change_subscriber

HOUR = timedelta(hours=1)
MONDAY_AT_7 = END + 7 * HOUR  # in Kuala Lumpur


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def port(server: Server) -> Iterator[int]:
    with running(server) as number:
        yield number


def run(store: Store, port: int, now: datetime) -> list[tuple[str, str, str]]:
    done = send_due(store, to(port), SENDING, DESK, lambda: now, links)
    return [(row.recipient, row.period, row.status) for row in done]


def test_a_week_of_hourly_runs(store: Store, server: Server, port: int) -> None:
    for address, wishes in (
        ("weekly@example.org", Wishes()),
        ("friday@example.org", Wishes(day=5, hour=16, zone="Europe/London")),
        ("daily@example.org", Wishes(frequency="daily", hour=6, themes=("energy",))),
        ("alerts@example.org", Wishes(frequency="alerts", alerts=("revised",))),
    ):
        people.add_subscriber(store, address, START, wishes=wishes)
    got: list[tuple[str, str, datetime]] = []
    now = END
    while now < END + timedelta(days=7):
        got += [(to_whom, period, now) for to_whom, period, status in run(store, port, now) if status == "sent"]
        now += HOUR
    weekly = [each for each in got if "W" in each[1]]
    assert [(to_whom.partition("@")[0], period, (when - END) // HOUR) for to_whom, period, when in weekly] == [
        # subscribed before the hour of that week came: it was missed, and is caught up
        ("friday", "2026-W19", 0),
        ("weekly", "2026-W19", 0),
        ("weekly", "2026-W20", 7),
        # 16:00 in London in May is 23:00 in Kuala Lumpur
        ("friday", "2026-W20", 4 * 24 + 23),
    ]
    daily = [each for each in got if "W" not in each[1]]
    assert [(period, (when - END) / HOUR) for _, period, when in daily] == [
        ("2026-05-16", 0),  # caught up: nothing ran before
        *(((START + timedelta(days=6 + n, hours=8)).date().isoformat(), 6 + 24 * n) for n in range(7)),
    ]
    assert len(got) == len({(to_whom, period) for to_whom, period, _ in got}) == len(server.taken)


def test_who_watches_the_same_shares_one_digest_and_nobody_elses(store: Store, server: Server, port: int) -> None:
    for number, wishes in enumerate(
        (Wishes(), Wishes(hour=3), Wishes(themes=("energy",)), Wishes(places=("MY-13",)), Wishes(language="ms"))
    ):
        people.add_subscriber(store, f"p{number}@example.org", START, wishes=wishes)
    assert len(run(store, port, MONDAY_AT_7)) == 5
    assert len(people.digests(store)) == 4
    kept = dict(store.connection.execute("SELECT recipient, digest FROM delivery"))
    assert kept["p0@example.org"] == kept["p1@example.org"]
    assert len(server.taken) == 5
    for digest in people.digests(store):
        assert "/-/unsubscribe/" not in digest.html + digest.text
        assert "/-/preferences/" not in digest.html + digest.text
    for envelope in server.taken:
        mail, text = text_of(envelope)
        number = people.subscriber(store, envelope.rcpt_tos[0]).id
        assert f"{DESK}/-/preferences/{number}" in text
        assert f"<{DESK}/-/unsubscribe/{number}>" in mail["List-Unsubscribe"]


def test_failed_ones_are_due_again_and_unknown_ones_are_not(store: Store, server: Server) -> None:
    people.add_subscriber(store, "a@example.org", START)
    assert [status for *_, status in run(store, free_port(), MONDAY_AT_7)] == ["failed"]
    ((_, decision),) = due_for_each(store, MONDAY_AT_7)
    assert decision.period == "2026-W20"
    with running(server) as port:
        server.on_data = "drop"
        assert [status for *_, status in run(store, port, MONDAY_AT_7)] == ["unknown"]
        server.on_data = None
        assert run(store, port, MONDAY_AT_7 + HOUR) == []


def test_who_changes_from_weekly_to_daily_gets_days_from_then_on(store: Store, port: int) -> None:
    people.add_subscriber(store, "a@example.org", START)
    assert [period for _, period, _ in run(store, port, MONDAY_AT_7)] == ["2026-W20"]
    change_subscriber(store, "a@example.org", Wishes(frequency="daily"), MONDAY_AT_7)
    assert [period for _, period, _ in run(store, port, MONDAY_AT_7)] == ["2026-05-17"]
    people.remove_subscriber(store, "a@example.org")
    assert run(store, port, MONDAY_AT_7 + timedelta(days=1)) == []


def test_what_a_day_brought(store: Store) -> None:
    tuesday = date(2026, 5, 12)
    found = day_facts(store, tuesday, store.zone)
    (hydro,) = [story for story in found.stories if story.id == "s-hydro"]
    # the copy counts with its origin, the Malay report and the paid one are their own
    assert [source.outlet for source in hydro.sources] == ["tern", "heron", "egret", "pipit", "stilt"]
    assert (hydro.reports, hydro.new, hydro.themes, hydro.places) == (4, True, ("energy",), ("MY-13",))
    assert day_facts(store, date(2026, 5, 10), store.zone).articles == 0


@pytest.mark.parametrize(
    ("day", "subject", "lead"),
    [
        (
            15,
            "Nothing of what you follow on 15 May 2026",
            "Nothing under what you follow was seen that day. 0 art",
        ),
        (17, "No outlet was heard on 17 May 2026", "the sources were not heard, so nothing can be said"),
    ],
)
def test_a_day_that_nobody_heard_is_no_quiet_one(store: Store, day: int, subject: str, lead: str) -> None:
    """On the Friday outlets answered and had nothing new; on the Sunday none was asked."""
    made = preview_day(store, date(2026, 5, day), store.zone, "en", DESK, Watched())
    assert made.subject.replace("Friday ", "").replace("Sunday ", "") == subject
    assert lead in " ".join(made.text.split())


def story(name: str, reports: int = 1, **more: Any) -> DayStory:
    outlet = more.pop("outlet", "tern")
    source = DaySource(
        article=name,
        outlet=outlet,
        outlet_name="Tern",
        language=more.pop("language", "en"),
        title=name,
        url="https://tern.example/1",
        show="full",
        first_seen=START,
    )
    return DayStory(id=name, title=name, new=True, reports=reports, sources=(source,), **more)


DAY = DayFacts(
    day=date(2026, 5, 12),
    articles=9,
    unread=0,
    stories=(
        story("none"),
        story("loud", 3),
        story("trade", 2, themes=("trade",)),
        story("energy", themes=("energy",), places=("MY-13",)),
        story("minister", officials=("lim",), outlet="heron"),
        story("malay", themes=("trade",), language="ms"),
    ),
)
CHOSEN: tuple[tuple[Watched, tuple[str, ...]], ...] = (
    (Watched(), ("loud", "trade", "energy", "malay")),
    (Watched(themes=frozenset({"trade"})), ("trade", "malay")),
    (Watched(places=frozenset({"MY-13"}), officials=frozenset({"lim"})), ("energy", "minister")),
    (Watched(themes=frozenset({"trade"}), languages=frozenset({"ms"})), ("malay",)),
    (Watched(outlets=frozenset({"heron"})), ()),
    (Watched(outlets=frozenset({"heron"}), officials=frozenset({"lim"})), ("minister",)),
    (Watched(themes=frozenset({"water"})), ()),
)


@pytest.mark.parametrize(("watched", "ids"), CHOSEN)
def test_what_is_told_of_a_day(watched: Watched, ids: tuple[str, ...]) -> None:
    found = choose_day(DAY, watched)
    assert tuple(each.id for each, _ in found.stories) == ids
    assert all(why for _, why in found.stories)


@pytest.mark.parametrize("language", ["en", "ms"])
def test_a_day_says_what_it_does_not_know(language: str) -> None:
    nothing = DayFacts(day=date(2026, 5, 12), articles=0, unread=0, heard=False)
    unread = DayFacts(day=date(2026, 5, 12), articles=4, unread=4)
    said = [
        letter(contents_of(facts, choose_day(facts, Watched()), language, DESK), DESK, None)
        for facts in (nothing, unread, DAY)
    ]
    assert ("No article was read" in said[0].text) == (language == "en")
    assert len({each.text for each in said}) == 3
    for each in said:
        assert all(len(line) <= COLUMNS or "http" in line for line in each.text.splitlines())
        assert f'<html lang="{language}">' in each.html


def test_the_question_to_whoever_was_typed_into_the_form(store: Store, server: Server, port: int) -> None:
    requests.ask_subscription(store, "new@example.org", "ms", ("energy",), START)
    requests.ask_subscription(store, "other@example.org", "en", (), START)

    def url(asked: Request) -> str:
        return f"{DESK}/-/confirm/{asked.id}"

    failed = send_confirmations(store, to(free_port()), SENDING, DESK, lambda: START, url)
    assert [outcome.status for outcome in failed] == ["failed", "failed"]
    sent = send_confirmations(store, to(port), SENDING, DESK, lambda: START, url)
    assert [outcome.status for outcome in sent] == ["sent", "sent"]
    assert send_confirmations(store, to(port), SENDING, DESK, lambda: START, url) == ()
    assert [envelope.rcpt_tos for envelope in server.taken] == [["new@example.org"], ["other@example.org"]]
    mail = email.message_from_bytes(server.taken[0].content, policy=email.policy.default)
    assert mail["Content-Language"] == "ms"
    for part in ("plain", "html"):
        content = mail.get_body((part,)).get_content()  # type: ignore[attr-defined]
        assert f"{DESK}/-/confirm/1" in content
        assert "other@" not in content
    assert people.subscribers(store, active_only=False) == []
