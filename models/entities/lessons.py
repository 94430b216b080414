"""What a teacher says of texts, as a smaller recogniser learns it: a probability of each label for each span.

Distillation after Hinton et al. 2015: what the large network holds for likely teaches more than marks alone, and it can
be asked about texts that nobody marked. Knows articles and a network; must not know how either is trained.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from models.entities.corpus import CONFIG, LABELS, TRAINING, Article, Item, article, tensors
from nlp.entities.choose import Probabilities, Span, smooth
from nlp.entities.pieces import spans, windows

_WIDTH: int = CONFIG["width"]
_NOTHING = 0.98  # a span that is less likely an entity than 1 - this is none, without more ado


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is said of an article. ``marked``: whether people marked it, so that its marks count too."""

    marked: bool
    at: npt.NDArray[np.int32]  # (words * width): the row of ``said`` of each span, 0 for those that are nothing
    said: npt.NDArray[np.float16]  # (rows, labels); row 0 is "nothing"


@torch.no_grad()
def probabilities(
    net: nn.Module, embeddings: nn.Module, row: Article, window: int, together: int = 1
) -> dict[Span, Probabilities]:
    """Of each span that may be an entity, one probability a label; so many windows are read ``together``."""
    given: dict[Span, Probabilities] = {}
    every = windows(row.words, window)
    for part in (every[i : i + together] for i in range(0, len(every), together)):
        found = [spans(row.words[begin:stop], _WIDTH) for begin, stop in part]
        first = np.concatenate([opening + begin for (opening, _), (begin, _) in zip(found, part, strict=True)])
        last = np.concatenate([closing + begin for (_, closing), (begin, _) in zip(found, part, strict=True)])
        if not len(first):
            continue
        pieces, *rest = tensors([(row, begin, stop) for begin, stop in part], window)
        rows = net(embeddings(pieces), *rest).softmax(-1).numpy()
        for i in (rows[:, 0] < _NOTHING).nonzero()[0]:
            given[int(first[i]), int(last[i])] = rows[i]
    return given


def lesson(net: nn.Module, embeddings: nn.Module, row: Article, *, marked: bool) -> Lesson:
    """``net`` is the teacher; its probabilities are mixed with those of the same words, as in reading."""
    printed = [row.text[word.start : word.end] for word in row.words]
    # Together, since the teacher's weights are rounded anew for each reading.
    given = probabilities(net, embeddings, row, TRAINING["window"], together=TRAINING["batch"])
    given = smooth(given, printed, CONFIG["reading"]["mix"])
    at = np.zeros(len(row.words) * _WIDTH, dtype=np.int32)
    said = np.zeros((len(given) + 1, len(LABELS)), dtype=np.float16)
    said[0, 0] = 1
    for number, ((first, last), likely) in enumerate(given.items(), start=1):
        at[first * _WIDTH + last - first] = number
        said[number] = likely
    return Lesson(marked, at, said)


def answers(items: Iterable[tuple[Lesson | None, Item]]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Of all spans, in the order of ``tensors``: probabilities (M, labels), and 1 where (M,) they are of a lesson on a
    marked article, on another. Where there is no lesson all are 0."""
    said: list[npt.NDArray[np.float16]] = []
    kinds: list[npt.NDArray[np.float32]] = []
    for one, (row, begin, stop) in items:
        first, last = spans(row.words[begin:stop], _WIDTH)
        kind = np.zeros((len(first), 2), dtype=np.float32)
        if one is None:
            said.append(np.zeros((len(first), len(LABELS)), dtype=np.float16))
        else:
            said.append(one.said[one.at[(first + begin) * _WIDTH + last - first]])
            kind[:, 0 if one.marked else 1] = 1
        kinds.append(kind)
    marked, other = torch.from_numpy(np.concatenate(kinds)).unbind(1)
    return torch.from_numpy(np.concatenate(said)).float(), marked, other


def unmarked(path: Path) -> Iterator[Article]:
    """English texts of JSON lines: ``text``, with ``language`` where known, or two such as ``a`` and ``b``."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        row = json.loads(line)
        for part in (row["a"], row["b"]) if "a" in row else (row,):
            if part.get("language", "en") == "en" and part["text"].strip():
                yield article(f"{path.name}:{number}", part["text"], frozenset())
