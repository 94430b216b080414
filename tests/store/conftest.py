from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from store_samples import OUTLETS, THEMES

from store import Store
from store.crawling import save_outlets
from store.stories import save_themes


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "pantau.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path) as opened:
        save_outlets(opened, OUTLETS)
        save_themes(opened, THEMES)
        yield opened
