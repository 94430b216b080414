"""The buttons that correct, and the page of what was corrected.

Each is a form that is posted with its token by somebody with the right, written through the commands of the store, and
taken back by a button too. Who only reads sees what was decided, and by whom. Must not know SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal

from datasette.utils.asgi import Forbidden, Response

from browse.access import Correcting, ask, desk_of
from browse.login import reader_of
from browse.pages.common import page_of, paging, render
from browse.posting import Form, posted
from browse.rights import Reader
from browse.showing import local, plain
from browse.speaking import count, say
from browse.writing import correct, correcting_of
from records import BadInput, Busy, NotFound
from store import Store, corrections, desk_corrections, desk_find, regrouping, ruling

About = Literal["figures", "officials"]
FIGURE_FIELDS = ("value", "unit", "measures", "concept", "owner", "period", "change", "status", "kind")
POST_FIELDS = ("role", "status", "public_office")
ROLE_MOST = 200  # characters
BUSY = "The archive is being written at the moment: nothing was changed. Try again in a few minutes."


def choices(datasette: Any, request: Any) -> dict[str, Any] | None:
    """What the buttons of a page need; None where who asks may not correct, or nobody may."""
    desk, asks = desk_of(datasette), reader_of(request)
    if desk is None or desk.correcting is None or asks is None or asks.name is None or not asks.may("correct"):
        return None
    return {
        "who": asks.name,
        "all": asks.may("administer"),
        "concepts": desk.correcting.concepts,
        "kinds": desk.correcting.kinds,
    }


async def made(datasette: Any, request: Any) -> Any:
    """``/-/correct``: one decision of a person."""
    ours, asks = _allowed(datasette, request)
    form = await posted(request)
    what = form.one("what")
    if what not in _COMMANDS:
        raise BadInput("There is no such correction.")
    about, command = _COMMANDS[what]
    who = str(asks.name)
    try:
        said = await correct(datasette, about, lambda store: command(store, form, who, ours))
    except Busy as error:
        raise BadInput(say(BUSY)) from error
    datasette.add_message(request, plain(said), datasette.INFO)
    return _back(datasette, form)


async def undone(datasette: Any, request: Any) -> Any:
    """``/-/undo``: takes one's own decision back, or, who administers, anybody's."""
    _, asks = _allowed(datasette, request)
    form = await posted(request)
    number = form.one("number")
    if not re.fullmatch(r"\d{1,15}", number, re.ASCII):
        raise BadInput("That is no number of a correction.")
    row = await ask(datasette, lambda connection: desk_corrections.correction(connection, int(number)))
    if row is None or row["undone"] is not None:
        raise NotFound(say("There is no correction {number} that holds.", number=number))
    if row["who"] != asks.name and not asks.may("administer"):
        raise Forbidden(say("{who} decided this: who administers the desk can take it back.", who=row["who"]))
    about: About = "officials" if row["kind"] == "official" else "figures"
    ours = correcting_of(datasette)

    def take_back(store: Store) -> None:
        if row["kind"] == "official":
            ruling.undo(store, int(number), ours.clock())
        else:
            corrections.undo_correction(store, int(number), ours.clock())

    try:
        await correct(datasette, about, take_back)
    except Busy as error:
        raise BadInput(say(BUSY)) from error
    later = row["kind"] in ("figure", "article", "event")
    note = f" {say('What was read before shows again with the next analysis.')}" if later else ""
    datasette.add_message(request, say("Correction {number} is undone.", number=number) + note, datasette.INFO)
    return _back(datasette, form)


async def listed(datasette: Any, request: Any) -> Any:
    """``/corrections``: what people decided, the newest first."""
    page = page_of(request)
    start = (page - 1) * desk_find.PAGE
    found, total = await ask(datasette, lambda connection: desk_corrections.listed(connection, start, desk_find.PAGE))
    return await render(datasette, request, "desk-corrections.html", {"found": found, **paging(page, total)})


def _allowed(datasette: Any, request: Any) -> tuple[Correcting, Reader]:
    ours, asks = correcting_of(datasette), reader_of(request)
    if asks is None or asks.name is None or not asks.may("correct"):
        raise Forbidden("Log in as somebody who may correct.")
    return ours, asks


def _back(datasette: Any, form: Form) -> Any:
    return Response.redirect(datasette.urls.path(local(form.one("back", 2000) or "/")), status=303)


def _theme(store: Store, form: Form, who: str, ours: Correcting) -> str:
    yes = form.one("value")
    made = corrections.add_correction(store, "theme", form.one("story"), form.one("theme"), yes, who, ours.clock())
    if yes == "yes":
        return say("Correction {number}: the story is under this theme.", number=made.id)
    return say("Correction {number}: the story is not under this theme.", number=made.id)


def _same(store: Store, form: Form, who: str, ours: Correcting) -> str:
    other = _story(store, form.one("other", 2000))
    made = regrouping.join_stories(store, form.one("story"), other, who, ours.clock())
    return count(
        "Correction {numbers}: {n} article of the other story came here, copies with it.",
        "Corrections {numbers}: {n} articles of the other story came here, copies with them.",
        len(made),
        numbers=_numbers(made),
    )


def _apart(store: Store, form: Form, who: str, ours: Correcting) -> str:
    into = _story(store, form.one("into", 2000)) if form.one("into", 2000) else None
    made = regrouping.take_out(store, form.one("article"), into, who, ours.clock())
    if into is None:
        return count(
            "Correction {numbers}: the article went to a story of its own, its copies with it.",
            "Corrections {numbers}: the article went to a story of its own, its copies with it.",
            len(made),
            numbers=_numbers(made),
        )
    return count(
        "Correction {numbers}: the article went to the other story, its copies with it.",
        "Corrections {numbers}: the article went to the other story, its copies with it.",
        len(made),
        numbers=_numbers(made),
    )


def _merge(store: Store, form: Form, who: str, ours: Correcting) -> str:
    number = ruling.merge(store, form.one("official"), form.one("other"), who, ours.clock())
    return say("Correction {number}: the two are one person from now on.", number=number)


def _two(store: Store, form: Form, who: str, ours: Correcting) -> str:
    number = ruling.keep_apart(store, form.one("official"), form.one("other"), who, ours.clock())
    return say("Correction {number}: the two are two people, whatever comes.", number=number)


def _name(store: Store, form: Form, who: str, ours: Correcting) -> str:
    key = ruling.find_official(store, form.one("official"))
    made = corrections.add_correction(store, "official", key, "name", form.one("name", ROLE_MOST), who, ours.clock())
    return say("Correction {number}: the name is {name}.", number=made.id, name=made.value)


def _post(store: Store, form: Form, who: str, ours: Correcting) -> str:
    return _changed(store, form, "post", form.one("post"), POST_FIELDS, who, ours)


def _figure(store: Store, form: Form, who: str, ours: Correcting) -> str:
    for field, known in (("concept", ours.concepts), ("kind", ours.kinds)):
        if form.one(field) and form.one(field) not in known:
            raise BadInput(f"'{form.one(field)}' is no {field} of a figure.")
    key = corrections.figure_called(store, form.one("figure"))
    return _changed(store, form, "figure", key, FIGURE_FIELDS, who, ours)


def _none(store: Store, form: Form, who: str, ours: Correcting) -> str:
    key = corrections.figure_called(store, form.one("figure"))
    made = corrections.add_correction(store, "figure", key, "rejected", "yes", who, ours.clock())
    return say("Correction {number}: it is no figure.", number=made.id)


def _changed(
    store: Store, form: Form, kind: str, target: str, fields: tuple[str, ...], who: str, ours: Correcting
) -> str:
    """A correction for each field that is no longer what the page had shown (``was-`` and its name)."""
    made = [
        corrections.add_correction(store, kind, target, field, form.one(field), who, ours.clock())
        for field in fields
        if form.has(field) and form.one(field) != form.one(f"was-{field}")
    ]
    if not made:
        raise BadInput("Nothing was changed: the fields are what they were.")
    told = "; ".join(
        say(
            "{field} is {value}",
            field=say(each.field.replace("_", " ").capitalize()),
            value=each.value or say("not known"),
        )
        for each in made
    )
    return count(
        "Correction {numbers}: {told}.", "Corrections {numbers}: {told}.", len(made), numbers=_numbers(made), told=told
    )


def _story(store: Store, typed: str) -> str:
    found = desk_corrections.ids_in(store.connection, typed)
    if found is None:
        raise NotFound(say("No story or article has the id or address “{typed}”.", typed=typed[:80]))
    return found


def _numbers(made: list[Any]) -> str:
    return f"{made[0].id}" if len(made) == 1 else say("{first} to {last}", first=made[0].id, last=made[-1].id)


_COMMANDS: dict[str, tuple[About, Callable[[Store, Form, str, Correcting], str]]] = {
    "theme": ("figures", _theme),
    "same": ("figures", _same),
    "apart": ("figures", _apart),
    "post": ("figures", _post),
    "figure": ("figures", _figure),
    "no-figure": ("figures", _none),
    "merge": ("officials", _merge),
    "two": ("officials", _two),
    "name": ("officials", _name),
}
ROUTES: tuple[tuple[str, Callable[..., Any]], ...] = (
    (r"^/-/correct$", made),
    (r"^/-/undo$", undone),
    (r"^/corrections$", listed),
)
