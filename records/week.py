"""A week, Monday to Sunday, in a zone. Pure: the clock is passed in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from records.errors import BadInput


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week, e.g. ``Week(2024, 47)``; printed and stored as ``2024-W47``."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime, zone: str) -> Week:
        """The week in which ``moment`` (aware) falls for people who live in ``zone`` (IANA name)."""
        year, number, _ = moment.astimezone(ZoneInfo(zone)).isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> Week:
        """Reads ``2024-W47``. Raises BadInput where that is no week."""
        found = re.fullmatch(r"(\d{4})-W(\d{1,2})", text.strip())
        if found:
            try:
                date.fromisocalendar(int(found[1]), int(found[2]), 1)
            except ValueError:
                pass
            else:
                return cls(int(found[1]), int(found[2]))
        raise BadInput(f"'{text}' is no week: write it as 2024-W47")

    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    def sunday(self) -> date:
        return self.monday() + timedelta(days=6)

    def back(self, weeks: int) -> Week:
        year, number, _ = (self.monday() - timedelta(weeks=weeks)).isocalendar()
        return Week(year, number)

    def bounds(self, zone: str) -> tuple[datetime, datetime]:
        """First moment of Monday and first moment of the next Monday in ``zone``, both in UTC."""
        start = datetime.combine(self.monday(), time(), ZoneInfo(zone))
        end = datetime.combine(self.monday() + timedelta(days=7), time(), ZoneInfo(zone))
        return start.astimezone(UTC), end.astimezone(UTC)

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"
