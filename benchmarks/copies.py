"""How well copies are found: recall by what was done to the text, false copies by what looks alike, speed, memory.

    python -m benchmarks.copies [FILE.jsonl] [--pairs 5000] [--scale 100000] [--seed 1] [--json]

FILE has rows with ``id``, ``text`` and, where known, ``title``, ``story`` (the event), ``topic``, ``language``; without
it the articles of the bundled sample are taken, which need nothing from outside. An ECB+ story such as "12_ecbplus" is
of topic 12. Every original of 60 words or more stands in one index; each version of it is then asked about, alone.
``--scale`` adds generated texts: how fast the index takes them in, and how much memory it holds.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from benchmarks import near_texts
from benchmarks.sample_gold import rows as sample_rows
from benchmarks.syndication import COPIED, TRANSFORMATIONS, Original, round_up
from nlp.copies import CopyIndex, CopyItem

SHORTEST = 60  # words; below it the title decides, and tests/nlp/copies_hard.jsonl has the cases
START = datetime(2031, 3, 4, 8, tzinfo=UTC)
TRANSLATED = ("ms", "en")


def load(path: Path | None) -> list[Original]:
    """Every row as it stands, the short ones too."""
    if path is None:
        rows: list[dict[str, Any]] = sample_rows()
    else:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    found = []
    for row in rows:
        event = str(row.get("story") or row["id"])
        topic = row.get("topic") or (row.get("themes") or [event.split("_")[0]])[0]
        title = row.get("title") or " ".join(row["text"].split()[:10])
        language = row.get("language")
        found.append(
            Original(id=str(row["id"]), title=title, body=row["text"], event=event, topic=topic, language=language)
        )
    return found


def _item(name: str, title: str, body: str, outlet: str, hours: float = 0.0) -> CopyItem:
    return CopyItem(id=name, title=title, body=body, outlet=outlet, when=START + timedelta(hours=hours))


def _decided(index: CopyIndex, title: str, body: str) -> tuple[str | None, str | None, str]:
    decision = index.decide(_item("?", title, body, "another outlet", 30))
    return decision.copy_of, decision.kind, decision.reason


def recall(originals: Sequence[Original], seed: int) -> tuple[list[dict[str, Any]], list[str], float]:
    """A row for each transformation; the false copies among the originals; articles a minute of processor time."""
    index, root, events = CopyIndex(), {}, {o.id: o.event for o in originals}
    strange = []
    began = time.process_time()
    for original in originals:
        own, *_ = index.settle(_item(original.id, original.title, original.body, original.id))
        root[original.id] = own.copy_of if own.kind in COPIED else original.id
        if own.kind in COPIED and events[own.copy_of or ""] != original.event:
            strange.append(f"{own.kind} {original.id} of {own.copy_of}")
    speed = len(originals) / (time.process_time() - began) * 60
    table = []
    for transformation in TRANSFORMATIONS:
        kinds: Counter[str] = Counter()
        found = right = 0
        for original in originals:
            title, body = transformation.make(original, Random(f"{seed} {transformation.name} {original.id}"))
            copy_of, kind, _ = _decided(index, title, body)
            met = copy_of in (original.id, root[original.id])
            kinds[kind or "none"] += 1
            found += met
            # An original that is itself a cut of another one leads to that one, and is then no more than a copy of it.
            wanted = (
                COPIED if copy_of != original.id and "derived" not in transformation.kinds else transformation.kinds
            )
            right += met and kind in wanted
        table.append(
            {"what": transformation.name, "versions": len(originals), "found": found / len(originals)}
            | {"right": right / len(originals), "kinds": dict(kinds), "wanted": list(transformation.kinds)}
        )
    table.append(_round_ups(originals, index, seed))
    return table, strange, speed


def _round_ups(originals: Sequence[Original], index: CopyIndex, seed: int) -> dict[str, Any]:
    chance = Random(f"{seed} round-up")
    kinds: Counter[str] = Counter()
    pairs = [chance.sample(list(originals), 2) for _ in range(len(originals))]
    pairs = [(one, other) for one, other in pairs if one.event != other.event]
    for one, other in pairs:
        kinds[_decided(index, *round_up(one, other))[1] or "none"] += 1
    right = kinds["derived"] / len(pairs)
    return {"what": "two stories joined", "versions": len(pairs), "found": right, "right": right} | {
        "kinds": dict(kinds),
        "wanted": ["derived"],
    }


def _apart(originals: Sequence[Original]) -> list[Original]:
    """Without those that repeat or draw on an earlier one."""
    index, apart = CopyIndex(), []
    for original in originals:
        own, *_ = index.settle(_item(original.id, original.title, original.body, original.id))
        if own.copy_of is None:
            apart.append(original)
    return apart


def origins(originals: Sequence[Original], seed: int) -> list[dict[str, Any]]:
    """Each original (that is no copy of another one) and four versions of it come in any order: how many of them end
    at the right origin, which is the agency's text where there is one, else the earliest."""
    chance = Random(f"{seed} origins")
    table = []
    for agency in (True, False):
        index, origin, wanted = CopyIndex(), {}, {}
        arriving: list[CopyItem] = []
        for original in originals:
            names = [f"{original.id} {number}" for number in range(5)]
            first = f"{original.id} 0"
            for number, name in enumerate(names):
                made = (original.title, original.body)
                if number:
                    made = TRANSFORMATIONS[(1, 2, 5, 7)[number - 1]].make(original, Random(f"{seed} {name}"))
                hours = 12.0 if agency and not number else float(number)
                item = _item(name, *made, f"outlet {number}", hours)
                arriving.append(replace(item, agency=agency and not number))
                wanted[name] = first
        chance.shuffle(arriving)
        for item in arriving:
            for decision in index.settle(item):
                origin[decision.article] = decision.copy_of if decision.kind in COPIED else decision.article
        right = sum(origin[name] == first for name, first in wanted.items())
        what = "an agency's text, printed later" if agency else "the earliest"
        table.append({"what": what, "articles": len(wanted), "right": right / len(wanted)})
    return table


def false_copies(originals: Sequence[Original], wanted: int, seed: int) -> list[dict[str, Any]]:
    """A row for each class of pairs that are no copies: how many were taken for copies, and how many for derived."""
    chance = Random(f"{seed} pairs")
    pairs = near_texts.columns(chance, max(1, wanted // 20))
    pairs += near_texts.statements(chance, originals, wanted // 8)
    pairs += near_texts.corrections(chance, originals, wanted // 8)
    pairs += near_texts.other_events(chance, originals, wanted // 4, near=True)
    pairs += near_texts.other_events(chance, originals, wanted - len(pairs), near=False)
    pairs += translated(originals)
    table: dict[str, Counter[str]] = defaultdict(Counter)
    examples: dict[str, str] = {}
    for name, earlier, later in pairs:
        index = CopyIndex()
        index.settle(_item("first", *earlier, "an outlet"))
        _, kind, reason = _decided(index, *later)
        table[name]["copies" if kind in COPIED else kind or "none"] += 1
        if kind in COPIED:
            examples.setdefault(name, f"{reason}: {later[0]}")
    return [
        {"what": name, "pairs": counts.total(), "copies": counts["copies"], "derived": counts["derived"]}
        | {"example": examples.get(name)}
        for name, counts in table.items()
    ]


def translated(originals: Sequence[Original]) -> list[near_texts.Pair]:
    """Reports of one event in two languages: a matter for stories, never copies."""
    return [
        ("Malay and English of one event", (one.title, one.body), (other.title, other.body))
        for one in originals
        for other in originals
        if one.event == other.event and (one.language, other.language) == TRANSLATED
    ]


def scale(count: int, seed: int) -> list[dict[str, Any]]:
    """Generated texts of some 350 words, one in six a cut copy: the index after each quarter of them."""
    generator = np.random.default_rng(seed)
    vocabulary = np.array([_word(number) for number in range(30_000)])
    weights = 1 / np.arange(3, 30_003) ** 0.9
    weights /= weights.sum()
    index, table = CopyIndex(), []
    before, spent = _resident(), 0.0
    last: list[str] = []
    for number in range(count):
        if number % 6 == 5:
            lines = last[::2]
        else:
            words = generator.choice(vocabulary, size=350, p=weights)
            lines = last = [" ".join(words[at : at + 25]) + "." for at in range(0, 350, 25)]
        item = _item(f"a{number}", f"Title of {number}", "\n".join(lines), f"outlet {number % 50}", number / 200)
        began = time.process_time()
        index.settle(item)
        spent += time.process_time() - began
        if (number + 1) % max(1, count // 4) == 0:
            held = (_resident() - before) / (number + 1)
            table.append({"articles": number + 1, "bytes": round(held), "a_minute": round(len(index) / spent * 60)})
    return table


def _word(number: int) -> str:
    syllables = "ba de gi ko lu ma ne pi ro su ta ve wi yo za".split()
    found = ""
    number += 15
    while number:
        number, rest = divmod(number, 15)
        found += syllables[rest]
    return found


def _resident() -> int:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * 4096


def measure(path: Path | None, pairs: int, largest: int, seed: int) -> dict[str, Any]:
    read = load(path)
    originals = [original for original in read if len(original.body.split()) >= SHORTEST]
    versions, strange, speed = recall(originals, seed)
    return {
        "originals": len(originals),
        "versions": versions,
        "origins": origins(_apart(originals), seed),
        "pairs": false_copies(originals, pairs, seed),
        "among_originals": strange,
        "a_minute": round(speed),
        "scale": scale(largest, seed) if largest else [],
    }


def _print(found: dict[str, Any]) -> None:
    print(f"{found['originals']} originals, {found['a_minute']} articles a minute taken in")
    print("| version | found | found, right kind | identical | copy | derived | none |\n|---|---|---|---|---|---|---|")
    for row in found["versions"]:
        kinds = " | ".join(str(row["kinds"].get(kind, 0)) for kind in ("identical", "copy", "derived", "none"))
        print(f"| {row['what']} | {row['found']:.3f} | {row['right']:.3f} | {kinds} |")
    print("\n| origin, five texts in any order | articles | at the right origin |\n|---|---|---|")
    for row in found["origins"]:
        print(f"| {row['what']} | {row['articles']} | {row['right']:.3f} |")
    print("\n| pairs that are no copies | pairs | taken for copies | derived |\n|---|---|---|---|")
    for row in found["pairs"]:
        print(f"| {row['what']} | {row['pairs']} | {row['copies']} | {row['derived']} |")
    for row in found["pairs"]:
        if row["example"]:
            print(f"  {row['what']}: {row['example']}")
    print(f"\nCopies across events among the originals: {found['among_originals'] or 'none'}")
    for row in found["scale"]:
        print(f"{row['articles']} articles: {row['bytes']} bytes each, {row['a_minute']} a minute")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--pairs", type=int, default=5000)
    parser.add_argument("--scale", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    found = measure(chosen.file, chosen.pairs, chosen.scale, chosen.seed)
    print(json.dumps(found, indent=2, ensure_ascii=False)) if chosen.json else _print(found)


if __name__ == "__main__":
    main()
