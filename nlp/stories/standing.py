"""Which sentences of a report can be read alone: whole ones that lean on nothing before them and are the report's own.

Goes by structure, in English and Malay: where quotations open and close, what a sentence begins and ends with, whom it
speaks to. Knows one text; must not know other reports or what a story is about.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from nlp.copies.text import is_furniture
from nlp.cut import dateline_end, sentences_of

WORDS = (7, 60)  # fewer are a heading or a remark; more are two sentences in one, which nobody reads on a page
LINE = 300  # characters of a line by which a caption or a prompt shows; neither is longer
DATELINE = 3  # sentences that a standfirst may put before the dateline

_ENDS = re.compile(r"[.!?…][\"'”’»)\]]*$")
_ABROAD = re.compile(r"[A-Z][A-Z .'’-]{2,30}, [A-Z][a-z]+(?: [A-Z][a-z]+)? ?(?:—|–|--) ?(?=\S)")  # "SADAO, Thailand — "
_BEGINS = re.compile(r"[A-Z0-9À-ÞĀ-Ž]")
# A sentence that begins so points at one before it.
_LEANING = re.compile(
    r"(?:he|she|it|they|his|her|its|their|this|that|these|those|such|there|both|neither|the (?:latter|former|two|same)"
    r"|but|and|so|or|nor|yet|however|meanwhile|instead|also|besides|moreover|nevertheless|still|then|thus|therefore"
    r"|for (?:that|this|his|her|its|their)|to (?:that|this|reach it|do so)|as (?:such|a result)|at the same time"
    r"|in addition|on the other hand|(?:in|of|for|at|from) the others?|asked (?:whether|if|about|which|what|how|why)"
    r"|ia|dia|beliau|mereka|ini|itu|namun|tetapi|tapi|justeru|malah|manakala|selain itu|oleh itu|untuk itu"
    r"|sehubungan|dalam (?:pada|masa|perkembangan)|bagaimanapun|walau bagaimanapun|sementara itu|sebaliknya"
    r"|(?:kata|ujar|jelas|tambah|tegas|menurut)(?:nya| beliau)|menurut (?:\w+ ){1,2}beliau"
    r"|menterinya|ketuanya|pengarahnya|pengerusinya)\b",
    re.IGNORECASE,
)
# Somebody speaks in it of whom it only says he or she.
_UNNAMED_SPEAKER = re.compile(
    r"\b(?:he|she|they|it) (?:\w+ly )?(?:said|says|added|told|noted|stressed|explained|warned|estimated|announced)\b"
    r"|\b(?:kata|ujar|jelas|tambah|tegas)nya\b|\b(?:kata|ujar|jelas|tambah|tegas) beliau\b",
    re.IGNORECASE,
)
# Who stood there: a list of names is no news.
_PRESENT = re.compile(
    r"(?:also (?:present|at|attending)|among those|present (?:at|were)|turut hadir|yang hadir|hadir sama)\b", re.I
)
_CAPTION = re.compile(
    r"(?:(?:file )?(?:photo|picture|image|graphic|video|foto|gambar|pix|pic|grafik)s?\b[^.]{0,24}?[:—–-]"
    r"|.*(?:[\[(]\s*(?:photo|picture|image|foto|gambar)\b|\s[-–—]\s*(?:foto|gambar|pix|pic|photo)\b))",
    re.IGNORECASE,
)
# The outlet or the organisation speaks to its reader.
_PROMPT = re.compile(
    r"(?:please\b|for (?:more|further|media|all) (?:information|details|enquiries|inquiries|news|stories)"
    r"|(?:subscribe|register|download|click|tap|visit|contact|follow|listen|watch|join us|sign up|stay tuned)\b"
    r"|about (?:the )?[A-Z][^.:]{2,60}:|(?:disclaimer|note to editors|editor.s note|correction|nota)\b[^.]{0,20}:"
    r"|untuk (?:maklumat lanjut|pertanyaan)|sila\b|layari\b|ikuti\b|langgan\b|muat turun\b)",
    re.IGNORECASE,
)
_OPEN, _CLOSE = "“«„", "”»"
_MARK = re.compile(rf'[{_OPEN}{_CLOSE}"\n]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A sentence that stands by itself, dateline off: ``text`` is ``body[start:end]``."""

    number: int  # of the sentence in its text
    start: int
    end: int
    text: str
    speaker_unnamed: bool


def standing(body: str) -> list[Standing]:
    """The sentences of a text that can be read alone, in their order."""
    found = []
    quoted = _quoted(body)
    opens = [start for start, _ in quoted]
    lines = body.split("\n")
    for sentence in sentences_of(body):
        if sentence.skipped:
            continue
        start = sentence.start
        if sentence.number <= DATELINE and (sentence.start == 0 or body[sentence.start - 1] == "\n"):
            abroad = _ABROAD.match(sentence.text)
            start += abroad.end() if abroad else dateline_end(sentence.text)
        text = body[start : sentence.end]
        line = lines[sentence.paragraph][:LINE].strip()
        before = bisect_right(opens, start) - 1
        within = before >= 0 and start < quoted[before][1]
        if not within and _stands(text, line):
            found.append(
                Standing(
                    number=sentence.number,
                    start=start,
                    end=sentence.end,
                    text=text,
                    speaker_unnamed=bool(_UNNAMED_SPEAKER.search(text)),
                )
            )
    return found


def _stands(text: str, line: str) -> bool:
    words = len(text.split())
    return bool(
        WORDS[0] <= words <= WORDS[1]
        and _BEGINS.match(text)
        and _ENDS.search(text)
        and text.count('"') % 2 == 0
        and sum(text.count(mark) for mark in "“«") == sum(text.count(mark) for mark in "”»")
        and any(letter.islower() for letter in text)
        and not (_LEANING.match(text) or _PRESENT.match(text) or _CAPTION.match(line))
        and not (_PROMPT.match(line) or _PROMPT.match(text) or is_furniture(line) or is_furniture(text))
    )


def _quoted(body: str) -> list[tuple[int, int]]:
    """Stretches inside double quotation marks, marks included. One left open ends with its paragraph."""
    found = []
    opened: int | None = None
    for mark in _MARK.finditer(body):
        at, letter = mark.start(), mark[0]
        if letter == "\n":
            if opened is not None:
                found.append((opened, at))
            opened = None
        elif letter in _OPEN or (letter == '"' and opened is None):
            opened = at if opened is None else opened
        elif opened is not None and (letter in _CLOSE or letter == '"'):
            found.append((opened, at + 1))
            opened = None
    return [*found, (opened, len(body))] if opened is not None else found
