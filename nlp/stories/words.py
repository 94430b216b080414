"""What a news text is made of for the question "same event?": terms, names, numbers, language.

Works on characters alone, in English and Malay; must not know stories, decisions or models. The dictionaries keep
the order of the text, and all weights are integers, so that sums over them do not depend on any order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from sys import intern

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
    word = re.sub(r"['’]s?$", "", word)
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


def terms(text: str, words: int = BODY_WORDS) -> Counter[str]:
    """Content words, folded, with counts; function words of both languages are left out."""
    counted: Counter[str] = Counter()
    for number, match in enumerate(_WORD.finditer(text)):
        if number >= words:
            break
        word = match[0].casefold()
        if word not in FUNCTION_WORDS and len(word) > 1:
            counted[intern(_stem(word))] += 1
    return counted


def names(text: str, words: int = BODY_WORDS) -> Counter[str]:
    """Words in capitals that do not open a sentence: names, and acronyms wherever they stand."""
    counted: Counter[str] = Counter()
    for number, match in enumerate(_WORD.finditer(text)):
        if number >= words:
            break
        word = match[0]
        if not word[0].isupper() or len(word) < 2 or word.casefold() in FUNCTION_WORDS or word.casefold() in MONTHS:
            continue
        if word.isupper() or not _SENTENCE_START.search(text[max(0, match.start() - 4) : match.start()]):
            counted[intern(_stem(word.casefold()))] += 1
    return counted


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
        year = re.fullmatch(r"(?:19|20)\d\d", printed)
        if not year and (len(digits) >= 3 or ("." in printed and len(digits) >= 2)):
            found.add(printed)
    return frozenset(found)


def pairs(text: str, words: int = BODY_WORDS) -> Counter[str]:
    """Neighbouring content words and numbers, function words left out: of a text's first ``words`` of these."""
    found = [word for word in _ALNUM.findall(text.casefold()) if word not in FUNCTION_WORDS][:words]
    return Counter(f"{one} {two}" for one, two in pairwise(found))


def all_numbers(text: str) -> Counter[str]:
    """Every number as printed, and the number words from two on."""
    counted = Counter(match[0] for match in _FIGURE.finditer(text))
    counted.update(word for word in _ALPHA.findall(text.casefold()) if word in NUMBER_WORDS)
    return counted


def counted(text: str) -> Counter[str]:
    """Numbers with the word that they count: "33-year", "two men"."""
    return Counter(f"{number} {word}" for number, word in _COUNTED.findall(text.casefold()))


def years(text: str) -> Counter[str]:
    return Counter(_YEAR.findall(text))


def overlap(one: Iterable[str], other: Iterable[str]) -> float:
    """|A∩B| / min(|A|, |B|); 0 where either is empty."""
    a, b = set(one), set(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0
