"""Which language a text is written in.

py3langid knows 97 languages but counts every letter, so that a short English sentence full of Malay names passes for
Malay, and Malay for Indonesian. Function words decide between these three; names have none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

# With less text than this the guess is not worth having.
_LEAST_CHARACTERS = 20
_LANGUAGES = (
    "en ms id zh ta th vi tl km lo my ja ko de fr es pt it nl pl ru uk tr ar hi da sv no nb nn fi cs hu ro el he is lb"
).split()
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    "the of and to in for on with at by from as is are was were be been has have had will would said says that this "
    "which who he she it its his her their they after but not more than also an or about".split()
)
_MALAY = frozenset(
    "yang dan di ke dari daripada pada kepada untuk dengan dalam itu ini kata berkata katanya beliau ia bagi oleh akan "
    "tidak telah sebagai adalah ialah juga atau serta turut menurut antara para bahawa bahwa selepas sebanyak".split()
)
# Spellings and words that one of the two standards has and the other has not.
_ONLY_MALAY = frozenset(
    "bahawa kerana ialah peratus bilion trilion juta-juta ringgit sen kerajaan syarikat berkata katanya jabatan "
    "kementerian perniagaan syer isnin khamis jumaat ahad mac ogos disember kereta boleh mesyuarat".split()
)
_ONLY_INDONESIAN = frozenset(
    "bahwa karena persen miliar triliun rupiah pemerintah perusahaan menurutnya ujarnya bisa senin kamis jumat "
    "maret agustus desember mobil rapat provinsi kabupaten".split()
)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    known = set(identifier.labels)
    identifier.set_languages([code for code in _LANGUAGES if code in known])
    return identifier


def language_of(text: str) -> str:
    """ISO 639-1 code of the language of ``text``; ``und`` where there is too little of it to say."""
    sample = text[:4000].strip()
    if len(sample) < _LEAST_CHARACTERS and not re.search(r"[\u3040-\uffdc]", sample):
        return "und"
    code: str = _identifier().classify(sample)[0]
    if code not in ("en", "ms", "id", "tl"):
        return code
    words = [word.lower() for word in _WORD.findall(sample)]
    english = sum(word in _ENGLISH for word in words)
    malay = sum(word in _MALAY for word in words)
    if english != malay:
        code = "en" if english > malay else code if code in ("ms", "id") else "ms"
    if code in ("ms", "id"):
        balance = sum((word in _ONLY_MALAY) - (word in _ONLY_INDONESIAN) for word in words)
        code = "id" if balance < 0 else "ms"  # where nothing tells, the standard of the outlets that are watched
    return code
