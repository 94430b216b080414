"""Which language a text is written in (ISO 639-1). Pure.

Malay and Indonesian share most of their words: where a model calls a text one of them, the outlet's languages,
its country or its top-level domain decide.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlsplit

from py3langid.langid import MODEL_FILE, LanguageIdentifier

MIN_LETTERS = 60  # below, a model guesses; then only what the outlet or page says counts
_MALAY = {"MY": "ms", "BN": "ms", "SG": "ms", "ID": "id"}


def find_language(
    text: str, declared: str | None, languages: tuple[str, ...], country: str | None, url: str | None
) -> str | None:
    """The language, or None. ``declared`` is what the page says (``lang="en-MY"``), ``languages`` and ``country``
    what is known of the outlet."""
    said = declared.strip().replace("_", "-").split("-")[0].lower() if declared else None
    said = said if said and len(said) == 2 and said.isalpha() else None
    if sum(letter.isalpha() for letter in text) < MIN_LETTERS:
        return languages[0] if len(languages) == 1 else said
    found = str(_identifier().classify(text[:5000])[0])
    if found in ("ms", "id"):
        return _malay(found, said, languages, country, url)
    return found


def _malay(found: str, said: str | None, languages: tuple[str, ...], country: str | None, url: str | None) -> str:
    known = {"ms", "id"}.intersection(languages)
    if len(known) == 1:
        return known.pop()
    if country in _MALAY:
        return _MALAY[country]
    host = (urlsplit(url).hostname or "") if url else ""
    by_domain = _MALAY.get(host.rsplit(".", 1)[-1].upper())
    if by_domain:
        return by_domain
    return said if said in ("ms", "id") else found


@cache
def _identifier() -> Any:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
