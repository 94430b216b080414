"""What strangers put into addresses of the desk, and what its own SQL lets through."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browse"))  # its samples are imported by their bare names

from desk_samples import ADDRESS, fill
from desk_site import Site

TRIED = (
    "' OR 1=1--", "x' UNION SELECT email FROM subscriber--", '"; ATTACH \'/tmp/x\' AS y;--', "NEAR(", '"', "*", "\x00",
    "../../etc/passwd", "%2e%2e%2f", "{{7*7}}", "<script>alert(1)</script>", "9" * 400, "\ud800", ":email", "a" * 9000,
)  # fmt: skip
PATHS = ("story", "article", "official", "place", "theme", "outlet", "digest", "series", "emerging", "tables", "desk")
PARAMETERS = {
    "/": ("week",),
    "/search": ("q", "week", "theme", "place", "official", "outlet", "language", "page", "sort"),
    "/search.atom": ("q", "week", "theme", "place", "official", "outlet", "language"),
    "/figures": ("concept", "owner", "period", "page"),
    "/article/{origin}": ("at",),
    "/tables/article.json": ("_sort", "_where", "outlet__exact", "_next", "_size", "_facet", "_search"),
    "/tables/article.csv": ("_sort", "_where", "_stream"),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("attacked") / "pantau.db"
    site = Site(path, fill(path))
    yield site
    site.close()


def held(site: Site) -> list[tuple[int, ...]]:
    with sqlite3.connect(site.path) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [database.execute(f'SELECT count(*) FROM "{name}"').fetchone() for name in sorted(names)]


@pytest.mark.parametrize("tried", TRIED, ids=lambda tried: ascii(tried[:24]))
def test_what_stands_in_an_address_is_a_value(desk: Site, tried: str) -> None:
    before = held(desk)
    value = quote(tried, safe="", errors="surrogatepass")
    addresses = [f"{path}?{name}={value}" for path, names in PARAMETERS.items() for name in names]
    for address in [*addresses, *(f"/{path}/{value}" for path in PATHS)]:
        answer = desk.loop.run_until_complete(
            desk.datasette.client.get(address.replace("{origin}", desk.ids["origin"]))
        )
        assert answer.status_code < 500, address
        assert ADDRESS not in answer.text, address
        if answer.headers["content-type"].startswith("text/html"):  # elsewhere it is no markup
            assert "<script>alert" not in answer.text, address
        assert ">49<" not in answer.text.replace("7*7", ""), address
        assert "Traceback" not in answer.text, address
    assert held(desk) == before


@pytest.mark.parametrize(
    "sql",
    [
        "attach '/tmp/attached.db' as other",
        "select load_extension('/tmp/x.so')",
        "select writefile('/tmp/x', 'y')",
        "select readfile('/etc/passwd')",
        "pragma writable_schema = on",
        "delete from article",
        "insert into subscriber (email) values ('x@example.org')",
        "create table x (y)",
        "vacuum into '/tmp/stolen.db'",
        "select 1; delete from article",
        "select * from article -- \n; drop table article",
        "with x as (select 1) delete from article",
        "select * from pragma_database_list",
        "select sql from sqlite_master where name = 'subscriber' union select email from subscriber",
    ],
)
def test_sql_of_ones_own_reads_and_nothing_else(desk: Site, sql: str) -> None:
    before = held(desk)
    for form in ("", ".json", ".csv"):
        answer = desk.loop.run_until_complete(desk.datasette.client.get(f"/tables{form}", params={"sql": sql}))
        assert answer.status_code < 500
        assert ADDRESS not in answer.text
        assert "root:" not in answer.text
        assert form == ".csv" or answer.status_code in (400, 403) or "pragma_database_list" in sql
        assert str(desk.path.parent) not in answer.text
    assert held(desk) == before
    assert not Path("/tmp/attached.db").exists()
    assert not Path("/tmp/stolen.db").exists()
