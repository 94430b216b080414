"""Posts as news of China and the region puts them: houses in small letters, possessive countries, provincial bureaus,
several holders of one post, posts told by a verb. People are invented.
"""

from __future__ import annotations

import pytest

from nlp.annotate import annotate

Held = tuple[str, str, str | None, bool]  # name, role, organisation, whether it is a public office

CHINA_MFA = "Ministry of Foreign Affairs of the People's Republic of China"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A house in small letters, and whose it is.
        (
            "Chinese foreign ministry spokesperson Wang Deming said so.",
            [("Wang Deming", "spokesperson", "Chinese foreign ministry", True)],
        ),
        ("China's Foreign Ministry spokesman Wang Deming said so.", [("Wang Deming", "spokesman", CHINA_MFA, True)]),
        (
            "Thai commerce ministry permanent secretary Somsak Rattanakul said so.",
            [("Somsak Rattanakul", "permanent secretary", "Thai commerce ministry", True)],
        ),
        (
            "Indonesia's maritime affairs and fisheries ministry director Budi Santoso said so.",
            [("Budi Santoso", "director", "Indonesia's maritime affairs and fisheries ministry", True)],
        ),
        (
            "Indonesia's energy ministry director general of electricity Budi Santoso said so.",
            [("Budi Santoso", "director general of electricity", "Indonesia's energy ministry", True)],
        ),
        ("A trade union president, Ali Hamid, said so.", [("Ali Hamid", "trade union president", None, False)]),
        # The portfolio belongs to the house before it.
        (
            "Ministry of Health secretary-general Datuk Azlan Rahim said so.",
            [("Azlan Rahim", "secretary-general", "Ministry of Health", True)],
        ),
        (
            "Board of Investment secretary-general Narong Suksai said so.",
            [("Narong Suksai", "secretary-general", "Board of Investment", True)],
        ),
        (
            "Department of Agriculture director Datuk Azlan Rahim said so.",
            [("Azlan Rahim", "director", "Department of Agriculture", True)],
        ),
        # Bureaus and departments of provinces, and what a director-general is over.
        (
            "Shen Lanyi, director of the Yunnan Provincial Energy Bureau, said so.",
            [("Shen Lanyi", "director", "Yunnan Provincial Energy Bureau", True)],
        ),
        (
            "Wang Deming, head of the Hubei provincial department of commerce, said so.",
            [("Wang Deming", "head", "Hubei provincial department of commerce", True)],
        ),
        (
            "Datuk Azlan Rahim, director of the Enforcement Bureau, said so.",
            [("Azlan Rahim", "director of the Enforcement Bureau", None, False)],
        ),
        (
            "He named Patcharin Lertwilai as director-general of the Revenue Department.",
            [("Patcharin Lertwilai", "director-general", "Revenue Department", True)],
        ),
        (
            "Wang Deming, a vice-minister at the National Health Commission, said so.",
            [("Wang Deming", "vice-minister", "National Health Commission", True)],
        ),
        (
            "Zuo Mingrui, vice-chairman of the National Development and Reform Commission, said so.",
            [("Zuo Mingrui", "vice-chairman", "National Development and Reform Commission", True)],
        ),
        (
            "Wang Deming, spokesman for the Hill Company, said so.",
            [("Wang Deming", "spokesman", "Hill Company", False)],
        ),
        # Whose it is stands within the post, or behind the name.
        (
            "Deputy US Trade Representative Terrence Boyd flies to Tokyo.",
            [("Terrence Boyd", "Deputy Trade Representative", "United States", True)],
        ),
        ("Riau Islands Governor Taufan Bahtiar backed him.", [("Taufan Bahtiar", "Governor", "Riau Islands", True)]),
        ("Governor Wang Deming of Sichuan met him.", [("Wang Deming", "Governor", "Sichuan", True)]),
        (
            "Chief Cabinet Secretary Naoko Tsurumaki told reporters.",
            [("Naoko Tsurumaki", "Chief Cabinet Secretary", None, True)],
        ),
        (
            "Coordinating Economic Minister Budi Santoso said so.",
            [("Budi Santoso", "Coordinating Economic Minister", None, True)],
        ),
        (
            "Malaysia's trade minister, Datuk Seri Azlan Rahim, said so.",
            [("Azlan Rahim", "trade minister", "Malaysia", True)],
        ),
        (
            "IMF mission chief Ingrid Sorvald sees risk.",
            [("Ingrid Sorvald", "mission chief", "International Monetary Fund", True)],
        ),
        # Several persons and several posts.
        (
            "Qiu Hanlin and Zuo Mingrui, both vice-chairmen of the National Energy Administration, told reporters.",
            [
                ("Qiu Hanlin", "vice-chairman", "National Energy Administration", True),
                ("Zuo Mingrui", "vice-chairman", "National Energy Administration", True),
            ],
        ),
        (
            "Trade ministers Azlan Rahim of Malaysia and Nguyen Van Hung of Vietnam met in Hanoi.",
            [
                ("Azlan Rahim", "Trade minister", "Malaysia", True),
                ("Nguyen Van Hung", "Trade minister", "Vietnam", True),
            ],
        ),
        (
            "Thailand's Deputy Prime Minister and Finance Minister Somsak Rattanakul said so.",
            [
                ("Somsak Rattanakul", "Deputy Prime Minister", "Thailand", True),
                ("Somsak Rattanakul", "Finance Minister", "Thailand", True),
            ],
        ),
        # A post told by a verb; who leads no house holds none.
        (
            "Luo Xianzhi, who heads the industry department of Hainan, said so.",
            [("Luo Xianzhi", "head", "industry department of Hainan", True)],
        ),
        (
            "Datuk Ali Hamid, who chairs the state works committee, said so.",
            [("Ali Hamid", "chair", "state works committee", True)],
        ),
        (
            "Budi Santoso has been appointed to head the Investment Coordinating Board.",
            [("Budi Santoso", "head", "Investment Coordinating Board", True)],
        ),
        ("Ali Hamid, who leads the poll, was glad.", []),
        ("Ali Hamid, who heads a team of twelve, was glad.", []),
        ("Ali Hamid, who heads the digital services division, was glad.", []),
        # A person put into a post, the post straight behind the name.
        (
            "The cabinet appointed Somchai Rattanakul permanent secretary of the Energy Ministry.",
            [("Somchai Rattanakul", "permanent secretary", "Energy Ministry", True)],
        ),
        (
            "The State Council named Kuang Dexin vice-minister of natural resources.",
            [("Kuang Dexin", "vice-minister of natural resources", None, True)],
        ),
        # What a post is over, in brackets.
        (
            "Thiru Selvam, deputy director-general (operations) of the Fisheries Department, said so.",
            [("Thiru Selvam", "deputy director-general (operations)", "Fisheries Department", True)],
        ),
        ("Works Minister (left) Ali Hamid smiled.", [("Ali Hamid", "Works Minister", "Ministry of Works", True)]),
        # Whose it is makes it public: a party's, a council's, a president's, an embassy's.
        ("Golkar Party chairman Budi Santoso said so.", [("Budi Santoso", "chairman", "Golkar Party", True)]),
        ("District council president Ali Hamid said so.", [("Ali Hamid", "District council president", None, True)]),
        (
            "Special adviser to the president Budi Santoso said so.",
            [("Budi Santoso", "Special adviser to the president", None, True)],
        ),
        (
            "A special adviser to the bank, Budi Santoso, said so.",
            [("Budi Santoso", "special adviser to the bank", None, False)],
        ),
        (
            "Ali Hamid, economic counsellor at the Malaysian embassy in Beijing, said so.",
            [("Ali Hamid", "economic counsellor", "Malaysian embassy", True)],
        ),
        (
            "WHO representative Elena Markova said so.",
            [("Elena Markova", "representative", "World Health Organization", True)],
        ),
        # A post at the top without a house is of the one that the sentence begins with.
        (
            "The Port Klang Authority will close a berth, general manager Subra Menon said.",
            [("Subra Menon", "general manager", "Port Klang Authority", True)],
        ),
        (
            "The Port Klang Authority will close a berth, said general manager Subra Menon.",
            [("Subra Menon", "general manager", "Port Klang Authority", True)],
        ),
        (
            "The Health Ministry approved the plan, chief executive Ali Hamid said.",
            [("Ali Hamid", "chief executive", None, False)],
        ),
        (
            "Prices fell as Maybank sold bonds, chief executive Ali Hamid said.",
            [("Ali Hamid", "chief executive", None, False)],
        ),
        ("Maybank expects more loans, analyst Ali Hamid said.", [("Ali Hamid", "analyst", None, False)]),
        (
            "The Harbour Party wants to ask the country's President Jay Cruz.",
            [("Jay Cruz", "President", None, True)],
        ),
        ("The nation's trade chief, Jay Cruz, said so.", [("Jay Cruz", "trade chief", None, True)]),
        # Ranks.
        (
            "Pol Lt Gen Thanakorn Iamsakul, commissioner of the Immigration Bureau, said so.",
            [("Thanakorn Iamsakul", "commissioner", "Immigration Bureau", True)],
        ),
    ],
)
def test_posts_of_the_region(text: str, expected: list[Held]) -> None:
    found = annotate(text, language="en").officials
    told = [(one.name, one.role, one.organisation, one.public_office) for one in found]
    assert sorted(told) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ketua Pengarahnya, Datuk Ir Suhaimi Taharim, berjanji.", [("Suhaimi Taharim", "Ketua Pengarah", None, True)]),
        (
            "Timbalan Ketua Pengarahnya, Datuk Suhaimi Taharim, berkata.",
            [("Suhaimi Taharim", "Timbalan Ketua Pengarah", None, True)],
        ),
        ("Presidennya, Datuk Suhaimi Taharim, berkata.", [("Suhaimi Taharim", "Presiden", None, False)]),
        (
            "Timbalan Gabenor Bank Negara Malaysia Roszita Abd Latif berkata.",
            [("Roszita Abd Latif", "Timbalan Gabenor", "Bank Negara Malaysia", True)],
        ),
    ],
)
def test_malay_posts(text: str, expected: list[Held]) -> None:
    found = annotate(text, language="ms").officials
    assert [(one.name, one.role, one.organisation, one.public_office) for one in found] == expected


@pytest.mark.parametrize(
    ("full", "short", "found"),
    [
        ("Arun Kumar Mehta", "Mehta", True),
        ("Maria Cristina Reyes-Santos", "Reyes-Santos", True),
        ("Jose dela Cruz", "Dela Cruz", True),
        ("Mohd Faizal Azumu", "Azumu", False),  # his father's name
        ("Faizal Rahim", "Rahim", False),
    ],
)
def test_by_which_part_of_a_name_people_are_called(full: str, short: str, found: bool) -> None:
    text = f"Trade Minister {full} met reporters. {short} said exports fell."
    later = [one for one in annotate(text, language="en").officials if not one.stated]
    assert [text[one.start : one.end] for one in later] == ([short] if found else [])
