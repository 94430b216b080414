# ruff: noqa: F811, F401 - a fixture of another file
"""Archives read into shards and loaded: the same rows as a replay and an analysis, whatever is killed meanwhile."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_instance import THEMES, made

from crawler.replay import replay
from crawler.workers import Limits
from nlp.embedding import default_encoder
from pantau.analyse import Analyst
from pantau.reading_ahead import Alone, Given
from pantau.shards import engines, files, plan
from pantau.shards.loading import Shelf, load_pages
from pantau.shards.plan import Part, Source, parts_of
from pantau.shards.rows import COLUMNS, digest_of
from pantau.shards.work import Job, make
from pantau.sink import StoreSink
from records import BadInput, NotFound, PantauError
from store import Store, crawling, stories
from store.fingerprint import derived_digests
from store.values import rows

ROOT = Path(__file__).resolve().parents[2]
ZONE = "Asia/Kuala_Lumpur"
NOW = datetime(2031, 3, 9, tzinfo=UTC)


def job(folder: Path) -> Job:
    folder.mkdir(exist_ok=True)
    return Job(folder=folder, outlets=(), zone=ZONE, limits=Limits(), encoder=None, spacy_model=None)


def sources(made: Path) -> list[Source]:
    return [plan.look_at(path) for path in plan.files_in([made / "warc"])]


def shards(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """All rows of all shards, by the name of the shard."""
    return {path.name: [row for _, group in files.read(path) for row in group] for path in files.shards_in(folder)}


def read_here(folder: Path, made: Path, size: int = 1) -> list[Part]:
    parts = parts_of(sources(made), "v1", size)
    assert sorted(engines.run("local", job(folder), parts, 1)) == sorted(part.name for part in parts)
    return parts


@given(st.lists(st.integers(0, 5000), max_size=5), st.integers(1, 2000))
def test_parts_hold_each_record_once(counts: list[int], size: int) -> None:
    planned = [Source(path=Path(f"{n}.warc"), sha256=str(n), records=count) for n, count in enumerate(counts)]
    parts = parts_of(planned, "v1", size)
    assert len({part.name for part in parts}) == len(parts)
    for source in planned:
        mine = [part for part in parts if part.path == source.path]
        assert [part.first for part in mine] == [0, *(part.last for part in mine[:-1])]
        assert mine[-1].last is None
        assert all(part.first < max(1, source.records) for part in mine)


@pytest.mark.parametrize(
    "changed", [{"sha256": "b"}, {"first": 1}, {"last": 7}, {"version": "v2"}, {"path": Path("/a/other.warc.gz")}]
)
def test_a_shard_is_called_after_all_that_it_is_made_from_but_where_that_lies(changed: dict[str, Any]) -> None:
    part = Part(path=Path("/a/pages.warc.gz"), sha256="a", first=0, last=5, version="v1")
    assert replace(part, path=Path("/elsewhere/pages.warc.gz")).name == part.name
    assert replace(part, **changed).name != part.name


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory, made: Path) -> dict[str, str]:
    """What the derived tables hold after a replay and an analysis."""
    with Store(tmp_path_factory.mktemp("replayed") / "pantau.db", ZONE) as store:
        run = crawling.start_run(store, "replay", NOW)
        for path in plan.files_in([made / "warc"]):
            replay(path, (), StoreSink(store, run, ()))
        analyse(store, None)
        return derived_digests(store)


class Never:
    """A reader that must not be asked."""

    def begin(self, given: Given) -> Any:
        raise AssertionError(f"{given.title} was read again")


def analyse(store: Store, reader: Any) -> None:
    stories.save_themes(store, THEMES)
    analyst = Analyst(store, THEMES, default_encoder, "v1", reader=reader)
    analyst.run(everything=False, step=lambda: None, begin=lambda _: None)


def loaded(database: Path, folder: Path, reader: Any) -> dict[str, str]:
    with Store(database, ZONE) as store:
        run = crawling.start_run(store, "load", NOW)
        paths = files.shards_in(folder)
        assert load_pages(paths, StoreSink(store, run, ())) == []
        analyse(store, Shelf(paths, "v1", reader))
        return derived_digests(store)


def test_a_loaded_archive_is_a_replayed_one(tmp_path: Path, made: Path, replayed: dict[str, str]) -> None:
    read_here(tmp_path / "shards", made)
    assert loaded(tmp_path / "pantau.db", tmp_path / "shards", Never()) == replayed
    assert loaded(tmp_path / "pantau.db", tmp_path / "shards", Never()) == replayed  # and once more changes nothing


def test_what_another_version_read_is_read_again(tmp_path: Path, made: Path, replayed: dict[str, str]) -> None:
    read_here(tmp_path / "shards", made)
    paths = files.shards_in(tmp_path / "shards")
    shelf = Shelf(paths, "v2", Never())
    assert shelf.stale == len(paths)
    with Store(tmp_path / "pantau.db", ZONE) as store:
        run = crawling.start_run(store, "load", NOW)
        load_pages(paths, StoreSink(store, run, ()))
        analyse(store, Shelf(paths, "v2", Alone(default_encoder, None)))
        assert derived_digests(store) == replayed


def test_rows_do_not_depend_on_how_an_archive_is_cut_or_by_how_many_it_is_read(tmp_path: Path, made: Path) -> None:
    parts = read_here(tmp_path / "one", made, 1)
    read_here(tmp_path / "many", made, 100)
    assert len(parts) > len(files.shards_in(tmp_path / "many"))

    def every(folder: Path) -> list[str]:
        return sorted(repr(row) for found in shards(folder).values() for row in found)

    assert every(tmp_path / "one") == every(tmp_path / "many")
    assert len(every(tmp_path / "one")) == 5


def test_a_shard_that_is_there_is_not_made_again_and_what_a_kill_left_is_swept(
    tmp_path: Path,
    made: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "shards"
    parts = read_here(folder, made)
    whole = {path.name: path.stat().st_mtime_ns for path in files.shards_in(folder)}
    left = folder / f".{parts[0].name}.killed"
    left.write_bytes(b"PAR1 half")
    monkeypatch.setattr("pantau.shards.work.outcomes", lambda *_, **__: pytest.fail("it was read again"))
    assert [make(job(folder), part) for part in parts] == [part.name for part in parts]
    files.tidy(folder, parts)
    assert not left.exists()
    assert {path.name: path.stat().st_mtime_ns for path in files.shards_in(folder)} == whole


def test_a_fault_in_the_middle_leaves_no_file(tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> Iterator[Any]:
        yield "a request record"
        raise OSError("the disk is out")

    monkeypatch.setattr("pantau.shards.work.outcomes", failing)
    part = parts_of(sources(made), "v1")[0]
    with pytest.raises(OSError, match="the disk is out"):
        make(job(tmp_path / "shards"), part)
    assert list((tmp_path / "shards").iterdir()) == []


def test_what_is_wrong_at_the_end_of_a_file_is_told_and_everything_before_it_is_read(
    tmp_path: Path, made: Path
) -> None:
    whole = plan.files_in([made / "warc"])[0].read_bytes()
    (tmp_path / "cut.warc.gz").write_bytes(whole[:-40])
    source = plan.look_at(tmp_path / "cut.warc.gz")
    assert source.records == 2  # of three: the second page is cut
    folder = tmp_path / "shards"
    list(engines.run("local", job(folder), parts_of([source], "v1", 1), 1))
    told = [files.told_in(path) for path in files.shards_in(folder)]
    assert sum(each["records"] for each in told) == 2
    (damage,) = (each["damage"] for each in told if each["damage"])
    assert "cut.warc.gz: damaged" in damage
    (tmp_path / "no.warc.gz").write_bytes(b"nothing")
    with pytest.raises(BadInput, match=r"no\.warc\.gz"):
        plan.look_at(tmp_path / "no.warc.gz")


def test_what_is_no_shard_or_no_archive_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no such file or folder"):
        plan.files_in([tmp_path / "none"])
    with pytest.raises(NotFound, match="holds no WARC file"):
        plan.files_in([tmp_path])
    with pytest.raises(NotFound, match="holds no shard"):
        files.shards_in(tmp_path)
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    with pytest.raises(BadInput, match=r"a\.parquet: no shard"):
        files.told_in(tmp_path / "a.parquet")
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.warc").write_bytes(b"")
    with pytest.raises(BadInput, match="have one name"):
        plan.files_in([tmp_path / "a", tmp_path / "b"])


def test_what_is_missing_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pyarrow", "ray"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(PantauError, match=r"pip install pantau\[shards\]"):
        files.parquet()
    with pytest.raises(PantauError, match=r"pip install pantau\[ray\]"):
        engines._import_ray()


@given(st.text(), st.text(), st.none() | st.text(max_size=3), st.none() | st.dates())
def test_equal_texts_of_one_day_are_one(title: str, body: str, language: str | None, published: date | None) -> None:
    one = Given(title=title, body=body, language=language, published=published)
    assert digest_of(one) == digest_of(replace(one))
    assert digest_of(one) != digest_of(replace(one, body=f"{body}."))
    assert digest_of(replace(one, title="a", body="b")) != digest_of(replace(one, title="ab", body=""))


def start(home: Path, made: Path, engine: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "pantau", "--home", str(home), "backfill", str(made / "warc"), "--engine", engine,
         "--processes", "2"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "RAY_raylet_start_wait_time_s": "200"},
    )  # fmt: skip


def finished(run: subprocess.Popen[str]) -> str:
    out, err = run.communicate(timeout=280)
    assert run.returncode == 0, err
    return out


def _readers(run: subprocess.Popen[str], engine: str) -> list[int]:
    """The processes of this run that read archives."""
    wanted = "spawn_main" if engine == "local" else "ray::make"
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                told = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                session = int((folder / "stat").read_text().rpartition(")")[2].split()[3])
            except (OSError, IndexError):
                continue
            ours = session == run.pid or engine == "ray"
            if wanted in told and ours and folder.name != str(run.pid):
                found.append(int(folder.name))
    return found


def needs(engine: str) -> None:
    if engine == "ray":
        pytest.importorskip("ray", reason="Ray is not installed: pip install pantau[ray]")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("engine", ["local", "ray"])
def test_a_killed_driver_and_a_killed_worker_lose_nothing_and_double_nothing(
    tmp_path: Path,
    made: Path,
    engine: str,
) -> None:
    needs(engine)
    folder = tmp_path / "home" / "shards"
    driver = start(tmp_path / "home", made, engine)
    _until(lambda: folder.exists() and list(folder.glob("*.parquet")), driver)
    os.killpg(driver.pid, signal.SIGKILL)  # with all that it started
    driver.communicate()
    _kill_left(driver, engine)
    first = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.parquet")}
    assert first
    again = start(tmp_path / "home", made, engine)
    if len(first) < 3:
        worker = _until(lambda: _readers(again, engine), again)
        if worker:
            os.kill(worker[0], signal.SIGKILL)
    assert f"{len(first)} of them were there" in finished(again)
    found = shards(folder)
    assert len(found) == 3
    assert {name: (folder / name).stat().st_mtime_ns for name in first} == first
    assert not list(folder.glob(".*"))
    parts = [files.told_in(path)["part"] for path in files.shards_in(folder)]
    want = tmp_path / "want"
    version = parts[0]["version"]
    list(engines.run("local", job_of(tmp_path / "home", want), parts_of(sources(made), version), 1))
    assert shards(want) == found
    assert [name for row in found.values() for name in row[0]][: len(COLUMNS)] == list(COLUMNS)


def job_of(home: Path, folder: Path) -> Job:
    """The job as the command makes it of an instance without settings."""
    from pantau import config, instance

    folder.mkdir()
    settings = config.load(home)
    known = tuple(instance.known_outlets(settings).values())
    return replace(job(folder), outlets=known, zone=settings.zone, limits=instance.limits(settings))


def _kill_left(run: subprocess.Popen[str], engine: str) -> None:
    for pid in _readers(run, engine):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _until(what: Any, run: subprocess.Popen[str]) -> Any:
    for _ in range(2400):
        if found := what():
            return found
        if run.poll() is not None:
            return None
        time.sleep(0.05)
    return pytest.fail("nothing happened within two minutes")


def test_the_command_loads_what_it_read(tmp_path: Path, made: Path) -> None:
    finished(start(tmp_path / "home", made, "local"))
    done = subprocess.run(
        [sys.executable, "-m", "pantau", "--home", str(tmp_path / "home"), "load", str(tmp_path / "home" / "shards")],
        capture_output=True, text=True, check=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert "read again" not in done.stderr
    with Store.open(tmp_path / "home" / "pantau.db", readonly=True) as store:
        assert [row["n"] for row in rows(store, "SELECT count(*) AS n FROM article")] == [4]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("backfill", "--engine", "local"), "needs WARC files"),
        (("backfill", "x.warc", "--engine", "local", "--from", "2026-01-01"), "are for fetching"),
        (("backfill", "--into", "x"), "go with '--engine'"),
        (("backfill",), "'--from' says which day is the first"),
        (("backfill", "x.warc", "--engine", "local", "--address", "auto"), "goes with '--engine ray'"),
    ],
)
def test_what_does_not_go_together_is_said(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pantau", "--home", str(tmp_path), *arguments],
        capture_output=True, text=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert said in done.stderr
