"""On which days an event was, as openings in three languages say. All people, firms and events are made up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.figures.dates import find_dates
from nlp.stories.occasions import PAST, occasions_of

THURSDAY = date(2031, 5, 15)


def told(title: str, body: str, language: str, published: date | None) -> frozenset[date]:
    text = f"{title}\n{body}"
    return occasions_of(text, len(title) + 1, language, published, find_dates(text, published))


def on(*days: int) -> set[date]:
    return {date(2031, 5, day) for day in days}


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        # The day in a dateline is that of filing.
        ("en", "KULIM, May 15 -- A plant that makes wafers was opened.", on()),
        ("en", "KULIM, May 14 -- A plant that makes wafers was opened on Tuesday.", on(13)),
        ("ms", "KULIM, 15 Mei -- Sebuah kilang wafer dirasmikan semalam.", on(14)),
        ("zh", "(居林15日讯)晶圆厂昨日开幕。", on(14)),
        ("zh", "深圳5月15日电 论坛14日闭幕。", on(14)),
        # Words for days.
        ("en", "KULIM: The plant caught fire last night, the third time this year.", on(14)),
        ("en", "KULIM: The plant caught fire this morning and will open again tomorrow.", on(15, 16)),
        ("ms", "KULIM: Kilang itu terbakar malam tadi.", on(14)),
        ("ms", "KULIM: Kilang itu terbakar awal pagi tadi.", on(15)),
        ("ms", "KULIM: Kilang itu terbakar kelmarin dan dibuka semula esok.", on(13, 16)),
        ("ms", "JAKARTA: Pabrik itu terbakar kemarin.", on(14)),
        ("zh", "(居林讯)工厂前天起火，今早复工。", on(13, 15)),
        # Days of the week: the last one, or where the words say that it is to come the next.
        ("en", "KULIM: A strike that began on Monday ended on Thursday.", on(12, 15)),
        ("en", "KULIM: The strike is to end by Friday.", on(16)),
        ("en", "KULIM: The minister will open the plant on Saturday.", on(17)),
        ("en", "KULIM: Workers walked to the gate on Saturday.", on(10)),
        ("en", "KULIM: Workers walked out last Thursday.", on(8)),
        ("en", "KULIM: Workers will walk out next Thursday.", on(22)),
        ("ms", "KULIM: Pekerja mogok sejak Isnin.", on(12)),
        ("ms", "KULIM: Pekerja mogok Khamis lalu.", on(8)),
        ("ms", "KULIM: Pekerja akan mogok Isnin ini.", on(19)),
        ("ms", "KULIM: Bekalan air dijangka pulih Sabtu.", on(17)),
        ("zh", "(居林讯)工人周一罢工。", on(12)),
        ("zh", "(居林讯)工人上周六罢工。", on(10)),
        ("zh", "(居林讯)工人上周二罢工。", on(6)),
        ("zh", "(居林讯)工人下周一罢工。", on(19)),
        # Printed days; what was long ago is no occasion, nor a sum of yuan.
        ("en", "KULIM: The levy begins on May 20 and follows a law of March 3, 2019.", on(20)),
        ("ms", "KULIM: Levi bermula 20 Mei.", on(20)),
        ("zh", "(居林讯)税率由5月20日起生效，比一元多，不到15日元。", on(20)),
        # A day of the month that is still to come in this month was in the last: too long ago here.
        ("zh", "(居林讯)工厂于28日起火。", on()),
        ("en", "KULIM: A plant burned down.", on()),
        ("ta", "today", on()),
    ],
)
def test_the_days_of_an_event(language: str, text: str, days: set[date]) -> None:
    assert told("", text, language, THURSDAY) == days


def test_a_title_counts_and_what_stands_far_behind_does_not() -> None:
    assert told("Plant burned yesterday", "KULIM: It made wafers.", "en", THURSDAY) == on(14)
    assert told("", "KULIM: " + "It made wafers. " * 40 + "It burned yesterday.", "en", THURSDAY) == on()


def test_without_a_day_of_publication_nothing_is_known() -> None:
    assert told("", "KULIM: It burned yesterday.", "en", None) == frozenset()


@given(st.text(max_size=600), st.sampled_from(["en", "ms", "zh"]), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_any_text_has_occasions_or_none_and_none_is_long_past(text: str, language: str, published: date) -> None:
    assert all(day >= published - timedelta(PAST) for day in told(text, text, language, published))


@given(st.integers(0, 6), st.integers(0, 6))
def test_a_weekday_is_that_weekday_within_the_week(day: int, weekday: int) -> None:
    published = date(2031, 5, 12) + timedelta(day)
    name = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[weekday]
    (found,) = told("", f"KULIM: It burned on {name}.", "en", published)
    assert found.weekday() == weekday
    assert published - timedelta(6) <= found <= published
