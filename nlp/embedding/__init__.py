"""Embeddings: a text in, a unit vector out, the same vector whatever else is asked for beside it."""

from nlp.embedding.encoder import (
    Encoder,
    default_encoder,
    embedding_text,
    load_encoder,
)
from nlp.embedding.packaged import DEFAULT, Vectors

__all__ = ["DEFAULT", "Encoder", "Vectors", "default_encoder", "embedding_text", "load_encoder"]
