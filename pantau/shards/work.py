"""One shard from its part of an archive, wherever it is made: pages are extracted in a guarded process.

Knows the readers and files; must not know a store, nor who else works.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from crawler.outlet_file import OutletFile
from crawler.replay import outcomes
from crawler.workers import Limits, Readers
from nlp.embedding import Encoder, load_encoder
from pantau.reading_ahead import Given, ReadText, read_text
from pantau.shards import files
from pantau.shards.plan import Part
from pantau.shards.rows import Found, rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What all parts of one backfill have in common; crosses to every process and machine."""

    folder: Path  # of the shards, under this name on every machine
    outlets: tuple[OutletFile, ...]
    zone: str
    limits: Limits
    encoder: str | None  # as ``load_encoder`` takes it
    spacy_model: str | None


def make(job: Job, part: Part) -> str:
    """Makes the shard of a part, unless it is there, and gives its name."""
    if not files.done(job.folder, part):
        found = Found(records=0, passed_over={}, damage=None)
        encoder = _encoder(job.encoder)

        def read(given: Given) -> ReadText:
            return read_text(given, encoder, job.spacy_model)

        with Readers(1, limits=job.limits) as readers:
            told = outcomes(part.path, job.outlets, readers=readers, first=part.first, last=part.last)
            files.write(job.folder, part, rows_of(told, read, ZoneInfo(job.zone), found), found)
    return part.name


@cache
def _encoder(name: str | None) -> Encoder:
    return load_encoder(name) if name else load_encoder()
