"""Figures: the gold table with its floors, the single grammars as tables, and the properties that hold for any text."""

from __future__ import annotations

import json
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from nlp.cut import sentences_of
from nlp.figures import dates, find_figures
from nlp.figures.dates import find_dates
from nlp.figures.numbers import parse_digits, read_number
from nlp.figures.tokens import tokenise
from nlp.pipeline import read
from nlp.reading import Reading
from pantau.sample.content import load_pieces
from records import Figure

GOLD = [json.loads(line) for line in (Path(__file__).parent / "figures_gold.jsonl").read_text("utf-8").splitlines()]
SHARED = Path(__file__).resolve().parents[2].parent / "shared"
FIELDS = ("change", "status", "period", "low", "high", "from_value", "to_value", "twin")
NUMERIC = {"low", "high", "from_value", "to_value"}
#: Pinned below what was measured (1.000 and 1.000 on these 144 lines, which the grammar was corrected on).
FLOOR_UNIT, FLOOR_FIELDS = 0.98, 0.97


def figures(text: str, language: str = "en", published: date | None = date(2024, 11, 20)) -> tuple[Figure, ...]:
    return find_figures(read(text, language=language, published=published))


def key(figure: Figure) -> tuple[Any, ...]:
    value = figure.value if figure.value is not None else (figure.low, figure.high)
    return value, figure.unit, figure.kind


def gold_key(row: dict[str, Any]) -> tuple[Any, ...]:
    value = Decimal(row["value"]) if row["value"] is not None else (Decimal(row["low"]), Decimal(row["high"]))
    return value, row["unit"], row["kind"]


@pytest.fixture(scope="module")
def judged() -> tuple[float, float, list[str]]:
    """F1 of value, unit and kind; share of right further fields; what was wrong, in words."""
    right = expected = found = fields_right = fields = 0
    wrong: list[str] = []
    for row in GOLD:
        published = date.fromisoformat(row["published"]) if "published" in row else None
        left = list(figures(row["text"], row["language"], published))
        found, expected = found + len(left), expected + len(row["figures"])
        for gold in row["figures"]:
            match = next((figure for figure in left if key(figure) == gold_key(gold)), None)
            if match is None:
                wrong.append(f"missed {gold_key(gold)} in {row['text']}")
                continue
            left.remove(match)
            right += 1
            for field in FIELDS:
                if field in gold:
                    fields += 1
                    printed = getattr(match, field)
                    same = printed == (Decimal(gold[field]) if field in NUMERIC else gold[field])
                    fields_right += same
                    if not same:
                        wrong.append(f"{field} {printed} for {gold[field]} in {row['text']}")
        wrong += [f"too much: {figure.text} in {row['text']}" for figure in left]
    precision, recall = right / found, right / expected
    return 2 * precision * recall / (precision + recall), fields_right / fields, wrong


def test_the_gold_table_is_large_and_hard() -> None:
    assert len(GOLD) >= 120
    assert sum(1 for row in GOLD if row.get("hard")) / len(GOLD) >= 0.4
    assert {row["language"] for row in GOLD} == {"en", "ms", "id", "zh"}


def test_gold_value_and_unit(judged: tuple[float, float, list[str]]) -> None:
    assert judged[0] >= FLOOR_UNIT, "\n".join(judged[2])


def test_gold_meaning(judged: tuple[float, float, list[str]]) -> None:
    assert judged[1] >= FLOOR_FIELDS, "\n".join(judged[2])


@pytest.mark.parametrize(
    ("text", "decimal_comma", "value"),
    [
        ("1,234,567.89", False, "1234567.89"),
        ("0.5", False, "0.5"),
        ("12,50,000", False, "1250000"),
        ("1.250", True, "1250"),
        ("1.250,75", True, "1250.75"),
        ("17,1", True, "17.1"),
        ("450,84", False, "450.84"),
        ("1.234.567", False, "1234567"),
        ("1\u202f234", False, "1234"),
        ("589,5000", False, None),
        ("1.2.3", False, None),
        ("1" * 60, False, None),
    ],
)
def test_digits(text: str, decimal_comma: bool, value: str | None) -> None:
    assert parse_digits(text, decimal_comma=decimal_comma) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("twenty-five", 25),
        ("two hundred and fifty thousand", 250000),
        ("one and a half million", "1.5"),
        ("half a billion", "0.5"),
        ("a dozen", 12),
        ("dua puluh lima", 25),
        ("seratus dua puluh", 120),
        ("tiga ratus ribu", 300000),
        ("dua belas", 12),
        ("三百五十", 350),
        ("五点二", "5.2"),
    ],
)
def test_number_words(text: str, value: int | str) -> None:
    number = read_number(tokenise(text), 0)
    assert number is not None
    assert number.value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("in the first half of 2023", "2023-H1"),
        ("in 1H2023", "2023-H1"),
        ("in 2Q24", "2024-Q2"),
        ("in the third quarter of this year", "2024-Q3"),
        ("between 2021 and 2023", "2021/2023"),
        ("in 2021-2025", "2021/2025"),
        ("from January to July 2024", "2024-01/2024-07"),
        ("in the first seven months of 2024", "2024-01/2024-07"),
        ("by the end of 2025", "2025"),
        ("in October", "2024-10"),
        ("in December", "2023-12"),
        ("last year", "2023"),
        ("last month", "2024-10"),
        ("last quarter", "2024-Q3"),
        ("on Jan 2, 2024", "2024-01-02"),
        ("7 Ogos 2023", "2023-08-07"),
        ("pada suku pertama 2024", "2024-Q1"),
        ("tahun lalu", "2023"),
        ("2024年1-7月", "2024-01/2024-07"),
        ("2024年上半年", "2024-H1"),
        ("in the fourth quarter", "2023-Q4"),  # without a year, the last one that was over
        ("in the third quarter", "2024-Q3"),
        ("bagi suku ketiga", "2024-Q3"),
        ("in the first ten months", "2024-01/2024-10"),
        ("in the first nine months of the year", "2024-01/2024-09"),
        ("in the first three quarters of 2023", "2023-01/2023-09"),
        ("sembilan bulan pertama tahun ini", "2024-01/2024-09"),
        ("over January to April", "2024-01/2024-04"),
        ("between November and January", "2023-11/2024-01"),
        ("the year to March", "2023-04/2024-03"),
        ("the quarter ended Sept 30", "2024-Q3"),
        ("nine months to June 2024", "2023-10/2024-06"),
        ("the financial year ended December 2023", "2023"),
        ("suku berakhir 30 September 2024", "2024-Q3"),
        ("for Nov 1-15", "2024-11-01/2024-11-15"),
        ("1-15 November 2024", "2024-11-01/2024-11-15"),
        ("the ministry's September figures show", "2024-09"),
        ("last December", "2023-12"),
        # "will" before a day makes it one to come
        ("it will be opened on Jan 4", "2025-01-04"),
        ("it was opened on Jan 4", "2024-01-04"),
        ("akan dibuka pada 4 Januari", "2025-01-04"),
        ("yields fell on Monday", "2024-11-18"),
        ("2024年前三季度", "2024-01/2024-09"),
        ("前10个月", "2024-01/2024-10"),
        ("上半年", "2024-H1"),
        ("11月", "2024-11"),
        ("12月", "2023-12"),
    ],
)
def test_periods(text: str, period: str) -> None:
    (span,) = find_dates(text, date(2024, 11, 20))
    assert span.period == period
    assert not span.base


@pytest.mark.parametrize("text", ["last year", "tahun depan", "in October", "this quarter"])
def test_a_relative_date_without_publication_is_not_guessed(text: str) -> None:
    assert [span.period for span in find_dates(text, None)] == [None]


@pytest.mark.parametrize(
    ("text", "measures", "concept"),
    [
        ("Total exports of tin reached RM3 billion in 2023.", "exports", "exports"),
        ("Exports of furniture fell 3 per cent.", "furniture", "exports"),
        ("Kelana state approved the RM40 million foreign investments.", "foreign investments", "investment"),
        ("The plan needs an investment of US$90 million.", "investment", "investment"),
        ("The park covers 80 hectares (198 acres) of land.", "land", "area"),
        ("Imports and exports rose 4% and 9% respectively.", "Imports", "imports"),
        ("Pelaburan asing bernilai RM5 juta diluluskan.", "Pelaburan asing", "investment"),
    ],
)
def test_what_it_measures(text: str, measures: str, concept: str) -> None:
    first = figures(text, "ms" if text.startswith("Pel") else "en")[0]
    assert measures in (first.measures or "")
    assert first.concept == concept


def test_no_gate_hides_a_date(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [Path(__file__).parent / f"{name}_gold.jsonl" for name in ("concepts", "quantities", "measures")]
    texts = [json.loads(line)["text"] for file in files for line in file.read_text("utf-8").splitlines()]
    texts += [paragraph for piece in load_pieces() for paragraph in piece.paragraphs]
    texts += [
        "1QFY25 and H1 2024, 3Q", "1430hrs, 9.15 a.m., 8AM, 21:40, 7.30 malam, 9 pagi", "12.5.2024, 5-6-2024, 1/2/24",
        "2024-05-06", "dua bulan lalu", "Jan-Mar, from April to MAY", "the six months to June, the year ended 31 March",
        "下午3时", "two years ago", "in the last ten days", "suku berakhir 30 Jun", "FY'24", "by end-March",
    ]  # fmt: skip
    day = date(2024, 11, 20)
    gated = [find_dates(text, day) for text in texts]
    assert sum(map(len, gated)) > 500
    every = frozenset(kind for kind, _ in dates._COMPILED)
    monkeypatch.setattr(dates, "_chances", lambda _: every)
    assert [find_dates(text, day) for text in texts] == gated


@pytest.mark.parametrize(
    ("language", "text", "printed", "measures", "concept"),
    [
        (
            "ms",
            "Keuntungan bersih Syarikat Lembah merosot kepada RM28.7 juta.",
            "RM28.7",
            "Keuntungan bersih",
            "revenue",
        ),
        ("ms", "Permohonan yang diterima setakat ini melebihi 900MW.", "900MW", "Permohonan", "capacity"),
        ("ms", "Kementerian memperuntukkan RM50 juta bagi projek itu.", "RM50", "peruntukan", "funding"),
        ("ms", "Nilai eksport Johor pada Mac berjumlah RM12.3 bilion.", "RM12.3", "eksport Johor", "exports"),
        ("ms", "Seramai 85 peratus kanak-kanak hadir.", "85", "kanak-kanak", "people"),
        ("ms", "Petrol dijual pada harga RM2.05 seliter.", "RM2.05", "harga", "price"),
        ("en", "Diesel will cost RM3.05 a litre from Friday.", "RM3.05", "Diesel", "price"),
        ("en", "GDP expanded 5.0 per cent in the quarter.", "5.0", "GDP", "gdp_growth"),
        ("en", "The fiscal deficit stood at 3.8 per cent of GDP.", "3.8", "fiscal deficit", "gdp"),
        ("en", "The island imported 9.1 million tonnes of rice in May.", "9.1", "rice", "imports"),
        ("en", "The maker sold 42,000 buses abroad, a 31 per cent jump.", "31", "buses", "other"),
        ("en", "Fees for exports of tin rose to RM4,000.", "RM4,000", "Fees for exports", "price"),
    ],
)
def test_the_head_of_what_is_measured_decides(
    language: str, text: str, printed: str, measures: str, concept: str
) -> None:
    figures = find_figures(read(text, language=language))
    figure = next(figure for figure in figures if printed in figure.text)
    assert (figure.measures or "").startswith(measures), figure.measures
    assert figure.concept == concept


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("ms", "Harga tiket turun tiga hingga lima sen.", (None, "0.03", "0.05", "MYR")),
        ("ms", "Kosnya dua hingga tiga juta ringgit.", (None, "2000000", "3000000", "MYR")),
        ("en", "It costs between two and three million ringgit.", (None, "2000000", "3000000", "MYR")),
        ("en", "After the first two, three million ringgit went.", ("3000000", None, None, "MYR")),
        ("ms", "Syarikat itu rugi RM4.6j.", ("4600000", None, None, "MYR")),
        ("ms", "Bateri itu menyimpan 70 MWj.", ("70", None, None, "MWh")),
        ("ms", "Seramai 640 pekebun kecil hadir.", ("640", None, None, "smallholder")),
    ],
)
def test_what_is_printed_once_belongs_to_both_ends(
    language: str, text: str, found: tuple[str | None, str | None, str | None, str]
) -> None:
    (figure,) = find_figures(read(text, language=language))
    bounds = tuple(None if end is None else Decimal(end) for end in found[:3])
    assert ((figure.value, figure.low, figure.high), figure.unit) == (bounds, found[3])


def test_a_respectively_list_pairs_in_order() -> None:
    found = figures("Imports and exports rose 4% and 9% respectively.")
    assert [figure.measures for figure in found] == ["Imports", "exports"]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("Ships wait between 38 and 52 hours for a berth, about twice as long as in June.", [None]),
        ("It handled 2.9 million people in the first half, against 1.6 million in the same period last year.",
         ["2024-H1", "2023-H1"]),
        ("Sales were RM412 million in the first quarter, up from RM455 million a year earlier.",
         ["2024-Q1", "2023-Q1"]),
        ("Sales were RM412 million, up from RM455 million a year earlier.", [None, None]),
        ("Exports rose 3 per cent in May from a year earlier.", ["2024-05"]),
        ("Exports up 5.7 pct, imports down 1.9 pct in May", ["2024-05", "2024-05"]),
        ("The firm will spend RM640 million, creating 850 jobs by 2027.", [None, "2027"]),
        ("Palm oil rose RM62, though exports for May 1-15 were 9.8 per cent lower.", [None, "2024-05-01/2024-05-15"]),
        ("The stake rose to 45 per cent; a rival paid RM380 million in 2019.", [None, "2019"]),
        ("Yields fell to 3.72 per cent on Monday.", ["2024-08-26"]),
        ("A fee of RM5 will be due, it said on Monday.", [None]),
        ("In 2023, trade was worth RM34 billion. Tourism accounted for 41 per cent of it.", ["2023", "2023"]),
        ("In 2023, trade was worth RM34 billion. Prices rose 4 per cent.", ["2023", None]),
        ("In 2023, trade was worth RM34 billion. Of it, 41 per cent was tourism in 2022.", ["2023", "2022"]),
    ],
)  # fmt: skip
def test_which_period_is_whose(text: str, periods: list[str | None]) -> None:
    reading = read(text, published=date(2024, 8, 29))
    assert [figure.period for figure in find_figures(reading)] == periods


def test_owner_is_named_in_the_sentence_or_empty() -> None:
    assert figures("Malaysia's exports rose 4 per cent.")[0].owner == "Malaysia"
    assert figures("Prices rose 4 per cent.")[0].owner is None


def test_skipped_lines_are_not_read() -> None:
    assert figures("Exports rose 5 per cent.\nAlso Read: Council Approves RM770 million Plan")[1:] == ()


# --- properties

AMOUNTS = st.tuples(
    st.decimals(min_value=Decimal("0.01"), max_value=Decimal("999999.99"), places=2),
    st.sampled_from(
        [
            ("", 1),
            (" million", 10**6),
            (" billion", 10**9),
            ("bil", 10**9),
            ("mil", 10**6),
            (" juta", 10**6),
            (" trilion", 10**12),
        ]
    ),
    st.sampled_from([("RM", "MYR"), ("US$", "USD"), ("S$", "SGD"), ("€", "EUR"), ("AS$", "USD"), ("RMB", "CNY")]),
)


@settings(max_examples=40, deadline=None)
@given(AMOUNTS)
def test_a_printed_amount_parses_to_itself(amount: tuple[Decimal, tuple[str, int], tuple[str, str]]) -> None:
    value, (magnitude, factor), (sign, code) = amount
    printed = f"{sign}{value:,}{magnitude}"
    (figure,) = figures(f"Kos projek itu ialah {printed}.", "ms")
    assert (figure.value, figure.unit, figure.kind, figure.text) == (value * factor, code, "money", printed)


@settings(max_examples=40, deadline=None)
@given(st.decimals(min_value=0, max_value=Decimal("99999999"), places=2), st.booleans())
def test_digits_print_and_parse_back(value: Decimal, comma: bool) -> None:
    printed = f"{value:,}"
    if comma:
        printed = printed.translate(str.maketrans(",.", ".,"))
    assert parse_digits(printed, decimal_comma=comma) == value


PIECES = st.sampled_from(
    ["RM", "US$", "5", "1,200", "2024", "3.5", " ", " ", " ", "-", "–", "to",
     "hingga", "per cent", "%", "million", "juta", "万", "亿", "元", "(", ")",
     ".", ",", "and", "from", "between", "more than", "jobs", "MW", "first quarter", "Jan", "\n",
     "½", "百分之", "点", "二", "ke-", "/", ":",
     "+60", "a", "half", "dozen",
     "١", "²", "Ⅷ", "\u00a0", "’s", "\ud7ff", "😀", "respectively", "masing-masing", "hundred", "thousand"]
)  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=120), st.sampled_from(["en", "ms", "id", "zh", "de"])
)
@example("0000-13-99 5年 点5 一点", "zh")
@example("99999999999999999999999999999999999999999999 million per cent", "ms")
def test_any_text_gives_sound_spans(text: str, language: str) -> None:
    if any("\ud800" <= char <= "\udfff" for char in text):
        return
    end = 0
    sentences = read(text, language=language).sentences
    for figure in figures(text, language):
        assert figure.start >= end, "figures overlap or are out of order"
        assert figure.start < figure.end <= len(text)
        assert figure.text == text[figure.start : figure.end]
        assert sentences[figure.sentence].start <= figure.start <= figure.end <= sentences[figure.sentence].end
        assert (figure.value is not None) or (figure.low is not None and figure.high is not None)
        # Only a number with a magnitude ("1.37 million") is a figure without a unit.
        assert figure.unit is not None or figure.found_by == "figures: number"
        end = figure.end


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "RM5 ",
        "5 per cent, ",
        "from 2021 to ",
        "1-",
        "-",
        "Jan ",
        "a",
        "9",
        "five hundred ",
        "(",
        "masing ",
        "1.",
        "and a half ",
        "百",
        "5 to ",
        "RM5 to RM6 rise ",
    ],
)
def test_time_is_linear_in_the_text(piece: str) -> None:
    def seconds(characters: int) -> float:
        text = (piece * (characters // len(piece) + 1))[:characters]
        doc = Doc(Vocab(), words=[text], spaces=[False])  # only the figures are timed, not the tokens of spaCy
        reading = Reading(text=text, language="ms", published=None, doc=doc, sentences=sentences_of(text))
        begin = time.process_time()
        find_figures(reading)
        return time.process_time() - begin

    short, long = seconds(4_000), seconds(24_000)
    # Six times the text; a quadratic step would take thirty-six times as long. The constant absorbs the timer.
    assert long < 15 * short + 0.3


@pytest.mark.shared
def test_the_seed_article() -> None:
    file = SHARED / "seed-article.txt"
    if not file.is_file():
        pytest.skip(f"{file} is not here")
    found = figures(file.read_text("utf-8"), "en", date(2025, 6, 19))
    trade = [f for f in found if f.value == Decimal("44420000000")]
    assert {(f.unit, f.concept, f.period) for f in trade} == {("MYR", "services_trade", "2024")}
    rise = [f for f in found if f.value == Decimal("57.2")]
    assert {(f.unit, f.change, f.period) for f in rise} == {("percent", "rise", "2024")}
    (total,) = [f for f in found if f.value == Decimal("484120000000")]
    assert (total.unit, total.concept, total.period) == ("MYR", "trade", "2024")
    (streak,) = [f for f in found if f.unit == "year"]
    assert (streak.value, streak.text) == (Decimal(16), "16 straight years")
    assert len(found) == len(trade) + len(rise) + 2


@pytest.mark.shared
def test_marked_sentences() -> None:
    """Floors under what was measured on the 76 figures marked by people: value .99, value and unit .98."""
    file = SHARED / "knowledge" / "sentences.jsonl"
    if not file.is_file():
        pytest.skip(f"{file} is not here")
    expected = predicted = values = units = 0
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        left = list(figures(row["text"], row["lang"]))
        expected, predicted = expected + len(row["spans"]["figures"]), predicted + len(left)
        for gold in row["spans"]["figures"]:
            wanted = gold["value"] if isinstance(gold["value"], list) else abs(gold["value"])
            for figure in left:
                value = (
                    [float(figure.low or 0), float(figure.high or 0)] if figure.value is None else float(figure.value)
                )
                if value == wanted:
                    left.remove(figure)
                    values += 1
                    units += figure.unit == gold["unit"]
                    break
    assert 2 * values / (expected + predicted) >= 0.97
    assert 2 * units / (expected + predicted) >= 0.95
