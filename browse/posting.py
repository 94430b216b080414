"""Forms that are posted to the desk: read within bounds, and only with the token that a page of the desk gave."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from browse.showing import local
from records import BadInput

MOST_BYTES = 64_000  # all themes, places and outlets ticked are some 20,000
MOST_FIELDS = 3000
BACK = "pantau_back"  # in the scope of a request: the page of the desk whose form was posted, where it says so


@dataclass(frozen=True, slots=True)
class Form:
    """What was posted: each field with all its values."""

    fields: Mapping[str, list[str]]

    def one(self, name: str, most: int = 500) -> str:
        return self.whole(name, most).strip()

    def whole(self, name: str, most: int) -> str:
        """With the blanks around it: a password may begin or end with one."""
        value = (self.fields.get(name) or [""])[-1]
        if len(value) > most:
            raise BadInput(f"'{name}' is longer than {most} characters.")
        return value

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for value in self.fields.get(name, ()) if value)

    def has(self, name: str) -> bool:
        return name in self.fields


async def posted(request: Any, *, token: bool = True) -> Form:
    """The form of a POST. Raises BadInput for another method, for more than a form holds, or without the token.

    ``token`` False: of a mail reader's one click (RFC 8058), which opens no page of ours: its signed link is enough.
    """
    if request.method != "POST":
        raise BadInput("This address takes a form that is posted.")
    body, more = b"", True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise BadInput("The form did not arrive whole.")
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MOST_BYTES:
            raise BadInput(f"The form is larger than {MOST_BYTES:,} bytes.")
    try:
        form = Form(parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise BadInput("The form cannot be read.") from error
    if form.has("back"):
        request.scope[BACK] = local(form.one("back", 2000) or "/")
    # datasette asks for the token only where a cookie came along: who is named by a proxy may have none
    if token and not secrets.compare_digest(form.one("csrftoken").encode(), str(request.scope["csrftoken"]()).encode()):
        raise BadInput("This form is too old, or your browser keeps no cookies: open the page anew and send it again.")
    return form
