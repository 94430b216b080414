"""Whose a figure is: a table of sentences for each part that a name plays in one."""

from __future__ import annotations

from datetime import date

import pytest

from nlp.annotate import annotate


@pytest.mark.parametrize(
    ("text", "language", "owners"),
    [
        # possessor, adjective, subject
        ("Perak's exports rose 5 per cent in May.", "en", ["Perak"]),
        ("The Thai trade deficit widened to US$2.1 billion in May.", "en", ["Thai"]),
        ("Laos' power exports came to US$600 million.", "en", ["Laos"]),
        ("Lembah Chips Bhd plans to invest RM70 million in a plant in Kulim, creating 90 jobs.", "en",
         ["Lembah Chips Bhd", "Lembah Chips Bhd"]),
        ("Eksport minyak sawit Malaysia berjumlah RM76.1 bilion.", "ms", ["Malaysia"]),
        ("Keuntungan bersih Bayu Emas Logistik merosot 18 peratus pada suku ketiga tahun ini.", "ms",
         ["Bayu Emas Logistik"]),
        # the object of what is contracted has no price of its own
        ("The contract to build the Batu Cengal flyover, worth RM35 million, went to Tebing Builders.", "en", [None]),
        # place and preposition
        ("Approved investments in Sabah totalled RM10.2 billion.", "en", ["Sabah"]),
        ("Revenue at Timur Steel eased to RM412 million.", "en", ["Timur Steel"]),
        ("Of the RM6.7 billion approved for Perak, RM4.1 billion came from abroad.", "en", ["Perak", "Perak"]),
        ("Pelaburan asing di Kedah naik kepada RM14.8 bilion.", "ms", ["Kedah"]),
        ("Pelaburan di Kulim, Kedah, berjumlah RM6.1 bilion.", "ms", ["Kulim"]),
        # partners of trade are not
        ("Guangxi's trade with ASEAN reached 228.5 billion yuan.", "en", ["Guangxi"]),
        ("Exports to China fell 3.1 per cent.", "en", [None]),
        ("Imports from Japan and China fell 3.1 per cent.", "en", [None]),
        ("广西对东盟出口241.9亿元。", "zh", ["广西"]),
        ("Eksport ke China susut 3.1 peratus.", "ms", [None]),
        # nor who tells of it, nor where
        ("Inflation was 2 per cent, Bank Seri Muara said.", "en", [None]),
        ("According to the Kapas Institute, inflation was 2 per cent.", "en", [None]),
        ("Speaking to reporters in Ipoh, he said that 60 per cent of small firms use robots.", "en", [None]),
        ("Damar Foods reported a gross profit of RM140 million.", "en", ["Damar Foods"]),
        ("Damar Foods said it would spend RM140 million.", "en", ["Damar Foods"]),
        ("Bank Seri Muara expects Malaysia's economy to grow 4.5 per cent.", "en", ["Malaysia"]),
        ("Singapore expects its growth to come in at 3 per cent.", "en", ["Singapore"]),
        # clauses and lists
        ("Malaysia's exports rose 5 per cent, while Singapore's exports fell 2 per cent.", "en",
         ["Malaysia", "Singapore"]),
        ("Rimau Energy's stake is 45 per cent; the rest is held by Lembah Port Holdings, which paid RM380 million.",
         "en", ["Rimau Energy", "Lembah Port Holdings"]),
        ("Though its sales grew by 21 per cent, Damar Foods made a loss of RM4.5 million.", "en",
         ["Damar Foods", "Damar Foods"]),
        ("Penang and Johor had jobless rates of 2.4 and 2.9 per cent respectively.", "en", ["Penang", "Johor"]),
        # earlier sentences
        ("Malaysia has seen steady inflows. The country's reserves were US$114 billion.", "en", ["Malaysia"]),
        ("Perlis is the smallest state of Malaysia. The state's exports were RM7.4 billion.", "en", ["Perlis"]),
        ("Timur Steel, which supplies Damar Foods, cut its dividend. The company's profit was RM48 million.", "en",
         ["Timur Steel"]),
        ("The country's reserves were US$114 billion.", "en", [None]),
        # a people's name in a compound says of what kind a thing is
        ("Damar Foods, a German-Malaysian venture, will invest RM140 million.", "en", ["Damar Foods"]),
        # buildings
        ("Kapasiti terpasang loji solar di Gurun ialah 75MW.", "ms", ["loji solar di Gurun"]),
        ("The Muara Baru port will cost RM540 million.", "en", ["Muara Baru port"]),
    ],
)  # fmt: skip
def test_whose_a_figure_is(text: str, language: str, owners: list[str | None]) -> None:
    found = annotate(text, language=language, published=date(2024, 11, 20)).figures
    assert [figure.owner for figure in found] == owners


def test_names_without_end_take_linear_time() -> None:
    text = "Perak and Kedah Bhd of the port in Kulim, which said its exports to the country rose 5 per cent, " * 400
    assert len(annotate(text, language="en", published=None).figures) >= 300
