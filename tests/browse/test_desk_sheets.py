"""CSV of the desk: what a spreadsheet would run is text."""

from __future__ import annotations

import csv
import io

import pytest
from desk_site import Site
from hypothesis import given
from hypothesis import strategies as st

from browse.sheets import Neutral, safe_cell

CELLS = st.lists(st.lists(st.text('a1=+-@",\n\r\té', max_size=6), min_size=2, max_size=3), min_size=1, max_size=5)


@given(CELLS, st.integers(1, 7))
def test_every_cell_is_safe_however_it_comes(rows: list[list[str]], size: int) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    data, neutral = out.getvalue().encode(), Neutral()
    made = b"".join(neutral.feed(data[at : at + size], False) for at in range(0, len(data), size))
    made += neutral.feed(b"", True)
    told = list(csv.reader(io.StringIO(made.decode(), newline="")))
    assert told == [[safe_cell(cell) for cell in row] for row in csv.reader(io.StringIO(data.decode(), newline=""))]


@pytest.mark.parametrize(
    ("cell", "safe"),
    [("=1+1", "'=1+1"), ("-5.2", "-5.2"), ("+60 12", "'+60 12"), ("@x", "'@x"), ("a=1", "a=1"), ("", "")],
)
def test_cells(cell: str, safe: str) -> None:
    assert safe_cell(cell) == safe


@pytest.mark.parametrize("more", ["", "?_stream=1", "?_dl=1", "?_labels=on"])
def test_tables_of_strangers_are_safe(hostile: Site, more: str) -> None:
    answer = hostile.get(f"/tables/article.csv{more}")
    assert answer.status_code == 200
    cells = [cell for row in csv.reader(io.StringIO(answer.text)) for cell in row]
    assert any(cell.startswith("'=cmd") for cell in cells)
    assert not [cell for cell in cells if cell != safe_cell(cell)]
