"""What people rule about officials: merge, keep apart, split. Kept as corrections; undone like any other.

Knows the tables correction and official_pin. A ruling takes effect when the registry is settled next: the commands
do that at once. Kept as: target the official, field merge or apart and value the other one's id; field split and
value ``{"into": id, "persons": [...], "seat": key}`` as JSON, with a row in official_pin for every mention there was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from records import BadInput, NotFound, Person, Ruling
from store.corrections import undo_correction
from store.database import Store
from store.freshness import mark_derived
from store.values import Row, Source, as_json, insert, one, rows, slug, stamp

_IN_FORCE = "kind = 'official' AND field IN ('merge', 'apart', 'split') AND undone IS NULL"


def rulings(source: Source) -> list[Ruling]:
    """Those in force, as they were made."""
    pins: dict[int, set[tuple[str, str, str]]] = {}
    for row in rows(source, "SELECT correction, article, person, official FROM official_pin"):
        pins.setdefault(row["correction"], set()).add((row["article"], row["person"], row["official"]))
    return [_ruling(row, pins) for row in rows(source, f"SELECT * FROM correction WHERE {_IN_FORCE} ORDER BY id")]


def _ruling(row: Row, pins: dict[int, set[tuple[str, str, str]]]) -> Ruling:
    more = json.loads(row["value"]) if row["field"] == "split" else {"into": row["value"]}
    return Ruling(
        kind=row["field"],
        official=row["target"],
        other=more["into"],
        pins=frozenset(pins.get(row["id"], ())),
        persons=frozenset(more.get("persons", ())),
        seat=more.get("seat"),
        number=row["id"],
        who=row["who"],
    )


def find_official(source: Source, wanted: str) -> str:
    """The present id of who is called ``wanted``: an id, also one that became another's, or a name as articles give
    it. Raises NotFound, and BadInput where several bear the name."""
    if one(source, "SELECT 1 FROM official WHERE id = ?", (wanted,)) is not None:
        return wanted
    alias = one(source, "SELECT official FROM official_alias WHERE old = ?", (wanted,))
    key = alias["official"] if alias else wanted
    merged = one(source, "SELECT official FROM official_settled WHERE resolved = ? ORDER BY official", (key,))
    if merged is not None:
        return str(merged["official"])
    called = [
        row["official"]
        for row in rows(
            source,
            "SELECT official FROM post_mention WHERE person = :person"
            " UNION SELECT id FROM official WHERE name = :name ORDER BY 1",
            {"person": slug(wanted), "name": wanted},
        )
    ]
    if len(called) > 1:
        raise BadInput(f"{len(called)} officials are called '{wanted}': {', '.join(called)}")
    if not called:
        raise NotFound(f"no official '{wanted}' is in the store")
    return str(called[0])


def merge(store: Store, official: str, other: str, who: str, now: datetime) -> int:
    """``other`` is ``official`` from now on. Gives the number of the correction. Raises BadInput, NotFound."""
    with store.transaction() as connection:
        into, gone = find_official(connection, official), find_official(connection, other)
        if into == gone:
            raise BadInput(f"'{official}' and '{other}' are one already: {into}")
        _not_ruled(connection, into, gone)
        return _add(store, into, "merge", gone, who, now)


def keep_apart(store: Store, official: str, other: str, who: str, now: datetime) -> int:
    """The two are two, whatever comes. Gives the number of the correction. Raises BadInput, NotFound."""
    with store.transaction() as connection:
        one_, two = find_official(connection, official), find_official(connection, other)
        if one_ == two:
            raise BadInput(f"'{official}' and '{other}' are one, {one_}: split it, or undo the merge")
        _not_ruled(connection, one_, two)
        return _add(store, one_, "apart", two, who, now)


def _not_ruled(source: Source, official: str, other: str) -> None:
    pair = {official, other}
    for ruling in rulings(source):
        if ruling.kind in ("apart", "split") and {_now(source, ruling.official), _now(source, ruling.other)} == pair:
            raise BadInput(
                f"{ruling.who} ruled that {official} and {other} are two: undo correction {ruling.number} first"
            )


def _now(source: Source, key: str) -> str:
    """The present id of an official; the id itself where nobody has it now."""
    try:
        return find_official(source, key)
    except NotFound:
        return key


def members_of(source: Source, official: str) -> list[Row]:
    """article, person, resolved, seats (a set) of all that is said of an official, the earliest article first."""
    found = list(
        rows(
            source,
            "SELECT s.article, s.person, s.resolved FROM official_settled s JOIN article a ON a.id = s.article"
            " WHERE s.official = ?"
            " ORDER BY min(coalesce(a.published, a.first_seen), a.first_seen), s.article, s.person",
            (official,),
        )
    )
    for row in found:
        seats = rows(
            source,
            "SELECT DISTINCT seat FROM post_mention WHERE article = ? AND person = ? AND seat IS NOT NULL",
            (row["article"], row["person"]),
        )
        row["seats"] = {each["seat"] for each in seats}
    return found


def seat_called(source: Source, official: str, text: str) -> str:
    """The post of an official that ``text`` names, as printed or in part. Raises NotFound, BadInput where several."""
    found = list(
        rows(
            source,
            "SELECT seat, min(role || coalesce(', ' || organisation_name, '')) AS printed FROM post_mention"
            " WHERE official = ? AND seat IS NOT NULL AND instr(lower(role || coalesce(', ' || organisation_name, '')"
            " || coalesce(', ' || organisation_short, '')), lower(?)) GROUP BY seat ORDER BY seat",
            (official, text.strip()),
        )
    )
    if not found:
        raise NotFound(f"no article gives {official} a post called '{text}'")
    if len(found) > 1:
        raise BadInput(f"'{text}' is said of {len(found)} posts: {'; '.join(row['printed'] for row in found)}")
    return str(found[0]["seat"])


def split(
    store: Store,
    official: str,
    members: Sequence[Person],
    into: str,
    who: str,
    now: datetime,
    seat: str | None = None,
) -> tuple[int, str | None]:
    """Takes ``members`` (and with ``seat`` whoever of these names holds that post later) out of ``official``; they
    are ``into``, an id that nobody ever had. All others stay. Gives the number of the correction and the new id.

    Where the members are just what a merge had brought in, that merge is undone: its number is given and None, and
    the old id is back. Raises BadInput.
    """
    with store.transaction() as connection:
        there = members_of(connection, official)
        gone = set(members)
        taken = [row for row in there if (row["article"], row["person"]) in gone]
        if len(taken) != len(gone) or not taken:
            raise BadInput(f"not all of what is to be split off is said of {official}")
        if len(taken) == len(there):
            raise BadInput(f"nothing would be left of {official}")
        merged = _merged_in(connection, official, gone, there)
        if merged is not None:
            connection.execute("UPDATE correction SET undone = ? WHERE id = ?", (stamp(now), merged.number))
            mark_derived(connection)
            return merged.number, None
        if one(connection, "SELECT 1 FROM official_minted WHERE id = ?", (into,)) is not None:
            raise BadInput(f"the id '{into}' was given before")
        value = {"into": into, "persons": sorted({person for _, person in gone}) if seat else [], "seat": seat}
        number = _add(store, official, "split", as_json(value), who, now)
        for row in there:
            moved = (row["article"], row["person"]) in gone
            insert(
                connection,
                "official_pin",
                {
                    "correction": number,
                    "article": row["article"],
                    "person": row["person"],
                    "official": into if moved else row["resolved"],
                },
            )
        first = taken[0]
        insert(connection, "official_minted", {"id": into, "article": first["article"], "person": first["person"]})
        return number, into


def undo(store: Store, number: int, now: datetime) -> None:
    """Takes back what a person decided about officials. Raises NotFound where it does not hold or is about another
    thing."""
    with store.transaction() as connection:
        row = one(connection, "SELECT kind FROM correction WHERE id = ? AND undone IS NULL", (number,))
        if row is None or row["kind"] != "official":
            raise NotFound(f"there is no decision {number} about an official that holds")
        undo_correction(store, number, now)


def _merged_in(source: Source, official: str, gone: set[Person], there: Iterable[Row]) -> Ruling | None:
    """The merge that brought just these members in."""
    for ruling in rulings(source):
        if ruling.kind == "merge" and _now(source, ruling.official) == official:
            brought = {(row["article"], row["person"]) for row in there if row["resolved"] == ruling.other}
            if brought == gone:
                return ruling
    return None


def _add(store: Store, target: str, field: str, value: str, who: str, now: datetime) -> int:
    if not who.strip():
        raise BadInput("a correction needs a name of who makes it")
    row = {"kind": "official", "target": target, "field": field, "value": value, "who": who.strip(), "at": stamp(now)}
    with store.transaction() as connection:
        mark_derived(connection)
        return insert(connection, "correction", row)
