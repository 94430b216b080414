"""Reads articles of the archive once more, with other rules, data or weights, and says which facts change.

The other reading is a process of its own that runs ``pantau annotate``, whose shape is public: of this checkout, of
this one with other files in models/, or of another version of Pantau. Nothing is written.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from nlp.themes import ThemeScorer
from pantau.facts import FIELDS, changes, facts_of
from pantau.phrases import StoredPhrases
from pantau.themes import archive_scores, heads
from records import BadInput, Fact, FactChange, Theme
from store import Store
from store.tagged import TaggedText, corrected_places, stored_facts, stored_themes

ROOT = Path(__file__).resolve().parent.parent
_PACKAGES = ("records", "crawler", "nlp", "store", "browse", "digest", "pantau")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Which other reading: ``code`` a checkout of Pantau (None: this one), ``models`` a folder whose files take the
    place of those of models/, ``spacy_model`` another pipeline for English."""

    code: Path | None = None
    models: Path | None = None
    spacy_model: str | None = None


def retagged(
    store: Store, texts: Sequence[TaggedText], reader: Reader, step: Callable[[], None]
) -> Iterator[tuple[TaggedText, list[FactChange]]]:
    """Each article with what the other reading has otherwise. What people corrected is no change. Raises BadInput
    where the other reading cannot be made, with its own words."""
    zone = ZoneInfo(store.zone)
    for text, row in zip(texts, _read(texts, reader, zone), strict=True):
        corrected = corrected_places(store, text.id)

        def counts(fact: Fact, corrected: list[int] = corrected) -> bool:
            return fact.kind != "figure" or not any(fact.start <= place < fact.end for place in corrected)

        old = [fact for fact in stored_facts(store, text.id, FIELDS) if counts(fact)]
        new = [fact for fact in facts_of(row) if counts(fact)]
        yield text, changes(text.id, old, new)
        step()


def _read(texts: Sequence[TaggedText], reader: Reader, zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    """The public row of each text, in order."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pantau-diff-")))
        root = stack.enter_context(_checkout(reader, folder))
        listed = folder / "texts.jsonl"
        with listed.open("w", encoding="utf-8") as stream:
            for text in texts:
                row = {"id": text.id, "text": text.text, "language": text.language}
                row["published"] = str(_day(text.published, zone)) if text.published else None
                stream.write(json.dumps(row) + "\n")
        command = [sys.executable, "-m", "pantau", "annotate", str(listed), "--json"]
        if reader.spacy_model:
            command += ["--spacy-model", reader.spacy_model]
        said = stack.enter_context((folder / "said").open("w+", encoding="utf-8"))
        child = subprocess.Popen(
            command,
            cwd=root,
            env=os.environ | {"PYTHONPATH": str(root)},
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
        try:
            assert child.stdout is not None
            count = 0
            for line in child.stdout:
                count += 1
                yield json.loads(line)
            if child.wait() != 0 or count != len(texts):
                said.seek(0)
                words = (said.read().strip().splitlines() or ["nothing was said"])[-1]
                raise BadInput(f"the other reading of {root} ended with exit code {child.returncode}: {words}")
        finally:
            child.kill()
            child.wait()
            if child.stdout is not None:
                child.stdout.close()


def _day(moment: datetime, zone: ZoneInfo) -> date:
    """The day that "last year" and its like are read by: as an analysis takes it."""
    return moment.astimezone(zone).date()


@contextmanager
def _checkout(reader: Reader, folder: Path) -> Iterator[Path]:
    """The folder whose packages read: a checkout, or one made of links in which some files of models/ are others."""
    code = (reader.code or ROOT).resolve()
    if not (code / "pantau" / "__main__.py").is_file() or not (code / "models").is_dir():
        raise BadInput(f"{code} is no checkout of Pantau: it has no pantau/ and models/")
    if reader.models is None:
        yield code
        return
    laid = folder / "code"
    laid.mkdir()
    for name in _PACKAGES:
        (laid / name).symlink_to(code / name)
    shutil.copytree(code / "models", laid / "models", ignore=shutil.ignore_patterns("__pycache__", "train*"))
    others = [path for path in sorted(reader.models.rglob("*")) if path.is_file()]
    if not others:
        raise BadInput(f"{reader.models} holds no file to put in the place of one of models/")
    for path in others:
        file = path.relative_to(reader.models)
        if not (code / "models" / file).is_file():
            raise BadInput(f"{path}: models/ has no file {file} whose place it could take")
        shutil.copyfile(path, laid / "models" / file)
    yield laid


def rethemed(
    store: Store, texts: Sequence[TaggedText], themes: Sequence[Theme], phrases: StoredPhrases
) -> Iterator[tuple[Theme, list[FactChange], int]]:
    """Each theme with the articles that gain or lose it under this definition, and how many cannot be scored (their
    vectors are those of another encoder, or were let go of)."""
    titles = {text.id: text.title for text in texts}
    encoder = phrases.encoder
    for theme in themes:
        learned = heads(store, [theme], encoder, phrases=phrases)
        scorer = ThemeScorer([theme], encoder, heads=learned, phrases=phrases)
        before = stored_themes(store, theme.id)
        found, scored = [], 0
        for article, score in archive_scores(store, scorer):
            if article not in titles:
                continue
            scored += 1
            had, why = before.get(article, (False, None))
            if had == score.assigned:
                continue
            old = _theme(theme.id, titles[article], why) if had else None
            new = _theme(theme.id, titles[article], score.why) if score.assigned else None
            found.append(FactChange(article=article, how="lost" if had else "gained", old=old, new=new))
        yield theme, found, len(texts) - scored


def _theme(theme: str, title: str, why: str | None) -> Fact:
    return Fact(kind="theme", start=0, end=0, sentence=title, said=(("theme", theme),), rule=why)


def lost_themes(store: Store, texts: Sequence[TaggedText], themes: Sequence[str]) -> list[FactChange]:
    """Articles that have a theme which is no more."""
    titles = {text.id: text.title for text in texts}
    return [
        FactChange(article=article, how="lost", old=_theme(theme, titles[article], why), new=None)
        for theme in themes
        for article, (had, why) in stored_themes(store, theme).items()
        if had and article in titles
    ]
