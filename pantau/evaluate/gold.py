"""Readers of gold data. Each raises BadInput or NotFound that names file, line and field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pantau.files import json_rows, read_bytes
from records import BadInput, NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldPage:
    """A page and what a reader should get from it; None where the gold does not say."""

    name: str
    html: bytes
    url: str | None
    body: str
    title: str | None = None
    authors: tuple[str, ...] | None = None
    day: str | None = None  # 2024-11-22


def pages(path: Path) -> Iterator[GoldPage]:
    """Pages of a folder: ``ground-truth.json`` with ``html/*.html.gz`` (scrapinghub/article-extraction-benchmark),
    or ``gold.jsonl`` with ``pages.warc.gz`` (fundus test resources, a version a page layout)."""
    if (path / "ground-truth.json").exists():
        try:
            truth = json.loads(read_bytes(path / "ground-truth.json"))
        except json.JSONDecodeError as error:
            raise BadInput(f"{path / 'ground-truth.json'}: no JSON ({error.msg} at line {error.lineno})") from error
        for name, row in truth.items():
            html = read_bytes(path / "html" / f"{name}.html.gz")
            yield GoldPage(name=name, html=html, url=row.get("url"), body=row["articleBody"])
    elif (path / "gold.jsonl").exists():
        responses = dict(_responses(path / "pages.warc.gz"))
        for row in json_rows(path / "gold.jsonl", required=("url", "parser_versions")):
            if row["url"] not in responses:
                raise BadInput(f"{path / 'pages.warc.gz'}: holds no response for {row['url']}")
            yield _page(row, responses[row["url"]])
    else:
        raise NotFound(f"{path}: holds neither ground-truth.json nor gold.jsonl")


def _responses(path: Path) -> Iterator[tuple[str, bytes]]:
    from warcio.archiveiterator import ArchiveIterator

    if not path.exists():
        raise NotFound(f"{path}: no such file")
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type == "response":
                yield record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read()


def _page(row: dict[str, Any], html: bytes) -> GoldPage:
    """The newest layout's expectation whose body is printed on the page; the gold keeps one a layout."""
    versions = list(row["parser_versions"].values())
    text = html.decode("utf-8", "replace")

    def printed(version: dict[str, Any]) -> int:
        return sum(part[:30] in text for part in _paragraphs(version))

    best = max(reversed(versions), key=printed)
    authors = best.get("authors")
    return GoldPage(
        name=f"{row.get('publisher')} {row['url']}",
        html=html,
        url=row["url"],
        body="\n".join(_paragraphs(best)),
        title=best.get("title"),
        authors=tuple(authors) if authors is not None else None,
        day=str(best["publishing_date"])[:10] if best.get("publishing_date") else None,
    )


def _paragraphs(version: dict[str, Any]) -> list[str]:
    body = version.get("body") or {}
    parts = list(body.get("summary") or [])
    for section in body.get("sections") or []:
        parts += [*(section.get("headline") or []), *(section.get("paragraphs") or [])]
    return parts
