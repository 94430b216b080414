"""What themes ask an encoder that does not change with the news: their own phrases, and a background sample.

Knows texts and their names; must not know what is made of their vectors, nor where these are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from nlp.embedding import Encoder, Vectors
from nlp.stories.words import language_of
from nlp.themes.meaning import reads_all
from nlp.themes.reasons import speaking
from records import Theme

BACKGROUND = "background sample"  # the name of that list; no theme is called so, since no id has a blank
# Of a theme with seeds alone, meaning has to carry nearly all: its phrases are also said in these forms, which lie
# nearer to what is written about them. Measured with AROUND (nlp/themes/scorer.py). Themes with keywords gain nothing
# by them on the bundled sample.
FORMS = (
    "{}",
    "News about {}.",
    "This article is about {}.",
    "{}: report",
    "A report on {} and what it means.",
    "The latest {} news",
    "{} today",
)


class Phrases(Protocol):
    """The vectors of a list of texts that always come together, as ``Encoder.encode_together`` gives them.

    ``name``: a theme's id, or BACKGROUND. Whoever keeps vectors gives those that the encoder would give, bit for bit.
    """

    def __call__(self, name: str, texts: Sequence[str]) -> Vectors: ...


def spoken(theme: Theme) -> list[str]:
    """A theme's phrases in each of its forms; first the phrases as they are."""
    forms = FORMS[:1] if theme.keywords else FORMS
    return [form.format(phrase) for form in forms for phrase in speaking(theme)]


def background_texts(file: Path, encoder: Encoder) -> list[str]:
    """The lines of a background sample in languages that the encoder reads."""
    every = reads_all(encoder)
    lines = file.read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line.strip() and (every or language_of(line) == "en")]
