"""Charts as files: well-formed whatever a title is, and the same numbers as on the page."""

from __future__ import annotations

import re
from importlib.util import find_spec
from xml.etree import ElementTree as Tree

import pytest
from desk_site import Site
from hypothesis import given
from hypothesis import strategies as st

from browse import bars, charts, plot

CLAIMS = [
    {"id": str(year), "period": str(year), "value": str(10 * number), "status": "actual", "text": "x" * number}
    | {"independent_reports": 1, "outlet_name": "<b>&"}
    for number, year in enumerate((2021, 2022, 2024), start=1)
]
KINDS = {"svg", "title", "desc", "rect", "text", "g", "line", "polyline", "circle"}


@given(st.text(), st.text())
def test_any_title_stays_text(title: str, source: str) -> None:
    drawn = plot.plot_of(CLAIMS)
    assert drawn is not None
    rows = bars.with_bars([{"week": title, "stories": 3}, {"week": "2026-W01", "stories": 0}], "stories")
    for svg in (charts.series(drawn, title, source), charts.weeks(rows, "stories", title, source)):
        top = Tree.fromstring(svg)
        assert {each.tag.rpartition("}")[2] for each in top.iter()} <= KINDS
        assert not [key for each in top.iter() for key in each.keys() if key.startswith("on") or "href" in key]  # noqa: SIM118


@pytest.mark.parametrize(
    ("address", "holds"),
    [
        ("/series/{series}/plot.svg", ("rail freight, Malaysia", "2030", "The lowest value is")),
        ("/theme/rail/weeks.svg", ("Rail and ports: stories by week", "2026-W37")),
        ("/place/MY-08/weeks.svg", ("Perak: stories by week", "2026-W38")),
    ],
)
def test_charts_are_served(site: Site, hostile: Site, address: str, holds: tuple[str, ...]) -> None:
    for served in (site, hostile):
        answer = served.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/svg+xml; charset=utf-8"
        assert re.fullmatch(r'attachment; filename="[\w-]+\.svg"', answer.headers["content-disposition"])
        assert "script-src 'none'" in answer.headers["content-security-policy"]
        Tree.fromstring(answer.text)
    text = " ".join(Tree.fromstring(site.get(address).text).itertext())
    for words in holds:
        assert words in text


def test_a_chart_speaks_the_language_of_its_reader(site: Site) -> None:
    answer = site.get("/theme/rail/weeks.svg", headers={"accept-language": "ms"})
    text = " ".join(Tree.fromstring(answer.text).itertext())
    assert "Rail and ports: berita mengikut minggu" in text
    assert "dibaca oleh program daripada berita" in text


@pytest.mark.parametrize("address", ["/series/none/plot.svg", "/theme/none/weeks.svg", "/place/XX/weeks.png"])
def test_no_such_chart(site: Site, address: str) -> None:
    assert site.get(address).status_code == 404


def test_png_or_a_word_why_not(site: Site) -> None:
    answer = site.get("/theme/rail/weeks.png")
    if charts.can_png():
        assert answer.status_code == 200
        assert answer.content.startswith(b"\x89PNG\r\n")
        assert int.from_bytes(answer.content[16:20]) == plot.WIDTH * charts.ZOOM
    elif find_spec("resvg_py") is not None:
        assert answer.status_code == 400
        assert "fonts-dejavu-core" in answer.text
    else:
        assert answer.status_code == 400
        assert "pip install resvg_py" in answer.text
        assert "weeks.png" not in site.get("/theme/rail").text
