"""What the decision on pairs of reports is learned from: texts with their gold stories, undated and dated.

Knows rows of files; must not know features, models or scores.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nlp.embedding import default_encoder, embedding_text
from nlp.stories import words
from nlp.stories.item import FIELDS, Signs, StoryItem, bags, read

BACKGROUND_SHARE = 0.01  # terms in fewer documents are left to the window's own counts

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A text of a corpus."""

    item: StoryItem
    signs: Signs
    story: str

    @property
    def topic(self) -> str:
        return self.story.split("_")[0]


def rows_of(file: Path) -> list[dict[str, Any]]:
    # split and not splitlines: a JSON string may hold U+2028 and its like as they are
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]


def read_texts(files: Sequence[Path], vectors: Path | None = None) -> list[Told]:
    """Texts with vectors, each once, that are of no gold story."""
    items = list({(item.title, item.body): item for file in files for item in texts_of(file)}.values())
    found = _vectors([(item.title, item.body) for item in items], vectors)
    return [
        Told(item=replace(item, vector=vector), signs=read(item), story="")
        for item, vector in zip(items, found, strict=True)
    ]


def read_told(file: Path, vectors: Path | None = None) -> list[Told]:
    """Texts with vectors and gold stories, the dated ones in order of time. ``vectors``: a folder that keeps the
    vectors of a file from one run to the next."""
    rows = rows_of(file)
    told = []
    for row, vector in zip(rows, _vectors([(row.get("title", ""), row["text"]) for row in rows], vectors), strict=True):
        item = StoryItem(
            id=row["id"],
            title=row.get("title", ""),
            body=row["text"],
            when=datetime.fromisoformat(row["published"]).astimezone(UTC) if row.get("published") else None,
            vector=vector,
            language=row.get("language", "en"),
        )
        told.append(Told(item=item, signs=read(item), story=row["story"]))
    if all(one.item.when for one in told):
        told.sort(key=lambda one: (one.item.when, one.item.id))
    return told


def _vectors(told: Sequence[tuple[str, str]], folder: Path | None) -> Vectors:
    """Of titles and texts."""
    texts = [embedding_text(title, "\n".join(words.prose_lines(text))) for title, text in told]
    kept = folder / f"{hashlib.sha256(repr(texts).encode()).hexdigest()[:16]}.npy" if folder else None
    if kept is not None and kept.exists():
        return np.asarray(np.load(kept), dtype=np.float32)
    found = default_encoder().encode(texts)
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.save(kept, found)
    return found


def texts_of(file: Path) -> list[StoryItem]:
    """Texts to count words in: rows of texts, or of pairs of texts (``a``, ``b``)."""
    rows = [told for row in rows_of(file) for told in ([row["a"], row["b"]] if "a" in row else [row])]
    return [
        StoryItem(id="", title=row.get("title", ""), body=row["text"], language=row.get("language", "en"))
        for row in rows
    ]


def background(items: Sequence[StoryItem]) -> dict[str, dict[str, float]]:
    """By field, shares of documents by term, of the terms in at least BACKGROUND_SHARE of the documents in a language;
    of a term that two languages have, the larger share."""
    shares: dict[str, dict[str, float]] = {field: {} for field in FIELDS}
    for language in sorted({item.language or "" for item in items}):
        counts = [bags(item) for item in items if (item.language or "") == language]
        for field in FIELDS:
            counted: Counter[str] = Counter()
            for found in counts:
                counted.update(found[field].keys())
            for term, held in counted.items():
                if held >= max(2, BACKGROUND_SHARE * len(counts)):
                    shares[field][term] = max(shares[field].get(term, 0.0), round(held / len(counts), 4))
    return {field: dict(sorted(found.items())) for field, found in shares.items()}
