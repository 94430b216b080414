"""A real Chromium, Debian's package, driven by Playwright; without either, these tests are skipped with a word."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

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
