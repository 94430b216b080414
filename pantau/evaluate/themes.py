"""Themes against gold, with the built-in themes or a file of one's own.

This module knows gold formats and what of our output answers them; it must not tune anything.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pantau.evaluate.metrics import NOTHING, Score, auroc, of_sets
from pantau.evaluate.runs import Report, Row
from pantau.files import json_rows
from records import BadInput


def themes(path: Path, step: Callable[[], None], themes_file: Path | None = None) -> Report:
    """Multi-label scores of what is assigned, the best theme alone, and what belongs to no theme.

    Rows: {id, text, themes: [id, ...], title?, published?, language?}; an empty list belongs to no theme. They are read
    by their day; those without one in an order that is mixed by their id, since a file is often sorted by theme and
    news never is. The AUROC tells how well the best score separates what has a theme from what has none: where there
    are rows of both kinds, and, where every row has one theme, with each theme in turn taken out of the list, so that
    its rows belong to none (mean over the themes).
    """
    from nlp.cluster import cluster_rows
    from nlp.embedding import default_encoder
    from nlp.themes import load_themes

    loaded = load_themes(themes_file)
    rows = _rows(path, {theme.id for theme in loaded})
    texts = [{name: value for name, value in row.items() if name != "themes"} for row in rows]
    placed = cluster_rows(texts, loaded, default_encoder(), shown=None)
    step()
    gold = [frozenset(row["themes"]) for row in rows]
    scores = [{each["id"]: float(each["score"]) for each in found["themes"]} for found in placed]
    best = [found["themes"][0]["id"] for found in placed]
    by_theme: dict[str, Score] = defaultdict(lambda: NOTHING)
    for wanted, found in zip(gold, placed, strict=True):
        given = {each["id"] for each in found["themes"] if each["assigned"]}
        for theme in wanted | given:
            by_theme[theme] += of_sets(wanted & {theme}, given & {theme})
    micro = sum(by_theme.values(), NOTHING)
    inside = [theme for theme in by_theme if any(theme in wanted for wanted in gold)]
    macro = sum(by_theme[theme].f1 for theme in inside) / len(inside) if inside else None
    themed = [number for number, wanted in enumerate(gold) if wanted]
    right = sum(best[number] in gold[number] for number in themed)
    single = len(themed) == len(rows) and all(len(wanted) == 1 for wanted in gold)
    table: list[Row] = [
        ("assigned themes", micro.precision, micro.recall, micro.f1, len(rows)),
        (f"assigned, mean of {len(inside)} themes", None, None, macro, len(rows)),
        (
            "best theme is the gold theme (accuracy)" if single else "best theme is a gold theme",
            None,
            right / len(themed) if themed else None,
            None,
            len(themed),
        ),
    ]
    none = [number for number, wanted in enumerate(gold) if not wanted]
    if themed and none:
        first = [max(each.values()) for each in scores]
        table.append(
            (
                "AUROC theme against none",
                None,
                None,
                auroc([first[n] for n in themed], [first[n] for n in none]),
                len(rows),
            )
        )
    if single and len(inside) > 2:
        table.append(("AUROC, each theme left out in turn", None, None, _left_out(gold, scores, inside), len(rows)))
    return Report(title=f"themes on {path.name}", rows=tuple(table))


def _left_out(gold: list[frozenset[str]], scores: list[dict[str, float]], inside: list[str]) -> float:
    """A theme's score depends on no other, so leaving it out of the list is leaving out its column."""
    areas = []
    for out in inside:
        best = [max(score for theme, score in each.items() if theme != out) for each in scores]
        pairs = list(zip(gold, best, strict=True))
        areas.append(auroc([b for g, b in pairs if out not in g], [b for g, b in pairs if out in g]))
    return sum(areas) / len(areas)


def _rows(path: Path, known: set[str]) -> list[dict[str, Any]]:
    rows = list(json_rows(path, required=("id", "text", "themes")))
    if not rows:
        raise BadInput(f"{path}: holds no row")
    for number, row in enumerate(rows, start=1):
        if not isinstance(row["themes"], list) or not all(isinstance(theme, str) for theme in row["themes"]):
            raise BadInput(
                f"{path}: row {number}: field 'themes' must be a list of theme ids, not {row['themes']!r:.60}"
            )
        if unknown := set(row["themes"]) - known:
            raise BadInput(f"{path}: row {number}: unknown theme {sorted(unknown)}")
    return sorted(rows, key=lambda row: hashlib.sha256(str(row["id"]).encode()).digest())
