"""What somebody posts on a page of subscribers, and the wishes in it. What is typed is a stranger's: it is checked in
``records.wishes`` and leaves as text. Must not know SQL or a page.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs

from records import BadInput, Subscriber, Wishes

MOST_BYTES = 64_000  # of a form: all themes, places and outlets ticked are some 20,000
MOST_FIELDS = 3000


@dataclass(frozen=True, slots=True)
class Form:
    """What was posted: each field with all its values."""

    fields: Mapping[str, list[str]]

    def one(self, name: str) -> str:
        return (self.fields.get(name) or [""])[-1].strip()

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for value in self.fields.get(name, ()) if value)


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


def chosen_in(person: Subscriber, form: Form | None) -> dict[str, Any]:
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


async def posted(request: Any, *, token: bool) -> Form:
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
