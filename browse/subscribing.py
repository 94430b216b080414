"""The pages of subscribers: preferences, unsubscribe, and, where it is configured, subscribe and confirm.

Nobody logs in: a signed link says who is meant (``store.links``). A GET never changes anything, since mail scanners
and previews follow every link. What is typed here is a stranger's; it is checked in ``records.wishes`` and leaves as
text. Must not know SQL.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, unquote
from zoneinfo import available_timezones

from datasette.utils.asgi import Response

from browse.access import Subscribing, ask
from browse.showing import plain
from browse.writing import subscribing_of, write
from records import BadInput, NotFound, PantauError, Subscriber, Wishes
from records.wishes import ALERTS, FREQUENCIES
from store import Store, requests, subscribers
from store.links import Link, Purpose, link_for, opened

MOST_BYTES = 64_000  # of a form: all themes, places and outlets ticked are some 20,000
MOST_FIELDS = 3000
_DEAD = "This link does not work, or no longer. A newer mail holds a newer one; else ask whoever sends you the digest."
_log = logging.getLogger(__name__)
_asking: set[asyncio.Task[None]] = set()  # asyncio itself keeps no task alive


@dataclass(frozen=True, slots=True)
class Form:
    """What was posted: each field with all its values."""

    fields: Mapping[str, list[str]]

    def one(self, name: str) -> str:
        return (self.fields.get(name) or [""])[-1].strip()

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for value in self.fields.get(name, ()) if value)


def is_one_click(path: str) -> bool:
    """Whether an address is one that a mail provider posts to."""
    return re.search(r"/-/unsubscribe/[^/]+$", path) is not None


async def preferences(datasette: Any, request: Any) -> Any:
    """``/-/preferences/<link>``: what somebody gets, to be changed."""
    ours, link = _linked(datasette, request, "preferences")
    problem = None
    form: Form | None = None
    if _method(request) == "POST":
        await ask(datasette, lambda connection: _person(connection, link))  # a dead link says so before anything else
        form = await _form(request, token=True)
        posted = form

        def save(store: Store) -> None:
            person = _person(store, link)
            wishes = wishes_of(posted, person)
            subscribers.change_subscriber(store, person.email, wishes, ours.clock())
            if posted.one("again"):
                subscribers.resume_subscriber(store, person.email)

        try:
            await write(datasette, save)
        except PantauError as error:
            if not isinstance(error, BadInput | NotFound) or str(error) == _DEAD:
                raise
            problem = str(error)
        else:
            return _closed(Response.redirect("?saved=1", status=303))

    def question(connection: sqlite3.Connection) -> dict[str, Any]:
        person = _person(connection, link)
        offer = subscribers.offered(connection)
        watched = [each for each in person.places if each not in {row["id"] for row in offer["places"]}]
        offer["places"] += [
            row | {"country": row["id"], "country_name": "Others"}
            for row in subscribers.names_of(connection, "places", watched)
        ]
        return {
            "person": person,
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
        "problem": problem,
        "chosen": _chosen(person, form),
        "offer": found["offer"],
        "countries": _by_country(found["offer"]["places"]),
        "officials": found["officials"],
        "typed_officials": form.one("more_officials") if form else "",
        "zones": sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")),
        "frequencies": FREQUENCIES,
        "alert_kinds": ALERTS,
        "unsubscribe": datasette.urls.path(f"/-/unsubscribe/{ending}"),
    }
    return await _page(datasette, request, "desk-preferences.html", context, 400 if problem else 200)


def wishes_of(form: Form, person: Subscriber) -> Wishes:
    """The wishes that the form holds. Raises BadInput for a day or hour that is none."""
    number = re.compile(r"\d{1,2}", re.ASCII)
    for name in ("day", "hour"):
        if not number.fullmatch(form.one(name)):
            raise BadInput(f"{name}: '{form.one(name)[:20]}' is none")
    typed = tuple(line.strip() for line in form.one("more_officials").splitlines() if line.strip())
    return replace(
        Wishes.of(person),
        language=form.one("language"),
        frequency=form.one("frequency"),
        day=int(form.one("day")),
        hour=int(form.one("hour")),
        zone=form.one("zone") or None,
        alerts=form.all("alert"),
        themes=form.all("theme"),
        places=form.all("place"),
        officials=(*form.all("official"), *typed[:50]),
        outlets=form.all("outlet"),
        languages=form.all("watch_language"),
    )


def _chosen(person: Subscriber, form: Form | None) -> dict[str, Any]:
    """What stands in the fields: as it was posted where that could not be kept, else as it is."""
    if form is not None:
        return {
            "language": form.one("language"),
            "frequency": form.one("frequency"),
            "day": form.one("day"),
            "hour": form.one("hour"),
            "zone": form.one("zone"),
            "alerts": form.all("alert"),
            "themes": form.all("theme"),
            "places": form.all("place"),
            "officials": form.all("official"),
            "outlets": form.all("outlet"),
            "languages": form.all("watch_language"),
        }
    kept = Wishes.of(person)
    return {
        "language": kept.language,
        "frequency": kept.frequency,
        "day": str(kept.day),
        "hour": str(kept.hour),
        "zone": kept.zone or "",
        "alerts": kept.alerts,
        "themes": kept.themes,
        "places": kept.places,
        "officials": kept.officials,
        "outlets": kept.outlets,
        "languages": kept.languages,
    }


def _by_country(places: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in places:
        found.setdefault(row["country_name"], []).append(row)
    return [{"name": name, "places": rows} for name, rows in found.items()]


async def unsubscribe(datasette: Any, request: Any) -> Any:
    """``/-/unsubscribe/<link>``: GET asks, POST ends the subscription (RFC 8058: no login, no cookie, no redirect)."""
    _, link = _linked(datasette, request, "unsubscribe")
    if _method(request) == "POST":
        await _form(request, token=False)

        def end(store: Store) -> Subscriber:
            return subscribers.remove_subscriber(store, _person(store, link).email)

        person = await write(datasette, end)
    else:
        person = await ask(datasette, lambda connection: _person(connection, link))
    # No link to the preferences: this one works as long as its mail is kept, and must not open more than it says
    context = {"to": masked(person.email), "active": person.active}
    return await _page(datasette, request, "desk-unsubscribe.html", context)


async def subscribe(datasette: Any, request: Any) -> Any:
    """``/-/subscribe``: anybody may ask; the owner of the address confirms. The answer never tells what is known."""
    ours = _with_form(datasette)
    problem, asked, form = None, False, None
    if _method(request) == "POST":
        form = await _form(request, token=True)
        email, language, themes = form.one("email"), form.one("language"), form.all("theme")

        def note(store: Store) -> requests.Asking:
            return requests.ask_subscription(store, email, language, themes, ours.clock())

        try:
            decided = await write(datasette, note)
        except (BadInput, NotFound) as error:
            problem = str(error)
        else:
            asked = True
            if decided.taken and ours.ask is not None:
                _later(ours.ask)
    offer = await ask(datasette, subscribers.offered)
    context = {
        "asked": asked,
        "problem": problem,
        "themes": offer["themes"],
        "email": form.one("email")[:254] if form else "",
        "language": form.one("language") if form else "en",
        "chosen": form.all("theme") if form else (),
    }
    return await _page(datasette, request, "desk-subscribe.html", context, 400 if problem else 200)


def _later(send: Callable[[], None]) -> None:
    """Sends after the answer has gone: how long the mail takes must not tell anything either."""

    async def sent() -> None:
        try:
            await asyncio.to_thread(send)
        except (PantauError, OSError) as error:  # the next run asks again
            _log.error("the question to a new subscriber was not sent: %s", plain(str(error)))

    task = asyncio.get_running_loop().create_task(sent())
    _asking.add(task)
    task.add_done_callback(_asking.discard)


async def confirm(datasette: Any, request: Any) -> Any:
    """``/-/confirm/<link>``: GET asks, POST subscribes."""
    ours = _with_form(datasette)
    _, link = _linked(datasette, request, "confirm")
    if _method(request) == "POST":
        await _form(request, token=True)

        def take(store: Store) -> str:
            return requests.confirm_request(store, link.number, ours.clock()).email

        email, done = await write(datasette, take), True
    else:
        asked = await ask(datasette, lambda connection: requests.request(connection, link.number))
        if asked is None or ours.clock() - asked.asked > requests.CONFIRM_WITHIN + timedelta(days=1):
            raise NotFound(_DEAD)
        email, done = asked.email, asked.confirmed is not None
    return await _page(datasette, request, "desk-confirm.html", {"to": masked(email), "done": done})


def masked(email: str) -> str:
    """``a…@office.example``: enough for its owner, little for whoever the mail was passed on to."""
    name, _, host = email.rpartition("@")
    return f"{name[:1]}…@{host}"


def _linked(datasette: Any, request: Any, purpose: Purpose) -> tuple[Subscribing, Link]:
    ours = subscribing_of(datasette)
    found = opened(unquote(request.url_vars["link"], errors="replace"), purpose, ours.secret, ours.clock())
    if found.link is None:
        raise NotFound(_DEAD)
    return ours, found.link


def _with_form(datasette: Any) -> Subscribing:
    ours = subscribing_of(datasette)
    if not ours.form:
        raise NotFound("This desk takes no subscriptions by form.")
    return ours


def _person(source: Store | sqlite3.Connection, link: Link) -> Subscriber:
    """Whom a link was signed for. Raises NotFound where nobody is, or its links were revoked."""
    person = subscribers.subscriber_by_id(source, link.number)
    if person is None or person.link_version != link.version:
        raise NotFound(_DEAD)
    return person


def _method(request: Any) -> str:
    if request.method not in ("GET", "HEAD", "POST"):
        raise BadInput("This page takes GET and POST only.")
    return str(request.method)


async def _form(request: Any, *, token: bool) -> Form:
    """What was posted. Raises BadInput for more than a form holds, or without the token that our own page gave."""
    body = b""
    more = True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise BadInput("The form did not arrive whole.")
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MOST_BYTES:
            raise BadInput(f"The form is larger than {MOST_BYTES:,} bytes.")
    try:
        fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise BadInput("The form cannot be read.") from error
    form = Form(fields)
    # Datasette asks for it only where a cookie came along; here it is always asked for
    if token and not secrets.compare_digest(form.one("csrftoken").encode(), str(request.scope["csrftoken"]()).encode()):
        raise BadInput("This form is too old, or your browser keeps no cookies: open the page anew and send it again.")
    return form


async def _page(datasette: Any, request: Any, template: str, context: dict[str, Any], status: int = 200) -> Any:
    html = await datasette.render_template(template, plain(context), request=request)
    return _closed(Response.html(html, status=status))


def _closed(response: Any) -> Any:
    """Neither kept by a browser or proxy on the way, nor found by a search engine."""
    response.headers |= {"cache-control": "no-store", "x-robots-tag": "noindex, nofollow"}
    return response


ROUTES: tuple[tuple[str, Callable[..., Any]], ...] = (
    (r"^/-/preferences/(?P<link>[^/]+)$", preferences),
    (r"^/-/unsubscribe/(?P<link>[^/]+)$", unsubscribe),
    (r"^/-/subscribe$", subscribe),
    (r"^/-/confirm/(?P<link>[^/]+)$", confirm),
)
