"""The pages of a subscriber: preferences and unsubscribe; with those of ``joining`` all that nobody logs in for.

A signed link says who is meant (``store.links``). A GET never changes anything, since mail scanners and previews follow
every link. Each page speaks the subscriber's language. Must not know SQL.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from datasette.utils.asgi import Response

from browse.access import ask
from browse.joining import confirm, subscribe
from browse.posting import MOST_BYTES, Form, posted
from browse.subscriber_form import chosen_in, wishes_of
from browse.subscriber_pages import DeadLink, closed, kept, language_for, linked, method_of, page, person_of
from browse.subscriber_pages import masked as masked
from browse.subscriber_words import problem_in, words_in
from browse.writing import write
from records import BadInput, NotFound, Subscriber
from records.wishes import ALERTS, FREQUENCIES
from store import Store, subscribers
from store.links import link_for


def is_one_click(path: str) -> bool:
    """Whether an address is one that a mail provider posts to."""
    return re.search(r"/-/unsubscribe/[^/]+$", path) is not None


async def preferences(datasette: Any, request: Any) -> Any:
    """``/-/preferences/<link>``: what somebody gets, to be changed."""
    ours, link = linked(datasette, request, "preferences")
    problem = None
    form: Form | None = None
    if method_of(request) == "POST":
        await ask(datasette, lambda connection: person_of(request, connection, link))  # a dead link says so first
        form = await posted(request)
        sent = form

        def save(store: Store) -> None:
            person = person_of(request, store, link)
            wishes = wishes_of(sent, person)
            subscribers.change_subscriber(store, person.email, wishes, ours.clock())
            if sent.one("again"):
                subscribers.resume_subscriber(store, person.email)

        try:
            await write(datasette, save)
        except DeadLink:
            raise
        except (BadInput, NotFound) as error:
            problem = str(error)
        else:
            return closed(Response.redirect("?" + "&".join(filter(None, ("saved=1", kept(request)))), status=303))

    def question(connection: sqlite3.Connection) -> dict[str, Any]:
        person = person_of(request, connection, link)
        language = language_for(request, person.language)
        offer = subscribers.offered(connection, language)
        watched = [each for each in person.places if each not in {row["id"] for row in offer["places"]}]
        others = words_in(language)("places.others")
        offer["places"] += [
            row | {"country": row["id"], "country_name": others}
            for row in subscribers.names_of(connection, "places", watched)
        ]
        return {
            "person": person,
            "language": language,
            "offer": offer,
            "officials": subscribers.names_of(connection, "officials", person.officials),
        }

    found = await ask(datasette, question)
    person: Subscriber = found["person"]
    ending = link_for(person, "unsubscribe", ours.secret, ours.clock())
    context = {
        "to": masked(person.email),
        "active": person.active,
        "saved": request.args.get("saved") == "1" and problem is None,
        "problem": problem and problem_in(found["language"], problem),
        "chosen": chosen_in(person, form),
        "offer": found["offer"],
        "countries": _by_country(found["offer"]["places"], found["language"]),
        "officials": found["officials"],
        "typed_officials": form.one("more_officials", MOST_BYTES) if form else "",
        "zones": sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")),
        "frequencies": FREQUENCIES,
        "alert_kinds": ALERTS,
        "unsubscribe": datasette.urls.path(f"/-/unsubscribe/{ending}"),
    }
    return await page(
        datasette,
        request,
        "desk-preferences.html",
        context,
        400 if problem else 200,
        language=found["language"],
    )


def _by_country(places: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """Under the name of each country; where no article named the country itself, the one that the language gives it."""
    names = Locale.parse(language).territories
    found: dict[str, list[dict[str, Any]]] = {}
    for row in places:
        name = row["country_name"]
        found.setdefault(names.get(name, name), []).append(row)
    return [{"name": name, "places": rows} for name, rows in found.items()]


async def unsubscribe(datasette: Any, request: Any) -> Any:
    """``/-/unsubscribe/<link>``: GET asks, POST ends the subscription (RFC 8058: no login, no cookie, no redirect)."""
    _, link = linked(datasette, request, "unsubscribe")
    if method_of(request) == "POST":
        await posted(request, token=False)

        def end(store: Store) -> Subscriber:
            return subscribers.remove_subscriber(store, person_of(request, store, link).email)

        person = await write(datasette, end)
    else:
        person = await ask(datasette, lambda connection: person_of(request, connection, link))
    # No link to the preferences: this one works as long as its mail is kept, and must not open more than it says
    context = {"to": masked(person.email), "active": person.active}
    language = language_for(request, person.language)
    return await page(datasette, request, "desk-unsubscribe.html", context, language=language)


ROUTES: tuple[tuple[str, Callable[..., Any]], ...] = (
    (r"^/-/preferences/(?P<link>[^/]+)$", preferences),
    (r"^/-/unsubscribe/(?P<link>[^/]+)$", unsubscribe),
    (r"^/-/subscribe$", subscribe),
    (r"^/-/confirm/(?P<link>[^/]+)$", confirm),
)
