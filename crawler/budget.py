"""How much room the archive may take, and what is let go first where it takes more.

The choice is pure; one function asks the folder and deletes. It must not know what a record is worth: articles and
their revisions stay in the store, only making them again from the pages of that time ends with a file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

OURS = re.compile(r"pantau-(\d{14})-\d{5}\.warc\.gz")  # no other file is ever touched


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    name: str
    size: int  # bytes


def choose_to_let_go(files: Iterable[File], budget: int, keep: Collection[str]) -> tuple[File, ...]:
    """The files that go so that the rest takes ``budget`` bytes at most (0: no limit): whole files, those whose crawl
    began first, until it is enough. Never those in ``keep`` (what this crawl wrote), never the newest of all, and
    never what Pantau did not write.
    """
    ours = sorted((file for file in files if OURS.fullmatch(file.name)), key=lambda file: file.name)
    left = sum(file.size for file in ours)
    gone: list[File] = []
    for file in ours[:-1] if budget else ():
        if left <= budget:
            break
        if file.name not in keep:
            gone.append(file)
            left -= file.size
    return tuple(gone)


def archive_files(folder: Path) -> tuple[File, ...]:
    """The files of the archive that Pantau wrote, the oldest first."""
    if not folder.is_dir():
        return ()
    found = (File(name=path.name, size=path.stat().st_size) for path in sorted(folder.iterdir()) if path.is_file())
    return tuple(file for file in found if OURS.fullmatch(file.name))


def keep_within(folder: Path, budget: int, keep: Collection[str]) -> tuple[File, ...]:
    """Deletes what ``choose_to_let_go`` says, and gives it. Raises OSError where a file cannot be deleted."""
    gone = choose_to_let_go(archive_files(folder), budget, keep)
    for file in gone:
        (folder / file.name).unlink()
    return gone
