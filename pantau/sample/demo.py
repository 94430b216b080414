"""Watches the bundled sample web as an instance would watch the real one: week by week, with ``pantau run``.

Only the clock and the proxy are given, and mails become files (``readers``); everything else is the way of production.
Each run is a process of its own, since a process runs one crawl.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from pantau import config, console
from pantau.sample import readers
from pantau.sample.server import SampleWeb
from pantau.sample.site import ZONE
from records import PantauError, Week

OUTLETS = Path(__file__).parent / "outlets"
FIRST = Week(2026, 36)
#: Evenings (days after Monday) on which the sample web is looked at. Sundays do: no feed of 20 items overflows.
EVENINGS = (6,)
MONDAY = 7  # the day after a week, on which its digest goes out
MARKER = ".pantau-sample"  # tells a folder that the demo made and may make anew


def watch_sample(home: Path | None, weeks: int) -> None:
    """Crawls, analyses and writes digests of ``weeks`` weeks into the home folder (default ``var/demo``)."""
    folder = config.home_folder(home) if home else config.home_folder(None) / "demo"
    _make(folder)
    last = FIRST
    with SampleWeb(_evening(FIRST, EVENINGS[0])) as web:
        console.say(f"The sample web is served on loopback; the instance is {folder}")
        for number in range(weeks):
            last = FIRST.back(-number)
            for day in EVENINGS:
                web.now = _evening(last, day)
                console.say(f"\n{web.now:%A, %d %B %Y, %H:%M}")
                _pantau(folder, "run", "--proxy", web.proxy, "--now", web.now.isoformat())
            if number == 0:
                readers.subscribe(folder, web.now)
            for delivery in readers.send(folder, last, _evening(last, MONDAY)):
                console.say(f"Digest of {last} to {delivery.recipient}: {delivery.reason}")
    _pantau(folder, "digest", "preview", "--week", str(last), "--now", _evening(last, MONDAY).isoformat())
    _pantau(folder, "status")
    console.say(f"\nThe desk:   .venv/bin/pantau --home {_shown(folder)} browse    then open http://127.0.0.1:8001/")
    console.say(f"The digest: {_shown(folder / 'digests' / f'{last}.en.html')}")


def _shown(path: Path) -> Path:
    """Relative to where the person stands, where it lies below."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _evening(week: Week, day: int) -> datetime:
    return datetime.combine(week.monday(), datetime.min.time(), ZONE) + timedelta(days=day, hours=21)


def _make(folder: Path) -> None:
    """A fresh instance of the sample; a folder with anything else in it is left alone."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARKER).exists():
            raise PantauError(f"{folder} holds something that is not a sample instance: choose another --home")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text("Made by 'pantau demo', which makes it anew each time.\n", encoding="utf-8")
    names = ", ".join(f'"{path.stem}"' for path in sorted(OUTLETS.glob("*.toml")))
    (folder / config.CONFIG_NAME).write_text(
        f'zone = "{ZONE.key}"\ncontact = "sample@pantau.example"\n'
        f'outlets_folder = "{os.path.relpath(OUTLETS, folder)}"\noutlets = [{names}]\n',
        encoding="utf-8",
    )


def _pantau(folder: Path, *arguments: str) -> None:
    """Runs the command as an operator would. Raises PantauError with its exit code where it fails."""
    done = subprocess.run([sys.executable, "-m", "pantau", "--home", str(folder), *arguments], check=False)
    if done.returncode != 0:
        raise PantauError(f"'pantau {arguments[0]}' ended with exit code {done.returncode}")
