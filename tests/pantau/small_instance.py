"""A small instance that has read three files of its archive, a day each, and that people use."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.replay import replay
from nlp.embedding import default_encoder
from pantau.analyse import Analyst
from pantau.sink import StoreSink
from records import Theme
from store import Store, backups, crawling, people, stories
from store.corrections import add_correction
from store.values import rows

THEMES = (Theme(id="building", name="Building", seeds=("a bridge is built", "a road is repaired")),)
DAY = datetime(2031, 3, 3, 2, tzinfo=UTC)
BRIDGE = """The council of Elder voted on Monday to rebuild the Weir Bridge at a cost of RM48.6 million. Mayor Odile \
Tarn said that work would begin in May and take 26 months.
The bridge was closed in January after Ivo Senn, the city engineer, found cracks in two of its piers. Shopkeepers on \
both banks had asked for a temporary crossing, which the council refused for want of money."""
HARVEST = """Farmers in the Sedge valley brought in the largest barley harvest for nine years, the growers' union said.
Its chairman, Bram Oster, put the yield at 7.3 tonnes a hectare after a mild spring, and said that prices would fall \
by 4 per cent in the autumn if the mills did not buy more of it than they did last year."""
FERRY = """The ferry between Elder and Orm in Johor will cost RM12 a passenger from June, Transport Minister Ada Quill \
said on Thursday. It had cost RM9 since 2024.
The line carried 310,000 people last year, Quill told reporters at the quay, and lost RM2.1 million in doing so."""


def html(title: str, text: str, day: datetime) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    when = day.isoformat()
    return (
        f'<html lang="en"><head><title>{title}</title><meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="{when}"></head>'
        f"<body><article><h1>{title}</h1><time datetime='{when}'>{when}</time>{body}</article></body></html>"
    ).encode()


PAGES = (  # a file of the archive each: (page, title, text)
    (("bridge", "Council votes to rebuild Weir Bridge", BRIDGE), ("harvest", "Record barley harvest", HARVEST)),
    (("bridge", "Council votes to rebuild Weir Bridge", BRIDGE.replace("26", "30")), ("ferry", "Ferry to Orm", FERRY)),
    (("bridge-2", "Weir Bridge to be rebuilt", BRIDGE.replace("council of Elder", "city council")),),
)


def analyst(store: Store) -> Analyst:
    stories.save_themes(store, THEMES)
    return Analyst(store, THEMES, default_encoder, "v1")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance that read a file a day, and people who use it."""
    home = tmp_path_factory.mktemp("made")
    with Store(home / "pantau.db") as store:
        for number, pages in enumerate(PAGES):
            now = DAY + timedelta(days=number)
            with Archive(home / "warc", now) as archive:
                for name, title, text in pages:
                    page = html(title, text, now)
                    archive.append(f"https://larkin.example/{name}", 200, [("Content-Type", "text/html")], page, now)
            run = crawling.start_run(store, "replay", now)
            replay(sorted((home / "warc").iterdir())[-1], (), StoreSink(store, run, ()))
            analyst(store).run(everything=False, step=lambda: None, begin=lambda _: None)
            crawling.finish_run(store, run, now)
        people.add_subscriber(store, "aina@office.example", DAY)
        (figure,) = rows(store, "SELECT article, start FROM figure WHERE text = 'RM12'")
        add_correction(store, "figure", f"{figure['article']}:{figure['start']}", "value", "13", "Aina", DAY)
        analyst(store).run(everything=False, step=lambda: None, begin=lambda _: None)
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    with contextlib.closing(sqlite3.connect(made / "pantau.db")) as source:
        backups.whole_copy(source, tmp_path / "pantau.db")
    (tmp_path / "warc").mkdir()
    for path in (made / "warc").iterdir():
        (tmp_path / "warc" / path.name).write_bytes(path.read_bytes())
    return tmp_path
