"""The trained layers of an English spaCy pipeline, multiplied by numpy: vectors of words where they stand, tags, heads.

Knows how spaCy's standard networks are built and what they cost; must not know which sentences are read, or why.
Weights and results are spaCy's.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt
import threadpoolctl

import nlp.spacy_alone  # noqa: F401  before spaCy

# isort: split
from spacy.ml.parser_model import ParserStepModel
from spacy.tokens import Doc

from records import BadInput

Floats = npt.NDArray[np.float32]

_FORMS = 40_000  # words as they are written, and whether a space follows, whose vectors are kept; 25 MB
#: numpy adds in another order where it multiplies fewer than five rows. So many forms are asked at least: what one gets
#: must not depend on which others are new with it.
_TOGETHER = 16
_OTHER = "a spaCy model whose networks are not built as in those that spaCy offers without a transformer"
_LAYER = "residual(expand_window>>maxout>>layernorm>>dropout)"


class Vectors:
    """What tok2vec makes of words. Keeps the vector of each form, which changes no result."""

    def __init__(self, tok2vec: Any) -> None:
        """Raises BadInput where the component is no window encoder of one word to either side, as in spaCy's models."""
        # Two threads of a process that has neighbours only wait for each other.
        threadpoolctl.threadpool_limits(1, "blas")
        if not (tok2vec.model.has_ref("embed") and tok2vec.model.has_ref("encode")):
            raise BadInput(f"{_OTHER}: no embed and encode in tok2vec")
        embed, encode = (tok2vec.model.get_ref(name) for name in ("embed", "encode"))
        for layer in embed.walk():
            layer.ops.use_blis = False  # a third of BLIS's time at these sizes (500 by 288 by 288: .6 against 2.6 ms)
        self._vocab, self._embed = tok2vec.vocab, embed
        self._layers = [_Layer(layer) for layer in _built(encode, _LAYER)]
        self._pad: int = encode.attrs["pad"]
        self._known: dict[tuple[int, int], Floats] = {}

    def of(self, orths: Sequence[int], spaces: Sequence[int]) -> Floats:
        """A row for each word, given by its letters and whether a space follows it, as spaCy numbers them."""
        x = np.pad(self._forms(list(zip(orths, spaces, strict=True))), ((self._pad, self._pad), (0, 0)))
        for layer in self._layers:
            x += layer(x)
        return x[self._pad : self._pad + len(orths)]

    def _forms(self, forms: list[tuple[int, int]]) -> Floats:
        """Each word by itself."""
        known = self._known
        new = [form for form in dict.fromkeys(forms) if form not in known]
        if len(known) + len(new) > _FORMS:
            known = self._known = {}  # another dictionary: a thread that reads the old one finds all that it looks for
            new = list(dict.fromkeys(forms))
        if new:
            known.update(zip(new, self._embedded(new), strict=True))
        return np.concatenate([known[form] for form in forms]).reshape(len(forms), -1)

    def _embedded(self, forms: list[tuple[int, int]]) -> Floats:
        asked = (forms * _TOGETHER)[: max(len(forms), _TOGETHER)]
        doc = Doc(self._vocab, words=[orth for orth, _ in asked], spaces=[space == 1 for _, space in asked])
        found: Floats = self._embed.predict([doc])[0][: len(forms)].copy()  # what fills up is not kept
        return found


class _Layer:
    """A word with its neighbours, in pieces of which the largest counts, normed."""

    def __init__(self, layer: Any) -> None:
        maxout, norm = (next(part for part in layer.walk() if part.name == name) for name in ("maxout", "layernorm"))
        weights = maxout.get_param("W")  # outputs, pieces, inputs
        self._width = len(weights)
        if weights.shape[2] != 3 * self._width:
            raise BadInput(f"{_OTHER}: no window of one word to either side")
        # Pieces one behind the other: the largest of them is taken of whole blocks.
        self._weights = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(-1, weights.shape[2]).T)
        self._bias = np.ascontiguousarray(maxout.get_param("b").T.reshape(-1))
        self._scale, self._shift = norm.get_param("G"), norm.get_param("b")

    def __call__(self, x: Floats) -> Floats:
        width = self._width
        beside = np.zeros((len(x), 3 * width), dtype=np.float32)
        beside[1:, :width], beside[:, width : 2 * width], beside[:-1, 2 * width :] = x[:-1], x, x[1:]
        pieces = beside @ self._weights
        pieces += self._bias
        y = _largest(pieces, width)
        y -= np.add.reduce(y, axis=1, keepdims=True) / np.float32(width)
        spread = np.add.reduce(y * y, axis=1, keepdims=True) / np.float32(width) + np.float32(1e-8)
        y *= spread**-0.5
        y *= self._scale
        y += self._shift
        return y


class Tags:
    """The tagger's last layer."""

    def __init__(self, tagger: Any) -> None:
        layer = tagger.model.get_ref("softmax")
        self._weights, self._bias = np.ascontiguousarray(layer.get_param("W").T), layer.get_param("b")
        self._labels = np.array([tagger.vocab.strings.add(label) for label in tagger.labels], dtype=np.uint64)

    def of(self, vectors: Floats) -> npt.NDArray[np.uint64]:
        """The tag of each row of ``vectors``, as spaCy numbers them."""
        found: npt.NDArray[np.uint64] = self._labels[(vectors @ self._weights + self._bias).argmax(axis=1)]
        return found


class Heads:
    """The parser, a step in all sentences at a time.

    spaCy's own loop over steps asks after each sum whether an error was raised, for which it takes Python's lock anew:
    two thirds of its time (12.4 against 4.5 ms for 495 words, 28 November 2026). Here numpy adds.
    """

    def __init__(self, parser: Any) -> None:
        """Raises BadInput where the parser is no greedy one with a hidden and an upper layer, as in spaCy's models."""
        model = parser.model
        if not model.attrs["has_upper"] or model.attrs["unseen_classes"] or parser.cfg["beam_width"] != 1:
            raise BadInput(f"{_OTHER}: its parser has a beam or no upper layer")
        (reduce,) = _built(model.get_ref("tok2vec"), "linear")
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        weights, pad = lower.get_param("W"), lower.get_param("pad")  # features, outputs, pieces(, inputs)
        self._features, self._hidden, self._pieces = weights.shape[:3]
        self._reduce = np.ascontiguousarray(reduce.get_param("W").T), reduce.get_param("b")
        self._lower = np.ascontiguousarray(weights.transpose(3, 0, 2, 1).reshape(weights.shape[3], -1))
        self._missing = pad[0].transpose(0, 2, 1).reshape(-1)
        self._bias = lower.get_param("b").T.reshape(-1)
        self._upper = np.ascontiguousarray(upper.get_param("W").T), upper.get_param("b")
        self._parser = parser

    def write(self, sentences: list[Doc], vectors: Floats) -> None:
        """Sets relation and head in Docs of a sentence each; ``vectors`` has a row for each of their words."""
        states = self._parser.moves.init_batch(sentences)
        weights, bias = self._reduce
        # What each word would add to a state in each place that a state has for a word; first what an empty place adds.
        added = np.empty((len(vectors) + 1, self._lower.shape[1]), dtype=np.float32)
        added[0] = self._missing
        np.matmul(vectors @ weights + bias, self._lower, out=added[1:])
        added = added.reshape(-1, self._hidden * self._pieces)
        places = np.arange(self._features) + self._features
        shape = SimpleNamespace(state2vec=SimpleNamespace(nF=self._features))
        weights, bias = self._upper
        live = [state for state in states if not state.is_final()]
        while live:
            words = ParserStepModel.get_token_ids(shape, live)
            sums = np.add.reduce(added.take(words * self._features + places, axis=0), axis=1)
            sums += self._bias
            hidden = _largest(sums, self._hidden)
            scores = hidden @ weights
            scores += bias
            live = self._parser.transition_states(live, scores)
        self._parser.set_annotations(sentences, states)


def _largest(pieces: Floats, width: int) -> Floats:
    """Of blocks of ``width`` columns, two at least, the largest value in each place."""
    found: Floats = np.maximum(pieces[:, :width], pieces[:, width : 2 * width])
    for start in range(2 * width, pieces.shape[1], width):
        np.maximum(found, pieces[:, start : start + width], out=found)
    return found


def _built(model: Any, name: str) -> list[Any]:
    """The parts of a network that have this name, of which there must be one at least."""
    found = [part for part in model.walk() if part.name == name]
    if not found:
        raise BadInput(f"{_OTHER}: no {name}")
    return found
