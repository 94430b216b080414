"""What the loop gives and nothing else, by Pantau's parts: another side of ``benchmarks.pipeline``.

    python -m benchmarks.pipeline_bare PAGES.json ANSWER.json

Bodies, entities and places, a vector a text, stories; copies are looked for and have what they copy. No grammar,
officials, figures, quotes, themes, and nothing is kept: this is no command of Pantau. It tells what the same
annotations take, where ``replay`` and ``analyse`` tell what all of them take. Two processes extract and read.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from crawler.extraction import extract
from nlp.copies import CopyIndex, CopyItem
from nlp.embedding import default_encoder, embedding_text
from nlp.entities import find_entities
from nlp.grammar import Need
from nlp.pipeline import read
from nlp.places import find_places
from nlp.stories import StoryItem
from nlp.stories.stream import settled

PROCESSES = 2
BEGIN = datetime(2026, 9, 7, 1, 0, tzinfo=UTC)
Extract = tuple[str, str]  # title and body


@lru_cache(maxsize=1)
def _encoder() -> Any:
    return default_encoder()


def extracted(page: tuple[str, str]) -> tuple[Extract, float]:
    """Title and body, and the seconds of the processor that they took."""
    busy = time.process_time()
    found = extract(page[1].encode(), page[0])
    return (found.title or "", found.body or ""), time.process_time() - busy


def read_text(given: Extract) -> tuple[int, Any, float]:
    """How many entities and places it has, its vector, and the seconds of the processor that they took."""
    busy = time.process_time()
    reading = read(given[1], language="en", needs=lambda _: Need.NOTHING)
    found = len(find_entities(reading)) + len(find_places(reading))
    vector = _encoder().encode([embedding_text(*given)])[0]
    return found, vector, time.process_time() - busy


def main(given: Path, answer: Path) -> None:
    """Reads ``given`` ([url, html] a page, three minutes apart); writes ``seconds`` a stage, ``cpu`` and ``bodies``."""
    pages = [(url, html) for url, html in json.loads(given.read_text(encoding="utf-8"))]
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("forkserver")) as pool:
        list(pool.map(read_text, [("A quay", "Loaded before the clock starts.")] * 8))
        list(pool.map(extracted, pages[:1] * 8))
        began, busy = time.perf_counter(), time.process_time()
        pages = list(dict.fromkeys(pages))  # what came again unchanged
        texts = list(pool.map(extracted, pages, chunksize=4))
        at_extracted = time.perf_counter()
        index = CopyIndex()
        own: list[int] = []
        for number, ((title, body), _) in enumerate(texts):
            item = CopyItem(id=str(number), title=title, body=body, when=BEGIN + timedelta(minutes=3 * number))
            decision = index.decide(item)
            index.add(item, decision)
            if decision.copy_of is None or decision.kind == "derived":
                own.append(number)
        at_copies = time.perf_counter()
        results = list(pool.map(read_text, [texts[number][0] for number in own], chunksize=2))
        at_read = time.perf_counter()
        items = [
            StoryItem(
                id=str(number), title=texts[number][0][0], body=texts[number][0][1], vector=vector, language="en",
                when=BEGIN + timedelta(minutes=3 * number),
            )
            for number, (_, vector, _) in zip(own, results, strict=True)
        ]  # fmt: skip
        settled(items)
        ended = time.perf_counter()
    cpu = time.process_time() - busy + sum(spent for *_, spent in texts) + sum(spent for *_, spent in results)
    seconds = {
        "extraction": at_extracted - began, "copies": at_copies - at_extracted, "reading": at_read - at_copies,
        "stories": ended - at_read,
    }  # fmt: skip
    bodies = {url: text[1] for (url, _), (text, _) in zip(pages, texts, strict=True)}
    answer.write_text(json.dumps({"seconds": seconds, "cpu": {"all": cpu}, "bodies": bodies, "read": len(own)}))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
