from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desk_samples import Hostile, fill
from desk_site import Site


def _site(folder: Path, text: Any) -> Iterator[Site]:
    path = folder / "pantau.db"
    served = Site(path, fill(path, text))
    yield served
    served.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    yield from _site(tmp_path_factory.mktemp("tame"), str)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    yield from _site(tmp_path_factory.mktemp("hostile"), Hostile())
