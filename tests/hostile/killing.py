"""Runs that are killed, and what must be true of them once they were started again. For both suites.

``Ground`` makes one instance that has heard a Sunday evening of the sample web, then hands out copies of it in which
the next run (crawl, analyse, digest to three readers over real SMTP, then a backup) is disturbed. The clock of all of
them stands at the same Wednesday, so that each must end as the undisturbed one does.
"""

from __future__ import annotations

import shutil
import socket
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from aiosmtpd.controller import Controller

from benchmarks.warmed import Ran, Warmed
from crawler.captures import Captured, read_warc
from pantau.sample.demo import FIRST, OUTLETS
from pantau.sample.demo import _evening as evening
from pantau.sample.server import SampleWeb
from store import Store
from store.exporting import EXPORTABLE, export_rows
from store.fingerprint import derived_digests

READERS = ("amina@example.org", "badrul@example.org", "chan@example.org")
CHOSEN = ("kinta-post", "lentera-pagi")
SUNDAY, WEDNESDAY = evening(FIRST, 6), evening(FIRST, 9)
HOOK = "tests.hostile.effects:watch"
UNDISTURBED = "undisturbed"


class Post:
    """An SMTP server that notes for each sender who got how many mails."""

    def __init__(self) -> None:
        self.got: dict[str, Counter[str]] = {}
        self._lock = threading.Lock()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        del server, session
        with self._lock:
            self.got.setdefault(envelope.mail_from, Counter()).update(envelope.rcpt_tos)
        return "250 taken"


@dataclass(frozen=True, slots=True)
class State:
    """What an instance holds in the end; equal states hold the same."""

    tables: dict[str, str]
    exports: dict[str, list[Any]]
    links: list[tuple[Any, ...]]
    pages: list[tuple[Any, ...]]


@dataclass
class Ground:
    """``folder`` is scratch; to be used with ``with Ground.made(folder)``."""

    folder: Path
    web: SampleWeb
    post: Post
    port: int
    warmed: SimpleQueue[Warmed] = field(default_factory=SimpleQueue)
    wanted: State | None = None
    effects: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @classmethod
    @contextmanager
    def made(cls, folder: Path, processes: int = 1) -> Iterator[Ground]:
        with ExitStack() as stack:
            web = stack.enter_context(SampleWeb(SUNDAY))
            post = Post()
            port = closed_port()
            controller = Controller(post, hostname="127.0.0.1", port=port)
            controller.start()
            stack.callback(controller.stop)
            ground = cls(folder, web, post, port)
            for _ in range(processes):
                ground.warmed.put(stack.enter_context(Warmed()))
            ground._prepare()
            yield ground

    def _prepare(self) -> None:
        base = self._home("base")
        self.settle(base)
        begun = [["init"], *(["subscribers", "add", reader] for reader in READERS), self.command("run", SUNDAY)]
        made = self.run(base, *begun[:-1])
        assert made.code == 0, made.said
        with closing(sqlite3.connect(base / "pantau.db")) as database, database:  # readers since before that Sunday
            database.execute("UPDATE subscriber SET created = '2026-09-01T00:00:00Z'")
        crawled = self.run(base, self.command("crawl", SUNDAY), self.command("analyse", SUNDAY))
        assert crawled.code == 0, crawled.said
        self.web.now = WEDNESDAY
        home = self.copy(UNDISTURBED)
        ran = self.run(home, *self.whole(), hook=HOOK, log=str(self.folder / "effects"))
        assert ran.code == 0, ran.said
        self.seconds = ran.seconds
        self.effects = (self.folder / "effects").read_text(encoding="utf-8").splitlines()
        self.wanted = state_of(home)
        assert self.post.got[sender(home)] == Counter(READERS)

    def _home(self, name: str) -> Path:
        home = self.folder / name
        home.mkdir(parents=True)
        return home

    def copy(self, name: str) -> Path:
        home = shutil.copytree(self.folder / "base", self.folder / name)
        self.settle(home)
        return home

    def settle(self, home: Path) -> None:
        """Writes the settings: who sends tells the mails of one instance from those of another."""
        chosen = ", ".join(f'"{name}"' for name in CHOSEN)
        (home / "pantau.toml").write_text(
            f'zone = "Asia/Kuala_Lumpur"\noutlets_folder = "{OUTLETS}"\noutlets = [{chosen}]\n'
            f'proxy = "{self.web.proxy}"\n'
            f'[mail]\nsender = "Pantau <{sender(home)}>"\nhost = "127.0.0.1"\nport = {self.port}\n',
            encoding="utf-8",
        )

    def command(self, name: str, now: Any = WEDNESDAY) -> list[str]:
        return [name, "--now", now.isoformat()]

    def whole(self) -> tuple[list[str], list[str]]:
        return self.command("run"), ["backup"]

    def run(self, home: Path, *commands: list[str], **job: Any) -> Ran:
        warmed = self.warmed.get()
        try:
            full = [["--home", str(home), *command] for command in commands]
            return warmed.run(home.with_suffix(".out"), *full, home=str(home), **job)
        finally:
            self.warmed.put(warmed)

    def fault(self, home: Path, first: Ran) -> list[str]:
        """Starts an instance again after ``first`` went wrong; what is wrong with it then (nothing: good)."""
        again = self.run(home, *self.whole())
        found = [] if again.code in (0, 9) else [f"ends with {again.code}: {again.said[-500:]}"]
        if again.code == 9:  # told of mails that may have arrived: the backup has not been made yet
            backed = self.run(home, ["backup"])
            found += [] if backed.code == 0 else [f"no backup: {backed.said[-300:]}"]
        if not found:
            found = [*self.differences(home), *self.mails(home, first.said + again.said), *left_over(home)]
        return found

    def differences(self, home: Path) -> list[str]:
        assert self.wanted is not None
        found, wanted = state_of(home), self.wanted
        differing = [name for name, digest in wanted.tables.items() if found.tables[name] != digest]
        differing += [f"export {name}" for name, rows in wanted.exports.items() if found.exports[name] != rows]
        differing += ["links"] * (found.links != wanted.links) + ["pages"] * (found.pages != wanted.pages)
        return [f"other than undisturbed: {name}" for name in differing]

    def mails(self, home: Path, said: str) -> list[str]:
        """Each reader got the digest once, or the ledger and the run say that nobody can know."""
        got, found = self.post.got.get(sender(home), Counter()), []
        with closing(sqlite3.connect(home / "pantau.db")) as database:
            rows = dict(database.execute("SELECT recipient, status FROM delivery"))
        for reader in READERS:
            status, number = rows.get(reader), got[reader]
            if status == "unknown":
                if number > 1 or f"to {reader}: unknown" not in said:
                    found.append(f"{reader}: unknown, {number} mails, and not said")
            elif (status, number) != ("sent", 1):
                found.append(f"{reader}: {status}, {number} mails")
        return found

    def each(self, cases: list[Any], work: Any) -> list[str]:
        """``work(case)`` for all, in as many threads as there are warmed processes; what each found, with its case."""
        with ThreadPoolExecutor(self.warmed.qsize()) as threads:
            return [f"{case}: {fault}" for case, faults in zip(cases, threads.map(work, cases), strict=True)
                    for fault in faults]  # fmt: skip


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def sender(home: Path) -> str:
    return f"desk-{home.name}@example.org"


def state_of(home: Path) -> State:
    with Store.open(home / "pantau.db", readonly=True) as store:
        ask = store.connection.execute
        return State(
            tables=derived_digests(store),
            exports={name: [tuple(row.values()) for row in export_rows(store, name)] for name in EXPORTABLE},
            links=ask("SELECT key, url, due, asked, attempts FROM link ORDER BY key").fetchall(),
            pages=ask("SELECT url, status, count(*) FROM fetch WHERE purpose = 'article' GROUP BY 1, 2 ORDER BY 1, 2")
            .fetchall(),
        )  # fmt: skip


def left_over(home: Path) -> list[str]:
    """Evidence that leads nowhere, files half made, runs that seem to go on, a database or backup that is not whole."""
    found = []
    recorded: set[tuple[str, str, int]] = set()
    for path in (home / "warc").iterdir():
        try:
            for record in read_warc(path):
                if isinstance(record, Captured):
                    recorded.add((record.url, path.name, record.offset))
        except Exception as error:  # noqa: BLE001 - a torn end is what a kill leaves; all before it has been read
            if "damaged" not in str(error):
                found.append(str(error))
    with closing(sqlite3.connect(home / "pantau.db")) as database:
        cited = set(database.execute("SELECT url, warc_file, warc_offset FROM fetch WHERE warc_file IS NOT NULL"))
        if cited - recorded:
            found.append(f"no record of {sorted(cited - recorded)[:2]}")
        if database.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            found.append("the database is damaged")
        if database.execute("PRAGMA foreign_key_check").fetchall():
            found.append("rows that point nowhere")
        if database.execute("SELECT count(*) FROM run WHERE outcome IS NULL").fetchone()[0]:
            found.append("a run that seems to go on")
    backups = sorted((home / "backups").iterdir())
    found += [f"left in backups: {path.name}" for path in backups if path.suffix != ".db"]
    whole = [path for path in backups if path.suffix == ".db"]
    if not whole or state_of_backup(whole[-1]) != state_of_backup(home / "pantau.db"):
        found.append("the newest backup holds something else")
    return found


def state_of_backup(path: Path) -> dict[str, str]:
    with Store.open(path, readonly=True) as store:
        return derived_digests(store)


def later(days: float) -> Any:
    return WEDNESDAY + timedelta(days=days)
