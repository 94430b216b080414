"""Writes the gold of the bundled sample web as rows that ``pantau evaluate stories|themes`` reads.

    python -m benchmarks.sample_gold FOLDER
    pantau evaluate stories FOLDER/stories.jsonl
    pantau evaluate themes FOLDER/themes.jsonl

The sample was written by us, so its scores are a check of the way, not a claim about the world.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from pantau.sample.content import load_pieces

GOLD = Path(__file__).resolve().parent.parent / "tests" / "gold" / "sample"


def rows() -> list[dict[str, object]]:
    """An article a row: id, title, text, published, language, story (the event it tells of), themes."""
    gold = {}
    for path in sorted(GOLD.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            marked = json.loads(line)
            gold[marked["id"]] = marked
    return [
        {
            "id": piece.id,
            "title": piece.title,
            "text": "\n".join(piece.paragraphs[:1] if piece.paywalled else piece.paragraphs),
            "published": piece.published.isoformat(),
            "language": piece.language,
            "story": gold[piece.id]["event"],
            "themes": gold[piece.id]["themes"],
        }
        for piece in load_pieces()
    ]


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, left_out in (("stories", "themes"), ("themes", "story")):
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as stream:
            for row in rows():
                kept = {key: value for key, value in row.items() if key != left_out}
                stream.write(json.dumps(kept, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    main(parser.parse_args().folder)
