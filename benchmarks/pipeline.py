"""``pantau replay`` and ``pantau analyse`` beside the loop that one would write today, on the same pages in one run.

    python -m benchmarks.pipeline [--articles 240] [--entities GOLD.jsonl] [--real FOLDER] [--json]

The loop (``pipeline_loop``): trafilatura, spaCy's whole en_core_web_sm, SentenceTransformer a text at a time, HDBSCAN
over all vectors. It keeps nothing, knows no copies, officials, figures, quotes or themes; a third side
(``pipeline_bare``) has what the loop has by Pantau's parts, and nothing else. Two streams (``pipeline_pages``): one
with 30 % copies and 1.5 % unchanged re-fetches, one with no copies; real pages where a folder of them is given
(``pipeline_real``). Models are loaded before any side's clock starts: of Pantau's two commands the seconds of the same
commands on four pages are taken off, and said. Memory is the proportional share (PSS) of a command and all its
processes, looked at four times a second. Annotations are compared where somebody marked them (``pipeline_quality``).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.pipeline_measure import Spent, measured
from benchmarks.pipeline_pages import OUTLET_FILES, Page, stream, write_warc
from benchmarks.pipeline_quality import body_f1, quality
from benchmarks.pipeline_real import real_pages

COPIES = 0.3
FEW = 4  # pages of the run that tells what starting costs


def ours(pages: list[Page], outlets: Mapping[str, str], folder: Path) -> dict[str, Any]:
    """What the two commands take for these pages, and the bodies that they stored."""
    from store import Store

    def run(name: str, given: list[Page]) -> tuple[Spent, Spent, Path]:
        home = folder / name
        home.mkdir()
        (home / "outlets").mkdir()
        for file, text in outlets.items():
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


def side(module: str, pages: list[Page], folder: Path) -> dict[str, Any]:
    """The same of a side that is a module of its own, ``python -m benchmarks.MODULE PAGES ANSWER``."""
    given, answer = folder / "pages.json", folder / f"{module}.json"
    given.write_text(json.dumps([(page.url, page.html.decode(errors="replace")) for page in pages]), encoding="utf-8")
    spent = measured([sys.executable, "-m", f"benchmarks.{module}", str(given), str(answer)])
    found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    return {**found, "peak_mb": {module: spent.peak}}


def compare(pages: list[Page], outlets: Mapping[str, str], folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """All sides on these pages: what is told, and the bodies of each by its name. Ratios over the seconds of the loop;
    ``by_cpu`` those of the processor."""
    folder.mkdir()
    mine = ours(pages, outlets, folder)
    theirs, bare = side("pipeline_loop", pages, folder), side("pipeline_bare", pages, folder)
    wall, their_wall, bare_wall = (sum(each["seconds"].values()) for each in (mine, theirs, bare))
    busy, their_busy, bare_busy = (sum(each["cpu"].values()) for each in (mine, theirs, bare))

    def milliseconds(stages: Mapping[str, float]) -> dict[str, float]:
        return {name: round(1000 * one / len(pages), 1) for name, one in stages.items()}

    told = {
        "pages": len(pages),
        "speedup": round(their_wall / wall, 2),
        "speedup_by_cpu": round(their_busy / busy, 2),
        "speedup_same_annotations": round(their_wall / bare_wall, 2),
        "speedup_same_annotations_by_cpu": round(their_busy / bare_busy, 2),
        "articles_a_minute": round(len(pages) / wall * 60),
        "loop_articles_a_minute": round(len(pages) / their_wall * 60),
        "peak_mb": {
            name: round(size) for name, size in (mine["peak_mb"] | theirs["peak_mb"] | bare["peak_mb"]).items()
        },
        "ms_a_page": {
            "ours": milliseconds(mine["seconds"]),
            "ours_cpu": milliseconds(mine["cpu"]),
            "loop": milliseconds(theirs["seconds"]),
            "loop_cpu": milliseconds(theirs["cpu"]),
            "bare": milliseconds(bare["seconds"]),
            "bare_cpu": milliseconds(bare["cpu"]),
        },
        "start_seconds": {name: round(one, 1) for name, one in mine["start"].items()},
        "articles": mine["articles"],
        "loop_embeds_by": theirs["embeds"],
    }
    return told, {"ours": mine["bodies"], "loop": theirs["bodies"]}


def report(count: int, gold: Path | None, real: Path | None, seed: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        pages = stream(count, COPIES, seed)
        with_copies, bodies = compare(pages, OUTLET_FILES, Path(folder) / "stream")
        found = with_copies | {"quality": quality(pages, bodies, gold)}
        plain, _ = compare(stream(count, 0.0, seed), OUTLET_FILES, Path(folder) / "plain")
        others = {}
        if real:
            pages, outlets = real_pages(real)
            others["real"], bodies = compare(pages, outlets, Path(folder) / "real")
            others["real"]["body_f1"] = {name: round(body_f1(pages, each), 3) for name, each in bodies.items()}
    peaks = [size for each in (found, plain) for name, size in each["peak_mb"].items() if name in ("replay", "analyse")]
    return {
        "speedup": found["speedup"],
        "speedup_no_copies": plain["speedup"],
        "articles_a_minute": found["articles_a_minute"],
        "peak_mb": max(peaks),
        "same_annotations": all(one["ours"] >= one["loop"] for one in found["quality"].values()),
        "stream": found,
        "no_copies": plain,
        **others,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=240)
    parser.add_argument("--entities", type=Path)
    parser.add_argument("--real", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = report(asked.articles, asked.entities, asked.real, asked.seed)
    if asked.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name}: {json.dumps(value, indent=2) if isinstance(value, dict) else value}")


if __name__ == "__main__":
    main()
