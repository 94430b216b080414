"""Writes models/officials-confidence.toml: how often each way of reading an official is right.

    python -m benchmarks.officials_confidence gold.jsonl hitl.jsonl
    pantau evaluate officials gold.jsonl --reliability

The files are MEN-Dataset rows. Only their half A is counted: the second command judges the table on half B.
"""

from __future__ import annotations

import sys
from pathlib import Path

import models
from nlp.officials.confidence import FILE, Table
from pantau.evaluate.reliability import cases_of, counted

HEADER = """\
# Written by benchmarks/officials_confidence.py from half A of the MEN-Dataset files {names}.
# way -> words of the printed name (3: three and more) = [right, all]. Right: name and post are both marked there, and
# no relation gives the post to somebody else. The marks leave true pairs out, so the shares are lower bounds.
"""


def written(table: Table, names: str) -> str:
    """The table as TOML."""
    lines = [HEADER.format(names=names)]
    for way, cells in table.items():
        lines.append(f'[way."{way}"]')
        lines += [f"{length} = [{cell.right}, {cell.count}]" for length, cell in cells.items()]
        lines.append("")
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    paths = [Path(argument) for argument in arguments]
    if not paths:
        raise SystemExit("usage: python -m benchmarks.officials_confidence FILE.jsonl ...")
    cases = [case for path in paths for case in cases_of(path, "A", lambda: None)]
    names = " and ".join(path.name for path in paths)
    target = Path(str(models.__file__)).parent / FILE
    target.write_text(written(counted(cases), names), encoding="utf-8")
    print(f"{target}: {len(cases)} mentions")


if __name__ == "__main__":
    main(sys.argv[1:])
