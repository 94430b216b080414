"""Places: the gazetteer against ISO, known ambiguities as cases, real marked sentences where at hand."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pycountry
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.pipeline import read
from nlp.places import all_places, find_places
from nlp.places.gazetteer import CJK, by_code, folded, knowledge
from nlp.places.scan import matches

HERE = Path(__file__).parent
SHARED = [folder / "shared" for folder in HERE.resolve().parents if (folder / "shared" / "knowledge").is_dir()]
COUNTRIES = "CN MY SG BN ID TH VN PH KH LA MM TL".split()


def found(text: str, language: str = "en", **options: bool) -> list[tuple[str, str]]:
    return [(mention.text, mention.code) for mention in find_places(read(text, language=language), **options)]


def test_the_gazetteer_holds_exactly_the_divisions_of_iso_3166_2() -> None:
    for country in COUNTRIES:
        ours = {place.code for place in all_places() if place.country == country}
        assert ours == {one.code for one in pycountry.subdivisions.get(country_code=country)}, country


def test_china_and_malaysia_have_names_in_three_languages_and_a_centroid_inside_the_country() -> None:
    box = {"CN": (18, 54, 73, 135), "MY": (0.8, 7.5, 99.5, 119.5)}
    for place in all_places():
        if place.country in box:
            south, north, west, east = box[place.country]
            assert place.name_zh, place
            assert south <= (place.latitude or 0) <= north, place
            assert west <= (place.longitude or 0) <= east, place


def test_cities_and_names_roll_up_to_divisions_that_exist_and_no_spelling_means_two_divisions() -> None:
    data = knowledge()
    for table in (data["city"], data["named_for"]):
        assert set(table) <= set(by_code())
    seen: dict[str, str] = {}
    for code, row in data["division"].items():
        for form in {row["en"], row.get("ms", row["en"]), *row.get("also", ())}:
            assert seen.setdefault(folded(form), code) == code, (form, code)


def test_towns_are_spelled_once_and_no_town_is_spelled_like_another_division() -> None:
    data = knowledge()
    divisions = {
        folded(form): code for code, row in data["division"].items() for form in (row["en"], row.get("zh", ""))
    }
    seen: dict[str, str] = {}
    for code, forms in data["city"].items():
        for form in forms:
            assert seen.setdefault(folded(form), code) == code, (form, code)
            assert divisions.get(folded(form), code) == code, (form, code)
    for form, codes in data["shared"].items():
        assert folded(form) not in seen, form
        assert len(set(codes)) == len(codes) > 1, form
        assert set(codes[1:]) | ({codes[0]} - {""}) <= set(by_code()), form
    for kind in ("unsure", "named_for"):
        assert set(data[kind]) <= set(by_code())
    assert len(data["city"]["CN-GD"]) >= 40  # 21 prefecture cities, in two scripts


def _sure_names() -> Iterator[tuple[str, str, bool]]:
    """Every spelling that needs nothing beside it, its division, and whether it is a town."""
    data = knowledge()
    for place in all_places():
        row = data["division"][place.code]
        unsure = {*data["unsure"].get(place.code, ())}
        for form in {place.name_en, place.name_ms, place.name_zh or place.name_en, *row.get("also", ())} - unsure:
            quiet = place.country in {"PH", "TL", "SG"} and len(form) < 3
            if place.needs is None and not (CJK.search(form) and quiet):
                yield form, place.code, False
    for code, forms in data["city"].items():
        yield from ((form, code, True) for form in forms)


def test_every_name_that_needs_no_cue_is_found_whole_in_a_plain_sentence_with_its_code() -> None:
    wrong = []
    for form, code, town in _sure_names():
        text, language = (f"他昨天抵达{form}。", "zh") if CJK.search(form) else (f"Jalan di {form} ditutup.", "ms")
        if found(text, language, cities=town, all_uses=town) != [(form, code)]:
            wrong.append((form, code))
    assert not wrong


# text, language, (text as printed, code)...: what the default result must be, exactly.
CASES = [
    # near-homographs: each its own, none another's
    ("Factories in Shanxi burn coal, those in Shaanxi do not.", "en", ("Shanxi", "CN-SX"), ("Shaanxi", "CN-SN")),
    ("Henan, Hunan and Hainan sent envoys.", "en", ("Henan", "CN-HA"), ("Hunan", "CN-HN"), ("Hainan", "CN-HI")),
    ("Trade between Hebei and Hubei rose.", "en", ("Hebei", "CN-HE"), ("Hubei", "CN-HB")),
    ("Jiang Xin and Liu Ning spoke after Jiang Xi and Liao Ning.", "en"),
    ("Jiangxi lies west of Jiangsu.", "en", ("Jiangxi", "CN-JX"), ("Jiangsu", "CN-JS")),
    ("Guangzhou is in Guangdong, not in Guangxi.", "en", ("Guangdong", "CN-GD"), ("Guangxi", "CN-GX")),
    ("GuangXi Beibu Gulf International Port Group bought the berth.", "en"),
    ("Herders from Inner Mongolia sold wool to Mongolia.", "en", ("Inner Mongolia", "CN-NM")),
    ("Pelabur dari Mongolia Dalam tiba semalam.", "ms", ("Mongolia Dalam", "CN-NM")),
    ("Both Tibet and Xizang are written.", "en", ("Tibet", "CN-XZ"), ("Xizang", "CN-XZ")),
    ("Ships from Taiwan crossed the Taiwan Strait.", "en"),
    ("Firms in Macau and Hong Kong signed.", "en", ("Macau", "CN-MO"), ("Hong Kong", "CN-HK")),
    ("The plant is in Jilin City in Jilin province.", "en", ("Jilin province", "CN-JL")),
    ("The fair moved from Chongqing to Shanghai.", "en", ("Chongqing", "CN-CQ"), ("Shanghai", "CN-SH")),
    # the generic word belongs to a Chinese division as printed, not to a Malaysian state
    ("Officials of Guangxi Zhuang Autonomous Region came.", "en", ("Guangxi Zhuang Autonomous Region", "CN-GX")),
    (
        "Hunan province's exports and the Kedah state budget grew.",
        "en",
        ("Hunan province", "CN-HN"),
        ("Kedah", "MY-02"),
    ),
    (
        "The Selangor state government and Yunnan Province signed.",
        "en",
        ("Selangor", "MY-10"),
        ("Yunnan Province", "CN-YN"),
    ),
    (
        "The four provinces of Guizhou, Sichuan, Yunnan and Gansu grew.",
        "en",
        ("Guizhou", "CN-GZ"),
        ("Sichuan", "CN-SC"),
        ("Yunnan", "CN-YN"),
        ("Gansu", "CN-GS"),
    ),
    # metonyms and datelines
    ("Putrajaya will be implementing the levy next year.", "en"),
    ("Beijing said the tariffs would stay.", "en"),
    ("Beijing's decision pleased traders.", "en"),
    ("Putrajaya akan melaksanakan levi itu.", "ms"),
    ("The clinic in Putrajaya opened.", "en", ("Putrajaya", "MY-16")),
    ("Rain fell on Beijing and Tianjin.", "en", ("Beijing", "CN-BJ"), ("Tianjin", "CN-TJ")),
    ("PUTRAJAYA, Nov 22 — The canal reopened.", "en"),
    ("BEIJING, 7 Nov (Kijang) -- Harga beras turun.", "ms"),
    ("KUALA LUMPUR: Johor is to host the games village.", "en", ("Johor", "MY-01")),
    ("KUALA LUMPUR, Jan 7 Rubber rose.\nTraders in Melaka cheered.", "en", ("Melaka", "MY-04")),
    # longer names
    ("Johor Bahru council met near the Straits of Johor.", "en"),
    ("The Johor-Singapore Special Economic Zone (JS-SEZ) grows.", "en", ("Johor", "MY-01")),
    ("The JS-SEZ drew ten firms.", "en", ("JS-SEZ", "MY-01")),
    ("The Sultan of Johor opened the mosque.", "en"),
    ("Vessels in the Strait of Malacca and Selat Melaka waited.", "en"),
    ("Malacca and Melaka are one state.", "en", ("Malacca", "MY-04"), ("Melaka", "MY-04")),
    ("Ferries link Penang with Tanjung Pinang and Pangkal Pinang.", "en", ("Penang", "MY-07")),
    ("Pelabuhan di Pulau Pinang sesak.", "ms", ("Pulau Pinang", "MY-07")),
    ("Divers left Labuan for Labuan Bajo.", "en", ("Labuan", "MY-15")),
    ("Kuala Terengganu, Kuala Selangor, Hulu Selangor, Kuala Perlis and Kuala Kedah are towns.", "en"),
    ("The Kuala Terengganu City Council fixed the drains.", "en"),
    ("Sheikh Sabah Al-Sabah read the Daily Sabah.", "en"),
    ("Sabah and Sarawak will share the cable.", "en", ("Sabah", "MY-12"), ("Sarawak", "MY-13")),
    ("Papua New Guinea bought cement.", "en"),
    # sport
    ("Johor Darul Ta'zim (JDT) won the Super League after trouncing Sabah 4-1.", "en"),
    ("Perak (17 points) stay third in the standings this season.", "en"),
    ("Kedah Darul Aman FC, Selangor FC and Sri Pahang FC drew.", "en"),
    ("The Super League final will be played in Sabah before 9,000 fans.", "en", ("Sabah", "MY-12")),
    ("Johor Darul Ta'zim celebrated its sultan's birthday.", "en", ("Johor Darul Ta'zim", "MY-01")),
    ("The index lost 20 points as Johor yields rose 4 basis points.", "en", ("Johor", "MY-01")),
    # common words
    ("Atlet itu memenangi pingat perak dan dua perak lagi.", "ms"),
    ("Petani di Perak menanam jagung.", "ms", ("Perak", "MY-08")),
    ("Semua negeri sembilan tahun lalu setuju.", "ms"),
    ("Kerajaan Negeri Sembilan setuju.", "ms", ("Negeri Sembilan", "MY-05")),
    # bodies, goods, ships, plans
    ("Hainan Airlines flies daily and serves Hainanese chicken rice.", "en"),
    ("The Hainan Free Trade Port opened an office.", "en"),
    ("Sichuan Airlines, Shandong Airlines and Yunnan Baiyao rose.", "en"),
    ("Zhejiang Geely Holding and Anhui Conch and Jiangsu Hengrui met.", "en"),
    ("The Guangdong-Hong Kong-Macao Greater Bay Area plan was read.", "en"),
    ("Shanghai Electric and Beijing Enterprises joined the Shanghai Cooperation Organisation talks.", "en"),
    ("The Fujian aircraft carrier passed; cooks used Sichuan pepper.", "en"),
    ("He spoke at the 2031 Jiangsu Rubber Machinery Expo.", "en"),
    ("She launched the Penang Riverbank Masterplan 2040.", "en"),
    ("Sarawak Energy denied a story of the Sarawak Report about the Sarawak United Peoples' Party.", "en"),
    ("Royal Selangor casts pewter.", "en"),
    ("Parti Warisan Sabah met DAP Sarawak.", "en"),
    # posts and organs of a state do name the state, titles do not
    (
        "Penang Chief Minister Tan Boon Leng and Johor State Roads and Dams Committee chairman Lim Kow came.",
        "en",
        ("Penang", "MY-07"),
        ("Johor", "MY-01"),
    ),
    ("Ferries stop, said Premier of Sarawak Datuk Jugah Lang.", "en"),
    ("Guangxi Region party secretary Wei Daming hosted them.", "en", ("Guangxi Region", "CN-GX")),
    ("Ketua Menteri Pulau Pinang Tan Boon Leng hadir.", "ms", ("Pulau Pinang", "MY-07")),
    ("Mills in Penang took RM72 million, Kedah RM30 million.", "en", ("Penang", "MY-07"), ("Kedah", "MY-02")),
    # collisions in the rest of ASEAN
    ("Mr Chin and Mon met Quezon and Aurora Rizal at Laguna beach.", "en"),
    ("Fighting reached Chin State in Myanmar.", "en", ("Chin State", "MM-14")),
    ("The Philippines sent rice to Quezon province.", "en", ("Quezon province", "PH-QUE")),
    ("Java is a language; the Java Sea is not.", "en"),
    ("Indonesia moved people from Java to East Kalimantan.", "en", ("Java", "ID-JW"), ("East Kalimantan", "ID-KI")),
    ("Songkhla borders Kedah.", "en", ("Songkhla", "TH-90"), ("Kedah", "MY-02")),
    (
        "Da Nang and Ho Chi Minh City grew faster than Bắc Ninh or Dong Nai.",
        "en",
        ("Da Nang", "VN-DN"),
        ("Ho Chi Minh City", "VN-SG"),
        ("Bắc Ninh", "VN-56"),
        ("Dong Nai", "VN-39"),
    ),
    # countries are not reported
    ("Malaysia, China, Singapore and Luxembourg traded.", "en"),
    # Chinese
    ("山西和陕西的煤运往广西壮族自治区。", "zh", ("山西", "CN-SX"), ("陕西", "CN-SN"), ("广西壮族自治区", "CN-GX")),
    ("京津冀发展迅速，北京时间八点，青海南部下雪。", "zh", ("京", "CN-BJ"), ("津", "CN-TJ"), ("冀", "CN-HE")),
    ("海南航空飞往槟城，马六甲海峡风大。", "zh", ("槟城", "MY-07")),
    ("北京表示反对。", "zh"),
    ("京剧和沪剧，豫园和湘菜。", "zh"),
    ("廣東與檳城簽約。", "zh", ("廣東", "CN-GD"), ("檳城", "MY-07")),
    # no words
    ("Write to sabah@example.org, @Sarawak or sabah.example, see Johor.example.", "en"),
]


@pytest.mark.parametrize(("text", "language", "want"), [(case[0], case[1], list(case[2:])) for case in CASES])
def test_every_known_ambiguity(text: str, language: str, want: list[tuple[str, str]]) -> None:
    assert found(text, language) == want


_MARK = re.compile(r"^(.*?) ([A-Z]{2}-\w+)((?: (?:city|dateline|metonym|organisation))*)$")


def _rows(name: str) -> list[dict[str, Any]]:
    """Rows {"lang", "text", "want"}; each of ``want`` is the text as printed, its code, and "city" or a use if any."""
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def _marks(row: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    marks = []
    for mark in row["want"]:
        match = _MARK.match(mark)
        assert match, mark
        flags = match[3].split()
        use = next((flag for flag in flags if flag != "city"), "subject")
        marks.append((match[1], match[2], use, "city" in flags))
    return marks


def _found_marks(row: dict[str, Any], *, everything: bool) -> list[tuple[str, str, str, bool]]:
    mentions = find_places(read(row["text"], language=row["lang"]), cities=everything, all_uses=everything)
    return [(one.text, one.code, one.use, one.found_by == "city") for one in mentions]


@pytest.mark.parametrize("row", _rows("places_traps.jsonl"), ids=lambda row: f"{row['kind']}: {row['text'][:40]}")
def test_every_trap(row: dict[str, Any]) -> None:
    assert _found_marks(row, everything=True) == _marks(row)


def f1(rows: list[dict[str, Any]]) -> float:
    hits = wrong = 0
    for row in rows:
        want, got = Counter(_marks(row)), Counter(_found_marks(row, everything=False))
        hits += (want & got).total()
        wrong += (want - got).total() + (got - want).total()
    return 2 * hits / (2 * hits + wrong)


# Measured: sentences the rules were mended on, 1.00 (.97 and .95 when first read); those kept back from them, .985.
def test_marked_sentences() -> None:
    assert f1(_rows("places_marked.jsonl")) >= 0.99


def test_marked_sentences_that_are_kept_back() -> None:
    assert f1(_rows("places_kept.jsonl")) >= 0.95


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("PUTRAJAYA, Nov 22 — Johor grows.", [("PUTRAJAYA", "dateline"), ("Johor", "subject")]),
        ("Beijing said it would lend more.", [("Beijing", "metonym")]),
        ("Sarawak Energy will lay the cable.", [("Sarawak Energy", "organisation")]),
        ("Perak beat Kedah 2-1 in the Malaysia Cup.", [("Perak", "organisation"), ("Kedah", "organisation")]),
        ("Ships left Taiwan.", [("Taiwan", "subject")]),
    ],
)
def test_what_is_left_out_is_there_when_asked_for(text: str, want: list[tuple[str, str]]) -> None:
    reading = read(text, language="en")
    assert [(mention.text, mention.use) for mention in find_places(reading, all_uses=True)] == want


def test_a_city_is_printed_as_it_stands_and_rolls_up_only_when_asked() -> None:
    reading = read("Mills in Kuala Terengganu and Suzhou closed.", language="en")
    assert find_places(reading) == ()
    mentions = find_places(reading, cities=True)
    assert [(one.text, one.code, one.name, one.found_by) for one in mentions] == [
        ("Kuala Terengganu", "MY-11", "Terengganu", "city"),
        ("Suzhou", "CN-JS", "Jiangsu", "city"),
    ]
    assert all(one.confidence < 0.7 for one in mentions)


_NAMES = [place.name_en for place in all_places() if place.country in {"MY", "CN"} and place.needs is None]


@given(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=6), st.sampled_from([", ", " and ", "; ", "/ "]))
@settings(max_examples=60, deadline=None)
def test_matches_are_exact_in_order_and_never_overlap(names: list[str], glue: str) -> None:
    text = glue.join(names)
    spans = matches(text)
    assert [text[match.start : match.end] for match in spans] == names
    assert all(left.end <= right.start for left, right in pairwise(spans))


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_folding_keeps_every_offset_and_matching_never_fails(text: str) -> None:
    assert len(folded(text)) == len(text)
    for match in matches(text):
        assert 0 <= match.start < match.end <= len(text)


# Measured on the 51 marked sentences that are at hand: 14 of 14 spans, none too many.
FLOOR = 0.98


def _shared(name: str) -> Path:
    """A file that is not part of the project; the test that asks for it is skipped where it is not at hand."""
    if not SHARED or not (SHARED[0] / name).is_file():
        pytest.skip(f"{name} is not part of the project")
    return SHARED[0] / name


@pytest.mark.shared
def test_real_marked_sentences() -> None:
    sentences = _shared("knowledge/sentences.jsonl")
    hits = extra = missed = 0
    for line in sentences.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        got = {(one.start, one.end, one.code) for one in find_places(read(row["text"], language=row["lang"]))}
        want = {(*one["span"], one["code"]) for one in row["spans"]["provinces"]}
        hits, extra, missed = hits + len(got & want), extra + len(got - want), missed + len(want - got)
    assert 2 * hits / (2 * hits + extra + missed) >= FLOOR


# Measured on 160 articles: 392 of 392 states that people marked as places are found with their code, 387 of them as
# what the text is about or in a dateline.
@pytest.mark.shared
def test_states_that_people_marked_as_places_are_found() -> None:
    articles = _shared("corpora/malaysian-english-news/gold.jsonl")
    rows = knowledge()["division"]
    states = {
        folded(form): code
        for code, row in rows.items()
        if code.startswith("MY-")
        for form in (row["en"], row.get("ms", row["en"]), *row.get("also", ()))
    }
    total = coded = counted = 0
    for line in articles.read_text(encoding="utf-8").strip().split("\n"):
        article = json.loads(line)
        mentions = find_places(read(article["text"], language="en"), cities=True, all_uses=True)
        for entity in article["entities"]:
            code = states.get(folded(article["text"][entity["start"] : entity["end"]]))
            if entity["label"] != "LOCATION" or code is None:
                continue
            over = [one for one in mentions if one.start <= entity["start"] and entity["end"] <= one.end]
            total += 1
            coded += any(one.code == code for one in over)
            counted += any(one.code == code and one.use in {"subject", "dateline"} for one in over)
    assert total > 300
    assert coded >= 0.995 * total
    assert counted >= 0.98 * total
