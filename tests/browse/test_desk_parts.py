"""The pure parts of the desk, its queries under any input, and how it is served."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from itertools import pairwise
from pathlib import Path

import pytest
from datasette.app import Datasette
from desk_site import Site
from hypothesis import example, given, settings
from hypothesis import strategies as st

from browse import bars, build_app, cells, showing
from browse.access import HIDDEN
from browse.app import _is_loopback
from browse.marking import KINDS, Span, paragraphs
from browse.metadata import metadata
from browse.timeline import fold
from records import BadInput, NotFound
from store import desk_find, desk_names, keeping


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://news.example/a?b=c#d", "news.example"),
        ("http://www.news.example:8080/a", "news.example"),
        ("https://nеws.example/", "xn--nws-rdd.example"),  # a Cyrillic letter
        ("https://berita.example/rencana-日本", "berita.example"),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        ("data:text/html,<script>", None),
        ("vbscript:x", None),
        ("//evil.example/", None),
        ("/local", None),
        ("file:///etc/passwd", None),
        ("https://", None),
        ("https:///x", None),
        ("https://user:pass@evil.example/", None),
        ("https://good.example\\@evil.example/", None),
        ("https://good.example/\u202egnp.exe", None),
        ("https://good.example/\nX: y", None),
        (" https://good.example/", None),
        ('https://good.example/"onmouseover=', None),
        ("https://good.example:port/", None),
        ("https://[bad/", None),
        ("https://good.example/" + "a" * 3000, None),
        (None, None),
        (7, None),
    ],
)
def test_safe_link(url: object, host: str | None) -> None:
    assert showing.safe_link(url) == (url if host else None)
    assert showing.host_of(url) == (host or "")


@given(st.text(max_size=60))
def test_safe_link_is_never_anything_else(text: str) -> None:
    for candidate in (text, f"https://{text}", f"http://news.example/{text}"):
        link = showing.safe_link(candidate)
        assert link is None or re.match(r"https?://[^\s\"'<>@/?#]+([/?#][^\s\"'<>]*)?$", link)


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        ("1200000000", "MYR", "MYR 1.2 billion"),
        ("3000000000000", "MYR", "MYR 3 trillion"),
        ("1234567890", "USD", "USD 1,234,567,890"),
        ("4250000", "tonne", "4.25 million tonnes"),
        ("-1500000", None, "-1.5 million"),
        ("999999", None, "999,999"),
        ("5.20", "percent", "5.2%"),
        ("0.3", "percentage_point", "0.3 percentage points"),
        ("0.00", "percent", "0%"),
        ("100", "MW", "100 MW"),
        ("many", "MYR", "many"),
        ("NaN", None, "NaN"),
        (None, "MYR", ""),
    ],
)
def test_amount(value: object, unit: str | None, written: str) -> None:
    assert showing.amount(value, unit) == written


def test_moments_stand_in_the_zone() -> None:
    assert showing.moment("2026-09-20T22:30:00Z", "Asia/Kuala_Lumpur") == "Mon 21 Sep 2026, 06:30"
    assert showing.moment("2026-09-20T22:30:00Z", "Asia/Kuala_Lumpur", precision="day") == "Sun 20 Sep 2026"
    assert showing.day("2026-09-20T22:30:00Z", "UTC") == "20 Sep 2026"
    assert showing.moment("soon", "UTC") == "soon"
    assert showing.moment(None, "UTC") == ""


@given(st.text(max_size=80))
def test_plain_leaves_nothing_unseen(text: str) -> None:
    shown = showing.plain({"a": [text, (text,)]})["a"]
    assert shown[0] == shown[1][0]
    shown[0].encode()  # no surrogate is left
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown[0])


@pytest.mark.parametrize(
    ("show", "end", "quotes"), [("full", 700, True), ("excerpt", 60 * 7 - 1, True), ("link", 0, False)]
)
def test_shown_of(show: str, end: int, quotes: bool) -> None:
    shown = showing.shown_of("wordly " * 100, show)
    assert (shown.end, shown.quotes, shown.note is None) == (end, quotes, show == "full")
    assert showing.shown_of("few words", "excerpt").note is None


SPANS = st.lists(st.builds(Span, st.integers(-3, 60), st.integers(-3, 60), st.sampled_from(sorted(KINDS))), max_size=8)


@example("aaaa\n \na", [Span(4, 8, "figure")], 8)  # it begins in a paragraph of blanks, which is not shown
@given(st.text("ab \n", max_size=50), SPANS, st.integers(0, 60))
def test_marked_text_is_the_text(text: str, spans: list[Span], end: int) -> None:
    """Whatever overlaps what: no character is lost or doubled, and each span covers its characters, begun once."""
    limit = min(end, len(text))
    found = paragraphs(text, spans, end)
    kept = "".join(piece.text for paragraph in found for piece in paragraph)
    assert kept.replace(" ", "") == text[:limit].replace("\n", "").replace(" ", "")
    valid = [span for span in spans if 0 <= span.start < span.end <= limit]
    for span in set(valid):
        marked = "".join(piece.text for paragraph in found for piece in paragraph if span in piece.spans)
        wanted = text[span.start : span.end]
        assert marked.replace(" ", "") == wanted.replace("\n", "").replace(" ", "")
        begun = sum(span in piece.begins for paragraph in found for piece in paragraph)
        assert begun == 1 or not wanted.strip()
    assert all(piece.text for paragraph in found for piece in paragraph)


def _row(key: str, copy_of: str | None = None, kind: str | None = None) -> dict[str, str | None]:
    return {"id": key, "copy_of": copy_of, "copy_kind": kind}


@pytest.mark.parametrize(
    ("rows", "folded"),
    [
        ([_row("a"), _row("b", "a", "copy"), _row("c")], {"a": ["b"], "c": []}),
        ([_row("a"), _row("b", "a", "copy"), _row("c", "b", "identical")], {"a": ["b", "c"]}),
        ([_row("b", "a", "copy"), _row("a")], {"a": ["b"]}),  # the copy was seen before its origin
        ([_row("a"), _row("b", "a", "derived"), _row("c", "b", "copy")], {"a": [], "b": ["c"]}),
        ([_row("b", "elsewhere", "copy")], {"b": []}),
        ([_row("a", "b", "copy"), _row("b", "a", "copy")], {"a": ["b"]}),
        ([_row("a", "a", "copy")], {"a": []}),
        ([], {}),
    ],
)
def test_copies_fold(rows: list[dict[str, str | None]], folded: dict[str, list[str]]) -> None:
    assert {each.article["id"]: [copy["id"] for copy in each.copies] for each in fold(rows)} == folded


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdefg"), st.sampled_from([None, "copy", "derived"])),
        max_size=6,
        unique_by=lambda row: row[0],
    )
)
def test_every_article_stands_once(made: list[tuple[str, str, str | None]]) -> None:
    rows = [_row(key, origin, kind) for key, origin, kind in made]
    told = fold(rows)
    standing = [each.article["id"] for each in told] + [copy["id"] for each in told for copy in each.copies]
    assert sorted(standing) == sorted(row["id"] for row in rows)


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [(3, 1, "+2"), (1, 3, "−2"), (2, 2, "same"), (2, 0, "+2 from 0"), (0, 0, "same"), (4, None, "no data")],
)
def test_change(now: int, before: int | None, said: str) -> None:
    assert bars.change(now, before) == said


@given(st.lists(st.integers(0, 10**6), max_size=20))
def test_bars_keep_their_order(numbers: list[int]) -> None:
    drawn = bars.with_bars([{"n": number} for number in numbers], "n")
    assert all(0 <= row["bar"] <= 100 and (row["bar"] > 0) == (row["n"] > 0) for row in drawn)
    ordered = sorted(drawn, key=lambda row: row["n"])
    assert all(low["bar"] <= high["bar"] for low, high in pairwise(ordered))


def test_weeks_without_anything_are_zero() -> None:
    filled = bars.every_week([{"week": "2026-W02", "n": 2}, {"week": "2025-W51", "n": 1}], "n")
    assert [(row["week"], row["n"]) for row in filled] == [
        ("2026-W02", 2),
        ("2026-W01", 0),
        ("2025-W52", 0),
        ("2025-W51", 1),
    ]
    assert len(bars.every_week([{"week": "2026-W02", "n": 2}, {"week": "2020-W01", "n": 1}], "n")) == 12


@pytest.mark.parametrize(
    ("value", "column", "table", "key", "html"),
    [
        ("s1", "story", "article", "a1", '<a href="/story/s1">s1</a>'),
        ({"value": "s1", "label": "<b>"}, "story", "article", None, '<a href="/story/s1">&lt;b&gt;</a>'),
        ("../x", "story", "article", None, '<a href="/story/..%2Fx">../x</a>'),
        ("<b>", "title", "article", "a1", '<a href="/article/a1">&lt;b&gt;</a>'),
        ("a1", "id", "article", "a1", '<a href="/article/a1">a1</a>'),
        ("s1", "story", None, None, None),  # a query of the reader's own
        ("javascript://x%0aalert(1)", "url", "article", None, "javascript://x%0aalert(1)"),
        (
            "https://a.example/",
            "url",
            "article",
            None,
            '<a href="https://a.example/" rel="noopener noreferrer nofollow">https://a.example/</a>',
        ),
        ("<html>" * 9, "html", "digest", 1, "54 characters"),
        (None, "story", "article", None, None),
        (b"\x00", "values", "vector", None, None),
        ("a\u202eb", "section", "article", None, "ab"),
    ],
)
def test_cells(value: object, column: str, table: str | None, key: object, html: str | None) -> None:
    made = cells.cell(value, column, table, key, lambda path: path)
    assert (None if made is None else str(made)) == html


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(st.sampled_from("rail freight\"'*():^-+NEARORAND{}\\%_\x00 日é"), max_size=25), newest=st.booleans()
)
def test_search_takes_anything(site: Site, text: str, newest: bool) -> None:
    with contextlib.closing(sqlite3.connect(site.path)) as connection:
        found, total = desk_find.search(connection, text, newest=newest)
        assert len(found) == min(total, desk_find.PAGE)
        desk_names.named(connection, text)
        assert desk_find.figures(connection, concept=text or "none", owner=text, period=text)[0] == []


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("desk.example", False),
    ],
)
def test_only_this_machine_may_type_sql(host: str, local: bool) -> None:
    assert _is_loopback(host) is local


def test_sql_can_be_closed(site: Site) -> None:
    closed = build_app(site.path, allow_sql=False)
    answer = asyncio.run(closed.client.get("/tables?sql=select+1"))
    assert answer.status_code == 403
    assert asyncio.run(closed.client.get("/tables/quotes")).status_code == 200  # the ready-made ones stay


def test_zone_and_title_are_shown(site: Site) -> None:
    made = build_app(site.path, "UTC", desk_title="Desk of <tests>")
    text = asyncio.run(made.client.get("/article/" + site.ids["origin"])).text
    assert "Desk of &lt;tests&gt;" in text
    assert "Tue 8 Sep 2026, 01:00" in text
    assert "Tue 8 Sep 2026, 09:00" in site.get("/article/{origin}").text


def test_other_datasettes_are_left_alone(site: Site) -> None:
    assert site.get("/").status_code == 200
    other = Datasette([], memory=True)
    answer = asyncio.run(other.client.get("/"))
    assert "content-security-policy" not in answer.headers
    assert asyncio.run(other.client.get("/figures")).status_code == 404


@pytest.mark.parametrize(
    ("content", "error"), [(None, NotFound), (b"", BadInput), (b"not a database at all", BadInput)]
)
def test_no_database(tmp_path: Path, content: bytes | None, error: type[Exception]) -> None:
    path = tmp_path / "pantau.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(error):
        build_app(path)


def test_an_empty_database_has_a_front_page(tmp_path: Path) -> None:
    from store import Store

    Store.create(tmp_path / "pantau.db").close()
    answer = asyncio.run(build_app(tmp_path / "pantau.db").client.get("/"))
    assert answer.status_code == 200
    assert "No articles yet" in answer.text


def _contrast(first: str, second: str) -> float:
    """The contrast ratio of WCAG 2.2 of two #rrggbb colours."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast() -> None:
    """AA: 4.5 for text on every ground it stands on, 3 for bars; in light and in dark."""
    style = (Path(__file__).resolve().parents[2] / "browse" / "static" / "desk.css").read_text(encoding="utf-8")
    schemes = [
        dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block)) for block in re.findall(r":root \{(.*?)\}", style, re.S)
    ]
    assert len(schemes) == 2
    for colours in schemes:
        for text in ("ink", "soft", "link", "flag"):
            for ground in ("paper", "raised"):
                assert _contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
        for ground in ("hit", "quote"):
            assert _contrast(colours["ink"], colours[ground]) >= 4.5, ground
            assert _contrast(colours["soft"], colours["quote"]) >= 4.5
        for mark in ("bar", "place", "official"):
            assert _contrast(colours[mark], colours["paper"]) >= 3, mark
    assert "url(" not in style
    assert "@import" not in style


def test_it_is_served(site: Site) -> None:
    """The real server in a process of its own: it answers, and ends quietly when it is interrupted."""
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = f"from pathlib import Path; from browse import serve; serve(Path({str(site.path)!r}), port={port})"
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen([sys.executable, "-c", code], cwd=root, stderr=subprocess.PIPE, text=True) as process:
        try:
            deadline = time.monotonic() + 30
            while True:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                        text = answer.read().decode()
                    break
                except urllib.error.URLError:
                    assert process.poll() is None, process.stderr and process.stderr.read()
                    assert time.monotonic() < deadline
                    time.sleep(0.1)
            assert "Week 2026-W38" in text
            assert "uvicorn" not in str(answer.headers).lower()
        finally:
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=20)
    assert "Traceback" not in said


def test_every_table_that_has_a_page_says_what_it_is(site: Site) -> None:
    told = metadata("")["databases"]["tables"]["tables"]
    with contextlib.closing(sqlite3.connect(site.path)) as connection:
        for table in keeping.tables(connection):
            about = told.get(table, {})
            if table in HIDDEN or about.get("hidden"):
                continue
            assert about.get("title"), table
            assert about.get("description"), table
            assert len(about.get("facets", ())) <= 3, table
            for _, _, target, column, *_ in connection.execute(f"PRAGMA foreign_key_list({table})"):
                assert told[target].get("label_column") or target == "correction", (table, column)
    text = site.page("/tables").text_content()
    assert "Names of organisations" in text
    assert "Figures across articles" in text
