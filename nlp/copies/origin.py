"""Whose text it is, of two that are one: the agency's that is credited, an agency's own, the earlier.

Knows what an article says of its source; must not know its words.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from nlp.copies import text as texts


class Told(Protocol):
    """An article by its source. ``house`` is the outlet's name, ``credits`` the agency that the page names."""

    @property
    def when(self) -> datetime | None: ...
    @property
    def agency(self) -> bool: ...
    @property
    def house(self) -> str: ...
    @property
    def credits(self) -> str | None: ...


def is_origin(new: Told, old: Told) -> bool:
    """Whether the text of both is that of ``new``, which came in later."""
    if is_house(new, old.credits) != is_house(old, new.credits):
        return is_house(new, old.credits)
    if is_own(new) != is_own(old):
        return is_own(new)
    return new.when is not None and old.when is not None and new.when < old.when


def why_origin(new: Told, old: Told) -> str:
    if is_house(new, old.credits):
        return f"of {old.credits}, which that one credits"
    return "an agency's text" if is_own(new) and not is_own(old) else "the earlier text"


def is_own(told: Told) -> bool:
    """A text by the agency on whose page it stands: agencies pass on each other's as well, and say so."""
    return told.agency and (told.credits is None or is_house(told, told.credits))


def is_house(told: Told, agency: str | None) -> bool:
    """Whether the outlet is that agency: its name holds all words of it, as in "Wira Wire (English)"."""
    named = texts.tokens(agency or "")
    return bool(named) and set(named) <= set(texts.tokens(told.house))
