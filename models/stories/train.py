"""Trains the decision on pairs of nlp.stories and measures it by cross-validation.

    python -m models.stories.train CORPUS.jsonl [--dated REPORTS.jsonl ...] [--background TEXTS.jsonl ...] [--seed 7]
        [--shuffles 3]

CORPUS holds rows ``{id, story, text, title?}`` without dates; the part of ``story`` before its first ``_`` is its
topic, and no topic is trained on and measured in the same fold. Made for ECB+ topics 1-35 (Cybulska and Vossen 2014,
CC BY 3.0). Its texts of one event share whole sentences and have no date, so what dates say, and how much two papers'
reports of one event have in common, is learned from dated reports (``--dated``: rows with ``published`` and
``language`` too). Each of these files is measured by weights that were learned without it.

Writes pairs.json (weights, thresholds, what was measured), background.json (shares of documents by field and term) and
around.npz (signs and vectors of the texts of ``--around``; none that is measured may be among them, or it would find
itself) beside this file.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from models.stories.corpus import Told, background, read_texts, read_told, texts_of
from models.stories.learn import BACKGROUND_WEIGHT, Around, rows_of, train
from models.stories.worlds import thinned
from nlp.stories.around import write_around
from nlp.stories.item import StoryItem
from nlp.stories.measure import Scores, score
from nlp.stories.model import Decision, PairModel, by_checksum
from nlp.stories.stream import settled
from nlp.stories.window import StoryWindow

FOLDS = 5
SHUFFLES = 3  # of the topics, each into folds: one alone moves pairwise F1 of its best threshold by a point
UNDATED = ("whole", "thinned")  # kinds of stream
THINNED_RUNS = 4  # thinned versions of each fold that are measured
THRESHOLDS = tuple(round(0.15 + 0.05 * step, 2) for step in range(9))
AS_GOOD = 0.0005  # of F1, a mean over streams and thresholds: what another shuffle of the topics changes is more
SURE = 0.2  # above the threshold there is no flag; set by hand

Measured = dict[str, dict[float, dict[str, float]]]  # by kind of stream and threshold


def cluster(told: Sequence[Told], model: PairModel) -> Scores:
    """Undated texts settled at once, dated ones day by day."""
    found = settled((one.item for one in told), StoryWindow(model))
    return score([found[one.item.id].story for one in told], [one.story for one in told])


Trial = tuple[PairModel, str, Sequence[Sequence[Told]]]  # weights, a kind of stream, streams that they have not seen


@dataclass(frozen=True, slots=True)
class Taught:
    """What weights are learned from: texts without dates, dated reports by file, and what words are counted in."""

    told: Sequence[Told]
    dated: Mapping[str, Sequence[Told]]
    more: Sequence[StoryItem]
    around: Around


def fold_trials(taught: Taught, seed: int) -> list[Trial]:
    """The topics, shuffled, fold by fold, whole and thinned, each by weights from all others."""
    made: list[Trial] = []
    dated = [*taught.dated.values()]
    topics = np.random.default_rng(seed).permutation(sorted({one.topic for one in taught.told})).tolist()
    for fold in range(FOLDS):
        held = set(topics[fold::FOLDS])
        inside = [one for one in taught.told if one.topic not in held]
        outside = [one for one in taught.told if one.topic in held]
        model = train(inside, dated, _shares(taught.more, inside, *dated), taught.around, seed)
        thin = [thinned(outside, np.random.default_rng(100 * fold + run)) for run in range(THINNED_RUNS)]
        made += [(model, "whole", [outside]), (model, "thinned", thin)]
    return made


def file_trials(taught: Taught, seed: int) -> list[Trial]:
    """Each dated file, by weights from all others."""
    made: list[Trial] = []
    for name, left_out in taught.dated.items():
        rest = [one for other, one in taught.dated.items() if other != name]
        model = train(taught.told, rest, _shares(taught.more, taught.told, *rest), taught.around, seed)
        made.append((model, name, [left_out]))
    return made


def measure(made: Sequence[Trial]) -> Measured:
    """Mean scores by kind of stream and threshold."""
    found: dict[str, dict[float, list[Scores]]] = {}
    for model, kind, streams in made:
        for threshold in THRESHOLDS:
            at = replace(model, flag=threshold, join=threshold)
            runs = found.setdefault(kind, {}).setdefault(threshold, [])
            runs += [cluster(stream, at) for stream in streams]
    return {
        kind: {
            threshold: {
                name: round(float(np.mean([asdict(scores)[name] for scores in runs])), 4) for name in asdict(runs[0])
            }
            for threshold, runs in by_threshold.items()
        }
        for kind, by_threshold in found.items()
    }


def shifted(model: PairModel, own: float, common: float) -> PairModel:
    """``model`` with a decision on undated pairs that says ``common`` where it said ``own``: one threshold for all."""
    by = round(math.log(common / (1 - common)) - math.log(own / (1 - own)), 4)
    move = {
        name: replace(part, intercept=round(part.intercept + by, 4))
        for name, part in (
            ("with_vectors", model.undated.with_vectors),
            ("words_alone", model.undated.words_alone),
        )
    }
    return replace(model, undated=Decision(**move))


def _shares(more: Sequence[StoryItem], *told: Sequence[Told]) -> dict[str, dict[int, float]]:
    return by_checksum(background([*more, *(one.item for file in told for one in file)]))


def plateau(measured: Measured, kinds: Sequence[str]) -> float:
    """The threshold in whose neighbourhood (two steps to each side) both scores of these streams are best; of those
    about as good (AS_GOOD) the highest, since to glue two events is the worse mistake.

    B-cubed alone is flat over a wide range and would take the end that glues; the single best threshold is chance.
    """

    def mean(threshold: float) -> float:
        found = [measured[kind][threshold] for kind in kinds]
        return sum(scores["bcubed_f1"] + scores["pairwise_f1"] for scores in found) / (2 * len(found))

    means = [mean(threshold) for threshold in THRESHOLDS]
    inner = range(2, len(THRESHOLDS) - 2)
    around = {at: sum(means[at - 2 : at + 3]) / 5 for at in inner}
    return THRESHOLDS[max(at for at in inner if around[at] >= max(around.values()) - AS_GOOD)]


def main(arguments: Sequence[str] | None = None) -> dict[str, Any]:
    """Trains, measures and writes; returns what it wrote to pairs.json."""
    parser = argparse.ArgumentParser(prog="python -m models.stories.train")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--dated", type=Path, action="append", default=[], help="dated reports with their stories")
    parser.add_argument("--background", type=Path, action="append", default=[], help="more texts to count words in")
    parser.add_argument("--around", type=Path, action="append", default=[], help="texts that stand beside every window")
    parser.add_argument("--vectors", type=Path, help="a folder that keeps vectors from run to run, to save time")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--shuffles", type=int, default=SHUFFLES, help="of the topics into folds, by seeds from --seed")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent)
    chosen = parser.parse_args(arguments)
    told = read_told(chosen.corpus, chosen.vectors)
    dated = {file.stem: read_told(file, chosen.vectors) for file in chosen.dated}
    more = [text for file in chosen.background for text in texts_of(file)]
    beside = read_texts(chosen.around, chosen.vectors)
    around = {
        language: rows_of([one for one in beside if one.signs.language == language])
        for language in sorted({one.signs.language for file in dated.values() for one in file})
    }
    seeds = range(chosen.seed, chosen.seed + chosen.shuffles)
    taught = Taught(told, dated, more, around)
    folded = [trial for seed in seeds for trial in fold_trials(taught, seed)]
    measured = measure([*folded, *file_trials(taught, chosen.seed)])
    own = plateau(measured, UNDATED)
    flag = plateau(measured, [*dated]) if dated else own
    measured |= measure([(shifted(model, own, flag), kind, streams) for model, kind, streams in folded])
    shares = background([*more, *(one.item for file in (told, *dated.values()) for one in file)])
    model = shifted(train(told, list(dated.values()), by_checksum(shares), around, chosen.seed), own, flag)
    files = [
        f"--{option} {file.name}"
        for option, given in (("dated", chosen.dated), ("background", chosen.background), ("around", chosen.around))
        for file in given
    ]
    counted = [
        f"{len(one)} dated reports, {len({each.story for each in one})} stories of {name}"
        for name, one in dated.items()
    ]
    written = {
        "what": "logistic regression: do two reports tell of one event?",
        "command": " ".join(["python -m models.stories.train", chosen.corpus.name, *files, f"--seed {chosen.seed}"]),
        "trained_on": [
            f"{len(told)} texts, {len({one.story for one in told})} stories of {chosen.corpus.name}",
            *counted,
        ],
        "words_alone_is": "where vectors say nothing: a language that the encoder does not read",
        "usual": asdict(model.usual),
        "quiet": asdict(model.quiet),
        "undated": asdict(model.undated),
        "near_in_time_is": "counted minus 1: no gap, no change",
        "floors": model.floors,
        "undated_is": f"shifted so that it says {flag} where it said {own}, its own threshold",
        "thresholds": {"join": round(flag + SURE, 2), "flag": flag},
        "background": "background.json",
        "around": "around.npz",
        "measured": {
            "how": f"{FOLDS} topic-disjoint folds of {chosen.shuffles} shuffles, each settled at once, whole and in "
            f"{THINNED_RUNS} thinned versions, and each dated file, settled day by day with weights learned without "
            "it; means; thresholds were chosen on the same streams, of undated and of dated ones, each by the "
            "mean over its neighbours",
            "at_threshold": {kind: by[flag] for kind, by in measured.items()},
            "by_threshold": {
                kind: {
                    str(t): {name: values[name] for name in ("bcubed_f1", "pairwise_f1")} for t, values in by.items()
                }
                for kind, by in measured.items()
            },
        },
    }
    _write(chosen.out / "pairs.json", written)
    about = "by field, shares of documents that hold a term, of terms in at least one document in a hundred"
    _write(chosen.out / "background.json", {"what": about, "weight": BACKGROUND_WEIGHT, "shares": shares})
    write_around(chosen.out / "around.npz", around)
    return written


def _write(file: Path, content: dict[str, Any]) -> None:
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
