"""Themes: what the file may hold, what a text gets and why, in English and Malay; and the one-pass clustering."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models import data
from nlp.cluster import cluster_rows
from nlp.copies.text import lines
from nlp.embedding import Encoder, default_encoder
from nlp.themes import ThemeScorer, evidence, load_themes
from nlp.themes.evidence import Terms, _pattern, searched
from nlp.themes.meaning import PASSAGE_READ, PASSAGES, passage_vectors, passages
from records import BadInput, Theme


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return default_encoder()


@pytest.fixture(scope="module")
def scorer(encoder: Encoder) -> ThemeScorer:
    return ThemeScorer(load_themes(), encoder)


@pytest.fixture(scope="module")
def five(encoder: Encoder) -> ThemeScorer:
    return ThemeScorer(FIVE, encoder)


CASES = [
    (
        "ev",
        "en",
        "Carmaker Velox to build a battery plant in Tolm",
        "Velox will assemble electric cars and charge them at 300 charging stations across the province.",
    ),
    (
        "ev",
        "ms",
        "Velox bina loji bateri",
        "Velox akan memasang kenderaan elektrik dan membuka 300 stesen pengecas di seluruh negeri.",
    ),
    (
        "data-centre",
        "en",
        "Nimbus opens a hyperscale campus",
        "The data centre will use liquid cooling and draw 120 megawatts, the cloud firm said.",
    ),
    (
        "tourism-people",
        "ms",
        "Ketibaan pelancong naik",
        "Ketibaan pelancong ke pulau itu naik selepas dasar bebas visa, kata lembaga pelancongan.",
    ),
    (
        "tariffs-trade-policy",
        "en",
        "Minister to answer tariff on steel",
        "The reciprocal tariff breaks the free trade agreement, Minister Oda Brill said.",
    ),
    (
        "semiconductors",
        "en",
        "Chip maker Arval adds a line",
        "Arval will package advanced semiconductors and design chips with two universities.",
    ),
    (
        "halal-agri",
        "en",
        "Palm oil growers ask for time",
        "Smallholders who grow palm oil cannot yet prove where their fruit comes from.",
    ),
]


@pytest.mark.parametrize(("theme", "language", "title", "body"), CASES)
def test_a_text_gets_its_theme_first(scorer: ThemeScorer, theme: str, language: str, title: str, body: str) -> None:
    scores = scorer.score(title=title, body=body, language=language)
    assert len(scores) == 30
    assert (scores[0].theme, scores[0].assigned) == (theme, True)
    assert [s.score for s in scores] == sorted((s.score for s in scores), reverse=True)
    assert scores[0].why


def test_a_text_of_several_themes_gets_several(scorer: ThemeScorer) -> None:
    body = (
        "Officials of two provinces spoke of solar farms and other renewable energy.\n"
        "They want to link their harbours for air cargo and container shipping, and speed up customs clearance.\n"
        "A joint college will train technicians, and TVET graduates may work on either side."
    )
    assigned = {s.theme for s in scorer.score(body=body, language="en") if s.assigned}
    assert {"renewable-energy", "logistics-ports", "talent-education"} <= assigned


UNRELATED = [
    "The keeper of the lighthouse retired after forty years and will write down his memories.",
    "Tolm beat Elder by three goals to one, and the home crowd sang until midnight.",
    "A quartet played Haydn in the town hall; the cellist broke a string in the last movement.",
    "A cat that had lived on the roof of the theatre for a week was brought down by a neighbour.",
    "Seekor kucing yang tersangkut di atas pokok diselamatkan oleh jiran.",
    "The judge sentenced the burglar to two years and told him to pay for the broken window.",
]


@pytest.mark.parametrize("body", UNRELATED)
def test_what_belongs_nowhere_gets_nothing(scorer: ThemeScorer, body: str) -> None:
    assert [s for s in scorer.score(body=body) if s.assigned] == []


def test_the_background_sample_stays_under_the_thresholds(scorer: ThemeScorer) -> None:
    sample = data.path("themes-background.txt").read_text(encoding="utf-8").split("\n")[:150:5]
    wrong = [line for line in sample if line and any(s.assigned for s in scorer.score(body=line))]
    assert len(wrong) <= 1, wrong


def test_the_given_vector_is_used(scorer: ThemeScorer, encoder: Encoder) -> None:
    away = encoder.encode(["A recipe for plum cake"])[0]
    body = "Solar farms and wind farms fed the grid."
    own, other = (scorer.score(body=body, vector=v, language="en")[0].score for v in (None, away))
    assert own > other


TERMS = Theme(
    id="t", name="Thing", seeds=("data centre", "digitalisation", "EV"), keywords=("AI", "SME", "port", "city")
)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("An AI office", ("AI",)),
        ("Ai Ling and her ev", ()),
        ("two EVs, many SMEs", {"EV", "SME"}),
        ("data-centres and a data center", {"data centre"}),
        ("digitalization of cities", {"digitalisation", "city"}),
        ("a report on support", ()),
        ("the PORTS", {"port"}),
    ],
)
def test_words(text: str, terms: Any) -> None:
    assert set(Terms(TERMS).find(searched(""), searched(text)).terms) == set(terms)


def test_a_longer_term_hides_the_shorter_within() -> None:
    theme = Theme(id="t", name="Thing", seeds=("green data centre", "data centre"))
    assert Terms(theme).find(searched(""), searched("a green data centre")).terms == ("green data centre",)


def test_passages_hold_every_sentence_once() -> None:
    body = "\n".join(f"Sentence number {n} of the long report stands here and says little." for n in range(120))
    found = passages(body)
    assert len(found) <= PASSAGES
    assert " ".join(found).split() == body.split()
    assert passages("") == []


def test_passages_are_read_by_their_beginnings() -> None:
    seen: list[str] = []

    class Seeing(Spread):
        def encode_together(self, texts: Any) -> Any:
            seen.extend(texts)
            return self.encode(texts)

    whole = " ".join([LONG] * 8)
    assert passage_vectors(Seeing(), whole).shape == (len(seen), Seeing.dimension)
    assert 6 < len(seen) <= PASSAGES
    assert {len(text.split()) for text in seen} == {PASSAGE_READ}
    assert all(text in whole for text in seen)


@pytest.mark.parametrize("text", ["A port, ports and PORT; report, port-side", "İport port portİ port", "", "ſport"])
@pytest.mark.parametrize(
    "term", ["port", "industry", "AI", "data centre", "labour", "e-commerce", "5G", "R&D", "isation", ".my address"]
)
def test_terms_are_found_where_their_pattern_finds_them(term: str, text: str) -> None:
    for whole in (text, f"{text} industries AI ais DATA  center labor Labour e commerce R&D .MY address ization 5G"):
        theme = Theme(id="t", name="T, none", seeds=(term,), never=(term,))
        terms = Terms(theme)
        expected = len(_pattern(term).findall(whole))
        assert terms._counts(searched(whole)).get(term, 0) == expected
        assert (terms.forbids(searched(whole)) is not None) == bool(expected)


def test_only_terms_that_begin_like_a_word_of_the_text_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of hundreds of terms of the built-in themes, each of which was sought in each text."""
    tried: list[str] = []
    matches = evidence._matches
    monkeypatch.setattr(evidence, "_matches", lambda term, *given: tried.append(term) or matches(term, *given))
    terms = [Terms(theme) for theme in load_themes(None)]
    text = searched("Mayor Odile Tarn opened a bridge over the Weir on Friday, and children sang.")
    found = {term for each in terms for term in each._counts(text)}
    assert sum(len(each._own.terms) for each in terms) > 500
    assert found <= set(tried)
    assert len(tried) <= 40


def test_also_read_lines_are_no_part_of_the_text(scorer: ThemeScorer) -> None:
    assert lines("Also Read: Ten EVs compared") == []
    body = "The choir rehearsed in the chapel."
    assert scorer.score(body=body + "\nAlso Read: New EV charging stations opened") == scorer.score(body=body)


MINIMAL = '[[theme]]\nid = "a"\nname = "A"\nseeds = ["x"]\n'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "holds no theme"),
        ("theme = 3", "holds no theme"),
        ("[[theme", "no TOML"),
        ('[[theme]]\nid = "a"\nname = "A"', r"theme 1 \('a'\): field 'seeds': is missing"),
        ('[[theme]]\nid = "a"\nname = "A"\nseeds = []', "field 'seeds'"),
        ('[[theme]]\nid = "a"\nname = "A"\nseeds = ["x", 3]', "field 'seeds'"),
        ('[[theme]]\nid = "A B"\nname = "A"\nseeds = ["x"]', "field 'id'"),
        (MINIMAL + MINIMAL, r"theme 2 \('a'\): field 'id'"),
        (MINIMAL + "threshold = 1.5", "field 'threshold'"),
        (MINIMAL + "threshold = true", "field 'threshold'"),
        (MINIMAL + 'colour = "red"', "field 'colour'"),
        ('colour = "red"\n' + MINIMAL, "'colour'"),
    ],
)
def test_a_bad_themes_file_is_told_where(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match=message) as error:
        load_themes(file)
    assert "mine.toml" in str(error.value)


def test_a_minimal_themes_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(MINIMAL, encoding="utf-8")
    assert load_themes(file) == (Theme(id="a", name="A", seeds=("x",)),)


def test_the_built_in_themes() -> None:
    themes = load_themes()
    assert len({theme.id for theme in themes}) == 30
    assert all(theme.seeds and theme.seeds_ms and theme.keywords and theme.name_ms for theme in themes)


FIVE = (
    Theme(
        id="sport",
        name="Sport",
        seeds=(
            "football match",
            "tennis tournament",
            "world championship",
            "team coach",
            "olympic medal",
            "league season",
        ),
    ),
    Theme(
        id="film",
        name="Entertainment",
        seeds=("film director", "pop album", "television show", "box office", "music award", "actor and actress"),
    ),
    Theme(
        id="money",
        name="Business",
        seeds=(
            "company profit",
            "stock market",
            "interest rates",
            "economic growth",
            "merger and takeover",
            "oil price",
        ),
    ),
    Theme(
        id="power",
        name="Politics",
        seeds=(
            "general election",
            "prime minister",
            "parliament vote",
            "party leader",
            "government policy",
            "opposition",
        ),
    ),
    Theme(
        id="tech",
        name="Technology",
        seeds=(
            "computer software",
            "mobile phone",
            "internet users",
            "video game console",
            "broadband",
            "digital music player",
        ),
    ),
)


@pytest.mark.parametrize(
    ("theme", "body"),
    [
        ("sport", "Marrow won the cup on penalties after their striker had equalised in injury time."),
        ("film", "The singer's second record is full of ballads, and her video was shot in an old cinema."),
        ("money", "The brewer's earnings fell by a tenth, and its shares lost four per cent in early trading."),
        ("power", "Ministers will face questions in the chamber about the bill before members vote on it."),
        ("tech", "A flaw in the browser lets attackers read passwords; users should install the update."),
    ],
)
def test_themes_of_ones_own(five: ThemeScorer, theme: str, body: str) -> None:
    assert five.score(body=body)[0].theme == theme


class Spread:
    """Vectors by letters: enough for rows whose texts differ, and fast."""

    name = "letters"
    dimension = 32

    def encode(self, texts: Any) -> Any:
        rows = np.array([[text.count(chr(97 + n % 26)) + 1.0 for n in range(32)] for text in texts], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True) if len(rows) else np.zeros((0, 32), np.float32)

    encode_together = encode


LONG = " ".join(
    f"The clerk of ward {n} counted {n * 37} ballots before the mayor of Elder closed the hall." for n in range(9)
)


def test_cluster_rows_in_and_out() -> None:
    rows: list[dict[str, Any]] = [
        {"id": "late", "text": LONG, "title": "Ballots counted in Elder", "published": "2031-03-04T10:00:00+08:00"},
        {"id": "early", "text": LONG, "title": "Elder counts its ballots", "published": "2031-03-04"},
        {"id": "other", "text": "A quartet played in the chapel of Tolm.", "published": None, "language": "en"},
    ]
    out = cluster_rows(rows, load_themes(), Spread())
    assert [row["id"] for row in out] == ["late", "early", "other"]
    assert [row["copy_of"] for row in out] == ["early", None, None]
    assert [row["story"] for row in out] == ["searly", "searly", "sother"]
    assert all(len(row["themes"]) == 5 for row in out)
    assert set(out[0]["themes"][0]) == {"id", "score", "assigned"}
    assert cluster_rows(rows, load_themes(), Spread()) == out


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"text": "x"}, "row 2: field 'id' is missing"),
        ({"id": "b"}, "row 2: field 'text' is missing"),
        ({"id": "b", "text": " "}, "row 2: field 'text' is empty"),
        ({"id": "b", "text": 7}, "row 2: field 'text' must be a text"),
        ({"id": "b", "text": "x", "published": "soon"}, "row 2: field 'published'"),
        ({"id": "a", "text": "x"}, "row 2: field 'id'"),
        (["b"], "row 2"),
    ],
)
def test_bad_rows_are_told_by_number_and_field(row: Any, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        cluster_rows([{"id": "a", "text": "fine"}, row], load_themes(), Spread())


@pytest.mark.shared
def test_the_seed_article(scorer: ThemeScorer) -> None:
    file = Path(__file__).resolve().parents[2].parent / "shared/seed-article.txt"
    if not file.is_file():
        pytest.skip("the seed article is not here")
    first = [s.theme for s in scorer.score(body=file.read_text(encoding="utf-8"))[:5]]
    expected = {
        "cross-border-ecommerce",
        "smart-city",
        "digital-economy",
        "ai",
        "data-centre",
        "ev",
        "renewable-energy",
    }
    assert "services-trade" in first
    assert len(expected & set(first)) >= 3


def test_a_language_that_is_not_read_has_no_theme(five: ThemeScorer) -> None:
    scores = five.score(body="Das Training der Talente ist teuer, sagte der Minister.", language="de")
    assert {(score.score, score.assigned) for score in scores} == {(0.0, False)}
    assert "'de'" in scores[0].why
