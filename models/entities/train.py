"""Trains the recogniser of entities and writes models/entities/recogniser.onnx: `make models MEN=FOLDER`.

FOLDER holds gold.jsonl and hitl.jsonl of MEN-Dataset (Chanthran et al., LREC-COLING 2024): rows of id, text and
entities. ``--folds N`` trains N times on all but a part and scores that part: models/entities/crossval.json; ``--only``
does one of them and leaves the others as they stand there.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

from models import data
from models.entities.corpus import CONFIG, LABELS, TRAINING, Article, Item, article, articles, targets, tensors
from models.entities.crossval import Fold, summary
from models.entities.network import HEADS, Embeddings, Recogniser, encoder_weights
from models.entities.vary import Bank, bank_of, varied
from nlp.entities.aliases import as_told
from nlp.entities.choose import Span, choose, smooth
from nlp.entities.cues import COUNT
from nlp.entities.pieces import SHAPES, spans, windows

HERE = Path(__file__).parent
READING: dict[str, Any] = CONFIG["reading"]


def train(rows: list[Article], embeddings: Embeddings, weights: dict[str, torch.Tensor]) -> Recogniser:
    torch.manual_seed(TRAINING["seed"])
    dice = random.Random(TRAINING["seed"])
    net = new(weights)
    encoder = list(net.layers.parameters())
    known = {id(p) for p in encoder}
    head = [p for p in net.parameters() if id(p) not in known]
    groups = [
        {"params": [p for p in part if (p.dim() > 1) == wide], "weight_decay": 0.01 if wide else 0.0, "lr": rate}
        for part, rate in ((encoder, TRAINING["encoder_rate"]), (head, TRAINING["head_rate"]))
        for wide in (True, False)
    ]
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98))
    rates = [group["lr"] for group in groups]
    bank = bank_of((row.text, row.marked) for row in rows)
    passes = [_batches(_told_anew(rows, bank, dice), dice) for _ in range(TRAINING["epochs"])]
    steps, step = sum(map(len, passes)), 0
    began = time.monotonic()
    net.train()
    for number, batches in enumerate(passes, start=1):
        total = 0.0
        for items in batches:
            step += 1
            share = min(step / (0.1 * steps), (steps - step) / (0.9 * steps))
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * share
            pieces, *rest = tensors(items, TRAINING["window"])
            wanted, weight = targets(items)
            losses = functional.cross_entropy(net(embeddings(pieces), *rest), wanted, reduction="none")
            loss = 3 * (losses * weight).sum() / sum(b - a for _, a, b in items)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            total += loss.item()
        print(f"  pass {number}: loss {total / len(batches):.4f}, {time.monotonic() - began:.0f} s", flush=True)
    return net.eval()


def new(weights: dict[str, torch.Tensor]) -> Recogniser:
    return Recogniser(
        weights,
        layers=CONFIG["layers"],
        hidden=CONFIG["hidden"],
        width=CONFIG["width"],
        labels=len(LABELS),
        shapes=len(SHAPES),
        cues=COUNT,
        dropout=TRAINING["dropout"],
    )


def _told_anew(rows: list[Article], bank: Bank, dice: random.Random) -> list[Article]:
    """A part of the articles with other names (models.entities.vary), the others as they are."""
    share = TRAINING["varied"]
    return [
        article(row.name, *varied(row.text, row.marked, bank, TRAINING["renamed"], dice))
        if dice.random() < share
        else row
        for row in rows
    ]


def _batches(rows: list[Article], dice: random.Random) -> list[list[Item]]:
    """Windows of like length together, so that little is padded."""
    limit = TRAINING["window"]
    items = [(row, a, b) for row in rows for a, b in windows(row.words, limit, dice.randrange(limit // 2, limit + 1))]
    items.sort(key=lambda item: item[2] - item[1] + dice.random() * 20)
    size = TRAINING["batch"]
    batches = [items[i : i + size] for i in range(0, len(items), size)]
    dice.shuffle(batches)
    return batches


@torch.no_grad()
def read(net: Recogniser, embeddings: Embeddings, row: Article) -> set[tuple[str, int, int, float]]:
    """Entities of an article with their probability, by characters."""
    given: dict[Span, Any] = {}
    for begin, stop in windows(row.words, READING["window"]):
        pieces, *rest = tensors([(row, begin, stop)], READING["window"])
        rows = net(embeddings(pieces), *rest).softmax(-1).numpy()
        first, last = spans(row.words[begin:stop], CONFIG["width"])
        for i in (rows[:, 0] < 0.98).nonzero()[0]:
            given[begin + int(first[i]), begin + int(last[i])] = rows[i]
    printed = [row.text[word.start : word.end] for word in row.words]
    told = as_told(smooth(given, printed, READING["mix"]), printed, LABELS)
    return {
        (LABELS[label], row.words[a].start, row.words[b].end, sure)
        for a, b, label, sure in choose(told, READING["threshold"])
    }


def crossvalidate(
    rows: list[Article], folds: int, number: int, embeddings: Embeddings, weights: dict[str, Any]
) -> dict[str, Any]:
    """Fold ``number`` (from 1) of ``folds``."""
    print(f"fold {number} of {folds}", flush=True)
    net = train([row for i, row in enumerate(rows) if i % folds != number - 1], embeddings, weights)
    fold = Fold(number)
    for row in rows[number - 1 :: folds]:
        fold.add(read(net, embeddings, row), row.marked)
    return fold.row()


def keep(path: Path, folds: int, row: dict[str, Any]) -> dict[str, Any]:
    """Puts a fold among those that ``path`` holds and sums them anew."""
    known = json.loads(path.read_text()) if path.exists() else {}
    made_by = f"python -m models.entities.train MEN --folds {folds} --threads {torch.get_num_threads()}"
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

    from models.entities.attention import fuse

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
    onnx.save(fuse(onnx.load(str(path)), HEADS), str(path))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("men", type=Path, help="folder with gold.jsonl and hitl.jsonl of MEN-Dataset")
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--only", type=int, default=0, help="a fold, from 1")
    parser.add_argument("--threads", type=int, default=1, help="part of the seed: sums differ with it")
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    rows = articles(asked.men)
    weights = encoder_weights(data.installed(CONFIG["encoder"]))
    embeddings = Embeddings(weights)
    if asked.folds:
        for number in [asked.only] if asked.only else range(1, asked.folds + 1):
            row = crossvalidate(rows, asked.folds, number, embeddings, weights)
            found = keep(HERE / "crossval.json", asked.folds, row)
            print(json.dumps({"f1_of_each_fold": found["f1_of_each_fold"], **found["all"]}), flush=True)
        return
    net = train(rows, embeddings, weights)
    export(net, HERE / "recogniser.onnx")
    print(f"{HERE / 'recogniser.onnx'}: SHA-256 {data.sha256(HERE / 'recogniser.onnx')}; pin it in models/weights.toml")


if __name__ == "__main__":
    main()
