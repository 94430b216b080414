"""How well emergent themes are found, named and kept: on tests/nlp/emergent_gold.jsonl.

    python -m benchmarks.emergent [--json]

Part "a" was looked at when thresholds were set, part "b" was not; "all" is both, 15 topics among 100 other stories.
Prints B-cubed and pair F1 of what is reported, beside a graph of mutual neighbours and HDBSCAN on the same likeness
under the same conditions on outlets and days; labels that share a word with the topic's name; and what one day more
does, from day 7 to day 14: pairs that stay together, and ids that stay.
"""

from __future__ import annotations

import argparse
import json
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from nlp.embedding import default_encoder, embedding_text
from nlp.emergent import LooseStory, Telling, find, find_emergent
from nlp.stories import words
from records import EmergentTheme

GOLD = Path(__file__).parent.parent / "tests" / "nlp" / "emergent_gold.jsonl"
FIRST_DAY = date(2026, 3, 1)
MUTUAL, JOINED = 5, 0.24  # neighbours, and the likeness from which two are linked: best of part "a"
Found = list[tuple[str, ...]]


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


def stories(gold: Sequence[dict[str, Any]]) -> list[LooseStory]:
    english = [row for row in gold if row["language"] == "en"]
    vectors = default_encoder().encode([embedding_text(row["title"], row["lead"]) for row in english])
    known = {row["id"]: vector.astype(np.float64) for row, vector in zip(english, vectors, strict=True)}
    return [
        LooseStory(
            id=row["id"],
            language=row["language"],
            opening=f"{row['title']}\n{row['lead']}",
            vector=known.get(row["id"]),
            tellings=tuple(
                Telling(
                    day=FIRST_DAY + timedelta(days=day - 1), witness=who, language=row["language"], title=row["title"]
                )
                for who, day in row["reports"]
            ),
        )
        for row in gold
    ]


def scores(gold: Sequence[dict[str, Any]], found: Found) -> dict[str, float]:
    """B-cubed over the stories that are in a topic or a group, and F1 over pairs."""
    topics: dict[str, set[str]] = defaultdict(set)
    for row in gold:
        topics[row["topic"] or f"alone {row['id']}"].add(row["id"])
    true = {story: members for members in topics.values() for story in members}
    ours = {row["id"]: {row["id"]} for row in gold} | {story: set(group) for group in found for story in group}
    told = [story for story in ours if len(ours[story]) > 1 or len(true[story]) > 1]
    precision = float(np.mean([len(ours[story] & true[story]) / len(ours[story]) for story in told]))
    recall = float(np.mean([len(ours[story] & true[story]) / len(true[story]) for story in told]))
    right = {pair for members in topics.values() for pair in combinations(sorted(members), 2)}
    given = {pair for group in found for pair in combinations(sorted(group), 2)}
    return {
        "b_cubed": _f1(precision, recall),
        "pairs": _f1(len(right & given) / max(1, len(given)), len(right & given) / len(right)),
        "topics": sum(len(members) > 1 for members in topics.values()),
        "found": len(found),
        "no_topic": sum(max(len(true[story] & set(group)) for story in group) * 2 <= len(group) for group in found),
    }


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def ours(pool: Sequence[LooseStory]) -> Found:
    return [group.members for group in find_emergent(pool, "2026-W10")]


def other(pool: Sequence[LooseStory], groups: Callable[[Any], list[list[int]]]) -> Found:
    """The same likeness and conditions with another way of grouping."""
    before = find._groups
    find._groups = groups
    try:
        return ours(pool)
    finally:
        find._groups = before


def mutual_neighbours(alike: Any) -> list[list[int]]:
    from scipy.sparse.csgraph import connected_components

    apart = alike - 2 * np.eye(len(alike))
    nearest = np.argsort(-apart, axis=1, kind="stable")[:, :MUTUAL]
    linked = np.zeros(alike.shape, dtype=bool)
    np.put_along_axis(linked, nearest, True, axis=1)
    _, labels = connected_components(linked & linked.T & (apart >= JOINED), directed=False)
    return _by_label(labels)


def hdbscan(alike: Any) -> list[list[int]]:
    from sklearn.cluster import HDBSCAN

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        labels = HDBSCAN(min_cluster_size=3, min_samples=1, metric="precomputed").fit_predict(np.clip(1 - alike, 0, 2))
    return _by_label(labels)


def _by_label(labels: Sequence[int]) -> list[list[int]]:
    grouped: dict[int, list[int]] = defaultdict(list)
    for row, label in enumerate(labels):
        if label >= 0:
            grouped[int(label)].append(row)
    return list(grouped.values())


def named(gold: Sequence[dict[str, Any]], pool: Sequence[LooseStory]) -> tuple[int, int, list[str]]:
    """Groups whose label shares a word with the name of their topic, all groups with a topic, and every label."""
    by_id = {row["id"]: row for row in gold}
    right, told, said = 0, 0, []
    for group in find_emergent(pool, "2026-W10"):
        name, _ = Counter(by_id[story]["name"] for story in group.members).most_common(1)[0]
        label = " / ".join(text for text in (group.label_en, group.label_ms) if text)
        said.append(f"{name or '(none)'}: {label}")
        if name:
            told += 1
            right += bool(set(words.terms(name)) & set(words.terms(label)))
    return right, told, said


def one_day_more(pool: Sequence[LooseStory]) -> dict[str, float]:
    """Pairs that are still together when a day is added, and groups that keep their id; over days 7 to 14."""
    pairs = kept = groups = named = 0
    before: tuple[EmergentTheme, ...] = ()
    for day in range(7, 15):
        seen = [story for story in pool if min(story.days) < FIRST_DAY + timedelta(days=day)]
        after = find_emergent(seen, f"2026-W{day:02}", before)
        still = {pair for group in after for pair in combinations(sorted(group.members), 2)}
        told = {pair for group in before for pair in combinations(sorted(group.members), 2)}
        pairs, kept = pairs + len(told), kept + len(told & still)
        groups, named = groups + len(before), named + len({g.id for g in before} & {g.id for g in after})
        before = after
    return {"pairs_kept": kept / pairs, "ids_kept": named / groups, "pairs": pairs, "groups": groups}


def measure(parts: Sequence[str] = ("a", "b", "all")) -> dict[str, Any]:
    gold = rows()
    pool = stories(gold)
    told: dict[str, Any] = {}
    for part in parts:
        chosen = [number for number, row in enumerate(gold) if part in ("all", row["part"])]
        some, of_them = [gold[number] for number in chosen], [pool[number] for number in chosen]
        told[part] = {
            "average linkage (ours)": scores(some, ours(of_them)),
            "mutual neighbours": scores(some, other(of_them, mutual_neighbours)),
            "hdbscan": scores(some, other(of_them, hdbscan)),
        }
    right, groups, said = named(gold, pool)
    return told | {"labels": {"right": right, "of": groups, "said": said}, "one day more": one_day_more(pool)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    told = measure()
    if parser.parse_args().json:
        print(json.dumps(told, ensure_ascii=False))
        return
    for part in ("a", "b", "all"):
        for method, scored in told[part].items():
            print(
                f"{part:4} {method:24} B-cubed {scored['b_cubed']:.3f}  pairs {scored['pairs']:.3f}"
                f"  found {scored['found']} of {scored['topics']}, {scored['no_topic']} of them no topic"
            )
    print(f"labels: {told['labels']['right']} of {told['labels']['of']} share a word with the topic's name")
    print("\n".join(f"  {line}" for line in told["labels"]["said"]))
    print("one day more:", ", ".join(f"{name} {value:.2f}" for name, value in told["one day more"].items()))


if __name__ == "__main__":
    main()
