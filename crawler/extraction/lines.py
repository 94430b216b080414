"""Lines that stand in or behind a story and are no part of it: "Also Read", captions, end marks, prompts.

Pure, over the lines of a body. Knows how such lines are built in English, Malay, Indonesian and the larger
European languages; it must not know any outlet (an outlet's own lines stand in its hints).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.extraction import house
from crawler.extraction.hints import Hints

# A line that only leads elsewhere: label, separator, another story's title.
LEADS = re.compile(
    r"^\W*(?:also\s+read|read\s+(?:also|more|next|on|full|the\s+full)|see\s+also|also\s+see|"
    r"watch(?:\s+(?:also|now|more|live))?|listen(?:\s+now)?|"
    r"related(?:\s+(?:stories|story|articles?|news|posts?|content|links?|topics?|coverage))?|"
    r"recommended(?:\s+\w+)?|more\s+(?:from|on|stories)|"
    r"next\s+in|up\s+next|most\s+read|you\s+may\s+(?:also\s+)?(?:like|be\s+interested)|don['’]t\s+miss|"
    r"trending|in\s+case\s+you\s+missed|"
    r"baca\s+(?:juga|lagi|selanjutnya|artikel|berita)|artikel\s+(?:berkaitan|terkait|lain)|"
    r"berita\s+(?:berkaitan|terkait|lain)|lihat\s+juga|"
    r"tonton(?:\s+juga)?|lesen\s+sie\s+(?:auch|mehr|dazu)|mehr\s+zum\s+thema|lire\s+aussi|"
    r"à\s+lire(?:\s+aussi)?|leer\s+(?:también|más)|"
    r"相关(?:新闻|阅读|报道|文章)|相關(?:新聞|閱讀|報導|文章)|推荐阅读|推薦閱讀|延伸(?:阅读|閱讀)|更多(?:新闻|报道|新聞|報導)|"
    r"lea\s+también|lees\s+ook|leggi\s+anche|les\s+også|läs\s+(?:också|mer|även)|læs\s+også|czytaj\s+(?:też|"
    r"także|więcej)|leia\s+(?:também|mais))"
    r"(?:\s*[:：|>»–—-]|\s*$|\s+(?:here|at|on|this)\b)",
    re.IGNORECASE,
)
PROMPT = re.compile(
    r"^[^\w“\"‘']*(?:sign\s+up\b|subscribe\b|follow\s+(?:us|our|the|@)|join\s+(?:us|our)|download\s+(?:the|"
    r"our)\s+\w*\s*app|get\s+(?:the\s+latest|our|more\s+of)|"
    r"stay\s+(?:up\s+to\s+date|updated|informed|ahead)|click\s+here|tap\s+here|like\s+us|share\s+this|"
    r"have\s+your\s+say|advertisements?\s*(?:[-–—:|]|$|(?:story|article|scroll|continue))|"
    r"iklan\s*$|sponsored\b|article\s+continues|story\s+continues|continue\s+reading|skip\s+(?:ad|to|past)|"
    r"loading\s*(?:\.\.|…|$)|please\s+enable|"
    r"all\s+rights\s+reserved|copyright\s*(?:©|\(c\)|(?:19|20)\d\d|$)|©|ikuti\s+(?:kami|saluran)|langgan(?:i)?\b|dapatkan\s+(?:berita|"
    r"info)|sertai\s+(?:saluran|kumpulan)|"
    r"muat\s+turun\s+aplikasi|enjoy\s+unlimited|already\s+a\s+(?:subscriber|member)|"
    r"this\s+article\s+is\s+(?:sponsored|brought))",
    re.IGNORECASE,
)
# Of texts in lower case.
PROMPT_WORDS = re.compile(
    r"newsletter|telegram|whatsapp|inbox|subscri|podcast|channel|saluran|facebook|instagram|twitter|tiktok|"
    r"app\b|aplikasi|"
    r"updates|alerts|cookies?|javascript|advert|rights\s+reserved|copyright|©|here\b|now\b|free\b|"
    r"digital\s+access|plan\b"
)
CREDIT = re.compile(
    r"^\W*(?:(?:file\s+)?(?:photo|picture|image|pix|pic|foto|gambar|video|graphic|"
    r"illustration)s?(?:\s+(?:credit|by|courtesy|oleh|ihsan|fail|via|from))?\s*[:：©/]"
    r"|(?:file\s+)?(?:photo|picture|pic|image|foto)s?\s+(?:by|credit|courtesy|oleh|ihsan|from)\b|(?:credit|"
    r"kredit|source|caption)s?\s*[:：]|bildquelle|foto\s+fail)",
    re.IGNORECASE,
)
CREDIT_END = re.compile(
    r"(?:[-–—]\s*|\()(?:file\s+)?(?:pic|picture|photo|image|foto|gambar|pix)s?\s+(?:by|courtesy|via|from|"
    r"ihsan|fail|credit)?\b[^.]{0,60}\)?$",
    re.IGNORECASE,
)
_DASH = r"(?:--+|[-–—]\s?[-–—]?)"
_END_LINE = re.compile(rf"^\W*{_DASH}?\s*(?:END|ENDS|TAMAT|###|\*\*\*|{_DASH}?\s*30\s*{_DASH})\W*$")
# A line that holds nothing but a dash and who sent the story: "-- WIRE", "— Agency Name/Other".
_AGENCY_LINE = re.compile(rf"^\(?{_DASH}\s*[A-Z][\w&'’.]*(?:[ /-]+[A-Z][\w&'’.]*){{0,4}}\)?\.?$")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
BYLINE = re.compile(
    r"^(?i:by|oleh|von|par|por|door|av|af|di|text|words|story|foto)\s*:?\s+"
    r"(?:[A-ZÀ-Þ][\w.'’-]*[\s,&]*(?:(?:and|und|dan|et|y)\s+)?){1,8}$"
)
DATE_PARTS = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d\d\b|\b\d{1,2}[./]\d{1,2}[./]|\b\d{1,2}(?:st|nd|rd|th)?\b")
_WORDS = re.compile(r"[^\W\d_]{3,}")
MAX_LABEL = 220  # characters; no "Also Read" line measured is longer, many paragraphs are


WALL_WORDS = 40  # of a line in which an outlet asks to subscribe; a longer one tells something


def clean_lines(lines: Sequence[str], hints: Hints, titles: Sequence[str] = ()) -> tuple[str, ...]:
    """The lines of the story alone, in order: what stands behind the end marker, prompts, leads to other stories,
    credits, the words of the outlet's wall, the repeated title, and lines repeated word for word are dropped."""
    kept: list[str] = []
    seen: set[str] = set()
    headlines = {" ".join(title.split()).casefold() for title in titles}
    walls = [piece.casefold() for piece in hints.paywall_text]
    for number, raw in enumerate(_until_end(lines, hints)):
        line = " ".join(_INVISIBLE.sub("", raw).split())
        line = re.sub(r"^[-•·▪*]\s+(?=\S)", "", line)  # marks of list items
        if number < 5 and _is_head_matter(line):
            continue
        if not line or any(pattern.match(line) for pattern in hints.boilerplate) or is_noise(line):
            continue
        key = line.casefold()
        if any(piece in key for piece in walls) and len(line.split()) <= WALL_WORDS:
            continue
        if key in seen and len(line) > 60:
            continue
        if not kept and key in headlines:
            continue
        seen.add(key)
        kept.append(line)
    kept = _before_the_house(kept)
    while kept and _is_leftover(kept[-1]):
        kept.pop()
    return tuple(kept)


def _before_the_house(lines: list[str]) -> list[str]:
    """The lines without what the house says behind the story."""
    told, behind = lines[: max(1, len(lines) - house.BEHIND)], lines[max(1, len(lines) - house.BEHIND) :]
    signed = next((at for at, line in enumerate(behind) if house.signs_off(line)), len(behind))
    return told + [line for line in behind[:signed] if not house.speaks(line)]


def is_noise(line: str) -> bool:
    """Whether a line is built like one that is never part of a story."""
    if len(line) > MAX_LABEL:
        return False
    if house.is_label(line):
        return True
    if LEADS.match(line):
        # "Watch: ..." is a label; "Read on, he said." is a sentence
        return not (_SENTENCE_END.search(line) and not re.search(r"[:：|>»]|\b(?:here|at|on)\b", line))
    if PROMPT.match(line) and (
        PROMPT_WORDS.search(line.lower()) or (len(line) < 40 and not _SENTENCE_END.search(line))
    ):
        return True
    if CREDIT.match(line) or (CREDIT_END.search(line) and len(line) < 160):
        return True
    return _END_LINE.match(line) is not None


def _until_end(lines: Sequence[str], hints: Hints) -> list[str]:
    """Cut at the outlet's end marker, and at a line that is an agency's name alone in the last third."""
    kept: list[str] = []
    for number, line in enumerate(lines):
        found = hints.end_marker.search(line) if hints.end_marker else None
        if found:
            if line[: found.start()].strip():
                kept.append(line[: found.start()].rstrip(" -–—"))
            return kept
        if number >= 2 and _is_sender(lines, number):
            return kept
        kept.append(line)
    return kept


def _is_sender(lines: Sequence[str], number: int) -> bool:
    """Whether a line near the end holds the name of the agency alone: behind a long dash anywhere in the last third,
    behind a hyphen or in capitals only as the last line, since list items look like that."""
    text = " ".join(lines[number].split())
    last = number == len(lines) - 1
    if not _AGENCY_LINE.match(text):
        return last and re.fullmatch(r"[A-Z][A-Z ]{2,24}", text) is not None
    if re.match(r"\(?-\s", text):
        return last and not lines[number - 1].lstrip().startswith("- ")
    return number * 3 >= len(lines) * 2 - 3


def _is_head_matter(line: str) -> bool:
    """A line above the story that only says who wrote it or when: "By A. Writer", "Published: 3 May 2024, 10:15"."""
    if len(line) > 90 or len(line.split()) > 12:
        return False
    if BYLINE.match(line):
        return True
    return len(DATE_PARTS.findall(line)) >= 2 and not _SENTENCE_END.search(line) and len(_WORDS.findall(line)) <= 4


def _is_leftover(line: str) -> bool:
    """A last line that is a label without its story ("Related", "Topics:", "***")."""
    return (len(line) < 25 and line.endswith(":")) or not re.search(r"\w", line)
