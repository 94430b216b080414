"""What a person decided, in the words of who reads it. It must not know HTML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from browse.speaking import named, say


def in_words(row: Mapping[str, Any]) -> str:
    """One sentence of a row of ``store.desk_corrections``: by name, or by id where nothing has the name any more."""
    kind, field, target, value = (str(row[name]) for name in ("kind", "field", "target", "value"))

    def called(what: str, key: str) -> str:
        known = row["names"].get(f"{what}:{key}")
        if known is None:
            return key
        return named(known) if what in ("theme", "official") else f"“{named(known)}”"

    if kind == "theme":
        story, theme = called("story", target), called("theme", field)
        if value == "yes":
            return say("Story {story} is under theme “{theme}”", story=story, theme=theme)
        return say("Story {story} is not under theme “{theme}”", story=story, theme=theme)
    if kind == "event":
        phrase = "Articles {one} and {other} tell of " + ("one event" if value == "yes" else "two events")
        return say(phrase, one=called("article", target), other=called("article", field))
    if kind == "official" and field == "merge":
        return say("{one} is {other}", one=called("official", value), other=called("official", target))
    if kind == "official" and field == "apart":
        one, other = called("official", value), called("official", target)
        if one == other:  # two of one name: that is why somebody had to decide
            one, other = f"{one} ({value})", f"{other} ({target})"
        return say("{one} and {other} are two people", one=one, other=other)
    if kind == "official" and field == "split":
        return say("Part of what is said of {who} is said of somebody else", who=called("official", target))
    article, _, start = target.rpartition(":")
    if kind == "figure" and field == "rejected":
        return say("What stands in {article} at {start} is no figure", article=called("article", article), start=start)
    told = {"field": say(field.replace("_", " ").capitalize()), "value": value or say("not known")}
    if kind == "figure":
        return say(
            "{field} of the figure in {article} at {start} is {value}",
            article=called("article", article),
            start=start,
            **told,
        )
    if kind == "post":
        return say("{field} of a post of {who} is {value}", who=called("official", str(row["official"])), **told)
    return say("{field} of {kind} {id} is {value}", kind=say(kind), id=called(kind, target), **told)
