"""Ranks, nicknames, brackets and houses named for people: where a name begins and who holds the post."""

from __future__ import annotations

import pytest

from nlp.annotate import annotate


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "He Lin, vice-chairwoman of the Coal Council, said the price had settled.",
            [("He Lin", "vice-chairwoman")],
        ),
        ("en", "He said the chairman, Tan Boon Wah, would not resign.", [("Tan Boon Wah", "chairman")]),
        (
            "en",
            "Both deputy health ministers, Ooi Jun Kit and Datuk Salmah Rejab, stayed away.",
            [("Ooi Jun Kit", "deputy health minister"), ("Datuk Salmah Rejab", "deputy health minister")],
        ),
        (
            "en",
            "MACA deputy commissioner (enforcement) Datuk Mazni Kassim said two lorries were held.",
            [("Datuk Mazni Kassim", "deputy commissioner (enforcement)")],
        ),
        (
            "en",
            "Kuala Tembaga MP Captain (Maritime) Zubir Lazim asked for a new jetty.",
            [("Captain (Maritime) Zubir Lazim", "Kuala Tembaga MP")],
        ),
        (
            "en",
            "The party's treasurer, Datuk Jalil “Pak Dollah” Hamdan, paid for the tents.",
            [("Datuk Jalil “Pak Dollah” Hamdan", "treasurer")],
        ),
        (
            "en",
            "They met Police General Somkit Rattanachai, Thailand's commissioner of immigration, at the bridge.",
            [("Police General Somkit Rattanachai", "commissioner of immigration")],
        ),
        (
            "en",
            "The officer-in-charge of the Fisheries Bureau, Atty. Marivic Dela Peña-Sy, set a hearing.",
            [("Atty. Marivic Dela Peña-Sy", "officer-in-charge of the Fisheries Bureau")],
        ),
        (
            "ms",
            "Pengerusi Lembaga Kopi itu, Haji Daud @ Dolah Senik, berkata harga naik.",
            [("Haji Daud @ Dolah Senik", "Pengerusi")],
        ),
        (
            "ms",
            "Datuk Amar Linggi Rayong, bakal Yang di-Pertua Negeri, tiba semalam.",
            [("Datuk Amar Linggi Rayong", "Yang di-Pertua Negeri")],
        ),
        ("ms", "Jurucakap Yayasan Tan Sri Gopinath mengesahkan perkara itu.", []),
        (
            "ms",
            "Pengarah Maritim Negeri Perlis, Komander Maritim Azhan Sood, berkata bot itu ditahan.",
            [("Komander Maritim Azhan Sood", "Pengarah")],
        ),
        (
            "ms",
            "Ketua Eksekutif Feri Selat Bhd Zubaidi Abd Karim berkata dua feri rosak.",
            [("Zubaidi Abd Karim", "Ketua Eksekutif")],
        ),
        (
            "en",
            "The chairman of the Brick Makers Alliance Datuk Hanafi Rejab said kilns were cold.",
            [("Datuk Hanafi Rejab", "chairman")],
        ),
        (
            "en",
            "The president of the Federation of Small Manufacturers Mohd Fikri Talib said orders fell.",
            [("Mohd Fikri Talib", "president")],
        ),
        (
            "en",
            "Lan Tianshu, chairman of the Guangxi Zhuang Autonomous Region, opened the port.",
            [("Lan Tianshu", "chairman")],
        ),
        ("ms", "Bagaimanapun, Ketua Pusat Siber itu belum dinamakan.", []),
        ("ms", "Mufti Perlis, Hajah Latifah Nordin, bersetuju.", [("Hajah Latifah Nordin", "Mufti Perlis")]),
    ],
)
def test_who_holds_which_post(language: str, text: str, expected: list[tuple[str, str]]) -> None:
    found = annotate(text, language=language).officials
    assert [(text[one.start : one.end], one.role) for one in found] == expected


@pytest.mark.parametrize(
    ("language", "text", "short", "full"),
    [
        (
            "ms",
            "Timbalan Menteri Luar Vietnam, Tran Thi Bich Ngoc, tiba semalam. Ngoc berkata rundingan lancar.",
            "Ngoc",
            "Tran Thi Bich Ngoc",
        ),
        (
            "ms",
            "Ahli Parlimen Kuala Tembaga, Cikgu Jumali Senin, bangun. Jumali bertanya tentang jeti.",
            "Jumali",
            "Jumali Senin",
        ),
        (
            "en",
            "Trade vice-minister Pham Van Quyet signed. Quyet said the tariff would fall.",
            "Quyet",
            "Pham Van Quyet",
        ),
    ],
)
def test_who_is_named_in_short(language: str, text: str, short: str, full: str) -> None:
    found = [one for one in annotate(text, language=language).officials if text[one.start : one.end] == short]
    assert [one.name for one in found] == [full]


def test_what_is_told_to_come_is_no_post_that_is_held() -> None:
    (found,) = annotate("Datuk Amar Linggi Rayong, bakal Yang di-Pertua Negeri, tiba.", language="ms").officials
    assert found.status == "designate"


def test_a_minister_who_is_elsewhere_is_not_the_member_who_asked() -> None:
    text = (
        "Kuala Tembaga MP Zubir Lazim asked who had paid. The Transport Minister was in Hanoi; his deputy, Wong Kar "
        "Lit, rose instead. Zubir asked again. The deputy minister said he would write."
    )
    found = annotate(text, language="en").officials
    assert {(one.name, one.role) for one in found} == {("Zubir Lazim", "Kuala Tembaga MP"), ("Wong Kar Lit", "deputy")}
