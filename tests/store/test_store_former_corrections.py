"""Corrections of kinds that there are no more hold in the kind that took their place, or are not said to hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_samples import OUTLETS, THEMES, article_of, read, two_stories

from store import Store, database, events, people
from store.crawling import save_article, save_outlets
from store.stories import save_themes

NOW = "2026-09-10T00:00:00Z"


def _article(n: int) -> str:
    return article_of(n).id


def _filled(store: Store) -> None:
    save_outlets(store, OUTLETS)
    save_themes(store, THEMES)
    two_stories(store)
    for n in (4, 5):
        save_article(store, None, article_of(n, hours=n))
        read(store, n)


# what was said: target, value -> kind, field, value, whether it holds
@pytest.mark.parametrize(
    ("target", "value", "becomes"),
    [
        (_article(1), "s2", ("event", _article(3), "yes", True)),  # of the lead
        (_article(3), "s2", ("event", _article(4), "yes", True)),  # it is the lead itself: of the earliest other
        (_article(1), "s0", ("event", _article(3), "yes", True)),  # s0 became s2
        (_article(1), "s9", ("story", "story", "s9", False)),  # no such story
        (_article(1), f"p{_article(1)}", ("story", "story", f"p{_article(1)}", False)),  # parted from nobody knows what
        (_article(5), "s1", ("story", "story", "s1", False)),  # a copy goes where its origin goes
        ("gone", "s2", ("story", "story", "s2", False)),
    ],
)
def test_an_article_that_was_put_in_a_story(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    target: str,
    value: str,
    becomes: tuple[str, str, str, bool],
) -> None:
    path = tmp_path / "pantau.db"
    every = database.migrations()
    monkeypatch.setattr(database, "migrations", lambda: [each for each in every if each[0] < 23])
    with Store(path) as store:
        _filled(store)
        connection = store.connection
        connection.execute(
            "UPDATE article SET story = 's2', copy_of = ?, copy_kind = 'copy' WHERE id = ?", (_article(3), _article(5))
        )
        connection.execute("UPDATE story SET lead = ? WHERE id = 's2'", (_article(3),))
        connection.execute("INSERT INTO story_alias (old, story, at, reason) VALUES ('s0', 's2', ?, 'one')", (NOW,))
        connection.executemany(
            "INSERT INTO correction (kind, target, field, value, who, at, undone) VALUES (?, ?, ?, ?, 'aina', ?, ?)",
            [
                ("story", target, "story", value, NOW, None),
                ("story", target, "story", value, NOW, NOW),
                ("story", "s1", "title", "A title", NOW, None),
            ],
        )
    monkeypatch.undo()
    with Store.open(path) as store:
        told = {row.id: row for row in people.corrections(store)}
        kind, field, said, holds = becomes
        assert [(row.kind, row.target, row.field, row.value) for row in told.values()] == [
            (kind, target, field, said),
            (kind, target, field, said),
            ("story", "s1", "title", "A title"),
        ]
        assert [row.undone is None for row in told.values()] == [holds, False, True]
        if holds:  # and is obeyed by every settling
            assert events.said_of(store, target) == {field: (True, True)}
            assert events.held_in(store, target, "s1", {}) == "s2"


def test_the_samples_are_what_the_cases_say(tmp_path: Path) -> None:
    with Store(tmp_path / "pantau.db") as store:
        _filled(store)
        found = dict(store.connection.execute("SELECT id, story FROM article ORDER BY id"))
    assert found == {_article(n): "s1" if n < 3 else "s2" for n in range(1, 6)}
