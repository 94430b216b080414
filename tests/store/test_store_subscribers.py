"""Who gets the digest: wishes and their errors, erasing wholly, what a person may read of himself, requests by form."""

from __future__ import annotations

import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from store_samples import at

from records import BadInput, Known, NotFound, Wishes
from records.wishes import checked, day_number
from store import Store
from store.alerting import claim_alerts, told
from store.erasing import erase_subscriber, held_of, swept
from store.mailed import keep_said
from store.people import claim_delivery, deliveries, digests, finish_delivery, save_digest
from store.requests import (
    ALL_AN_HOUR,
    PER_ADDRESS_A_DAY,
    ask_subscription,
    asking,
    claim_requests,
    confirm_request,
    forget_old_requests,
    release_request,
    request,
)
from store.subscribers import (
    add_subscriber,
    change_subscriber,
    is_erased,
    remove_subscriber,
    resume_subscriber,
    revoke_links,
    subscriber,
    subscriber_by_id,
    subscribers,
)

AINA = "Aina@kementerian.example"
KNOWN = Known(
    themes={"trade": ("Trade", "Perdagangan"), "energy": ("Energy",)},
    places={"MY-13": ("Sarawak",), "MY-07": ("Penang", "Pulau Pinang"), "CN-GD": ("Guangdong", "广东")},
    officials={"ali-a": ("Ali bin Abu",), "ali-b": ("Ali bin Abu",), "siti": ("Siti Mariam",)},
    outlets={"tern": ("Tern News",)},
    languages={"en": (), "ms": (), "zh": ()},
)


def test_ids_and_names_become_ids_each_once() -> None:
    wanted = Wishes(
        themes=("trade", "Perdagangan", " ENERGY "),
        places=("广东", "pulau pinang", "MY-07"),
        officials=("Siti Mariam",),
        outlets=("Tern News",),
        languages=("ZH",),
        alerts=("spike", "spike"),
        zone="Europe/London",
    )
    found = checked(wanted, KNOWN)
    assert (found.themes, found.places) == (("energy", "trade"), ("CN-GD", "MY-07"))
    assert (found.officials, found.outlets, found.languages) == (("siti",), ("tern",), ("zh",))
    assert found.alerts == ("spike",)
    assert checked(found, KNOWN) == found


# a wish that cannot be had, the error, the field it names, and what it says is known
WRONG: tuple[tuple[Wishes, type[Exception], str, str], ...] = (
    (Wishes(themes=("tarde",)), NotFound, "theme: ", "energy, trade"),
    (Wishes(places=("Serawak",)), NotFound, "place: ", "MY-13"),
    (Wishes(officials=("Ali bin Abu",)), BadInput, "official: several", "ali-a, ali-b"),
    (Wishes(outlets=("heron",)), NotFound, "outlet: ", "tern"),
    (Wishes(languages=("fr",)), NotFound, "watch-language: ", "en, ms, zh"),
    (Wishes(language="zh"), BadInput, "language: ", "en, ms"),
    (Wishes(zone="Asia/Kuala_Lumpor"), BadInput, "zone: ", "Asia/Kuala_Lumpur"),
    (Wishes(zone="../../etc/passwd"), BadInput, "zone: ", "no time zone"),
    (Wishes(day=0), BadInput, "day: ", "7 (Sunday)"),
    (Wishes(hour=24), BadInput, "hour: ", "0 to 23"),
    (Wishes(frequency="hourly"), BadInput, "frequency: ", "daily, weekly, alerts"),
    (Wishes(alerts=("all",)), BadInput, "alert: ", "first_mention, revised, spike"),
    (Wishes(frequency="alerts"), BadInput, "alert: ", "first_mention, revised, spike"),
    (Wishes(name="A\nBcc: evil@example.net"), BadInput, "name: ", "one line"),
    (Wishes(name="x" * 101), BadInput, "name: ", "100"),
)


@pytest.mark.parametrize(("wanted", "kind", "names", "lists"), WRONG)
def test_an_error_names_the_field_and_what_is_known(
    wanted: Wishes, kind: type[Exception], names: str, lists: str
) -> None:
    with pytest.raises(kind) as told_error:
        checked(wanted, KNOWN)
    assert str(told_error.value).startswith(names)
    assert lists in str(told_error.value)


def test_of_many_known_ones_the_nearest_are_named() -> None:
    many = Known(places={f"XX-{n:03d}": (f"Place {n}",) for n in range(200)} | {"MY-13": ("Sarawak",)})
    with pytest.raises(NotFound) as error:
        checked(Wishes(places=("Sarawk",)), many)
    assert "near it: Sarawak" in str(error.value)
    assert len(str(error.value)) < 300


@pytest.mark.parametrize(("text", "number"), [("mon", 1), ("Sunday", 7), (" WED ", 3), ("5", 5)])
def test_days(text: str, number: int) -> None:
    assert day_number(text) == number


@pytest.mark.parametrize("text", ["", "m", "0", "8", "someday", "t"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(BadInput, match="mon, tue"):
        day_number(text)


def test_wishes_are_kept_and_changed(store: Store) -> None:
    first = add_subscriber(
        store, AINA, at(0), wishes=Wishes(name="Aina", themes=("trade",), zone="Europe/London", day=5, hour=9)
    )
    assert (first.zone, first.day, first.hour, first.since) == ("Europe/London", 5, 9, at(0))
    assert first.watched.themes == {"trade"}
    later = change_subscriber(store, AINA, Wishes.of(first), at(5))
    assert later == first  # nothing changed, so what is watched did not begin anew
    other = change_subscriber(store, AINA, Wishes(frequency="alerts", alerts=("spike",)), at(5))
    assert (other.themes, other.frequency, other.alerts, other.since) == ((), "alerts", ("spike",), at(5))
    with pytest.raises(NotFound, match="theme"):
        change_subscriber(store, AINA, Wishes(themes=("absent",)), at(6))
    assert subscriber(store, AINA) == other
    remove_subscriber(store, AINA)
    assert change_subscriber(store, AINA, Wishes(), at(7)).active is False  # changing is not subscribing
    assert resume_subscriber(store, AINA).active is True


def test_links_of_one_who_went_open_nothing_of_who_came_later(store: Store) -> None:
    first = add_subscriber(store, AINA, at(0))
    assert revoke_links(store, AINA).link_version == first.link_version + 1
    erase_subscriber(store, AINA, at(1))
    second = add_subscriber(store, "badrul@kementerian.example", at(2))
    assert second.id == first.id  # SQLite gives the number again
    assert second.link_version not in (first.link_version, first.link_version + 1)
    assert subscriber_by_id(store, second.id) == second
    assert subscriber_by_id(store, 999) is None


def test_an_official_who_became_another_one_is_still_watched(store: Store) -> None:
    with store.transaction() as connection:
        connection.execute("INSERT INTO official (id, name) VALUES ('new', 'Siti Mariam')")
        connection.execute("INSERT INTO official (id, name) VALUES ('old', 'S. Mariam')")
    add_subscriber(store, AINA, at(0), wishes=Wishes(officials=("old",)))
    with store.transaction() as connection:
        connection.execute("INSERT INTO official_alias (old, official) VALUES ('old', 'middle'), ('middle', 'new')")
    assert subscribers(store)[0].officials == ("new",)


def _everywhere(store: Store, *words: str) -> list[str]:
    """Tables in which a word stands, capitals aside."""
    found = []
    tables = [name for (name,) in store.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        for row in store.connection.execute(f'SELECT * FROM "{table}"'):
            if any(word.casefold() in str(value).casefold() for value in row for word in words):
                found.append(table)
    return found


def _history(store: Store) -> None:
    """A subscriber with a trace in every table that may hold one, and a colleague who must not lose anything."""
    add_subscriber(store, AINA, at(0), name="Aina Zulkifli")
    add_subscriber(store, "badrul@kementerian.example", at(0), name="Badrul")
    own = save_digest(store, "2024-W47", "For Aina Zulkifli", "<p>x</p>", "x", at(1), {}, language="en")
    shared = save_digest(store, "2024-W48", "For Aina Zulkifli and Badrul", "<p>x</p>", "x", at(2), {}, language="en")
    plain = save_digest(store, "2024-W46", "Exports rise", "<p>x</p>", "x", at(2), {}, language="en")
    for to, period, digest in (
        (AINA, "2024-W46", plain.id),
        (AINA, "2024-W47", own.id),
        (AINA, "2024-W48", shared.id),
        ("badrul@kementerian.example", "2024-W48", shared.id),
    ):
        assert claim_delivery(store, to, period, at(3), digest)
        finish_delivery(store, to, period, "refused", at(4), "<1@x>", f"550 no mailbox {to.lower()}")
    claim_alerts(store, AINA, [("spike theme trade 2024-W47", "spike", "more")], "alert 1", at(3))
    ask_subscription(store, AINA, "en", (), at(3))


def test_erasing_leaves_nothing_of_the_person_but_a_salted_hash(store: Store, path: Path) -> None:
    _history(store)
    for digest in digests(store):  # what each said is kept beside it
        item = {"kind": "story", "item": "s1", "article": "a1", "said": "A headline", "about": {}}
        keep_said(store, digest.id, [item], [])
    assert {"subscriber", "delivery", "alert", "subscription_request", "digest"} <= set(
        _everywhere(store, AINA, "Aina Zulkifli")
    )
    done = erase_subscriber(store, " aina@KEMENTERIAN.example", at(9))
    assert done == done | {"digest": 1, "delivery": 3, "alert": 1, "subscription_request": 1, "subscriber": 1}
    # a digest that a colleague got too stays
    assert _everywhere(store, AINA) == []
    assert _everywhere(store, "Aina Zulkifli") == ["digest"]
    assert {digest.period for digest in digests(store)} == {"2024-W46", "2024-W48"}
    assert store.connection.execute("SELECT count(*) FROM digest_item").fetchone() == (2,)
    kept = deliveries(store)
    assert len(kept) == 4
    assert [(row.message_id is None, row.reason is None) for row in kept if row.recipient.startswith("erased")] == [
        (True, True)
    ] * 3
    assert next(row for row in kept if row.recipient.startswith("badrul")).reason is not None
    # not in free pages nor in the log beside the file either
    with Store.open(path, readonly=True) as reader:
        reader.connection.execute("BEGIN")
        reader.connection.execute("SELECT count(*) FROM article").fetchone()
        store.connection.execute("PRAGMA busy_timeout = 10")
        assert swept(store) is False
        reader.connection.execute("ROLLBACK")
    assert swept(store) is True
    for file in path.parent.glob(f"{path.name}*"):
        assert b"aina@kementerian" not in file.read_bytes().lower(), file.name
    ((salt, mark),) = store.connection.execute("SELECT salt, hash FROM erased").fetchall()
    assert len(salt) == 32
    assert len(mark) == 64


def test_a_table_that_comes_later_is_not_forgotten(store: Store) -> None:
    _history(store)
    store.connection.execute("CREATE TABLE returned (recipient TEXT, why TEXT)")
    store.connection.execute("INSERT INTO returned VALUES (?, 'full')", (AINA.lower(),))
    assert held_of(store, AINA)["returned"] == [{"recipient": AINA.lower(), "why": "full"}]
    assert erase_subscriber(store, AINA, at(9))["returned"] == 1
    assert _everywhere(store, AINA) == []


def test_whoever_was_erased_is_not_added_by_accident(store: Store) -> None:
    _history(store)
    erase_subscriber(store, AINA, at(9))
    assert is_erased(store, "AINA@kementerian.EXAMPLE")
    assert not is_erased(store, "badrul@kementerian.example")
    with pytest.raises(BadInput, match="--again"):
        add_subscriber(store, AINA, at(10))
    assert ask_subscription(store, AINA, "en", (), at(10)).why == "erased"
    assert add_subscriber(store, AINA, at(11), again=True).active
    assert not is_erased(store, AINA)
    add_subscriber(store, AINA, at(12), name="Aina")  # the word was said once
    with pytest.raises(NotFound, match="not subscribed"):
        erase_subscriber(store, "nobody@kementerian.example", at(12))


def test_erasing_stops_at_one_address(store: Store) -> None:
    """Neither a longer address nor a pattern of SQL is the person."""
    for email in ("a_b@x.example", "axb@x.example", "ca_b@x.example", "%@x.example"):
        add_subscriber(store, email, at(0))
    erase_subscriber(store, "a_b@x.example", at(1))
    assert [person.email for person in subscribers(store)] == ["%@x.example", "axb@x.example", "ca_b@x.example"]


def test_what_a_person_may_read_of_himself(store: Store) -> None:
    _history(store)
    held = held_of(store, AINA)
    assert held["subscriber"]["email"] == AINA
    assert "link_version" not in held["subscriber"]
    assert [row["period"] for row in held["deliveries"]] == ["2024-W46", "2024-W47", "2024-W48"]
    assert [row["alert"] for row in held["alerts"]] == ["spike theme trade 2024-W47"]
    assert len(held["requests"]) == 1
    assert "badrul" not in str(held)


def test_an_alert_is_claimed_once(store: Store, path: Path) -> None:
    got: list[set[str]] = []
    start = threading.Barrier(4)

    def claim(number: int) -> None:
        with Store.open(path) as mine:
            start.wait(10)
            got.append(claim_alerts(mine, (AINA, AINA.upper())[number % 2], [("x", "spike", "w")], "alert 1", at(0)))

    threads = [threading.Thread(target=claim, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(map(len, got)) == [0, 0, 0, 1]
    assert told(store, AINA) == {"x": at(0)}


@pytest.mark.parametrize(
    ("of_address", "of_all", "erased", "why"),
    [
        (0, 0, False, "taken"),
        (PER_ADDRESS_A_DAY - 1, ALL_AN_HOUR - 1, False, "taken"),
        (PER_ADDRESS_A_DAY, 0, False, "address_limit"),
        (0, ALL_AN_HOUR, False, "hour_limit"),
        (0, 0, True, "erased"),
    ],
)
def test_whether_a_request_is_taken(of_address: int, of_all: int, erased: bool, why: str) -> None:
    decided = asking(of_address, of_all, erased)
    assert (decided.taken, decided.why) == (why == "taken", why)


def test_a_request_is_mailed_once_and_becomes_a_subscription_by_its_owner_alone(store: Store) -> None:
    assert ask_subscription(store, AINA, "ms", ("trade",), at(0)).taken
    assert subscribers(store, active_only=False) == []
    (asked,) = claim_requests(store, at(1))
    assert claim_requests(store, at(1)) == []
    release_request(store, asked.id)
    assert [each.id for each in claim_requests(store, at(1))] == [asked.id]
    person = confirm_request(store, asked.id, at(2))
    assert (person.email, person.language, person.themes) == (AINA, "ms", ("trade",))
    # the link again, after the person left: it must not bring them back
    remove_subscriber(store, AINA)
    assert confirm_request(store, asked.id, at(3)).active is False
    with pytest.raises(NotFound):
        confirm_request(store, 99, at(3))


def test_who_is_subscribed_keeps_all_wishes_when_asked_again(store: Store) -> None:
    before = add_subscriber(store, AINA, at(0), wishes=Wishes(name="Aina", themes=("trade",), hour=5))
    ask_subscription(store, AINA.lower(), "ms", (), at(1))
    (asked,) = claim_requests(store, at(1))
    assert confirm_request(store, asked.id, at(2)) == before


def test_who_left_and_asks_again_gets_what_was_chosen_in_the_form(store: Store) -> None:
    add_subscriber(store, AINA, at(0), wishes=Wishes(name="Aina", themes=("trade",), hour=5))
    remove_subscriber(store, AINA)
    ask_subscription(store, AINA.lower(), "ms", (), at(1))
    (asked,) = claim_requests(store, at(1))
    person = confirm_request(store, asked.id, at(2))
    assert (person.active, person.language, person.themes, person.hour) == (True, "ms", (), 7)


def test_an_address_is_written_to_a_few_times_a_day_only(store: Store) -> None:
    whys = [ask_subscription(store, email, "en", (), at(0)).why for email in (AINA, AINA.lower(), AINA.upper(), AINA)]
    assert whys == ["taken"] * 3 + ["address_limit"]
    assert ask_subscription(store, AINA, "en", (), at(25)).taken
    assert forget_old_requests(store, at(24 * 4 + 1)) == 3
    assert request(store, 4) is not None
    for number in range(ALL_AN_HOUR):
        ask_subscription(store, f"p{number}@x.example", "en", (), at(200))
    assert ask_subscription(store, "one-more@x.example", "en", (), at(200)).why == "hour_limit"
    assert ask_subscription(store, "one-more@x.example", "en", (), at(200) + timedelta(hours=2)).taken


@pytest.mark.parametrize("email", ["", "x", "a b@c.example", "a@b.example\nBcc: c@d.example", "<a@b.example>"])
def test_what_is_no_address_is_no_request(store: Store, email: str) -> None:
    with pytest.raises(BadInput, match="no e-mail address"):
        ask_subscription(store, email, "en", (), at(0))


def test_subscribers_of_the_schema_before_keep_their_themes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from store import database

    every = database.migrations()
    monkeypatch.setattr(database, "migrations", lambda: [each for each in every if each[0] < 9])
    with Store(path) as old:
        old.connection.execute("INSERT INTO theme (id, name, definition, version) VALUES ('trade', 'T', '{}', '')")
        for name in ("a", "b"):
            old.connection.execute(
                "INSERT INTO subscriber (email, themes, created) VALUES (?, '[\"trade\"]', '2024-11-18T00:00:00Z')",
                (f"{name}@x.example",),
            )
    monkeypatch.undo()
    with Store.open(path) as store:
        one, other = subscribers(store)
    assert (one.themes, one.places, one.frequency, one.alerts) == (("trade",), (), "weekly", ())
    assert one.link_version != other.link_version
    with pytest.raises(sqlite3.IntegrityError), Store.open(path) as store:
        store.connection.execute("UPDATE subscriber SET hour = 24")
