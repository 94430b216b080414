"""A real Chromium, Debian's package, driven by Playwright; without either, these tests are skipped with a word."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from desk_samples import ADDRESS, Hostile, fill

from browser.served import ROOT, Served, copied
from store import Store, people
from store.links import link_for, secret_of

#: As Debian and others name it.
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is; Playwright's own download is never used."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    return CHROMIUM


@pytest.fixture(scope="session")
def chromium(chromium_path: str) -> Iterator[Any]:
    """One browser for all tests; each test opens a context of its own."""
    playwright = pytest.importorskip("playwright.sync_api", reason="make test-browser installs Playwright")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A small archive about made-up people that has every kind of page."""
    yield from _served(tmp_path_factory.mktemp("sample"), lambda path: fill(path))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The same, with attack strings wherever a stranger's text can stand."""
    yield from _served(tmp_path_factory.mktemp("hostile"), lambda path: fill(path, Hostile()))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The instance of ``make demo``: a copy of the one in ``var/demo``, else one made for these tests."""
    made = ROOT / "var" / "demo"
    if not (made / "pantau.db").exists():
        made = tmp_path_factory.mktemp("made") / "demo"
        subprocess.run([sys.executable, "-m", "pantau", "--home", str(made), "demo"], cwd=ROOT, check=True)
    home = copied(made, tmp_path_factory.mktemp("demo") / "home")
    with sqlite3.connect(home / "pantau.db") as stored:
        newest = "SELECT id FROM story ORDER BY week DESC, independent_reports DESC, articles DESC, id"
        (story,) = stored.execute(newest).fetchone()
        (theme,) = stored.execute("SELECT theme FROM story_theme WHERE story = ? AND assigned", (story,)).fetchone()
    yield from _running(Served(home, {"story": story, "theme": theme}))


def _served(home: Path, make: Callable[[Path], dict[str, str]]) -> Iterator[Served]:
    ids = make(home / "pantau.db")
    with Store.open(home / "pantau.db", readonly=True) as store:
        person = people.subscriber(store, ADDRESS)
    ids["preferences"] = link_for(person, "preferences", secret_of(home), datetime.now(UTC))
    yield from _running(Served(home, ids))


def _running(served: Served) -> Iterator[Served]:
    yield served
    served.close()
