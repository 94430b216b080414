"""The loop that one would write today, one of the sides of ``benchmarks.pipeline``.

    python -m benchmarks.pipeline_loop PAGES.json ANSWER.json

trafilatura, spaCy's whole en_core_web_sm, SentenceTransformer a text at a time, HDBSCAN over all vectors. It keeps
nothing, knows no copies, officials, figures, quotes or themes. Must not know Pantau, but where its weights lie.
sentence-transformers and torch are no part of Pantau's set-up: where they are missing the same network runs on
onnxruntime, over as much of a text and on as many cores as the library would take, and the answer says so.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

PIECES = 256  # word pieces that the library reads of a text with this model


def encoder_of() -> tuple[str, Callable[[str], Any]]:
    """What embeds, by its name, and how: a text at a time."""
    from models import data

    try:
        from sentence_transformers import SentenceTransformer
    except ImportError:
        from nlp.embedding.packaged import PackagedEncoder

        packaged = PackagedEncoder(PIECES, threads=os.cpu_count() or 1)
        return "onnxruntime (no sentence-transformers here)", lambda text: packaged.encode([text])[0]
    model = SentenceTransformer(str(data.installed("all-MiniLM-L6-v2")), device="cpu")
    return "sentence-transformers", lambda text: model.encode(text, show_progress_bar=False)


def main(given: Path, answer: Path) -> None:
    """Reads ``given`` ([url, html] a page); writes seconds a stage (``seconds``, ``cpu``), ``bodies`` by address and
    what ``embeds``. Models are loaded before the clock starts."""
    import spacy
    import trafilatura
    from sklearn.cluster import HDBSCAN

    from nlp.pipeline import ENGLISH_MODEL

    pages = json.loads(given.read_text(encoding="utf-8"))
    nlp = spacy.load(ENGLISH_MODEL)
    embeds, encode = encoder_of()
    trafilatura.extract(pages[0][1])
    encode(nlp("Loaded before the clock starts.").text)
    stages: Counter[str] = Counter()
    cpu: Counter[str] = Counter()
    bodies, vectors = {}, []

    def timed(stage: str, work: Callable[..., Any], *given: Any, **options: Any) -> Any:
        began, busy = time.perf_counter(), time.process_time()
        result = work(*given, **options)
        stages[stage] += time.perf_counter() - began
        cpu[stage] += time.process_time() - busy
        return result

    for url, html in pages:
        text = timed("extraction", trafilatura.extract, html, url=url, with_metadata=True) or ""
        body = text.split("\n---\n", 1)[-1].strip()
        timed("tagging", lambda body=body: [(e.text, e.label_) for e in nlp(body).ents])
        vectors.append(timed("embedding", encode, body))
        bodies[url] = body
    timed("clustering", HDBSCAN(min_cluster_size=2, copy=True).fit, vectors)
    answer.write_text(json.dumps({"seconds": stages, "cpu": cpu, "bodies": bodies, "embeds": embeds}), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
