"""Associations that Malay news speaks of without a name: "Kesatuan pekerja menyoal angka itu. Presidennya, NAME, ..."

Tells that "its" goes back to one of those, so that the post is of no house that the text named before. Must not know
posts, nor who holds them.
"""

from __future__ import annotations

import re

from nlp.reading import Reading
from records import Entity

_ASSOCIATION = r"(?i:(?:kongres\s+)?(?:kesatuan|persatuan|pertubuhan|gabungan|persekutuan|kelab|koperasi))\b"
# Those whose it is: "pe-" makes a doer of a verb (pekerja, penduduk, peniaga, pengguna), and some words are doers as
# they are. A verb behind "kesatuan" would tell nothing of it, and it may be the one that was named.
_MEMBERS = (
    r"(?:pe(?!rnah|rlu)[a-z]{3,}|sekerja|buruh|kakitangan|guru|doktor|jururawat|mahasiswa|graduan|majikan|usahawan|nelayan|belia"
    r"|wanita|ibu\s+bapa)\b"
)
_SUBJECT = re.compile(rf"\W*{_ASSOCIATION}\s+{_MEMBERS}")
#: "Kesatuan pekerja pos itu": one that was told of before. A verb ends it: what "itu" stands behind then is its object.
_TOLD_BEFORE = re.compile(
    r"(?:\s+(?!(?:me|ber|di|ter)[a-z]{3}|akan\b|telah\b|mahu\b)[a-z-]+){0,3}?\s+(?:itu|ini|tersebut|berkenaan)\b"
)


def of_unnamed_association(reading: Reading, offset: int) -> bool:
    """Whether "its" at ``offset`` goes back to an association that has no name: the subject of its own sentence or,
    where it opens one, of the sentence before, and no organisation is named behind that.

    False where the last organisation named is an association itself, which may be the one that is meant.
    """
    here = reading.sentence_at(offset)
    at = here
    if not reading.text[max(here.start, reading.dateline_end) : offset].strip(" \t\n“\"'‘"):
        if here.number == 0:
            return False
        at = reading.sentences[here.number - 1]
    begin = max(at.start, reading.dateline_end)
    subject = _SUBJECT.match(reading.text, begin, offset)
    if subject is None or _TOLD_BEFORE.match(reading.text, subject.end(), offset):
        return False
    named = max((e for e in reading.entities if e.label == "ORGANIZATION" and e.end <= offset), key=_end, default=None)
    return named is None or (named.end <= begin and re.match(_ASSOCIATION, named.text) is None)


def _end(entity: Entity) -> int:
    return entity.end
