"""Officials: every way in which news ties a post to a name. All people and houses are invented."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.entities import find_entities
from nlp.officials import find_officials, resolve_pronouns, speaker_at
from nlp.officials.confidence import Counts, Table, measured, precision
from nlp.pipeline import read
from nlp.reading import Reading
from records import Entity, OfficialMention

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def officials(text: str, language: str = "en") -> tuple[Reading, tuple[OfficialMention, ...]]:
    reading = read(text, language=language)
    reading = replace(reading, entities=find_entities(reading))
    return reading, find_officials(reading)


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

MALAY = [
    (
        "Timbalan Menteri Komunikasi, Tan Mei Suan berkata projek itu siap.",
        [("Tan Mei Suan", "Timbalan Menteri Komunikasi", "Kementerian Komunikasi")],
    ),
    (
        "Turut hadir, Ketua Pegawai Eksekutif Perbadanan Pelabuhan Selat (PPS), Nazirah Awang.",
        [("Nazirah Awang", "Ketua Pegawai Eksekutif", "Perbadanan Pelabuhan Selat")],
    ),
    (
        "Projek itu disambung, kata Menteri Pelaburan, Perdagangan dan Industri Tengku Datuk Seri Haziq Muin.",
        [
            (
                "Tengku Haziq Muin",
                "Menteri Pelaburan, Perdagangan dan Industri",
                "Kementerian Pelaburan, Perdagangan dan Industri",
            )
        ],
    ),
    ("Bekas Menteri Kewangan Datuk Osman Ghani hadir.", [("Osman Ghani", "Menteri Kewangan", "Kementerian Kewangan")]),
    (
        "Menteri Besar Selangor Datuk Osman Ghani hadir.",
        [("Osman Ghani", "Menteri Besar Selangor", "Selangor state government")],
    ),
    (
        "Ketua Menteri Pulau Pinang Lim Boon Teck hadir.",
        [("Lim Boon Teck", "Ketua Menteri Pulau Pinang", "Pulau Pinang state government")],
    ),
    (
        "Menteri di Jabatan Perdana Menteri (Undang-Undang dan Reformasi Institusi), Datuk Siti Hawa Omar hadir.",
        [
            (
                "Siti Hawa Omar",
                "Menteri di Jabatan Perdana Menteri (Undang-Undang dan Reformasi Institusi)",
                "Jabatan Perdana Menteri",
            )
        ],
    ),
    (
        "Menteri Kewangan, Senator Datuk Osman Ghani, hadir.",
        [("Osman Ghani", "Menteri Kewangan", "Kementerian Kewangan")],
    ),
    ("Datuk Osman Alias selaku Menteri Kewangan hadir.", [("Osman Alias", "Menteri Kewangan", "Kementerian Kewangan")]),
    ("Panglima Tentera Laut, Laksamana Osman Ghani, hadir.", [("Osman Ghani", "Panglima Tentera Laut", None)]),
    (
        "Timbalan Ketua Menteri II Pulau Pinang, Lim Boon Teck, hadir.",
        [("Lim Boon Teck", "Timbalan Ketua Menteri II Pulau Pinang", "Pulau Pinang state government")],
    ),
    ("Pemangku Ketua Pengarah Kastam Osman Khamis hadir.", [("Osman Khamis", "Ketua Pengarah Kastam", "Kastam")]),
    (
        "Premier Sarawak Datuk Patinggi Awang Sulong di Beijing.",
        [("Awang Sulong", "Premier Sarawak", "Sarawak state government")],
    ),
    (
        "Ia ditandatangani menteri pendidikan ketika itu, Datuk Osman Ghani.",
        [("Osman Ghani", "menteri pendidikan", "Kementerian Pendidikan")],
    ),
    (
        "Exco Pelancongan, Ekonomi Kreatif dan Kesenian Pulau Pinang Lim Boon Teck memberitahu.",
        [("Lim Boon Teck", "Exco Pelancongan, Ekonomi Kreatif dan Kesenian Pulau Pinang", None)],
    ),
    ("Menteri Luar China Zhao Ming hadir.", [("Zhao Ming", "Menteri Luar", "China")]),
    ("Duta Besar China ke Malaysia Zhao Ming hadir.", [("Zhao Ming", "Duta Besar China ke Malaysia", "China")]),
    ("Menteri Kewangan II Datuk Osman Ghani hadir.", [("Osman Ghani", "Menteri Kewangan II", "Kementerian Kewangan")]),
    (
        "Ketua Pengarah Kesihatan Dr Osman Ghani hadir.",
        [("Osman Ghani", "Ketua Pengarah Kesihatan", "Kementerian Kesihatan")],
    ),
    (
        "Presiden dan Ketua Pegawai Eksekutif Bank Selat, Osman Ghani hadir.",
        [("Osman Ghani", "Ketua Pegawai Eksekutif", "Bank Selat"), ("Osman Ghani", "Presiden", "Bank Selat")],
    ),
    (
        "Pengarah Bomba dan Penyelamat Johor Osman Ghani hadir.",
        [("Osman Ghani", "Pengarah", "Bomba dan Penyelamat Johor")],
    ),
    (
        "Ketua Polis Daerah Kluang, Asisten Komisioner Osman Ghani hadir.",
        [("Osman Ghani", "Ketua Polis Daerah", "Kluang")],
    ),
    ("Tertuduh diwakili peguam Osman Ghani.", [("Osman Ghani", "peguam", None)]),
    ("EXCO Pelancongan negeri, Lim Boon Teck hadir.", [("Lim Boon Teck", "EXCO Pelancongan negeri", None)]),
    ("Osman Ghani dilantik sebagai Pengarah Institut Selat.", [("Osman Ghani", "Pengarah", "Institut Selat")]),
    (
        "Pelantikan Osman Ghani sebagai Pengarah Institut Selat diumumkan.",
        [("Osman Ghani", "Pengarah", "Institut Selat")],
    ),
    ("Gubernur Jawa Barat Dedi Setiawan hadir.", [("Dedi Setiawan", "Gubernur Jawa Barat", "Jawa Barat")]),
]


@pytest.mark.parametrize(
    ("language", "text", "expected"), [*(("en", *c) for c in ENGLISH), *(("ms", *c) for c in MALAY)]
)
def test_role_and_name(language: str, text: str, expected: list[tuple[str, str, str | None]]) -> None:
    _, found = officials(text, language)
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


def test_a_counterpart_of_another_state_has_no_post_that_the_text_tells() -> None:
    _, found = officials("Penang Chief Minister Goh Wei Liang met his Kedah counterpart Datuk Osman Ghani.")
    assert [o.name for o in found] == ["Goh Wei Liang"]


def test_the_post_of_somebody_s_secretary_is_not_that_of_who_went_before() -> None:
    _, found = officials("She spent three years as political secretary to his predecessor, Siti Hawa Karim.")
    assert [o.name for o in found] == []


ARTICLE = (
    "PUTRAJAYA, Aug 3 (Nusa Wire) -- Senior director of the Freight Policy Division at the Ministry of "
    "Transport (MOT), See Wan Keat, stated that ports would grow.\n"
    '"We see no limit," he said.\n'
    "See observed that cargo had doubled, while Prime Minister Datuk Seri Borhan Zulkarnain was abroad.\n"
    "He added that Klang was full.\n"
    "See the table for details.\n"
    "Also Read: Transport Minister Lim Boon Teck resigns\n"
)


def test_later_mentions_resolve_and_words_do_not() -> None:
    _, found = officials(ARTICLE)
    assert [(o.name, o.resolved_from, o.stated) for o in found] == [
        ("See Wan Keat", None, True),
        ("See Wan Keat", "See", False),
        ("Borhan Zulkarnain", None, True),
    ]
    later = found[1]
    assert (later.role, later.organisation_short) == ("Senior director of the Freight Policy Division", "MOT")


def test_the_speaker_stays_the_speaker() -> None:
    reading, found = officials(ARTICLE)
    for words in ("he said", "He added"):
        speaker = speaker_at(reading, found, ARTICLE.index(words))
        assert speaker is not None
        assert speaker.name == "See Wan Keat"
    assert {p.official.name for p in resolve_pronouns(reading, found)} == {"See Wan Keat"}


def test_a_bare_post_is_whoever_holds_it() -> None:
    text = (
        "Transport Minister Lim Boon Teck met Chinese Premier Zhao Minghai. The premier said yes. "
        "The minister of works left. The minister said no."
    )
    reading, found = officials(text)
    said = {
        words: speaker_at(reading, found, text.index(words))
        for words in ("The premier", "The minister said", "The minister of works")
    }
    assert [o.name if o else None for o in said.values()] == ["Zhao Minghai", "Lim Boon Teck", None]


def test_a_stranger_takes_the_word_over() -> None:
    text = (
        "Mayor Datuk Rahmat Idris said it was done.\n"
        "Fruit shop customer Mariam Talib said it was not. She added that nothing had changed.\n"
    )
    reading, found = officials(text)
    speaker = speaker_at(reading, found, text.index("She added"))
    assert speaker is None or speaker.name == "Mariam Talib"


@pytest.mark.parametrize(
    "text",
    [
        "Bernama reported that exports rose.",
        "Miti attributed the decline to weaker demand.",
        "Puan Mariam Talib bought fish at the market.",
        "The minister said so.",
        "Delima Securities Sdn Bhd is the adviser and underwriter.",
        "It was brought to the Quartet Ministers Meeting for approval.",
        "With fewer candidates in Sabah, Lim urged voters to turn out.",
        "At the meeting with Mariam Talib, the witness said nothing.",
        "The Entrepreneur Development Fair was held in Kluang.",
        "",
    ],
)
def test_nobody_is_invented(text: str) -> None:
    assert officials(text)[1] == ()


@settings(max_examples=60, deadline=None)
@given(
    honorifics=st.lists(
        st.sampled_from(["Datuk", "Datuk Seri", "Tan Sri", "Dr", "Tun", "Dato'", "Ir.", "YB"]), max_size=4
    ),
    name=st.sampled_from(
        ["Borhan Zulkarnain", "Goh Wei Liang", "Gurdeep Singh Sandhu", "Rentap anak Jelani", "Siti Hawa binti Omar"]
    ),
    role=st.sampled_from(
        ["Works Minister", "Minister of Agriculture and Food Security", "Home Affairs Deputy Minister", "Menteri Besar"]
    ),
)
def test_honorifics_never_reach_the_name(honorifics: list[str], name: str, role: str) -> None:
    _, found = officials(f"This was said by {role} {' '.join([*honorifics, name])} yesterday.")
    assert [(o.name, o.role) for o in found] == [(name, role)]


@settings(max_examples=15, deadline=None)
@given(st.text(alphabet="Datuk SeMinsr,.()'’\n\"“-&/:", max_size=80))
def test_any_text_is_read(text: str) -> None:
    for official in officials(text)[1]:
        assert text[official.start : official.end].strip() != ""


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        (
            "Datuk Zainol Arif said the bridge was safe. The works minister said it would open soon.",
            "Zainol Arif",
            "works minister",
        ),
        ("Rosmadi Karim was appointed as the new treasurer of Delima FC.", "Rosmadi Karim", "treasurer"),
        (
            "Datuk Zainol Arif has resigned as Minister of Works with immediate effect, the palace said.",
            "Zainol Arif",
            "Minister of Works",
        ),
        (
            "Datuk Zainol Arif was named Director of Fisheries with effect from May 2.",
            "Zainol Arif",
            "Director",
        ),
        ('"I told the minister (Datuk Zainol Arif) so," he said.', "Zainol Arif", "minister"),
    ],
)
def test_posts_apart_from_the_name(text: str, name: str, role: str) -> None:
    assert (name, role) in {(o.name, o.role) for o in officials(text)[1]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # two posts told of the speaker
            "The works began, said Datuk Lim Boon Teck.\n"
            "The Deputy Chief Minister and Kempas MP said the road would open.",
            {("Lim Boon Teck", "Deputy Chief Minister"), ("Lim Boon Teck", "Kempas MP")},
        ),
        (  # told of the only person, without a verb of saying
            "Datuk Halim Jusoh will defend his seat.\n"
            "The Johor Menteri Besar, who leads the party, faces three rivals.",
            {("Halim Jusoh", "Menteri Besar")},
        ),
        (  # told of by his work, and named with his age soon after
            "KLUANG: A former teacher was charged with theft today.\nHalim Jusoh, 45, pleaded not guilty.",
            {("Halim Jusoh", "teacher")},
        ),
        (
            "KLUANG: A former teacher was charged with theft today.\nHalim Jusoh pleaded for rain.",
            set(),
        ),
        (  # an expert is not called by an office: that is somebody else
            "The plan may fail, said Universiti Selat associate professor Halim Jusoh.\n"
            "The former prime minister said it would not.",
            {("Halim Jusoh", "associate professor")},
        ),
    ],
)
def test_a_post_told_a_sentence_later(text: str, expected: set[tuple[str, str]]) -> None:
    assert {(o.name, o.role) for o in officials(text)[1] if o.stated} == expected


def test_posts_that_only_an_entity_finder_knows() -> None:
    text = "The race was won by pole-vault wizard Halim Jusoh of Kluang."
    reading = read(text, language="en")
    assert find_officials(reading) == ()
    start = text.index("pole-vault wizard")
    role = Entity(label="ROLE", start=start, end=start + 17, text="pole-vault wizard", confidence=0.9, found_by="model")
    (found,) = find_officials(replace(reading, entities=(role,)))
    assert (found.name, found.role, found.found_by) == ("Halim Jusoh", "pole-vault wizard", "marked-role-name")


@pytest.mark.parametrize(
    "text",
    [
        "Datuk Seri Rahim Salleh " * 2500,
        "Rahim " * 10_000,
        "Datuk " * 10_000,
        "Minister of Health and " * 2500,
        "".join(
            f"Minister Rahim{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}{chr(97 + i // 676)} Salleh said so. "
            for i in range(2000)
        ),
    ],
    ids=["names", "capitals", "honorifics", "posts", "persons"],
)
def test_time_stays_linear(text: str) -> None:
    """60,000 characters took .1 to .7 s; each of these took minutes where a reader was quadratic in its subject."""
    reading = read(text, language="en")
    began = time.process_time()
    find_officials(reading)
    assert time.process_time() - began < 8


_CELLS = st.dictionaries(
    st.sampled_from(["a", "b", "c"]),
    st.dictionaries(
        st.integers(1, 3),
        st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: Counts(min(pair), max(pair))),
        max_size=3,
    ),
    max_size=3,
)


@given(table=_CELLS, way=st.sampled_from(["a", "b", "c", "unseen"]), length=st.integers(1, 3))
def test_confidence_is_a_share_and_follows_the_cases(table: Table, way: str, length: int) -> None:
    value = precision(table, way, length)
    assert 0 < value < 1
    more = {**table, way: {**table.get(way, {}), length: Counts(200, 200)}}
    less = {**table, way: {**table.get(way, {}), length: Counts(0, 200)}}
    assert precision(less, way, length) < 0.05 < 0.95 < precision(more, way, length)


def test_confidence_of_what_was_not_seen_is_that_of_all() -> None:
    table = {"often": {2: Counts(90, 100)}, "rare": {1: Counts(0, 1)}}
    everything = (90 + 1) / (101 + 2)
    assert precision(table, "never", 1) == pytest.approx(everything)
    assert precision(table, "rare", 1) < precision(table, "rare", 2) < everything < precision(table, "often", 2)


def test_the_measured_table_is_used() -> None:
    _, found = officials("Works Minister Datuk Halim Jusoh spoke.")
    assert [o.confidence for o in found] == [round(precision(measured(), "role-name", 2), 3)]
    assert sum(cell.count for cells in measured().values() for cell in cells.values()) > 500


@pytest.mark.shared
def test_the_seed_article() -> None:
    if not (SHARED / "seed-article.txt").is_file():
        pytest.skip("the corpora are not here")
    _, found = officials((SHARED / "seed-article.txt").read_text())
    assert {(o.name, o.organisation_short or o.organisation) for o in found} == {
        ("See Chee Kong", "MITI"),
        ("Xi Jinping", "China"),
    }
    assert [o.resolved_from for o in found].count("See") == 1
