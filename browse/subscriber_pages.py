"""What the pages of subscribers have in common: the signed link, whom it is for, in which language they are spoken to,
and an answer that nobody keeps. Must not know SQL or a form's fields.
"""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import Response

from browse.access import Subscribing
from browse.showing import plain
from browse.subscriber_words import LANGUAGES, chosen_language, words_in
from browse.writing import subscribing_of
from records import BadInput, NotFound, Subscriber
from store import Store, subscribers
from store.links import Link, Purpose, opened


class DeadLink(NotFound):
    """A link that opens nothing, whatever the reason: which one it is must not be told."""

    def __init__(self, request: Any) -> None:
        super().__init__(words_in(language_for(request))("dead"))


def language_for(request: Any, own: str | None = None) -> str:
    """``own``: that of the subscriber. ``?in=ms`` on the page goes before it."""
    return chosen_language(request.args.get("in"), own, request.headers.get("accept-language"))


def kept(request: Any) -> str:
    """The part of an address that keeps the language which was asked for."""
    asked = request.args.get("in")
    return f"in={asked}" if asked in LANGUAGES else ""


def masked(email: str) -> str:
    """``a…@office.example``: enough for its owner, little for whoever the mail was passed on to."""
    name, _, host = email.rpartition("@")
    return f"{name[:1]}…@{host}"


def linked(datasette: Any, request: Any, purpose: Purpose) -> tuple[Subscribing, Link]:
    ours = subscribing_of(datasette)
    found = opened(unquote(request.url_vars["link"], errors="replace"), purpose, ours.secret, ours.clock())
    if found.link is None:
        raise DeadLink(request)
    return ours, found.link


def person_of(request: Any, source: Store | sqlite3.Connection, link: Link) -> Subscriber:
    """Whom a link was signed for. Raises NotFound where nobody is, or its links were revoked."""
    person = subscribers.subscriber_by_id(source, link.number)
    if person is None or person.link_version != link.version:
        raise DeadLink(request)
    return person


def method_of(request: Any) -> str:
    if request.method not in ("GET", "HEAD", "POST"):
        raise BadInput("This page takes GET and POST only.")
    return str(request.method)


async def page(
    datasette: Any,
    request: Any,
    template: str,
    context: dict[str, Any],
    status: int = 200,
    *,
    language: str,
) -> Any:
    said = {"t": words_in(language), "language": language, "languages": LANGUAGES}
    html = await datasette.render_template(template, plain(context) | said, request=request)
    return closed(Response.html(html, status=status))


def closed(response: Any) -> Any:
    """Neither kept by a browser or proxy on the way, nor found by a search engine."""
    response.headers |= {"cache-control": "no-store", "x-robots-tag": "noindex, nofollow"}
    return response
