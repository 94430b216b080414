"""The desk as a reader meets it: each kind of page in a real Chromium, light and dark, wide and narrow, by keyboard."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browse.reasons import reason
from browser.served import Reader, Served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

WIDE, NARROW = {"width": 1100, "height": 900}, {"width": 360, "height": 740}
#: Every kind of page: of the sample, which has something to show on each.
KINDS = {
    "front": "/",
    "story": "/story/{story}",
    "merged story": "/story/{merged}",
    "article": "/article/{origin}",
    "article of which a link may be shown": "/article/{link}",
    "withdrawn article": "/article/{gone}",
    "official": "/official/{official}",
    "organisation": "/organisation/{organisation}",
    "figure across articles": "/claim/{claim}",
    "briefing note": "/story/{story}/briefing.html",
    "preferences": "/-/preferences/{preferences}",
    "articles like a story": "/search?like={story}",
    "misspelt name": "/search?q=Rahim+Sulnog",
    "place": "/place/MY-08",
    "theme": "/theme/rail",
    "outlet": "/outlet/wire",
    "figures": "/figures",
    "series": "/series/{series}",
    "search": "/search?q=freight",
    "empty search": "/search",
    "saved searches": "/searches",
    "sources of every table": "/tables/outlet",
    "corrections": "/corrections",
    "login": "/-/login",
    "digest archive": "/digests",
    "digest": "/digest/{digest}",
    "all tables": "/tables",
    "table": "/tables/article",
    "row": "/tables/article/{origin}",
    "ready-made question": "/tables/quotes?official=&outlet=&week=",
    "error": "/nothing/here",
}
#: What the rules call serious or critical; https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md
GRAVE = {"serious", "critical"}
LARGEST = 250_000  # bytes of a picture
PICTURES = {
    "desk": ("/", 1050), "desk-story": ("/story/{story}", 1200), "digest": (None, 1350), "digest-narrow": (None, 1350),
}  # fmt: skip


@pytest.fixture
def reader(request: pytest.FixtureRequest, chromium: Any, sample: Served) -> Iterator[Reader]:
    opened = Reader(chromium, sample, viewport=WIDE, **getattr(request, "param", {}))
    yield opened
    opened.close()


def grave(page: Any) -> list[str]:
    """What axe-core finds that is serious or critical: ``rule: element``."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="make test-browser installs it").Axe()
    found = axe.run(page, options={"resultTypes": ["violations"], "iframes": False}).response
    assert len(found["passes"]) > 9, "axe-core looked at nothing"
    return [
        f"{each['id']} ({each['impact']}): {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for each in found["violations"]
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1100", "360"])
def test_no_page_shuts_anybody_out(chromium: Any, sample: Served, scheme: str, size: dict[str, int]) -> None:
    reader = Reader(chromium, sample, viewport=size, color_scheme=scheme)
    found: dict[str, list[str]] = {}
    for name, path in KINDS.items():
        reader.go(path)
        problems = grave(reader.page)
        wide = reader.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            problems.append(f"scrolls sideways by {wide} px")
        if problems:
            found[name] = problems
    assert found == {}
    assert reader.left == []
    reader.close()


def test_no_page_in_malay_shuts_anybody_out(chromium: Any, sample: Served) -> None:
    """Its words are longer."""
    reader = Reader(chromium, sample, viewport=NARROW, locale="ms-MY")
    paths = ["/", "/story/{story}", "/story/{story}/briefing.html", "/article/{origin}", "/organisation/{organisation}"]
    paths += ["/claim/{claim}", "/search?q=freight", "/search?q=Rahim+Sulnog", "/tables/article", "/tables", "/-/login"]
    for path in paths:
        reader.go(path)
        assert reader.page.get_attribute("html", "lang") == "ms"
        assert grave(reader.page) == [], path
        assert reader.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, path
    reader.page.get_by_role("link", name="English").click()
    assert reader.page.get_by_role("heading", name="Log in").is_visible()
    assert reader.left == []
    reader.close()


def test_on_paper_shades_and_bars_stay_and_what_is_for_the_screen_goes(reader: Reader) -> None:
    reader.page.emulate_media(media="print")
    reader.go("/")
    kept = "of => [...document.querySelectorAll(of)].map(each => getComputedStyle(each).printColorAdjust)"
    for of in (".tiles a", ".bar span"):
        found = reader.page.evaluate(kept, of)
        assert set(found) == {"exact"}, of
    assert not reader.page.locator("header.top").is_visible()
    assert reader.page.get_by_role("heading", level=1).is_visible()


def test_a_search_is_saved_by_a_reader_and_leads_back(chromium: Any, sample: Served) -> None:
    reader = Reader(chromium, sample, viewport=NARROW)
    reader.log_in("ria")
    reader.go("/search?q=freight+-rice")
    reader.page.get_by_text("Save this search").click()
    reader.page.fill("#keep-name", "Freight, no rice")
    reader.page.get_by_role("button", name="Save", exact=True).click()
    assert reader.page.get_by_role("status").inner_text() == "Saved as “Freight, no rice”."
    reader.go("/")
    reader.page.get_by_role("link", name="Freight, no rice", exact=True).click()
    assert reader.page.get_by_role("heading", name="Search for “freight -rice”").is_visible()
    reader.go("/searches")
    assert grave(reader.page) == []
    reader.page.get_by_role("button", name="Remove").click()
    assert reader.page.get_by_role("status").inner_text() == "“Freight, no rice” is removed."
    reader.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_button_shuts_anybody_out(chromium: Any, sample: Served, scheme: str) -> None:
    """Pages of somebody who may correct have forms that the others have not."""
    reader = Reader(chromium, sample, viewport=NARROW, color_scheme=scheme)
    reader.log_in()
    paths = ["/story/{story}", "/article/{origin}", "/official/{official}", "/theme/rail", "/corrections"]
    for path in (*paths, "/search?q=freight"):
        reader.go(path)
        for each in reader.page.locator("details").all():
            each.evaluate("each => each.open = true")
        assert grave(reader.page) == [], path
        assert reader.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, path
    reader.close()


@pytest.mark.parametrize(
    "path", ["/", "/story/{story}", "/article/{origin}", "/official/{official}", "/search?q=freight"]
)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(reader: Reader, path: str) -> None:
    reader.log_in()
    reader.go(path)
    page = reader.page
    reachable = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
    page.evaluate(
        """of => [...document.querySelectorAll(of)].filter(each => each.checkVisibility())
        .forEach((each, at) => each.dataset.at = at)""",
        reachable,
    )
    wanted = page.evaluate("document.querySelectorAll('[data-at]').length")
    page.keyboard.press("Tab")
    first = page.evaluate("(e => [e.textContent, e.getBoundingClientRect().left])(document.activeElement)")
    assert first[0] == "Skip to the content"
    assert first[1] >= 0  # it comes into view
    reached, unseen = set(), []
    for _ in range(wanted + 5):
        at, outline, html = page.evaluate(
            """(e => [e.dataset.at, getComputedStyle(e).outlineStyle + getComputedStyle(e).outlineWidth,
            e.outerHTML.slice(0, 120)])(document.activeElement)"""
        )
        if at is None:
            break
        reached.add(int(at))
        if not re.fullmatch(r"(?:solid|auto)[1-9]\d*px", outline):
            unseen.append(html)
        page.keyboard.press("Tab")
    assert unseen == []
    missed = page.evaluate(
        "reached => [...document.querySelectorAll('[data-at]')].filter(e => !reached.includes(+e.dataset.at))"
        ".map(e => e.outerHTML.slice(0, 120))",
        sorted(reached),
    )
    assert missed == []


def test_the_skip_link_leads_past_the_head(reader: Reader) -> None:
    reader.go("/")
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.getElementById('content').contains(document.activeElement)")


def test_nothing_that_strangers_wrote_becomes_markup(chromium: Any, hostile: Served) -> None:
    reader = Reader(chromium, hostile, viewport=WIDE)
    for path in KINDS.values():
        reader.go(path)
        found = reader.page.evaluate(
            """[...document.querySelectorAll('*')].flatMap(e => [
              ...(['SCRIPT', 'IMG', 'OBJECT', 'EMBED', 'BASE'].includes(e.tagName) ? [e.outerHTML] : []),
              ...[...e.attributes].filter(a => a.name.startsWith('on')).map(a => a.name + '=' + a.value),
              ...(e.tagName === 'A' && e.protocol && !['http:', 'https:'].includes(e.protocol) ? [e.href] : [])])"""
        )
        assert found == [], path
    assert reader.troubles == []
    assert reader.left == []
    reader.close()


def test_a_correction_by_button_and_taking_it_back(reader: Reader) -> None:
    page = reader.page
    reader.go("/story/{story}")
    assert page.get_by_role("button", name="Not this theme").count() == 0
    page.get_by_role("link", name="Log in").click()
    page.get_by_label("Name").fill("aina")
    page.get_by_label("Password").fill("a wrong one entirely")
    page.get_by_role("button", name="Log in").click()
    assert "do not fit together" in page.inner_text("[role=alert]")
    page.get_by_label("Password").fill("tin opener 4711")
    page.get_by_role("button", name="Log in").click()
    assert "aina" in page.inner_text(".leave")
    reader.go("/story/{story}")
    page.get_by_role("button", name="Not this theme").first.click()
    assert "the story is not under this theme" in page.inner_text("[role=status]")
    assert page.get_by_role("button", name="Not this theme").count() == 0
    page.get_by_role("link", name="Corrections").click()
    page.get_by_role("button", name="Undo").first.click()
    assert "is undone" in page.inner_text("[role=status]")
    reader.go("/story/{story}")
    assert page.get_by_role("button", name="Not this theme").count() == 1
    page.get_by_role("button", name="Log out").click()
    assert page.get_by_role("heading", name="Log in").is_visible()
    assert reader.troubles == []
    assert reader.left == []


#: Where programs keep why they decided so.
REASONS = ("SELECT reason FROM outlet_health", "SELECT why FROM story_theme", "SELECT reason FROM decision",
           "SELECT reason FROM trend", "SELECT reason FROM dispute")  # fmt: skip


def test_what_programs_wrote_is_said_in_the_language_of_the_reader(demo: Served) -> None:
    """Those of the instance of ``make demo``: what a page in Malay would have to leave in English."""
    with sqlite3.connect(demo.home / "pantau.db") as stored:
        written = {text for sql in REASONS for (text,) in stored.execute(sql) if text}
    left = sorted(text for text in written if not reason(text).ours)
    assert len(written) > 200
    assert len(left) <= len(written) // 50, left


@pytest.mark.parametrize("name", list(PICTURES))
def test_pictures_are_small_and_show_the_page(chromium: Any, demo: Served, tmp_path: Path, name: str) -> None:
    """``PICTURES=docs make test-browser`` renews those of the README."""
    path, height = PICTURES[name]
    narrow = name.endswith("-narrow")  # as on a telephone, at night
    width = 1100 if path else 360 if narrow else 640
    folder = Path(os.environ.get("PICTURES") or tmp_path)
    reader = Reader(chromium, demo, viewport={"width": width, "height": height},
                    color_scheme="dark" if narrow else "light")  # fmt: skip
    if path:
        reader.go(path)
    else:  # the last mail, as a mail program shows it
        reader.page.set_content(max(demo.mails).read_text())
    picture = folder / f"{name}.png"
    reader.page.screenshot(path=picture)
    assert picture.stat().st_size < LARGEST
    assert reader.page.locator("h1").first.is_visible()
    assert reader.left == []
    reader.close()
