"""Checks an instance and the machine below it; each finding says what was seen and, of a fault, the cure."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pantau import config
from records import PantauError

LEAST_FREE_MB = 500  # a week of 37 outlets is some 100 MB of WARC; below five of them a run may not end


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    check: str
    ok: bool
    detail: str
    cure: str = ""


def examine(home: Path) -> list[Finding]:
    """All checks, in the order in which a fault in one explains faults in the next."""
    checks: list[tuple[str, Callable[[Path], Finding]]] = [
        ("python", _python),
        ("sqlite", _sqlite),
        ("clock", _clock),
        ("settings", _settings),
        ("folder", _folder),
        ("disk", _disk),
        ("archive", _archive),
        ("database", _database),
        ("outlets", _outlets),
        ("themes", _themes),
        ("weights", _weights),
    ]
    findings = []
    for name, check in checks:
        try:
            findings.append(check(home))
        except PantauError as error:
            findings.append(
                Finding(check=name, ok=False, detail=str(error), cure=_CURES.get(name, "mend what it names"))
            )
    return findings


_CURES = {
    "database": "'pantau init' makes a database; a newer schema needs a newer Pantau",
    "weights": "set up again: rm -rf .venv && make setup",
}


def _python(home: Path) -> Finding:
    del home
    return Finding(check="python", ok=True, detail=sys.version.split()[0])


def _sqlite(home: Path) -> Finding:
    del home
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
        connection.execute("SELECT json_extract('{\"a\": 1}', '$.a')")
    except sqlite3.OperationalError as error:
        return Finding(check="sqlite", ok=False, detail=str(error), cure="use a Python whose SQLite has FTS5 and JSON")
    finally:
        connection.close()
    return Finding(check="sqlite", ok=True, detail=f"{sqlite3.sqlite_version} with FTS5 and JSON")


def _clock(home: Path) -> Finding:
    """A clock before Pantau's own files were written is wrong; weeks and digests would be too."""
    del home
    now = datetime.now(UTC)
    written = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    if now < written:
        return Finding(
            check="clock", ok=False, detail=f"it is {now:%Y-%m-%d %H:%M} UTC here, before Pantau was installed",
            cure="set the clock (timedatectl set-ntp true)",
        )  # fmt: skip
    return Finding(check="clock", ok=True, detail=f"{now:%Y-%m-%d %H:%M} UTC")


def _settings(home: Path) -> Finding:
    settings = config.load(home)
    path = home / config.CONFIG_NAME
    return Finding(
        check="settings", ok=True, detail=f"{path if path.exists() else 'defaults'}; weeks in {settings.zone}"
    )


def _folder(home: Path) -> Finding:
    place = home if home.exists() else home.parent
    if not os.access(place, os.W_OK):
        return Finding(
            check="folder", ok=False, detail=f"{place} cannot be written", cure=f"run as the owner of {place}"
        )
    return Finding(check="folder", ok=True, detail=str(home))


def _disk(home: Path) -> Finding:
    place = home
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free // 1_000_000
    if free < LEAST_FREE_MB:
        return Finding(check="disk", ok=False, detail=f"{free} MB free", cure=f"free some space: {LEAST_FREE_MB} MB")
    return Finding(check="disk", ok=True, detail=f"{free} MB free")


def _archive(home: Path) -> Finding:
    from crawler.budget import archive_files

    settings = config.load(home)
    files = archive_files(settings.archive)
    room = f"{sum(file.size for file in files) / 1e9:.1f} GB"
    limit = f" of {settings.archive_gb} GB" if settings.archive_gb else ", no limit (archive_gb)"
    since = f", the oldest is {files[0].name}" if files else ""
    return Finding(check="archive", ok=True, detail=f"{len(files)} WARC files, {room}{limit}{since}")


def _database(home: Path) -> Finding:
    from pantau.instance import open_store
    from store import asking

    with open_store(config.load(home), readonly=True) as store:
        found = asking.status(store)
        damage = store.damage()
    if damage:
        return Finding(check="database", ok=False, detail=damage, cure="rebuild from the WARC files with 'replay'")
    return Finding(check="database", ok=True, detail=f"schema {found['schema']}, {found['counts']['article']} articles")


def _outlets(home: Path) -> Finding:
    from pantau.instance import outlets

    return Finding(check="outlets", ok=True, detail=f"{len(outlets(config.load(home)))} outlet files")


def _themes(home: Path) -> Finding:
    from pantau.instance import themes

    return Finding(check="themes", ok=True, detail=f"{len(themes(config.load(home)))} themes")


def _weights(home: Path) -> Finding:
    del home
    from models.data import FOLDER, installed, verify
    from nlp.embedding import DEFAULT
    from nlp.pipeline import ENGLISH_MODEL

    for name in (ENGLISH_MODEL, DEFAULT):
        installed(name)
    verify("recogniser", FOLDER / "entities")
    return Finding(
        check="weights", ok=True, detail=f"{ENGLISH_MODEL}, {DEFAULT} and the recogniser are what was pinned"
    )
