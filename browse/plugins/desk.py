"""The desk as a datasette plugin: its routes, headers, cells, filters and the guard on the public door.

Thin: it connects datasette's hooks to the modules beside it. It serves only instances that ``browse.build_app``
made and leaves any other one alone.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from datasette import handle_exception as usual
from datasette import hookimpl
from datasette.utils.asgi import Response
from markupsafe import Markup

from browse import (
    bars,
    cells,
    charts,
    cookies,
    correcting,
    errors,
    login,
    pages,
    saving,
    sheets,
    showing,
    speaking,
    subscribing,
)
from browse.access import HIDDEN, PUBLIC, desk_of, guard
from browse.decided import in_words
from browse.reasons import reason

_STYLE = Path(__file__).parent.parent / "static" / "desk.css"
# Styles may stand inline: datasette's tables and the archived mails have them. Nothing here runs a script.
_POLICY = (
    "default-src 'self'; script-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; object-src 'none';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
METHODS = ("GET", "HEAD", "POST")
ALLOW = ", ".join(METHODS)
_ROUTES = [*pages.ROUTES, *subscribing.ROUTES, *login.ROUTES, *correcting.ROUTES, *saving.ROUTES, *errors.ROUTES]
Function = TypeVar("Function", bound=Callable[..., Any])
Asgi = Callable[[dict[str, Any], Any, Callable[[dict[str, Any]], Awaitable[None]]], Awaitable[None]]


def hook(function: Function) -> Function:
    """Marks a function as an implementation of datasette's hook of that name."""
    marked: Function = hookimpl(function)
    return marked


@hook
def register_routes(datasette: Any) -> list[tuple[str, Any]]:
    return _ROUTES if desk_of(datasette) else []


@hook
def skip_csrf(datasette: Any, scope: dict[str, Any]) -> bool:
    """A mail provider unsubscribes by POST without a form (RFC 8058): the signed address is all it can bring, and all
    that is needed. Every other page that changes something asks for the token itself."""
    return desk_of(datasette) is not None and subscribing.is_one_click(scope["path"])


@hook
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Any) -> None:
    if database == PUBLIC and desk_of(datasette):
        guard(conn)


@hook
def render_cell(
    row: Any, value: object, column: str, table: str | None, database: str, datasette: Any
) -> Markup | None:
    if database != PUBLIC or not desk_of(datasette):
        return None
    key = row["id"] if table is not None and "id" in row.keys() else None  # noqa: SIM118 - a Row holds values
    if isinstance(key, dict):
        key = key.get("value")
    return cells.cell(value, column, table, key, datasette.urls.path)


@hook
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Awaitable[Any] | None:
    # datasette runs every handler, and its own prints all local variables: it is called for other instances only
    handler = errors.answer if desk_of(datasette) else usual.handle_exception
    answered: Awaitable[Any] | None = handler(datasette, request, exception)
    return answered


@hook
def extra_template_vars(datasette: Any, request: Any) -> dict[str, Any]:
    desk = desk_of(datasette)
    if desk is None or request is None:
        return {}
    return {
        "reader": login.reader_of(request),
        "logins": desk.door.people is not None,
        "may_correct": correcting.choices(datasette, request),
        "here": request.path + (f"?{request.query_string}" if request.query_string else ""),
        "tongues": speaking.TONGUES,
    }


@hook
def actor_from_request(datasette: Any, request: Any) -> dict[str, Any] | None:
    asks = login.reader_of(request) if desk_of(datasette) else None
    return {"id": asks.name, "right": asks.right} if asks is not None and asks.name is not None else None


@hook
def permission_allowed(datasette: Any, actor: Any, action: str) -> bool | None:
    """SQL of one's own: who has a name needs the right to administer; without names the instance's setting holds."""
    if desk_of(datasette) is None or action != "execute-sql" or not actor:
        return None
    return bool(actor.get("right") == "administer")


@hook
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    desk = desk_of(datasette)
    if desk is None:
        return
    env.filters |= {
        "moment": partial(showing.moment, zone=desk.zone),
        "day": partial(showing.day, zone=desk.zone),
        "amount": showing.amount,
        "period": showing.period,
        "reason": reason,
        "safe_link": showing.safe_link,
        "host": showing.host_of,
        "local": showing.local,
        "lang_tag": showing.language_tag,
        "post": showing.post,
        "decided": in_words,
        "plain": showing.plain,
        "change": bars.change,
        "named": speaking.named,
        "whole_day": speaking.whole_day_in,
        "spoken_in": speaking.address_in,
        "segment": lambda value: quote(str(value), safe=""),
    }
    env.globals |= {
        "_": speaking.say,
        "n_": speaking.count,
        "spoken": speaking.spoken,
        "desk_title": desk.title,
        "desk_zone": desk.zone,
        "desk_tables": PUBLIC,
        "desk_closed": HIDDEN,
        "charts_png": charts.can_png(),
        "desk_style": f"/desk/desk.css?{hashlib.sha256(_STYLE.read_bytes()).hexdigest()[:8]}",
    }


@hook
def asgi_wrapper(datasette: Any) -> Callable[[Asgi], Asgi]:
    ours = desk_of(datasette) is not None

    def wrap(app: Asgi) -> Asgi:
        async def with_headers(
            scope: dict[str, Any], receive: Any, send: Callable[[dict[str, Any]], Awaitable[None]]
        ) -> None:
            neutral: sheets.Neutral | None = None

            async def send_with_headers(event: dict[str, Any]) -> None:
                nonlocal neutral
                if event["type"] == "http.response.body" and neutral is not None:
                    last = not event.get("more_body", False)
                    event = event | {"body": neutral.feed(event.get("body", b""), last)}
                if event["type"] == "http.response.start":
                    names = {name for name, _ in HEADERS}
                    if scope["path"].endswith(".csv") and event["status"] == 200:
                        neutral = sheets.Neutral()
                        names = names | {b"content-length"}  # it grows
                    given = event.get("headers", [])
                    varies = [bytes(value) for name, value in given if bytes(name).lower() == b"vary"]
                    vary = (
                        b"vary",
                        b", ".join([*varies, b"Accept-Language, Cookie"]),
                    )  # one: what wraps us reads the first
                    kept = [pair for pair in given if bytes(pair[0]).lower() not in names | {b"vary"}]
                    event = event | {"headers": [*kept, *HEADERS, vary]}
                await send(event)

            if scope["type"] == "http":
                if scope["method"] not in METHODS:
                    refused = Response.text("This desk takes GET, HEAD and POST.", status=405, headers={"allow": ALLOW})
                    await refused.asgi_send(send_with_headers)
                    return
                scope = scope | {"headers": cookies.only_own(scope["headers"])}
                asked = speaking.asked_in(scope["query_string"].decode("latin-1")) if scope["method"] == "GET" else None
                if asked is not None:
                    await _spoken_from_now_on(datasette, scope["path"], *asked).asgi_send(send_with_headers)
                    return
                headers = [
                    (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]
                ]
                speaking.speak(speaking.language_of(headers))
                await login.gate(datasette, app, scope, receive, send_with_headers)
            else:
                await app(scope, receive, send_with_headers)

        return with_headers if ours else app

    return wrap


def _spoken_from_now_on(datasette: Any, path: str, language: str, query: str) -> Any:
    """Leads to the same page without the language in its address, which a cookie keeps instead."""
    desk = desk_of(datasette)
    answer = Response.redirect(showing.local(path + (f"?{query}" if query else "")), status=303)
    answer.set_cookie(
        cookies.LANGUAGE,
        language,
        samesite="lax",
        httponly=True,
        secure=bool(desk and desk.door.secure),
        max_age=speaking.LASTS,
    )
    return answer
