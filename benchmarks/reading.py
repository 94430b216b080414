"""How fast texts are read, beside spaCy's whole packaged pipeline on the same texts in the same run.

    python -m benchmarks.reading [--articles 60] [--words 800] [--json]

Texts are those of the bundled sample, put together to the asked length; both sides run in two processes with models
loaded before the clock starts. Prints articles a minute, and milliseconds a stage on one core.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from multiprocessing import get_context
from typing import TypeVar

from nlp.annotate import annotate
from nlp.entities import find_entities
from nlp.entities.span import COMPONENT
from nlp.figures import find_figures
from nlp.needs import need_of
from nlp.officials import find_officials
from nlp.pipeline import ENGLISH_MODEL, pipeline, read
from nlp.places import find_places
from nlp.quotes import find_quotes
from pantau.sample.content import load_pieces

T = TypeVar("T")


def texts(count: int, words: int) -> list[str]:
    """``count`` different English texts of about ``words`` words, from paragraphs of the sample in turn."""
    paragraphs = [p for piece in load_pieces() if piece.language == "en" for p in piece.paragraphs]
    found = []
    at = 0
    for _ in range(count):
        chosen: list[str] = []
        size = 0
        while size < words:
            chosen.append(paragraphs[at % len(paragraphs)])
            size += len(chosen[-1].split())
            at += 1
        found.append("\n".join(chosen))
        at += 7  # the next text begins elsewhere
    return found


def ours(text: str) -> int:
    return len(annotate(text, language="en", published=date(2026, 1, 5)).entities)


def plain(text: str) -> int:
    import spacy

    if "nlp" not in _PLAIN:
        _PLAIN["nlp"] = spacy.load(ENGLISH_MODEL)
    return len(_PLAIN["nlp"](text).ents)  # type: ignore[operator]


_PLAIN: dict[str, object] = {}


def rate(work: Callable[[str], int], given: list[str]) -> float:
    """Articles a minute in two processes."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(work, given[:4]))  # loads the models
        began = time.perf_counter()
        list(pool.map(work, given, chunksize=4))
        return len(given) / (time.perf_counter() - began) * 60


def stages(given: list[str]) -> dict[str, float]:
    """Milliseconds an article on one core."""
    spent: dict[str, float] = defaultdict(float)

    def timed(name: str, work: Callable[[], T]) -> T:
        began = time.perf_counter()
        result = work()
        spent[name] += time.perf_counter() - began
        return result

    nlp = pipeline("en")
    for text in given:
        doc = nlp.make_doc(text)
        timed("entities (recogniser)", lambda doc=doc: nlp.get_pipe(COMPONENT)(doc))
        timed("reading, grammar of all sentences", lambda text=text: read(text, language="en"))
        reading = timed("reading, gated", lambda text=text: read(text, language="en", needs=need_of))
        reading = replace(reading, entities=find_entities(reading))
        officials = timed("officials", lambda r=reading: find_officials(r))
        timed("places", lambda r=reading: find_places(r))
        timed("figures", lambda r=reading: find_figures(r))
        timed("quotes", lambda r=reading, o=officials: find_quotes(r, o))
    return {name: round(seconds / len(given) * 1000, 1) for name, seconds in spent.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--words", type=int, default=800)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    given = texts(asked.articles, asked.words)
    found = {
        "articles": len(given),
        "words": round(sum(len(t.split()) for t in given) / len(given)),
        "articles_a_minute": round(rate(ours, given)),
        "plain_articles_a_minute": round(rate(plain, given)),
        "stages_ms": stages(given[:20]),
    }
    if asked.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:26} {value}")


if __name__ == "__main__":
    main()
