"""Cuts a text: dateline, paragraphs and sentences, and which lines are no prose.

This module must not know what an official, a figure or a place is. Sentences are cut by rule, since spaCy's parser
breaks at honorifics ("Dr.", "Ir.") and runs across line ends in news text.
"""

from __future__ import annotations

import re

from records import Sentence

# Abbreviations after which a full stop ends nothing. Months are here because of datelines ("Sept. 3").
_ABBREVIATIONS = frozenset(
    (
        "dr drs rr mr mrs ms mdm prof ir ts hj hjh st sr jr gen col lt sgt capt rev hon no nos vs vol fig art sec al "
        "jan feb mac mar apr jun jul aug ogos sep sept oct okt nov dec dis co corp inc ltd bhd sdn pte est approx "
        "dept univ assoc assn bros maj cmdr adm brig atty gov b bt w.p a/l a/p d/o s/o u.s u.k u.n p.m a.m e.g i.e "
        "etc cf ph.d"
    ).split()
)

# The same, of which the small form is a word of its own: "50 sen.", a sales rep.
_CAPITAL_ABBREVIATIONS = frozenset({"Sen", "Rep"})

_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？；]+[”’」』）]*")
_BEGIN = re.compile(r"[\"'“‘«(\[「『]*[A-Z0-9À-ÞĀ-Ž\u0400-\u04ff\u0600-\u06ff\u3040-\u9fff\uac00-\ud7af]")

_MONTH = (
    r"(?:Jan(?:uary|uari)?|Feb(?:ruary|ruari)?|Ma(?:rch|r|c)|Apr(?:il)?|Ma[yi]|Jun[ei]?|Jul(?:y|ai)?|"
    r"Aug(?:ust)?|Og(?:os)?|Sep(?:t|tember)?|O[ck]t(?:ober)?|Nov(?:ember)?|De[cs](?:ember)?|Dis(?:ember)?)"
)
_DAY = rf"(?:{_MONTH}\.?\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH}\.?)(?:,?\s+\d{{4}})?"
_DATELINE = re.compile(
    r"\s*(?:[A-Z][A-Z.'’\- ]{2,40}(?:,\s[A-Z][A-Z.'’\- ]+)?"
    rf"|[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){{0,3}}(?=,?\s+\(?{_DAY}))"
    r"(?:\s\([A-Z][\w ]{2,30}\)(?=,))?"
    rf"(?:,\s*{_DAY}|\s*\({_DAY}\))?\s*(?:\((?:[A-Z][\w./ ]{{1,40}})\))?\s*(?:--|[—―–:]|-(?=\s))\s*"
)

# Characters. The longest sentence of 320 news articles has 743; readers need time that grows with its square.
_LONGEST = 2000

# Lines that a page prints among its paragraphs and that are no part of the article.
_ASIDE = re.compile(
    r"\s*(?:(?:also|see also|related|read also|read more|next in|baca juga|berita berkaitan|lihat juga|more on this"
    r"|recommended|延伸阅读|相关新闻)(?:\s+(?:read|stories|story|articles?|news))?\s*[:：|»>]"
    r"|also read\b|read also\b|baca juga\b"
    r"|subscribe (?:to|now)\b|sign up (?:for|to)\b|follow us on\b|ikuti kami\b|click here\b|advertisement\s*$)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"\s*(?:[-–—*•·▪‣]|\d{1,2}[.)])\s+(?=\S)")  # of a list; no part of the sentence
_CREDIT = re.compile(
    r"\s*(?:[-–—―]{1,2}\s*[A-Z][\w .]{2,30}$|\(?(?:photo|picture|image|foto|gambar)s?\s*(?:by|:|oleh|credit)\b)",
    re.IGNORECASE,
)


def dateline_end(text: str) -> int:
    """Offset behind the dateline that opens ``text`` ("KUCHING, Sept 3 (Agency) -- "); 0 where there is none."""
    found = _DATELINE.match(text)
    if not found or found.end() >= len(text):
        return 0
    place = found.group().split(",")[0].split("(")[0].strip(" -–—―:")
    if len(place) < 3 or len(place.split()) > 5:
        return 0
    return found.end()


def _ends_sentence(text: str, start: int, stop: int, limit: int) -> bool:
    """Whether the full stop at ``text[start:stop]`` ends a sentence."""
    after = stop
    while after < limit and text[after] in " \t\u00a0\u3000":
        after += 1
    if after >= limit:
        return True
    if text[start] in "。！？；":
        return True
    if not _BEGIN.match(text, after):
        return False
    if text[start] != "." or text[start : start + 2] == "..":
        return True
    word_start = start
    while word_start > 0 and not text[word_start - 1].isspace() and text[word_start - 1] not in "(“\"‘'":
        word_start -= 1
    word = text[word_start:start].lower()
    if word in _ABBREVIATIONS or text[word_start:start] in _CAPITAL_ABBREVIATIONS:
        # "... Sdn Bhd." does end a sentence when a new one clearly begins; only titles never do.
        return (
            word in {"bhd", "ltd", "inc", "co", "corp", "pte", "p.m", "a.m", "etc"} and text[after] not in "0123456789("
        )
    # A single capital is an initial ("J. Smith"), unless it closes a known one-letter word.
    return not (len(word) == 1 and word.isalpha() and text[word_start].isupper() and word != "i")


def _skip_reason(line: str) -> str | None:
    if _ASIDE.match(line):
        return "aside"
    if len(line) < 60 and _CREDIT.match(line):
        return "credit"
    return None


def _bounded(text: str, start: int, cuts: list[int]) -> list[int]:
    """The same cuts, and more of them where a piece is too long to be a sentence; preferably at a space."""
    found: list[int] = []
    for cut in cuts:
        while cut - start > _LONGEST:
            space = text.rfind(" ", start + 1, start + _LONGEST)
            start = space if space > start else start + _LONGEST
            found.append(start)
        found.append(cut)
        start = cut
    return found


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """Sentences of ``text`` in reading order; each line end ends a paragraph. Always at least one sentence."""
    found: list[Sentence] = []
    position = 0
    for number, line in enumerate(text.split("\n")):
        start, limit = position, position + len(line)
        position = limit + 1
        if not line.strip():
            continue
        reason = _skip_reason(line)
        bullet = _BULLET.match(line)
        begin = start + (bullet.end() if bullet else 0)
        cuts = [
            match.end()
            for match in _END.finditer(text, start, limit)
            if _ends_sentence(text, match.start(), match.end(), limit)
        ]
        for cut in _bounded(text, start, [*cuts, limit]):
            left, right = begin, cut
            while left < right and text[left].isspace():
                left += 1
            while right > left and text[right - 1].isspace():
                right -= 1
            begin = cut
            if left >= right:
                continue
            piece = text[left:right]
            if reason != "aside" and _ASIDE.match(piece):
                reason = "aside"  # the rest of the line belongs to the link
            found.append(
                Sentence(number=len(found), start=left, end=right, text=piece, paragraph=number, skipped=reason)
            )
    if not found:
        found.append(Sentence(number=0, start=0, end=len(text), text=text, paragraph=0, skipped="empty"))
    return tuple(found)
