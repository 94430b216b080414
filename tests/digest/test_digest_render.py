"""Both parts of the mail: their structure, their words, and hostile texts in every place that an outlet fills."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from digest_samples import AFTER, DESK, OUTLETS, WEEK, WEEKS, ZONE, Filled, fill
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

import digest
from digest import Rendered
from digest.lines import COLUMNS
from digest.phrase_table import PHRASES
from digest.phrases import Words
from digest.render import render
from digest.safe import plain, safe_url
from records import EmergentTheme, FetchStatus, HealthState, LeftOut, Trend
from store import Store, emergent, trending


@pytest.fixture(params=["en", "ms"])
def rendered(store: Store, request: pytest.FixtureRequest) -> Rendered:
    return digest.preview(store.connection, WEEK, ZONE, request.param, DESK, AFTER)


def page(rendered: Rendered) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(rendered.html)


def test_tables_say_what_they_are(rendered: Rendered) -> None:
    tables = page(rendered).xpath("//table")
    data = [table for table in tables if table.get("role") != "presentation"]
    assert len(data) == 4  # themes, provinces, figures, health
    for table in data:
        assert table.xpath("./caption[normalize-space()]")
        assert table.xpath("./thead//th") == table.xpath("./thead//th[@scope='col']")
        rows = table.xpath("./tbody/tr[not(@class='under')]")  # what stands under a row is its row's
        assert rows
        assert all(len(row.xpath("./th[@scope='row']")) == 1 for row in rows)
    for table in tables:
        if table.get("role") == "presentation":
            assert not table.xpath("./caption | ./thead | .//th[ancestor::table[1][@role='presentation']]")


def test_the_page_is_one_that_mail_readers_show(rendered: Rendered) -> None:
    tree = page(rendered)
    language = Words(rendered.html.split('lang="')[1][:2], ZONE).language
    assert tree.get("lang") == language
    assert not tree.xpath("//img | //script | //link | //iframe | //form | //svg | //object")
    assert not tree.xpath("//@*[starts-with(name(), 'on')]")
    (style,) = tree.xpath("//style")
    assert "prefers-color-scheme: dark" in style.text
    assert tree.xpath("//p")[0].get("style")  # inlined
    assert "max-width:640px" in rendered.html
    assert rendered.html.index("charset") < 1024  # where a browser looks for it
    assert {re.match(r"https?://", link) is not None for link in tree.xpath("//@href")} == {True}
    assert "url(" not in rendered.html


def test_links_lead_to_originals_and_to_the_desk(rendered: Rendered) -> None:
    links = set(page(rendered).xpath("//@href"))
    assert {"https://tern.example/hydro", "https://egret.example/line", "https://stilt.example/line-paid"} <= links
    assert {f"{DESK}/story/s-hydro", f"{DESK}/digests"} <= links
    for link in links:
        assert link in rendered.text or link == "https://heron.example/hydro-copy"


def test_order_of_the_parts(store: Store) -> None:
    rendered = digest.preview(store.connection, WEEK, ZONE, "en", DESK, AFTER)
    heads = [
        "The week in three lines",
        "Stories",
        "Themes, week on week",
        "Provinces and states",
        "New in post",
        "New and revised figures",
        "Data health",
        "How this was made",
    ]
    assert [" ".join(h.text_content().split()) for h in page(rendered).xpath("//h2")] == heads
    places = [rendered.text.index(f"\n{head.upper()}\n") for head in heads]
    assert places == sorted(places)
    # a heading over nothing is none: what was looked for is said in one sentence
    absent = "Looked for and not found this week: revised figures"
    assert absent in " ".join(rendered.text.split())
    assert absent in rendered.html
    assert "unsubscribe" not in rendered.text  # a page is nobody's mail
    mailed = render(rendered.content, "en", DESK)
    assert mailed.text.rstrip().endswith("answer this mail with the word unsubscribe.")
    assert rendered.subject == (
        "Pantau 2026-W20: Sarawak to open hydropower line to the coast in 2027 (3 stories, 6 independent reports)"
    )
    assert page(rendered).xpath("//body/div[1]")[0].text_content().startswith("Also: Rosnah Kelicap")


EMERGING = EmergentTheme(
    id="e-s1",
    week=str(WEEK),
    label_en="Fish ponds, otters",
    label_ms="Kolam ikan",
    medoid="s-cat",
    headline="Otters <b>raid</b> ponds",
    members=("s-cat", "s-chips", "s-port"),
    outlets=3,
    days=4,
    since=WEEK.back(1).monday(),
    reason="",
)
RISE = Trend(
    week=str(WEEK),
    kind="theme",
    key="energy",
    verdict="rise",
    why="counted",
    reports=12,
    low=3,
    high=5,
    weeks=8,
    left_out=(
        LeftOut(source="Plover Post", why="silent", days=3),
        LeftOut(source="Stilt Monitor", why="silent"),
        LeftOut(source="Egret Daily", why="new"),
    ),
    reason="",
)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            (
                "Fish ponds, otters",
                "Otters <b>raid</b> ponds",
                "since 4 May 2026, 3 stories, 3 independent outlets, on 4 days",
                "more than usual: 12 independent reports, usually between 3 and 5",
                "Not counted in that: Plover Post (silent for 3 days), Stilt Monitor (silent)",
                "and Egret Daily (new here).",
            ),
        ),
        (
            "ms",
            (
                "Kolam ikan",
                "Tema yang muncul",
                "sejak 4 Mei 2026, 3 berita, 3 media bebas, dalam 4 hari",
                "lebih daripada biasa: 12 laporan bebas, biasanya antara 3 dan 5",
                "Plover Post (senyap selama 3 hari)",
            ),
        ),
    ],
)
def test_what_emerges_and_what_is_out_of_the_usual(store: Store, language: str, said: tuple[str, ...]) -> None:
    emergent.save_week(store, str(WEEK.back(1)), [replace(EMERGING, week=str(WEEK.back(1)))], "f", "v")
    emergent.save_week(store, str(WEEK), [EMERGING, replace(EMERGING, id="e-s2")], "f", "v")
    emergent.promote(store, "e-s2", "energy", "Aina", AFTER)
    trending.save_trends(store, str(WEEK), [RISE], "v")
    mail = digest.preview(store.connection, WEEK, ZONE, language, DESK, AFTER)
    html = " ".join(page(mail).text_content().split())
    text = " ".join(mail.text.split())
    for words in said:
        assert words in html
        assert words.casefold() in text.casefold()
    link = f"{DESK}/emerging/e-s1?week={WEEK}"
    assert link in mail.text
    assert link in page(mail).xpath("//@href")
    assert "e-s2" not in mail.html


def test_bars_are_cells_as_wide_as_their_count(rendered: Rendered) -> None:
    """Of the longest; without a count there is no bar."""
    for table in page(rendered).xpath("//table[@class='data'][.//td[@aria-hidden]]"):
        rows = table.xpath("./tbody/tr[not(@class='under')]")
        counts = [int(row.xpath("string(./td[1])")) for row in rows]
        widths = [int((row.xpath(".//table[@class='bars']/@width") or ["0%"])[0].rstrip("%")) for row in rows]
        assert widths == [round(100 * count / max(counts)) for count in counts]
        assert all(bar.get("bgcolor") for bar in table.xpath(".//td[@class='bar']"))


def test_the_text_is_a_text(rendered: Rendered) -> None:
    for line in rendered.text.splitlines():
        assert len(line) <= COLUMNS or re.fullmatch(r"\s*https?://\S+", line), line
    assert not re.search(r"</?[a-z]|&[a-z]+;|\n\n\n", rendered.text)
    words = " ".join(rendered.text.split())
    for item in rendered.content.stories:
        assert item.title in words
        assert item.sentence is not None
        assert item.sentence.text in words


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ('"I came for three things. "Two are done, so I go,"', '"I came for three things. Two are done, so I go"'),
        ("“One is here. “Two are not.”", "“One is here. Two are not.”"),
        ("“One” is here. “Two” are not.", "“One” is here. “Two” are not."),
        ('"He said "no". "Yes" said she."', '"He said "no". "Yes" said she."'),
        ('the works had "ended"', 'the works had "ended"'),
    ],
)
def test_a_quotation_of_two_paragraphs_opens_once(store: Store, printed: str, shown: str) -> None:
    content = digest.preview(store.connection, WEEK, ZONE, "en", DESK, AFTER).content
    first = next(story for story in content.stories if story.quote is not None)
    quoted = replace(first, quote=replace(first.quote, text=printed))
    made = render(replace(content, stories=(quoted,)), "en", DESK)
    assert f"> {shown} >" in " ".join(made.text.split())


def test_malay_is_malay(store: Store) -> None:
    rendered = digest.preview(store.connection, WEEK, ZONE, "ms", DESK, AFTER)
    for words in ("11–17 Mei 2026", "Pulau Pinang", "Tenaga", "laporan bebas", "media mempunyai berita", "12 Mei"):
        assert words in rendered.html
        assert words in rendered.text
    for words in ("independent", "This week", "Themes", "Unsubscribe", "Why:"):
        assert words not in rendered.html


def test_every_phrase_is_there_twice_with_the_same_blanks() -> None:
    for key, (english, malay) in PHRASES.items():
        # what is said of one alone may say so in a word: "so far in one report"
        many = [forms.split("|")[-1] for forms in (english, malay)]
        blanks = [set(re.findall(r"\{\w+\}", form)) for form in many]
        assert blanks[0] == blanks[1], key
        ones = [set(re.findall(r"\{\w+\}", forms.split("|")[0])) | {"{n}"} for forms in (english, malay)]
        assert ones == [blank | {"{n}"} for blank in blanks], key
    for status in get_args(FetchStatus):
        assert f"status.{status}" in PHRASES or status in ("ok", "not_modified")
    for state in get_args(HealthState):
        assert f"state.{state}" in PHRASES or state == "ok"


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><svg/onload=alert(1)>",
    "</title></head><body onload=alert(1)>",
    "{{7*7}}{% raw %}{n}{names}",
    "[click](javascript:alert(1))",
    '{"img_src": "https://evil.example/x.png"}',
    "a\u202egnp.exe\u2066b\u200bc\u2028d\x00e\x1bf\ud800g",
    "=?utf-8?q?Budget=0D=0ABcc:_evil@example.net?=",
    "x" * 5000,
    "<!--[if mso]><b>",
    "&lt;script&gt;&amp;#60;script&#62;",
)


def hostile(text: str) -> Filled:
    """A week in which the text stands in every place that an outlet or a page can fill."""
    told = Filled()
    outlets = tuple(replace(outlet, name=f"Out {text} let") for outlet in OUTLETS)
    themes = tuple(replace(theme, name=f"Theme {text} {theme.id}") for theme in told.themes)
    safe = text.encode("utf-8", "replace").decode().replace("\x00", "")  # what SQLite and the crawler let in
    body = (
        f"The council of Lumut {safe} approved the bridge on Monday.\n“We shall {safe} build it at last,” she said.\n"
    )
    pieces = tuple(
        replace(
            piece,
            title=f"{safe} {piece.title}",
            body=body,
            officials=((f"The council of Lumut {safe}", f"Mayor {safe}", f"Council {safe}", "acting"),)
            if not piece.copy_of and not piece.weeks_ago
            else (),
            quotes=((f"“We shall {safe} build it at last,”", f"Lim {safe}", None),),
            figures=((f"{safe}", "5", "MYR", "money", f"cost {safe}", "investment", "Lumut/2026/actual"),),
            places=(),
            url=f"https://{piece.outlet}.example/{piece.slug}?q=%3Cscript%3E",
        )
        for piece in WEEKS
    )
    clean = text.encode("utf-8", "replace").decode().replace("\x00", "")
    return replace(
        told,
        pieces=pieces,
        outlets=tuple(replace(o, name=o.name.replace(text, clean)) for o in outlets),
        themes=tuple(replace(t, name=t.name.replace(text, clean)) for t in themes),
    )


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("language", ["en", "ms"])
def test_hostile_texts_in_every_place(tmp_path: Path, text: str, language: str) -> None:
    with fill(tmp_path / "hostile.db", hostile(text)) as store:
        rendered = digest.preview(store.connection, WEEK, ZONE, language, DESK, AFTER)
    tree = page(rendered)
    assert rendered.content.stories
    assert not tree.xpath("//img | //script | //svg | //iframe | //b")
    assert not tree.xpath("//@*[starts-with(name(), 'on')]")
    assert all(re.match(r"https?://[^<>\"]+$", link) for link in tree.xpath("//@href"))
    assert len(tree.xpath("//body")) == len(tree.xpath("//title")) == len(tree.xpath("//style")) == 1
    assert len(tree.xpath("//h2")) == 6  # nothing broke the page apart
    shown = plain(text.encode("utf-8", "replace").decode())[:40]
    for place in ("//h3", "//li", "//blockquote", "//td", "//th", "//strong"):  # it did arrive, as text
        assert any(shown in element.text_content() for element in tree.xpath(place)), place
    for part in (rendered.html, rendered.text, rendered.subject):
        assert not re.search(
            "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff]", part
        )
        part.encode("utf-8")
    assert "49" not in rendered.subject
    assert "=?" not in rendered.subject
    assert len(rendered.subject) <= 150
    for line in rendered.text.splitlines():
        assert len(line) <= COLUMNS or re.fullmatch(r"\s*https?://\S+", line)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://tern.example/a?b=c&d=%20#e", "https://tern.example/a?b=c&d=%20#e"),
        ("HTTP://Tern.Example:8080/a", "http://tern.example:8080/a"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]/a"),
        ("https://térn.example/é<b>\"'", "https://xn--trn-bma.example/%C3%A9%3Cb%3E%22'"),
        ("https://tern.exаmple/", "https://tern.xn--exmple-4nf/"),  # a Cyrillic а
        ("javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        ("java\nscript:alert(1)", None),
        (" https://tern.example/", None),
        ("data:text/html,<b>", None),
        ("//evil.example/", None),
        ("/relative", None),
        ("https:evil.example", None),
        ("https:///path", None),
        ("https://user:secret@tern.example/", None),
        ("https://tern.example\\@evil.example/", None),
        ("https://tern.example/\u202egnp", None),
        ("https://tern.example/a b", None),
        ("https://tern.example:99999/", None),
        ("https://te rn.example/", None),
        ("https://<b>/", None),
        ("mailto:a@b.example", None),
        ("file:///etc/passwd", None),
        ("", None),
    ],
)
def test_links(url: str, safe: str | None) -> None:
    assert safe_url(url) == safe


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.integers(2, 80))
def test_plain_text_is_one_visible_line(text: str, limit: int) -> None:
    found = plain(text, limit)
    assert len(found) <= limit
    assert found == " ".join(found.split())
    assert plain(found) == found
    found.encode("utf-8")


def test_what_is_printed_in_another_language_than_the_readers_says_so(store: Store) -> None:
    """A screen reader speaks the English of a Malay mail as English; what is the reader's own is not marked."""
    for language, other in (("en", "ms"), ("ms", "en")):
        tree = page(digest.preview(store.connection, WEEK, ZONE, language, DESK, AFTER))
        assert tree.xpath("/html/@lang | //body/table/@lang") == [language] * 2  # some readers of mail drop the first
        marked = tree.xpath("//span[@lang]")
        assert {each.get("lang") for each in marked} == {other}
        own = {piece.title for piece in WEEKS if piece.language == language}
        said = {each.text_content() for each in marked}
        assert said
        assert not own & said
