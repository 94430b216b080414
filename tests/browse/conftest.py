from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desk_people import Desk
from desk_samples import Hostile, fill
from desk_site import Site

from browse import login


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


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Aina and Ben correct, Ria reads, the chief administers."""
    monkeypatch.setattr(login, "_tries", login.Tries())
    served = Desk(tmp_path)
    yield served
    served.close()
