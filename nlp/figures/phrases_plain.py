"""Noun phrases that figures measure, in texts without a parse: Malay and Indonesian by link words, Chinese by runs.

Knows the words that stand between what is measured and its number; must not know values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.figures.quantities import Quantity
from nlp.figures.tokens import Token

#: Malay and Indonesian words between what is measured and its number.
_LINKS = frozenset(
    """bernilai berjumlah sebanyak sebesar seluas ialah adalah mencecah mencapai meningkat naik turun menurun
    susut merosot jatuh tumbuh kepada daripada dijangka melepasi menjadi lebih hampir kira-kira sekitar pada
    berada iaitu yakni menguncup dianggarkan dicatat mencatatkan mencatat merekodkan bertambah berkurang
    berkapasiti kapasiti dengan telah akan juga masing masing-masing antara disasarkan diperkirakan
    ditargetkan diunjurkan ditambah dikurangkan""".split()
)
_BREAKS = frozenset(
    """, . ; ( ) " “ ” : yang bahawa bahwa kata berkata dan manakala oleh kerana karena untuk bagi ia berbanding
    berjaya setiap tersebut mengatasi menambah menjana mencipta""".split()
)
_AFTER = frozenset(
    """di ke pada dari dengan dalam menjelang tahun akan telah setiap sehari setahun mendaftar terlibat menerima
    selepas sebelum sejak""".split()
)
_HANZI_LINK = re.compile(
    r"(?:同比|环比|分别|总额|总值)?(?:大幅)?(?:增长|下降|上升|上涨|下跌|减少|增加|达到|达|约为|约|为|是|至|到|超过|逾|近|占|创造|募集了|募集|投资了)?$"
)
_HANZI_RUN = re.compile(r"[\u3400-\u9fff]{1,14}$")


def _count_malay(quantity: Quantity, tokens: Sequence[Token], text: str) -> str | None:
    end = quantity.end
    while (
        end < len(tokens)
        and end - quantity.end < 3
        and tokens[end].word
        and tokens[end].low not in _BREAKS | _LINKS
        and not tokens[end].capital
        and tokens[end].low not in _AFTER
    ):
        end += 1
    start = quantity.end - 1
    while start > quantity.number.end and tokens[start - 1].word:
        start -= 1
    return text[tokens[start].start : tokens[end - 1].end] if start >= quantity.number.end else quantity.unit


def malay(quantity: Quantity, tokens: Sequence[Token], text: str, floor: int) -> str | None:
    """The run of words before the link word ("pelaburan asing bernilai RM5 juta"), or behind "daripada"."""
    if (
        quantity.kind == "percent"
        and quantity.end + 1 < len(tokens)
        and tokens[quantity.end].low in ("daripada", "dari", "dalam")
    ):
        last = quantity.end + 1
        while last < len(tokens) and last - quantity.end <= 5 and tokens[last].word and tokens[last].low not in _BREAKS:
            last += 1
        if last > quantity.end + 1:
            return text[tokens[quantity.end + 1].start : tokens[last - 1].end]
    if quantity.kind == "count" and quantity.unit and quantity.rule != "elided":
        return _count_malay(quantity, tokens, text)
    end = quantity.start
    while end > floor and (tokens[end - 1].low in _LINKS or not tokens[end - 1].word) and quantity.start - end < 8:
        end -= 1
    start = end
    while (
        start > floor
        and end - start < 5
        and tokens[start - 1].word
        and tokens[start - 1].low not in _BREAKS
        and tokens[start - 1].low not in _LINKS
    ):
        start -= 1
    while (
        start < end
        and tokens[start].low in ("pada", "di", "dalam", "untuk", "bagi", "jumlah", "nilai")
        and end - start > 2
    ):
        start += 1
    return text[tokens[start].start : tokens[end - 1].end] if start < end else None


def hanzi(quantity: Quantity, tokens: Sequence[Token], text: str) -> str | None:
    left = text[max(0, tokens[quantity.start].start - 24) : tokens[quantity.start].start]
    left = _HANZI_LINK.sub("", left.rstrip("，,、 "))
    found = _HANZI_RUN.search(left)
    return found.group() if found else (quantity.unit if quantity.kind == "count" else None)
