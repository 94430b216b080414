"""Summaries in the tables: told when a story changes, hidden when their text does, gone with the story."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from store_samples import BODY, OUTLETS, analysis_of, article_of, at, two_stories

from records import CopyDecision, JoinDecision, KeySentence, StorySummary
from store import Store
from store.analysing import save_analysis
from store.asking import explain_story
from store.crawling import mark_withdrawn, save_article, save_outlets
from store.stories import merge_stories
from store.summaries import all_told, reports_of, save_summary, stories_to_tell, summary


def told(store: Store, version: str = "v1") -> list[str]:
    """Tells what is to be told, by the first sentence of the first report; gives the stories."""
    stories = list(stories_to_tell(store, version))
    for story, made_of in stories:
        first = reports_of(store, story)[0]
        end = first.body.index(".\n") + 1
        one = KeySentence(article=first.id, start=0, end=end, text=first.body[:end], day=None, score=1.0, reason="why")
        later = replace(one, day=date(2024, 11, 19), score=0.5)
        save_summary(
            store, story, StorySummary(lead=first.id, lead_reason="first", sentences=(one, later)), made_of, version
        )
    all_told(store, version)
    return [story for story, _ in stories]


def test_a_story_is_told_when_its_articles_or_the_version_change(store: Store) -> None:
    two_stories(store)
    assert told(store) == ["s1", "s2"]
    assert told(store) == []
    save_article(store, None, article_of(4, hours=4))
    save_analysis(
        store,
        analysis_of(
            article_of(4),
            join=JoinDecision(article=article_of(4).id, story="s2", action="join", score=1.0, margin=1.0),
        ),
    )
    assert told(store) == ["s2"]
    mark_withdrawn(store, article_of(1).id, at(9), "gone")
    assert told(store) == ["s1"]
    assert told(store, "v2") == ["s1", "s2"]


def test_all_stories_are_looked_at_once_a_version_and_then_those_that_changed(store: Store) -> None:
    two_stories(store)
    told(store)
    asked: list[str] = []
    store.connection.set_trace_callback(asked.append)
    assert told(store) == []
    store.connection.set_trace_callback(None)
    queries = [query for query in asked if query.startswith(("SELECT", "DELETE"))]
    assert len(queries) >= 6
    for query in queries:
        plan = [row[3] for row in store.connection.execute(f"EXPLAIN QUERY PLAN {query}")]
        assert [step for step in plan if step.startswith("SCAN") and not step.startswith("SCAN changed")] == [], query
    save_outlets(store, [replace(OUTLETS[0], show="link")])  # its sentences may no longer be shown
    assert told(store) == ["s1", "s2"]
    assert told(store, "v2") == ["s1", "s2"]


def test_sentences_are_the_characters_of_the_article(store: Store) -> None:
    two_stories(store)
    told(store)
    found = summary(store, "s1")
    assert (found["lead"]["article"], found["lead"]["reason"]) == (article_of(1).id, "first")
    assert [(each["day"], each["text"]) for each in found["sentences"]] == [
        (None, BODY.split("\n")[0]),
        ("2024-11-19", BODY.split("\n")[0]),
    ]
    explained = explain_story(store, "s1")
    assert explained["lead"]["reason"] == "first"
    assert [each["reason"] for each in explained["sentences"]] == ["why", "why"]


def test_an_edited_text_shows_no_characters_that_were_chosen_before(store: Store) -> None:
    two_stories(store)
    told(store)
    save_article(store, None, article_of(1, hours=20, body="Another text stands here now. " + BODY))
    assert summary(store, "s1")["sentences"] == []


def test_a_withdrawn_article_shows_nothing(store: Store) -> None:
    two_stories(store)
    told(store)
    mark_withdrawn(store, article_of(3).id, at(9), "gone")
    assert summary(store, "s2") == {"lead": None, "sentences": []}
    all_told(store, "v1")
    assert store.connection.execute("SELECT story FROM story_summary").fetchall() == [("s1",)]


def test_an_outlet_of_links_shows_no_sentence(store: Store) -> None:
    article = article_of(5, "link")
    save_article(store, None, article)
    save_analysis(store, analysis_of(article, story="s5"))
    assert [report.quotable for report in reports_of(store, "s5")] == [False]
    told(store)
    assert summary(store, "s5")["sentences"] == []


def test_a_merged_story_takes_its_summary_along(store: Store) -> None:
    two_stories(store)
    told(store)
    merge_stories(store, "s2", "s1", at(9), "one event")
    assert store.connection.execute("SELECT DISTINCT story FROM story_sentence").fetchall() == [("s1",)]
    assert told(store) == ["s1"]


def test_copies_are_no_reports_but_counted(store: Store) -> None:
    two_stories(store)
    copy = article_of(6, "pos", hours=6)
    save_article(store, None, copy)
    save_analysis(
        store,
        analysis_of(
            copy,
            annotation=None,
            copy=CopyDecision(
                article=copy.id, copy_of=article_of(3).id, kind="copy", containment=1.0, reason="the same"
            ),
            join=JoinDecision(article=copy.id, story="s2", action="copy", score=1.0, margin=None),
        ),
    )
    (only,) = reports_of(store, "s2")
    assert (only.id, only.copies, only.witness) == (article_of(3).id, 1, "outlet wire")
    assert only.figures == {0: 1}
    assert only.officials == {0: 1}
