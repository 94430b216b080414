"""pantau evaluate themes on a file and themes of one's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from nlp.embedding import default_encoder
from nlp.themes import ThemeScorer
from pantau.cli import whole
from pantau.evaluate.themes import _left_out
from records import BadInput, Theme

SEEDS = {
    "sport": ["football match", "cup final", "tennis", "coach of a team", "athletes", "league season"],
    "money": ["company profit", "stock market", "interest rates", "takeover bid", "oil price", "shares"],
    "film": ["new film", "pop album", "television show", "box office", "actor", "music award"],
}
TEXTS = {
    "sport": ("The striker scored twice and his club won the cup on penalties.", "The coach rested two players."),
    "money": ("The brewer's earnings fell and its shares lost a tenth.", "The central bank held its interest rate."),
    "film": ("The singer's second record went to the top of the charts.", "The director began to shoot a sequel."),
}


def written(folder: Path, *, none: bool) -> tuple[str, str]:
    rows: list[dict[str, Any]] = [
        {"id": f"{theme}{number}", "text": text, "language": "en", "themes": [theme]}
        for theme, texts in TEXTS.items()
        for number, text in enumerate(texts)
    ]
    if none:
        rows.append({"id": "none", "text": "Rain is expected in the hills on Tuesday.", "language": "en", "themes": []})
    gold, themes = folder / "gold.jsonl", folder / "mine.toml"
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows))
    themes.write_text(
        "\n".join(f'[[theme]]\nid = "{i}"\nname = "{i}"\nseeds = {json.dumps(s)}' for i, s in SEEDS.items())
    )
    return str(gold), str(themes)


@pytest.mark.parametrize("none", [False, True])
def test_six_seeds_a_theme_are_enough(tmp_path: Path, none: bool) -> None:
    gold, themes = written(tmp_path, none=none)
    done = CliRunner().invoke(whole(), ["evaluate", "themes", gold, "--themes", themes, "--json"])
    assert done.exit_code == 0, done.output
    found = {row["what"]: row for row in json.loads(done.stdout)["rows"]}
    best = found["best theme is a gold theme" if none else "best theme is the gold theme (accuracy)"]
    assert (best["recall"], best["count"]) == (1.0, 6)
    assert ("AUROC theme against none" in found) is none
    assert ("AUROC, each theme left out in turn" in found) is not none
    assert found["assigned, mean of 3 themes"]["count"] == len(TEXTS) * 2 + none


def test_a_theme_left_out_is_a_column_left_out() -> None:
    gold = [frozenset({"a"}), frozenset({"b"}), frozenset({"c"})]
    scores = [{"a": 0.9, "b": 0.1, "c": 0.2}, {"a": 0.1, "b": 0.8, "c": 0.3}, {"a": 0.85, "b": 0.2, "c": 0.9}]
    # Without a: .2 against .8 and .9; without b: .3 against .9 and .9; without c: .85 lies between .9 and .8.
    assert _left_out(gold, scores, ["a", "b", "c"]) == pytest.approx((1 + 1 + 0.5) / 3)


def test_rows_that_are_none_are_told(tmp_path: Path) -> None:
    _, themes = written(tmp_path, none=False)
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "1", "text": "x", "themes": "sport"}\n')
    done = CliRunner().invoke(whole(), ["evaluate", "themes", str(bad), "--themes", themes])
    assert isinstance(done.exception, BadInput)
    assert "row 1: field 'themes' must be a list" in str(done.exception)


@pytest.mark.parametrize(
    "body", ["The dredger cleared the quay.", "A baker baked bread.", "Also read: Quays\nBread rose."]
)
@pytest.mark.parametrize("keywords", [(), ("dredgers",)])
def test_a_text_scored_from_the_store_is_as_it_was(body: str, keywords: tuple[str, ...]) -> None:
    theme = Theme(
        id="t", name="Ports", seeds=("quay", "harbour"), keywords=keywords, never=("bread",), must=("dredger",)
    )
    scorer = ThemeScorer([theme], default_encoder())
    first = scorer.text(title="News of Tolm", body=body, language="en")
    again = scorer.text(title="News of Tolm", body=body, language="en", vector=first.vector, kept=first.passages)
    assert scorer.score_texts([again]) == scorer.score_texts([first])
    others = [first, scorer.text(title="Bread", body="A mill. " * 200, language="en"), again]
    assert scorer.score_texts(others)[2] == scorer.score_texts([first])[0]
    assert np.array_equal(first.passages, again.passages)
