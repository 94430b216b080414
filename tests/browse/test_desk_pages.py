"""Every page of the desk: what it says, how it is built, and that a stranger's text stays text."""

from __future__ import annotations

import itertools
import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.html
import pytest
from desk_samples import ADDRESS, ATTACKS, at, fill
from desk_site import Site

from browse import showing
from store import Store
from store.people import save_digest

# address, status, what its text holds
PAGES: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("/", 200, ("Week 2026-W38", "2026-W37", "Rail and ports", "Space", "same", "Silent Post", "never", "blocked")),
    ("/?week=2026-W37", 200, ("4 independent reports in 5 articles", "not analysed yet", "no data", "Rahim Sulong")),
    ("/?week=2026-W37", 200, ("Transport minister, Ministry of Transport", "Open contradictions", "3.9 million")),
    ("/?week=2026-W36", 200, ("No story in this week",)),
    ("/?week=next", 400, ("“next” is no week",)),
    ("/story/{story}", 200, ("Line to double", "1 copy: Pos Pagi", "near 'rail freight'", "same event", "s9")),
    ("/story/{empty}", 200, ("Withdrawn story",)),
    ("/story/nowhere", 404, ("No story has the id “nowhere”.",)),
    ("/article/{origin}", 200, ("One more line.", "person in a post", "A. Writer", "Text of revision 1", "a.warc.gz")),
    ("/article/{origin}", 200, ("credits Wira Wire", "written from IPOH, Mon 7 Sep 2026", "JSON-LD, h1", "Agreed:")),
    ("/article/{copy}", 200, ("A copy (copy) of", "99% shared", "The line carries cement")),
    ("/article/{excerpt}", 200, ("only the first 60 words",)),
    ("/article/{link}", 200, ("only headline and link",)),
    ("/article/{gone}", 200, ("Withdrawn article", "404 Not Found")),
    ("/article/{unread}", 200, ("Not analysed yet.", "Nobody has read this one yet.")),
    ("/article/nowhere", 404, ("No article has the id",)),
    ("/official/{official}", 200, ("Transport minister", "rail freight rose", "We will double", "Line to double")),
    ("/official/%E5%90%8D", 404, ("No official has the id “名”.",)),
    ("/organisation/{organisation}", 200, ("Ministry of Transport", "Kementerian Pengangkutan", "交通部")),
    (
        "/organisation/{organisation}",
        200,
        ("Transport minister", "Rahim Sulong", "rail freight rose", "Line to double"),
    ),
    ("/organisation/none", 404, ("No organisation has the id “none”.",)),
    (
        "/claim/{claim}",
        200,
        ("3.9 million tonnes: rail freight, Malaysia, 2025", "Disputed:", "Short View", "Pos Pagi"),
    ),
    ("/claim/{claim}", 200, ("put rail freight at 3.9 million tonnes", "Other values", "The ring is this figure")),
    ("/claim/none", 404, ("No figure has the id “none”.",)),
    ("/place/MY-08", 200, ("Perak", "2026-W38", "Line to double")),
    ("/place/XX", 404, ("No place has the id",)),
    ("/theme/rail", 200, ("By rail.", "2026-W37", "near 'rail freight'", "from the background sample", "Just out")),
    ("/theme/space", 200, ("Nothing significant under this theme",)),
    ("/theme/none", 404, ("No theme has the id",)),
    (
        "/?week=2026-W37",
        200,
        ("Fish ponds, otters · Kolam ikan", "3 independent outlets on 4 days", "since 2026-09-01"),
    ),
    ("/?week=2026-W37", 200, ("More: Rail and ports", "usually 3 to 5; Pos Pagi was silent for 3 days, not counted")),
    ("/", 200, ("Nothing: whatever several outlets told", "Not known: only 1 earlier week to set against it.")),
    ("/?week=2026-W36", 200, ("Not counted yet.",)),
    ("/emerging/e-s1", 200, ("3 of them hold otter", "Line to double", "2026-W36", "pantau themes promote e-s1")),
    ("/emerging/e-s1?week=2026-W36", 200, ("Stories, as of 2026-W36",)),
    ("/emerging/e-s2", 200, ("It became the theme rail",)),
    ("/emerging/none", 404, ("no emergent theme has the id 'none'",)),
    ("/emerging/e-s1?week=x", 400, ("“x” is no week",)),
    ("/place/MY-08", 200, ("In 2026-W37: as usual (1 independent report, usually 1).",)),
    ("/theme/rail", 200, ("not known whether that is usual",)),
    ("/tables/emergent", 200, ("Fish ponds, otters",)),
    ("/tables/trend", 200, ("rise", "unknown")),
    ("/outlet/pos", 200, ("blocked", "403 for a day", "Forbidden", "Kumpulan Satu", "2026-W37")),
    ("/outlet/silent", 200, ("Not crawled yet.",)),
    ("/outlet/none", 404, ("No outlet has the id",)),
    ("/search", 200, ("Type words",)),
    ("/search?q=rail", 200, ("6 articles", "Wira Wire")),
    ('/search?q="rail+freight', 200, ("6 articles",)),
    ("/search?q=rahim", 200, ("Officials", "Rahim Sulong")),
    ("/search?q=rail&sort=newest&page=2", 200, ("not so many pages",)),
    ("/search?q=rail&page=x", 400, ("'page' is a number",)),
    ("/search?q=nosuchword", 200, ("No article holds all of these words",)),
    ("/figures", 200, ("4.25 million tonne", "disputed", "Malaysia", "6 figures")),
    ("/figures?concept=freight&owner=malaysia&period=2025", 200, ("2 figures",)),
    ("/figures?concept=' OR 1=1--", 200, ("No figure fits",)),
    ("/?week=2026-W37", 200, ("Two values: 4.2 million and 3.9 million", "Only Links", "Revised figures")),
    ("/?week=2026-W37", 200, ("fit, in one article: called a fall", "it corrects the earlier one")),
    ("/figures", 200, ("series of 4 periods",)),
    ("/article/{ledger}", 200, ("disputed", "series of 4 periods")),
    ("/story/{story}", 200, ("disputed", "series of 4 periods")),
    ("/series/{series}", 200, ("rail freight, Malaysia", "4 periods, in tonne", "3.1 million tonne", "Rahim Sulong")),
    ("/series/{series}", 200, ("4 periods from 2022 to 2030", "Hollow dots", "disputed", "target")),
    ("/series/none", 404, ("No series has the id “none”.",)),
    ("/tables/dispute", 200, ("change_words", "5 rows")),
    ("/digest/{digest}", 200, ("Line to double; 3 stories", "Plain digest")),
    ("/digest/99", 404, ("No digest has the id",)),
    ("/digest/1%20OR%201", 404, ("No digest has the id",)),
    ("/tables", 200, ("Ready-made questions", "story_theme", "figure_claim")),
    ("/tables?sql=select+1+as+one", 200, ("one",)),
    ("/tables?sql=delete+from+story", 400, ("Statement must be a SELECT",)),
    ("/tables/article", 200, ("Articles", "Line to double", "Wira Wire")),
    ("/tables/article?outlet=wire&_sort=title", 200, ("5 rows",)),
    ("/tables/article?title=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", 200, ("No row.",)),
    ("/tables/article/{origin}", 200, ("Rows of other tables that point here", "wire")),
    ("/tables/digest/{digest}", 200, ("characters",)),
    ("/tables/story/{story}", 200, ("story_theme",)),
    ("/tables/outlet", 200, ("Short View",)),
    ("/tables/story_theme", 200, ("near 'rail freight'",)),
    ("/tables/figure", 200, ("rail freight",)),
    ("/tables/fetch", 200, ("https://pos.example/feed",)),
    ("/tables/quotes", 200, ("We will double", "Only Links")),
    ("/tables/quotes?official=rahim&outlet=&week=2026-W37", 200, ("2 rows",)),
    ("/tables/volume", 200, ("Pos Pagi",)),
    ("/tables/nowhere", 404, ("Table not found",)),
    ("/nowhere", 404, ("There is no such page",)),
)
ADDRESSES = tuple(dict.fromkeys(address for address, _, _ in PAGES))


@pytest.mark.parametrize(("address", "status", "holds"), PAGES)
def test_page(site: Site, address: str, status: int, holds: tuple[str, ...]) -> None:
    answer = site.get(address)
    assert answer.status_code == status
    text = " ".join(lxml.html.document_fromstring(answer.text).text_content().split())
    for words in holds:
        assert words in text


def _faults(page: lxml.html.HtmlElement) -> list[str]:
    """What is wrong with the structure of a page, for people who do not see it."""
    found = []
    if page.get("lang") != "en":
        found.append("no lang")
    if not (page.findtext(".//title") or "").strip(" –"):
        found.append("no title")
    levels = [int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    if (
        levels.count(1) != 1
        or levels[0] != 1
        or any(after > before + 1 for before, after in itertools.pairwise(levels))
    ):
        found.append(f"headings {levels}")
    if any(not heading.text_content().strip() for heading in page.iter("h1", "h2", "h3")):
        found.append("an empty heading")
    labelled = {label.get("for") for label in page.iter("label")}
    for field in page.iter("input", "select", "textarea"):
        if field.get("type") != "hidden" and (not field.get("id") or field.get("id") not in labelled):
            found.append(f"no label: {lxml.html.tostring(field)!r}")
    ids = [element.get("id") for element in page.iter() if isinstance(element.tag, str) and element.get("id")]
    found += [f"id twice: {each}" for each in set(ids) if ids.count(each) > 1]
    for table in page.iter("table"):
        if table.find("caption") is None:
            found.append("a table without caption")
        found += [
            "th without scope" for th in table.iter("th") if th.get("scope") is None and th.get("aria-hidden") is None
        ]
    found += [f"nameless link to {a.get('href')}" for a in page.iter("a") if not a.text_content().strip()]
    if len(page.findall(".//main")) != 1:
        found.append("not one main")
    return found


@pytest.mark.parametrize("address", ADDRESSES)
def test_structure(site: Site, address: str) -> None:
    assert _faults(site.page(address)) == []


def _leaks(page: lxml.html.HtmlElement) -> list[str]:
    """Markup that a stranger's text made, or that loads from or leads to where it should not."""
    found = []
    for element in page.iter():
        if not isinstance(element.tag, str):
            found.append(f"a comment or instruction: {element}")
            continue
        if element.tag == "svg" and element.getparent().get("class") in ("plot", "spark"):  # the desk's own
            continue
        if element.tag in ("script", "img", "svg", "object", "embed", "base", "video", "audio", "math"):
            found.append(element.tag)
        for name, value in element.items():
            if name.startswith("on") or (name == "style" and not re.fullmatch(r"width: \d{1,3}%", value)):
                found.append(f"{element.tag} {name}={value}")
            if name in ("href", "src", "action", "formaction", "data", "poster", "background"):
                if element.tag == "a" and urlsplit(value).scheme in ("http", "https"):
                    if element.get("rel") != "noopener noreferrer nofollow":
                        found.append(f"link without rel: {value}")
                elif not re.match(r"[/#?](?!/)", value):
                    found.append(f"{element.tag} {name}={value}")
        if element.tag == "iframe" and "allow-scripts" in (element.get("sandbox") or "allow-scripts"):
            found.append("an open frame")
        if element.tag == "meta" and element.get("http-equiv"):
            found.append("meta http-equiv")
    return found


@pytest.mark.parametrize("address", ADDRESSES)
def test_strangers_text_stays_text(hostile: Site, address: str) -> None:
    answer = hostile.get(address)
    assert answer.status_code < 500
    page = lxml.html.document_fromstring(answer.text)
    assert _leaks(page) == []
    assert _faults(page) == []
    assert not re.search("[\x00\x1b\u202a-\u202e\u2066-\u2069]", answer.text)


def test_attacks_are_shown_as_they_are(hostile: Site) -> None:
    """The pages above are inert because they escape, not because the attacks never reached them."""
    seen = "\n".join(hostile.page(address).text_content() for address in ADDRESSES)
    for attack in ATTACKS[:-1]:
        assert attack in seen
    assert "alert(document.domain)" in hostile.get("/article/{unread}").text or "no safe link" in seen


def test_archived_mail_is_shut_in(hostile: Site) -> None:
    frame = hostile.page("/digest/{digest}").find(".//iframe")
    assert frame is not None
    assert "allow-scripts" not in frame.get("sandbox")
    assert "allow-same-origin" not in frame.get("sandbox")
    assert '<base target="_blank">' in frame.get("srcdoc")


@pytest.mark.parametrize(
    "address", [*ADDRESSES, "/desk/desk.css", "/tables/article.json", "/story/{merged}", "/-/search?q=a"]
)
def test_headers(site: Site, address: str) -> None:
    headers = site.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert len(headers.get_list("content-security-policy")) == 1


@pytest.mark.parametrize(("address", "to"), [("/story/{merged}", "/story/s1"), ("/-/search?q=a+b", "/search?q=a+b")])
def test_redirects(site: Site, address: str, to: str) -> None:
    answer = site.get(address)
    assert answer.status_code in (301, 302)
    assert answer.headers["location"] == to


def test_internal_links_lead_somewhere(site: Site) -> None:
    starts = (
        "/?week=2026-W37",
        "/story/{story}",
        "/article/{origin}",
        "/official/{official}",
        "/theme/rail",
        "/tables/article",
    )
    found = {link for start in starts for link in site.page(start).xpath("//a/@href") if link.startswith("/")}
    assert len(found) > 30
    broken = {link: site.get(link.replace("{", "{{")).status_code for link in sorted(found)}
    assert {link: status for link, status in broken.items() if status >= 400} == {}


def test_marks_in_the_text(site: Site) -> None:
    body = site.page("/article/{origin}").find_class("body")[0]
    assert [a.get("href") for a in body.iter("a")] == ["/official/rahim-sulong", "/place/MY-08"]
    assert [span.text_content() for span in body.find_class("m-figure")] == ["4.2 million tonnes"]
    assert [span.text_content() for span in body.find_class("m-quote")] == ['"We will double the line by 2030,"']
    assert [tag.text for tag in body.find_class("tag")] == ["P", "F", "Q", "L"]


def test_outlets_wish_is_obeyed(site: Site) -> None:
    """An excerpt ends after sixty words; a link-only outlet's words are on no page and in no export."""
    shown = site.page("/article/{excerpt}").find_class("body")[0].text_content()
    assert len(shown.split()) == 60
    page = site.page("/article/{link}")
    assert page.find_class("body") == []
    for words in ("We will double", "carries cement", "said on Monday"):
        assert words not in page.text_content()
    linked = [row for row in site.get("/tables/quotes.json?_shape=array").json() if row["outlet"] == "Only Links"]
    assert [row["quote"] for row in linked] == [None]
    snippets = site.page("/search?q=freight").xpath("//ol[@class='stories']/li")
    assert {bool(each.xpath(".//mark")) for each in snippets if "Only Links" in each.text_content()} == {False}


def test_a_picture_is_a_link_to_its_outlet_where_that_lets_all_be_shown(site: Site, hostile: Site) -> None:
    for name, shown in (("origin", True), ("excerpt", False), ("link", False)):
        page = site.page(f"/article/{{{name}}}")
        assert bool(page.xpath("//a[contains(@href, '.jpg')]")) is shown, name
        assert page.xpath("//img") == []
    assert '.jpg"' not in hostile.get("/article/{origin}").text  # its address is javascript:
    # tables cannot ask the outlet: to them the address is empty, in whatever way they are asked
    row = site.get("/tables/article.json?_shape=array&id=" + site.ids["origin"]).json()[0]
    assert (row["agency"], row["image"]) == ("Wira Wire", None)
    asked = site.get("/tables.json?sql=select+max(image)+as+m+from+article&_shape=array").json()
    assert asked == [{"m": None}]
    with sqlite3.connect(site.path) as stored:
        assert stored.execute("SELECT count(*) FROM article WHERE image IS NOT NULL").fetchone()[0] > 5


def test_where_from_is_told_and_so_is_what_is_not_known(site: Site) -> None:
    (table,) = site.page("/article/{origin}").xpath("//details[@class='where']//tbody")
    cells = [[cell.text_content() for cell in row] for row in table.iter("tr")]
    assert cells == [["Headline", "JSON-LD, h1", "agreed"], ["Dateline", "text", "read"]]
    assert showing.where_from(None) == []
    assert showing.where_from({"odd": ["byline+end", "said"]}) == [
        {"field": "odd", "places": ["byline", "last line"], "sure": "said"}
    ]


def test_what_an_outlet_corrected_is_said_in_its_words_where_these_may_be_shown(site: Site) -> None:
    for name, words in (("origin", True), ("excerpt", True), ("link", False)):
        (notice,) = site.page(f"/article/{{{name}}}").xpath("//p[contains(., 'corrected this article')]")
        assert ("Correction: the line has 40 wagons." in notice.text_content()) is words, name
    assert not site.page("/article/{copy}").xpath("//p[contains(., 'corrected this article')]")


def test_withdrawn_text_is_nowhere(site: Site) -> None:
    gone = site.ids["gone"]
    assert "report 5" not in site.page(f"/article/{gone}").text_content()
    for address in ("/?week=2026-W37", "/search?q=taken", "/outlet/wire"):
        assert f"/article/{gone}" not in site.get(address).text


# what would reveal an address or a text through the door that readers use
PEEKS = (
    "select * from subscriber",
    "select email from subscriber where 1",
    "select 1 from subscriber where email like 'reader%'",
    "select (select group_concat(email) from subscriber)",
    "with s as (select * from subscriber) select * from s",
    "select recipient from delivery",
    "select * from delivery",
    "select text from body",
    "select b.* from article a join body b on b.article = a.id",
    "select text from sentence",
    "select text from quote",
    "select title from revision",
    "select * from article_search where article_search match 'rail'",
    "select hex(block) from article_search_data",
    "select snippet(article_search, 2, '', '', '', 64) from article_search where article_search match 'rail'",
    "select * from main.subscriber",
    'select * from "SUBSCRIBER"',
)


@pytest.mark.parametrize("sql", PEEKS)
@pytest.mark.parametrize("form", ["", ".json", ".csv"])
def test_private_columns_stay_shut(site: Site, sql: str, form: str) -> None:
    answer = site.loop.run_until_complete(site.datasette.client.get(f"/tables{form}", params={"sql": sql}))
    assert ADDRESS not in answer.text
    assert "carries cement" not in answer.text
    if form == ".csv":  # datasette's CSV says nothing of an error
        assert answer.text.strip() == ""
    else:
        assert answer.status_code == 400
        assert "prohibited" in answer.text


def test_index_of_the_search_reads_as_nothing(site: Site) -> None:
    """FTS5 names these columns when datasette counts rows: they are empty, not forbidden."""
    answer = site.get("/tables.json?sql=select+c0,c1,c2+from+article_search_content&_shape=arrays")
    assert answer.json()["rows"]
    assert {value for row in answer.json()["rows"] for value in row} == {None}


def test_counting_rows_is_no_secret(site: Site) -> None:
    answer = site.get("/tables.json?sql=select+count(*)+as+n+from+subscriber&_shape=array")
    assert answer.json() == [{"n": 1}]


@pytest.mark.parametrize(
    "table",
    [
        "subscriber",
        "delivery",
        "bounce",
        "suppression",
        "body",
        "sentence",
        "revision",
        "quote",
        "vector",
        "setting",
        "decision",
        "article_search",
        "capture",
        "reading",
    ],
)
def test_closed_tables(site: Site, table: str) -> None:
    for address in (f"/tables/{table}", f"/tables/{table}.json", f"/tables/{table}.csv", f"/tables/{table}/1"):
        answer = site.get(address)
        assert answer.status_code == 403
        assert ADDRESS not in answer.text
    assert f'/tables/{table}"' not in site.get("/tables").text
    assert f'/tables/{table}"' not in site.get("/tables?_show_hidden=1").text


def test_no_page_holds_an_address(site: Site) -> None:
    for address in (*ADDRESSES, "/-/metadata.json", "/-/databases.json", "/tables.json", "/-/plugins.json"):
        assert ADDRESS not in site.get(address).text


def test_endless_question_is_stopped(site: Site) -> None:
    sql = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    answer = site.loop.run_until_complete(site.datasette.client.get("/tables", params={"sql": sql}))
    assert answer.status_code == 400
    assert "stopped after 1000 ms" in answer.text
    assert "<script" not in answer.text


def test_it_follows_a_database_that_changes(site: Site) -> None:
    stamp = datetime(2026, 9, 9, tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with sqlite3.connect(site.path) as connection:
        connection.execute("UPDATE outlet_health SET state = 'dead', since = ? WHERE outlet = 'short'", (stamp,))
    assert "dead" in site.page("/outlet/short").text_content()
    assert "dead" in site.get("/tables/outlet_health.json").text


def test_copies_are_one_report(site: Site) -> None:
    """Of one wire text and its copy, two more outlets and the copying outlet's own article: four witnesses."""
    story = site.page("/?week=2026-W37").xpath("//section[@aria-labelledby='top-stories']//li")[0].text_content()
    assert " ".join(story.split()).startswith("Line to double, says minister (updated), report 1 4 independent reports")
    timeline: Any = site.page("/story/{story}").find_class("timeline")[0]
    assert len(timeline.findall("li")) == 4
    assert [li.text_content().split("·")[1].strip()[:8] for li in timeline.xpath(".//details//li")] == ["Pos Pagi"]


def test_a_timeline_tells_when_a_report_was_published(site: Site) -> None:
    """First seen stands beside it where that was another day, in its place where nobody says when it was published."""

    def told() -> list[str]:
        timeline: Any = site.page("/story/{story}").find_class("timeline")[0]
        lines = [*timeline.xpath("./li/p[@class='meta'][1]"), *timeline.xpath(".//details//li")]
        return [" ".join(line.text_content().split("·")[0].split()) for line in lines]

    def publish(rows: list[tuple[str | None, str | None, str]]) -> None:
        with sqlite3.connect(site.path) as connection:
            connection.executemany("UPDATE article SET published = ?, published_precision = ? WHERE id = ?", rows)

    assert not any("seen" in line for line in told())
    with sqlite3.connect(site.path) as connection:
        were = connection.execute(
            "SELECT published, published_precision, id FROM article WHERE story = ? ORDER BY id", (site.ids["story"],)
        ).fetchall()
    a, b, c = (article for _, _, article in were[:3])
    publish([("2026-09-01T04:30:00Z", "second", a), ("2026-09-01T00:00:00Z", "day", b), (None, None, c)])
    try:
        now = told()
    finally:
        publish(were)
    assert sorted(line.split(" (")[0] for line in now if "(first seen" in line) == [
        "Tue 1 Sep 2026",
        "Tue 1 Sep 2026, 12:30",
    ]
    assert len([line for line in now if line.startswith("first seen ")]) == 1


def test_a_story_is_told_in_its_own_sentences(site: Site) -> None:
    page: Any = site.page("/story/{story}")
    section = page.xpath("//section[@aria-labelledby='key-sentences']")[0]
    (lead,) = section.xpath("./p[@class='meta']")
    assert "Lead report: " in lead.text_content()
    links = section.xpath(".//ol/li/p/a/@href")
    quoted = [text.text_content() for text in section.xpath(".//ol/li/blockquote")]
    assert len(links) == len(quoted) > 0
    for link, text in zip(links, quoted, strict=True):
        marked = site.page(link.split("#")[0]).xpath("//mark")
        shown = "".join("".join(piece.xpath("descendant::text()[not(ancestor::sup)]")) for piece in marked)
        assert text in shown
        assert [piece.get("id") for piece in marked if piece.get("id")] == ["asked"]


@pytest.mark.parametrize("at", ["", "?at=", "?at=x", "?at=-1", "?at=999999", "?at=99999999999999", "?at=1e3"])
def test_a_place_that_is_none_marks_nothing(site: Site, at: str) -> None:
    assert site.page("/article/{origin}" + at).xpath("//mark") == []


def test_outlets_of_a_story_with_their_copies(site: Site) -> None:
    table: Any = site.page("/story/{story}").xpath("//section[@aria-labelledby='by-outlet']//tbody/tr")
    cells = {row[0].text_content(): (row[1].text_content(), row[2].text_content()) for row in table}
    assert cells["Pos Pagi"] == ("1", "1")


def test_an_official_has_the_themes_of_their_stories(site: Site) -> None:
    section = site.page("/official/{official}").xpath("//section[@aria-labelledby='themes']")[0]
    assert [(a.text, a.get("href")) for a in section.iter("a")] == [("Rail and ports", "/theme/rail")]
    assert "2 stories" in section.text_content()


@pytest.mark.parametrize(
    "address",
    (
        "plugins.json settings databases.json threads.json metadata.json versions messages patterns allow-debug"
        " permissions auth-token logout actor.json x"
    ).split(),
)
def test_datasettes_pages_about_itself_are_closed(site: Site, address: str) -> None:
    """They tell where the database lies, and what a stranger may try."""
    answer = site.get(f"/-/{address}")
    assert answer.status_code == 404
    assert str(site.path.parent) not in answer.text
    assert "The desk has nothing at this address." in answer.text
    assert site.get("/-/static/app.css").status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "OPTIONS", "PATCH", "PROPFIND"])
def test_a_method_that_no_page_takes_is_refused(site: Site, method: str) -> None:
    answer = site.loop.run_until_complete(site.datasette.client.request(method, "/"))
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_digest_says_in_which_language_it_is(tmp_path: Path) -> None:
    path = tmp_path / "pantau.db"
    fill(path)
    with Store.open(path) as store:
        html = '<!doctype html><html lang="en">'  # the store says it, not the mail
        made = save_digest(store, "2026-W38", "Laluan digandakan", html, "x", at(50), {}, language="ms")
    served = Site(path, {})
    for address in ("/", "/digests"):
        told = {each.text_content(): each.get("lang") for each in served.page(address).xpath("//main//*[@lang]")}
        assert (told["Laluan digandakan"], told["Line to double; 3 stories"]) == ("ms", "en")
    told = {each.get("lang") for each in served.page(f"/digest/{made.id}").xpath("//main//h1 | //main//pre")}
    assert told == {"ms"}
    served.close()
