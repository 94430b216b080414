"""The desk in English and Malay: which one a reader gets, and that a page in Malay has no English word of ours."""

from __future__ import annotations

import io
import re
import sqlite3
import struct
import tomllib
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args, get_type_hints

import lxml.html
import pytest
from desk_site import Site
from docx import Document
from markupsafe import Markup

from browse import bars, showing, speaking
from browse.metadata import metadata
from browse.speaking import words
from records import Figure, HealthState, JoinDecision, Quote, Vector
from store import Store
from store.analysing import save_vector

BROWSE = Path(speaking.__file__).parent
STRING = r"""(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")"""
#: The pages of subscribers have words of their own.
OTHERS = {"desk-letters", "desk-preferences", "desk-unsubscribe", "desk-subscribe", "desk-confirm"}
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
    "/claim/{claim}",
    "/organisation/{organisation}",
    "/story/{story}/briefing.html",
    "/tables",
    "/tables?_show_hidden=1",
    "/search?like={story}",
    "/search?like={origin}&theme=rail",
    "/search?like=absent",
    "/search?q=Rahim+Sulnog",
    "/search?organisation={organisation}&story={story}",
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
    said = {each[key] for each in told for key in ("title", "description") if key in each}
    assert len(said) > 40
    assert said - speaking.words().keys() == set()


def mine(page: lxml.html.HtmlElement, language: str = "") -> Iterator[str]:
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

    yield from walk(page, language)


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


@pytest.fixture
def meant(site: Site, tmp_path: Path) -> Iterator[Site]:
    """The same desk, where the meanings of two stories are known and alike."""
    path = tmp_path / "pantau.db"
    with closing(sqlite3.connect(site.path)) as old, closing(sqlite3.connect(path)) as new:
        old.backup(new)
    with Store.open(path) as store:
        for name, values in (("origin", (1.0, 0.0)), ("later", (0.8, 0.6)), ("excerpt", (0.9, 0.1))):
            save_vector(
                store, Vector(article=site.ids[name], model="two", dimension=2, values=struct.pack("<2f", *values))
            )
    served = Site(path, site.ids)
    yield served
    served.close()


def test_a_briefing_note_is_in_one_language(site: Site) -> None:
    """HTML and DOCX say the same in Malay, and each says that it is Malay."""
    told = {"accept-language": "ms"}
    page = lxml.html.document_fromstring(site.get("/story/{story}/briefing.html", headers=told).text)
    file = Document(io.BytesIO(site.get("/story/{story}/briefing.docx", headers=told).content))
    headings = [each.text_content() for each in page.iter("h2")]
    assert headings[0] == "Apa yang berlaku"
    assert headings == [each.text for each in file.paragraphs if each.style.name == "Heading 2"]
    assert file.core_properties.language == "ms-MY"
    spoken = file.styles["Normal"].element.rPr.find("{*}lang")
    assert spoken.values()[0] == "ms-MY"
    words = " ".join(" ".join(each.text or "" for each in file.element.body.iter("{*}t")).split())
    read = " ".join(page.text_content().split())
    for held in (
        "4 laporan bebas dalam 5 artikel daripada 4 media, Sel 8 Sep 2026",
        "3.9 juta tan",
        "dipertikai",
        "Media ini hanya membenarkan tajuknya dipaparkan.",
        "Wira Wire membetulkan “Line to double, says minister (updated), report 1”: Correction: the line has 40",
        "Di meja berita: ",
    ):
        assert held in read
        assert held.strip() in words
    for heard in page.iter("p", "td", "li", "th", "h2"):  # the words of outlets say whose language they are in
        assert not re.search(r"independent|million|disputed|speech|Official|Tue ", " ".join(mine(heard, "ms")))
    english = site.get("/story/{story}/briefing.docx", headers={"accept-language": "en"})
    assert Document(io.BytesIO(english.content)).core_properties.language == "en-GB"
    assert "Accept-Language" in english.headers["vary"]


def test_no_page_in_malay_has_an_english_word_of_ours(meant: Site) -> None:
    bare = re.compile(r"{\w+}|'\w+'")  # values, and names of columns
    known = {bare.sub("", one): bare.sub("", malay) for one, malay in speaking.words().items()}
    malay = {word for text in known.values() for word in re.findall(r"[a-z]{3,}", text.casefold())}
    ours = {word for text in known for word in re.findall(r"[a-z]{3,}", text.casefold())} - malay
    assert {"stories", "this", "independent", "undo"} <= ours
    archive = of_the_archive(meant.path)
    names = {word.casefold() for text in archive if len(text) < 60 for word in re.findall(r"[A-Za-z]{3,}", text)}
    shown = {"datasette", "atom", "csv", "json", "bibtex", "ris", "pantau", "english"}
    left: dict[str, set[str]] = {}
    for address in PAGES:
        answer = meant.get(address, headers={"accept-language": "ms"})
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


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/claim/{claim}", ("3.9 juta tan: rail freight", "Dipertikai", "Nilai lain bagi ukuran yang sama")),
        ("/organisation/{organisation}", ("Juga dipanggil", "Inggeris", "Jawatan mengikut masa")),
        ("/story/{story}", ("Berita lain yang serupa", "persamaan 0.", "Nota taklimat tentangnya")),
        ("/search?like={story}", ("Artikel seperti", "persamaan 0.", "yang paling serupa dahulu")),
        ("/search?like=absent", ("Tiada artikel dan tiada berita dengan id ini.",)),
        ("/search?q=Rahim+Sulnog", ("Memaparkan hasil carian bagi", "Cari Rahim Sulnog sahaja")),
        ("/?week=next", ("“next” bukan minggu: tulis seperti 2024-W47.",)),
        ("/search?page=x", ("'page' ialah nombor dari 1 hingga 500.",)),
        ("/nothing/here", ("Tiada apa-apa pada alamat ini di meja berita.",)),
        ("/tables", ("Nama organisasi", "Trend")),
    ],
)
def test_what_newer_pages_say_in_malay(meant: Site, address: str, said: tuple[str, ...]) -> None:
    page = lxml.html.document_fromstring(meant.get(address, headers={"accept-language": "ms"}).text)
    told = " ".join(page.xpath("string(//main)").split())
    assert [words for words in said if words not in told] == []


def test_an_answer_that_is_kept_is_not_kept_for_another_language(meant: Site) -> None:
    """The bars beside a top story have words."""
    with sqlite3.connect(meant.path) as stored:
        stored.execute("UPDATE article SET first_seen = '2026-09-10T02:00:00Z' WHERE id = ?", (meant.ids["link"],))
    said = []
    for language in ("en", "ms", "en"):
        page = lxml.html.document_fromstring(meant.get("/?week=2026-W37", headers={"accept-language": language}).text)
        said.append([bars.get("aria-label").split()[:2] for bars in page.cssselect(".spark svg")][:1])
    assert said == [[["Articles", "a"]], [["Artikel", "sehari"]], [["Articles", "a"]]]


@pytest.mark.parametrize(
    ("known", "phrase"),
    [
        (get_type_hints(Quote)["kind"], "{} speech"),
        (HealthState, "{}"),
        (get_type_hints(Figure)["status"], "{}"),
        (get_type_hints(JoinDecision)["action"], "{}"),
    ],
)
def test_whatever_a_record_may_be_has_its_malay(known: Any, phrase: str) -> None:
    said = {phrase.format(word.replace("_", " ")) for word in get_args(known)}
    assert said
    assert said - set(words()) == set()


def test_whatever_a_figure_counts_has_its_malay() -> None:
    known = tomllib.loads((BROWSE.parent / "models" / "units.toml").read_text())
    signs = {
        name for name in known["unit"] if not re.fullmatch(r"(?!kbps)[a-z_]{4,}|mu|mile|inch|yard|ft|bpd|day|mph", name)
    }
    words = {name.replace("_", " ") for name in [*known["unit"], *known["noun"], *known["concept"]]} - signs
    assert len(words) > 140
    units = {"percent", "percentage point", "basis point"}  # showing.amount writes these in its own way
    assert words - units - speaking.words().keys() == set()


#: What other programs on the same host set: the first cannot be read by Python's http.cookies, the others hide what
#: follows from it.
OF_OTHERS = ("a,b=1", 'prefs={"a":1}', "x y=2", "[a]=1", "=x", 'a="b', "expires", "path=/x", ";;")


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
        *(({"accept-language": "en", "cookie": f"{other}; pantau_language=ms"}, "ms") for other in OF_OTHERS),
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
