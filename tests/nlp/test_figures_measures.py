"""What a figure measures, its class and how it moved: ways of writing as tables, and the floors of their gold."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from nlp.annotate import annotate
from nlp.figures import find_figures
from nlp.figures.parse_en import phrases_of
from nlp.figures.wording import clean
from nlp.pipeline import read
from pantau.evaluate.figures import figures as evaluate

GOLD = Path(__file__).parent / "measures_gold.jsonl"
#: Pinned below what was measured (.995, .96 and .995): it is the set on which the rules were made.
FLOORS = {"measures: F1 of words >= .5 [all]": 0.97, "concept [all]": 0.93, "change [all]": 0.96}


@pytest.fixture(scope="module")
def scores() -> dict[str, float]:
    report = evaluate(GOLD, lambda: None)
    return {row[0]: row[1] for row in report.rows if row[1] is not None}


@pytest.mark.parametrize("what", sorted(FLOORS))
def test_the_gold_of_ways_of_writing(scores: dict[str, float], what: str) -> None:
    assert scores[what] >= FLOORS[what]


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("Sales of pumps rose 9 per cent to RM31 million from RM28 million.", ["Sales of pumps"] * 3),
        ("Sales of pumps were RM31 million in May, up 9 per cent.", ["Sales of pumps"] * 2),
        ("The mill paid a dividend of 26 sen per share, amounting to RM7 million.", ["dividend"] * 2),
        ("The hall will be built at a cost of RM7 million.", ["cost"]),
        ("The contract, valued at RM21 million, went to Rentas Waja.", ["contract"]),
        ("Trade between Perlis and Satun, which was RM4 million, is now RM9 million.",
         ["Trade between Perlis and Satun"] * 2),
        ("Tea, which makes up 38 per cent of its exports, sells well.", ["Tea"]),
        ("About 38 per cent of its exports went by rail.", ["exports"]),
        ("Damar Foods recorded a total of RM4 million in gross premiums.", ["gross premiums"]),
        ("More than RM2 million has been invested in the rail links.", ["rail links"]),
        ("RM4 million came from domestic sources and RM2 million was foreign investment.",
         ["domestic sources", "foreign investment"]),
        ("RM2 million was allocated to schools, RM1 million to clinics.", ["schools", "clinics"]),
        ("Exports of RM9 million outpaced imports of RM8 million.", ["Exports", "imports"]),
        ("Some sectors fell, including property (-11 per cent) and shipping (-5 per cent).", ["property", "shipping"]),
        ("Loans to Laos were US$2 million, those to Japan US$1 million.",
         ["Loans to Laos", "those to Japan"]),
        ("The number of workers rose 2 per cent to 16 million persons.", ["number of workers"] * 2),
        ("Volume at the port rose to 15 million TEU.", ["Volume at the port"]),
        ("A 450-bed hospital will open.", ["hospital"]),
        ("The town logged 21 Covid-19 infections.", ["Covid-19 infections"]),
        ("Of all, 336,848 or 11 per cent of senior citizens were tested.", ["senior citizens"] * 2),
        ("A levy of 2 per cent on imported goods would bring in RM8 million.", ["levy"] * 2),
        ("The Klang port took 8 million tonnes, 2 million tonnes more than a year ago.", ["Klang port"] * 2),
    ],
)  # fmt: skip
def test_english_measures(text: str, measures: list[str]) -> None:
    assert [figure.measures for figure in find_figures(read(text, language="en"))] == measures


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("Jualan pam naik 9 peratus kepada RM31 juta daripada RM28 juta.", ["Jualan pam"] * 3),
        ("Jualan pam mencatatkan pertumbuhan 9 peratus.", ["Jualan pam"]),
        ("Jualan pam dan injap merosot 9 peratus.", ["Jualan pam dan injap"]),
        ("Nisbah hutang kepada KDNK menurun kepada 63 peratus.", ["Nisbah hutang"]),
        ("Teh merangkumi 21 peratus daripada jumlah eksport.", ["Teh"]),
        ("Defisit fiskal mengecil kepada 4 peratus daripada KDNK.", ["Defisit fiskal"]),
        ("Penduduk Perlis berjumlah 2 juta orang.", ["Penduduk Perlis"]),
        ("Kapasiti pelabuhan itu ditingkatkan kepada 27 juta TEU.", ["Kapasiti pelabuhan"]),
        ("Harga ikan ialah RM9 sekilogram, lebih rendah 20 sen.", ["Harga ikan"] * 2),
        ("Daripada jumlah itu, RM2 juta digunakan.", [None]),
        ("Had itu 200MW selepas permintaan kilang meningkat kepada 480MW.", ["Had", "permintaan kilang"]),
        ("Tambang naik manakala harga sayur jatuh 4 peratus.", ["harga sayur"]),
    ],
)
def test_malay_measures(text: str, measures: list[str | None]) -> None:
    assert [figure.measures for figure in find_figures(read(text, language="ms"))] == measures


@pytest.mark.parametrize(
    ("language", "text", "concepts"),
    [
        ("en", "A 6 per cent increase in electricity tariffs is due.", ["price"]),
        ("en", "The economy is projected to grow by 6 per cent.", ["gdp_growth"]),
        ("en", "Growth of 4 per cent is likely.", ["gdp_growth"]),
        ("en", "Fabric accounts for 41 per cent of its exports.", ["exports"]),
        ("en", "The bridge cost RM8 million.", ["cost"]),
        ("en", "The port imported 9 tonnes of rice worth RM4 million.", ["imports", "imports"]),
        ("en", "Copper rose 2 per cent to RM28,900 a tonne.", ["price", "price"]),
        ("en", "Shares of Damar Foods closed at RM2.37.", ["price"]),
        ("en", "It bought a stake in the port for RM2 million.", ["investment"]),
        ("en", "The bank raised its key rate by 25 basis points.", ["other"]),
        ("en", "Crude steel output fell 6 per cent.", ["other"]),
        ("en", "The yield on the bond rose 3 basis points.", ["other"]),
        ("en", "He faces 12 charges.", ["other"]),
        ("en", "Exports to Japan fell 3 per cent; those to Laos rose 4 per cent.", ["exports", "exports"]),
        ("ms", "Ekonomi negara berkembang 5 peratus.", ["gdp_growth"]),
        ("ms", "Pengeluaran besi jatuh 12 peratus.", ["other"]),
        ("ms", "Saham Waja Bumi naik tiga sen kepada RM1.12.", ["price", "price"]),
        ("zh", "旅游收入为3.4亿元。", ["revenue"]),
    ],
)  # fmt: skip
def test_concepts(language: str, text: str, concepts: list[str]) -> None:
    assert [figure.concept for figure in find_figures(read(text, language=language))] == concepts


@pytest.mark.parametrize(
    ("language", "text", "changes"),
    [
        ("en", "Profit was RM48 million, up from RM39 million.", ["rise", None]),
        ("en", "Sales grew by 21 per cent, to RM230 million.", ["rise", "rise"]),
        ("en", "Exports up 5.7 pct, imports down 1.9 pct", ["rise", "fall"]),
        ("en", "Sales rose 3 per cent to RM65 million compared to RM63 million.", ["rise", "rise", None]),
        ("en", "Tin closed RM150 lower at RM28,900 a tonne.", ["fall", "fall"]),
        ("en", "The firm raised RM250 million.", [None]),
        ("en", "Stocks fell by 12 tonnes to 540 tonnes.", ["fall", "fall"]),
        ("ms", "Untung RM12 juta, naik 15 peratus daripada RM10 juta.", ["rise", "rise", None]),
        ("ms", "Import turun 7 peratus, harga pula naik RM1.20.", ["fall", "rise"]),
        ("ms", "Harga ikan 4 peratus lebih tinggi.", ["rise"]),
    ],
)  # fmt: skip
def test_changes(language: str, text: str, changes: list[str | None]) -> None:
    assert [figure.change for figure in find_figures(read(text, language=language))] == changes


def test_what_is_too_long_ends_before_a_preposition_whose_object_would_be_cut() -> None:
    assert clean("Commuters on the rail line between Perlis Lama and Satun Baru") == "Commuters on the rail line"
    assert clean("a very long row of words that holds no such link") == "very long row"
    assert clean("trade between Perlis and Satun") == "trade between Perlis and Satun"


def test_noun_chunks_are_those_of_the_parser() -> None:
    doc = read(
        "The ministry, which had expected exports of tin and rubber to rise, said on Monday that a slump in the price "
        "of crude oil and the ringgit's strength hurt growers, mills and their lenders in Perak.",
        language="en",
    ).doc
    expected = [(chunk.start_char, chunk.end_char, chunk.root.i) for chunk in doc.noun_chunks]
    assert len(expected) > 8
    assert list(phrases_of(doc, 0).chunks) == expected


CLAUSES = GOLD.with_name("clauses_gold.jsonl")


def test_the_gold_of_relative_clauses() -> None:
    """27 figures whose nearest noun says who, not of what; two were missed when the rules were made."""
    missed = []
    for line in CLAUSES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found = annotate(row["text"], language=row["language"], published=date(2025, 1, 20)).figures
        for gold in row["figures"]:
            (figure,) = [each for each in found if gold["text"] in each.text or each.text in gold["text"]]
            right = {text and text.casefold() for text in gold["measures"]}
            if (figure.measures and figure.measures.casefold()) not in right:
                missed.append((row["id"], figure.text, figure.measures))
    assert len(missed) <= 2, missed
