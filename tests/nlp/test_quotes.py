"""Quotations: marks paired on characters, and the marked set with its floors.

tests/nlp/quotes_gold holds short articles about invented people, each with every quotation in it: characters, kind,
speaker as printed (None where none is) and official. An indirect quotation is the clause without its "that", a mixed
one such a clause with words in marks, or a quoted fragment that somebody is said to have called something.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.annotate import annotate
from nlp.entities import find_entities
from nlp.officials import find_officials
from nlp.pipeline import read
from nlp.quotes import find_quotes
from nlp.quotes.marks import pairs, paragraphs_of
from nlp.reading import Reading
from records import OfficialMention, Quote

GOLD = Path(__file__).parent / "quotes_gold"
SEED = Path(__file__).resolve().parents[2].parent / "shared" / "seed-article.txt"


def gold(name: str = "articles.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GOLD / name).read_text(encoding="utf-8").splitlines()]


def officials_of(reading: Reading, rows: Sequence[dict[str, Any]]) -> tuple[OfficialMention, ...]:
    return tuple(
        OfficialMention(
            name=row["name"],
            resolved_from=None,
            role=row["role"],
            organisation=None,
            organisation_short=None,
            status="current",
            public_office=True,
            start=row["start"],
            end=row["end"],
            sentence=reading.sentence_at(row["start"]).number,
            confidence=1.0,
            found_by="gold",
        )
        for row in rows
    )


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Shared characters over the longer of the two."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, shared) / max(one[1] - one[0], other[1] - other[0])


def judge(
    pairs_of: Sequence[tuple[Sequence[Quote], Sequence[dict[str, Any]]]], least: float, kinds: set[str]
) -> tuple[float, float]:
    """F1 of quotations of ``kinds`` that overlap by ``least``, and the share of those found with the right official."""
    hits = extra = missed = right = 0
    for found, marked in pairs_of:
        free = [quote for quote in found if quote.kind in kinds]
        for want in [row for row in marked if row["kind"] in kinds]:
            span = (want["start"], want["end"])
            best = max(free, key=lambda quote: overlap((quote.start, quote.end), span), default=None)
            if best is None or overlap((best.start, best.end), span) < least:
                missed += 1
                continue
            free.remove(best)
            hits += 1
            right += best.official == want["official"]
        extra += len(free)
    return 2 * hits / (2 * hits + extra + missed), right / hits


@pytest.fixture(scope="module")
def answers() -> list[tuple[tuple[Quote, ...], list[dict[str, Any]]]]:
    rows = []
    for row in gold():
        reading = read(row["text"], language=row["language"])
        rows.append((find_quotes(reading, officials_of(reading, row["officials"])), row["quotes"]))
    return rows


def test_the_marked_set_is_large_hard_and_true_to_its_texts() -> None:
    rows = gold()
    quotes = [quote for row in rows for quote in row["quotes"]]
    assert len(quotes) >= 60
    assert sum(row["hard"] for row in rows) >= 0.4 * len(rows)
    assert {row["language"] for row in rows} == {"en", "ms"}
    for row in rows:
        for quote in row["quotes"]:
            text = row["text"][quote["start"] : quote["end"]]
            assert text, row["id"]
            assert text == text.strip(), row["id"]
            assert (text[0] in "“\"'") is (quote["kind"] == "direct" or text.startswith("“a sermon")), (row["id"], text)
        for official in row["officials"]:
            assert row["text"][official["start"] : official["end"]].split()[-1] in official["name"], row["id"]


# Measured on the marked set (50 articles, 80 quotations): F1 .99 at .3 and at .8, speakers 1.00. The first 52
# quotations were looked at while the rules were written; the articles b01 to b16 were written and judged before
# (F1 .92, speaker .92), and their errors mended since.
@pytest.mark.parametrize(
    ("kinds", "least", "f1", "speaker"),
    [
        ({"direct", "indirect", "mixed"}, 0.3, 0.97, 0.97),
        ({"direct", "indirect", "mixed"}, 0.8, 0.97, 0.97),
        ({"direct"}, 0.8, 0.97, 0.97),
        ({"indirect", "mixed"}, 0.8, 0.96, 0.96),
    ],
)
def test_floors_on_the_marked_set(
    answers: list[tuple[tuple[Quote, ...], list[dict[str, Any]]]],
    kinds: set[str],
    least: float,
    f1: float,
    speaker: float,
) -> None:
    measured = judge(answers, least, kinds)
    assert measured[0] >= f1, measured
    assert measured[1] >= speaker, measured


@pytest.mark.parametrize(
    ("name", "count", "least", "floor", "speakers"),
    [
        # First reading: F1 .914 at .3, .905 at .8, speakers .91. Nothing was mended on it.
        ("batch2.jsonl", 129, 0.3, 0.93, 0.91),
        ("batch2.jsonl", 129, 0.8, 0.92, 0.91),
        # First reading: .901, .901 and .945. Its half "a" was mended on since.
        ("batch3.jsonl", 108, 0.8, 0.94, 0.91),
        # First reading: F1 .892 at .3, .862 at .8, speakers .908; half "b", which nobody read, .860 and .884.
        ("batch5.jsonl", 107, 0.3, 0.90, 0.89),
        ("batch5.jsonl", 107, 0.8, 0.88, 0.89),
    ],
)
def test_floors_on_sets_written_apart(name: str, count: int, least: float, floor: float, speakers: float) -> None:
    rows = [
        (find_quotes(reading, officials_of(reading, row["officials"])), row["quotes"])
        for row in gold(name)
        for reading in [read(row["text"], language=row["language"])]
    ]
    assert sum(len(marked) for _, marked in rows) == count
    f1, speaker = judge(rows, least, {"direct", "indirect", "mixed"})
    assert f1 >= floor, f1
    assert speaker >= speakers, speaker


def test_whom_a_pronoun_means_where_the_paragraph_begins_with_somebody_else() -> None:
    """First reading: F1 .885, speakers .78. What is left is the half of a sentence before "he noted"."""
    rows = [
        (find_quotes(replace(reading, entities=find_entities(reading)), officials_of(reading, row["officials"])), row)
        for row in gold("batch4.jsonl")
        for reading in [read(row["text"], language=row["language"])]
    ]
    f1, speaker = judge([(found, row["quotes"]) for found, row in rows], 0.8, {"direct", "indirect", "mixed"})
    assert sum(len(row["quotes"]) for _, row in rows) == 26
    assert f1 >= 0.96
    assert speaker == 1.0


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "Mayor Ann Lee visited the pier on Monday and said repairs would end in May.",
            [("repairs would end in May", "Mayor Ann Lee")],
        ),
        (
            "en",
            "Ann Lee was quoted by the Harbour Wire as saying that more piers would open.",
            [("more piers would open", "Ann Lee")],
        ),
        ("en", "“No harm was meant,” the statement read.", [("“No harm was meant,”", "the statement")]),
        ("en", "Ann Lee read the letter aloud and left.", []),
        ("en", "Mayor Ann Lee denied that she had met the builders.", []),
        ("ms", "“Jeti itu milik rakyat,” tulis Aminah Salleh.", [("“Jeti itu milik rakyat,”", "Aminah Salleh")]),
        ("ms", "Jelas beliau, tambang diumumkan kemudian.", [("tambang diumumkan kemudian", "beliau")]),
        ("ms", "Seorang peniaga berkata, harga ayam naik lagi.", [("harga ayam naik lagi", "Seorang peniaga")]),
        ("ms", "Datuk Bandar Aminah Salleh berkata demikian selepas meninjau jeti.", []),
    ],
)
def test_ways_of_reporting(language: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(quote.text, quote.speaker) for quote in find_quotes(read(text, language=language), ())] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Exports will rise, the ministry's permanent secretary, Somsak Rattanakul, said.", ["Exports will rise"]),
        ("Exports will rise, the trade minister, Budi Santoso, said.", ["Exports will rise"]),
        (
            "Exports will rise, imports fall and ports wait, Mayor Ann Lee said.",
            ["Exports will rise, imports fall and ports wait"],
        ),
        ("Trade minister Budi Santoso wrote on X that the talks had been frank.", ["the talks had been frank"]),
        ("Trade minister Budi Santoso wrote in red ink on the wall.", []),
        ("Mayor Ann Lee said at a forum in Jakarta on Monday the talks had been frank.", ["the talks had been frank"]),
        ("Mayor Ann Lee said in some cases exports would fall.", ["in some cases exports would fall"]),
    ],
)
def test_where_what_officials_say_ends_and_begins(text: str, expected: list[str]) -> None:
    assert [quote.text for quote in annotate(text, language="en").quotes] == expected


def test_the_printed_speaker_is_the_marked_one(answers: list[tuple[tuple[Quote, ...], list[dict[str, Any]]]]) -> None:
    same = total = 0
    for found, marked in answers:
        at = {(quote.start, quote.end): quote for quote in found}
        for want in marked:
            quote = at.get((want["start"], want["end"]))
            if quote is not None and want["speaker"]:
                total += 1
                same += quote.speaker is not None and (
                    quote.speaker in want["speaker"] or want["speaker"] in quote.speaker
                )
    assert total >= 50
    assert same / total >= 0.97


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("“One.” He left. “Two.”", ["“One.”", "“Two.”"]),
        ('"One," he said.', ['"One,"']),
        ('"One,” he said of a ”two".', ['"One,”', '”two"']),
        ("“One\n“Two\n“Three,” he said.", ["“One\n“Two\n“Three,”"]),
        ("“One, said a man.\n“Two,” he said.", ["“Two,”"]),
        ("“One\nHe left.\n“Two,” he said.", ["“Two,”"]),
        ("'Don't ask the boys' club,' he said.", ["'Don't ask the boys' club,'"]),
        ("The boys' club and the girls' club met in '98.", []),
        ("It isn't 'green' at all, and it's no 'park'.", ["'green'", "'park'"]),
        ('A 6" pipe and an 8" pipe.', []),
        ("他说：「我们会来。」她说：“好。”", ["「我们会来。」", "“好。”"]),
        ("He said “we agreed on ‘maybe’ and left”.", ["“we agreed on ‘maybe’ and left”"]),
        ("He said “no end", []),
    ],
)
def test_marks(text: str, want: list[str]) -> None:
    assert [text[one.start : one.end] for one in pairs(text, paragraphs_of(text))] == want


@given(st.text(alphabet="ab. ,“”\"'’‘\n「」", max_size=60))
@settings(max_examples=200, deadline=None)
def test_pairs_never_overlap_and_begin_and_end_with_a_mark(text: str) -> None:
    found = pairs(text, paragraphs_of(text))
    for one in found:
        assert text[one.start] in "“”\"'’‘「"
        assert text[one.end - 1] in "”\"'’」"
        assert one.end - one.start >= 2
    assert all(left.end <= right.start for left, right in pairwise(found))


@given(st.text(alphabet="he said that Tan kata “”\"'.,\n", max_size=80), st.sampled_from(["en", "ms"]))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_verbatim_quotes_in_order(text: str, language: str) -> None:
    reading = read(text, language=language)
    quotes = find_quotes(reading, ())
    for quote in quotes:
        assert quote.text == text[quote.start : quote.end]
        assert 0 < quote.confidence <= 1
    assert [quote.start for quote in quotes] == sorted(quote.start for quote in quotes)


def test_a_person_who_is_only_mentioned_does_not_take_over_and_one_who_speaks_does() -> None:
    text = (
        "Mayor Ann Lee said the pier was safe.\nGovernor Bo Tan came too.\n“We checked it,” she said.\n"
        "Governor Bo Tan said he was glad.\n“I fish there,” he said."
    )
    reading = read(text, language="en")
    rows = [
        {"name": name, "role": role, "start": at, "end": at + len(name)}
        for name, role in (("Ann Lee", "Mayor"), ("Bo Tan", "Governor"))
        for at in range(len(text))
        if text.startswith(name, at)
    ]
    quotes = find_quotes(reading, officials_of(reading, sorted(rows, key=lambda row: row["start"])))
    assert [(quote.text, quote.official) for quote in quotes if quote.kind == "direct"] == [
        ("“We checked it,”", "Ann Lee"),
        ("“I fish there,”", "Bo Tan"),
    ]


@pytest.mark.shared
def test_three_quotations_two_of_them_over_paragraphs_all_of_one_speaker() -> None:
    if not SEED.exists():
        pytest.skip("the article is not part of the project")
    text = SEED.read_text(encoding="utf-8")
    reading = read(text, language="en")
    officials = find_officials(reading)
    assert len({official.name for official in officials}) > 1, "somebody else is named before the last one"
    quotes = find_quotes(reading, officials)
    direct = [quote for quote in quotes if quote.kind == "direct"]
    assert len(direct) == 3
    assert [quote.text.count("\n") for quote in direct] == [0, 1, 1]
    assert len({quote.official for quote in quotes}) == 1
    assert quotes[0].official == officials[0].name
    assert all(quote.text == text[quote.start : quote.end] and quote.text[-1] in '”"' for quote in direct)
