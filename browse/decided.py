"""What a person decided, in words. Pure; it must not know HTML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def in_words(row: Mapping[str, Any]) -> str:
    """One sentence of a row of ``store.desk_corrections``."""
    kind, field, target, value = (str(row[name]) for name in ("kind", "field", "target", "value"))
    if kind == "theme":
        return f"Story {target} is {'' if value == 'yes' else 'not '}under theme “{field}”"
    if kind == "story" and field == "story":
        return f"Article {target} is of story {value}"
    if kind == "event":
        return f"Articles {target} and {field} tell of {'one event' if value == 'yes' else 'two events'}"
    if kind == "official" and field == "merge":
        return f"{value} is {target}"
    if kind == "official" and field == "apart":
        return f"{value} and {target} are two people"
    if kind == "official" and field == "split":
        return f"Part of what is said of {target} is said of somebody else"
    if kind == "figure" and field == "rejected":
        return f"What stands at {target} is no figure"
    return f"{field.replace('_', ' ').capitalize()} of {kind} {target} is {value or 'not known'}"
