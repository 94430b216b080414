"""Stories in their own sentences: what can stand alone, what is chosen, what is never chosen."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.key_sentences import first_three, load, measure, ours
from nlp.stories.standing import standing
from nlp.stories.summary import summary_of
from records import StoryReport

DAY = datetime(2031, 3, 4, 8, tzinfo=UTC)


def report(name: str, body: str, hours: float = 0.0, **fields: object) -> StoryReport:
    when = DAY + timedelta(hours=hours)
    values = {"id": name, "witness": name, "title": "", "body": body, "language": "en", "when": when}
    return StoryReport(**{**values, "day": when.date(), **fields})  # type: ignore[arg-type]


FERRY = report(
    "ferry",
    "Ferry fares to the outer islands will be halved from July, Transport Minister Nordin Salleh said.\n"
    '"Nobody should pay more to see a doctor than to see a film," he said at the jetty of the town.\n'
    "The government will set aside RM22 million a year for the four operators of the ferries.",
    figures={2: 1},
    officials={0: 1},
    copies=2,
)
DOUBT = report(
    "doubt",
    "Ferry operators said the subsidy of RM22 million covered two thirds of what half fares would cost them.\n"
    "Rendang Lines, the largest of the four, lost RM6 million last year, its director Salmah Yunus said.",
    hours=30,
)


@pytest.mark.parametrize(
    "text",
    [
        "He said the plant would open in the third quarter of next year.",
        "However, the plant will not open before the end of next year.",
        "Beliau berkata kilang itu akan dibuka pada suku ketiga tahun depan.",
        "Menurut kenyataan beliau kilang itu akan dibuka pada tahun depan.",
        "Katanya, kilang itu akan dibuka pada suku ketiga tahun depan nanti.",
        '"We will open the plant in the third quarter of next year," said the minister.',
        "the plant will open in the third quarter of next year, officials said.",
        "Subscribe to Harbour Plus for RM9 a month and read without advertisements.",
        "For more information, please contact the Statistics Office in Port Elder at once.",
        "About Meranti Chips: Meranti Chips makes sensors for cars and employs 900 people.",
        "Photo: Islanders wait at the jetty of Pulau Rendang on Monday morning.",
        "Arif menandatangani watikah pelantikan di Istana Negara pada pagi tadi. - Foto Lentera Pagi",
        "A visitor tries a console at the fair in Nanjing on Tuesday. [Photo by Tao Rui]",
        "Also present were the mayor of Kuala Biru and the head of the Works Department.",
        "The plant will open in the third quarter of next year and then",
        "The plant opens soon.",
        "THE MINISTRY OF TRADE AND THE OFFICE OF STATISTICS OF PORT ELDER, 2031.",
        'The plant "will open in the third quarter of next year, officials said.',
    ],
)
def test_what_cannot_stand_alone(text: str) -> None:
    assert standing("A line of other words that stands before it.\n" + text)[1:] == []


def test_the_rest_of_a_quotation_does_not_stand_alone() -> None:
    body = '"Travel is half of it. That base is fine but it makes no plan for the next years," the minister said.'
    assert standing(body) == []


def test_a_dateline_is_no_part_of_the_sentence() -> None:
    body = "PORT ELDER, March 4 (Dawn Wire) -- Ferry fares to the outer islands will be halved from July."
    (only,) = standing(body)
    assert only.text == body[only.start : only.end] == "Ferry fares to the outer islands will be halved from July."


def test_key_sentences_are_verbatim_and_begin_with_the_event() -> None:
    found = summary_of([DOUBT, FERRY])
    bodies = {"ferry": FERRY.body, "doubt": DOUBT.body}
    assert found.lead == "ferry"
    assert "2 copies" in found.lead_reason
    assert found.sentences[0].text.startswith("Ferry fares to the outer islands will be halved")
    assert "an official" in found.sentences[0].reason
    assert all(each.text == bodies[each.article][each.start : each.end] for each in found.sentences)
    assert {each.article for each in found.sentences if each.day is None} == {"ferry", "doubt"}


def test_a_later_day_brings_what_was_not_told() -> None:
    (later,) = [each for each in summary_of([FERRY, DOUBT]).sentences if each.day is not None]
    assert later.day == DOUBT.day
    assert "lost RM6 million" in later.text


def test_a_day_that_repeats_brings_nothing() -> None:
    again = replace(FERRY, id="again", when=FERRY.when + timedelta(days=1), day=FERRY.day + timedelta(days=1))
    assert [each for each in summary_of([FERRY, again]).sentences if each.day is not None] == []


def test_an_outlet_that_shows_nothing_gives_no_sentence() -> None:
    found = summary_of([FERRY, replace(DOUBT, quotable=False)])
    assert {each.article for each in found.sentences} == {"ferry"}


def test_a_translation_is_not_told_twice() -> None:
    malay = report(
        "feri",
        "Tambang feri ke pulau-pulau luar dikurangkan separuh mulai Julai, kata Menteri Nordin Salleh.\n"
        "Kerajaan memperuntukkan RM22 juta setahun kepada empat pengusaha feri di pulau itu.\n"
        "Sebanyak 31 sekolah di pulau kehilangan hari persekolahan setiap tahun kerana cuaca buruk.",
        hours=1,
        language="ms",
    )
    also = replace(DOUBT, id="also", when=FERRY.when, day=FERRY.day)
    told = [each.text for each in summary_of([FERRY, also, malay]).sentences if each.article == "feri"]
    assert [text[:20] for text in told] == ["Sebanyak 31 sekolah "]


def test_a_story_needs_a_report() -> None:
    with pytest.raises(ValueError, match="report"):
        summary_of([])


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(max_size=200), min_size=1, max_size=4), st.integers(0, 100))
def test_any_texts_in_any_order(bodies: list[str], seed: int) -> None:
    reports = [report(str(number), body, hours=9.0 * number) for number, body in enumerate(bodies)]
    shuffled = random.Random(seed).sample(reports, len(reports))
    found = summary_of(reports)
    assert found == summary_of(shuffled)
    assert all(each.text == bodies[int(each.article)][each.start : each.end] for each in found.sentences)


def test_a_big_story_is_told_soon() -> None:
    words = [f"word{number}" for number in range(3000)]
    chance = random.Random(1)
    body = ["The " + " ".join(chance.sample(words, 20)) + f" {n} percent." for n in range(4000)]
    reports = [report(str(at), "\n".join(body[at::40]), hours=at) for at in range(40)]
    assert 3 <= len([each for each in summary_of(reports).sentences if each.day is None]) <= 5


@pytest.mark.parametrize("half", ["A", "B"])
def test_floors_of_the_gold(half: str) -> None:
    """Measured: acceptable .983 and .960, facts .907 and .875, none unacceptable, none redundant."""
    rows = load(half=half)
    found = measure(rows, [ours(row) for row in rows])
    baseline = measure(rows, [first_three(row) for row in rows])
    assert found["bad"] == 0
    assert found["redundant"] == 0
    assert found["acceptable"] >= 0.95 > baseline["acceptable"]
    assert found["facts"] >= 0.86 > baseline["facts"]
