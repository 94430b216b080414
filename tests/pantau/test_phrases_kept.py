"""Vectors of phrases and of the background sample are kept: the same bits, made anew whenever they no longer hold."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nlp.embedding import default_encoder
from nlp.themes import ThemeScorer
from nlp.themes.phrases import BACKGROUND
from pantau.phrases import PROBE, StoredPhrases
from records import Theme
from store import Store

HARBOUR = Theme(id="harbour", name="Harbours", seeds=("container port", "harbour cranes"))
ORCHARD = Theme(id="orchard", name="Orchards", seeds=("apple orchard",), keywords=("pears",))
THEMES = (HARBOUR, ORCHARD)
NAMES = [BACKGROUND, "harbour", "orchard"]
STORM = "A storm took the roofs off two schools in the north of the island, the police said."
LINES = "The council of Tolm met on Monday to speak of the price of water and of bread.\n" * 3
TEXT = {"title": "Quay opens in Tolm", "body": "Two cranes of the harbour were moved to the new quay on Monday."}


class Letters:
    """Vectors by letters; notes the lists that it is asked for, a probe left out."""

    dimension = 26

    def __init__(self, name: str = "letters", more: float = 1.0) -> None:
        self.name, self.more = name, more
        self.asked: list[list[str]] = []

    def encode(self, texts: Sequence[str]) -> Any:
        rows = np.array([[t.lower().count(chr(97 + n)) + self.more for n in range(26)] for t in texts], np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def encode_together(self, texts: Sequence[str]) -> Any:
        if texts != PROBE:
            self.asked.append(list(texts))
        return self.encode(texts)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "pantau.db") as opened:
        yield opened


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    file = tmp_path / "sample.txt"
    file.write_text(LINES, encoding="utf-8")
    return file


def scored(
    store: Store, encoder: Any, sample: Path, themes: Sequence[Theme] = THEMES, version: str = "v1"
) -> tuple[Any, Any]:
    """What a text scores with kept vectors, as an analysis does it; and what it scores without."""
    phrases = StoredPhrases(store, encoder, version)
    found = ThemeScorer(themes, encoder, sample, phrases=phrases).score(**TEXT, language="en")
    phrases.save(theme.id for theme in themes)
    asked = list(encoder.asked)
    plain = ThemeScorer(themes, encoder, sample).score(**TEXT, language="en")
    encoder.asked[:] = asked
    return found, plain


def kept(store: Store) -> dict[str, bytes]:
    return {row[0]: bytes(row[1]) for row in store.connection.execute('SELECT name, "values" FROM phrases ORDER BY 1')}


def test_a_second_analysis_asks_for_nothing_and_has_the_same(store: Store, sample: Path) -> None:
    first, again = Letters(), Letters()
    found, plain = scored(store, first, sample)
    assert found == plain
    assert len(first.asked) == len(NAMES) == len(kept(store))
    assert scored(store, again, sample) == (plain, plain)
    assert again.asked == []


def test_kept_vectors_are_those_of_the_encoder_bit_for_bit(store: Store) -> None:
    encoder, texts = default_encoder(), ["a port is built", "News about a port that is built.", "rain"]
    made = StoredPhrases(store, encoder, "v1")
    made("harbour", texts)
    made.save(["harbour"])
    found = StoredPhrases(store, encoder, "v1")("harbour", texts)
    assert found.dtype == np.float32
    assert found.tobytes() == encoder.encode_together(texts).tobytes()


@pytest.mark.parametrize(
    ("change", "anew"),
    [
        ({}, []),
        ({"encoder": Letters("others")}, NAMES),
        ({"encoder": Letters(more=1.5)}, NAMES),  # trained anew under the same name
        ({"version": "v2"}, NAMES),
        ({"themes": (replace(HARBOUR, seeds=("container port",)), ORCHARD)}, ["harbour"]),
        ({"themes": (replace(HARBOUR, keywords=("quay",)), ORCHARD)}, ["harbour"]),  # spoken in one form only
        ({"themes": (HARBOUR, replace(ORCHARD, threshold=0.7))}, []),
        ({"lines": LINES + STORM}, [BACKGROUND]),
    ],
)  # fmt: skip
def test_what_changed_is_made_anew_and_nothing_else(
    store: Store, sample: Path, change: dict[str, Any], anew: list[str]
) -> None:
    scored(store, Letters(), sample)
    store.connection.execute("CREATE TEMP TABLE before AS SELECT * FROM phrases")
    sample.write_text(change.pop("lines", LINES), encoding="utf-8")
    encoder = change.pop("encoder", Letters())
    found, plain = scored(store, encoder, sample, **change)
    assert found == plain
    assert len(encoder.asked) == len(anew)
    changed = store.connection.execute(
        "SELECT p.name FROM phrases p JOIN before b USING (name) WHERE p.made_of <> b.made_of ORDER BY 1"
    )
    assert [name for (name,) in changed] == anew


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("UPDATE phrases SET \"values\" = x'00' || substr(\"values\", 2) WHERE name = 'harbour'", "damaged"),
        ("UPDATE phrases SET \"values\" = substr(\"values\", 5) WHERE name = 'harbour'", "damaged"),
        ("UPDATE phrases SET \"values\" = '' WHERE name = 'harbour'", "damaged"),
        ("UPDATE phrases SET checksum = 'none' WHERE name = 'harbour'", "damaged"),
        ("UPDATE phrases SET \"values\" = o.\"values\", checksum = o.checksum FROM phrases o"
         " WHERE phrases.name = 'harbour' AND o.name = 'orchard'", "damaged"),
        ("UPDATE phrases SET made_of = o.made_of, \"values\" = o.\"values\", checksum = o.checksum FROM phrases o"
         " WHERE phrases.name = 'harbour' AND o.name = 'orchard'", "of other texts"),
        ("UPDATE phrases SET made_of = 7 WHERE name = 'harbour'", "of other texts"),
    ],
)  # fmt: skip
def test_a_damaged_or_foreign_row_is_never_used(
    store: Store, sample: Path, harm: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    scored(store, Letters(), sample)
    whole = kept(store)
    assert store.connection.execute(harm).rowcount == 1
    encoder = Letters()
    with caplog.at_level(logging.INFO, logger="pantau.phrases"):
        found, plain = scored(store, encoder, sample)
    assert found == plain
    assert len(encoder.asked) == 1
    (line,) = caplog.messages
    assert "'harbour'" in line
    assert said in line
    assert kept(store) == whole


def test_a_theme_that_is_no_more_lets_go_of_its_vectors(store: Store, sample: Path) -> None:
    scored(store, Letters(), sample)
    scored(store, Letters(), sample, themes=(ORCHARD,))
    assert list(kept(store)) == [BACKGROUND, "orchard"]


def test_what_is_asked_for_twice_in_an_analysis_is_made_once(store: Store) -> None:
    encoder = Letters()
    phrases = StoredPhrases(store, encoder, "v1")
    assert phrases("harbour", ["a"]) is phrases("harbour", ["a"])
    assert encoder.asked == [["a"]]
