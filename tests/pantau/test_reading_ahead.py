"""Reading in processes of their own: the same records as here, a word where one dies, none left behind."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nlp.embedding import default_encoder
from pantau import analyse, config, reading_ahead
from pantau.analyse import Analyst
from pantau.gathering import analyse_now
from pantau.reading_ahead import Given, Readers, read_text, submitted
from records import Article, Fetch, Outlet, PantauError, Theme, article_id
from store import Store
from store.crawling import save_article, save_outlets
from store.fingerprint import derived_digest

THEMES = (Theme(id="building", name="Building", seeds=("a bridge is built", "a road is repaired")),)
ENGLISH = (
    "ELDER, March 3 -- Mayor Odile Tarn said the Weir Bridge would be rebuilt for 48.6 million crowns. “Work begins "
    "in May,” she told councillors.\nIvo Senn, the city engineer, found cracks in two of its piers in January. "
    "Shopkeepers on both banks had asked for a temporary crossing, which the council refused by nine votes to four."
    "\nThe ferry company Harbour Lines will carry 3,400 commuters a day until the new bridge opens in 2033."
)
TEXTS = (
    Given(title="Weir Bridge to be rebuilt", body=ENGLISH, language="en", published=date(2031, 3, 3)),
    Given(title="Jambatan", body="Jambatan itu dibina semula pada kos RM48.6 juta.", language="ms", published=None),
    Given(title="Pont", body="Le pont sera reconstruit.", language="fr", published=None),
)


@pytest.mark.timeout(300)
def test_a_text_is_read_alike_here_and_there_and_a_process_that_dies_is_said() -> None:
    encoder = default_encoder()
    with Readers(1) as readers:
        waiting = [readers.begin(given) for given in TEXTS]
        for given, result in zip(TEXTS, waiting, strict=True):
            here, there = read_text(given, encoder, None), result()
            assert here.annotation == there.annotation
            assert here.vector.tobytes() == there.vector.tobytes()
            assert np.array_equal(here.passages, there.passages)
        for pid in list(readers._pool._processes):
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(PantauError, match="a process that reads articles ended"):
            readers.begin(TEXTS[0])()


def test_a_process_that_ends_while_another_is_started_breaks_the_pool_and_is_no_fault_of_the_machine() -> None:
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        submitted(pool, time.sleep, 0.5)
        pool._call_queue._reader.close()  # as the pool does when it sees that a process ended
        with pytest.raises(BrokenProcessPool, match="while another was being started"):
            submitted(pool, time.sleep, 0.5)


def test_that_no_more_processes_may_be_started_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        monkeypatch.setattr(pool, "submit", full)
        with pytest.raises(OSError, match="temporarily unavailable"):
            submitted(pool, time.sleep, 0.5)


def test_a_pool_that_is_broken_before_a_text_is_given_to_it_says_so_in_its_turn() -> None:
    with Readers(1) as readers:
        readers._pool._broken = "a process ended"
        result = readers.begin(TEXTS[0])
        with pytest.raises(PantauError, match="a process that reads articles ended"):
            result()


def _fill(store: Store) -> None:
    """Texts, a copy, and an agency's own page that comes after the papers that print it."""
    kinds = (("wire", "agency"), ("pos", "newspaper"), ("petang", "newspaper"))
    save_outlets(
        store,
        [
            Outlet(id=name, name=name, country="MY", languages=("en",), home=f"https://{name}.example", kind=kind)
            for name, kind in kinds
        ],
    )
    harvest = (
        "Farmers in the Sedge valley brought in the largest barley harvest for nine years, the growers' union said. "
        "Its chairman, Bram Oster, put the yield at 7.3 tonnes a hectare after a mild spring and a dry August."
    )
    rows = (
        ("pos", "bridge", ENGLISH, 0), ("petang", "bridge", ENGLISH, 1), ("pos", "harvest", harvest, 2),
        ("wire", "bridge", ENGLISH, 3), ("petang", "harvest", harvest, 30), ("wire", "port", ENGLISH[::-1], 31),
    )  # fmt: skip
    for outlet, name, body, hours in rows:
        seen = datetime(2031, 3, 3, 2, tzinfo=UTC) + timedelta(hours=hours)
        url = f"https://{outlet}.example/{name}"
        fetch = Fetch(url=url, outlet=outlet, fetched=seen, status="ok", purpose="article", http_status=200)
        save_article(
            store,
            None,
            Article(
                id=article_id(outlet, name),
                outlet=outlet,
                identity=name,
                url=url,
                title=f"Of the {name}",
                body=body,
                language="en",
                words=len(body.split()),
                first_seen=seen,
                fetch=fetch,
            ),
        )


@pytest.mark.timeout(300)
def test_an_analysis_ends_in_the_same_database_by_any_number_of_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analyse, "FEW", 2)
    digests = []
    for processes in (1, 2):
        with Store(tmp_path / f"{processes}.db") as store:
            _fill(store)
            analyst = Analyst(store, THEMES, default_encoder, "v1", processes=processes)
            counts = analyst.run(everything=False, step=lambda: None, begin=lambda _: None)
            assert (counts["read"], counts["copy"]) == (4, 4)  # two of the copies when the agency's own page came in
            digests.append(derived_digest(store))
    assert digests[0] == digests[1]


class Idle:
    """An analysis that does nothing."""

    def __init__(self, *_: object) -> None: ...

    def run(self, **_: object) -> dict[str, int]:
        return {}


@pytest.mark.parametrize(
    ("articles", "few", "everything", "processes", "reader", "ahead"),
    [
        (6, 6, False, 2, None, 1),
        (6, 7, False, 2, None, 0),
        (6, 6, False, 1, None, 0),
        (6, 6, False, 2, "elsewhere", 0),
        (0, 1, False, 2, None, 0),
        (0, 1, True, 2, None, 1),
    ],
)
def test_models_are_loaded_ahead_where_readers_will_have_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, articles: int, few: int, everything: bool, processes: int,
    reader: Any, ahead: int,
) -> None:  # fmt: skip
    asked: list[object] = []
    monkeypatch.setattr(reading_ahead, "load_ahead", lambda *given: asked.append(given))
    monkeypatch.setattr(reading_ahead, "FEW", few)
    monkeypatch.setattr(analyse, "Analyst", Idle)
    with Store(tmp_path / "pantau.db") as store:
        if articles:
            _fill(store)
        analyse_now(config.load(tmp_path), store, everything, processes, reader)
    assert asked == [(None, None)] * ahead


def test_a_killed_analysis_leaves_no_process_behind() -> None:
    code = (
        "from pantau.reading_ahead import Readers, Given; import time\n"
        "if __name__ == '__main__':\n"
        "    readers = Readers(1); readers.begin(Given(title='', body='x', language='fr', published=None))()\n"
        "    print(*readers._pool._processes, flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        (pid,) = map(int, parent.stdout.readline().split())
        parent.kill()
    for _ in range(300):
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2][:3]:
            return
        time.sleep(0.1)
    pytest.fail(f"process {pid} outlived its parent by 30 seconds")
