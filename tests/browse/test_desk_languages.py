"""The pages of subscribers in English and Malay: which language a visitor gets, and that each page is whole in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from string import Formatter

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_desk_subscribing import AINA, NOW, Desk

from browse.subscriber_words import LANGUAGES, PHRASES, chosen_language
from browse.subscribing import _by_country
from records import Wishes
from store import Store, people, requests
from store.links import Link, signed


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


def speaks(desk: Desk, language: str) -> None:
    with Store.open(desk.path) as store:
        desk.person = people.add_subscriber(store, AINA, NOW, wishes=Wishes(language=language, themes=("rail",)))


@pytest.mark.parametrize(
    ("asked", "own", "accepted", "language"),
    [
        (None, None, None, "en"),
        (None, None, "ms-MY,ms;q=0.9,en;q=0.5", "ms"),
        (None, None, "en-GB,en;q=0.9,ms;q=0.8", "en"),
        (None, None, "ms;q=0.2, en;q=0.4", "en"),
        (None, None, "ms;q=0", "en"),
        (None, None, "zh-CN, ms;q=0.3", "ms"),  # what there is of what is understood
        (None, None, "fr, *;q=0.5", "en"),
        (None, None, "MS", "ms"),
        (None, "en", "ms", "en"),  # who subscribed has chosen
        (None, "ms", "en", "ms"),
        ("en", "ms", "ms", "en"),
        ("fr", "ms", "en", "ms"),
        ("<script>", None, "ms;q=x,;;,,q=1", "en"),
    ],
)
def test_which_language(asked: str | None, own: str | None, accepted: str | None, language: str) -> None:
    assert chosen_language(asked, own, accepted) == language


@given(st.text(max_size=300))
def test_any_header_is_read(accepted: str) -> None:
    assert chosen_language(None, None, accepted) in LANGUAGES


def test_both_languages_say_the_same_things() -> None:
    for key, (english, malay) in PHRASES.items():
        assert malay, key
        if not key.startswith("problem."):
            fields = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (english, malay)]
            assert fields[0] == fields[1], key
            assert english != malay or key == "language.none", key


def test_every_phrase_that_a_page_asks_for_is_there_and_none_is_left_over() -> None:
    folder = Path(__file__).resolve().parents[2] / "browse"
    pages = "".join(path.read_text(encoding="utf-8") for path in folder.glob("templates/desk-*.html"))
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    asked = set(re.findall(r"(?:\bt|mark|words_in\([^()]*(?:\([^()]*\))?\))\('?\"?([a-z_.]+[a-z])['\"]", pages + code))
    assert asked <= set(PHRASES)
    families = ("often.", "day.", "alert.", "language.", "problem.", "ticked.", "officials.")
    assert {key for key in PHRASES if not key.startswith(families)} <= asked


@pytest.mark.parametrize(
    ("language", "words", "others"), [("en", "What you get", "Apa"), ("ms", "Apa yang", "What you")]
)
def test_the_pages_speak_the_subscribers_language(desk: Desk, language: str, words: str, others: str) -> None:
    speaks(desk, language)
    other = "ms" if language == "en" else "en"
    accepts = {"accept-language": other}
    for purpose in ("preferences", "unsubscribe"):
        page = desk.get(desk.link(purpose), headers=accepts)  # type: ignore[arg-type]
        tree = lxml.html.document_fromstring(page.text)
        assert tree.get("lang") == language
        (switch,) = tree.xpath("//header//a[@hreflang]")
        assert switch.get("href") == f"?in={other}"
        text = tree.xpath("string(//main)")
        if purpose == "preferences":
            assert words in text
            assert others not in text
        asked = desk.get(f"{desk.link(purpose)}?in={other}")  # type: ignore[arg-type]
        assert lxml.html.document_fromstring(asked.text).get("lang") == other


def test_a_malay_page_has_no_english_line(desk: Desk) -> None:
    """No sentence of the English table stands on it, and no key shows."""
    speaks(desk, "ms")
    with Store.open(desk.path) as store:
        store.connection.execute("UPDATE theme SET name_ms = 'Kereta api' WHERE id = 'rail'")
        requests.ask_subscription(store, "new@x.example", "ms", (), NOW)
    confirm = "/-/confirm/" + signed(Link(purpose="confirm", number=1, end=NOW + timedelta(days=1)), desk.secret)
    pages = [desk.get(path).text for path in (desk.link("preferences"), desk.link("unsubscribe"), confirm)]
    pages.append(desk.get("/-/subscribe", headers={"accept-language": "ms"}).text)
    pages += [
        desk.submit(confirm).text,
        desk.submit(desk.link("unsubscribe")).text,
        desk.get(desk.link("preferences")).text,
    ]
    long = [english for english, _ in PHRASES.values() if len(english.split()) > 2]
    for html in pages:
        tree = lxml.html.document_fromstring(html)
        text = re.sub(r"\s+", " ", tree.xpath("string(//body)"))
        for english in long:
            for part in english.split("{"):
                part = part.partition("}")[2] if "}" in part else part
                assert len(part.split()) < 3 or part.strip() not in text, part
        assert not re.search(r"\b(?:often|alert|problem|ticked)\.[a-z]", text)
    assert "Kereta api" in pages[0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"zone": "Mars/Olympus"}, "Zon masa itu tidak dikenali"),
        ({"more_officials": "Nobody <script>"}, "Tiada pegawai dengan nama itu"),
        ({"frequency": "alerts", "alert": None}, "memerlukan sekurang-kurangnya satu"),
        ({"hour": "25"}, "tidak dapat diterima"),
    ],
)
def test_what_is_wrong_is_said_in_malay_too(desk: Desk, changes: dict[str, str | None], said: str) -> None:
    speaks(desk, "ms")
    answer = desk.submit(desk.link("preferences"), **changes)
    assert answer.status_code == 400
    (notice,) = lxml.html.document_fromstring(answer.text).xpath("//*[@role='alert']")
    assert said in notice.text_content()
    assert "is no" not in notice.text_content()


def test_the_form_speaks_the_browsers_language_and_offers_it(desk: Desk) -> None:
    for accepts, language in (("ms-MY", "ms"), ("en", "en")):
        tree = lxml.html.document_fromstring(desk.get("/-/subscribe", headers={"accept-language": accepts}).text)
        assert tree.get("lang") == language
        assert tree.xpath("//input[@name='language'][@checked]/@value") == [language]
    answer = desk.submit("/-/subscribe?in=ms", email="no address")
    assert "Itu bukan alamat e-mel" in answer.text


def test_the_language_that_was_asked_for_stays_after_saving(desk: Desk) -> None:
    answer = desk.submit(f"{desk.link('preferences')}?in=ms", hour="9")
    assert answer.headers["location"] == "?saved=1&in=ms"
    assert desk.submit(f"{desk.link('preferences')}?in=%3Cb%3E", hour="9").headers["location"] == "?saved=1"


def test_a_dead_link_says_so_in_the_visitors_language(desk: Desk) -> None:
    for accepts, words in (("ms", "Pautan ini tidak berfungsi"), ("en", "This link does not work")):
        answer = desk.get("/-/preferences/x", headers={"accept-language": accepts})
        assert answer.status_code == 404
        assert words in answer.text


@pytest.mark.parametrize(
    ("language", "names"), [("en", ["Malaysia", "Cambodia", "XX"]), ("ms", ["Malaysia", "Kemboja", "XX"])]
)
def test_a_country_that_no_article_names_has_its_name_all_the_same(language: str, names: list[str]) -> None:
    places = [{"id": f"{code}-1", "name": "A", "country_name": code} for code in ("MY", "KH", "XX")]
    assert [country["name"] for country in _by_country(places, language)] == names
