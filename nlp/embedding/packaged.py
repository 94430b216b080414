"""The packaged sentence encoder on onnxruntime: nearly the vectors that sentence-transformers gives, without torch.

Knows the weights' package, the graph of models/encoder and how a text becomes a vector; must not know what it is for.
Each text is read alone and unpadded, so that no vector depends on its company.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from models import data

Vectors = npt.NDArray[np.float32]

DEFAULT = "all-MiniLM-L6-v2"
LAYERS = 6
TOGETHER = 16  # texts in one run; more bring nothing and take memory
TOP = 63  # steps of a weight on either side of 0; with 127 a processor without VNNI would overflow its 16-bit sums
_FLOATS = (
    ("join.weight", "attention.output.dense.weight"), ("join.bias", "attention.output.dense.bias"),
    ("norm.weight", "attention.output.LayerNorm.weight"), ("norm.bias", "attention.output.LayerNorm.bias"),
    ("up.weight", "intermediate.dense.weight"), ("up.bias", "intermediate.dense.bias"),
    ("down.weight", "output.dense.weight"), ("down.bias", "output.dense.bias"),
    ("last_norm.weight", "output.LayerNorm.weight"), ("last_norm.bias", "output.LayerNorm.bias"),
)  # fmt: skip


class PackagedEncoder:
    """all-MiniLM-L6-v2: English, 384 dimensions, the mean over the word pieces of a text.

    ``encode`` gives what sentence-transformers gives, ``encode_together`` multiplies in 8 bits: cosine .996
    at a third of the time. With 8 bits for articles too stories stay the same, but emergent themes fall (B-cubed .938
    to .917), so that these keep 32.
    """

    name = DEFAULT
    dimension = 384

    def __init__(self, pieces: int, threads: int = 1) -> None:
        """``pieces``: of a text at most, the two marks at its ends included. With more ``threads`` than one a run is
        quicker, and sums are cut up otherwise: not for vectors that are kept. Raises BadWeights where a file is not
        what was pinned."""
        from safetensors import safe_open
        from tokenizers import Tokenizer

        data.verify("encoder", data.FOLDER / "encoder")
        folder = data.installed(DEFAULT)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(pieces)
        with safe_open(str(folder / "model.safetensors"), framework="numpy") as tensors:
            prefix = "embeddings."
            self._words = tensors.get_tensor(f"{prefix}word_embeddings.weight")
            places = tensors.get_tensor(f"{prefix}position_embeddings.weight")
            self._places = places + tensors.get_tensor(f"{prefix}token_type_embeddings.weight")[0]
            self._scale = tensors.get_tensor(f"{prefix}LayerNorm.weight")
            self._shift = tensors.get_tensor(f"{prefix}LayerNorm.bias")
            weights: dict[str, npt.NDArray[Any]] = {}
            for number in range(LAYERS):
                weights |= _layer(tensors, number)
        self._whole = _session("whole", weights, threads)
        self._bytes = _session("bytes", _in_bytes(weights), threads)

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(self._whole, [self._pieces(text) for text in texts], 1)

    def encode_together(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(self._bytes, [self._pieces(text) for text in texts], TOGETHER)

    def _pieces(self, text: str) -> list[int]:
        found: list[int] = self._tokenizer.encode(text).ids
        return found

    def _vectors(self, session: Any, texts: Sequence[list[int]], together: int) -> Vectors:
        """Texts of like length share a run, which changes no vector (models/encoder/graph.py)."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        ordered = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        for start in range(0, len(ordered), together):
            rows = ordered[start : start + together]
            vectors[rows] = self._run([texts[row] for row in rows], session)
        return vectors

    def _run(self, texts: Sequence[list[int]], session: Any) -> Vectors:
        lengths = np.array([len(pieces) for pieces in texts], dtype=np.int32)
        ids = np.zeros((len(texts), int(lengths.max())), dtype=np.int64)
        for row, pieces in zip(ids, texts, strict=True):
            row[: len(pieces)] = pieces
        x = self._words[ids] + self._places[: ids.shape[1]]
        x -= x.mean(-1, keepdims=True)
        x /= np.sqrt((x * x).mean(-1, keepdims=True) + 1e-12)
        (read,) = session.run(None, {"x": x * self._scale + self._shift, "lengths": lengths})
        means = np.stack([row[:length].mean(0) for row, length in zip(read, lengths, strict=True)])
        vectors: Vectors = means / np.maximum(np.linalg.norm(means, axis=-1, keepdims=True), 1e-12)
        return vectors


def _layer(tensors: Any, number: int) -> dict[str, npt.NDArray[Any]]:
    """The weights of a layer by their names in the graphs; matrices as (rows, columns)."""
    at = f"encoder.layer.{number}."
    joined = [f"attention.self.{part}" for part in ("query", "key", "value")]
    found = {
        "join_in.weight": np.concatenate([tensors.get_tensor(f"{at}{part}.weight") for part in joined]),
        "join_in.bias": np.concatenate([tensors.get_tensor(f"{at}{part}.bias") for part in joined]),
        **{ours: tensors.get_tensor(at + theirs) for ours, theirs in _FLOATS},
    }
    return {f"{number}.{name}": np.ascontiguousarray(tensor.T) for name, tensor in found.items()}


def _in_bytes(weights: dict[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    """Matrices as bytes with a scale for each column, the rest as it is."""
    found = {}
    for name, tensor in weights.items():
        if tensor.ndim == 1:
            found[name] = tensor
            continue
        # The graph takes rows to bytes by their own range, and back again; what remains is the columns' scale.
        scale = np.abs(tensor).max(0) / TOP
        found[name] = np.rint(tensor / scale).astype(np.int8)
        found[name.replace(".weight", ".scale")] = scale.astype(np.float32)
    return found


def _session(name: str, weights: dict[str, npt.NDArray[Any]], threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # One thread as a rule: sums are then cut up alike everywhere, and threads of a busy machine wait for each other.
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    given = [onnxruntime.OrtValue.ortvalue_from_numpy(tensor) for tensor in weights.values()]
    options.add_external_initializers(list(weights), given)
    graph = data.path(f"encoder/{name}.onnx")
    return onnxruntime.InferenceSession(graph.read_bytes(), options, providers=["CPUExecutionProvider"])
