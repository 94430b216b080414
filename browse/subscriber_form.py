"""What somebody posts on a page of subscribers, and the wishes in it. What is typed is a stranger's: it is checked in
``records.wishes`` and leaves as text. Must not know SQL or a page.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from browse.posting import MOST_BYTES, Form
from records import BadInput, Subscriber, Wishes


def wishes_of(form: Form, person: Subscriber) -> Wishes:
    """The wishes that the form holds. Raises BadInput for a day or hour that is none."""
    number = re.compile(r"\d{1,2}", re.ASCII)
    for name in ("day", "hour"):
        if not number.fullmatch(form.one(name)):
            raise BadInput(f"{name}: '{form.one(name)[:20]}' is none")
    typed = tuple(line.strip() for line in form.one("more_officials", MOST_BYTES).splitlines() if line.strip())
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
