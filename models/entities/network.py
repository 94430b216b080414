"""The networks of the recogniser: layers of a sentence encoder and a head that labels every span.

Span head after Lee et al. 2017 and Yu et al. 2020, without their biaffine term: a span is its first and last word,
the mean of its words, the word before, the word behind and its width. Knows tensors only; must not know texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional

HEADS = 12  # of both encoders


@dataclass(frozen=True, slots=True)
class Form:
    """What differs between the two encoders: components of a word piece, the norms' epsilon, names of the weights."""

    size: int
    epsilon: float
    attention: tuple[str, str, str, str, str]  # query, key, value, what joins the heads, the norm behind them


MINILM = Form(
    384, 1e-12, ("self.query", "self.key", "self.value", "output.dense", "output.LayerNorm")
)  # Wang et al. 2020
MPNET = Form(768, 1e-5, ("attn.q", "attn.k", "attn.v", "attn.o", "LayerNorm"))  # Song et al. 2020


class Layer(nn.Module):
    """A layer of BERT, as Transformers has it, without its cost of general use."""

    def __init__(self, weights: dict[str, torch.Tensor], number: int, form: Form = MINILM) -> None:
        super().__init__()
        names = dict(zip(("query", "key", "value", "join", "norm"), form.attention, strict=True))
        names = {name: f"attention.{theirs}" for name, theirs in names.items()}
        names |= {"up": "intermediate.dense", "down": "output.dense", "last_norm": "output.LayerNorm"}
        for name, theirs in names.items():
            weight = weights[f"encoder.layer.{number}.{theirs}.weight"]
            bias = weights[f"encoder.layer.{number}.{theirs}.bias"]
            part: Any = (
                nn.LayerNorm(form.size, eps=form.epsilon)
                if weight.dim() == 1
                else nn.Linear(weight.shape[1], weight.shape[0])
            )
            part.weight.data, part.bias.data = weight.clone(), bias.clone()
            setattr(self, name, part)
        self.drop = nn.Dropout(0.1)
        self.size = form.size

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        batch = x.shape[0]

        def heads(y: torch.Tensor) -> torch.Tensor:
            return y.view(batch, -1, HEADS, self.size // HEADS).transpose(1, 2)

        query, key, value = heads(self.query(x)), heads(self.key(x)), heads(self.value(x))
        attended = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        x = self.norm(x + self.drop(self.join(attended.transpose(1, 2).reshape(batch, -1, self.size))))
        out: torch.Tensor = self.last_norm(x + self.drop(self.down(functional.gelu(self.up(x)))))
        return out


class PlacedPieces(nn.Module):
    """Word pieces and their places as an encoder's package brings them; never trained. What both encoders share."""

    def __init__(self, weights: dict[str, torch.Tensor], form: Form) -> None:
        super().__init__()
        self.words = nn.Embedding.from_pretrained(weights["embeddings.word_embeddings.weight"])
        self.places = nn.Embedding.from_pretrained(weights["embeddings.position_embeddings.weight"])
        self.norm = nn.LayerNorm(form.size, eps=form.epsilon)
        self.norm.weight.data = weights["embeddings.LayerNorm.weight"].clone()
        self.norm.bias.data = weights["embeddings.LayerNorm.bias"].clone()
        self.requires_grad_(False)

    def placed(self, rows: torch.Tensor, first: int = 0) -> torch.Tensor:
        """Rows of words, int64 (B, T), from the row ``first`` of places on: float32 (B, T, size), without the norm."""
        out: torch.Tensor = self.words(rows) + self.places(torch.arange(first, first + rows.shape[1]))
        return out


class Embeddings(PlacedPieces):
    """Those of the small encoder, which adds to each piece that it is of the first of two texts."""

    def __init__(self, weights: dict[str, torch.Tensor]) -> None:
        super().__init__(weights, MINILM)
        self.register_buffer("kind", weights["embeddings.token_type_embeddings.weight"][0].clone())

    def forward(self, pieces: torch.Tensor) -> torch.Tensor:
        """int64 (B, T) -> float32 (B, T, size)."""
        out: torch.Tensor = self.norm(self.placed(pieces) + self.kind)
        return out


class Recogniser(nn.Module):
    """Labels spans. See ``forward`` for shapes; P places are the words and two empty ones of each window."""

    def __init__(
        self,
        weights: dict[str, torch.Tensor],
        *,
        layers: int,
        hidden: int,
        width: int,
        labels: int,
        shapes: int,
        cues: int,
        dropout: float,
        form: Form = MINILM,
    ) -> None:
        super().__init__()
        self.size = form.size
        self.layers = nn.ModuleList(Layer(weights, number, form) for number in range(layers))
        self.piece_shape = nn.Embedding(shapes, form.size)
        nn.init.zeros_(self.piece_shape.weight)
        self.word_shape = nn.Embedding(shapes, 32)
        self.piece_cues = nn.Linear(cues, form.size, bias=False)
        nn.init.zeros_(self.piece_cues.weight)
        self.word_cues = nn.Linear(cues, 32, bias=False)
        self.drop = nn.Dropout(dropout)
        inner = form.size + 64
        self.first = nn.Linear(inner, hidden)
        self.last, self.mean, self.before, self.behind = (nn.Linear(inner, hidden, bias=False) for _ in range(4))
        self.width = nn.Embedding(width, hidden)
        nn.init.normal_(self.width.weight, std=0.05)
        self.deeper = nn.Linear(hidden, hidden)
        self.out = nn.Linear(hidden, labels)

    def encode(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """float32 (B, T, size) and the mask of ``forward`` -> float32 (B, T, size)."""
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def forward(
        self,
        x: torch.Tensor,  # float32 (B, T, size): what Embeddings gives
        mask: torch.Tensor,  # float32 (B, 1, 1, T): 0 where there is a piece, -1e4 where there is none
        piece_shapes: torch.Tensor,  # int64 (B, T)
        first: torch.Tensor,  # int64 (P,): index into the B * T pieces, of each place of all windows
        last: torch.Tensor,  # int64 (P,)
        word_shapes: torch.Tensor,  # int64 (P,): 0 for the empty places
        cues: torch.Tensor,  # float32 (P, cues): 1 for each flag of nlp.entities.cues
        starts: torch.Tensor,  # int64 (M,): index into the places, of each span
        ends: torch.Tensor,  # int64 (M,): of its last word
    ) -> torch.Tensor:
        """Logits, float32 (M, labels)."""
        x = x + self.piece_shape(piece_shapes)
        # To a word's first piece. ONNX keeps one of several values for an index: here only empty places share one,
        # and theirs are 0.
        x = x.reshape(-1, self.size).index_add(0, first, self.piece_cues(cues)).view(x.shape)
        flat = self.encode(x, mask).reshape(-1, self.size)
        words = (flat.index_select(0, first) + flat.index_select(0, last)) * 0.5
        places = self.drop(torch.cat([words, self.word_shape(word_shapes), self.word_cues(cues)], -1))
        places = places * (word_shapes > 0).to(places.dtype).unsqueeze(-1)
        sums = torch.cumsum(self.mean(places), 0)
        length = ends - starts
        edges = self.first(places).index_select(0, starts) + self.last(places).index_select(0, ends)
        around = self.before(places).index_select(0, starts - 1) + self.behind(places).index_select(0, ends + 1)
        inside = (sums.index_select(0, ends) - sums.index_select(0, starts - 1)) / (length + 1).to(x.dtype).unsqueeze(
            -1
        )
        z = functional.gelu(edges + around + inside + self.width(length))
        out: torch.Tensor = self.out(z + functional.gelu(self.deeper(z)))
        return out


def encoder_weights(folder: Path) -> dict[str, torch.Tensor]:
    """The tensors of an encoder in ``folder``, by their names without a prefix."""
    from safetensors.torch import load_file

    found = load_file(str(folder / "model.safetensors"))
    return {name.removeprefix("bert.").removeprefix("mpnet."): t.float() for name, t in found.items()}
