"""The recogniser of nested entities as a spaCy component: ``doc.spans["entities"]``, with ``attrs["scores"]``.

Reads models/entities: config.toml says how, recogniser.onnx holds the trained layers (see models/entities/train.py),
crossval.json how often a probability is right. Word embeddings are those of the sentence encoder's package. Must not
know sentences of ours or what follows.
"""

from __future__ import annotations

import json
import tomllib
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

import nlp.spacy_alone  # noqa: F401  before spaCy

# isort: split
from spacy.language import Language
from spacy.tokens import Doc, Span

from models import data
from nlp.entities.aliases import as_told
from nlp.entities.choose import calibrated, choose, smooth
from nlp.entities.cues import flags
from nlp.entities.pieces import Indices, Window, Word, spans, windows, words_of
from nlp.entities.span import COMPONENT, GROUP

_LEAST = 0.02  # a span less likely than this to be an entity cannot pass the threshold after smoothing


class Recogniser:
    """Trained layers over the encoder's embeddings. One window at a time: a result depends on its text alone."""

    def __init__(self) -> None:
        """Raises BadWeights where a file is not what was pinned."""
        import onnxruntime
        from safetensors import safe_open
        from tokenizers import Tokenizer

        config = tomllib.loads(data.path("entities/config.toml").read_text(encoding="utf-8"))
        data.verify("recogniser", data.FOLDER / "entities")
        folder = data.installed(config["encoder"])
        self.labels: list[str] = config["labels"]
        self.width: int = config["width"]
        self.reading: dict[str, Any] = config["reading"]
        folds = json.loads(data.path("entities/crossval.json").read_text(encoding="utf-8"))
        self.calibration: list[list[float]] = folds["calibration"]
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        with safe_open(str(folder / "model.safetensors"), framework="numpy") as tensors:
            self.words, places, kinds, self.scale, self.shift = (
                tensors.get_tensor(f"embeddings.{name}.weight")
                if name != "bias"
                else tensors.get_tensor("embeddings.LayerNorm.bias")
                for name in ("word_embeddings", "position_embeddings", "token_type_embeddings", "LayerNorm", "bias")
            )
        self.places = places + kinds[0]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(
            str(data.path("entities/recogniser.onnx")),
            options,
            providers=["CPUExecutionProvider"],
            # Adding and norming in one operator takes three times what the two take (onnxruntime 1.32).
            disabled_optimizers=["SkipLayerNormFusion"],
        )

    def find(self, doc: Doc) -> list[tuple[int, int, str, float]]:
        """(first token, token behind, label, confidence) in reading order, outer before inner. Confidence is how often
        the network's probability was right in articles that it had not seen."""
        # As arrays: token.is_sent_start looks at the whole Doc each time.
        begins = doc.to_array("SENT_START").astype(np.int64) == 1
        begins[:1] = True
        starts = doc.to_array("IDX")[begins].tolist()
        words = words_of(doc, starts, self.tokenizer)
        given: dict[tuple[int, int], npt.NDArray[np.float32]] = {}
        for begin, stop in windows(words, self.reading["window"]):
            first, last = spans(words[begin:stop], self.width)
            if not len(first):
                continue
            likely = self._probabilities(words[begin:stop], first, last)
            for row in np.flatnonzero(likely[:, 0] < 1 - _LEAST):
                given[begin + int(first[row]), begin + int(last[row])] = likely[row]
        text = doc.text  # put together anew at every asking
        printed = [text[word.start : word.end] for word in words]
        told = as_told(smooth(given, printed, self.reading["mix"]), printed, self.labels)
        found = choose(told, self.reading["threshold"])
        return sorted(
            (
                (words[a].token, words[b].token + 1, self.labels[label], calibrated(sure, self.calibration))
                for a, b, label, sure in found
            ),
            key=lambda item: (item[0], -item[1]),
        )

    def _probabilities(self, words: list[Word], first: Indices, last: Indices) -> npt.NDArray[np.float32]:
        window = Window.of(words, self.reading["window"])
        size = len(window.pieces)
        x = self.words[window.pieces] + self.places[:size]
        centred = x - x.mean(-1, keepdims=True)
        x = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12) * self.scale + self.shift
        (logits,) = self.session.run(
            None,
            {
                "x": x[None].astype(np.float32),
                "piece_shapes": np.array([window.piece_shapes], dtype=np.int64),
                "first": np.array(window.first, dtype=np.int64),
                "last": np.array(window.last, dtype=np.int64),
                "word_shapes": np.array(window.word_shapes, dtype=np.int64),
                "cues": flags(window.word_cues),
                "starts": first + 1,
                "ends": last + 1,
            },
        )
        likely = np.exp(logits - logits.max(-1, keepdims=True))
        result: npt.NDArray[np.float32] = likely / likely.sum(-1, keepdims=True)
        return result


@lru_cache(maxsize=1)
def recogniser() -> Recogniser:
    """The recogniser, loaded once."""
    return Recogniser()


@Language.component(COMPONENT)
def entities(doc: Doc) -> Doc:
    """The spaCy component. The Doc's sentence starts must be set."""
    found = recogniser().find(doc)
    doc.spans[GROUP] = [Span(doc, start, end, label=label) for start, end, label, _ in found]
    doc.spans[GROUP].attrs["scores"] = [sure for _, _, _, sure in found]
    doc.set_ents([Span(doc, start, end, label=label) for start, end, label in _flat(found)])
    return doc


_SURE = 0.5  # more likely this label than not; readers of single words weigh no doubt

#: Labels under which spaCy's own recogniser writes flat entities, which is what readers of single words look at.
_FLAT = {
    "PERSON": "PERSON", "ORGANIZATION": "ORG", "LOCATION": "GPE", "FACILITY": "FAC", "EVENT": "EVENT", "NORP": "NORP",
    "PRODUCT": "PRODUCT", "LAW": "LAW", "WORK_OF_ART": "WORK_OF_ART",
}  # fmt: skip


def _flat(found: list[tuple[int, int, str, float]]) -> list[tuple[int, int, str]]:
    """The outermost names, and of a person the name without its title. In reading order, outer before inner."""
    persons = [(start, end) for start, end, label, _ in found if label == "PERSON"]
    kept: list[tuple[int, int, str]] = []
    for start, end, label, sure in found:
        titled = label == "PERSON" and any(start <= a and b <= end and (a, b) != (start, end) for a, b in persons)
        if label in _FLAT and sure >= _SURE and not titled and (not kept or start >= kept[-1][1]):
            kept.append((start, end, _FLAT[label]))
    return kept
