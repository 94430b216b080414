"""The words of the digest in English and Malay, and how numbers and dates are written. A small table of phrases.

Knows words only. A phrase has ``{n}`` for its number and ``{names}`` for its names; of English a second form, after
"|", is for every number but one. Malay nouns do not change with number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from digest.content import Reason
from digest.phrase_table import PHRASES
from digest.safe import plain
from records import BadInput

LANGUAGES = ("en", "ms")
_LOCALES = {"en": "en_GB", "ms": "ms_MY"}  # day before month, as both are read in Malaysia


# Babel parses a pattern at each call; a thousand mails of one week say the same few hundred numbers and days.
@lru_cache(maxsize=4096)
def _number(value: int, locale: str) -> str:
    return str(format_decimal(value, locale=locale))


@lru_cache(maxsize=4096)
def _date(value: date, form: str, locale: str) -> str:
    return str(format_date(value, form, locale=locale))


class Words:
    """Says things in one language. Raises BadInput for a language that there are no words in."""

    def __init__(self, language: str, zone: str) -> None:
        if language not in LANGUAGES:
            raise BadInput(f"the digest does not speak '{language}': {' or '.join(LANGUAGES)}")
        self.language = language
        self.zone = zone
        self._locale = _LOCALES[language]
        self._column = LANGUAGES.index(language)

    def __call__(self, key: str, count: int = 0, names: Sequence[str] = ()) -> str:
        """The phrase in this language. KeyError: a key without phrase is a mistake of ours."""
        one, _, many = PHRASES[key][self._column].partition("|")
        text = one if count == 1 or not many else many
        return text.replace("{n}", self.number(count)).replace("{names}", self.list(names))

    def saying(self, key: str, said: str) -> str:
        """The phrase around something that is said already: a sentence of ours, however long."""
        return PHRASES[key][self._column].replace("{names}", said)

    def field(self, name: str) -> str:
        """What a person corrected, by the name of the store's field."""
        return self(f"field.{name}") if f"field.{name}" in PHRASES else name.replace("_", " ")

    def concept(self, name: str) -> str:
        """A kind of measure by the store's name of it."""
        return self(f"concept.{name}") if f"concept.{name}" in PHRASES else name.replace("_", " ")

    def reason(self, reason: Reason) -> str:
        said = self(reason.key, reason.count, reason.names)
        return said if reason.day is None else said.replace("{day}", self.weekday(reason.day))

    def number(self, value: int) -> str:
        return _number(value, self._locale)

    def change(self, value: int) -> str:
        """With its sign, as typeset: +3, −2, 0."""
        return f"{'+' if value > 0 else '−' if value < 0 else ''}{self.number(abs(value))}"

    def percent(self, value: int) -> str:
        sign = "+" if value > 0 else "−" if value < 0 else ""
        return f"{sign}{format_percent(abs(value) / 100, locale=self._locale)}"

    def day(self, value: date) -> str:
        return _date(value, "d MMMM y", self._locale)

    def weekday(self, value: date, near: date | None = None) -> str:
        """Tuesday 3 March; with its year where ``near``, the day that is spoken of, is of another one or none."""
        year = "" if near is not None and near.year == value.year else " y"
        return _date(value, f"EEEE d MMMM{year}", self._locale)

    def period(self, text: str) -> str:
        """A period as the store writes it (2026-Q2, 2026-04/2026-06, 2026-10-01), in words; any other text as it is."""
        first, slash, last = text.partition("/")
        if slash:
            begun, ended = self.period(first), self.period(last)
            year = f" {first[:4]}"  # said once, where it is one: April – June 2026
            return f"{begun.removesuffix(year) if ended.endswith(year) else begun} – {ended}"
        if found := re.fullmatch(r"(\d{4})-([QH])(\d)", text):
            return self(f"period.{found[2]}", 0, (found[3],)).replace("{year}", found[1])
        try:
            if re.fullmatch(r"\d{4}-\d\d", text):
                return _date(date.fromisoformat(f"{text}-01"), "MMMM y", self._locale)
            if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
                return self.day(date.fromisoformat(text))
        except ValueError:  # no month or day of the calendar: as it was read
            pass
        return text

    def short_day(self, value: datetime) -> str:
        return _date(value.astimezone(ZoneInfo(self.zone)).date(), "d MMM", self._locale)

    def moment(self, value: datetime) -> str:
        return str(format_datetime(value, "d MMMM y, HH:mm", tzinfo=ZoneInfo(self.zone), locale=self._locale))

    def span(self, first: date, last: date) -> str:
        """18–24 November 2024; both months and years where they differ."""
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{self.day(last)}"
        short = _date(first, "d MMMM" if first.year == last.year else "d MMMM y", self._locale)
        return f"{short} – {self.day(last)}"

    def list(self, names: Sequence[str], most: int = 6) -> str:
        """a, b and c; more than ``most`` are counted. Names are as scraped and are cleaned here."""
        shown = [plain(name, 200) for name in names[:most]]
        if len(names) > most:
            shown.append(self("more", len(names) - most))
        if len(shown) < 2:
            return "".join(shown)
        return str(format_list(shown, locale=self._locale))

    def name(self, thing: object) -> str:
        """The name of a theme or place in this language, where it has one."""
        malay = getattr(thing, "name_ms", None)
        return plain(str(malay if self.language == "ms" and malay else thing.name), 120)  # type: ignore[attr-defined]
