"""The pages of who is no subscriber yet: subscribe, where it is configured, and confirm.

Anybody may ask for the digest at an address, and only the address's owner confirms: no answer tells what is known of
it. Must not know SQL.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from browse.access import Subscribing, ask
from browse.posting import posted
from browse.showing import plain
from browse.subscriber_pages import DeadLink, language_for, linked, masked, method_of, page
from browse.subscriber_words import problem_in
from browse.writing import subscribing_of, write
from records import BadInput, NotFound, PantauError
from store import Store, requests, subscribers

_log = logging.getLogger(__name__)
_asking: set[asyncio.Task[None]] = set()  # asyncio itself keeps no task alive


async def subscribe(datasette: Any, request: Any) -> Any:
    """``/-/subscribe``: anybody may ask; the owner of the address confirms. The answer never tells what is known."""
    ours = _with_form(datasette)
    language = language_for(request)
    problem, asked, form = None, False, None
    if method_of(request) == "POST":
        form = await posted(request)
        email, wanted, themes = form.one("email"), form.one("language"), form.all("theme")

        def note(store: Store) -> requests.Asking:
            return requests.ask_subscription(store, email, wanted, themes, ours.clock())

        try:
            decided = await write(datasette, note)
        except (BadInput, NotFound) as error:
            problem = str(error)
        else:
            asked = True
            if decided.taken and ours.ask is not None:
                _later(ours.ask)
    offer = await ask(datasette, lambda connection: subscribers.offered(connection, language))
    context = {
        "asked": asked,
        "problem": problem and problem_in(language, problem),
        "themes": offer["themes"],
        "email": form.one("email")[:254] if form else "",
        "wanted": form.one("language") if form else language,
        "chosen": form.all("theme") if form else (),
    }
    return await page(datasette, request, "desk-subscribe.html", context, 400 if problem else 200, language=language)


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
    _, link = linked(datasette, request, "confirm")
    asked = await ask(datasette, lambda connection: requests.request(connection, link.number))
    if method_of(request) == "POST":
        await posted(request)

        def take(store: Store) -> str:
            return requests.confirm_request(store, link.number, ours.clock()).email

        email, done = await write(datasette, take), True
    else:
        if asked is None or ours.clock() - asked.asked > requests.CONFIRM_WITHIN + timedelta(days=1):
            raise DeadLink(request)
        email, done = asked.email, asked.confirmed is not None
    language = language_for(request, asked.language if asked else None)
    return await page(datasette, request, "desk-confirm.html", {"to": masked(email), "done": done}, language=language)


def _with_form(datasette: Any) -> Subscribing:
    ours = subscribing_of(datasette)
    if not ours.form:
        raise NotFound("This desk takes no subscriptions by form.")
    return ours
