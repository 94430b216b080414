"""A simulated year: 52 weekly runs over fifty outlets that fail, recover, edit and change their layout by a script.

``python -m benchmarks.soak [--weeks N]`` prints a table by quarter and ends with 1 where memory, growth, health or mails are
not as they must be. Each run is the command ``pantau run`` in a fork of a warmed process (benchmarks.warmed), so that its
peak memory is that of one run; the web is served on loopback as a proxy, by this process, over real sockets, and so is the
mail server. The clock is given. What is not simulated: latencies, other languages, more than one run a week.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import mean
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller

from benchmarks.soak_web import OUTLETS, WEEKS, Script, monday, outlet_file
from benchmarks.warmed import Warmed

READER = "amina@example.org"
FLAT, LINEAR = 0.05, 0.15  # share by which the last quarter may exceed the second: of memory, of growth


@dataclass(frozen=True, slots=True)
class Week:
    """What the run of a week took and left. Sizes in bytes, ``seconds`` of the processor."""

    number: int
    seconds: float
    peak: int
    size: int
    articles: int
    states_wrong: tuple[str, ...]


class Web:
    """Serves the script of the week that ``week`` names."""

    def __init__(self, script: Script) -> None:
        self.week = 0
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                asked = urlsplit(self.path)
                status, kind, body = script.answer(str(asked.hostname), asked.path, web.week)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.proxy = f"http://127.0.0.1:{self._server.server_address[1]}"


class Post:
    def __init__(self) -> None:
        self.subjects: Counter[str] = Counter()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        del server, session
        lines = envelope.content.decode("utf-8", "replace").splitlines()
        self.subjects[next(line for line in lines if line.startswith("Message-ID:"))] += 1
        return "250 taken"


def set_up(home: Path, web: Web, port: int) -> None:
    (home / "outlets").mkdir(parents=True)
    for number in range(OUTLETS):
        (home / "outlets" / f"h{number}.toml").write_text(outlet_file(number), encoding="utf-8")
    names = ", ".join(f'"h{number}"' for number in range(OUTLETS))
    (home / "pantau.toml").write_text(
        f'zone = "Asia/Kuala_Lumpur"\noutlets_folder = "outlets"\noutlets = [{names}]\nproxy = "{web.proxy}"\n'
        f'[mail]\nsender = "Pantau <desk@example.org>"\nhost = "127.0.0.1"\nport = {port}\n',
        encoding="utf-8",
    )


def one_week(number: int, home: Path, script: Script, web: Web, warmed: Warmed) -> Week:
    web.week = number
    ran = warmed.run(home.with_suffix(".out"), ["--home", str(home), "run", "--now", monday(number).isoformat()])
    if ran.code != 0:
        raise SystemExit(f"the run of week {number} ended with {ran.code}:\n{ran.said[-2000:]}")
    database = sqlite3.connect(home / "pantau.db")
    states = dict(database.execute("SELECT outlet, state FROM outlet_health"))
    (articles,) = database.execute("SELECT count(*) FROM article").fetchone()
    database.close()
    wrong = tuple(
        f"h{outlet} in week {number}: {states.get(f'h{outlet}')}, by the script {script.state(outlet, number)}"
        for outlet in range(OUTLETS)
        if states.get(f"h{outlet}") != script.state(outlet, number)
    )
    return Week(number, ran.seconds, ran.peak, (home / "pantau.db").stat().st_size, articles, wrong)


def quarters(weeks: list[Week]) -> list[list[Week]]:
    each = max(1, len(weeks) // 4)
    return [weeks[number * each : (number + 1) * each] for number in range(4)]


def judged(weeks: list[Week], sent: dict[str, int], mails: Counter[str], revisions: int, edits: int) -> list[str]:
    """What is not as it must be. ``edits``: the revisions that there must be."""
    found = [wrong for week in weeks for wrong in week.states_wrong]
    if revisions != edits:
        found.append(f"{revisions} revisions, by the script {edits}")
    _, second, _, last = quarters(weeks)
    peaks = mean(week.peak for week in second), mean(week.peak for week in last)
    if peaks[1] > peaks[0] * (1 + FLAT):
        found.append(f"memory grew: {peaks[0] / 1e6:.0f} MB in the second quarter, {peaks[1] / 1e6:.0f} MB in the last")
    growth = [grown(quarter) for quarter in (second, last)]
    if growth[1] > growth[0] * (1 + LINEAR):
        found.append(
            f"the database grows faster: {growth[0] / 1e3:.0f} kB a week in the second quarter, {growth[1] / 1e3:.0f}"
        )
    wanted = len(weeks)
    if len(sent) != wanted or set(sent.values()) != {1}:
        found.append(f"{len(sent)} digests in the ledger, not {wanted} each once")
    if len(mails) != wanted or set(mails.values()) != {1}:
        found.append(f"{sum(mails.values())} mails of {len(mails)} digests arrived, not {wanted} each once")
    return found


def grown(quarter: list[Week]) -> float:
    """Bytes a week."""
    return (quarter[-1].size - quarter[0].size) / max(1, len(quarter) - 1)


def table(weeks: list[Week]) -> str:
    lines = [
        "| quarter | runs | articles | peak memory of a run | database | growth a week | processor a run |",
        "|---|---|---|---|---|---|---|",
    ]
    before = 0
    for number, quarter in enumerate(quarters(weeks), start=1):
        lines.append(
            f"| {number} | {len(quarter)} | {quarter[-1].articles - before} | {mean(w.peak for w in quarter) / 1e6:.0f} MB"
            f" | {quarter[-1].size / 1e6:.1f} MB | {grown(quarter) / 1e3:.0f} kB | {mean(w.seconds for w in quarter):.1f} s |"
        )
        before = quarter[-1].articles
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weeks", type=int, default=WEEKS, help="fewer weeks of the same year")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    script, began = Script(chosen.seed), time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="pantau-soak-"))
    home, web, post = folder / "home", Web(script), Post()
    controller = Controller(post, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        set_up(home, web, controller.port)
        with Warmed(patience=3600) as warmed:
            one_week(0, home, script, web, warmed)
            warmed.run(home.with_suffix(".out"), ["--home", str(home), "subscribers", "add", READER])
            weeks = []
            for number in range(1, chosen.weeks + 1):
                weeks.append(one_week(number, home, script, web, warmed))
                print(
                    f"week {number}: {weeks[-1].seconds:.1f} s, {weeks[-1].peak / 1e6:.0f} MB"
                    + "".join(f"\n  {wrong}" for wrong in weeks[-1].states_wrong),
                    file=sys.stderr,
                    flush=True,
                )
        database = sqlite3.connect(home / "pantau.db")
        sent = dict(database.execute("SELECT period, count(*) FROM delivery WHERE status = 'sent' GROUP BY 1"))
        revisions = database.execute("SELECT count(*) FROM revision").fetchone()[0]
        database.close()
    finally:
        controller.stop()
        shutil.rmtree(folder)
    found = judged(weeks, sent, post.subjects, revisions, script.edits(chosen.weeks))
    print(table(weeks))
    print(
        f"\n{len(weeks)} runs, {OUTLETS} outlets, {revisions} edits, {sum(post.subjects.values())} digests;"
        f" {sum(week.seconds for week in weeks):.0f} s of the processor, {(time.monotonic() - began) / 60:.0f} minutes"
    )
    print("\n".join(found) or "Memory flat, growth linear, every state by the script, every digest once.")
    return int(bool(found))


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
