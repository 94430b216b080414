"""The phrases themselves: key -> (English, Malay). Data; ``digest.phrases`` says how they are read."""

from __future__ import annotations

from digest.phrase_table import errata, figures, frame, health, stories, weeks

_PARTS = (frame, stories, figures, weeks, health, errata)
PHRASES: dict[str, tuple[str, str]] = {key: said for part in _PARTS for key, said in part.PHRASES.items()}
