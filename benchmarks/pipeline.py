"""``pantau replay`` and ``pantau analyse`` beside the loop that one would write today, on the same pages in one run.

    python -m benchmarks.pipeline [--articles 240] [--entities GOLD.jsonl] [--json]

The loop: trafilatura, spaCy's whole en_core_web_sm, SentenceTransformer a text at a time, HDBSCAN over all vectors. It
keeps nothing, knows no copies, officials, figures, quotes or themes. Two streams (see ``benchmarks.pipeline_pages``):
one with 30 % copies and 1.5 % unchanged re-fetches, one with no copies. Models are loaded before either side's clock
starts: of Pantau's two commands the seconds of the same commands on four pages are taken off, and said. Memory is the
proportional share (PSS) of a command and all its processes, looked at four times a second.

Annotations are compared where somebody marked them: the bodies of the pages, people and places of the project's marked
sentences (share found, spans that overlap by half), and the entities of GOLD.jsonl ({id, text, entities}) where given.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.pipeline_pages import OUTLET_FILES, Page, stream, write_warc

ROOT = Path(__file__).resolve().parent.parent
MARKED = ROOT / "tests" / "nlp" / "marked_sentences.jsonl"
COPIES = 0.3
FEW = 4  # pages of the run that tells what starting costs
LABELS = {
    "PERSON": "PERSON", "ORG": "ORGANIZATION", "GPE": "LOCATION", "LOC": "LOCATION", "FAC": "FACILITY", "NORP": "NORP",
    "EVENT": "EVENT", "PRODUCT": "PRODUCT", "LAW": "LAW", "WORK_OF_ART": "WORK_OF_ART",
}  # fmt: skip
Spans = list[tuple[str, int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What one process and its children took. ``cpu``: seconds of all of them; ``peak``: MB of all at a time."""

    wall: float
    cpu: float
    peak: float


def measured(command: Sequence[str]) -> Spent:
    """Runs a command to its end. Raises CalledProcessError where it fails."""
    # Reading processes have a parent of their own, which outlives the command: it comes to this process then, to be
    # waited for, or its seconds would be counted nowhere (PR_SET_CHILD_SUBREAPER, Linux).
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began, peak = time.perf_counter(), 0.0
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment) as process:
        said: list[bytes] = []
        assert process.stdout is not None
        reader = threading.Thread(target=lambda out=process.stdout: said.append(out.read()))
        reader.start()
        while process.poll() is None:
            peak = max(peak, memory(process.pid))
            time.sleep(0.25)
        wall = time.perf_counter() - began
        reader.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, b"".join(said))
    with contextlib.suppress(ChildProcessError):  # until none is left
        while True:
            os.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(wall=wall, cpu=cpu, peak=peak)


def memory(pid: int) -> float:
    """MB that a process and its children hold; shared pages are counted once. 0 where it is gone."""
    total = 0.0
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total = int(line.split()[1]) / 1024
        children = " ".join(path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")).split()
    except OSError:  # it ended while it was looked at
        return total
    return total + sum(memory(int(child)) for child in children)


def ours(pages: list[Page], folder: Path) -> dict[str, Any]:
    """What the two commands take for these pages, and the bodies that they stored."""
    from store import Store

    def run(name: str, given: list[Page]) -> tuple[Spent, Spent, Path]:
        home = folder / name
        home.mkdir()
        (home / "outlets").mkdir()
        for file, text in OUTLET_FILES.items():
            (home / "outlets" / file).write_text(text, encoding="utf-8")
        (home / "pantau.toml").write_text('outlets_folder = "outlets"\n', encoding="utf-8")
        warc = write_warc(given, home / "warc")
        pantau = [sys.executable, "-m", "pantau", "--home", str(home)]
        replayed = measured([*pantau, "replay", str(warc)])
        return replayed, measured([*pantau, "analyse"]), home / "pantau.db"

    started, read, _ = run("few", pages[:FEW])
    replayed, analysed, path = run("all", pages)
    with Store.open(path, readonly=True) as store:
        bodies = dict(store.connection.execute("SELECT a.url, b.text FROM article a JOIN body b ON b.article = a.id"))
        counted = store.connection.execute(
            "SELECT count(*), sum(copy_of IS NOT NULL), sum(analysed IS NULL) FROM article"
        ).fetchone()
    return {
        "seconds": {"replay": replayed.wall - started.wall, "analyse": analysed.wall - read.wall},
        "cpu": {"replay": replayed.cpu - started.cpu, "analyse": analysed.cpu - read.cpu},
        "start": {"replay": started.wall, "analyse": read.wall},
        "peak_mb": {"replay": replayed.peak, "analyse": analysed.peak},
        "articles": dict(zip(("stored", "copies", "unread"), counted, strict=True)),
        "mb": path.stat().st_size / 1e6,
        "bodies": bodies,
    }


def loop(pages: list[Page], folder: Path) -> dict[str, Any]:
    """The same of the loop, in a process of its own."""
    given, answer = folder / "pages.json", folder / "answer.json"
    given.write_text(json.dumps([(page.url, page.html.decode()) for page in pages]), encoding="utf-8")
    spent = measured([sys.executable, "-m", "benchmarks.pipeline", "--loop", str(given), str(answer)])
    found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    return {**found, "peak_mb": {"loop": spent.peak}}


def write_loop(given: Path, answer: Path) -> None:
    """The loop itself."""
    import spacy
    import trafilatura
    from sentence_transformers import SentenceTransformer
    from sklearn.cluster import HDBSCAN

    from models import data
    from nlp.pipeline import ENGLISH_MODEL

    pages = json.loads(given.read_text(encoding="utf-8"))
    nlp = spacy.load(ENGLISH_MODEL)
    encoder = SentenceTransformer(str(data.installed("all-MiniLM-L6-v2")), device="cpu")
    trafilatura.extract(pages[0][1])
    encoder.encode(nlp("Loaded before the clock starts.").text)
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
        vectors.append(timed("embedding", encoder.encode, body, show_progress_bar=False))
        bodies[url] = body
    timed("clustering", HDBSCAN(min_cluster_size=2, copy=True).fit, vectors)
    answer.write_text(json.dumps({"seconds": stages, "cpu": cpu, "bodies": bodies}), encoding="utf-8")


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


def quality(pages: list[Page], mine: dict[str, Any], theirs: dict[str, Any], gold: Path | None) -> dict[str, Any]:
    spans = their_spans()
    found: dict[str, Any] = {
        "body_f1": (body_f1(pages, mine["bodies"]), body_f1(pages, theirs["bodies"])),
        **{
            f"{kind}_found": (share, other)
            for (kind, share), other in zip(marks_found(our_spans).items(), marks_found(spans).values(), strict=True)
        },
    }
    if gold:
        found["entities_f1"] = (entities_f1(gold, our_entities), entities_f1(gold, spans))
    return {name: {"ours": round(own, 3), "loop": round(other, 3)} for name, (own, other) in found.items()}


def compare(count: int, copies: float, folder: Path, gold: Path | None, seed: int) -> dict[str, Any]:
    """Both sides on one stream. Ratios over the seconds of the loop; ``by_cpu`` those of the processor."""
    folder.mkdir()
    pages = stream(count, copies, seed)
    mine, theirs = ours(pages, folder), loop(pages, folder)
    wall, their_wall = sum(mine["seconds"].values()), sum(theirs["seconds"].values())
    busy, their_busy = sum(mine["cpu"].values()), sum(theirs["cpu"].values())
    result = {
        "pages": len(pages),
        "speedup": round(their_wall / wall, 2),
        "speedup_by_cpu": round(their_busy / busy, 2),
        "articles_a_minute": round(len(pages) / wall * 60),
        "loop_articles_a_minute": round(len(pages) / their_wall * 60),
        "peak_mb": {name: round(size) for name, size in (mine["peak_mb"] | theirs["peak_mb"]).items()},
        "ms_a_page": {
            "ours": {name: round(1000 * one / len(pages), 1) for name, one in mine["seconds"].items()},
            "ours_cpu": {name: round(1000 * one / len(pages), 1) for name, one in mine["cpu"].items()},
            "loop": {name: round(1000 * one / len(pages), 1) for name, one in theirs["seconds"].items()},
        },
        "start_seconds": {name: round(one, 1) for name, one in mine["start"].items()},
        "articles": mine["articles"],
    }
    if copies:
        result["quality"] = quality(pages, mine, theirs, gold)
    return result


def report(count: int, gold: Path | None, seed: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        stream_found = compare(count, COPIES, Path(folder) / "stream", gold, seed)
        plain = compare(count, 0.0, Path(folder) / "plain", None, seed)
    peak = max(size for found in (stream_found, plain) for name, size in found["peak_mb"].items() if name != "loop")
    return {
        "speedup": stream_found["speedup"],
        "speedup_no_copies": plain["speedup"],
        "articles_a_minute": stream_found["articles_a_minute"],
        "peak_mb": peak,
        "same_annotations": all(one["ours"] >= one["loop"] for one in stream_found["quality"].values()),
        "stream": stream_found,
        "no_copies": plain,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=240)
    parser.add_argument("--entities", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--loop", nargs=2, type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.loop:
        write_loop(*asked.loop)
        return
    found = report(asked.articles, asked.entities, asked.seed)
    if asked.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name}: {json.dumps(value, indent=2) if isinstance(value, dict) else value}")


if __name__ == "__main__":
    main()
