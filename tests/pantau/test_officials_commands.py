"""Officials across articles through the commands: real texts read by the real readers, kept in a real database."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from nlp.annotate import annotate
from pantau.registry import settle_officials
from records import Article, Fetch, JoinDecision, Outlet, article_id
from store import Store, desk_subjects
from store.analysing import AnalysisOf, mark_unread, save_analysis
from store.analysis_asking import articles_to_analyse
from store.crawling import save_article, save_outlets
from store.fingerprint import derived_digests

T0 = datetime(2024, 11, 18, 1, 0, tzinfo=UTC)
TEXTS = (
    ("en", "Works Minister Datuk Rosman Teh Idris said on Monday that the coast road would open in May."),
    ("en", "Johor police chief Datuk Jalil Murad said on Monday that fewer shops were broken into."),
    ("en", "Nusa Tin Berhad chief executive officer Jalil Murad said on Tuesday that the smelter would stay."),
    ("ms", "Menteri Kerja Raya Datuk Rosman Teh Idris berkata jalan itu akan dibuka pada bulan Mei."),
    ("ms", "Ketua Polis Johor, Datuk Jalil Murad berkata siasatan itu akan selesai minggu depan."),
    ("en", "Works Minister Rosman Idris said on Friday that the coast road was not finished."),
)


@dataclass
class Done:
    code: int
    out: str
    err: str

    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)


Run = Callable[..., Done]


@pytest.fixture(scope="module")
def annotations() -> list[Any]:
    return [annotate(text, language=language) for language, text in TEXTS]


def article_of(number: int, given: tuple[str, str] | None = None) -> Article:
    language, text = given or TEXTS[number]
    url = f"https://pos.example/{number}"
    seen = T0 + timedelta(days=number)
    return Article(
        id=article_id("pos", str(number)),
        outlet="pos",
        identity=str(number),
        url=url,
        title=text[:20],
        body=text,
        language=language,
        first_seen=seen,
        words=9,
        fetch=Fetch(url=url, outlet="pos", fetched=seen, status="ok", purpose="article", http_status=200),
    )


def read(store: Store, number: int, annotation: Any) -> None:
    article = article_id("pos", str(number))
    join = JoinDecision(article=article, story=f"s-{article}", action="new", score=None, margin=None)
    save_analysis(store, AnalysisOf(article=article, version="v1", annotation=annotation, join=join))


@pytest.fixture
def home(tmp_path: Path, annotations: list[Any]) -> Path:
    with Store(tmp_path / "pantau.db") as store:
        outlet = Outlet(
            id="pos", name="Pos Pagi", country="MY", languages=("ms",), home="https://pos.example", kind="newspaper"
        )
        save_outlets(store, [outlet])
        for number, annotation in enumerate(annotations):
            save_article(store, None, article_of(number))
            read(store, number, annotation)
        settle_officials(store)
    return tmp_path


@pytest.fixture
def pantau(home: Path) -> Run:
    def call(*arguments: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "pantau", "--home", str(home), *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return call


def digests(home: Path) -> dict[str, str]:
    with Store.open(home / "pantau.db", readonly=True) as store:
        return derived_digests(store)


def test_who_held_which_post_when(pantau: Run) -> None:
    (works,) = pantau("officials", "list", "--post", "works minister", "--json").json()
    assert (works["official"], works["name"], works["articles"]) == ("rosman-teh-idris", "Rosman Teh Idris", 3)
    assert (works["first_seen"], works["last_seen"]) == ("2024-11-18T01:00:00Z", "2024-11-23T01:00:00Z")
    assert works["evidence"] == TEXTS[0][1]
    assert pantau("officials", "list", "--post", "menteri kerja", "--json").json() == [works]
    assert pantau("officials", "list", "--organisation", "kementerian kerja raya", "--json").json() == [works]
    chiefs = pantau("officials", "list", "--json").json()
    assert {row["official"] for row in chiefs if row["name"] == "Jalil Murad"} == {
        "jalil-murad",
        next(row["official"] for row in chiefs if row["organisation"] == "Nusa Tin Berhad"),
    }
    assert pantau("officials", "list", "--post", "no such post").out.startswith("0 officials")


def test_the_desk_shows_one_post_once_in_whatever_language(home: Path) -> None:
    with Store.open(home / "pantau.db", readonly=True) as store:
        found = desk_subjects.official(store.connection, "rosman-teh-idris")
    assert found is not None
    assert [(post["role"], post["articles"], post["outlet"]) for post in found["posts"]] == [
        ("Works Minister", 3, "pos")
    ]


def test_show_and_explain_lead_to_the_evidence(pantau: Run) -> None:
    found = pantau("officials", "show", "Rosman Teh Idris", "--json").json()
    assert found["aliases"] == ["Datuk Rosman Teh Idris", "Rosman Idris", "Rosman Teh Idris"]
    assert [(post["role"], post["status"]) for post in found["posts"]] == [("Works Minister", "current")]
    told = pantau("explain", "official", "rosman-teh-idris", "--json").json()
    assert [row["action"] for row in told["articles"]] == ["new", "link", "link"]
    assert all(row["reason"] and row["mentions"][0]["found_by"] for row in told["articles"])
    assert "short" in told["articles"][2]["reason"]
    twice = pantau("officials", "show", "Jalil Murad")
    assert twice.code == 3
    assert "2 officials are called 'Jalil Murad'" in twice.err
    assert pantau("officials", "show", "Nobody Atall").code == 5
    assert "Works Minister" in pantau("officials", "show", "rosman-teh-idris").out


def test_what_is_in_doubt_is_listed_and_decided(pantau: Run, home: Path) -> None:
    text = "Chief executive officer Jalil Murad said on Sunday that the hall would be painted."
    extra = article_of(9, ("en", text))
    with Store.open(home / "pantau.db") as store:
        save_article(store, None, extra)
        read(store, 9, annotate(text, language="en"))
        settle_officials(store)
    (pair,) = pantau("officials", "review", "--json").json()
    assert (pair["name"], pair["other_name"], pair["other_post"]) == (
        "Jalil Murad",
        "Jalil Murad",
        "chief executive officer, Nusa Tin Berhad",
    )
    assert pair["reason"].startswith("too little to link")
    assert "1 pairs to decide" in pantau("officials", "review").out
    assert pantau("officials", "apart", pair["official"], pair["other"], "--who", "Aina").code == 0
    assert pantau("officials", "review", "--json").json() == []
    refused = pantau("officials", "merge", pair["official"], pair["other"], "--who", "Badrul")
    assert refused.code == 3
    assert "Aina ruled" in refused.err


def test_decisions_outlive_every_run_and_can_be_undone(pantau: Run, home: Path, annotations: list[Any]) -> None:
    before = digests(home)
    chief, boss = (
        "jalil-murad",
        next(row["official"] for row in pantau("officials", "list", "--organisation", "nusa tin", "--json").json()),
    )
    assert pantau("officials", "merge", chief, boss, "--who", "Aina").code == 0
    after = digests(home)
    assert after != before
    assert len(pantau("officials", "show", boss, "--json").json()["posts"]) == 2  # the old id leads on
    with Store.open(home / "pantau.db") as store:
        mark_unread(store)
        for article in list(articles_to_analyse(store, "v2")):
            read(store, int(article.url.rpartition("/")[2]), annotations[int(article.url.rpartition("/")[2])])
        settle_officials(store)
    assert digests(home) == after
    assert pantau("officials", "undo", "1").code == 0
    assert digests(home) == before
    assert pantau("officials", "undo", "1").code == 5
    assert pantau("officials", "merge", chief, boss, "--who", "Aina").code == 0
    done = pantau("officials", "split", chief, "--post", "chief executive", "--who", "Badrul")
    assert "undone" in done.out
    assert digests(home) == before


def test_split_takes_articles_to_somebody_new_for_good(pantau: Run, home: Path, annotations: list[Any]) -> None:
    before = digests(home)
    done = pantau("officials", "split", "rosman-teh-idris", "--article", "https://pos.example/0", "--who", "Aina")
    assert done.code == 0, done.err
    rows = pantau("officials", "list", "--post", "works minister", "--json").json()
    assert sorted(row["articles"] for row in rows) == [1, 2]
    new = next(row["official"] for row in rows if row["articles"] == 1)
    assert new != "rosman-teh-idris"
    with Store.open(home / "pantau.db") as store:
        for number, annotation in enumerate(annotations):
            read(store, number, annotation)
        assert settle_officials(store) == 0
    assert pantau("officials", "list", "--post", "works minister", "--json").json() == rows
    assert pantau("officials", "undo", "1").code == 0
    after = digests(home)
    assert {table for table in after if after[table] != before[table]} == {"official_alias"}
    assert pantau("officials", "show", new, "--json").json()["id"] == "rosman-teh-idris"  # whose it became


def test_rename_and_what_cannot_be(pantau: Run) -> None:
    assert pantau("officials", "rename", "rosman-teh-idris", "Rosman Teh", "--who", "Aina").code == 0
    assert pantau("officials", "show", "Rosman Teh", "--json").json()["id"] == "rosman-teh-idris"
    for arguments, code in (
        (("merge", "rosman-teh-idris", "Rosman Teh Idris"), 3),
        (("merge", "rosman-teh-idris", "nobody"), 5),
        (("apart", "rosman-teh-idris", "rosman-teh-idris"), 3),
        (("split", "rosman-teh-idris"), 3),
        (("split", "rosman-teh-idris", "--post", "works"), 3),
        (("split", "rosman-teh-idris", "--post", "astronaut"), 5),
        (("split", "rosman-teh-idris", "--article", "https://pos.example/1"), 5),
        (("rename", "rosman-teh-idris", " "), 3),
    ):
        done = pantau("officials", *arguments, "--who", "Aina")
        assert (done.code, done.err.count("\n")) == (code, 1), (arguments, done.err)
    assert pantau("officials", "merge", "a", "b").code == 2
