"""What the known organisations are called in each language, for who looks for one by name.

Knows the lists models/organisations.toml and models/organisations-zh.toml; it must not know texts or tables.
"""

from __future__ import annotations

from dataclasses import dataclass

from nlp.entities.chinese import chinese_names
from nlp.officials.lexicon import lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """``name`` is what articles' mentions of it are given as; ``also`` are short names and what else news calls it."""

    name: str
    en: tuple[str, ...]
    ms: tuple[str, ...]
    zh: tuple[str, ...]
    also: tuple[str, ...]


def called() -> list[Called]:
    """Every known organisation, by name."""
    chinese = chinese_names()
    known = lexicon().by_name
    found = []
    for name in sorted(known.keys() | chinese.keys()):
        listed = known.get(name)
        found.append(
            Called(
                name=name,
                en=(name,),
                ms=(listed.name_ms,) if listed and listed.name_ms else (),
                zh=chinese.get(name, ()),
                also=tuple(dict.fromkeys(((listed.short,) if listed.short else ()) + listed.aliases)) if listed else (),
            )
        )
    return found
