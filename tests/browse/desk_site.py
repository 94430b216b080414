"""A desk served in the test's own process, asked through datasette's own client."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import lxml.html

from browse import build_app


class Site:
    """A served database, asked through datasette's own client."""

    def __init__(self, path: Path, ids: dict[str, str]) -> None:
        self.path = path
        self.ids = ids
        self.datasette = build_app(path)
        self.loop = asyncio.new_event_loop()

    def get(self, address: str, **more: Any) -> Any:
        return self.loop.run_until_complete(self.datasette.client.get(address.format(**self.ids), **more))

    def page(self, address: str) -> lxml.html.HtmlElement:
        return lxml.html.document_fromstring(self.get(address).text)

    def close(self) -> None:
        self.datasette.executor.shutdown()
        for database in self.datasette.databases.values():
            database.close()
        self.loop.close()
