"""What a person decided, in the words of who reads it. It must not know HTML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from browse.speaking import say


def in_words(row: Mapping[str, Any]) -> str:
    """One sentence of a row of ``store.desk_corrections``."""
    kind, field, target, value = (str(row[name]) for name in ("kind", "field", "target", "value"))
    if kind == "theme" and value == "yes":
        return say("Story {story} is under theme “{theme}”", story=target, theme=field)
    if kind == "theme":
        return say("Story {story} is not under theme “{theme}”", story=target, theme=field)
    if kind == "event" and value == "yes":
        return say("Articles {one} and {other} tell of one event", one=target, other=field)
    if kind == "event":
        return say("Articles {one} and {other} tell of two events", one=target, other=field)
    if kind == "official" and field == "merge":
        return say("{one} is {other}", one=value, other=target)
    if kind == "official" and field == "apart":
        return say("{one} and {other} are two people", one=value, other=target)
    if kind == "official" and field == "split":
        return say("Part of what is said of {who} is said of somebody else", who=target)
    if kind == "figure" and field == "rejected":
        return say("What stands at {place} is no figure", place=target)
    return say(
        "{field} of {kind} {id} is {value}",
        field=say(field.replace("_", " ").capitalize()),
        kind=say(kind),
        id=target,
        value=value or say("not known"),
    )
