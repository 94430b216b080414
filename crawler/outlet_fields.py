"""Reads typed fields from one table of an outlet file and says, with file and line, which one is wrong.

Knows TOML tables and lines; it must not know what an outlet is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector

from records import BadOutlet


class Fields:
    """One table of a file; every field is asked for once, and ``leave_nothing`` refuses what nobody asked for."""

    def __init__(self, path: Path, text: str, data: dict[str, Any], table: str = "", number: int | None = None) -> None:
        self._path = path
        self._text = text
        self._data = data
        self._table = table
        self._number = number  # which of an array of tables
        self._asked: set[str] = set()

    def wrong(self, name: str, why: str) -> NoReturn:
        """Raises BadOutlet: file, line, field, reason."""
        field = f"{self._table}.{name}" if self._table else name
        raise BadOutlet(f"{self._path}:{self._line(name)}: {field}: {why}")

    def has(self, name: str) -> bool:
        return name in self._data

    def leave_nothing(self) -> None:
        for name in self._data:
            if name not in self._asked:
                self.wrong(name, "is no field of an outlet file")

    def text(self, name: str, *, required: bool = False) -> Any:
        """A string that is not empty (str, or None where it is absent and not required)."""
        value = self._get(name)
        if value is None:
            if required:
                self.wrong(name, "is missing")
            return None
        if not isinstance(value, str) or not value.strip():
            self.wrong(name, "must be a text that is not empty")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.wrong(name, "must be a list of texts")
        return tuple(value)

    def number(self, name: str, default: float, *, above: float) -> float:
        value = self._get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not value > above:
            self.wrong(name, f"must be a number above {max(above, 0):g}" + (" or 0" if above < 0 else ""))
        return float(value)

    def whole(self, name: str, default: int, *, above: int) -> int:
        """A whole number."""
        value = self.number(name, default, above=above)
        if value != int(value):
            self.wrong(name, "must be a whole number")
        return int(value)

    def flag(self, name: str, *, default: bool) -> bool:
        value = self._get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(name, "must be true or false")
        return value

    def choice(self, name: str, choices: tuple[str, ...], default: str | None) -> Any:
        value = self.text(name, required=default is None)
        if value is None:
            return default
        if value not in choices:
            self.wrong(name, f"'{value}' is none of {', '.join(choices)}")
        return value

    def url(self, name: str, *, required: bool = False) -> Any:
        value = self.text(name, required=required)
        if value is not None:
            try:
                parts = urlsplit(value)
            except ValueError:
                self.wrong(name, f"'{value}' is no web address")
            if parts.scheme not in ("http", "https") or not parts.hostname:
                self.wrong(name, f"'{value}' is no web address (http or https)")
        return value

    def zone(self, name: str) -> str | None:
        value = self.text(name)
        if value is not None:
            try:
                ZoneInfo(value)
            except (ZoneInfoNotFoundError, ValueError):
                self.wrong(name, f"'{value}' is no time zone (write it as Asia/Kuala_Lumpur)")
        return value if value is None else str(value)

    def regex(self, name: str, *, required: bool = False) -> Any:
        value = self.text(name, required=required)
        return None if value is None else self._compiled(name, value)

    def regex_list(self, name: str) -> Iterator[re.Pattern[str]]:
        for value in self.texts(name):
            yield self._compiled(name, value)

    def css(self, name: str) -> str | None:
        value = self.text(name)
        return None if value is None else self._selector(name, value)

    def css_list(self, name: str) -> Iterator[str]:
        for value in self.texts(name):
            yield self._selector(name, value)

    def xpath(self, name: str) -> str | None:
        value = self.text(name)
        if value is not None:
            try:
                etree.XPath(value)
            except etree.XPathError as error:
                self.wrong(name, f"is no XPath ({error})")
        return None if value is None else str(value)

    def table(self, name: str) -> Fields:
        value = self._get(name)
        if value is not None and not isinstance(value, dict):
            self.wrong(name, f"must be a table: [{name}]")
        return Fields(self._path, self._text, value or {}, name)

    def tables(self, name: str) -> tuple[Fields, ...]:
        value = self._get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong(name, f"must be tables: [[{name}]]")
        return tuple(Fields(self._path, self._text, item, name, number) for number, item in enumerate(value))

    def _get(self, name: str) -> Any:
        self._asked.add(name)
        return self._data.get(name)

    def _compiled(self, name: str, value: str) -> re.Pattern[str]:
        try:
            return re.compile(value)
        except re.error as error:
            self.wrong(name, f"is no regular expression ({error})")

    def _selector(self, name: str, value: str) -> str:
        try:
            CSSSelector(value, translator="html")
        except (SelectorError, etree.XPathError) as error:
            self.wrong(name, f"is no CSS selector ({error})")
        return value

    def _line(self, name: str) -> int:
        """The line of a field; of a missing one, that of its table's head."""
        table, number, head = "", -1, 1
        for line, text in enumerate(self._text.splitlines(), start=1):
            header = re.match(r"\s*(\[{1,2})\s*([\w.-]+)\s*\]{1,2}\s*(?:#.*)?$", text)
            if header:
                number = number + 1 if header[2] == table else 0
                table = header[2]
            here = table == self._table and (self._number is None or number == self._number)
            if header and here:
                head = line
            if here and re.match(rf"\s*\"?{re.escape(name)}\"?\s*=", text):
                return line
            if not self._table and header and header[2] == name:
                return line
        return head
