"""Which language a text is written in (ISO 639-1). Pure.

Malay and Indonesian share most of their words: where a model calls a text one of them, the outlet's languages, its
country, the words that only one of them writes, or its top-level domain decide.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from records import Evidence

MIN_LETTERS = 60  # below, a model guesses; then only what the outlet or page says counts
ENOUGH = 1000  # characters for the model, which reads a letter at a time; 5,000 change none of 222 pages
MIN_WORDS = 3  # of words that only one of two close languages has; fewer may be a quotation or a name
_MALAY = {"MY": "ms", "BN": "ms", "SG": "ms", "ID": "id"}
# Everyday words of news that one language writes and the other does not, or writes otherwise.
_ONLY = {
    "ms": frozenset(
        "kerana bahawa syarikat iaitu ialah manakala mesyuarat polis doktor universiti peratus bilion kempen "
        "suruhanjaya lapan percuma kereta berbeza sekiranya isnin khamis ahad ogos mac julai jun disember "
        "perkhidmatan perniagaan setiausaha pengerusi timbalan pelbagai ringgit".split()
    ),
    "id": frozenset(
        "karena bahwa uang perusahaan yaitu sedangkan polisi dokter universitas kantor persen miliar kampanye "
        "delapan gratis mobil berbeda bisa senin kamis minggu agustus maret juli juni desember "
        "layanan bisnis sekretaris berbagai rupiah".split()
    ),
}


def find_language(
    text: str, declared: str | None, languages: tuple[str, ...], country: str | None, url: str | None
) -> str | None:
    """The language, or None. ``declared`` is what the page says (``lang="en-MY"``), ``languages`` and ``country``
    what is known of the outlet."""
    said = _code(declared)
    if next(islice(filter(str.isalpha, text), MIN_LETTERS - 1, None), None) is None:
        return languages[0] if len(languages) == 1 else said
    found = str(_identifier().classify(text[:ENOUGH])[0])
    if found in ("ms", "id"):
        return _malay(found, said, text, languages, country, url)
    return found


def language_evidence(found: str | None, declared: str | None, languages: tuple[str, ...]) -> Evidence | None:
    """Read from the text; agreed where the page declares the same or the outlet writes in it."""
    if found is None:
        return None
    if _code(declared) == found:
        return Evidence("text+lang", "agreed")
    return Evidence("text+outlet", "agreed") if found in languages else Evidence("text", "read")


def _code(declared: str | None) -> str | None:
    said = declared.strip().replace("_", "-").split("-")[0].lower() if declared else None
    return said if said and len(said) == 2 and said.isalpha() else None


def _malay(
    found: str, said: str | None, text: str, languages: tuple[str, ...], country: str | None, url: str | None
) -> str:
    known = {"ms", "id"}.intersection(languages)
    if len(known) == 1:
        return known.pop()
    if country in _MALAY:
        return _MALAY[country]
    by_words = _by_words(text)
    if by_words:
        return by_words
    host = (urlsplit(url).hostname or "") if url else ""
    by_domain = _MALAY.get(host.rsplit(".", 1)[-1].upper())
    if by_domain:
        return by_domain
    return said if said in ("ms", "id") else found


def _by_words(text: str) -> str | None:
    """The language whose own words stand in a text at least MIN_WORDS times and twice as often as the other's."""
    words = re.findall(r"[a-z]+", text[:5000].lower())
    counts = {language: sum(word in only for word in words) for language, only in _ONLY.items()}
    best = max(counts, key=counts.__getitem__)
    other = counts["id" if best == "ms" else "ms"]
    return best if counts[best] >= MIN_WORDS and counts[best] >= 2 * other else None


@cache
def _identifier() -> Any:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
