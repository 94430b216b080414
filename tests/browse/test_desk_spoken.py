"""The desk in English and Malay: which one a reader gets, and that a page in Malay has no English word of ours."""

from __future__ import annotations

import re
import sqlite3
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import lxml.html
import pytest
from desk_site import Site
from markupsafe import Markup

from browse import bars, showing, speaking
from browse.metadata import metadata

BROWSE = Path(speaking.__file__).parent
STRING = r"""(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")"""
#: The pages of subscribers have words of their own; a briefing note is a paper in English.
OTHERS = {"desk-letters", "desk-preferences", "desk-unsubscribe", "desk-subscribe", "desk-confirm", "briefing"}
PAGES = (
    "/",
    "/?week=2026-W37",
    "/story/{story}",
    "/article/{origin}",
    "/article/{link}",
    "/article/{excerpt}",
    "/article/{gone}",
    "/article/{unread}",
    "/official/{official}",
    "/place/MY-08",
    "/theme/rail",
    "/outlet/wire",
    "/outlet/silent",
    "/figures",
    "/series/{series}",
    "/search",
    "/search?q=freight",
    "/search?q=nosuchword",
    "/corrections",
    "/digests",
    "/digest/{digest}",
    "/-/login",
    "/nothing/here",
    "/story/absent",
)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    speaking.speak("en")


def phrases() -> Iterator[tuple[str, str]]:
    """Every phrase that a template or module says, with its file."""
    for path in [*sorted((BROWSE / "templates").glob("*.html")), *sorted(BROWSE.rglob("*.py"))]:
        if path.stem in OTHERS:
            continue
        text = path.read_text()
        if path.suffix == ".py":
            text = re.sub(r'"\s*\n\s*"', "", text)  # a phrase over two lines
        for found in re.finditer(r"\b(?:_|say)\(\s*" + STRING, text):
            yield found[1] or found[2], path.name
        for found in re.finditer(r"\b(?:n_|count)\(\s*" + STRING + r",\s*" + STRING, text):
            yield f"{found[1] or found[2]}|{found[3] or found[4]}", path.name


def test_every_phrase_has_its_malay_with_the_same_values() -> None:
    said = dict(phrases())
    assert len(said) > 300
    known = tomllib.loads((BROWSE / "words.toml").read_text())
    assert {phrase: name for phrase, name in said.items() if phrase not in known} == {}
    for english_one, malay in known.items():
        values = set(re.findall(r"{(\w+)}", english_one))
        assert set(re.findall(r"{(\w+)}", malay)) <= values, english_one
        assert "|" not in malay, english_one


def test_every_table_has_its_name_in_malay() -> None:
    tables = metadata("Pantau")["databases"]["tables"]
    told = [tables, *tables["tables"].values(), *tables["queries"].values()]
    said = {each[key] for each in told if not each.get("hidden") for key in ("title", "description") if key in each}
    assert len(said) > 40
    assert said - speaking.words().keys() == set()


def mine(page: lxml.html.HtmlElement) -> Iterator[str]:
    """The texts and spoken attributes of a page that claim to be Malay: not within an element of another language."""

    def walk(element: lxml.html.HtmlElement, language: str) -> Iterator[str]:
        language = element.get("lang", language)
        if not isinstance(element.tag, str) or element.tag in ("style", "code", "pre", "textarea", "iframe"):
            return
        if language == "ms":
            yield element.text or ""
            for name in ("title", "aria-label", "placeholder"):
                yield element.get(name) or ""
        for child in element:
            yield from walk(child, language)
            if language == "ms":
                yield child.tail or ""

    yield from walk(page, "")


def of_the_archive(path: Path) -> list[str]:
    """What stands in the database: names, headlines, texts; the longest first."""
    found: set[str] = set()
    with sqlite3.connect(path) as stored:
        for (table,) in stored.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if not table.startswith("article_search"):
                for row in stored.execute(f'SELECT * FROM "{table}"'):
                    found |= {value for value in row if isinstance(value, str) and re.search(r"[A-Za-z]", value)}
    words = {word for value in found for word in re.findall(r"[A-Za-z]+", value) if len(value) < 60}
    return sorted(found, key=len, reverse=True) + sorted(words)


def test_no_page_in_malay_has_an_english_word_of_ours(site: Site) -> None:
    bare = re.compile(r"{\w+}|'\w+'")  # values, and names of columns
    known = {bare.sub("", one): bare.sub("", malay) for one, malay in speaking.words().items()}
    malay = {word for text in known.values() for word in re.findall(r"[a-z]{3,}", text.casefold())}
    ours = {word for text in known for word in re.findall(r"[a-z]{3,}", text.casefold())} - malay
    assert {"stories", "this", "independent", "undo"} <= ours
    archive = of_the_archive(site.path)
    names = {word.casefold() for text in archive if len(text) < 60 for word in re.findall(r"[A-Za-z]{3,}", text)}
    shown = {"datasette", "atom", "csv", "json", "bibtex", "ris", "pantau", "english"}
    left: dict[str, set[str]] = {}
    for address in PAGES:
        answer = site.get(address, headers={"accept-language": "ms"})
        page = lxml.html.document_fromstring(answer.text)
        assert page.get("lang") == "ms", address
        for text in mine(page):
            for value in archive:
                if len(value) >= 60 and value in text:
                    text = text.replace(value, " ")
            found = {word for word in re.findall(r"[a-z]{3,}", text.casefold()) if word in ours}
            if found - names - shown:
                left.setdefault(address, set()).update(f"{word}: {text.strip()[:80]}" for word in found - names - shown)
    assert left == {}, "\n".join(f"{address} {each}" for address, found in left.items() for each in sorted(found))


# cookie, Accept-Language -> what is spoken
@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        ({}, "en"),
        ({"accept-language": "ms-MY,ms;q=0.9,en;q=0.5"}, "ms"),
        ({"accept-language": "zh,en;q=0.5,ms;q=0.4"}, "en"),
        ({"accept-language": "en", "cookie": "pantau_language=ms"}, "ms"),
        ({"accept-language": "ms", "cookie": "pantau_language=en"}, "en"),
        ({"accept-language": "ms", "cookie": "pantau_language=tlh"}, "ms"),
        ({"cookie": 'pantau_language="; \x01'}, "en"),
    ],
)
def test_which_language_a_reader_gets(site: Site, headers: dict[str, str], wanted: str) -> None:
    answer = site.get("/figures", headers=headers)
    page = lxml.html.document_fromstring(answer.text)
    assert page.get("lang") == wanted
    assert page.cssselect("nav a")[0].text == {"en": "This week", "ms": "Minggu ini"}[wanted]
    assert {"Accept-Language", "Cookie"} <= set(answer.headers["vary"].split(", "))
    other = {"en": "ms", "ms": "en"}[wanted]
    (switch,) = page.cssselect(".tongues a")
    assert (switch.get("lang"), switch.get("href")) == (other, f"/figures?lang={other}")


def test_an_address_asks_for_a_language_once(site: Site) -> None:
    answer = site.get("/search?q=rail+freight&lang=ms&sort=newest")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/search?q=rail+freight&sort=newest"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("pantau_language=ms;")
    assert "samesite=lax" in cookie.casefold()
    assert site.get("/search?q=a&lang=tlh").status_code == 200


def test_dates_and_numbers_in_malay() -> None:
    speaking.speak("ms")
    assert showing.moment("2026-09-21T06:05:00Z", "Asia/Kuala_Lumpur") == "Isn 21 Sep 2026, 14:05"
    assert showing.day("2026-08-21T06:05:00Z", "Asia/Kuala_Lumpur") == "21 Ogo 2026"
    assert speaking.whole_day_in(date(2026, 12, 1)) == "1 Disember 2026"
    assert showing.amount("1200000000", "MYR") == "MYR 1.2 bilion"
    assert showing.amount("4.5", "percentage_point") == "4.5 mata peratusan"
    assert bars.change(3, 0) == "+3 daripada 0"
    assert speaking.count("{n} article", "{n} articles", 1200) == "1,200 artikel"
    speaking.speak("en")
    assert speaking.moment_in(datetime(2026, 9, 21, 14, 5)) == "Mon 21 Sep 2026, 14:05"
    assert speaking.count("{n} article", "{n} articles", 1) == "1 article"


def test_values_in_a_phrase_stay_text() -> None:
    assert speaking.say("by {names}", names="<b>") == "by <b>"  # a template escapes it
    link = Markup("<a>x</a>")
    assert speaking.say("Part of the story {story}.", story=link) == Markup("Part of the story <a>x</a>.")
    assert "&lt;b&gt;" in speaking.say("{first} to {last}", first=link, last="<b>")
    with pytest.raises(ValueError, match="does not speak"):
        speaking.speak("tlh")
