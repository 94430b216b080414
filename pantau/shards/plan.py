"""Which shards an archive is to be read into: their names follow from what is read and by what, so each is made once.

Pure but for reading the inputs; must not know Parquet, processes or a store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crawler.captures import read_warc
from records import BadInput, NotFound

SIZE = 1000  # records a shard: some five minutes of one process, which is what a kill can cost
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A WARC file as it was when the plan was made."""

    path: Path
    sha256: str
    records: int  # that can be read; damage may stand behind them


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one shard holds: records ``first`` to before ``last`` (None: to the end, and what is wrong there)."""

    path: Path
    sha256: str  # of the whole file
    first: int
    last: int | None
    version: str  # of everything that decides what is read of a page

    @property
    def name(self) -> str:
        """The shard's file. The stem is for people; the digest says what is in it, wherever the input lies."""
        made_of = f"{self.path.name}\n{self.sha256}\n{self.first}\n{self.last}\n{self.version}"
        stem = self.path.name.removesuffix(".gz").removesuffix(".warc")
        return f"{stem}-{self.first:07d}-{hashlib.sha256(made_of.encode()).hexdigest()[:16]}.parquet"

    def described(self) -> dict[str, Any]:
        """As a shard keeps it."""
        return asdict(self) | {"path": self.path.name}


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The WARC files among ``paths`` and in the folders among them, each once. Raises NotFound; BadInput for two of
    one name, which a store could not tell apart."""
    found: dict[str, Path] = {}
    for path in paths:
        if not path.exists():
            raise NotFound(f"{path}: no such file or folder")
        inside = sorted(one for ending in ("*.warc", "*.warc.gz") for one in path.rglob(ending))
        if path.is_dir() and not inside:
            raise NotFound(f"{path}: holds no WARC file (.warc, .warc.gz)")
        for file in inside if path.is_dir() else [path]:
            known = found.setdefault(file.name, file)
            if known.resolve() != file.resolve():
                raise BadInput(f"{file} and {known} have one name: a page is known by the name of its file")
    return list(found.values())


def look_at(path: Path) -> Source:
    """Reads a file once for its digest and once for the number of its records. Raises BadInput where it has none."""
    summed = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                summed.update(block)
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})") from error
    count = 0
    try:
        for _ in read_warc(path):
            count += 1
    except BadInput:
        if not count:
            raise
    return Source(path=path, sha256=summed.hexdigest(), records=count)


def parts_of(sources: Sequence[Source], version: str, size: int = SIZE) -> list[Part]:
    """The shards of these files, in order. The last of a file has no end, so that what is wrong there is told."""
    found = []
    for source in sources:
        starts = range(0, max(1, source.records), size)
        for first in starts:
            last = None if first == starts[-1] else first + size
            found.append(Part(path=source.path, sha256=source.sha256, first=first, last=last, version=version))
    return found
