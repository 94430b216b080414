"""As which reader a digest is made on the command line, and that reader's letter: nothing is claimed, kept or sent.

Knows the command line, the digest and the store; it must not know where the letter goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from digest.letter import Letter, PersonLinks
    from digest.render import Rendered
    from pantau.config import Config
    from records import Subscriber, Watched, Wishes
    from store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who reads a digest: a subscriber, or whoever the options describe."""

    wishes: Wishes
    person: Subscriber | None = None

    @property
    def watched(self) -> Watched:
        from records import Watched

        wishes = self.wishes
        return Watched(
            themes=frozenset(wishes.themes),
            places=frozenset(wishes.places),
            officials=frozenset(wishes.officials),
            outlets=frozenset(wishes.outlets),
            languages=frozenset(wishes.languages),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    period: str
    letter: Rendered | Letter


def reader_of(settings: Config, store: Store, given: Mapping[str, Any]) -> Reader:
    """Who is meant by the options of ``wishing.READER``. Raises NotFound and BadInput, naming the option."""
    from pantau.commands.wishing import knows, wished
    from records import Wishes
    from records.wishes import checked
    from store import people

    address = given.get("subscriber")
    person = people.subscriber(store, address) if address else None
    base = Wishes.of(person) if person else Wishes()
    wanted = wished(given)
    if not wanted:
        return Reader(wishes=base, person=person)
    return Reader(wishes=checked(replace(base, **wanted), knows(settings, store, person)), person=person)


def letter_of(settings: Config, store: Store, reader: Reader, week: str | None, now: datetime) -> Made:
    """What this reader gets: the digest of ``week`` or of the last one that is over. Where no week is named, a daily
    reader gets that of yesterday, and of one who only gets alerts there is none: BadInput."""
    from digest import preview
    from digest.daily import preview_day
    from digest.deliver import due_week
    from digest.schedule import Plan, newest_over
    from records import BadInput, Week

    wishes, person = reader.wishes, reader.person
    if person is not None and week is None and person.frequency == "alerts":
        raise BadInput(f"{person.email} gets alerts and no digest: name the --week that is to be made for them")
    links = _links(settings) if person else None
    day = newest_over(now, Plan.of(person, store.zone), store.zone) if person and week is None else None
    if isinstance(day, date):
        made = preview_day(store, day, store.zone, wishes.language, settings.desk_url, reader.watched, links)
        return Made(period=str(day), letter=made)
    chosen = Week.parse(week) if week else due_week(now, store.zone)
    return Made(
        period=str(chosen),
        letter=preview(
            store.connection,
            chosen,
            store.zone,
            wishes.language,
            settings.desk_url,
            now,
            watched=reader.watched,
            recipient=person.email if person else None,
            unsubscribe_url=links.unsubscribe if links else None,
            preferences_url=links.preferences if links else None,
        ),
    )


def _links(settings: Config) -> PersonLinks:
    """In place of the reader's own links, ones that open nothing: who is shown the letter must not act for them."""
    from digest.letter import PersonLinks

    desk = settings.desk_url.rstrip("/")
    return PersonLinks(unsubscribe=f"{desk}/-/unsubscribe/preview", preferences=f"{desk}/-/preferences/preview")
