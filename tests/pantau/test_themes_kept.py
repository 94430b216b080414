"""Themes over an archive: scored anew from stored vectors, learned from what people decided, and told by commands."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from models import data
from nlp.themes import load_themes
from nlp.themes.head import EXAMPLES, learn
from nlp.themes.meaning import passage_vectors
from nlp.themes.phrases import BACKGROUND, background_texts
from nlp.themes.suggest import suggest
from pantau import cli, config, instance
from pantau.phrases import PROBE, StoredPhrases
from pantau.themes import begin_themes, settle_themes
from records import Article, Differs, Fetch, JoinDecision, Outlet, Theme, Vector, article_id
from store import Store
from store.analysing import AnalysisOf, save_analysis
from store.corrections import add_correction, undo_correction
from store.crawling import save_article, save_outlets
from store.stories import save_themes
from store.themes import theme_versions

T0 = datetime(2031, 3, 3, 1, 0, tzinfo=UTC)
HARBOUR = Theme(id="harbour", name="Harbours", seeds=("container port", "harbour cranes"))
ORCHARD = Theme(id="orchard", name="Orchards", seeds=("apple orchard", "fruit growers"))
STORIES = 24


class Letters:
    """Vectors by letters: enough for texts that differ, and fast."""

    name = "letters"
    dimension = 32

    def encode(self, texts: Any) -> Any:
        rows = np.array([[t.lower().count(chr(97 + n % 26)) + 1.0 for n in range(32)] for t in texts], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True) if len(rows) else np.zeros((0, 32), np.float32)

    encode_together = encode


def text_of(number: int) -> tuple[str, str]:
    if number % 2:
        return f"Pear prices {number}", f"Growers in Elder picked {number} tonnes of pears before the frost came."
    return f"Quay {number} opens", f"The pilots of Tolm tied {number} vessels to the new quay on Monday."


def key(number: int) -> str:
    return article_id("pos", str(number))


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with Store(tmp_path / "pantau.db") as opened:
        outlet = Outlet(
            id="pos", name="Pos", country="MY", languages=("en",), home="https://pos.example", kind="newspaper"
        )
        save_outlets(opened, [outlet])
        for number in range(STORIES):
            title, body = text_of(number)
            url, seen = f"https://pos.example/{number}", T0 + timedelta(hours=number)
            save_article(
                opened,
                None,
                Article(
                    id=key(number),
                    outlet="pos",
                    identity=str(number),
                    first_seen=seen,
                    words=12,
                    url=url,
                    title=title,
                    body=body,
                    language="en",
                    fetch=Fetch(url=url, outlet="pos", fetched=seen, status="ok", purpose="article", http_status=200),
                ),
            )
            vector = Letters().encode([f"{title}\n{body}"])[0]
            save_analysis(
                opened,
                AnalysisOf(
                    article=key(number),
                    version="v1",
                    vector=Vector(article=key(number), model="letters", dimension=32, values=vector.tobytes()),
                    passages=passage_vectors(Letters(), body).tobytes(),
                    join=JoinDecision(article=key(number), story=f"s{number}", action="new", score=None, margin=None),
                ),
            )
        yield opened


def keep(store: Store, *themes: Theme) -> list[str]:
    """As an analysis does that has nothing new to read."""
    save_themes(store, themes)
    begin_themes(store, themes, "v1")
    return settle_themes(store, themes, "v1", Letters)


def rows(store: Store, theme: str) -> list[tuple[Any, ...]]:
    return [
        *store.connection.execute("SELECT * FROM article_theme WHERE theme = ? ORDER BY article", (theme,)),
        *store.connection.execute("SELECT * FROM story_theme WHERE theme = ? ORDER BY story", (theme,)),
    ]


def decide(store: Store, theme: str, count: int) -> None:
    for number in range(count):
        add_correction(store, "theme", f"s{number}", theme, "no" if number % 2 else "yes", "Ana", T0)


def test_a_new_theme_scores_the_archive_and_touches_no_other(store: Store) -> None:
    assert keep(store, HARBOUR) == ["harbour"]
    before = rows(store, "harbour")
    assert len(before) == 2 * STORIES
    assert keep(store, HARBOUR, ORCHARD) == ["orchard"]
    assert len(rows(store, "orchard")) == 2 * STORIES
    assert rows(store, "harbour") == before
    assert keep(store, HARBOUR, ORCHARD) == []


def test_a_changed_theme_alone_is_scored_again(store: Store) -> None:
    keep(store, HARBOUR, ORCHARD)
    others, own = rows(store, "harbour"), rows(store, "orchard")
    assert keep(store, HARBOUR, replace(ORCHARD, keywords=("pears",))) == ["orchard"]
    assert rows(store, "harbour") == others
    changed = rows(store, "orchard")
    assert changed != own
    assert "words: pears" in changed[STORIES - 1][-1] or any("words: pears" in str(row) for row in changed)


def test_a_change_that_was_cut_off_is_made_by_the_next_analysis(store: Store) -> None:
    keep(store, HARBOUR)
    wider = replace(HARBOUR, keywords=("quay",))
    save_themes(store, [wider])
    begin_themes(store, [wider], "v1")  # killed here
    assert theme_versions(store) == {"harbour": ""}
    assert keep(store, wider) == ["harbour"]
    assert any("words: quay" in str(row) for row in rows(store, "harbour"))


def test_a_theme_learns_from_decisions_and_forgets_them(store: Store) -> None:
    keep(store, HARBOUR, ORCHARD)
    before, others = rows(store, "harbour"), rows(store, "orchard")
    decide(store, "harbour", EXAMPLES)
    assert keep(store, HARBOUR, ORCHARD) == ["harbour"]
    assert rows(store, "orchard") == others
    scores = dict(store.connection.execute("SELECT story, score FROM story_theme WHERE theme = 'harbour'").fetchall())
    unseen = range(EXAMPLES, STORIES)
    quays = [scores[f"s{n}"] for n in unseen if n % 2 == 0]
    pears = [scores[f"s{n}"] for n in unseen if n % 2]
    assert min(quays) > max(pears)
    why = store.connection.execute("SELECT why FROM story_theme WHERE story = 's20' AND theme = 'harbour'").fetchone()
    assert "learned from 8 accepted and 8 rejected stories: +" in why[0]
    decided = store.connection.execute("SELECT count(*) FROM story_theme WHERE decided_by = 'person'").fetchone()
    assert decided == (EXAMPLES,)
    for number in range(1, EXAMPLES + 1):
        undo_correction(store, number, T0)
    assert keep(store, HARBOUR, ORCHARD) == ["harbour"]
    assert rows(store, "harbour") == before


def test_few_examples_make_no_head() -> None:
    rng = np.random.default_rng(7)
    vectors, base = rng.normal(size=(EXAMPLES, 32)), np.zeros(EXAMPLES)
    labels = np.arange(EXAMPLES) % 2 == 0
    assert learn(vectors[1:], base[1:], labels[1:]) is None
    assert learn(vectors, base, np.arange(EXAMPLES) < 3) is None
    head = learn(vectors, base, labels)
    assert head is not None
    assert head == learn(vectors, base, labels)
    assert ((head.change(vectors) > 0) == labels).all()


@pytest.mark.parametrize("scale", [0.01, 1.0, 1e3])
def test_a_head_is_the_least_of_its_loss(scale: float) -> None:
    """At the weights found the slope of the penalised loss is nought."""
    from nlp.themes.head import CLIP, PENALTY, SHIFT_PENALTY

    rng = np.random.default_rng(3)
    vectors, base = rng.normal(size=(20, 6)), rng.normal(size=20) * scale
    labels = np.arange(20) < 9
    head = learn(vectors, base, labels)
    assert head is not None
    weight = np.where(labels, 20 / 18, 20 / 22)
    chance = 1 / (1 + np.exp(-(np.clip(base, -CLIP, CLIP) + head.change(vectors))))
    pull = weight * (labels - chance)
    assert np.allclose(vectors.T @ pull, PENALTY * np.array(head.weights), atol=1e-5)
    assert np.isclose(pull.sum(), SHIFT_PENALTY * head.shift, atol=1e-5)


def test_suggested_words_are_those_that_others_have_not() -> None:
    inside = [f"The dredger cleared channel {n}. Officials met in Tolm." for n in "abcde"]
    outside = [f"A baker in ward {n} baked bread. Officials met in Tolm." for n in "abcde"]
    found = suggest(inside, outside, Theme(id="t", name="T", seeds=("channel",)))
    assert "dredger cleared" in found[0].words
    assert (found[0].inside, found[0].outside) == (5, 0)
    assert not [each for each in found if "officials" in each.words or each.words == "channel"]


class Counted(Letters):
    """Notes the lists that it is asked for together, a probe left out."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def encode_together(self, texts: Any) -> Any:
        if texts != PROBE:
            self.asked.append(list(texts))
        return self.encode(texts)


@pytest.mark.parametrize("kept", [False, True], ids=["nothing kept", "kept"])
@pytest.mark.parametrize("command", [("themes", "test"), ("diff", "--themes")])
def test_commands_that_only_look_have_the_background_sample_encoded_once_or_not_at_all(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], kept: bool
) -> None:
    encoder = Counted()
    monkeypatch.setattr(instance, "encoder", lambda _: encoder)
    built_in = load_themes
    monkeypatch.setattr("nlp.themes.load_themes", lambda path: built_in(path) if path else ())
    keep(store, HARBOUR, ORCHARD)
    sample = background_texts(data.path("themes-background.txt"), encoder)
    (tmp_path / "pantau.toml").write_text("", encoding="utf-8")
    if kept:
        made = StoredPhrases(store, Counted(), instance.version(config.load(tmp_path)))
        made(BACKGROUND, sample)
        made.save(["harbour", "orchard"])
    decide(store, "harbour", EXAMPLES)  # what a theme learns asks for the sample too
    entry = '[[theme]]\nid = "{}"\nname = "{}"\nseeds = ["{}", "new quays"]\nthreshold = 0.00005\n'
    mine = tmp_path / "mine.toml"
    mine.write_text("".join(entry.format(t.id, t.name, t.seeds[0]) for t in (HARBOUR, ORCHARD)), encoding="utf-8")
    before = list(store.connection.execute("SELECT * FROM phrases"))
    done = CliRunner().invoke(cli.whole(), ["--home", str(tmp_path), *command, str(mine), "--json"])
    assert done.exception is None or isinstance(done.exception, Differs), done.output
    assert "orchard" in done.stdout
    assert encoder.asked.count(sample) == (0 if kept else 1)
    assert len(encoder.asked) == (0 if kept else 1) + 2  # and the phrases of each theme once
    assert list(store.connection.execute("SELECT * FROM phrases")) == before


def test_the_commands(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instance, "encoder", lambda _: Letters())
    mine = tmp_path / "mine.toml"
    mine.write_text('[[theme]]\nid = "harbour"\nname = "Harbours"\nseeds = ["container port", "harbour cranes"]\n')
    (tmp_path / "pantau.toml").write_text('themes_file = "mine.toml"\n')
    keep(store, HARBOUR)

    def call(*arguments: str) -> Any:
        done = CliRunner().invoke(cli.whole(), ["--home", str(tmp_path), *arguments])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout) if "--json" in arguments else done.stdout

    assert "harbour" in {theme["id"] for theme in call("themes", "--json")}
    call("correct", "theme", "s0", "harbour", "--yes", "--who", "Ana")
    call("correct", "theme", "s1", "harbour", "--no", "--who", "Ana")
    told = call("themes", "explain", "harbour", "--json")
    assert {row["story"]: row["assigned"] for row in told["decided_by_people"]} == {"s0": 1, "s1": 0}
    (row,) = call("themes", "explain", key(0), "--json")
    assert (row["theme"], row["story_says"]) == ("harbour", "yes, person")
    assert row["why"]

    before = rows(store, "harbour")
    other = tmp_path / "other.toml"
    other.write_text(
        mine.read_text().replace("seeds", 'must = ["quay"]\nthreshold = 0.00005\nkeywords = ["vessel"]\nseeds')
    )
    (tried,) = call("themes", "test", str(other), "--json")
    assert tried["theme"] == "harbour"
    assert tried["gains"] > 0
    assert all("Quay" in gained["title"] for gained in tried["gain"])
    assert rows(store, "harbour") == before
    assert call("themes", "test", str(mine), "--json") == []
    for number in (2, 4, 6):
        call("correct", "theme", f"s{number}", "harbour", "--yes", "--who", "Ana")
    assert [each["inside"] for each in call("themes", "suggest", "harbour", "--json")]
