from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from store_samples import BODY, OUTLETS, THEMES, analysis_of, annotation_of, article_of, at

from nlp.registry import settle
from records import Annotation, BadInput, Doubt, Minted, Registry, Settled
from store import Store, database, officials, ruling
from store.analysing import save_analysis
from store.corrections import add_correction, apply_corrections, corrections, undo_correction
from store.crawling import mark_withdrawn, save_article, save_outlets
from store.fingerprint import derived_digests
from store.officials_asking import explain_official, official_review, official_whole, who_held
from store.stories import save_themes
from store.values import insert

MINISTER = {"role": "trade minister", "organisation": "Ministry of Trade of Perak"}
CHIEF = {"role": "chief executive officer", "organisation": "Nusa Tin Berhad", "organisation_short": None}


def annotated(name: str = "Zul Hamdan", **post: Any) -> Annotation:
    made = annotation_of(BODY.replace("Zul Hamdan", name), name=name)
    return replace(made, officials=tuple(replace(o, **post) for o in made.officials))


def read(store: Store, number: int, outlet: str = "wire", name: str = "Zul Hamdan", **post: Any) -> str:
    article = article_of(number, outlet=outlet, hours=number, body=BODY.replace("Zul Hamdan", name))
    save_article(store, None, article)
    save_analysis(store, analysis_of(article, annotation=annotated(name, **post)))
    return article.id


def settle_all(store: Store) -> int:
    made = settle(
        officials.sightings(store),
        at(1000),
        officials.minted(store),
        ruling.rulings(store),
        officials.settled_before(store),
    )
    return officials.save_registry(store, made)


def namesakes(store: Store) -> tuple[str, str]:
    """A minister and the head of a company of one name, two articles each; gives their ids."""
    read(store, 1, **MINISTER)
    read(store, 2, **CHIEF)
    read(store, 3, name="Zul bin Hamdan", **MINISTER)
    read(store, 4, **CHIEF)
    assert officials.unsettled(store)
    assert settle_all(store) == 3
    assert not officials.unsettled(store)
    (one,) = {row["official"] for row in who_held(store, post="minister")}
    (two,) = {row["official"] for row in who_held(store, organisation="nusa tin")}
    return one, two


def test_a_database_of_schema_1_is_brought_forward(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    every = database.migrations()
    monkeypatch.setattr(database, "migrations", lambda: every[:1])
    with Store(path) as old:
        c = old.connection
        insert(
            c, "outlet", {"id": "wire", "name": "W", "country": "MY", "languages": "[]", "home": "h", "kind": "agency"}
        )
        for number in (2, 1):
            given = {"outlet": "wire", "url": f"u{number}"}
            insert(c, "fetch", {**given, "id": number, "purpose": "article", "fetched": "f", "status": "ok"})
            article = {"id": f"a{number}", "identity": str(number), "title": "t", "body_sha256": "s", "fetch": number}
            times = {"first_seen": f"2024-11-0{number}T01:00:00Z", "last_seen": "l", "week": "2024-W45"}
            insert(c, "article", {**given, **article, **times})
        for name in ("Zul Hamdan", "Mira Sofea"):
            insert(c, "official", {"id": name.lower().replace(" ", "-"), "name": name})
        for number, article, official, name in (
            (0, "a2", "zul-hamdan", "Zul Hamdan"),
            (1, "a2", "mira-sofea", "Mira Sofea"),
            (0, "a1", "zul-hamdan", "Zul Hamdan"),
        ):
            where = {"article": article, "sentence": 0, "start": number, "end": 9}
            post = {"role": "trade minister", "status": "current", "public_office": 1, "stated": 1}
            row = {**where, **post, "number": number, "printed": name, "official": official, "name": name}
            insert(c, "post_mention", row)
            said = {**where, "text": name, "official": official, "confidence": 1.0, "found_by": "test"}
            insert(c, "mention", said | {"kind": "official"})
            insert(c, "quote", said | {"kind": "direct"})
        assert c.execute("PRAGMA user_version").fetchone() == (1,)
    monkeypatch.undo()
    with Store.open(path) as now:
        assert now.connection.execute("PRAGMA user_version").fetchone() == (every[-1][0],)
        assert officials.minted(now) == [
            Minted(id="zul-hamdan", article="a1", person="zul-hamdan"),
            Minted(id="mira-sofea", article="a2", person="mira-sofea"),
        ]
        for table in ("post_mention", "mention", "quote"):
            rows = now.connection.execute(f"SELECT DISTINCT person IS official FROM {table}").fetchall()
            assert rows == [(1,)]
        settle_all(now)
        assert official_whole(now, "Zul Hamdan")["id"] == "zul-hamdan"
        assert official_whole(now, "mira-sofea")["name"] == "Mira Sofea"


def test_namesakes_have_posts_and_evidence_of_their_own(store: Store) -> None:
    one, two = namesakes(store)
    assert one == "zul-hamdan"
    assert two.startswith("zul-hamdan-")
    (post,) = who_held(store, post="TRADE minister")
    assert (post["articles"], post["first_seen"], post["last_seen"]) == (
        2,
        "2024-11-18T02:00:00Z",
        "2024-11-18T04:00:00Z",
    )
    assert post["evidence"] == BODY.split("\n")[0]
    with pytest.raises(BadInput, match="2 officials are called 'Zul Hamdan'"):
        official_whole(store, "Zul Hamdan")
    whole = official_whole(store, two)
    assert [row["organisation"] for row in whole["posts"]] == ["Nusa Tin Berhad"]
    assert {row["action"] for row in explain_official(store, two)["articles"]} == {"new", "link"}
    quoted = store.connection.execute("SELECT official, count(*) FROM quote GROUP BY 1 ORDER BY 1").fetchall()
    assert quoted == [(one, 2), (two, 2)]
    assert settle_all(store) == 0


def test_portions_and_reruns_end_in_the_same_tables(store: Store, tmp_path: Path) -> None:
    namesakes(store)
    whole = derived_digests(store)
    for number in (2, 4):  # read again: who they are is remembered, and settled again
        read(store, number, **CHIEF)
    settle_all(store)
    assert derived_digests(store) == whole
    with Store(tmp_path / "other.db") as other:
        save_outlets(other, OUTLETS)
        save_themes(other, THEMES)
        for number, name, post in (
            (4, "Zul Hamdan", CHIEF),
            (1, "Zul Hamdan", MINISTER),
            (3, "Zul bin Hamdan", MINISTER),
        ):
            read(other, number, name=name, **post)
            settle_all(other)
        read(other, 2, **CHIEF)
        settle_all(other)
        ours = {row["organisation"]: row["articles"] for row in who_held(store)}
        assert {row["organisation"]: row["articles"] for row in who_held(other)} == ours


def test_texts_of_an_outlet_that_shows_links_only_stay_unshown(store: Store) -> None:
    read(store, 1, outlet="link", **MINISTER)
    settle_all(store)
    (post,) = who_held(store)
    assert post["evidence"] is None
    assert post["evidence_url"] == "https://link.example/1"


def test_a_withdrawn_article_takes_its_official_along(store: Store) -> None:
    _, two = namesakes(store)
    for number in (2, 4):
        mark_withdrawn(store, article_of(number).id, at(50), "HTTP 410")
    assert officials.unsettled(store)
    settle_all(store)
    assert official_whole(store, "Zul Hamdan")["id"] == "zul-hamdan"  # nobody else bears the name now
    assert who_held(store, organisation="nusa tin") == []
    assert two in {row.id for row in officials.minted(store)}  # never given again


def test_corrections_of_a_post_follow_a_merge_and_come_back(store: Store) -> None:
    one, two = namesakes(store)
    (post,) = store.connection.execute("SELECT id FROM post WHERE official = ?", (two,)).fetchone()
    add_correction(store, "post", post, "role", "Chief", "Aina", at(50))
    assert [row["official"] for row in who_held(store, post="chief")] == [two]
    before = derived_digests(store)
    number = ruling.merge(store, one, two, "Aina", at(51))
    settle_all(store)
    roles = {role for (role,) in store.connection.execute("SELECT role FROM post WHERE official = ?", (one,))}
    assert roles == {"Chief", "trade minister"}
    assert store.connection.execute("SELECT count(*) FROM official").fetchone() == (1,)
    assert {row["role"] for row in official_whole(store, one)["posts"]} == {"Chief", "trade minister"}
    assert apply_corrections(store) == 1  # the merge; the post waits under its old id
    undo_correction(store, number, at(52))
    settle_all(store)
    assert derived_digests(store) == before
    assert [c.field for c in corrections(store, active_only=True)] == ["role"]


def test_a_doubt_is_listed_until_it_is_ruled_on(store: Store) -> None:
    one, two = namesakes(store)
    made = Registry(
        settled=tuple(
            Settled(article=a, person=p, resolved=o, official=o, action="link", score=1.0, reason="r")
            for a, p, o in store.connection.execute("SELECT article, person, official FROM official_settled")
        ),
        doubts=(Doubt(official=two, other=one, score=4.5, reason="too little"),),
    )
    assert officials.save_registry(store, made) == 0
    (row,) = official_review(store)
    assert (row["official"], row["other"], row["articles"], row["other_articles"]) == (two, one, 2, 2)
    assert row["other_post"] == "trade minister, Ministry of Trade of Perak"
    assert official_whole(store, one)["doubts"] == [row]


def test_rulings_that_cannot_be(store: Store) -> None:
    one, two = namesakes(store)
    ruling.keep_apart(store, one, two, "Aina", at(50))
    for wrong in (
        lambda: ruling.merge(store, one, two, "Badrul", at(51)),
        lambda: ruling.merge(store, one, one, "Badrul", at(51)),
        lambda: ruling.keep_apart(store, one, two, "Badrul", at(51)),
        lambda: ruling.split(store, one, [], "x", "Badrul", at(51)),
        lambda: ruling.split(store, one, [(article_of(2).id, "zul-hamdan")], "x", "Badrul", at(51)),
        lambda: ruling.split(store, one, [(article_of(1).id, "zul-hamdan")], two, "Badrul", at(51)),
    ):
        with pytest.raises(BadInput):
            wrong()
    assert len(corrections(store)) == 1
