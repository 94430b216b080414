"""A desk served by the real command in a process of its own, and a reader's browser that tells whatever it asks for."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from browse import rights

PASSWORD = "tin opener 4711"
READY_SECONDS = 90.0
ROOT = Path(__file__).parent.parent.parent


class Served:
    """``pantau browse`` of an instance on loopback. ``aina`` may correct, ``ria`` reads."""

    def __init__(self, home: Path, ids: dict[str, str]) -> None:
        self.home, self.ids = home, ids
        people = {
            "aina": rights.named("aina", "correct", PASSWORD),
            "ria": rights.named("ria", "read", PASSWORD),
        }
        rights.write_people(home / "people.toml", people)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.base = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "pantau", "--home", str(home), "browse", "--port", str(self.port)]
        self.log = (home / "desk.log").open("wb")
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=self.log, stderr=self.log, env=os.environ | {"PYTHONPATH": str(ROOT)}
        )
        until = time.monotonic() + READY_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError as error:
                if time.monotonic() > until or self.process.poll() is not None:
                    told = (home / "desk.log").read_text()
                    self.close()
                    raise RuntimeError(f"the desk did not begin to serve: {told}") from error
                time.sleep(0.1)

    def address(self, path: str) -> str:
        return self.base + path.format(**self.ids)

    @property
    def mails(self) -> list[Path]:
        """The digests that were written as files, in English."""
        return sorted((self.home / "digests").glob("*.en.html"))

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


class Reader:
    """A browser context that lets nothing leave the desk and keeps what was asked for, said and tried."""

    def __init__(self, chromium: Any, served: Served, **options: Any) -> None:
        self.served = served
        self.asked: list[str] = []
        self.told: list[str] = []  # what the console says, dialogs that were opened, errors of scripts
        self.context = chromium.new_context(**options)
        self.context.route("**/*", self._route)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.told.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.told.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.told.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def _route(self, route: Any) -> None:
        self.asked.append(route.request.url)
        if urlsplit(route.request.url).netloc == urlsplit(self.served.base).netloc:
            route.continue_()
        else:
            route.abort()

    @property
    def left(self) -> list[str]:
        """What was asked of anybody but the desk."""
        mine = urlsplit(self.served.base).netloc
        return [url for url in self.asked if urlsplit(url).netloc != mine and not url.startswith("data:")]

    @property
    def troubles(self) -> list[str]:
        """What the console says beyond answers that were meant: a wrong password, a page that is not there."""
        return [told for told in self.told if not re.search(r"status of 40[14]", told)]

    def go(self, path: str) -> Any:
        return self.page.goto(self.served.address(path))

    def log_in(self, name: str = "aina") -> None:
        self.go("/-/login")
        self.page.fill("#login-name", name)
        self.page.fill("#login-word", PASSWORD)
        self.page.click("main button[type=submit]")

    def close(self) -> None:
        self.context.close()


def copied(home: Path, to: Path) -> Path:
    """An instance's database and settings in a folder of its own."""
    to.mkdir(parents=True, exist_ok=True)
    shutil.copy(home / "pantau.db", to / "pantau.db")
    told = (home / "pantau.toml").read_text()  # a folder that it names is told from where it lies
    folder = re.compile(r'^outlets_folder = "([^"]*)"$', re.MULTILINE)
    whole = folder.sub(lambda found: f'outlets_folder = "{(home / found[1]).resolve()}"', told)
    (to / "pantau.toml").write_text(whole)
    if (home / "digests").exists():
        shutil.copytree(home / "digests", to / "digests")
    return to
