"""The plot of a series, and numbers marked in their sentences."""

from __future__ import annotations

from typing import Any

import pytest

from browse.marking import marked
from browse.plot import BOTTOM, HEIGHT, LEFT, MOST_LABELS, RIGHT, TOP, WIDTH, plot_of, years


def claim(period: str | None, value: object, status: str = "actual", reports: int = 1) -> dict[str, Any]:
    return {
        "period": period,
        "value": value,
        "status": status,
        "text": f"{value} t",
        "independent_reports": reports,
    } | {"outlet_name": "Wira Wire"}


@pytest.mark.parametrize(
    ("period", "span"),
    [
        ("2024", (2024, 2025)),
        ("2024-Q1", (2024, 2024.25)),
        ("2024-H2", (2024.5, 2025)),
        ("2024-07", (2024.5, 2024 + 7 / 12)),
        ("2021/2023", (2021, 2024)),
        ("2023/2021", None),
        ("2024-13", None),
        ("2024-Q5", None),
        ("2024-01-32", None),
        ("last year", None),
        ("", None),
        (None, None),
    ],
)
def test_periods_as_time(period: str | None, span: tuple[float, float] | None) -> None:
    assert years(period) == (pytest.approx(span) if span else None)


def test_values_stand_where_they_belong() -> None:
    plot = plot_of([claim("2022", 10), claim("2023", 30), claim("2023", 20, reports=3), claim("2024", 40, "target")])
    assert plot is not None
    first, many, chosen, target = plot.dots
    assert first.x < many.x == chosen.x < target.x
    assert first.y > chosen.y > many.y > target.y
    assert [dot.hollow for dot in plot.dots] == [False, False, False, True]
    assert plot.lines == (" ".join(f"{dot.x},{dot.y}" for dot in (first, chosen)),)
    assert plot.from_zero
    assert "from 2022 to 2024" in plot.said
    assert "highest 40 t (2024)" in plot.said


def test_a_quarter_is_not_joined_to_a_year() -> None:
    plot = plot_of([claim("2022", 10), claim("2023", 11), claim("2023-Q1", 3), claim("2023-Q2", 3)])
    assert plot is not None
    assert len(plot.lines) == 2


def test_an_axis_that_does_not_begin_at_zero_is_said() -> None:
    plot = plot_of([claim("2022", 98), claim("2023", 100)])
    assert plot is not None
    assert not plot.from_zero
    assert "does not begin at zero" in plot.said


@pytest.mark.parametrize(
    "claims",
    [
        [],
        [claim("2024", 1)],
        [claim("2024", 1), claim("2024", 2)],
        [claim("2024", 1), claim("soon", 2)],
        [claim("2024", 1), claim("2025", "1e400")],
        [claim("2024", 1), claim("2025", "NaN")],
        [claim("2024", 1), claim("2025", "much")],
    ],
)
def test_no_plot(claims: list[dict[str, Any]]) -> None:
    assert plot_of(claims) is None


@pytest.mark.parametrize(
    "values",
    [(0, 0), (5, 5), (-5, -5), (-1, 1), ("0.0000001", "0.0000002"), (1e20, 1), (-100, -98), ("4.1", "4.2")],
)
@pytest.mark.parametrize("count", [2, 3, 60])
def test_everything_is_inside(values: tuple[object, object], count: int) -> None:
    plot = plot_of([claim(str(1960 + n), values[n % 2]) for n in range(count)])
    assert plot is not None
    assert all(LEFT <= dot.x <= WIDTH - RIGHT and TOP <= dot.y <= HEIGHT - BOTTOM for dot in plot.dots)
    assert 2 <= len(plot.steps) <= 7
    assert 2 <= len(plot.periods) <= MOST_LABELS + 1


@pytest.mark.parametrize(
    ("places", "pieces"),
    [
        ([], ["a 12 b 34 c"]),
        ([(2, 4), (7, 9)], ["a ", "[12]", " b ", "[34]", " c"]),
        ([(7, 9), (2, 4), (2, 4)], ["a ", "[12]", " b ", "[34]", " c"]),
        ([(2, 4), (3, 8)], ["a ", "[12]", "[ b 3]", "4 c"]),
        ([(-5, 1), (9, 99)], ["[a]", " 12 b 34", "[ c]"]),
        ([(50, 60), (5, 5)], ["a 12 b 34 c"]),
    ],
)
def test_marked(places: list[tuple[int, int]], pieces: list[str]) -> None:
    found = marked("a 12 b 34 c", places)
    assert [f"[{piece['text']}]" if piece["hit"] else piece["text"] for piece in found] == pieces
