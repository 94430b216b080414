from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from digest_samples import fill

from store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with fill(tmp_path / "pantau.db") as opened:
        yield opened
