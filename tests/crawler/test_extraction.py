"""One page to one article: titles, authors, dates, bodies, refusals; fictional pages, structural cases."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extraction import FeedHint, Hints, extract
from crawler.extraction.language import find_language
from crawler.extraction.lines import clean_lines
from crawler.extraction.metadata import Author
from crawler.extraction.names import credits_in
from tests.crawler.server import PARAGRAPHS, page

URL = "https://www.larkinpost.example/news/quay-7"
BODY = "\n".join(PARAGRAPHS)
MYT = Hints(zone="Asia/Kuala_Lumpur", country="MY")


def ld(**fields: Any) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "New quay", "url": URL} | fields
    return f"<script type='application/ld+json'>{json.dumps(node)}</script>"


def test_a_plain_page_comes_out_clean() -> None:
    head = ld(
        datePublished="2026-09-03T09:15:00+08:00",
        author=[{"@type": "Person", "name": "Siti Harun"}, {"@type": "Organization", "name": "Larkin Post"}],
        articleSection="Business",
    )
    found = extract(page("New quay", head=head), URL)
    assert (found.refused, found.title, found.authors, found.section) == (
        False,
        "New quay",
        ("Siti Harun",),
        "Business",
    )
    assert found.published == datetime(2026, 9, 3, 1, 15, tzinfo=UTC)
    assert (found.published_source, found.published_precision) == ("json-ld", "second")
    assert found.body == BODY
    assert (found.language, found.canonical_url, found.paywalled) == ("en", URL, False)


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        ("<meta property='og:title' content='Quay opens | Larkin Post'>", "Quay opens", "Quay opens"),
        (
            "<meta property='og:title' content='Quay opens'>" + ld(headline="Quay opens"),
            "Harbour: quay opens",
            "Quay opens",
        ),
        (ld(headline="Quay opens in Lark..."), "Quay opens in Larkin after delay", "Quay opens in Larkin after delay"),
        (ld(headline="Board&#8217;s quay"), "Board’s quay", "Board’s quay"),
        ("<meta property='og:title' content=\"Board's quay\">", "Board’s quay", "Board’s quay"),
        ("", "Quay - who pays?", "Quay - who pays?"),
    ],
)
def test_the_title_is_the_headline_that_another_confirms(head: str, heading: str, title: str) -> None:
    html = page("SEO line").decode().replace("<h1>SEO line", f"<h1>{heading}").replace("</head>", head + "</head>")
    assert extract(html.encode(), URL).title == title


@pytest.mark.parametrize(
    ("raw", "kind", "names"),
    [
        ("By Siti Harun", None, ["Siti Harun"]),
        ("By Siti Harun and Tan Boon Kee", None, ["Siti Harun", "Tan Boon Kee"]),
        ("Oleh Siti Harun dan Tan Boon Kee", None, ["Siti Harun", "Tan Boon Kee"]),
        ("Siti Harun, Political Editor", None, ["Siti Harun"]),
        ("SITI HARUN in Ipoh", None, ["SITI HARUN"]),
        ("Siti Harun (siti@larkin.example), 3 September 2026", None, ["Siti Harun"]),
        ("Larkin Post Newsroom", None, []),
        ("Larkin Post", None, []),
        ("Reuters", "Person", []),
        ("AFP, Larkin", None, []),
        ("Suharti", "Person", ["Suharti"]),
        ("Staff Reporter", None, []),
        ("https://larkin.example/authors/siti", None, []),
        ("Larkin Board Sdn Bhd", None, []),
        ("Port Authority", "Organization", []),
        ("牛镛", None, ["牛镛"]),
    ],
)
def test_authors_are_people(raw: str, kind: str | None, names: list[str]) -> None:
    assert [n.text for n in credits_in(Author(raw, kind), {"larkinpost"}) if n.kind == "person"] == names


@pytest.mark.parametrize(
    ("head", "extra", "hints", "expected", "source", "precision"),
    [
        (ld(datePublished="2026-09-03"), "", MYT, "2026-09-02T16:00Z", "json-ld", "day"),
        (ld(datePublished="2026-09-03T09:15:00"), "", MYT, "2026-09-03T01:15Z", "json-ld", "second"),
        (ld(datePublished="2026-09-03T09:15:00"), "", Hints(), "2026-09-03T09:15Z", "json-ld", "day"),
        (ld(datePublished="2026-09-03T09:15+08:00"), "", Hints(), "2026-09-03T01:15Z", "json-ld", "minute"),
        ("<meta property='article:published_time' content='2026-09-03T01:15:00Z'>", "", MYT,
         "2026-09-03T01:15Z", "meta", "second"),
        (ld(datePublished="2026-09-03") + "<meta name='pubdate' content='2026-09-03T10:00:00+08:00'>", "", MYT,
         "2026-09-03T02:00Z", "meta", "second"),
        ("", "<time datetime='2026-09-03T09:15:00+08:00'>x</time>", MYT, "2026-09-03T01:15Z", "meta", "second"),
        (ld(datePublished="2569-09-03T09:15:00+07:00"), "", MYT, None, None, None),
        ("", "<p class='date'>Thursday, 3 Sep 2026 9:15 PM MYT</p>", Hints(), "2026-09-03T13:15Z", "text", "minute"),
        ("", "<div class='date'>03/09/2026 09:15 PM</div>", MYT, "2026-09-03T13:15Z", "text", "minute"),
        ("", "<div class='date'>03/09/2026</div>", Hints(), None, None, None),
        ("", "<div class='date'>09/25/2026</div>", Hints(country="US"), "2026-09-25T00:00Z", "text", "day"),
        ("", "<span class='tarikh-date'>3 Ogos 2026, 8.30 malam</span>", MYT, "2026-08-03T12:30Z", "text", "minute"),
        ("", "<span class='when'>Diterbitkan | 03/09/2026 09:15 PM | Larkin</span>",
         Hints(zone="Asia/Kuala_Lumpur", date=".when", date_format="%d/%m/%Y %I:%M %p"),
         "2026-09-03T13:15Z", "hint", "minute"),
    ],
)  # fmt: skip
def test_when_it_was_published(
    head: str, extra: str, hints: Hints, expected: str | None, source: str | None, precision: str | None
) -> None:
    found = extract(page("New quay", head=head, extra=extra), URL, hints)
    assert not found.refused
    assert found.published == (datetime.fromisoformat(expected) if expected else None)
    assert (found.published_source, found.published_precision) == (source, precision)


@pytest.mark.parametrize(
    "path", ["/2026/09/03/quay", "/20260903/quay", "/a/202609/03/WS1.html", "/news/2026-09-03/quay"]
)
def test_the_day_in_the_address_is_the_last_resort_but_the_feed(path: str) -> None:
    found = extract(page("New quay"), "https://larkin.example" + path, MYT)
    assert (found.published, found.published_source) == (datetime(2026, 9, 2, 16, tzinfo=UTC), "url")
    hint = FeedHint(published=datetime(2026, 9, 3, 1, tzinfo=UTC), section="Harbour")
    by_feed = extract(page("New quay"), URL, MYT, feed_hint=hint)
    assert (by_feed.published, by_feed.published_source, by_feed.section) == (hint.published, "feed", "Harbour")


ASIDES = [
    "<p>Also Read: Board to meet again in May</p>",
    "<p><strong>Baca juga:</strong> <a href='/x'>Lembaga bersidang semula</a></p>",
    "<p><a href='/x'>Board to meet again in May after long talks</a></p>",
    "<div class='related-articles'><h3>Related</h3><p>Board to meet again in May, says chair.</p></div>",
    "<aside><p>Board to meet again in May, says chair.</p></aside>",
    "<figure><img src='a.jpg'><figcaption>Ships at the old quay. — Picture by A. Person</figcaption></figure>",
    "<p>— Picture by A. Person</p>",
    "<p>Photo: Larkin Post/A. Person</p>",
    "<div class='newsletter-signup'><p>Sign up for our newsletter to get the news in your inbox.</p></div>",
    "<p>Subscribe to our Telegram channel for the latest updates.</p>",
    "<ul class='key-points'><li>Quay costs RM12 million</li><li>Two more ships</li></ul>",
    "<table><tr><td>LARK</td><td>1.20</td><td>+0.03</td></tr><tr><td>QUAY</td><td>0.80</td><td>-0.01</td></tr></table>",
    "<script>var a = 'Board to meet again in May.';</script>",
]


@pytest.mark.parametrize("aside", ASIDES)
@pytest.mark.parametrize("where", ["middle", "end"])
def test_what_stands_beside_the_story_is_not_in_the_body(aside: str, where: str) -> None:
    paragraphs = list(PARAGRAPHS)
    html = page("New quay", tuple(paragraphs), head=ld())
    mark = f"<p>{paragraphs[2]}</p>".encode() if where == "middle" else b"</article>"
    html = html.replace(mark, aside.encode() + mark)
    assert extract(html, URL).body == BODY


@pytest.mark.parametrize(
    "tail",
    [
        ["-- LARKIN WIRE", "LARKIN WIRE provides news in three languages."],
        ["— Larkin Wire"],
        ["- Larkin Wire"],
        ["LARKIN WIRE"],
        ["(-- Larkin Wire)"],
        ["***"],
        ["Related:", "Baca juga: Lembaga bersidang semula"],
        ["The writer is a former harbour master. The views expressed here are her own."],
        ["Penulis ialah bekas ketua pelabuhan."],
        ["Reporting by A. Person in Larkin; editing by B. Person", "All rights reserved."],
        ["Hak cipta terpelihara. Dilarang menyalin tanpa kebenaran.", "Sertai saluran Telegram kami."],
        ["责任编辑：某人"],
        ["本报记者 某人某"],
        ["（本文不构成任何投资建议）"],
        ["(abc/def)"],
        ["ISSUED BY:", "CORPORATE UNIT OF THE PORT", "Larkin, 3 May"],
        ["Dikeluarkan oleh Unit Komunikasi Korporat", "Lembaga Pelabuhan Larkin"],
        ["Media enquiries: A. Person | Tel: 00-0000"],
        ["This is the personal opinion of the writer and does not necessarily represent the views of the Larkin Post."],
        ["Correction, May 3: An earlier version gave the wrong year."],
        ["This story is part of a series on ports.", "Dilarang keras mengambil konten tanpa izin."],
        ["This report is for information only and is no offer and not a recommendation to buy any security."],
        ["If you value this work, consider becoming a member from RM8 a month."],
    ],
)
def test_end_marks_end_the_story(tail: list[str]) -> None:
    assert clean_lines([*PARAGRAPHS, *tail], Hints()) == PARAGRAPHS


@pytest.mark.parametrize(
    "line",
    [
        "Read on, the chairman told the children, and they did.",
        "Watching the ships has been her work since 1990.",
        "Photographs of the old quay hang in the hall.",
        "“Subscribe to nothing you cannot pay for,” he said.",
        "Follow-up talks were held on Friday.",
        "Also present were the deputy chairwoman and two clerks.",
        "RM12 million",
        "Related companies paid RM3 million of the sum.",
        "By Monday the quay was dry, and work began again.",
        "Advertisement revenue of the port fell by 3 per cent.",
        "Copyright owners of the film are to be paid RM3 million now.",
        "Subscribers to the harbour channel rose by a tenth.",
        "Loading of ships takes two days now.",
        "记者从港务局获悉，新码头将于五月动工。",
        "来源广泛的资金将用于新码头的建设。",
        "Iklan di pelabuhan itu akan diturunkan esok.",
    ],
)
def test_sentences_that_only_begin_like_noise_stay(line: str) -> None:
    assert line in clean_lines([PARAGRAPHS[0], PARAGRAPHS[1], line, *PARAGRAPHS[2:]], Hints())


@pytest.mark.parametrize(
    "line",
    [
        "“The views expressed here are not mine,” the harbour master said.",
        "The writer was a harbour master for nine years before she turned to crime novels, her publisher said.",
        "The chairman said that members would follow on Friday.",
        "He asked the board to support the journal of the port.",
        "The statement was issued by the board late on Friday, and it did not say who would pay.",
        "Media reports of a strike were wrong, the harbour master said.",
        "Copyright of the plans lies with the board, which became a member of the union in May.",
    ],
)
def test_a_last_sentence_that_sounds_like_the_house_stays(line: str) -> None:
    assert clean_lines([*PARAGRAPHS, line], Hints()) == (*PARAGRAPHS, line)


def test_list_items_stay_and_lose_their_marks() -> None:
    listed = "<ul><li>Two cranes will be built by 2028.</li><li>Larkin Utara</li><li>Larkin Selatan</li></ul>"
    body = extract(page("New quay", extra=listed), URL).body
    assert body.endswith("Two cranes will be built by 2028.\nLarkin Utara\nLarkin Selatan")


def test_an_outlets_own_hints_win() -> None:
    html = page("New quay", head=ld()).replace(
        b"</article>",
        b"<h2 class=t>Business : The true title</h2><div class=s>"
        + "".join(f"<p>{p}</p>" for p in PARAGRAPHS).encode()
        + b"<p>LP says: buy our hats.</p><p>The end. -- LARKIN</p><p>Larkin is a wire.</p>"
        + b"<div class=x><p>Drop me.</p></div></div></article>",
    )
    hints = Hints(
        title=".t",
        body=".s",
        drop=(".x",),
        section_prefix=" : ",
        end_marker=re.compile("-- LARKIN"),
        boilerplate=(re.compile("LP says"),),
    )
    found = extract(html, URL, hints)
    assert (found.title, found.section, found.body) == ("The true title", "Business", BODY + "\nThe end.")


PAYWALL = "<div class='paywall'>Subscribe to continue reading this article.</div>"


@pytest.mark.parametrize(
    ("html", "hints"),
    [
        (page("New quay", PARAGRAPHS[:1], head=ld(isAccessibleForFree="False")), Hints()),
        (page("New quay", PARAGRAPHS[:1], extra=PAYWALL), Hints()),
        (
            page("New quay", ("Please write to desk@larkin.example for full details.",)),
            Hints(paywall_text=("Please write to desk@",)),
        ),
        (page("New quay", PARAGRAPHS[:2], extra="<div id='wall'></div>"), Hints(paywall_selector="#wall")),
    ],
)
def test_a_paywalled_stub_is_an_article_that_says_so(html: bytes, hints: Hints) -> None:
    found = extract(html, URL, hints)
    assert (found.refused, found.paywalled) == (False, True)
    assert len(found.body) < 250


def test_a_whole_article_beside_a_subscription_offer_is_not_paywalled() -> None:
    found = extract(page("New quay", tuple(f"{p} ({n})" for n in range(4) for p in PARAGRAPHS), extra=PAYWALL), URL)
    assert not found.paywalled


def bare(title: str, body: str, head: str = "") -> bytes:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


INDEX = "".join(f"<h3><a href='/n/{n}'>Headline number {n} about the harbour and its quay</a></h3>" for n in range(30))


@pytest.mark.parametrize(
    ("html", "content_type", "word"),
    [
        (b"", None, "empty"),
        (b"  \n ", "text/html", "empty"),
        (b"%PDF-1.7 ...", None, "PDF"),
        (b'{"a": 1}', "text/html", "JSON"),
        (b"hello", "image/png", "image/png"),
        (b"no markup at all", "text/html", "HTML"),
        (b"<?xml version='1.0'?><rss></rss>", None, "XML"),
        (bare("Just a moment...",
              "<div id='cf-chl-widget'>Checking your browser before you go on.</div>"), None, "challenge"),
        (bare("Larkin Post", "<p>Please enable JavaScript and cookies to continue</p>"
              "<script src='/cdn-cgi/challenge-platform/a.js'></script>"), None, "challenge"),
        (bare("404 Not Found", "<h1>404 Not Found</h1><p>The page could not be found.</p>"), None, "error page"),
        (bare("Harbour news", INDEX), None, "index page"),
        (bare("Ships | video", "<h1>Ships</h1><video src='a.mp4'></video><p>Watch the ships.</p>",
              "<meta property='og:type' content='video.other'>"), None, "video"),
        (bare("New quay", "<h1>New quay</h1>"), None, "without"),
        (bare("x", "<div>" * 20_000 + "x"), None, "tags"),
        (bare("x", "<div>" * 3_000 + "x"), None, "deeper"),
        (bare("x", "<p>hello there.</p>" * 200_000), None, "tags"),
        (bare("x", "<p>" + "hello there. " * 60_000), None, "characters"),
        (b"<html>" + b"x" * 6_000_000, None, "bytes"),
    ],
)  # fmt: skip
def test_what_is_no_article_is_refused_with_the_reason(html: bytes, content_type: str | None, word: str) -> None:
    found = extract(html, URL, content_type=content_type)
    assert found.refused
    assert word in str(found.reason)
    assert found.body == ""


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(st.sampled_from([b"<p>", b"</p>", b"<table>", b"<td colspan=999>", b"a. ", b"<h1>",
                                  b"\x00", b"\xed\xa0\x80", b"<!--",
                                  b"<script type='application/ld+json'>",
                                  b'{"@type":["NewsArticle"],"author":[[null,{}]]}', b"</script>",
                                  b"<meta property='og:title' content=' | '>",
                                  b"<time datetime='x'>"]), max_size=40).map(b"".join),
    )
)  # fmt: skip
def test_no_bytes_make_it_fail(html: bytes) -> None:
    found = extract(html, URL)
    assert found.refused == (not (found.body or found.paywalled))
    assert bool(found.reason) == found.refused
    assert "\x00" not in found.body


@pytest.mark.parametrize(
    ("charset", "declared"),
    [("utf-8", "iso-8859-1"), ("utf-8", None), ("windows-1252", "iso-8859-1"), ("gb18030", "gb2312"), ("utf-16", None)],
)
def test_charsets_as_sent_not_as_declared(charset: str, declared: str | None) -> None:
    html = page("Café für die Küste").decode().replace("<meta charset='utf-8'>", "")
    kind = f"text/html; charset={declared}" if declared else None
    assert extract(html.encode(charset), URL, content_type=kind).title == "Café für die Küste"


MALAY = "Kerajaan negeri akan membina jeti baharu di pelabuhan itu tahun depan kerana jeti lama sudah uzur."


@pytest.mark.parametrize(
    ("languages", "country", "url", "expected"),
    [
        (("ms",), None, None, "ms"),
        (("id",), None, None, "id"),
        ((), "MY", None, "ms"),
        ((), "ID", None, "id"),
        ((), None, "https://larkin.my/a", "ms"),
        ((), None, "https://larkin.co.id/a", "id"),
    ],
)
def test_malay_and_indonesian_are_told_apart_by_the_outlet(
    languages: tuple[str, ...], country: str | None, url: str | None, expected: str
) -> None:
    assert find_language(MALAY, None, languages, country, url) == expected


def test_canonical_addresses_of_other_hosts_and_home_pages_are_not_believed() -> None:
    for said, expected in {
        "https://www.larkinpost.example/news/quay-7-full": "https://www.larkinpost.example/news/quay-7-full",
        "https://other.example/quay": URL,
        "https://www.larkinpost.example/": URL,
        "javascript:alert(1)": URL,
    }.items():
        html = page("New quay", head=f"<link rel='canonical' href='{said}'>")
        assert extract(html, URL).canonical_url == expected
