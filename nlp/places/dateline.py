"""Whether a place name stands in a dateline: "KUCHING, Sept 3 (Agency) --", "（吉隆坡24日讯）".

Knows how datelines are printed; must not know places.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.cut import dateline_end
from nlp.reading import Reading
from records import Sentence

# A dateline that pages print without the dash behind it, or with the state in brackets.
_DATED = re.compile(
    r"[A-Z][A-Z.'’ -]{2,30}(?: \([\w .]+\))?,? (?:\d{1,2} )?(?:Jan|Feb|Mac|Mar|Apr|May|Mei|Jun"
    r"|Jul|Aug|Ogos|Sep|Oct|Okt|Nov|Dec|Dis)\w*\b"
)
# A town in small letters needs its agency and a dash: "Jakarta (ANTARA) - ", "Jakarta, Kabar.com - ".
_AGENCY = re.compile(
    r"[A-Z][\w'’.]+(?: [A-Z][\w'’.]+){0,3}(?: \([A-Z][\w ./-]{1,30}\)|, (?:[\w-]+\.\w{2,4}|[A-Z]{3,12}))"
    r"\s*(?:--|[—―–]|-(?=\s))\s"
)
_CHINESE = re.compile(
    r"\s*(?:[（(【][\u4e00-\u9fff·\w ]{1,18}?[讯訊电電][）)】]"
    r"|[\u4e00-\u9fff·]{2,12}(?:\d{1,2}月)?\d{1,2}日(?:综合|專|专)?[电電讯訊])"
)

# Characters. The longest dateline of 320 news articles has 58.
_REACH = 80


def in_dateline(reading: Reading, sentence: Sentence, offset: int) -> bool:
    """Whether ``offset`` lies in the dateline of the text, or of a later part of it (texts are joined at times): one
    with a town in capitals and a date may open any sentence, the other kinds only a paragraph."""
    if offset < reading.dateline_end:
        return True
    if offset - sentence.start > _REACH:
        return False
    before = reading.sentences[sentence.number - 1] if sentence.number else None
    inside = before is not None and before.paragraph == sentence.paragraph
    return offset - sentence.start < _head(sentence.text, inside)


@lru_cache(maxsize=64)
def _head(text: str, inside: bool) -> int:
    """Length of the dateline that opens the sentence, ``inside`` a paragraph or at its head; 0 where there is none."""
    dated = _DATED.match(text)
    if inside:
        return dated.end() if dated else 0
    found = [dated, _AGENCY.match(text), _CHINESE.match(text)]
    return max(dateline_end(text), *(match.end() if match else 0 for match in found))
