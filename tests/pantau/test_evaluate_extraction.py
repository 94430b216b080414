"""Extraction is measured beside its peers on the same pages in the same run."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from pantau.evaluate import peers
from pantau.evaluate.runs import extraction

TEXT = (
    "The harbour board of Port Larkin said on Monday that it will spend RM12 million on a new quay.",
    "Work begins in March, and two more ships a week can then be served, the board added in a letter.",
    "Fishermen asked for the northern steps to stay open while the work goes on, and the board agreed.",
)


def corpus(folder: Path) -> Path:
    (folder / "html").mkdir()
    paragraphs = "".join(f"<p>{text}</p>" for text in TEXT)
    story = f"<article><h1>New quay</h1>{paragraphs}</article>"
    html = f"<html><head><title>New quay</title></head><body>{story}</body></html>"
    (folder / "html" / "a.html.gz").write_bytes(gzip.compress(html.encode()))
    truth = {"a": {"url": "https://larkinpost.example/a", "articleBody": "\n".join(TEXT)}}
    (folder / "ground-truth.json").write_text(json.dumps(truth))
    return folder


def test_peers_and_time_stand_beside_our_score(tmp_path: Path) -> None:
    steps: list[int] = []
    report = extraction(corpus(tmp_path), lambda: steps.append(1))
    rows = {row[0]: row for row in report.rows}
    assert rows["body (4-gram shingles)"][3] == 1.0
    theirs = rows["body of trafilatura"][3]
    assert theirs is not None
    assert theirs > 0.9  # it keeps the headline
    for name in ("ours", "trafilatura"):
        spent = rows[f"seconds a page: {name}"][3]
        assert spent is not None
        assert 0 < spent < 5
    assert steps == [1]


def test_a_peer_that_raises_has_read_nothing() -> None:
    def broken(html: bytes, url: str | None) -> str:
        raise RuntimeError(f"{len(html)} {url}")

    raised: list[str] = []
    assert peers.read(broken, b"x", None) == ""
    assert peers.read(broken, b"x", None, raised) == ""
    assert raised == ["RuntimeError: 1 None"]
    assert next(name for name, _ in peers.peers()) == "trafilatura"
