"""Officials: every way in which news ties a post to a name. All people and houses are invented."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.entities import find_entities
from nlp.officials import find_officials, resolve_pronouns, speaker_at
from nlp.pipeline import read
from nlp.reading import Reading
from records import OfficialMention

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
]


@pytest.mark.parametrize(
    ("language", "text", "expected"), [*(("en", *c) for c in ENGLISH), *(("ms", *c) for c in MALAY)]
)
def test_role_and_name(language: str, text: str, expected: list[tuple[str, str, str | None]]) -> None:
    _, found = officials(text, language)
    stated = [(o.name, o.role, o.organisation) for o in found if o.stated]
    for item in expected:
        assert item in stated


@pytest.mark.parametrize(
    ("text", "status", "public"),
    [
        ("Former works minister Datuk Zainol Arif spoke.", "former", True),
        ("Acting police chief Supt Chandran Muniandy spoke.", "acting", True),
        ("Delima FC head coach Marcelo Duarte spoke.", "current", False),
        ("Selat Bank chief economist Yeo Jia Hui spoke.", "current", False),
    ],
)
def test_status_and_office(text: str, status: str, public: bool) -> None:
    _, found = officials(text)
    assert [(o.status, o.public_office) for o in found] == [(status, public)]


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
    assert speaker_at(reading, found, text.index("She added")) is None


@pytest.mark.parametrize(
    "text",
    [
        "Bernama reported that exports rose.",
        "Miti attributed the decline to weaker demand.",
        "Puan Mariam Talib bought fish at the market.",
        "The minister said so.",
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
        ('"I told the minister (Datuk Zainol Arif) so," he said.', "Zainol Arif", "minister"),
    ],
)
def test_posts_apart_from_the_name(text: str, name: str, role: str) -> None:
    assert (name, role) in {(o.name, o.role) for o in officials(text)[1]}


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
