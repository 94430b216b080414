"""Brings shards into a store: pages as a replay hands them on, then an analysis that looks up what was read.

The same commands of the store in the same order as ``replay`` and ``analyse``, so the same rows. Killed and started
again, it goes on: a page that is there already is the same page.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from crawler.ports import Sink
from pantau.reading_ahead import Given, Reader, ReadText
from pantau.shards import files
from pantau.shards.rows import digest_of, page_of, text_of
from records import BadInput

T = TypeVar("T")

_KEPT = 16  # groups of rows in memory: articles are asked for in the order of time, which is nearly that of their files


def load_pages(paths: Sequence[Path], sink: Sink) -> list[str]:
    """Hands every page to ``sink``; gives what was wrong with the inputs. Raises BadInput for what is no shard."""
    damage = []
    for path in paths:
        told = files.told_in(path)
        for _, rows in files.read(path, ("fetch_json", "article_json")):
            for row in rows:
                article, fetch = _checked(path, page_of, row)
                if article is None:
                    sink.fetch(fetch)
                else:
                    sink.article(article, fetch)
        if told["damage"]:
            damage.append(str(told["damage"]))
    return damage


class Shelf:
    """Reads articles by looking up what a shard has of them; ``other`` reads what none has.

    Shards of another ``version`` than this one's are not looked into. 100 bytes of memory an article.
    """

    def __init__(self, paths: Sequence[Path], version: str, other: Reader) -> None:
        self._other = other
        self._paths: list[Path] = []
        self._places: dict[bytes, tuple[int, int, int]] = {}  # shard, group, row
        self._kept: OrderedDict[tuple[int, int], list[dict[str, Any]]] = OrderedDict()
        self.stale = 0  # shards of another version
        for path in paths:
            if files.told_in(path)["part"]["version"] != version:
                self.stale += 1
                continue
            for group, rows in files.read(path, ("given",)):
                for number, row in enumerate(rows):
                    if row["given"] is not None:
                        self._places.setdefault(row["given"], (len(self._paths), group, number))
            self._paths.append(path)

    def begin(self, given: Given) -> Callable[[], ReadText]:
        place = self._places.get(digest_of(given))
        return self._other.begin(given) if place is None else lambda: self._read(*place)

    def _read(self, shard: int, group: int, number: int) -> ReadText:
        rows = self._kept.pop((shard, group), None)
        if rows is None:
            wanted = ("annotation_json", "vector", "passages")
            rows = files.read_group(self._paths[shard], group, wanted)
        self._kept[shard, group] = rows
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return _checked(self._paths[shard], text_of, rows[number])


def _checked(path: Path, what: Callable[[dict[str, Any]], T], row: dict[str, Any]) -> T:
    try:
        return what(row)
    except ValueError as error:
        raise BadInput(f"{path}: a row that is no record ({str(error).splitlines()[0]})") from error
