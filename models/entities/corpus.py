"""The marked articles of MEN-Dataset as the network reads them: windows of words, spans and their labels.

Knows the corpus and tensors; must not know how a network is trained.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import spacy
import torch

from models import data
from models.entities.vary import Mark
from nlp.cut import sentences_of
from nlp.entities.choose import Span
from nlp.entities.cues import flags
from nlp.entities.pieces import Window, Word, spans, words_of

CONFIG: dict[str, Any] = tomllib.loads(data.path("entities/config.toml").read_text(encoding="utf-8"))
LABELS: list[str] = CONFIG["labels"]
TRAINING: dict[str, Any] = CONFIG["training"]
_MASKED = -1e4


@dataclass
class Article:
    name: str
    text: str
    words: list[Word]
    gold: dict[Span, int]  # spans that tokens can hold, by words
    marked: set[Mark]  # all that is marked, by characters
    gaps: list[Span]  # spans that repeat a marked one and are not marked


def articles(folder: Path) -> list[Article]:
    found = []
    for name in ("gold", "hitl"):
        for line in (folder / f"{name}.jsonl").read_text().strip().split("\n"):
            row = json.loads(line)
            marked = {(entity["label"], entity["start"], entity["end"]) for entity in row["entities"]}
            found.append(article(f"{name}-{row['id']}", row["text"], marked))
    return found


@lru_cache(maxsize=1)
def _readers() -> tuple[Any, Any]:
    """The tokenizer of the encoder and a pipeline of words."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(data.installed(CONFIG["encoder"]) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer, spacy.blank("en")


def article(name: str, text: str, marked: Set[Mark]) -> Article:
    """``marked``: by characters, as the corpus has it."""
    tokenizer, blank = _readers()
    words = words_of(blank.make_doc(text), [sentence.start for sentence in sentences_of(text)], tokenizer)
    begins, ends = {w.start: i for i, w in enumerate(words)}, {w.end: i for i, w in enumerate(words)}
    gold: dict[Span, int] = {}
    for label, start, end in sorted(marked):
        start += len(text[start:end]) - len(text[start:end].lstrip())
        end -= len(text[start:end]) - len(text[start:end].rstrip())
        if start in begins and end in ends and 0 <= ends[end] - begins[start] < CONFIG["width"]:
            gold[begins[start], ends[end]] = LABELS.index(label)
    printed = [text[word.start : word.end] for word in words]
    names = {tuple(printed[a : b + 1]) for a, b in gold if printed[a][0].isupper()}
    sizes = {len(name) for name in names}
    gaps = [
        (i, i + size - 1)
        for i in range(len(words))
        for size in sizes
        if tuple(printed[i : i + size]) in names and (i, i + size - 1) not in gold
    ]
    return Article(name, text, words, gold, set(marked), gaps)


Item = tuple[Article, int, int]


def tensors(items: list[Item], limit: int) -> tuple[torch.Tensor, ...]:
    """A batch of windows as the network wants it, pieces instead of their embeddings."""
    given = [Window.of(article.words[a:b], limit) for article, a, b in items]
    longest = max(len(w.pieces) for w in given)
    pieces = torch.zeros(len(given), longest, dtype=torch.long)
    shapes = torch.zeros_like(pieces)
    mask = torch.full((len(given), 1, 1, longest), _MASKED)
    first: list[int] = []
    last: list[int] = []
    word_shapes: list[int] = []
    cues: list[int] = []
    starts: list[torch.Tensor] = []
    ends: list[torch.Tensor] = []
    for row, ((article, begin, stop), window) in enumerate(zip(items, given, strict=True)):
        size = len(window.pieces)
        pieces[row, :size], shapes[row, :size] = torch.tensor(window.pieces), torch.tensor(window.piece_shapes)
        mask[row, :, :, :size] = 0
        at = len(first)
        for found, indices in zip((starts, ends), spans(article.words[begin:stop], CONFIG["width"]), strict=True):
            found.append(torch.from_numpy(indices) + at + 1)
        first += [row * longest + i for i in window.first]
        last += [row * longest + i for i in window.last]
        word_shapes += window.word_shapes
        cues += window.word_cues
    a, b, c = (torch.tensor(values) for values in (first, last, word_shapes))
    return pieces, mask, shapes, a, b, c, torch.from_numpy(flags(cues)), torch.cat(starts), torch.cat(ends)


def targets(items: list[Item]) -> tuple[torch.Tensor, torch.Tensor]:
    labels: list[int] = []
    weights: list[float] = []
    for article, begin, stop in items:
        gaps = set(article.gaps)
        first, last = spans(article.words[begin:stop], CONFIG["width"])
        for span in zip((first + begin).tolist(), (last + begin).tolist(), strict=True):
            labels.append(article.gold.get(span, 0))
            weights.append(TRAINING["gap_weight"] if span in gaps else 1.0)
    return torch.tensor(labels), torch.tensor(weights)
