"""What an archive read into shards costs: by one process and by two, here and under Ray.

    python -m benchmarks.shards [--pages 200] [--size 25] [--engine local ray] [--processes 1 2] [--json]

Made-up pages (``benchmarks.pipeline_pages``, 30 % copies, which are read too: who reads a shard knows no other) in
one WARC file, cut into shards of ``--size`` records. Seconds of the clock from start to end, with starting; of the
processor those of all processes (not of Ray, whose workers are no children of ours). "efficiency" is that of the clock
against one process; "processor_efficiency", which a busy machine leaves alone, says what working side by side costs.
All ways must give the same rows.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.pipeline_pages import OUTLET_FILES, stream, write_warc
from crawler.outlet_file import OutletFile, load_outlets
from crawler.workers import Limits
from pantau.shards import engines, files, plan
from pantau.shards.work import Job


def measure(warc: Path, outlets: tuple[OutletFile, ...], size: int, engine: engines.Engine, processes: int) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        job = Job(folder=Path(folder), outlets=outlets, zone="Asia/Kuala_Lumpur", limits=Limits(), encoder=None,
                  spacy_model=None)  # fmt: skip
        parts = plan.parts_of([plan.look_at(warc)], "v1", size)
        began, before = time.monotonic(), _processor()
        made = list(engines.run(engine, job, parts, processes))
        seconds, processor = time.monotonic() - began, _processor() - before
        rows = [row for path in files.shards_in(Path(folder)) for _, group in files.read(path) for row in group]
        return {
            "engine": engine,
            "processes": processes,
            "shards": len(made),
            "pages": len(rows),
            "seconds": round(seconds, 1),
            "processor_seconds": round(processor, 1) if engine == "local" else None,
            "processor_ms_a_page": round(1000 * processor / len(rows)) if engine == "local" else None,
            "kb_a_page": round(sum(path.stat().st_size for path in Path(folder).iterdir()) / len(rows) / 1000, 1),
            "warc_kb_a_page": round(warc.stat().st_size / len(rows) / 1000, 1),
            "rows": hash(tuple(sorted(repr(sorted(row.items())) for row in rows))),
        }


def _processor() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--size", type=int, default=25, help="records a shard")
    parser.add_argument("--engine", nargs="*", choices=("local", "ray"), default=["local", "ray"])
    parser.add_argument("--processes", nargs="*", type=int, default=[1, 2])
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "outlets").mkdir()
        for name, text in OUTLET_FILES.items():
            (Path(folder) / "outlets" / name).write_text(text, encoding="utf-8")
        outlets = tuple(load_outlets(Path(folder) / "outlets"))
        warc = write_warc(stream(asked.pages, 0.3), Path(folder) / "warc")
        found = []
        for engine in asked.engine:
            first = None
            for processes in asked.processes:
                row = measure(warc, outlets, asked.size, engine, processes)
                first = first or row
                row["efficiency"] = round(first["seconds"] / row["seconds"] / processes * first["processes"], 2)
                if engine == "local":
                    row["processor_efficiency"] = round(first["processor_seconds"] / row["processor_seconds"], 2)
                found.append(row)
    assert len({row.pop("rows") for row in found}) == 1, "not the same rows"
    print(json.dumps(found) if asked.json else "\n".join(json.dumps(row) for row in found))


if __name__ == "__main__":
    main()
