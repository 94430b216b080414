"""What both sides of ``benchmarks.pipeline`` found, held against what somebody marked.

Bodies of the pages (4-gram shingles); people and places of the project's marked English sentences: share found, spans
that overlap by half; the entities of a GOLD.jsonl ({id, text, entities}): micro-F1, exact span and label. Must not know
what anything takes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.pipeline_pages import Page

MARKED = Path(__file__).resolve().parent.parent / "tests" / "nlp" / "marked_sentences.jsonl"
LABELS = {
    "PERSON": "PERSON", "ORG": "ORGANIZATION", "GPE": "LOCATION", "LOC": "LOCATION", "FAC": "FACILITY", "NORP": "NORP",
    "EVENT": "EVENT", "PRODUCT": "PRODUCT", "LAW": "LAW", "WORK_OF_ART": "WORK_OF_ART",
}  # fmt: skip
Spans = list[tuple[str, int, int]]


def body_f1(pages: list[Page], bodies: dict[str, str]) -> float:
    from pantau.evaluate.metrics import NOTHING, of_shingles

    score = NOTHING
    for page in {page.url: page for page in pages}.values():
        score += of_shingles("\n".join(page.body), bodies.get(page.url, ""))
    return score.f1


def marks_found(find: Callable[[str, str], Spans]) -> dict[str, float]:
    """Share of the marked people and places of English sentences whose span was found, half of it or more."""
    found: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for line in MARKED.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["lang"] != "en":
            continue
        spans = find(row["text"], "en")
        for kind, labels in (("officials", {"PERSON"}), ("provinces", {"LOCATION", "PLACE"})):
            for mark in row["spans"].get(kind) or ():
                if mark.get("span"):
                    asked[kind] += 1
                    found[kind] += any(label in labels and _half(mark["span"], a, b) for label, a, b in spans)
    return {"people": found["officials"] / asked["officials"], "places": found["provinces"] / asked["provinces"]}


def _half(mark: list[int], start: int, end: int) -> bool:
    inside = min(mark[1], end) - max(mark[0], start)
    return inside * 2 >= max(mark[1], end) - min(mark[0], start)


def entities_f1(path: Path, find: Callable[[str, str], Spans]) -> float:
    """Micro-F1 of nested entities, exact span and label."""
    from pantau.evaluate.metrics import NOTHING, of_sets

    score = NOTHING
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gold = {(mark["label"], mark["start"], mark["end"]) for mark in row["entities"]}
        score += of_sets(gold, set(find(row["text"], "en")))
    return score.f1


def our_spans(text: str, language: str) -> Spans:
    from nlp.annotate import annotate

    read = annotate(text, language=language)
    return [(one.label, one.start, one.end) for one in read.entities] + [
        ("PLACE", place.start, place.end) for place in read.places
    ]


def our_entities(text: str, language: str) -> Spans:
    return [one for one in our_spans(text, language) if one[0] != "PLACE"]


def their_spans() -> Callable[[str, str], Spans]:
    import spacy

    from nlp.pipeline import ENGLISH_MODEL

    nlp = spacy.load(ENGLISH_MODEL)
    return lambda text, _: [(LABELS[e.label_], e.start_char, e.end_char) for e in nlp(text).ents if e.label_ in LABELS]


def quality(pages: list[Page], bodies: dict[str, dict[str, str]], gold: Path | None) -> dict[str, dict[str, float]]:
    """``bodies``: by address, of "ours" and of "loop"; so is each measure of the result."""
    spans = their_spans()
    found: dict[str, Any] = {
        "body_f1": (body_f1(pages, bodies["ours"]), body_f1(pages, bodies["loop"])),
        **{
            f"{kind}_found": (share, other)
            for (kind, share), other in zip(marks_found(our_spans).items(), marks_found(spans).values(), strict=True)
        },
    }
    if gold:
        found["entities_f1"] = (entities_f1(gold, our_entities), entities_f1(gold, spans))
    return {name: {"ours": round(own, 3), "loop": round(other, 3)} for name, (own, other) in found.items()}
