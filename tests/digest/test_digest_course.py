"""Which series a week extends, and which of their periods a digest shows."""

from __future__ import annotations

from typing import Any

import pytest

from digest.course import SHOWN, extended


def claim(period: str, week: str = "2026-W18", status: str = "actual") -> dict[str, Any]:
    return {"period": period, "week": week, "status": status, "value": "1", "text": "1"}


NOW = "2026-W20"


@pytest.mark.parametrize(
    ("claims", "shown"),
    [
        ([claim("2023"), claim("2024"), claim("2025", NOW)], ["2023", "2024", "2025"]),
        ([claim("2024"), claim("2025", NOW)], []),  # two periods make no course
        ([claim("2023"), claim("2024"), claim("2025")], []),  # nothing new
        ([claim("2023"), claim("2024", NOW), claim("2025")], []),  # a period long past
        ([claim("2023"), claim("2024"), claim("2025"), claim("2025", NOW)], []),  # another value, no other period
        ([claim("2023"), claim("2024"), claim("2025-Q1", NOW)], []),  # a quarter goes on no year
        ([claim("2023"), claim("2024"), claim("2030", NOW, "target")], []),
        ([claim("2024-Q3"), claim("2024-Q4"), claim("2025-Q1", NOW), claim("2024")], ["2024-Q3", "2024-Q4", "2025-Q1"]),
        (
            [claim(str(year)) for year in range(2000, 2025)] + [claim("2025", NOW)],
            [str(2026 - SHOWN + n) for n in range(SHOWN)],
        ),
        ([], []),
    ],
)
def test_what_extends_a_series(claims: list[dict[str, Any]], shown: list[str]) -> None:
    assert [each["period"] for each in extended(claims, NOW)] == shown
    assert extended(claims[::-1], NOW) == extended(claims, NOW)
