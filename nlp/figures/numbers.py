"""Reads numbers as printed: digits with separators, and words of English, Malay, Indonesian and Chinese.

Exact decimals. Knows how numbers are written; must not know units, currencies or what is counted. A number that is
not written by the rules ("589,5000") is None, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from nlp.figures.tokens import Token

#: Languages that print the decimal point as a comma and thousands with a point.
DECIMAL_COMMA = frozenset({"id", "vi", "de", "fr", "es", "pt", "it", "nl", "ru", "pl", "tr", "da", "sv", "nb", "fi"})

_PLAIN = re.compile(r"\d+")
_THOUSANDS = {",": re.compile(r"\d{1,3}(?:,\d{3})+"), ".": re.compile(r"\d{1,3}(?:\.\d{3})+")}
_LAKHS = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_SPACES = re.compile(r"[\u00a0\u202f\u2009]")
# Longer than this is an identifier; a Decimal of 100,000 digits would also cost more than linear time.
_LONGEST = 40

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen""".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ENGLISH = {word: value for value, word in enumerate(_ONES)} | {w: 20 + 10 * i for i, w in enumerate(_TENS)}
_SCALES = {"hundred": 100, "thousand": 1000}
_MALAY_ONES = "kosong satu dua tiga empat lima enam tujuh lapan sembilan".split()
MALAY = {word: value for value, word in enumerate(_MALAY_ONES)} | {"delapan": 8}
_MALAY_WHOLE = {"sepuluh": 10, "sebelas": 11, "seratus": 100, "seribu": 1000}
_MALAY_SCALES = {"belas": 0, "puluh": 10, "ratus": 100, "ribu": 1000}
_HANZI = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_HANZI_SCALES = {"十": 10, "百": 100, "千": 1000}
_FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
# Prices in fractions are printed in these; a third has no exact decimal.
_DENOMINATORS = frozenset({"2", "4", "8", "16", "32", "64"})
_MILLIONS = frozenset({"million", "billion", "trillion"})
_NUMERALS = frozenset(
    {*ENGLISH, *_SCALES, *_MILLIONS} | set("half halves dozen dozens halved double doubled triple tripled".split())
)
_LETTERS = re.compile("[a-z]+")


#: Words of letters that a number can begin with; anything else that is a word begins none.
OPENING = frozenset(
    {*ENGLISH, *MALAY, *_MALAY_WHOLE, "half", "a", "an", "setengah", "separuh"}
    | {"sejuta", "sebilion", "setrilion", "semiliar"}
)


@dataclass(frozen=True, slots=True)
class Number:
    """``value`` of ``tokens[start:end]``. ``word``: written in letters; ``comma``: printed with thousands."""

    start: int
    end: int
    value: Decimal
    word: bool = False
    comma: bool = False


def parse_digits(text: str, *, decimal_comma: bool = False) -> Decimal | None:
    """The value of digits with separators, or None where they follow no rule of printing.

    With ``decimal_comma`` "1.250" is 1250 and "17,1" is 17.1; without it "1.250" is 1.25 and "1,250" is 1250.
    A separator that cannot part thousands is a decimal sign in either case.
    """
    text = _SPACES.sub("", text)
    if len(text) > _LONGEST:
        return None
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    thousands, point = (".", ",") if decimal_comma else (",", ".")
    whole, mark, rest = text.rpartition(point)
    if mark and rest.isdecimal() and point not in whole:
        if whole.isdecimal() or _THOUSANDS[thousands].fullmatch(whole) or _LAKHS.fullmatch(whole):
            return Decimal(whole.replace(thousands, "") + "." + rest)
        return None
    if _THOUSANDS[thousands].fullmatch(text) and not text.startswith("0"):
        return Decimal(text.replace(thousands, ""))
    if thousands == "," and _LAKHS.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if text.count(point) > 1 and _THOUSANDS[point].fullmatch(text):
        return Decimal(text.replace(point, ""))
    whole, mark, rest = text.rpartition(thousands)
    # "450,84" in an English text is a foreign decimal comma; "1,2" may be two list numbers and is left alone.
    if mark and whole.isdecimal() and rest.isdecimal() and len(rest) in ((1, 2) if decimal_comma else (2,)):
        return Decimal(whole + "." + rest)
    return None


def may_hold_number(sentence: str) -> bool:
    """Whether an English sentence may hold a number, in digits or in words: cheap, and never wrongly no."""
    return any(map(str.isnumeric, sentence)) or not _NUMERALS.isdisjoint(_LETTERS.findall(sentence.casefold()))


def read_number(tokens: Sequence[Token], at: int, *, decimal_comma: bool = False) -> Number | None:
    """The number that begins at ``tokens[at]``, the longest one; None where there is none."""
    token = tokens[at]
    if token.digits:
        # A decimal comma shows by the Indonesian word behind it, whatever the language was taken for.
        following = tokens[at + 1].low if at + 1 < len(tokens) else ""
        comma = decimal_comma or following in ("miliar", "triliun", "persen")
        value = parse_digits(token.text, decimal_comma=comma)
        if value is None:
            return None
        end = at + 1
        if end < len(tokens) and tokens[end].text in _FRACTIONS and value == int(value):
            value, end = value + _FRACTIONS[tokens[end].text], end + 1
        elif value == int(value) or token.text[-3:-2] == ".":
            part = _printed_fraction(tokens, end)
            # Behind cents ("$4.37-1/2") it is a part of one of them.
            unit = Decimal(1) if value == int(value) else Decimal("0.01")
            value, end = (value + part[0] * unit, part[1]) if part else (value, end)
        return Number(at, end, value, comma="," in token.text or "." in token.text)
    if token.text in _FRACTIONS:
        return Number(at, at + 1, _FRACTIONS[token.text])
    if token.cjk:
        return _hanzi(tokens, at)
    return _english(tokens, at) or _malay(tokens, at)


def _printed_fraction(tokens: Sequence[Token], at: int) -> tuple[Decimal, int] | None:
    """ "6-1/4", "3 1/2": the fraction behind the whole number and the index behind it. Halves of halves only."""
    if at + 1 < len(tokens) and tokens[at].text in "-‑" and tokens[at].glued and tokens[at + 1].glued:
        at += 1
    if at + 2 >= len(tokens) or tokens[at + 1].text != "/" or not (tokens[at + 1].glued and tokens[at + 2].glued):
        return None
    over, under = tokens[at].text, tokens[at + 2].text
    if under not in _DENOMINATORS or not over.isdecimal() or len(over) > 2 or not 0 < int(over) < int(under):
        return None
    return Decimal(int(over)) / Decimal(int(under)), at + 3


def _english(tokens: Sequence[Token], at: int) -> Number | None:
    low = tokens[at].low
    if low in ("half", "a", "an"):
        return _article(tokens, at)
    if low not in ENGLISH:
        return None
    total, current, index = 0, 0, at
    ended = at
    while index < len(tokens) and index - at < 16:
        word = tokens[index].low
        if word in ENGLISH:
            if ended == index and index > at and not (current % 100 >= 20 and ENGLISH[word] < 10) and current % 100:
                break
            current += ENGLISH[word]
            ended = index + 1
        elif word in _SCALES and current:
            current *= _SCALES[word]
            if word == "thousand":
                total, current = total + current, 0
            ended = index + 1
        elif word == "dozen" and index == ended and total == 0:
            return Number(at, index + 1, Decimal(current * 12), word=True)
        elif word == "-" and tokens[index].glued and index + 1 < len(tokens) and tokens[index + 1].low in ENGLISH:
            pass
        elif word == "and" and (total or current % 100 == 0) and current + total:
            if _words(tokens, index, "and", "a", "half"):
                return Number(at, index + 3, Decimal(total + current) + Decimal("0.5"), word=True)
            if total + current < 100:
                break
        else:
            if _words(tokens, index, "and", "a", "half") and index == ended:
                return Number(at, index + 3, Decimal(total + current) + Decimal("0.5"), word=True)
            break
        index += 1
    return Number(at, ended, Decimal(total + current), word=True)


def _words(tokens: Sequence[Token], at: int, *words: str) -> bool:
    return [token.low for token in tokens[at : at + len(words)]] == list(words)


def _article(tokens: Sequence[Token], at: int) -> Number | None:
    """ "half a million", "a dozen", "a million", "a hundred", "a billion"."""
    if _words(tokens, at, "half", "a") and at + 2 < len(tokens):
        if tokens[at + 2].low in _MILLIONS:
            return Number(at, at + 2, Decimal("0.5"), word=True)
        if tokens[at + 2].low == "dozen":
            return Number(at, at + 3, Decimal(6), word=True)
        return None
    if tokens[at].low == "half" or at + 1 >= len(tokens):
        return None
    second = tokens[at + 1].low
    if second == "dozen":
        return Number(at, at + 2, Decimal(12), word=True)
    if second in _SCALES:
        return Number(at, at + 2, Decimal(_SCALES[second]), word=True)
    if second in _MILLIONS:
        return Number(at, at + 1, Decimal(1), word=True)
    if _words(tokens, at + 1, "half") and at + 2 < len(tokens) and tokens[at + 2].low in _MILLIONS:
        return Number(at, at + 2, Decimal("0.5"), word=True)
    return None


def _malay(tokens: Sequence[Token], at: int) -> Number | None:
    low = tokens[at].low
    following = tokens[at + 1].low if at + 1 < len(tokens) else ""
    if low in ("setengah", "separuh") and following in ("juta", "bilion", "trilion", "miliar"):
        return Number(at, at + 1, Decimal("0.5"), word=True)
    if low in ("sejuta", "sebilion", "setrilion", "semiliar"):
        scale = {"sejuta": 6, "sebilion": 9, "semiliar": 9, "setrilion": 12}[low]
        return Number(at, at + 1, Decimal(10) ** scale, word=True)
    if low not in MALAY and low not in _MALAY_WHOLE:
        return None
    total, current, index = 0, 0, at
    while index < len(tokens) and index - at < 12:
        word = tokens[index].low
        if word in MALAY and current % 10 == 0:
            current += MALAY[word]
        elif word in _MALAY_WHOLE and current % 100 == 0:
            current += _MALAY_WHOLE[word]
        elif word in _MALAY_SCALES and current:
            last = current % 10 if word in ("puluh", "belas") else (current % 100 if word == "ratus" else current)
            scaled = last + 10 if word == "belas" else last * _MALAY_SCALES[word]
            current = current - last + scaled
            if word == "ribu":
                total, current = total + current, 0
        else:
            break
        index += 1
    return Number(at, index, Decimal(total + current), word=True)


def _hanzi(tokens: Sequence[Token], at: int) -> Number | None:
    total, digit, index, point = 0, -1, at, ""
    while index < len(tokens) and index - at < 24:
        char = tokens[index].text
        if char in _HANZI:
            if point:
                point += str(_HANZI[char])
            elif digit > 0:
                break
            else:
                digit = _HANZI[char]
        elif char in _HANZI_SCALES and not point:
            total += (1 if digit < 0 else digit) * _HANZI_SCALES[char]
            digit = -1
        elif char == "点" and digit >= 0 and not point:
            point = "."
        else:
            break
        index += 1
    if index == at:
        return None
    if point == ".":  # "点" that no digit follows is no decimal point
        index, point = index - 1, ""
    return Number(at, index, Decimal(f"{total + max(digit, 0)}{point}"), word=True)
