# ruff: noqa: F811, F401 - a fixture of another file
"""backup, restore, prune, rebuild, diff as an operator types them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from test_cli import Run, pantau

from pantau import config, instance
from records import Outlet
from store import RunLock, Store, people
from store.analysing import save_analysis
from store.crawling import save_article, save_outlets
from store.pruning import gone_of, note_warc
from store.stories import save_themes
from store.values import rows
from tests.store.store_samples import OUTLETS, THEMES, analysis_of, article_of

MONDAY = "2026-09-07T08:00:00+08:00"


@pytest.fixture
def home(pantau: Run, tmp_path: Path) -> Path:
    assert pantau("init").code == 0
    return tmp_path / "home"


def test_backups_rotate_and_one_is_restored(pantau: Run, home: Path) -> None:
    (home / "pantau.toml").write_text(
        'backup_folder = "safe"\nbackups_daily = 2\nbackups_weekly = 0\nbackups_monthly = 0'
    )
    for day in (1, 2, 3):
        done = pantau("backup", "--now", f"2026-09-0{day}T03:00:00+00:00")
        assert done.code == 0, done.err
    assert "Let go of pantau-20260901T030000Z.db: not the newest of one of the last 2 days" in done.out
    left = sorted(path.name for path in (home / "safe").iterdir())
    assert left == ["pantau-20260902T030000Z.db", "pantau-20260903T030000Z.db"]
    with Store.open(home / "pantau.db") as store:
        save_outlets(
            store, [Outlet(id="x", name="X", country="MY", languages=("en",), home="https://x.example", kind="agency")]
        )
    done = pantau("restore", home / "safe" / left[0], "--now", MONDAY)
    assert done.code == 0, done.err
    assert "The database before is kept as" in done.out
    with Store.open(home / "pantau.db") as store:
        assert store.connection.execute("SELECT count(*) FROM outlet").fetchone() == (0,)
        ((command, outcome, reason),) = store.connection.execute("SELECT command, outcome, reason FROM run")
        assert (command, outcome) == ("restore", "ok")
        assert left[0] in reason


def test_a_backup_while_a_run_is_under_way(pantau: Run, home: Path) -> None:
    with RunLock(home / "pantau.lock"):
        assert pantau("backup", home / "elsewhere").code == 0
        (made,) = (home / "elsewhere").iterdir()
        done = pantau("restore", made)
        assert done.code == 8
        assert "another run is under way" in done.err
    assert not (home / "backups").exists()


def test_a_mail_that_may_have_gone_after_the_backup_is_not_sent_again(
    pantau: Run,
    home: Path,
) -> None:
    with Store.open(home / "pantau.db") as store:
        people.add_subscriber(store, "aina@office.example", datetime(2026, 8, 20, tzinfo=UTC))
    pantau("backup", "--now", "2026-09-01T03:00:00+00:00")
    (home / "pantau.db").write_bytes((home / "pantau.db").read_bytes()[:9000])  # the disk died
    (made,) = (home / "backups").iterdir()
    done = pantau("restore", made, "--now", MONDAY)
    assert done.code == 0, done.err
    assert "those of the backup" in done.out
    assert "Digest of 2026-W36 to aina@office.example: unknown" in done.err
    with Store.open(home / "pantau.db") as store:
        ((period, status),) = [(row.period, row.status) for row in people.deliveries(store)]
        assert (period, status) == ("2026-W36", "unknown")
    assert len(list(home.glob("pantau.db.before-restore-*Z"))) == 1


def test_no_instance_no_backup(pantau: Run, tmp_path: Path) -> None:
    assert pantau("backup").code == 5
    assert pantau("restore", tmp_path / "none.db").code == 5


@pytest.mark.parametrize(
    "line", ["backups_daily = -1", "backups_weekly = 5000", 'backups_monthly = "6"', "backup_folder = 3"]
)
def test_settings_are_checked(pantau: Run, home: Path, line: str) -> None:
    (home / "pantau.toml").write_text(line, encoding="utf-8")
    done = pantau("backup")
    assert done.code == 3
    assert line.split()[0] in done.err


def test_prune_says_what_goes_and_keeps_to_it(pantau: Run, home: Path) -> None:
    done = pantau("prune")
    assert done.code == 3
    assert "[retention] names nothing to let go of" in done.err
    (home / "pantau.toml").write_text(
        "[retention]\ntexts_months = 7\nfetches_months = 7\nlinks_months = 7\nwarc_gb = 0.01"
    )
    (home / "warc").mkdir()
    names = [f"pantau-2026{month:02}01000000-00000.warc.gz" for month in (1, 2, 3)]
    for name in (*names, "mine.warc.gz"):
        (home / "warc" / name).write_bytes(bytes(6_000_000))
    article = article_of(1)
    with Store.open(home / "pantau.db") as store:
        save_outlets(store, OUTLETS)
        save_themes(store, THEMES)
        save_article(store, None, article)
        save_analysis(store, analysis_of(article))
        store.connection.execute("UPDATE article SET analysed = ?", (instance.version(config.load(home)),))
    before = (home / "pantau.db").read_bytes()
    said = pantau("prune", "--dry-run", "--each", "--now", MONDAY)
    assert said.code == 0, said.err
    for words in (f"{article.id} {article.url}: text: last told 2024-11-18", "Texts of 1 articles would go", names[0]):
        assert words in said.out
    assert ((home / "pantau.db").read_bytes(), len(list((home / "warc").iterdir()))) == (before, 4)
    done = pantau("prune", "--vacuum", "--json", "--now", MONDAY)
    assert done.code == 0, done.err
    (row,) = done.rows()
    assert (row["texts"]["articles"], row["fetches"], row["dry_run"], row["free_bytes"]) == (1, 0, False, 0)
    assert [each["file"] for each in row["warc"]] == [names[1], names[0]]
    assert sorted(path.name for path in (home / "warc").iterdir()) == ["mine.warc.gz", names[2]]
    (again,) = pantau("prune", "--json", "--now", MONDAY).rows()
    assert (again["texts"]["articles"], again["warc"]) == (0, [])
    with Store.open(home / "pantau.db") as store:
        assert set(gone_of(store, "warc")) == set(names[:2])
        runs = list(rows(store, "SELECT command, outcome, counts FROM run ORDER BY id"))
    assert [(row["command"], row["outcome"]) for row in runs] == [("prune", "ok")] * 2
    with RunLock(home / "pantau.lock"):
        assert pantau("prune").code == 8


def test_a_file_that_a_killed_prune_left_goes(pantau: Run, home: Path) -> None:
    (home / "pantau.toml").write_text("[retention]\nwarc_gb = 5")
    (home / "warc").mkdir()
    left = home / "warc" / "pantau-20260101000000-00000.warc.gz"
    left.write_bytes(b"x")
    with Store.open(home / "pantau.db") as store:
        note_warc(store, left.name, "over budget", datetime(2026, 9, 1, tzinfo=UTC))
    assert pantau("prune", "--now", MONDAY).code == 0
    assert not left.exists()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("texts_months = 6", "7 or more"),
        ("texts_months = true", "must be a int"),
        ("warc_gb = 0", "0.01 or more"),
        ('warc_gb = "5"', "must be a number"),
        ("bodies = 3", "unknown setting 'retention.bodies'"),
    ],
)
def test_a_policy_is_checked(pantau: Run, home: Path, line: str, words: str) -> None:
    (home / "pantau.toml").write_text(f"[retention]\n{line}", encoding="utf-8")
    done = pantau("prune")
    assert done.code == 3
    assert words in done.err


def test_rebuild_needs_a_database_and_files_that_are_there(pantau: Run, tmp_path: Path) -> None:
    assert pantau("rebuild").code == 5
    assert pantau("init").code == 0
    done = pantau("rebuild", tmp_path / "none.warc.gz")
    assert done.code == 5
    assert "no such file" in done.err
