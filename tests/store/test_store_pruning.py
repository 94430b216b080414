"""Letting go: evidence, search, stories, scores and people's tables stay true; what went does not come back."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest
from store_samples import BODY, analysis_of, article_of, at, fetch_of, figure_of, read, two_stories

from records import BadInput, KeptArticle, NotFound, StorySummary, Waiting
from records.story import KeySentence
from store import Store, asking, crawling, desk, exporting, frontier, keeping, known, pruning, summaries, themes
from store.analysing import mark_unread, save_analysis
from store.analysis_asking import articles_to_analyse
from store.claims import figures_told
from store.corrections import add_correction, undo_correction
from store.crawling import save_article
from store.restoring import restore
from store.values import rows

LONG = f"{BODY}\nNobody said anything of note on Tuesday."
NOW = at(9000)


def held(store: Store) -> dict[str, KeptArticle]:
    return {each.id: each for each in pruning.kept_articles(store)}


def let_go(store: Store, *numbers: int) -> None:
    known = held(store)
    pruning.let_go_of_texts(store, [(known[article_of(n).id], "text: old") for n in numbers], NOW)


def long_one(store: Store, n: int = 1) -> str:
    """An article of three sentences: evidence, a sentence in which its story is told, and one that nothing needs."""
    article = article_of(n, hours=n, body=LONG)
    save_article(store, None, article)
    save_analysis(store, analysis_of(article))
    start = LONG.index("He opened")
    told = KeySentence(article=article.id, start=start, end=start + 17, text="", day=None, score=1.0, reason="lead")
    made = StorySummary(lead=article.id, lead_reason="first", sentences=(told,))
    summaries.save_summary(store, f"s-{article.id}", made, "made of", "v1")
    return article.id


def test_what_was_read_stays_with_its_sentences(store: Store) -> None:
    key = long_one(store)
    before = {
        table: list(exporting.export_rows(store, table)) for table in ("figure", "quote", "post", "story", "decision")
    }
    told = list(figures_told(store))
    summary = summaries.summary(store, f"s-{key}")
    counts = asking.counts(store)
    weight = pruning.weight_of_text(store, key)
    assert weight == 2 * len(LONG) + len(LONG.split("\n")[2]) - len("".join(LONG.split("\n")[:2]))
    let_go(store, 1)
    for table, wanted in before.items():
        assert list(exporting.export_rows(store, table)) == wanted, table
    assert list(figures_told(store)) == told  # so the ledger, made anew, is the same
    assert summaries.summary(store, f"s-{key}") == summary
    assert summary["sentences"][0]["text"] == "He opened a port."
    assert asking.counts(store) == counts
    assert [row["text"] for row in rows(store, "SELECT text FROM sentence ORDER BY number")] == LONG.split("\n")[:2]
    assert list(rows(store, "SELECT text FROM body")) == [{"text": ""}]
    assert [each["article"] for each in asking.search(store, "exports port")] == [key]
    assert asking.search(store, "Tuesday") == []
    page = desk.article(store.connection, key)
    assert page is not None
    assert (page["let_go"]["why"], page["figures"][0]["sentence_text"]) == ("text: old", LONG.split("\n")[0])
    assert asking.explain_article(store, key)["let_go"]["why"] == "text: old"
    for table in ("vector", "passages", "neighbourhood"):
        assert list(rows(store, f"SELECT * FROM {table}")) == []
    assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert held(store)[key].text == held(store)[key].vectors == 0


@pytest.mark.parametrize(("named", "stays"), [("Harbour Board", True), ("Reef Bank", False)])
def test_a_sentence_that_says_whose_post_it_is_stays(store: Store, named: str, stays: bool) -> None:
    """By it the registry knows who somebody is whose post is told without its organisation."""
    key = long_one(store)
    with store.transaction() as connection:
        (official,) = connection.execute("SELECT official FROM post_mention WHERE article = ?", (key,)).fetchone()
        connection.execute("INSERT INTO organisation (id, name) VALUES ('harbour-board', 'Harbour Board')")
        connection.execute("UPDATE post SET organisation = 'harbour-board' WHERE official = ?", (official,))
        connection.execute("UPDATE post_mention SET organisation_name = NULL, organisation_short = NULL")
        connection.execute(
            'INSERT INTO mention (article, sentence, start, "end", text, kind, label, confidence, found_by)'
            " VALUES (?, 2, 0, 9, ?, 'entity', 'ORGANIZATION', 1, 'test')",
            (key, named),
        )
    let_go(store, 1)
    kept = [row["number"] for row in rows(store, "SELECT number FROM sentence ORDER BY number")]
    assert kept == ([0, 1, 2] if stays else [0, 1])
    names = [
        row["text"] for row in rows(store, "SELECT text FROM mention WHERE label = 'ORGANIZATION' AND sentence = 2")
    ]
    assert names == [named] * stays


def test_nothing_reads_or_takes_in_again_what_was_let_go(store: Store) -> None:
    two_stories(store)
    let_go(store, 1)
    mark_unread(store)
    assert [each.id for each in articles_to_analyse(store, "v2", everything=True)] == [article_of(n).id for n in (2, 3)]
    assert one_row(store, 1)["analysed"] == "v1"
    again = dataclasses.replace(article_of(1, hours=5000, body="Another text of it."), first_seen=at(5000))
    assert save_article(store, None, again) == "unchanged"
    assert one_row(store, 1)["text"] == ""
    page = known.known_pages(store).lookup(article_of(1).url)
    assert page is not None


def one_row(store: Store, n: int) -> dict[str, object]:
    (row,) = rows(
        store,
        "SELECT a.*, b.text FROM article a JOIN body b ON b.article = a.id WHERE a.id = ?",
        (article_of(n).id,),
    )
    return row


def test_a_theme_that_changes_leaves_the_scores_of_what_has_no_vector(store: Store) -> None:
    two_stories(store)
    let_go(store, 1)
    pruning.let_go_of_vectors(store, [article_of(2).id])
    score = analysis_of(article_of(3)).themes[0]
    new = dataclasses.replace(score, score=0.2, assigned=False, why="changed")
    themes.replace_theme_scores(store, "trade", [(article_of(3).id, new)], "t2")
    found = {row["article"]: row["why"] for row in rows(store, "SELECT * FROM article_theme WHERE theme = 'trade'")}
    assert found == {article_of(1).id: "trade talks", article_of(2).id: "trade talks", article_of(3).id: "changed"}
    held_by = list(rows(store, "SELECT story FROM story_theme WHERE theme = 'trade' AND assigned"))
    assert held_by == [{"story": "s1"}]


@pytest.mark.parametrize(
    ("kind", "target", "field", "value", "articles"),
    [
        ("theme", "s1", "trade", "no", (1, 2)),
        ("story", "s1", "title", "Better", (1, 2)),
        ("figure", figure_of(3), "value", "5", (3,)),
        ("event", article_of(1).id, article_of(3).id, "no", (1, 3)),
    ],
)
def test_what_a_correction_is_about_is_pointed_at(
    store: Store, kind: str, target: str, field: str, value: str, articles: tuple[int, ...]
) -> None:
    two_stories(store)
    made = add_correction(store, kind, target, field, value, "Aina", at(9))
    for n in (1, 2, 3):
        wanted = f"correction {made.id} is about it" if n in articles else None
        assert held(store)[article_of(n).id].pointed_at == wanted, n
    undo_correction(store, made.id, at(10))
    assert {each.pointed_at for each in held(store).values()} == {None}


def test_what_cannot_be_read_again_says_so(store: Store) -> None:
    two_stories(store)
    made = add_correction(store, "figure", figure_of(1), "value", "5", "Aina", at(9))
    let_go(store, 1)
    with pytest.raises(BadInput, match=r"was let go of .*: it cannot be read again"):
        undo_correction(store, made.id, at(10))
    assert [row["undone"] for row in rows(store, "SELECT undone FROM correction")] == [None]


def test_a_story_that_goes_on_keeps_its_texts_young(store: Store) -> None:
    two_stories(store)
    found = held(store)
    assert found[article_of(1).id].told == at(2)  # its story was told again by the second
    assert found[article_of(3).id].told == at(3)


def test_a_backup_from_before_brings_no_text_back(store: Store, path: Path, tmp_path: Path) -> None:
    two_stories(store)
    save_article(store, None, article_of(4, hours=4))  # not read when the backup was made
    store.backup(tmp_path / "copy.db")
    read(store, 4)
    let_go(store, 1, 4)
    store.close()
    restore(tmp_path / "copy.db", path, at(9001), settle=lambda _store, _carried: None)
    with Store.open(path) as restored:
        assert one_row(restored, 1)["text"] == ""
        assert one_row(restored, 4)["text"] == BODY  # what stands in it is not known yet
        assert [each.id for each in articles_to_analyse(restored, "v1")] == [article_of(4).id]
        assert set(pruning.gone_of(restored, "text")) == {article_of(1).id}
        assert len(list(rows(restored, "SELECT * FROM figure"))) == 3
    restore(tmp_path / "copy.db", path, at(9002), everything=True, settle=lambda _store, _carried: None)
    with Store.open(path) as restored:
        assert one_row(restored, 1)["text"] == BODY


def test_a_page_that_only_let_go_remembers_is_not_asked_again(store: Store) -> None:
    two_stories(store)
    let_go(store, 1)
    with store.transaction() as connection:
        connection.execute("UPDATE let_go SET url = 'https://wire.example/elsewhere'")
    page = known.known_pages(store).lookup("https://wire.example/elsewhere")
    assert page is not None
    assert page.gone
    assert known.known_pages(store).lookup("https://wire.example/nowhere") is None


def test_of_the_log_goes_what_nothing_rests_on(store: Store) -> None:
    two_stories(store)
    save_article(store, None, article_of(1, hours=50, body="An edited text."))  # now a fetch of an earlier text too

    def add(url: str, hours: float, **more: object) -> int:
        return crawling.save_fetch(store, None, fetch_of(url=url, hours=hours, **more))

    feed = [add("https://wire.example/feed", hours, purpose="feed") for hours in (1, 2, 3000)]
    about = "https://wire.example/about"
    refused = [add(about, hours, status="refused") for hours in (1, 2)]
    failed = [add(about, hours, status="timeout") for hours in (3, 4)]
    rests_on = {row["fetch"] for row in rows(store, "SELECT fetch FROM capture")}
    assert len(rests_on) == 4
    (going,) = pruning.old_fetches(store, at(2000))
    assert set(going) == {*feed[:2], refused[0], failed[0]}
    before = known.known_pages(store).lookup(about)
    pruning.drop_fetches(store, going)
    after = known.known_pages(store).lookup(about)
    assert before is not None
    assert after == dataclasses.replace(before, first_seen=at(2))
    assert list(pruning.old_fetches(store, at(2000))) == []
    assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_of_the_frontier_goes_what_is_known_without_it(store: Store) -> None:
    two_stories(store)
    done = Waiting(
        key="1", outlet="wire", url=article_of(1).url, found=at(0), due=None, reason="old", asked=at(1), attempts=0,
    )  # fmt: skip
    others = (
        dataclasses.replace(done, key="2", due=at(3)),
        dataclasses.replace(done, key="3", url="https://wire.example/never-answered", asked=None),
        dataclasses.replace(done, key="4", asked=at(5000)),
        dataclasses.replace(done, key="5", final="https://wire.example/moved"),
    )
    frontier.add_links(store, (done, *others))
    for key in ("5",):
        store.connection.execute("UPDATE link SET final = 'https://wire.example/moved' WHERE key = ?", (key,))
    assert list(pruning.old_links(store, at(2000))) == [["1"]]
    pruning.drop_links(store, ["1"])
    assert frontier.link_of(store, "1") is None
    assert frontier.link_of(store, "2") is not None


def test_a_batch_that_fails_is_none(store: Store) -> None:
    two_stories(store)
    first = held(store)[article_of(1).id]
    before = list(rows(store, "SELECT * FROM body ORDER BY id"))

    def batch() -> object:
        yield first, "text: old"
        raise NotFound("killed")

    with pytest.raises(NotFound):
        pruning.let_go_of_texts(store, batch(), NOW)  # type: ignore[arg-type]
    assert list(rows(store, "SELECT * FROM body ORDER BY id")) == before
    assert pruning.gone_of(store, "text") == {}


def test_peoples_tables_are_not_touched(store: Store) -> None:
    two_stories(store)
    add_correction(store, "official", "zul-hamdan", "name", "Zul bin Hamdan", "Aina", at(9))
    store.connection.execute("INSERT INTO alert VALUES ('a@b.example', 'x', 'spike', 'why', '2024-W47', '2024')")
    tables = [name for name in keeping.PEOPLES if name != "let_go"]
    before = {name: list(rows(store, f"SELECT * FROM {name}")) for name in tables}
    let_go(store, 1, 2, 3)
    for batch in pruning.old_fetches(store, NOW + timedelta(days=1)):
        pruning.drop_fetches(store, batch)
    while pruning.merge_search(store):
        continue
    pruning.vacuum(store)
    assert {name: list(rows(store, f"SELECT * FROM {name}")) for name in tables} == before
    assert pruning.free_bytes(store) == 0
    assert store.damage() is None
