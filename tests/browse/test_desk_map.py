"""The map of provinces and the small drawings of the front page."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from desk_samples import fill
from desk_site import Site
from hypothesis import given
from hypothesis import strategies as st

from browse import spark, tiles
from pantau.gazetteer import stored_places
from store.freshness import mark_derived


def test_every_province_of_the_two_countries_has_one_square_of_its_own() -> None:
    names = {place.code: place.name for place in stored_places()}
    for country in tiles.maps([], names):
        codes = [tile["code"] for tile in country["tiles"]]
        wanted = {code for code in names if code[:2] == country["country"]} - {"CN-TW"}  # it is not counted
        assert set(codes) == wanted
        assert len(codes) == len(wanted)
        squares = {(tile["column"], tile["row"]) for tile in country["tiles"]}
        assert len(squares) == len(codes)
        assert max(column for column, _ in squares) <= 8 >= max(row for _, row in squares)
        letters = [tile["letters"] for tile in country["tiles"]]
        assert len(set(letters)) == len(letters)


def test_squares_lie_as_the_provinces_do() -> None:
    """Of two provinces far apart the northern one is never lower, the eastern one never further left."""
    at = {place.code: (place.latitude, place.longitude) for place in stored_places()}
    for country in tiles.maps([], dict.fromkeys(at, "x")):
        for one in country["tiles"]:
            for other in country["tiles"]:
                (north, east), (south, west) = at[one["code"]], at[other["code"]]
                assert None not in (north, east, south, west)
                far = 8 if country["country"] == "CN" else 3
                if north - south > far:
                    assert one["row"] <= other["row"], (one, other)
                if east - west > far * 1.5:
                    assert one["column"] >= other["column"], (one, other)


def test_countries_of_the_row_are_those_of_the_places() -> None:
    assert {tile["code"] for tile in tiles.asean([])["tiles"]} == {p.country for p in stored_places()} - {"CN"}


@given(st.integers(0, 500), st.integers(0, 500))
def test_shades_grow_with_the_number(number: int, largest: int) -> None:
    assert (tiles.shade(number, largest) == 0) == (number == 0 or largest == 0)
    assert tiles.shade(number, largest) <= tiles.shade(number + 1, largest) or largest == 0
    assert 0 <= tiles.shade(number, largest) <= tiles.SHADES


@pytest.mark.parametrize(
    ("largest", "words"),
    [(0, ["0"]), (1, ["0", "1"]), (3, ["0", "1", "2", "3"]), (9, ["0", "1–2", "3–4", "5–6", "7–9"])],
)
def test_the_legend_says_each_shade(largest: int, words: list[str]) -> None:
    legend = tiles.legend(largest)
    assert [each["words"] for each in legend] == words
    assert legend[-1]["shade"] == min(largest, tiles.SHADES)


def test_days_are_those_of_the_zone() -> None:
    stamps = ["2026-09-06T17:00:00Z", "2026-09-06T15:59:59Z", "2026-09-13T15:00:00Z", "2026-08-01T00:00:00Z"]
    assert spark.days_of(stamps, "Asia/Kuala_Lumpur", date(2026, 9, 13), 8) == (1, 1, 0, 0, 0, 0, 0, 1)
    assert spark.days_of(stamps, "UTC", date(2026, 9, 13), 8) == (2, 0, 0, 0, 0, 0, 0, 1)


@given(st.lists(st.integers(0, 9000), min_size=1, max_size=20))
def test_bars_stay_inside_and_are_seen(counts: list[int]) -> None:
    drawn = spark.spark(tuple(counts), date(2026, 9, 13))
    assert len(drawn.bars) == sum(count > 0 for count in counts)
    for bar in drawn.bars:
        assert 3 <= bar.height <= spark.HEIGHT
        assert bar.y + bar.height == spark.HEIGHT
        assert 0 <= bar.x <= drawn.width - spark.BAR
    assert drawn.said.endswith(", ".join(map(str, counts)))


def test_the_map_links_numbers_to_places(site: Site) -> None:
    page = site.page("/?week=2026-W37")
    (perak,) = page.xpath("//section[@aria-labelledby='map-MY']//a")
    assert perak.get("href") == "/place/MY-08"
    assert " ".join(perak.text_content().split()) == "PRKPerak: 1"
    asean = {a.get("href"): " ".join(a.text_content().split()) for a in page.xpath("//ul[@class='tiles row']//a")}
    assert asean["/search?place=MY"] == "MYMalaysia: 1"
    assert asean["/search?place=TH"] == "THThailand: 0"


def test_a_top_story_has_its_days(tmp_path: Path) -> None:
    path = tmp_path / "pantau.db"
    site = Site(path, fill(path))
    try:
        with sqlite3.connect(path) as stored:
            stored.execute("UPDATE article SET published = '2026-09-10T03:00:00Z' WHERE id = ?", (site.ids["excerpt"],))
            stored.execute("UPDATE article SET published = NULL WHERE id = ?", (site.ids["link"],))  # seen on the 8th
            (articles,) = stored.execute(
                "SELECT count(*) FROM article WHERE story = 's1' AND withdrawn IS NULL"
            ).fetchone()
            mark_derived(stored)
        labels = site.page("/?week=2026-W37").xpath("//section[@aria-labelledby='top-stories']//svg/@aria-label")
        first, numbers = labels[0].split(": ")
        assert first == "Articles a day from 31 August to 13 September"
        assert [int(number) for number in numbers.split(", ")][8:11] == [articles - 1, 0, 1]
    finally:
        site.close()
