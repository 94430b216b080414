"""Key sentences against their gold, beside the first three sentences of the first report.

    python -m benchmarks.key_sentences [FILE.jsonl] [--half A|B] [--show] [--json]

FILE is tests/nlp/key_sentences_gold.jsonl unless said otherwise; tests/nlp/GOLD.md says what its marks mean. Figures
and officials are found by the real readers. ``acceptable``: share of the chosen sentences that the gold accepts;
``bad``: those it names as unacceptable; ``facts``: share of the must-have facts that the choice tells; ``redundant``:
share of chosen sentences of which another one has six content words in ten.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.sample_gold import rows as sample_rows
from nlp.annotate import annotate
from nlp.copies.text import tokens
from nlp.cut import sentences_of
from nlp.stories.summary import summary_of
from nlp.stories.words import FUNCTION_WORDS
from pantau.sample.content import load_pieces
from records import StoryReport

GOLD = Path(__file__).resolve().parent.parent / "tests" / "nlp" / "key_sentences_gold.jsonl"
REDUNDANT = 0.6

Chosen = list[tuple[str, str]]  # article, text


@cache
def _sample() -> dict[str, dict[str, Any]]:
    outlets = {piece.id: piece.outlet for piece in load_pieces()}
    return {str(row["id"]): row | {"body": row["text"], "outlet": outlets[str(row["id"])]} for row in sample_rows()}


def articles_of(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The articles of a gold row that are no copies, each with the number of its ``copies``."""
    listed = [_sample()[article] for article in row["articles"]] if row["from"] == "sample" else row["articles"]
    if row["from"] == "sample":
        gold = {}
        for path in (GOLD.parent.parent / "gold" / "sample").glob("*.jsonl"):
            for line in path.read_text(encoding="utf-8").splitlines():
                marked = json.loads(line)
                gold[marked["id"]] = marked["copy_of"]
        listed = [article | {"copy_of": gold[article["id"]]} for article in listed]
    copies = Counter(article.get("copy_of") for article in listed)
    return [article | {"copies": copies[article["id"]]} for article in listed if not article.get("copy_of")]


def reports_of(row: dict[str, Any]) -> list[StoryReport]:
    found = []
    for article in articles_of(row):
        when = datetime.fromisoformat(article["published"])
        read = annotate(article["body"], language=article["language"], published=when.date())
        found.append(
            StoryReport(
                id=article["id"],
                witness=article["outlet"],
                title=article["title"],
                body=article["body"],
                language=article["language"],
                when=when,
                day=when.date(),
                copies=article["copies"],
                figures=Counter(figure.sentence for figure in read.figures),
                officials=Counter(mention.sentence for mention in read.officials),
            )
        )
    return found


def ours(row: dict[str, Any]) -> Chosen:
    return [(s.article, s.text) for s in summary_of(reports_of(row)).sentences if s.day is None]


def first_three(row: dict[str, Any]) -> Chosen:
    first = min(articles_of(row), key=lambda article: str(article["published"]))
    told = [sentence.text for sentence in sentences_of(first["body"]) if not sentence.skipped]
    return [(first["id"], text) for text in told[:3]]


def measure(rows: Sequence[dict[str, Any]], choices: Sequence[Chosen]) -> dict[str, float]:
    chosen = good = bad = facts = told = redundant = 0
    for row, choice in zip(rows, choices, strict=True):
        chosen += len(choice)
        good += sum(_marked(row["acceptable"], *each) for each in choice)
        bad += sum(_marked(row["unacceptable"], *each) for each in choice)
        together = " ".join(text for _, text in choice)
        facts += len(row["must"])
        told += sum(any(spelling in together for spelling in fact) for fact in row["must"])
        words = [{word for word in tokens(text) if word not in FUNCTION_WORDS} for _, text in choice]
        redundant += sum(
            any(len(one & other) >= REDUNDANT * len(one) for at, other in enumerate(words) if at != here)
            for here, one in enumerate(words)
        )
    return {
        "stories": len(rows),
        "chosen": chosen,
        "acceptable": round(good / chosen, 3),
        "bad": bad,
        "facts": round(told / facts, 3),
        "redundant": round(redundant / chosen, 3),
    }


def _marked(marks: Sequence[dict[str, str]], article: str, text: str) -> bool:
    """The gold gives sentences without their dateline, a baseline may have it."""
    return any(mark["article"] == article and text.endswith(mark["text"]) for mark in marks)


def load(path: Path = GOLD, half: str | None = None) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if half in (None, row["half"])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=GOLD)
    parser.add_argument("--half", choices=("A", "B"))
    parser.add_argument("--show", action="store_true", help="print what was chosen; not for half B")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    rows = load(asked.file, asked.half)
    choices = [ours(row) for row in rows]
    if asked.show:
        for row, choice in zip(rows, choices, strict=True):
            if row["half"] == "B":
                continue
            print(row["id"])
            for each in choice:
                mark = "+" if _marked(row["acceptable"], *each) else "-" if _marked(row["unacceptable"], *each) else " "
                print(f"  {mark} {each[0]}: {each[1]}")
            together = " ".join(text for _, text in choice)
            print("  not told:", [fact for fact in row["must"] if not any(s in together for s in fact)])
    found = {"pantau": measure(rows, choices), "first three": measure(rows, [first_three(row) for row in rows])}
    print(json.dumps(found, indent=2) if asked.json else "\n".join(f"{name}: {f}" for name, f in found.items()))


if __name__ == "__main__":
    main()
