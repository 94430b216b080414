"""What a subscriber may wish for, and whether it can be had. Pure: what is known is passed in.

An error names the field and lists what is known, or what comes nearest where that is a long list.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, get_args
from zoneinfo import available_timezones

from records.delivery import AlertKind, Frequency, Subscriber
from records.errors import BadInput, NotFound

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DIGEST_LANGUAGES = ("en", "ms")
FREQUENCIES: tuple[str, ...] = get_args(Frequency)
ALERTS: tuple[str, ...] = get_args(AlertKind)
LISTED = 30  # known values that a line can still name; of more, the nearest are named
NAME_LENGTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """All that one may choose. ``day``: 1 is Monday; ``zone``: None for the instance's."""

    name: str | None = None
    language: str = "en"
    themes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    officials: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    zone: str | None = None
    day: int = 1
    hour: int = 7
    frequency: str = "weekly"
    alerts: tuple[str, ...] = ()

    @classmethod
    def of(cls, person: Subscriber) -> Wishes:
        return cls(**{item.name: getattr(person, item.name) for item in fields(cls)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What can be watched: id -> its names. An id is asked for first, then an exact name, whatever its capitals."""

    themes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    officials: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outlets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    languages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


WATCHED = ("themes", "places", "officials", "outlets", "languages")
_HELP = {
    "themes": "theme",
    "places": "place",
    "officials": "official",
    "outlets": "outlet",
    "languages": "watch-language",
}


def checked(wanted: Wishes, known: Known) -> Wishes:
    """The wishes with ids instead of names, each once. Raises BadInput or NotFound, naming the field."""
    if wanted.name is not None and (len(wanted.name) > NAME_LENGTH or not wanted.name.isprintable()):
        raise BadInput(f"name: at most {NAME_LENGTH} characters on one line")
    _one_of("language", wanted.language, DIGEST_LANGUAGES)
    _one_of("frequency", wanted.frequency, FREQUENCIES)
    for alert in wanted.alerts:
        _one_of("alert", alert, ALERTS)
    if not 1 <= wanted.day <= 7:
        raise BadInput(f"day: {wanted.day} is none: 1 (Monday) to 7 (Sunday)")
    if not 0 <= wanted.hour <= 23:
        raise BadInput(f"hour: {wanted.hour} is none: 0 to 23")
    if wanted.zone is not None and wanted.zone not in available_timezones():
        raise BadInput(f"zone: '{wanted.zone}' is no time zone{_nearest(wanted.zone, available_timezones())}")
    if wanted.frequency == "alerts" and not wanted.alerts:
        raise BadInput(
            f"alert: frequency 'alerts' needs at least one of {', '.join(ALERTS)}, else nothing is ever sent"
        )
    found: dict[str, Any] = {what: resolved(what, getattr(wanted, what), getattr(known, what)) for what in WATCHED}
    return replace(wanted, alerts=tuple(sorted(set(wanted.alerts))), **found)


def resolved(what: str, wanted: Iterable[str], known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Ids, sorted, each once. Raises NotFound for what is none, BadInput for a name that several bear."""
    found = set()
    for text in wanted:
        asked = text.strip()
        if asked in known:
            found.add(asked)
            continue
        folded = asked.casefold()
        bearers = [key for key, names in known.items() if folded in {key.casefold(), *(n.casefold() for n in names)}]
        if len(bearers) > 1:
            raise BadInput(f"{_HELP[what]}: several are called '{asked}': {', '.join(sorted(bearers)[:LISTED])}")
        if not bearers:
            raise NotFound(f"{_HELP[what]}: there is no {_HELP[what]} '{asked}'{_told(asked, known)}")
        found.add(bearers[0])
    return tuple(sorted(found))


def day_number(text: str) -> int:
    """1 for ``mon``, ``Monday`` or ``1``. Raises BadInput, naming the known ones."""
    asked = text.strip().casefold()
    if asked in {"1", "2", "3", "4", "5", "6", "7"}:
        return int(asked)
    if len(asked) >= 3:
        for number, name in enumerate(_LONG, start=1):
            if name.startswith(asked):
                return number
    raise BadInput(f"day: '{text}' is none: {', '.join(DAYS)}")


_LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _one_of(name: str, value: str, known: Iterable[str]) -> None:
    if value not in known:
        word = "no language of the digest" if name == "language" else "none"
        raise BadInput(f"{name}: '{value}' is {word}: {', '.join(known)}")


def _told(asked: str, known: Mapping[str, tuple[str, ...]]) -> str:
    if not known:
        return "; none is known yet"
    if len(known) <= LISTED:
        return f"; known: {', '.join(sorted(known))}"
    return _nearest(asked, {*known, *(name for names in known.values() for name in names)})


def _nearest(asked: str, known: Iterable[str]) -> str:
    folded = {name.casefold(): name for name in sorted(known)}
    near = [folded[name] for name in difflib.get_close_matches(asked.casefold(), folded, n=5, cutoff=0.5)]
    within = [name for key, name in folded.items() if asked.casefold() in key][:5]
    told = list(dict.fromkeys([*near, *within]))[:6]
    return f"; near it: {', '.join(told)}" if told else f"; {len(folded)} are known"
