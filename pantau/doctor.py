"""Checks an instance and the machine below it; each finding says what was seen and, of a fault, the cure."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pantau import config
from records import PantauError

LEAST_FREE_MB = 500  # a week of 37 outlets is some 100 MB of WARC; below five of them a run may not end
LEAST_SQLITE = (3, 35)  # MATERIALIZED, which the desk's search asks for
SLACK = timedelta(minutes=5)  # that the clock may be behind what it wrote itself
#: Files that nobody else may read, each with what is in it.
PRIVATE = {"links.key": "the key of links in mails", "people.toml": "hashes of passwords"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    check: str
    ok: bool
    detail: str
    cure: str = ""


def examine(home: Path, *, network: bool = True) -> list[Finding]:
    """All checks, in the order in which a fault in one explains faults in the next. ``network``: those too that ask a
    mail server and DNS; no mail is sent."""
    from pantau import doctor_network

    checks: list[tuple[str, Callable[[Path], Finding]]] = [
        ("python", _python),
        ("sqlite", _sqlite),
        ("clock", _clock),
        ("settings", _settings),
        ("folder", _folder),
        ("permissions", _permissions),
        ("disk", _disk),
        ("schema", _schema),
        ("database", _database),
        ("runs", _runs),
        ("outlets", _outlets),
        ("robots", _robots),
        ("network", _network),
        ("themes", _themes),
        ("weights", _weights),
    ]
    if network:
        checks += [("dns", doctor_network.dns), ("smtp", doctor_network.smtp)]
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
    "settings": "correct the line it names in pantau.toml; 'pantau init' elsewhere writes one with all defaults",
    "schema": "'pantau init' makes a database; a newer schema needs a newer Pantau",
    "database": "'pantau init' makes a database; 'pantau restore FILE' puts back a backup",
    "outlets": "correct the outlet file and line it names, or take the id out of 'outlets' in pantau.toml",
    "weights": "set up again: rm -rf .venv && make setup",
    "smtp": "correct [mail] in pantau.toml or the login in the environment",
}


def _python(home: Path) -> Finding:
    del home
    return Finding(check="python", ok=True, detail=sys.version.split()[0])


def _sqlite(home: Path) -> Finding:
    del home
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        return Finding(
            check="sqlite", ok=False, detail=f"{sqlite3.sqlite_version}, older than {'.'.join(map(str, LEAST_SQLITE))}",
            cure="use a Python with a newer SQLite (Debian 12 has one)",
        )  # fmt: skip
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
    """A clock before Pantau's own files, or before the last run's start, is wrong; weeks and digests would be too."""
    now = datetime.now(UTC)
    cure = "set the clock (timedatectl set-ntp true)"
    written = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    if now < written:
        said = f"it is {now:%Y-%m-%d %H:%M} UTC here, before Pantau was installed"
        return Finding(check="clock", ok=False, detail=said, cure=cure)
    last = _last_start(home)
    if last is not None and last > now + SLACK:
        said = f"it is {now:%Y-%m-%d %H:%M} UTC here, and the last run began at {last:%Y-%m-%d %H:%M}"
        return Finding(check="clock", ok=False, detail=said, cure=cure)
    return Finding(check="clock", ok=True, detail=f"{now:%Y-%m-%d %H:%M} UTC")


def _last_start(home: Path) -> datetime | None:
    """When the last run began; None where that cannot be asked: the check of the database says why."""
    from pantau.instance import open_store
    from store import steps

    try:
        with open_store(config.load(home), readonly=True) as store:
            return steps.last_start(store)
    except PantauError:
        return None


def _settings(home: Path) -> Finding:
    settings = config.load(home)
    path = home / config.CONFIG_NAME
    contact = settings.contact or "no contact: outlets cannot write to you"
    return Finding(
        check="settings",
        ok=True,
        detail=f"{path if path.exists() else 'defaults'}; weeks in {settings.zone}; {contact}",
    )


def _folder(home: Path) -> Finding:
    place = home if home.exists() else home.parent
    if not os.access(place, os.W_OK):
        return Finding(
            check="folder", ok=False, detail=f"{place} cannot be written", cure=f"run as the owner of {place}"
        )
    return Finding(check="folder", ok=True, detail=str(home))


def _permissions(home: Path) -> Finding:
    """Whether all that runs write belongs to whoever runs this, and no secret can be read by others."""
    settings = config.load(home)
    if not home.exists():
        return Finding(check="permissions", ok=True, detail="no folder yet")
    for path in (home, settings.archive, settings.digests, settings.backup_folder, *sorted(home.glob("pantau.db*"))):
        if path.exists() and not os.access(path, os.W_OK | (os.X_OK if path.is_dir() else 0)):
            owner = path.stat().st_uid
            return Finding(
                check="permissions", ok=False, detail=f"{path} belongs to user {owner} and cannot be written",
                cure=f"run as that user (sudo -u '#{owner}' pantau ...), or chown -R it to the one that runs",
            )  # fmt: skip
    for name, what in PRIVATE.items():
        path = home / name
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            return Finding(
                check="permissions", ok=False, detail=f"{path}: others can read {what}", cure=f"chmod 600 {path}"
            )
    return Finding(check="permissions", ok=True, detail="all can be written, secrets are private")


def _disk(home: Path) -> Finding:
    """Room where the instance is, and where its backups go: each needs as much as the database."""
    settings = config.load(home)
    size = settings.database.stat().st_size if settings.database.exists() else 0
    said = []
    for place, least in ((home, LEAST_FREE_MB), (settings.backup_folder, LEAST_FREE_MB + size // 1_000_000)):
        there = place
        while not there.exists():
            there = there.parent
        free = shutil.disk_usage(there).free // 1_000_000
        if free < least:
            return Finding(
                check="disk", ok=False, detail=f"{free} MB free at {there}", cure=f"free some space: {least} MB"
            )
        said.append(f"{free} MB free at {there}")
    return Finding(check="disk", ok=True, detail="; ".join(dict.fromkeys(said)))


def _schema(home: Path) -> Finding:
    from records import NotFound
    from store.database import check_ours, migrations

    settings = config.load(home)
    if not settings.database.exists():
        raise NotFound(f"no database at {settings.database}")
    schema, newest = check_ours(settings.database, live=True), migrations()[-1][0]
    return Finding(
        check="schema",
        ok=True,
        detail=f"{schema}" if schema == newest else f"{schema}; the next run brings it to {newest}, with a copy before",
    )


def _database(home: Path) -> Finding:
    from pantau.instance import open_store
    from store import asking

    with open_store(config.load(home), readonly=True) as store:
        found = asking.counts(store)
        damage = store.damage()
    if damage:
        cure = "'pantau restore FILE' puts back a backup; 'pantau replay' reads the WARC files again"
        return Finding(check="database", ok=False, detail=damage, cure=cure)
    return Finding(check="database", ok=True, detail=f"whole; {found['article']} articles")


def _runs(home: Path) -> Finding:
    """Steps whose last attempt failed, and runs that died since one looked what they left."""
    from pantau.instance import open_store
    from store import steps

    with open_store(config.load(home), readonly=True) as store:
        failing = {step: past.reason for step, past in steps.past_steps(store).items() if past.failing}
        died = steps.died_since_repair(store)
    if failing:
        said = "; ".join(f"{step} failed: {reason}" for step, reason in failing.items())
        return Finding(check="runs", ok=False, detail=said, cure="mend what it names; the next run tries again")
    if died:
        said = f"run {died[-1]['id']} ({died[-1]['command']}) ended without a word"
        return Finding(check="runs", ok=False, detail=said, cure="'pantau run' looks what it left and goes on")
    return Finding(check="runs", ok=True, detail="no step fails")


def _outlets(home: Path) -> Finding:
    from pantau.instance import outlets

    return Finding(check="outlets", ok=True, detail=f"{len(outlets(config.load(home)))} outlet files")


def _robots(home: Path) -> Finding:
    """Outlets whose robots.txt forbade everything when they were last asked; nothing is asked anew."""
    from pantau.instance import open_store, outlets
    from store import health

    settings = config.load(home)
    chosen = {file.outlet.id for file in outlets(settings)}
    with open_store(settings, readonly=True) as store:
        found = sorted(
            key for key, state in health.outlet_health(store).items() if key in chosen and state.state == "robots"
        )
    if found:
        return Finding(
            check="robots", ok=False, detail=f"forbid us: {', '.join(found)}",
            cure="ask the outlet, or leave it out of 'outlets' in pantau.toml; 'pantau outlets check' asks again",
        )  # fmt: skip
    return Finding(check="robots", ok=True, detail="no outlet that is crawled forbids it")


def _network(home: Path) -> Finding:
    """Whether the last crawl reached anybody; nothing is asked anew."""
    from pantau.instance import open_store
    from store import health

    with open_store(config.load(home), readonly=True) as store:
        reach = health.last_reach(store)
    if reach is None:
        return Finding(check="network", ok=True, detail="nothing was crawled yet")
    said = f"{reach.reason} ({reach.at:%Y-%m-%d %H:%M}Z)"
    if reach.state == "nobody":
        return Finding(
            check="network", ok=False, detail=f"seems to be down since {reach.since:%Y-%m-%d %H:%M}Z: {said}",
            cure="look at this machine's network, resolver and 'proxy' in pantau.toml; the next crawl looks again",
        )  # fmt: skip
    return Finding(check="network", ok=True, detail=said)


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
