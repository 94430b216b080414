"""Trains the recogniser of entities and writes models/entities/recogniser.onnx: `make models MEN=FOLDER MPNET=FOLDER`.

MEN holds gold.jsonl and hitl.jsonl of MEN-Dataset (Chanthran et al., LREC-COLING 2024): rows of id, text and
entities. MPNET holds model.safetensors of all-mpnet-base-v2: over it a teacher is trained first, and the recogniser
learns from the marks and from what the teacher says of these articles and of the texts in ``--unmarked`` files.
``--folds N`` trains N times on all but a part and scores that part: models/entities/crossval.json; ``--only`` does one
of them and leaves the others as they stand there. ``--teachers FOLDER`` keeps trained teachers and takes what it finds.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import nn

from models import data
from models.entities.corpus import CONFIG, LABELS, TRAINING, Article, articles
from models.entities.crossval import Fold, summary
from models.entities.learning import by_lessons, by_marks, train
from models.entities.lessons import probabilities, unmarked
from models.entities.network import HEADS, Embeddings, Recogniser, encoder_weights
from models.entities.teacher import Teacher, TeachersEmbeddings
from nlp.entities.aliases import as_told
from nlp.entities.choose import choose, smooth
from nlp.entities.cues import COUNT
from nlp.entities.pieces import SHAPES
from records import BadWeights

HERE = Path(__file__).parent
READING: dict[str, Any] = CONFIG["reading"]
TEACHING: dict[str, Any] = CONFIG["teacher"]


def new(kind: type[Recogniser], weights: dict[str, torch.Tensor], layers: int) -> Recogniser:
    torch.manual_seed(TRAINING["seed"])
    return kind(
        weights,
        layers=layers,
        hidden=CONFIG["hidden"],
        width=CONFIG["width"],
        labels=len(LABELS),
        shapes=len(SHAPES),
        cues=COUNT,
        dropout=TRAINING["dropout"],
    )


def read(net: Recogniser, embeddings: nn.Module, row: Article) -> set[tuple[str, int, int, float]]:
    """Entities of an article with their probability, by characters."""
    given = probabilities(net, embeddings, row, READING["window"])
    printed = [row.text[word.start : word.end] for word in row.words]
    told = as_told(smooth(given, printed, READING["mix"]), printed, LABELS)
    return {
        (LABELS[label], row.words[a].start, row.words[b].end, sure)
        for a, b, label, sure in choose(told, READING["threshold"])
    }


@dataclass(frozen=True, slots=True)
class School:
    """All that is trained with but the articles."""

    weights: dict[str, torch.Tensor]
    embeddings: nn.Module
    theirs: dict[str, torch.Tensor]  # of the teacher's encoder
    their_embeddings: nn.Module
    others: list[list[Article]]  # unmarked, of each file
    kept: Path | None  # where trained teachers lie

    def teacher(self, rows: list[Article], name: str) -> Recogniser:
        net = new(Teacher, self.theirs, TEACHING["layers"])
        file = self.kept / f"{name}.safetensors" if self.kept else None
        if file and file.exists():
            net.load_state_dict(load_file(str(file)))
            return net.eval()
        train(net, self.their_embeddings, TEACHING, by_marks(rows, TEACHING, random.Random(TRAINING["seed"])))
        if file:
            save_file(net.state_dict(), str(file))
        return net

    def recogniser(self, rows: list[Article], teacher: Recogniser) -> Recogniser:
        dice = random.Random(TRAINING["seed"])
        passes = by_lessons(teacher, self.their_embeddings, rows, self.others, dice)
        net = new(Recogniser, self.weights, CONFIG["layers"])
        train(net, self.embeddings, TRAINING, passes)
        return net


def crossvalidate(rows: list[Article], folds: int, number: int, school: School) -> dict[str, Any]:
    """Fold ``number`` (from 1) of ``folds``; the teacher's own score is printed."""
    print(f"fold {number} of {folds}", flush=True)
    others = [row for i, row in enumerate(rows) if i % folds != number - 1]
    teacher = school.teacher(others, f"{number}-of-{folds}")

    def judged(net: Recogniser, embeddings: nn.Module) -> dict[str, Any]:
        fold = Fold(number)
        for row in rows[number - 1 :: folds]:
            fold.add(read(net, embeddings, row), row.marked)
        return fold.row()

    print(f"  teacher: {json.dumps(summary([judged(teacher, school.their_embeddings)])['all'])}", flush=True)
    return judged(school.recogniser(others, teacher), school.embeddings)


def keep(path: Path, made_by: str, row: dict[str, Any]) -> dict[str, Any]:
    """Puts a fold among those that ``path`` holds and sums them anew."""
    known = json.loads(path.read_text()) if path.exists() else {}
    rows = [one for one in known.get("folds", []) if known["made_by"] == made_by and one["fold"] != row["fold"]]
    rows = sorted([*rows, row], key=lambda one: one["fold"])
    found = {"made_by": made_by, **summary(rows), "folds": rows}
    text = json.dumps(found, indent=1)
    # A list of numbers is one line.
    path.write_text(re.sub(r"\[[\s\d.,]+\]", lambda list_: " ".join(list_[0].split()), text) + "\n")
    return found


def export(net: Recogniser, path: Path) -> None:
    """Writes the network as ONNX; weights of matrix products in 8 bits a channel, which loses nothing measurable.

    ``reduce_range``: processors without VNNI add two products of 8 bits in 16 and would overflow.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    from models.entities.attention import add_rows, fuse

    pieces, places, found = 40, 30, 60
    example = (
        torch.randn(1, pieces, 384), torch.zeros(1, 1, 1, pieces), torch.zeros(1, pieces, dtype=torch.long),
        torch.randint(pieces, (places,)), torch.randint(pieces, (places,)), torch.ones(places, dtype=torch.long),
        torch.zeros(places, COUNT),
        torch.randint(5, 10, (found,)), torch.randint(10, 17, (found,)),
    )  # fmt: skip
    names = ["x", "mask", "piece_shapes", "first", "last", "word_shapes", "cues", "starts", "ends"]
    axes = {name: {0: name} for name in names[3:]}
    axes |= {"x": {1: "T"}, "mask": {3: "T"}, "piece_shapes": {1: "T"}, "logits": {0: "starts"}}
    whole = path.with_suffix(".whole.onnx")
    torch.onnx.export(
        net, example, str(whole), input_names=names, output_names=["logits"], dynamic_axes=axes, dynamo=False
    )
    quantize_dynamic(
        str(whole), str(path), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
    )  # fmt: skip
    whole.unlink()
    onnx.save(add_rows(fuse(onnx.load(str(path)), HEADS)), str(path))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("men", type=Path, help="folder with gold.jsonl and hitl.jsonl of MEN-Dataset")
    parser.add_argument("mpnet", type=Path, help="folder with model.safetensors of all-mpnet-base-v2")
    parser.add_argument(
        "--unmarked", type=Path, nargs="*", default=[], help="JSON lines with text, the nearest news first"
    )
    parser.add_argument("--teachers", type=Path, help="folder for trained teachers")
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--only", type=int, default=0, help="a fold, from 1")
    parser.add_argument("--threads", type=int, default=2, help="part of the seed: sums differ with it")
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    rows = articles(asked.men)
    if data.sha256(asked.mpnet / "model.safetensors") != TEACHING["encoder"]:
        raise BadWeights(f"{asked.mpnet / 'model.safetensors'} is not the file that config.toml pins")
    weights, theirs = encoder_weights(data.installed(CONFIG["encoder"])), encoder_weights(asked.mpnet)
    others = [list(unmarked(path)) for path in asked.unmarked]
    school = School(weights, Embeddings(weights), theirs, TeachersEmbeddings(theirs), others, asked.teachers)
    if asked.folds:
        files = " ".join(path.name for path in asked.unmarked)
        made_by = f"python -m models.entities.train MEN MPNET --unmarked {files} --folds {asked.folds}"
        made_by += f" --threads {asked.threads}"
        for number in [asked.only] if asked.only else range(1, asked.folds + 1):
            found = keep(HERE / "crossval.json", made_by, crossvalidate(rows, asked.folds, number, school))
            print(json.dumps({"f1_of_each_fold": found["f1_of_each_fold"], **found["all"]}), flush=True)
        return
    # The teacher has read two of three parts, as that of the first fold: what it says of the third it has not learned
    # by heart, and it need not be trained again.
    teacher = school.teacher([row for i, row in enumerate(rows) if i % 3 != 0], "1-of-3")
    net = school.recogniser(rows, teacher)
    export(net, HERE / "recogniser.onnx")
    print(f"{HERE / 'recogniser.onnx'}: SHA-256 {data.sha256(HERE / 'recogniser.onnx')}; pin it in models/weights.toml")


if __name__ == "__main__":
    main()
