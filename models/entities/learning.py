"""How a recogniser is trained, and on what: passes over marked articles, or over a teacher's lessons.

Knows articles, lessons and networks; must not know folds, files or what is written.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from models.entities.corpus import TRAINING, Article, Item, article, targets, tensors
from models.entities.lessons import Lesson, answers, lesson
from models.entities.network import Recogniser
from models.entities.vary import Bank, bank_of, varied
from nlp.entities.pieces import windows


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows that are read together, and what a teacher says of their spans where there is one."""

    items: list[Item]
    lessons: list[Lesson | None]  # one an item


def train(net: Recogniser, embeddings: nn.Module, way: dict[str, Any], passes: list[list[Batch]]) -> None:
    """``way``: a section of config.toml with the rates, and the share of a teacher where there are lessons."""
    encoder = [p for name, p in net.named_parameters() if name.startswith(("layers.", "near."))]
    known = {id(p) for p in encoder}
    head = [p for p in net.parameters() if id(p) not in known]
    groups = [
        {"params": [p for p in part if (p.dim() > 1) == wide], "weight_decay": 0.01 if wide else 0.0, "lr": rate}
        for part, rate in ((encoder, way["encoder_rate"]), (head, way["head_rate"]))
        for wide in (True, False)
    ]
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98))
    rates = [group["lr"] for group in groups]
    steps, step = sum(map(len, passes)), 0
    began = time.monotonic()
    net.train()
    for number, batches in enumerate(passes, start=1):
        total = 0.0
        for batch in batches:
            step += 1
            share = min(step / (0.1 * steps), (steps - step) / (0.9 * steps))
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * share
            pieces, *rest = tensors(batch.items, TRAINING["window"])
            losses = _losses(net(embeddings(pieces), *rest), batch, way)
            loss = 3 * losses.sum() / sum(b - a for _, a, b in batch.items)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            total += loss.item()
        print(f"  pass {number}: loss {total / len(batches):.4f}, {time.monotonic() - began:.0f} s", flush=True)
    net.eval()


def _losses(logits: torch.Tensor, batch: Batch, way: dict[str, Any]) -> torch.Tensor:
    """Of each span: how far it is from its mark, and from what the teacher says."""
    wanted, weight = targets(batch.items)
    by_marks = functional.cross_entropy(logits, wanted, reduction="none") * weight
    if not any(batch.lessons):
        return by_marks
    said, of_marked, of_others = answers(zip(batch.lessons, batch.items, strict=True))
    by_teacher = functional.cross_entropy(logits, said, reduction="none")
    share = of_marked * way["taught"] + of_others
    return (1 - share) * by_marks + share * by_teacher


def _told_anew(rows: list[Article], bank: Bank, dice: random.Random) -> list[Article]:
    """A part of the articles with other names (models.entities.vary), the others as they are."""
    share = TRAINING["varied"]
    return [_varied(row, bank, dice) if dice.random() < share else row for row in rows]


def _varied(row: Article, bank: Bank, dice: random.Random) -> Article:
    return article(row.name, *varied(row.text, row.marked, bank, TRAINING["renamed"], dice))


def _batches(rows: list[tuple[Article, Lesson | None]], dice: random.Random) -> list[Batch]:
    """Windows of like length together, so that little is padded."""
    limit = TRAINING["window"]
    items = [
        ((row, a, b), lesson)
        for row, lesson in rows
        for a, b in windows(row.words, limit, dice.randrange(limit // 2, limit + 1))
    ]
    items.sort(key=lambda item: item[0][2] - item[0][1] + dice.random() * 20)
    size = TRAINING["batch"]
    parts = [items[i : i + size] for i in range(0, len(items), size)]
    dice.shuffle(parts)
    return [Batch([item for item, _ in part], [one for _, one in part]) for part in parts]


def by_marks(rows: list[Article], way: dict[str, Any], dice: random.Random) -> list[list[Batch]]:
    """Passes over marked articles alone: what a teacher is trained on."""
    bank = bank_of((row.text, row.marked) for row in rows)
    return [_batches([(row, None) for row in _told_anew(rows, bank, dice)], dice) for _ in range(way["epochs"])]


def by_lessons(
    teacher: Recogniser, embeddings: nn.Module, rows: list[Article], others: list[list[Article]], dice: random.Random
) -> list[list[Batch]]:
    """Passes over marked articles, most of them told anew, and over as many words of other texts (``others``: of each
    file; what is named first is read first). The teacher has a lesson on each text and on each telling."""
    bank = bank_of((row.text, row.marked) for row in rows)
    size = sum(len(row.words) for row in rows)
    pool: list[Article] = []
    for file in others:
        pool += _drawn(file, int(size * TRAINING["pool"]) - sum(len(row.words) for row in pool), dice)

    def taught(row: Article) -> tuple[Article, Lesson | None]:
        return row, lesson(teacher, embeddings, row, marked=True)

    as_they_stand = [taught(row) for row in rows]
    anew = [[taught(_varied(row, bank, dice)) for _ in range(TRAINING["tellings"])] for row in rows]
    said = {id(row): lesson(teacher, embeddings, row, marked=False) for row in pool}
    passes = []
    for _ in range(TRAINING["epochs"]):
        drawn = [
            dice.choice(tellings) if dice.random() < TRAINING["varied"] else row
            for row, tellings in zip(as_they_stand, anew, strict=True)
        ]
        passes.append(_batches([*drawn, *((row, said[id(row)]) for row in _drawn(pool, size, dice))], dice))
    return passes


def _drawn(rows: list[Article], words: int, dice: random.Random) -> list[Article]:
    """Articles by chance, of at most so many words together."""
    order = dice.sample(rows, len(rows))
    sums = accumulate(len(row.words) for row in order)
    return [row for row, total in zip(order, sums, strict=True) if total <= words]
