"""The language in which the desk speaks to a reader, and its phrases in it (``words.toml``).

Templates call ``_`` and ``n_``, modules ``say`` and ``count``; the English phrase is the key, so that both stay
readable. The language is that of the request under way (a context variable, set before a page is asked for). Must not
know a page.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from babel.dates import format_date, format_datetime
from markupsafe import Markup, escape

from browse.cookies import LANGUAGE, cookie_in
from browse.subscriber_words import LANGUAGES, chosen_language

LASTS = 365 * 24 * 3600  # seconds
ARGUMENT = "lang"  # ?lang=ms
TONGUES = (("en", "English"), ("ms", "Bahasa Melayu"))
_spoken: ContextVar[str] = ContextVar("spoken", default="en")


@cache
def words() -> dict[str, str]:
    """English phrase -> Malay."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


class Said(str):
    """A phrase that was said in the language of the request; an error that has none stays English, and says so."""

    __slots__ = ()


def speak(language: str) -> None:
    """From now on in this request. ValueError for a language that the desk does not speak."""
    if language not in LANGUAGES:
        raise ValueError(f"the desk does not speak '{language}'")
    _spoken.set(language)


def spoken() -> str:
    return _spoken.get()


def say(phrase: str, **values: object) -> str:
    """The phrase in the language of the request, with its values; English where there is no Malay. Markup where a value
    is: all else in it is escaped."""
    text = words().get(phrase) if spoken() == "ms" else phrase
    return _filled(phrase, values) if text is None else _said(text, values)


def count(one: str, many: str, n: int, **values: object) -> str:
    """A phrase with a number ``{n}``, whose thousands are parted by commas in both languages."""
    text = one if n == 1 else many
    if spoken() == "ms":
        text = words().get(f"{one}|{many}", text)
    return _filled(text, values | {"n": f"{n:,}"})


def _said(text: str, values: dict[str, object]) -> str:
    filled = _filled(text, values)
    return filled if isinstance(filled, Markup) else Said(filled)


def _filled(text: str, values: dict[str, object]) -> str:
    if any(isinstance(value, Markup) for value in values.values()):
        return Markup(escape(text)).format(**values)
    return text.format(**values) if values else text


def named(row: Any) -> str:
    """The name of a theme or place in the language of the request, where it has one."""
    return str((row.get("name_ms") if spoken() == "ms" else None) or row["name"])


def moment_in(local: datetime) -> str:
    """``Mon 21 Sep 2026, 14:05`` of a local time; in Malay ``Isn 21 Sep 2026, 14:05``."""
    return str(format_datetime(local, "EEE d MMM y, HH:mm", locale=spoken()))


def weekday_in(local: date) -> str:
    return str(format_date(local, "EEE d MMM y", locale=spoken()))


def day_in(local: date) -> str:
    return str(format_date(local, "d MMM y", locale=spoken()))


def month_in(local: date, *, year: bool = True) -> str:
    """``Sep 2026``, ``Sep``."""
    return str(format_date(local, "MMM y" if year else "MMM", locale=spoken()))


def short_day_in(local: date) -> str:
    """``21 September``: the year is said beside it."""
    return str(format_date(local, "d MMMM", locale=spoken()))


def whole_day_in(local: date) -> str:
    """``21 September 2026``."""
    return str(format_date(local, "d MMMM y", locale=spoken()))


def language_of(headers: Iterable[tuple[str, str]]) -> str:
    """What a reader chose before (a cookie), else what the browser accepts. ``headers`` in lower case."""
    given = list(headers)
    accepted = next((value for name, value in given if name == "accept-language"), None)
    return chosen_language(cookie_in(given, LANGUAGE), None, accepted)


def asked_in(query: str) -> tuple[str, str] | None:
    """The language that an address asks for, and its query without that; None where it asks for none that is spoken."""
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=1000)
    asked = [value for name, value in pairs if name == ARGUMENT]
    if not asked or asked[-1] not in LANGUAGES:
        return None
    return asked[-1], urlencode([pair for pair in pairs if pair[0] != ARGUMENT])


def address_in(address: str, language: str) -> str:
    """The same page in a language."""
    return f"{address}{'&' if '?' in address else '?'}{ARGUMENT}={language}"
