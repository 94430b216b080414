"""Logging in and out, and the gate before every page. Thin: who may what stands in ``rights``.

A session is a cookie signed with the instance's secret: name, mark of the password, end. Nothing of it is kept here.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response
from itsdangerous import BadSignature

from browse import rights
from browse.access import desk_of
from browse.cookies import SAFE_SESSION, SESSION, cookie_in
from browse.posting import posted
from browse.showing import local, plain
from browse.speaking import say
from records import PantauError

LASTS = 12 * 3600  # seconds: a working day
READER = "pantau_reader"  # in the scope of a request: who asks
TRIES, WITHIN = 10, 900.0  # passwords for one name in so many seconds; more are not looked at
MOST_OTHERS = 1000  # names of nobody that are remembered
_PURPOSE = "pantau desk"
_log = logging.getLogger(__name__)
_busy = asyncio.Semaphore(2)  # a password costs 16 MB and a processor for a moment
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Tries:
    """Tries by name, of the last quarter of an hour: of people who are known, and of a thousand other names at most, so
    that no flood of names makes a known one forgotten."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[str, list[float]] = {}
        self._others: OrderedDict[str, list[float]] = OrderedDict()

    def begin(self, name: str, *, known: bool) -> bool:
        """Whether a password may be looked at for this name. It counts from now on, before it is looked at: those that
        come at once are counted one by one."""
        kept = self._known if known else self._others
        since = self._clock() - WITHIN
        recent = [at for at in kept.pop(name, ()) if at > since]
        allowed = len(recent) < TRIES
        kept[name] = [*recent, self._clock()] if allowed else recent
        while len(self._others) > MOST_OTHERS:
            self._others.popitem(last=False)
        return allowed

    def right(self, name: str) -> None:
        """The password was right: what was tried before is forgotten."""
        self._known.pop(name, None)


_tries = Tries()


async def gate(datasette: Any, app: Any, scope: dict[str, Any], receive: Any, send: Send) -> None:
    """Lets a request through with who asks in its scope, or answers that a login is needed."""
    desk = desk_of(datasette)
    assert desk is not None  # the plugin wraps no other instance
    try:
        asks = _reader(datasette, scope)
    except PantauError as error:  # the file of people cannot be read: nobody gets in, and the log says why
        _log.error("nobody can be let in: %s", error)
        text = "The desk cannot read who may enter. Its log says why."
        await Response.text(text, status=503).asgi_send(send)
        return
    if asks is None and not rights.needs_nobody(scope["path"]):
        path = datasette.urls.path("/-/login")
        wants = {key.lower(): value for key, value in scope["headers"]}.get(b"accept", b"*/*")
        if scope["method"] in ("GET", "HEAD") and b"text/html" in wants:
            asked = plain(scope["path"]) + (f"?{scope['query_string'].decode('latin-1')}" * bool(scope["query_string"]))
            await Response.redirect(f"{path}?{urlencode({'back': asked})}", status=303).asgi_send(send)
        else:
            await Response.json({"ok": False, "error": "Log in first", "status": 401}, status=401).asgi_send(send)
        return

    async def send_for_one(event: dict[str, Any]) -> None:
        """A page for somebody by name is neither kept by a proxy on the way nor shown to who sits there next."""
        if event["type"] == "http.response.start" and not scope["path"].startswith("/desk/"):
            kept = [pair for pair in event.get("headers", []) if bytes(pair[0]).lower() != b"cache-control"]
            event = event | {"headers": [*kept, (b"cache-control", b"no-store")]}
        await send(event)

    named = asks is not None and asks.name is not None
    await app(scope | {READER: asks}, receive, send_for_one if named else send)


def cookie_of(door: rights.Door) -> str:
    """The session cookie's name."""
    return SAFE_SESSION if door.secure else SESSION


def reader_of(request: Any) -> rights.Reader | None:
    """Who asks for a page."""
    found: rights.Reader | None = request.scope.get(READER) if request is not None else None
    return found


def _reader(datasette: Any, scope: dict[str, Any]) -> rights.Reader | None:
    desk = desk_of(datasette)
    assert desk is not None
    headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]
    client = (scope.get("client") or (None,))[0]
    people = rights.read_people(desk.door.people)
    return rights.reader(desk.door, people, client, headers, _session(datasette, headers, cookie_of(desk.door)))


def _session(datasette: Any, headers: list[tuple[str, str]], cookie: str) -> tuple[str, str] | None:
    given = cookie_in(headers, cookie)
    if given is None:
        return None
    try:
        name, mark, end = datasette.unsign(given, _PURPOSE)
    except (BadSignature, ValueError, TypeError):
        return None
    return (str(name), str(mark)) if time.time() < float(end) else None


async def login(datasette: Any, request: Any) -> Any:
    """``/-/login``: asks for name and password, and leads back to where somebody came from."""
    desk = desk_of(datasette)
    assert desk is not None
    problem, name, status = None, "", 200
    back = local(request.args.get("back") or "/")
    if request.method == "POST":
        form = await posted(request)
        name, password, back = form.one("name", 64), form.whole("password", 1000), local(form.one("back", 2000) or "/")
        people = rights.read_people(desk.door.people)
        person = people.get(name)
        if not _tries.begin(name, known=person is not None):
            problem, status = say("Too many wrong passwords for this name: try again in a quarter of an hour."), 429
        else:
            async with _busy:
                right = await asyncio.to_thread(rights.fits, password, person.password if person else None)
            if person is not None and right:
                _tries.right(name)
                answer = Response.redirect(back, status=303)
                session = datasette.sign([name, person.mark, time.time() + LASTS], _PURPOSE)
                answer.set_cookie(
                    cookie_of(desk.door), session, httponly=True, samesite="lax", secure=desk.door.secure, max_age=LASTS
                )
                return _unkept(answer)
            problem, status = say("Name and password do not fit together."), 401
    some = any(person.password for person in rights.read_people(desk.door.people).values())
    context = {"problem": problem, "name": name, "back": back, "some": some}
    html = await datasette.render_template("desk-login.html", plain(context), request=request)
    return _unkept(Response.html(html, status=status))


async def leave(datasette: Any, request: Any) -> Any:
    """``/-/leave``: ends the session."""
    await posted(request)
    desk = desk_of(datasette)
    assert desk is not None
    answer = Response.redirect(datasette.urls.path("/-/login"), status=303)
    answer.set_cookie(cookie_of(desk.door), "", httponly=True, samesite="lax", secure=desk.door.secure, max_age=0)
    return _unkept(answer)


def _unkept(answer: Any) -> Any:
    answer.headers |= {"cache-control": "no-store"}
    return answer


ROUTES: tuple[tuple[str, Callable[..., Any]], ...] = ((r"^/-/login$", login), (r"^/-/leave$", leave))
