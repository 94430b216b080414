"""Who gets the digest: adding, changing, ending, erasing, and who asked to be added. Never derived.

Knows these tables; it must not know how a mail is made or sent, nor how a link is signed.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from records import BadInput, Known, NotFound, Subscriber, Wishes
from records.wishes import WATCHED, checked
from store.database import Store
from store.values import Row, Source, as_json, moment, moment_or_none, one, rows, stamp


def address(email: str) -> str:
    """The address, spaces around it gone. Raises BadInput where it cannot be one; control characters never pass."""
    text = email.strip()
    name, _, host = text.rpartition("@")
    if not name or not host or len(text) > 254 or any(c.isspace() or not c.isprintable() or c in "<>,;" for c in text):
        raise BadInput(f"{email!r} is no e-mail address")
    return text


def _subscriber(row: Row, became: dict[str, str]) -> Subscriber:
    lists = {name: tuple(json.loads(row[name])) for name in (*WATCHED, "alerts")}
    return Subscriber(
        id=row["id"],
        email=row["email"],
        name=row["name"],
        language=row["language"],
        zone=row["zone"],
        day=row["day"],
        hour=row["hour"],
        frequency=row["frequency"],
        active=bool(row["active"]),
        created=moment(row["created"]),
        since=moment_or_none(row["since"]),
        link_version=row["link_version"],
        **lists | {"officials": _now_called(lists["officials"], became)},
    )


def _became(source: Source) -> dict[str, str]:
    """Ids of officials that were found to be another one -> that one."""
    return {row["old"]: row["official"] for row in rows(source, "SELECT old, official FROM official_alias")}


def _now_called(ids: Iterable[str], became: dict[str, str]) -> tuple[str, ...]:
    found = []
    for each in ids:
        seen = {each}
        while each in became and became[each] not in seen:
            each = became[each]
            seen.add(each)
        found.append(each)
    return tuple(dict.fromkeys(found))


def known(source: Source) -> Known:
    """What the store knows that can be watched, each with its names."""

    def named(sql: str) -> dict[str, tuple[str, ...]]:
        found = {}
        for row in rows(source, sql):
            key, aliases = row.pop("id"), json.loads(row.pop("aliases", None) or "[]")
            found[key] = tuple(name for name in (*row.values(), *aliases) if name)
        return found

    outlets = list(rows(source, "SELECT id, name, languages FROM outlet ORDER BY id"))
    languages = {code for row in outlets for code in json.loads(row["languages"])}
    languages |= {row["l"] for row in rows(source, "SELECT DISTINCT language AS l FROM article WHERE language <> ''")}
    return Known(
        themes=named("SELECT id, name, name_ms FROM theme ORDER BY id"),
        places=named("SELECT code AS id, name, name_ms, name_zh FROM place ORDER BY code"),
        officials=named("SELECT id, name, aliases FROM official ORDER BY id"),
        outlets={row["id"]: (row["name"],) for row in outlets},
        languages=dict.fromkeys(sorted(languages), ()),
    )


def add_subscriber(
    store: Store,
    email: str,
    now: datetime,
    name: str | None = None,
    language: str = "en",
    themes: tuple[str, ...] = (),
    *,
    wishes: Wishes | None = None,
    what_is_known: Known | None = None,
    again: bool = False,
) -> Subscriber:
    """Subscribes; one that is known (capitals aside) gets the new wishes and is active again.

    ``wishes`` stand for name, language and themes where they are given. ``again`` is needed for somebody who was
    erased. Raises BadInput for what is no address or cannot be had, NotFound for what is not known.
    """
    where = address(email)
    wanted = wishes or Wishes(name=name, language=language, themes=themes)
    with store.transaction() as connection:
        wanted = checked(wanted, what_is_known or known(store))
        if was := _erased(store, where):
            if not again:
                raise BadInput(
                    f"{where!r} was erased and is not to be added by accident: 'pantau subscribers add --again' where"
                    " the person asks for it"
                )
            connection.execute("DELETE FROM erased WHERE hash = ?", (was,))
        connection.execute(
            "INSERT INTO subscriber (email, active, created, link_version) VALUES (?, 1, ?, ?)"
            " ON CONFLICT (email) DO UPDATE SET active = 1",
            (where, stamp(now), secrets.randbelow(10**12)),
        )
        return _write(store, where, wanted, now)


def change_subscriber(
    store: Store, email: str, wishes: Wishes, now: datetime, *, what_is_known: Known | None = None
) -> Subscriber:
    """Gives a subscriber other wishes; whether the digest is sent at all stays as it is. Raises as adding does."""
    with store.transaction():
        person = subscriber(store, email)
        return _write(store, person.email, checked(wishes, what_is_known or known(store)), now)


def _write(store: Store, email: str, wanted: Wishes, now: datetime) -> Subscriber:
    """Other things to watch, or other alerts, begin now: what is older than the wish is no news about it."""
    before = subscriber(store, email)
    others = Wishes.of(before) != replace(
        wanted, **{name: getattr(before, name) for name in ("name", "language", "zone", "day", "hour", "frequency")}
    )
    lists = {name: as_json(list(getattr(wanted, name))) for name in (*WATCHED, "alerts")}
    values = {
        "name": wanted.name,
        "language": wanted.language,
        "zone": wanted.zone,
        "day": wanted.day,
        "hour": wanted.hour,
        "frequency": wanted.frequency,
        "since": stamp(now if others or before.since is None else before.since),
        **lists,
    }
    columns = ", ".join(f"{column} = :{column}" for column in values)
    store.connection.execute(f"UPDATE subscriber SET {columns} WHERE email = :email", values | {"email": email})
    return subscriber(store, email)


def remove_subscriber(store: Store, email: str) -> Subscriber:
    """Unsubscribes: the row stays, not active, so that what was sent can be told. Raises NotFound."""
    with store.transaction() as connection:
        person = subscriber(store, email)
        connection.execute("UPDATE subscriber SET active = 0 WHERE id = ?", (person.id,))
        return subscriber(store, email)


def revoke_links(store: Store, email: str) -> Subscriber:
    """Every link that was sent to the subscriber opens nothing from now on. Raises NotFound."""
    with store.transaction() as connection:
        person = subscriber(store, email)
        connection.execute("UPDATE subscriber SET link_version = link_version + 1 WHERE id = ?", (person.id,))
        return subscriber(store, email)


def subscriber(source: Source, email: str) -> Subscriber:
    """Raises NotFound."""
    row = one(source, "SELECT * FROM subscriber WHERE email = ?", (email.strip(),))
    if row is None:
        raise NotFound(f"{email!r} is not subscribed")
    return _subscriber(row, _became(source))


def subscriber_by_id(source: Source, number: int) -> Subscriber | None:
    row = one(source, "SELECT * FROM subscriber WHERE id = ?", (number,))
    return None if row is None else _subscriber(row, _became(source))


def resume_subscriber(store: Store, email: str) -> Subscriber:
    """Somebody who unsubscribed gets the digest again. Raises NotFound."""
    with store.transaction() as connection:
        person = subscriber(store, email)
        connection.execute("UPDATE subscriber SET active = 1 WHERE id = ?", (person.id,))
        return subscriber(store, email)


def offered(source: Source, language: str = "en") -> dict[str, list[Row]]:
    """What a form can offer: themes, outlets, languages and places, each ``{id, name}``; places that articles write
    about, the provinces under their country as ``{id, name, country, country_name}``. Names of themes and places are
    those in ``language`` ("en", "ms"), where they have one."""
    everything = known(source)
    found = {
        what: [{"id": key, "name": (names[0] if names else key)} for key, names in getattr(everything, what).items()]
        for what in ("themes", "outlets", "languages")
    }
    if language == "ms":
        malay = {row["id"]: row["name_ms"] for row in rows(source, "SELECT id, name_ms FROM theme")}
        found["themes"] = [row | {"name": malay.get(row["id"]) or row["name"]} for row in found["themes"]]
    named = "coalesce({0}.name_ms, {0}.name)" if language == "ms" else "{0}.name"
    found["themes"].sort(key=lambda row: str(row["name"]).casefold())
    found["places"] = list(
        rows(
            source,
            f"SELECT p.code AS id, {named.format('p')} AS name, p.country,"
            f" coalesce({named.format('c')}, p.country) AS country_name FROM place p"
            " LEFT JOIN place c ON c.code = p.country WHERE p.code IN (SELECT DISTINCT place FROM mention"
            " WHERE kind = 'place' AND label = 'subject') ORDER BY p.country <> 'MY', country_name, p.code LIKE '%-%',"
            " 2",
        )
    )
    return found


def names_of(source: Source, what: str, ids: Iterable[str]) -> list[Row]:
    """``{id, name}`` of officials or places, in the order given; a name that is not known is the id."""
    table, key = {"officials": ("official", "id"), "places": ("place", "code")}[what]
    found = []
    for each in ids:
        row = one(source, f"SELECT name FROM {table} WHERE {key} = ?", (each,))
        found.append({"id": each, "name": row["name"] if row else each})
    return found


def subscribers(source: Source, active_only: bool = True) -> list[Subscriber]:
    """By address."""
    became = _became(source)
    return [
        _subscriber(row, became)
        for row in rows(source, "SELECT * FROM subscriber WHERE active OR NOT ? ORDER BY email", (active_only,))
    ]


def is_erased(source: Source, email: str) -> bool:
    """Whether somebody of this address was erased."""
    return _erased(source, address(email)) is not None


def _erased(source: Source, where: str) -> str | None:
    for row in rows(source, "SELECT DISTINCT salt FROM erased"):
        mark = address_mark(where, row["salt"])
        if one(source, "SELECT 1 FROM erased WHERE hash = ?", (mark,)):
            return mark
    return None


def address_mark(email: str, salt: str) -> str:
    """A salted hash of an address (capitals aside). scrypt (RFC 7914; N = 2^14, r = 8, p = 1): whoever gets the
    table must spend that much on each address that he guesses."""
    return hashlib.scrypt(email.strip().casefold().encode(), salt=salt.encode(), n=2**14, r=8, p=1, dklen=32).hex()
