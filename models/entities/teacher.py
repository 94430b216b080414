"""The large recogniser that teaches the small one: the same head over all layers of MPNet.

Twelve layers of 768 components instead of three of 384: too dear to read news with and too large to ship, so that it
only says of texts what the small one then learns to say (models/entities/lessons.py). Its vocabulary is that of BERT
behind four marks of its own, so that both read the same word pieces. Knows tensors only; must not know texts.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import nn

from models.entities.network import MPNET, PlacedPieces, Recogniser
from nlp.entities.pieces import BEGIN, END

_OWN = 4  # marks before the vocabulary of BERT: <s>, <pad>, </s>, <unk>
_FIRST, _LAST = 0, 2  # <s> and </s>, where BERT has [CLS] and [SEP]
_PLACES = 2  # rows of the places that stand for no place
_BUCKETS, _FARTHEST = 32, 128  # of distances between two pieces, as MPNet was trained


class TeachersEmbeddings(PlacedPieces):
    """Those of MPNet, for word pieces of BERT's vocabulary."""

    def __init__(self, weights: dict[str, torch.Tensor]) -> None:
        super().__init__(weights, MPNET)

    def forward(self, pieces: torch.Tensor) -> torch.Tensor:
        """int64 (B, T) -> float32 (B, T, size)."""
        theirs = torch.where(pieces == BEGIN, _FIRST, torch.where(pieces == END, _LAST, pieces + _OWN))
        out: torch.Tensor = self.norm(self.placed(theirs, _PLACES))
        return out


class Teacher(Recogniser):
    """Recogniser over MPNet. Products in bfloat16 where the processor has them, which halves the time of a training
    (5.6 s a batch for 11.7 on one core; where it has none, 24 s). What that costs in score was not measured."""

    def __init__(self, weights: dict[str, torch.Tensor], **shape: Any) -> None:
        super().__init__(weights, form=MPNET, **shape)
        distances = weights["encoder.relative_attention_bias.weight"]
        self.near = nn.Embedding.from_pretrained(distances.clone(), freeze=False)

    def encode(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        quick = bool(torch.cpu.get_capabilities()["avx512_bf16"])
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=quick):
            near = self.near(buckets(x.shape[1])).permute(2, 0, 1)[None] + mask
            return super().encode(x, near.to(torch.bfloat16) if quick else near).float()


def buckets(pieces: int) -> torch.Tensor:
    """int64 (T, T): the bucket of the distance between two pieces, fine when near, by its logarithm when far (Raffel
    et al. 2020, as MPNet takes it)."""
    place = torch.arange(pieces)
    behind = place[:, None] - place[None]
    half = _BUCKETS // 2
    exact = half // 2
    distance = behind.abs()
    steps = torch.log(distance.clamp(min=1).float() / exact) / math.log(_FARTHEST / exact)
    far = (exact + (steps * (half - exact)).long()).clamp(max=half - 1)
    return (behind < 0).long() * half + torch.where(distance < exact, distance, far)
