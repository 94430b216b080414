"""Officials in English: every way in which news ties a post to a name. All people and houses are invented."""

from __future__ import annotations

from dataclasses import replace

import pytest
from officials_read import officials

from nlp.officials import find_officials
from nlp.pipeline import read
from records import Entity

# text, (name, role, organisation or None)
ENGLISH = [
    (
        "Prime Minister Datuk Seri Borhan Zulkarnain said so today.",
        [("Borhan Zulkarnain", "Prime Minister", "Malaysia")],
    ),
    (
        "Minister of Investment, Trade and Industry Tengku Datuk Seri Haziq Abdul Muin and Transport Minister "
        "Lim Boon Teck met.",
        [
            (
                "Tengku Haziq Abdul Muin",
                "Minister of Investment, Trade and Industry",
                "Ministry of Investment, Trade and Industry",
            ),
            ("Lim Boon Teck", "Transport Minister", "Ministry of Transport"),
        ],
    ),
    (
        "Senior director of the Freight Policy Division at the Ministry of Transport (MOT), See Wan Keat, stated "
        "that ports would grow.",
        [("See Wan Keat", "Senior director of the Freight Policy Division", "Ministry of Transport")],
    ),
    (  # portfolios that no list holds end where the honorific begins
        "Former Minister of Deep Sea and Robotic Services Tan Sri Dr Halimah Jusoh met Minister of Works Lim "
        "Boon Teck.",
        [
            ("Halimah Jusoh", "Minister of Deep Sea and Robotic Services", None),
            ("Lim Boon Teck", "Minister of Works", "Ministry of Works"),
        ],
    ),
    (
        "Minister of Economy Rafi Jelani and Treasury secretary-general Datuk Halim Jusoh met.",
        [
            ("Rafi Jelani", "Minister of Economy", "Ministry of Economy"),
            ("Halim Jusoh", "Treasury secretary-general", "Ministry of Finance"),
        ],
    ),
    ("Chinese Premier Zhao Minghai will visit.", [("Zhao Minghai", "Premier", "China")]),
    ("It was signed by Vietnam's President Nguyen Van Quy yesterday.", [("Nguyen Van Quy", "President", "Vietnam")]),
    (
        "The port is full, said Premier of Sarawak Datuk Patinggi Abang Rosli Tun Zaidi.",
        [("Abang Rosli Tun Zaidi", "Premier of Sarawak", "Sarawak state government")],
    ),
    (
        "It was signed by vice governor of Guangdong Province Zhao Minghai.",
        [("Zhao Minghai", "vice governor of Guangdong Province", "Guangdong")],
    ),
    (
        "Zhao Minghai was named acting mayor of Qingdao on Thursday.",
        [("Zhao Minghai", "mayor of Qingdao", None)],
    ),
    ("An Minghai was named mayor of Qingdao.", [("An Minghai", "mayor of Qingdao", None)]),
    (
        "Datuk Halim Jusoh has been elected speaker of the Kedah state assembly.",
        [("Halim Jusoh", "speaker", "Kedah state assembly")],
    ),
    (
        "The minister without portfolio, Tan Sri Lim Boon Teck, will lead.",
        [("Lim Boon Teck", "minister without portfolio", None)],
    ),
    ("Sen. Ramon Delacruz and Gov. Ana Reyes spoke.", [("Ramon Delacruz", "Sen.", None), ("Ana Reyes", "Gov.", None)]),
    (
        "The chairman of the Selat Energy board, Datuk Halim Jusoh, said so.",
        [("Halim Jusoh", "chairman", "Selat Energy board")],
    ),
    (
        "Basri Jelani, director of the Immigration Department's Enforcement Division, said so.",
        [
            (
                "Basri Jelani",
                "director of the Immigration Department's Enforcement Division",
                "Immigration Department of Malaysia",
            )
        ],
    ),
    (
        "Indonesian Trade Minister Bambang Hartanto met his Malaysian counterpart, Datuk Liew Kok Meng.",
        [("Bambang Hartanto", "Trade Minister", "Indonesia"), ("Liew Kok Meng", "Trade Minister", "Malaysia")],
    ),
    ("Drainage department director Lim Boon Teck spoke.", [("Lim Boon Teck", "director", "Drainage department")]),
    ("Penang Chief Minister Goh Wei Liang spoke.", [("Goh Wei Liang", "Chief Minister", "Penang state government")]),
    (
        "Among them were Deputy Prime Ministers Datuk Seri Dr Halim Jusoh and Datuk Amar Rentap Jelani.",
        [("Halim Jusoh", "Deputy Prime Minister", "Malaysia"), ("Rentap Jelani", "Deputy Prime Minister", "Malaysia")],
    ),
    ("The talks were led by Yunnan governor Wang Shuyi in Kunming.", [("Wang Shuyi", "governor", "Yunnan")]),
    (
        "Former health minister Dr Latifah Mansor disagreed.",
        [("Latifah Mansor", "health minister", "Ministry of Health")],
    ),
    (
        "Rosmadi Karim, 51, the chief executive officer of Delima Port Bhd, resigned.",
        [("Rosmadi Karim", "chief executive officer", "Delima Port Bhd")],
    ),
    (
        "Kampung Baharu MP Datuk Awang Serudin Damit (BN-Kampung Baharu) asked it in the Dewan Rakyat.",
        [("Awang Serudin Damit", "Kampung Baharu MP", None)],
    ),
    (
        "Economist Dr Farid Wajdi of the Selat Institute noted a slowdown.",
        [("Farid Wajdi", "Economist", "Selat Institute")],
    ),
    (
        "The Ministry of Digital said so. Its minister Gurdeep Singh Sandhu said rules would follow.",
        [("Gurdeep Singh Sandhu", "minister", "Ministry of Digital")],
    ),
]

# The ways of English news that the table above does not show: text, (printed name, role, organisation, status).
WAYS = [
    (
        "Datuk Halim Jusoh, formerly the director of Selat Port, spoke.",
        [("Halim Jusoh", "director", "Selat Port", "former")],
    ),
    (
        "Datuk Halim Jusoh, who was the works minister at the time, denied it.",
        [("Halim Jusoh", "works minister", "Ministry of Works", "former")],
    ),
    (
        "Penang executive councillor for tourism and the arts Lim Boon Teck spoke.",
        [("Lim Boon Teck", "executive councillor for tourism and the arts", "Penang state government", "current")],
    ),
    ("Selat Bank CEO-designate Halim Jusoh spoke.", [("Halim Jusoh", "CEO-designate", "Selat Bank", "designate")]),
    (
        "Selat Bank president and chief executive officer Halim Jusoh spoke.",
        [
            ("Halim Jusoh", "chief executive officer", "Selat Bank", "current"),
            ("Halim Jusoh", "president", "Selat Bank", "current"),
        ],
    ),
    (
        "Works Minister cum Selat Party deputy president Datuk Seri Halim Jusoh spoke.",
        [
            ("Halim Jusoh", "deputy president", "Selat Party", "current"),
            ("Halim Jusoh", "Works Minister", "Ministry of Works", "current"),
        ],
    ),
    ("The king appointed Halim Jusoh prime minister.", [("Halim Jusoh", "prime minister", None, "current")]),
    (
        "Halim Jusoh will replace Lim Boon Teck as transport minister.",
        [
            ("Halim Jusoh", "transport minister", "Ministry of Transport", "current"),
            ("Lim Boon Teck", "transport minister", "Ministry of Transport", "former"),
        ],
    ),
    ("Halim Jusoh stepped down as chairman of Selat Bank.", [("Halim Jusoh", "chairman", "Selat Bank", "former")]),
    (
        "Selat Bank has appointed Halim Jusoh its chief executive.",
        [("Halim Jusoh", "chief executive", "Selat Bank", "current")],
    ),
    ("In her capacity as mayor, Siti Hawa Omar signed the deed.", [("Siti Hawa Omar", "mayor", None, "current")]),
    ("Halim Jusoh — the works minister — spoke.", [("Halim Jusoh", "works minister", "Ministry of Works", "current")]),
    ("The works minister is Halim Jusoh.", [("Halim Jusoh", "works minister", "Ministry of Works", "current")]),
    (
        "Ministers Halim Jusoh (Works) and Lim Boon Teck (Transport) attended.",
        [
            ("Halim Jusoh", "Minister", "Ministry of Works", "current"),
            ("Lim Boon Teck", "Minister", "Ministry of Transport", "current"),
        ],
    ),
    (  # a list: the second post is that of the name behind it
        "Present were Works Minister Datuk Halim Jusoh, Finance Minister, Tengku Datuk Seri Haziq Muin and others.",
        [
            ("Halim Jusoh", "Works Minister", "Ministry of Works", "current"),
            ("Tengku Haziq Muin", "Finance Minister", "Ministry of Finance", "current"),
        ],
    ),
    (
        "Works Minister Datuk Halim Jusoh and his deputy Lim Boon Teck attended.",
        [
            ("Halim Jusoh", "Works Minister", "Ministry of Works", "current"),
            ("Lim Boon Teck", "deputy", "Ministry of Works", "current"),
        ],
    ),
    (
        "Works Minister Datuk Halim Jusoh's press secretary Lim Boon Teck spoke.",
        [
            ("Halim Jusoh", "Works Minister", "Ministry of Works", "current"),
            ("Lim Boon Teck", "press secretary", "Ministry of Works", "current"),
        ],
    ),
    (
        "Zhao Ming, deputy director of the Jiangsu Provincial Department of Commerce, spoke.",
        [("Zhao Ming", "deputy director", "Jiangsu Provincial Department of Commerce", "current")],
    ),
    ("Consul General of China in Penang Zhao Ming spoke.", [("Zhao Ming", "Consul General", "China", "current")]),
    (
        "Director-general of Health Dr Halim Jusoh spoke.",
        [("Halim Jusoh", "Director-general of Health", "Ministry of Health", "current")],
    ),
    (
        "Finance Minister II Datuk Halim Jusoh spoke.",
        [("Halim Jusoh", "Finance Minister II", "Ministry of Finance", "current")],
    ),
    ("Then-prime minister Tun Halim Jusoh agreed.", [("Halim Jusoh", "prime minister", "Malaysia", "former")]),
    (
        "Selat Party women's wing leader Siti Hawa Omar spoke.",
        [("Siti Hawa Omar", "women's wing leader", "Selat Party", "current")],
    ),
    (  # a rank before the name is an honorific
        "District police chief Assistant Commissioner Halim Jusoh spoke.",
        [("Halim Jusoh", "District police chief", None, "current")],
    ),
    (
        "Works Minister Datuk Seri Tuan Halim Tuan Jusoh spoke.",
        [("Tuan Halim Tuan Jusoh", "Works Minister", "Ministry of Works", "current")],
    ),
    ("Delima Party president Ting King Seng spoke.", [("Ting King Seng", "president", "Delima Party", "current")]),
    ("Vice-premier He Lifan spoke.", [("He Lifan", "Vice-premier", None, "current")]),
    ("An Weilan, the mayor, arrived.", [("An Weilan", "mayor", None, "current")]),
    ("See Hong Kiat, minister of ports, spoke.", [("See Hong Kiat", "minister of ports", None, "current")]),
    (
        "The road is open, saidDeputy Works Minister Datuk Halim Jusoh.",
        [("Halim Jusoh", "Deputy Works Minister", "Ministry of Works", "current")],
    ),
    (
        "Works Minister Datuk Halim Jusoh.Satisfied with it, he left.",
        [("Halim Jusoh", "Works Minister", "Ministry of Works", "current")],
    ),
    (
        "A lawyer representing the family, Datuk Halim Jusoh, told reporters so.",
        [("Halim Jusoh", "lawyer", None, "current")],
    ),
    (  # the subject of the sentence, not the nearest house
        "The Delima Party will not work with the Selat Coalition, its president Datuk Halim Jusoh said.",
        [("Halim Jusoh", "president", "Delima Party", "current")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_role_and_name(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    _, found = officials(text)
    stated = [(o.name, o.role, o.organisation) for o in found if o.stated]
    for item in expected:
        assert item in stated


@pytest.mark.parametrize(("text", "expected"), WAYS)
def test_ways_of_news(text: str, expected: list[tuple[str, str, str | None, str]]) -> None:
    _, found = officials(text)
    assert sorted((o.name, o.role, o.organisation or "", o.status) for o in found if o.stated) == sorted(
        (name, role, organisation or "", status) for name, role, organisation, status in expected
    )


@pytest.mark.parametrize(
    ("text", "status", "public"),
    [
        ("Former works minister Datuk Zainol Arif spoke.", "former", True),
        ("Acting police chief Supt Chandran Muniandy spoke.", "acting", True),
        ("Delima FC head coach Marcelo Duarte spoke.", "current", False),
        ("Selat Bank chief economist Yeo Jia Hui spoke.", "current", False),
        ("Environment secretary Ana Reyes spoke.", "current", True),
        ("PKR vice-president Ana Reyes spoke.", "current", True),
        ("Company secretary Ana Reyes spoke.", "current", False),
    ],
)
def test_status_and_office(text: str, status: str, public: bool) -> None:
    _, found = officials(text)
    assert [(o.status, o.public_office) for o in found] == [(status, public)]


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "Trade Minister Lim Boon Teck came with his deputy, Datuk Osman Ghani.", "Osman Ghani"),
        ("ms", "Menteri Ekonomi Lim Boon Teck hadir. Timbalannya, Datuk Osman Ghani, turut hadir.", "Osman Ghani"),
    ],
)
def test_the_deputy_of_a_public_office_is_one(language: str, text: str, name: str) -> None:
    _, found = officials(text, language)
    assert [o.public_office for o in found if o.name == name] == [True]


def test_posts_that_only_an_entity_finder_knows() -> None:
    text = "The race was won by pole-vault wizard Halim Jusoh of Kluang."
    reading = read(text, language="en")
    assert find_officials(reading) == ()
    start = text.index("pole-vault wizard")
    role = Entity(label="ROLE", start=start, end=start + 17, text="pole-vault wizard", confidence=0.9, found_by="model")
    (found,) = find_officials(replace(reading, entities=(role,)))
    assert (found.name, found.role, found.found_by) == ("Halim Jusoh", "pole-vault wizard", "marked-role-name")
