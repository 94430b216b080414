"""What a news text is made of for the question "same event?": terms, names, numbers, language.

Works on characters alone, in English and Malay; must not know stories, decisions or models. The dictionaries keep
the order of the text, and all weights are integers, so that sums over them do not depend on any order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice
from sys import intern
from typing import cast

KEPT = 1 << 14  # words of which it is kept what they count as: about 5 MB
BODY_WORDS = 400  # an inverted pyramid: what follows is background shared by many events

ENGLISH = frozenset(
    "a about after again all also an and any are as at be because been before being both but by can could did do "
    "does during each for from had has have he her here his how i if in into is it its just last like made many "
    "may more most much must new no not now of on one only or other our out over per said says same she should "
    "since so some such than that the their them then there these they this those through to today told two under "
    "until up us very was we were what when where which while who whom will with would year years yesterday you "
    "your monday tuesday wednesday thursday friday saturday sunday".split()
)
MALAY = frozenset(
    "ada adalah agar akan antara apa atas atau bagi bagaimana bahawa bahwa banyak beberapa beliau berkata bukan "
    "boleh dalam dan dapat dari daripada dengan di dia dua hari hanya hingga ia ialah ini itu juga kami kata "
    "katanya ke kepada kerana ketika kini kita lagi lain lebih masih mengenai menjadi mereka namun oleh pada para "
    "perlu pula saat sahaja saja sambil sangat satu sebagai sebanyak sebelum sejak sekarang selain selepas semua "
    "seperti serta setelah setiap sudah supaya tahun tambahnya telah termasuk terhadap tersebut tetapi tidak turut "
    "untuk yang isnin selasa rabu khamis jumaat sabtu ahad".split()
)
FUNCTION_WORDS = ENGLISH | MALAY

NUMBER_WORDS = frozenset(
    "two three four five six seven eight nine ten eleven twelve dozen hundred thousand million billion dua tiga empat "
    "lima enam tujuh lapan sembilan sepuluh sebelas ratus ribu juta bilion miliar".split()
)

MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan january januari",
            "feb february februari",
            "mar march mac",
            "apr april",
            "may mei",
            "jun june",
            "jul july julai",
            "aug august ogos",
            "sep sept september",
            "oct october okt oktober",
            "nov november",
            "dec december dis disember",
        ),
        start=1,
    )
    for name in names.split()
}

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\n“\"”`]|''|--|—)\s*$")
_NUMBER = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?(?![\w]*\d)")
_ALNUM = re.compile(r"[^\W_]+")
_ALPHA = re.compile(r"[a-z]+")
_FIGURE = re.compile(r"\d[\d,.]*\d|\d")
_COUNTED = re.compile(
    r"(\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|dua|tiga|empat|lima|enam|tujuh|lapan|sembilan|sepuluh)"
    r"[\s-]+([a-z]+)"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ADDRESS = re.compile(r"(?:https?|www)\s*[:.]|\.\s*(?:com|org|net|co)\b")


def prose_lines(text: str) -> list[str]:
    """Lines of a text that hold words and are no web address."""
    return [line.strip() for line in text.splitlines() if _WORD.search(line) and not _ADDRESS.search(line[:60])]


def first_sentence(text: str) -> str:
    """Stands in for a title that is not there: the first sentence, 30 words at most."""
    for line in prose_lines(text):
        end = re.search(r"[.!?](?=\s+[\"“A-Z`]|\s*$)", line)
        return " ".join((line[: end.end()] if end else line).split()[:30])
    return ""


def language_of(text: str) -> str:
    """``ms`` where Malay function words outnumber English ones, else ``en``. For rows that do not say."""
    words = _WORD.findall(text[:3000].casefold())
    return "ms" if sum(word in MALAY for word in words) > sum(word in ENGLISH for word in words) else "en"


def _stem(word: str) -> str:
    # Plurals and possessives only: "visits", "visit's" -> "visit"; Malay reduplication and affixes are kept.
    word = _POSSESSIVE.sub("", word)
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


# The words of news come again and again: what was made of one is kept, which is three quarters of reading a text.
@lru_cache(maxsize=KEPT)
def _term(word: str) -> str | None:
    """What a word counts as among the terms; None where it does not."""
    word = word.casefold()
    return intern(_stem(word)) if word not in FUNCTION_WORDS and len(word) > 1 else None


@lru_cache(maxsize=KEPT)
def _name(word: str) -> str | None:
    """What a word counts as where capitals say something; None where it is no name in any place."""
    folded = word.casefold()
    if not word[0].isupper() or len(word) < 2 or folded in FUNCTION_WORDS or folded in MONTHS:
        return None
    return intern(_stem(folded))


@lru_cache(maxsize=KEPT)
def _opens(before: str) -> bool:
    """Whether a sentence begins behind these (at most four) letters."""
    return _SENTENCE_START.search(before) is not None


def words_of(text: str, words: int = BODY_WORDS) -> list[re.Match[str]]:
    """The first words of a text, with their places."""
    return list(islice(_WORD.finditer(text), words))


def terms_of(found: Iterable[re.Match[str]]) -> Counter[str]:
    """``terms`` of words that are cut out already."""
    counted = Counter([_term(match[0]) for match in found])
    del counted[None]
    return cast("Counter[str]", counted)


def names_of(text: str, found: Iterable[re.Match[str]]) -> Counter[str]:
    """``names`` of the words that were cut out of ``text``."""
    counted: Counter[str] = Counter()
    for match in found:
        word = match[0]
        name = _name(word)
        if name is not None and (word.isupper() or not _opens(text[max(0, match.start() - 4) : match.start()])):
            counted[name] += 1
    return counted


def terms(text: str, words: int = BODY_WORDS) -> Counter[str]:
    """Content words, folded, with counts; function words of both languages are left out."""
    return terms_of(words_of(text, words))


def names(text: str, words: int = BODY_WORDS) -> Counter[str]:
    """Words in capitals that do not open a sentence: names, and acronyms wherever they stand."""
    return names_of(text, words_of(text, words))


def is_title_case(title: str) -> bool:
    """Whether a title capitalises its words, so that capitals in it say nothing about names."""
    words = [word for word in _WORD.findall(title) if word.casefold() not in FUNCTION_WORDS]
    return len(words) >= 3 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)


def numbers(text: str) -> frozenset[str]:
    """Numbers that can tell events apart: three digits or a decimal, no years, separators gone."""
    found = set()
    for match in _NUMBER.finditer(text):
        printed = match[0].replace(",", "").rstrip(".")
        digits = printed.replace(".", "").lstrip("0")
        year = len(printed) == 4 and _YEAR.fullmatch(printed)
        if not year and (len(digits) >= 3 or ("." in printed and len(digits) >= 2)):
            found.add(printed)
    return frozenset(found)


def pieces(text: str) -> list[str]:
    """Runs of letters and digits of a text that is folded already."""
    return _ALNUM.findall(text)


def all_numbers(text: str, found: Iterable[str]) -> Counter[str]:
    """Every number as printed in ``text``, and the number words from two on among its ``pieces``."""
    counted = Counter(_FIGURE.findall(text))
    for piece in found:
        if piece in NUMBER_WORDS:
            counted[piece] += 1
        elif not (piece.isalpha() and piece.isascii()):  # "3two" and the like hold runs of letters of their own
            counted.update(word for word in _ALPHA.findall(piece) if word in NUMBER_WORDS)
    return counted


def counted(folded: str) -> Counter[str]:
    """Numbers of a folded text with the word that they count: "33-year", "two men"."""
    return Counter([f"{number} {word}" for number, word in _COUNTED.findall(folded)])


def years(text: str) -> Counter[str]:
    return Counter(_YEAR.findall(text))


def overlap(one: Iterable[str], other: Iterable[str]) -> float:
    """|A∩B| / min(|A|, |B|); 0 where either is empty."""
    a, b = set(one), set(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0
