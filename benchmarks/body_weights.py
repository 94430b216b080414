"""Makes crawler/extraction/body-weights.json: which evidence speaks for a block of text being part of the story.

    PYTHONPATH=. python -m benchmarks.body_weights CORPUS_FOLDER [CORPUS_FOLDER ...] [--write]

Logistic regression (Newton steps, L2) over the evidence of all blocks. A block's answer is the share of its four-word
shingles that stand in the gold text; it counts by its share of the gold's words, as in the benchmark's metric.
Prints the body F1 of every corpus in five folds by outlet (no outlet is in training and test at once) and, last, with
the weights of all pages, which is in-sample. Takes about three minutes.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from crawler.extraction import Hints, weigh
from crawler.extraction.around import among
from crawler.extraction.blocks import blocks_of
from crawler.extraction.body import second_opinion
from crawler.extraction.evidence import MENU, Evidence, Page, alone, read
from crawler.extraction.lines import clean_lines
from crawler.extraction.markup import Refusal, read_page
from crawler.extraction.metadata import read_metadata
from crawler.extraction.titles import find_title
from pantau.evaluate.gold import GoldPage, pages
from pantau.evaluate.metrics import NOTHING, of_shingles

FOLDS = 5
RIDGE = 33.0  # of 10, 33 and 100 by the folds
SEED = 0
OUT = Path(weigh.__file__).with_name("body-weights.json")


@dataclass(eq=False)
class Doc:
    corpus: str
    gold: GoldPage
    page: Page
    own: list[Evidence]  # without the witness
    asked: list[Evidence]
    witness: list[bool]
    answer: np.ndarray
    weight: np.ndarray
    heads: tuple[str, ...]
    host: str


def prepare(corpus: str, gold: GoldPage) -> Doc | None:
    tree = read_page(gold.html)
    if isinstance(tree, Refusal):
        return None
    data = read_metadata(tree, gold.url)
    host = (urlsplit(gold.url or "").hostname or gold.name).removeprefix("www.")
    headline = find_title(tree, data, None, host, gold.url)
    title = headline.text if headline else None
    page = read(tree, data, title, blocks_of(tree))
    heads = tuple(text for text in (title, data.said("headline"), data.first("og:title")) if text)
    lines = clean_lines(second_opinion(tree, gold.url), Hints(), heads)
    witness = weigh.agreed(page, lines)
    own = [alone(page, number) for number in range(len(page.blocks))]
    asked = [
        facts | ({"witness": 1.0} if seen and MENU not in facts else {})
        for facts, seen in zip(own, witness, strict=True)
    ]
    answer, weight = answers(page, gold.body, witness)
    return Doc(corpus, gold, page, own, asked, witness, answer, weight, heads, ".".join(host.split(".")[-2:]))


def answers(page: Page, gold: str, witness: list[bool]) -> tuple[np.ndarray, np.ndarray]:
    """A text that the page prints twice is story only once: not where it is pulled out as a quote, first where the
    other extractor has it, then where most paragraphs are of its kind."""
    wanted = words(gold)
    left = Counter(tuple(wanted[at : at + 4]) for at in range(len(wanted) - 3))
    joined = f" {' '.join(wanted)} "
    alike = Counter(one.block.place.signature for one in page.blocks if one.words >= 15)
    found = np.zeros(len(page.blocks))
    order = sorted(
        range(len(page.blocks)),
        key=lambda at: (at in page.within, -witness[at], -alike[page.blocks[at].block.place.signature], at),
    )
    for at in order:
        mine = words(page.blocks[at].block.text)
        if len(mine) >= 4:
            shingles = Counter(tuple(mine[n : n + 4]) for n in range(len(mine) - 3))
            hits = shingles & left
            found[at] = hits.total() / shingles.total()
            left -= hits
        else:
            found[at] = float(bool(mine) and f" {' '.join(mine)} " in joined and witness[at])
    total = max(50, len(wanted))
    weight = np.array([min(1.0, max(1, len(words(one.block.text))) / total) for one in page.blocks])
    return found, weight * 100


def words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).replace("\u00ad", ""))


class Space:
    """Names of evidence as columns."""

    def __init__(self) -> None:
        self.column: dict[str, int] = {"always": 0}

    def matrix(self, rows: list[Evidence]) -> list[tuple[np.ndarray, np.ndarray]]:
        return [
            (
                np.array([0, *(self.column.setdefault(name, len(self.column)) for name in row)]),
                np.array([1.0, *row.values()], dtype=np.float32),
            )
            for row in rows
        ]


def fit(docs: list[Doc], rows: dict[int, list[Evidence]]) -> weigh.Weights:
    space = Space()
    random = np.random.default_rng(SEED)
    packed, answer, weight = [], [], []
    for doc in docs:
        kept = []
        for at, row in enumerate(rows[id(doc)]):
            # short texts that are no story are most of a page: one in four counts four times
            small = doc.page.blocks[at].words <= 5 and doc.answer[at] < 0.5
            if small and random.random() >= 0.25:
                continue
            kept.append(row)
            answer.append(doc.answer[at])
            weight.append(doc.weight[at] * (4 if small else 1))
        packed += space.matrix(kept)
    X = np.zeros((len(packed), len(space.column)), dtype=np.float32)
    for at, (columns, values) in enumerate(packed):
        X[at, columns] = values
    y, w = np.array(answer, dtype=np.float32), np.array(weight, dtype=np.float32)
    ridge = np.full(X.shape[1], RIDGE, dtype=np.float32)
    ridge[0] = 1e-6
    b = np.zeros(X.shape[1], dtype=np.float32)
    for _ in range(12):
        p = 1 / (1 + np.exp(-np.clip(X @ b, -30, 30)))
        step = np.linalg.solve(
            (X * (w * p * (1 - p) + 1e-9)[:, None]).T @ X + np.diag(ridge), X.T @ (w * (y - p)) - ridge * b
        )
        longest = float(np.abs(step).max())
        b += step * min(1.0, 3 / longest)
        if longest < 0.02:
            break
    return {name: round(float(b[column]), 3) for name, column in space.column.items()}


def likely(rows: list[Evidence], weights: weigh.Weights) -> list[float]:
    return [weigh._likely(row, weights) for row in rows]


def split(docs: list[Doc]) -> list[tuple[list[Doc], list[Doc]]]:
    hosts = sorted({doc.host for doc in docs})
    np.random.default_rng(SEED).shuffle(hosts)
    fold = {host: at % FOLDS for at, host in enumerate(hosts)}
    return [([d for d in docs if fold[d.host] != n], [d for d in docs if fold[d.host] == n]) for n in range(FOLDS)]


def learn(docs: list[Doc], which: str) -> tuple[dict[str, weigh.Weights], dict[int, list[float]]]:
    """The weights, and the guess for each page by weights that have not seen its outlet. The second stage learns
    from first guesses that are made in the same honest way."""
    own = {id(doc): doc.own if which == "quick" else doc.asked for doc in docs}
    first: dict[int, list[float]] = {}
    for train, test in split(docs):
        weights = fit(train, own)
        first |= {id(doc): likely(own[id(doc)], weights) for doc in test}
    rows = {id(doc): among(doc.page, own[id(doc)], first[id(doc)]) for doc in docs}
    guess: dict[int, list[float]] = {}
    for train, test in split(docs):
        weights = fit(train, rows)
        guess |= {id(doc): likely(rows[id(doc)], weights) for doc in test}
    return {"alone": fit(docs, own), "among": fit(docs, rows)}, guess


def report(title: str, docs: list[Doc], quick: dict[int, list[float]], asked: dict[int, list[float]]) -> None:
    for corpus in sorted({doc.corpus for doc in docs}):
        total, count, many = NOTHING, 0, 0
        for doc in docs:
            if doc.corpus != corpus:
                continue
            many += 1
            if weigh.doubt(doc.page, quick[id(doc)]) > weigh.DOUBT:
                count += 1
                keep = weigh.kept(doc.page, asked[id(doc)], doc.witness)
            else:
                keep = [p > weigh.KEEP for p in quick[id(doc)]]
            lines = clean_lines(weigh._lines(doc.page, keep), Hints(), doc.heads)
            total += of_shingles(doc.gold.body, unicodedata.normalize("NFC", "\n".join(lines)))
        print(f"{title}  {corpus}: P {total.precision:.4f} R {total.recall:.4f} F1 {total.f1:.4f}"
              f"  second opinion on {count} of {many}")  # fmt: skip


def main() -> None:
    folders = [Path(argument) for argument in sys.argv[1:] if not argument.startswith("--")]
    docs = [doc for folder in folders for gold in pages(folder) if (doc := prepare(folder.name, gold))]
    quick, quick_guess = learn(docs, "quick")
    asked, asked_guess = learn(docs, "asked")
    report("by folds", docs, quick_guess, asked_guess)
    if "--write" in sys.argv:
        made = {"quick": quick, "asked": asked}
        ordered = {
            which: {stage: dict(sorted(weights.items(), key=lambda item: -item[1])) for stage, weights in both.items()}
            for which, both in made.items()
        }
        OUT.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        weigh._weights.cache_clear()
        report("in sample", docs, {id(d): weigh.guesses(d.page, d.own, "quick") for d in docs},
               {id(d): weigh.guesses(d.page, d.asked, "asked") for d in docs})  # fmt: skip


if __name__ == "__main__":
    main()
