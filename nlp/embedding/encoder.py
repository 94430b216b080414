"""Turns texts into unit vectors with a sentence-transformers model that lies on this machine.

Knows texts and vectors; must not know what an article, a story or a theme is. The default encoder runs without torch
(``packaged``); torch is imported when another model is loaded, not before.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from nlp.embedding.packaged import DEFAULT, PackagedEncoder, Vectors
from records import BadInput

WORD_PIECES = 128  # title and about 90 words; a shorter input is the larger gain in speed (title + 64 tokens: 4x)
BODY_CHARACTERS = 800  # more than 128 word pieces ever hold of a news text


class Encoder(Protocol):
    """What the rest of nlp asks of an embedding model."""

    @property
    def name(self) -> str:
        """Stored beside every vector; vectors of different names are never compared."""
        ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32 array of shape (len(texts), dimension), each row of unit length.

        A row depends on its own text only: not on the other texts, their number or their order.
        """
        ...

    def encode_together(self, texts: Sequence[str]) -> Vectors:
        """Nearly the same, several times as quick; a row may be less exact and its last bits depend on its company.

        For texts that always come together (the passages of one article, the seeds of one theme), never for
        vectors of whole articles.
        """
        ...


class SentenceEncoder:
    """A sentence-transformers model on the CPU that reads one text at a time.

    A batch pads its texts to the longest and picks its matrix kernels by its size, and either moves the last
    bits of a vector; one by one costs a quarter of the speed and keeps stored vectors comparable for ever.
    """

    def __init__(self, name: str, model: Any) -> None:
        self._model = model
        self.name = name
        self.dimension = int(model.get_embedding_dimension())

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            vector = self._model.encode(
                [text], batch_size=1, show_progress_bar=False, convert_to_numpy=True, normalize_embeddings=True
            )[0]
            vectors[row] = vector
        return vectors

    def encode_together(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        vectors: Vectors = self._model.encode(
            list(texts), batch_size=32, show_progress_bar=False, convert_to_numpy=True, normalize_embeddings=True
        )
        return vectors


def default_encoder() -> PackagedEncoder:
    """all-MiniLM-L6-v2 as its package brings it: English, 384 dimensions.

    Raises BadWeights where its files are not the pinned ones.
    """
    return PackagedEncoder(WORD_PIECES)


def load_encoder(name: str = DEFAULT) -> Encoder:
    """The default encoder, or any other sentence-transformers model by its name or folder.

    A name is looked for in the local Hugging Face cache only; with HF_HUB_OFFLINE=0 in the environment it may be
    downloaded. Raises BadInput where there is no such model or no sentence-transformers to read it, BadWeights where
    the default weights are not the pinned ones.
    """
    if name == DEFAULT:
        return default_encoder()
    try:
        return _load(name, name)
    except ImportError as missing:
        raise BadInput(
            f"encoder '{name}' needs sentence-transformers and torch, which are no part of the set-up ({missing})"
        ) from missing
    except (OSError, ValueError) as problem:
        raise BadInput(
            f"encoder '{name}': no sentence-transformers model of that name or folder on this machine "
            f"({str(problem).splitlines()[0] if str(problem) else type(problem).__name__})"
        ) from problem


def embedding_text(title: str, body: str) -> str:
    """What is embedded of an article: its title and the beginning of its body."""
    beginning = body.strip()[:BODY_CHARACTERS]
    return f"{title.strip()}\n{beginning}".strip()


def _load(name: str, source: str) -> SentenceEncoder:
    # Read by huggingface_hub when it is imported: without it a local model still asks the hub for news of itself.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # it would write its bar into the output of a command
    offline = os.environ["HF_HUB_OFFLINE"] != "0"
    # One thread: sums are then cut up alike on every machine, and threads that wait for each other on a busy one
    # cost more than a text of 128 word pieces gains by them.
    torch.set_num_threads(1)
    model = SentenceTransformer(source, device="cpu", local_files_only=offline)
    model.max_seq_length = min(WORD_PIECES, int(model.max_seq_length or WORD_PIECES))
    return SentenceEncoder(name, model)
