"""Real pages for ``benchmarks.pipeline``: a folder as scrapinghub/article-extraction-benchmark has them.

``ground-truth.json`` holds {key: {url, articleBody}}, ``html/KEY.html.gz`` the page as it came. Such pages belong to
their publishers and are no part of Pantau. Must not know how anything is read.
"""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.pipeline_pages import BEGIN, EVERY, Page

_OUTLET = """\
id = "{id}"
name = "{host}"
country = "MY"
languages = ["en"]
home = "https://{host}/"
kind = "newspaper"
owner = "{host}"
zone = "Asia/Kuala_Lumpur"
article_url = '.'

[[sources]]
kind = "feed"
url = "https://{host}/feed"
status = "works"
"""


def real_pages(folder: Path) -> tuple[list[Page], dict[str, str]]:
    """The pages in the order of the file, three minutes apart, and files of their outlets without any hints, by name.
    Raises OSError or KeyError where a page is missing or has no address."""
    pages: list[Page] = []
    outlets: dict[str, str] = {}
    known = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    for number, (key, row) in enumerate(known.items()):
        host = urlsplit(row["url"]).hostname
        name = re.sub(r"[^a-z0-9]+", "-", host)
        outlets[f"{name}.toml"] = _OUTLET.format(id=name, host=host)
        pages.append(
            Page(
                number=number,
                origin=number,
                outlet=0,
                url=row["url"],
                when=BEGIN + EVERY * number,
                title="",
                body=tuple(row["articleBody"].split("\n")),
                html=gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()),
            )
        )
    return pages, outlets
