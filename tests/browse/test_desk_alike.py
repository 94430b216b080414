"""What is like an article or story by meaning: the same as comparing all vectors gives, and as pages tell it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from desk_site import Site

from benchmarks.generator import generate
from browse import likeness, meanings
from browse.meanings import Meanings
from browse.pages import alike
from store import desk_vectors


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("alike") / "pantau.db"
    generate(path, 300, seed=5, days=20, words=40)
    return path


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as opened:
        yield opened


@pytest.fixture(scope="module")
def served(path: Path) -> Iterator[Site]:
    site = Site(path, {})
    yield site
    site.close()


def whole(path: Path) -> Meanings:
    index = Meanings(str(path))
    assert index.begin().wait(30)
    return index


def an_article(connection: sqlite3.Connection, which: str = "v.article IS NOT NULL") -> str:
    sql = f"SELECT a.id FROM article a LEFT JOIN vector v ON v.article = a.id WHERE {which} ORDER BY a.id LIMIT 1"
    return str(connection.execute(sql).fetchone()[0])


def test_the_most_alike_are_those_that_comparing_all_gives(path: Path, connection: sqlite3.Connection) -> None:
    index = whole(path)
    rows = connection.execute('SELECT article, "values" FROM vector').fetchall()
    vectors = likeness.read([values for _, values in rows])
    for number in range(0, len(rows), 40):
        about = desk_vectors.about(connection, rows[number][0])
        assert about is not None
        told = index.alike(connection, about, 10)
        cosines = vectors @ vectors[number]
        every = sorted(zip(-cosines, (row[0] for row in rows), strict=True))[:10]
        assert told.complete
        assert told.among == len(rows)
        assert [article for article, _ in told.found] == [article for _, article in every]
        assert told.found[0][1] == pytest.approx(1, abs=1e-5)


def test_signs_of_any_dimension_find_themselves() -> None:
    chance = np.random.default_rng(3)
    for dimension in (8, 64, 65, 100):
        vectors = chance.standard_normal((3000, dimension)).astype(np.float32)
        signs = likeness.Signs(vectors[:500])
        for start in range(0, 3000, 700):
            signs.add(range(start, min(start + 700, 3000)), vectors[start : start + 700])
        assert signs.count == 3000
        for at in (0, 1023, 1024, 2999):
            assert at in signs.nearest(vectors[at], 40)
        assert sorted(signs.nearest(vectors[0], 5000)) == list(range(3000))
        assert signs.nearest(vectors[0], 0) == []


def test_what_is_written_later_is_found_and_what_was_deleted_is_not(tmp_path: Path) -> None:
    path = tmp_path / "pantau.db"
    generate(path, 120, seed=6, days=20, words=40)
    index = whole(path)
    with closing(sqlite3.connect(path)) as connection:
        one, other, third = (
            row[0] for row in connection.execute("SELECT article FROM vector ORDER BY rowid DESC LIMIT 3").fetchall()
        )
        about = desk_vectors.about(connection, third)
        assert about is not None
        with connection:
            connection.execute("DELETE FROM vector WHERE article = ?", (one,))
            connection.execute(
                'INSERT OR REPLACE INTO vector SELECT ?, model, dimension, "values" FROM vector WHERE article = ?',
                (other, third),
            )
        index.alike(connection, about, 3)
        assert index.begin().wait(30)
        told = index.alike(connection, about, 3)
        assert {told.found[0][0], told.found[1][0]} == {other, third}
        assert one not in dict(told.found)
        with connection:  # another encoder: vectors of two are never compared
            connection.execute("UPDATE vector SET model = 'another'")
        index.alike(connection, about, 3)
        assert index.begin().wait(30)
        assert index.alike(connection, about, 3).found == ()
        new = desk_vectors.about(connection, third)
        assert new is not None
        assert {article for article, _ in index.alike(connection, new, 3).found[:2]} == {other, third}


def test_a_part_that_is_read_says_so(
    path: Path, connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meanings, "CHUNK", 20)
    index = Meanings(str(path))
    with closing(sqlite3.connect(path)) as own:
        assert index._step(own)
    monkeypatch.setattr(index, "begin", lambda: whole(path).begin())
    about = desk_vectors.about(connection, an_article(connection))
    assert about is not None
    told = index.alike(connection, about, 5)
    assert (told.among, told.complete) == (20, False)
    newest = {row[0] for row in connection.execute("SELECT article FROM vector ORDER BY rowid DESC LIMIT 20")}
    assert {article for article, _ in told.found} <= newest


@pytest.fixture
def lenient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Made-up vectors of two stories are less alike than those of texts."""
    monkeypatch.setattr(alike, "LEAST", 0.1)


@pytest.mark.usefixtures("lenient")
def test_pages_tell_other_stories(served: Site, connection: sqlite3.Connection) -> None:
    article = an_article(connection)
    story = connection.execute("SELECT story FROM article WHERE id = ?", (article,)).fetchone()[0]
    for address in (f"/article/{article}", f"/story/{story}"):
        section = served.page(address).xpath("//section[@aria-labelledby='alike']")[0]
        stories = [link.get("href") for link in section.xpath(".//p[@class='headline']/a")]
        assert 0 < len(stories) <= alike.STORIES
        assert f"/story/{story}" not in stories
        told = [float(text.split()[1]) for text in section.xpath(".//p[@class='meta']/text()") if "likeness 0" in text]
        assert told == sorted(told, reverse=True)
        assert all(cosine >= alike.LEAST for cosine in told)


@pytest.mark.usefixtures("lenient")
def test_a_copy_is_told_by_its_origin(served: Site, connection: sqlite3.Connection) -> None:
    copy = an_article(connection, "a.copy_kind = 'identical'")
    assert "Other stories by likeness" in served.page(f"/article/{copy}").text_content()


@pytest.mark.usefixtures("lenient")
def test_a_search_by_likeness_is_narrowed_as_any(served: Site, connection: sqlite3.Connection) -> None:
    article = an_article(connection)
    page = served.page(f"/search?like={article}")
    links = [link.get("href") for link in page.xpath("//ol[@class='stories']/li/p[1]/a")]
    assert len(links) == 20
    assert f"/article/{article}" not in links
    outlet = connection.execute("SELECT outlet FROM article WHERE id = ?", (links[0].rpartition("/")[2],)).fetchone()[0]
    narrowed = served.page(f"/search?like={article}&outlet={outlet}")
    of_outlet = [link.get("href") for link in narrowed.xpath("//ol[@class='stories']/li/p[1]/a")]
    assert of_outlet[0] == links[0]
    for href in of_outlet:
        found = connection.execute("SELECT outlet FROM article WHERE id = ?", (href.rpartition("/")[2],)).fetchone()
        assert found[0] == outlet
    assert served.get("/search?like=nowhere").status_code == 404
    assert served.get(f"/search?like={article}&q=nosuchword").status_code == 200
    assert served.get(f"/search?like={article}&page=9").status_code == 200


def test_without_vectors_nothing_is_said_to_be_like(site: Site) -> None:
    assert "no meaning of it is stored" in site.page("/article/{origin}").text_content()
    assert "no meaning of it is stored" in site.page("/search?like={story}").text_content()
