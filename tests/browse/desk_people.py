"""A desk with people: who logs in, reads, corrects and administers, each with the cookies of a browser."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

from desk_samples import fill
from desk_site import Site

from browse import Correcting, Door, build_app, rights
from pantau.config import Config
from pantau.correcting import correcting, ruling

PASSWORD = "tin opener 4711"


class Desk(Site):
    """A desk with people; each reader keeps cookies as a browser does."""

    def __init__(self, home: Path) -> None:
        super().__init__(home / "pantau.db", fill(home / "pantau.db"))
        self.home = home
        self.datasette.executor.shutdown()
        people = {
            name: rights.named(name, right, PASSWORD) for name, right in (("aina", "correct"), ("ben", "correct"))
        }
        people |= {"chief": rights.named("chief", "administer", PASSWORD), "ria": rights.named("ria", "read", PASSWORD)}
        rights.write_people(home / "people.toml", people)
        self.open("nobody")

    def open(self, how: Any, header: str | None = None, secure: bool = False) -> None:
        settings = Config(home=self.home)
        ours = Correcting(
            figures=lambda: correcting(settings),
            officials=lambda: ruling(settings),
            concepts=("freight", "exports"),
            kinds=("mass", "money"),
        )
        door = Door(open=how, header=header, people=self.home / "people.toml", secure=secure)
        self.datasette = build_app(self.path, correcting=ours, door=door, secret="x" * 40)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, address: str, **more: Any) -> Any:
        headers = {"accept": "text/html"} | more.pop("headers", {})
        if self.cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.loop.run_until_complete(
            self.datasette.client.request(method, address.format(**self.ids), headers=headers, **more)
        )
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        return answer

    def get(self, address: str) -> Any:
        return self.ask("GET", address)

    def token(self, address: str = "/-/login") -> str:
        found = re.search(r'name="csrftoken" value="([^"]+)"', self.get(address).text)
        assert found
        return found[1]

    def log_in(self, name: str, password: str = PASSWORD) -> Any:
        self.cookies = {}
        form = {"csrftoken": self.token(), "name": name, "password": password, "back": "/corrections"}
        return self.ask("POST", "/-/login", data=form)

    def correct(self, what: str, **fields: str) -> Any:
        form = {"csrftoken": self.token("/corrections"), "what": what, "back": "/corrections"} | fields
        return self.ask("POST", "/-/correct", data={key: value.format(**self.ids) for key, value in form.items()})

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.path) as stored:
            return stored.execute(sql.format(**self.ids)).fetchall()
