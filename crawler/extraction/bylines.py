"""Bylines that only their words or their place tell: behind a label in a line, beside the date, at a story's ends.

Pure. Read where nothing else on a page says who wrote: a wrong author is worse than none, so that a name counts here
only with the form of one and a word or a place that says byline. How names are parted and sorted: names.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice, pairwise

from lxml import etree

from crawler.extraction.markup import short_text
from crawler.extraction.moments import TEXT_DATE
from crawler.extraction.names import BY, HAN_BRACKET, HAN_BYLINE, all_names, is_plain_name, key, without_date

_WORDS = (
    "authors?|penulis|reporters?|wartawan|pewarta|jurnalis|kontributor|columnist|kolumnis|"
    r"(?:teks|text|words|story|cerita|laporan)(?:\s+(?:dan|and|&)\s+\w+)?|"
    "作者|记者|記者|撰文|撰稿|文|报道|報道|报导|報導|采写|採訪"
)
_INSIDE = re.compile(rf"(?:^|[\s|（(【])(?:{_WORDS})\s*[:：/／丨｜|]\s*(?P<names>.{{2,80}})", re.IGNORECASE)
# Where the names behind a label end: at the next label, a mark of ownership, a bracket.
_NEXT = re.compile(
    r"[\s,;/·|]+(?:photos?|foto|pictures?|pix|pics?|gambar|image|source|sumber|editor|penyunting|redaktur|published|date|time|tarikh|tanggal|"
    r"copyright|hits|views?|share|additional|editing|edited|writing|suntingan|责编|责任编辑|编辑|編輯|来源|來源|图|圖)\b.*$|\s*(?:©|[)）】\]]).*$|\s+[^\s:：]+\s*[:：].*$",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"(?:^|[.!?”\"。]\s*)(?:--?|[–—])\s*(?P<name>[^\W\d_][^–—.!?]{3,40})$")
_HOUSE_STROKE = re.compile(r"\([\w.]{4,40}/(?P<name>[^()/]{4,40})\)\W*$")
_REPORT = re.compile(r"(?:laporan\s+)?(?:wartawan|reporter|kontributor)\s+[^,]{2,40},\s*(?=\S)", re.IGNORECASE)
_REPORT_OF = re.compile(
    r"(?i:laporan|teks|words|cerita|penulis|pewarta|reporter|wartawan|author)\s+(?P<name>[^\W\d_].{3,40})$"
)  # a report's title has the same form
_LABEL_ALONE = re.compile(rf"(?:{_WORDS}|by|oleh|written by|ditulis oleh)\s*[:：/|]?", re.IGNORECASE)
_AGO = re.compile(
    r"\b\d+\s+(?:min(?:ute)?s?|minit|menit|hours?|jam|days?|hari)\s+(?:ago|read|lalu|yang lalu|bacaan)\b"
    r"|\d+\s*(?:分钟|分鐘|小时|小時|天)前",
    re.IGNORECASE,
)
_MARKS = "■□●○◎▲△◆◇☐*· "
_EMAIL = re.compile(r"^[\w.+-]+@[\w-]+\.[\w.]+$")
_WORD = re.compile(r"\w")
_TIME = "<time>"  # stands for an element of that name, whatever it says ("2 hours ago")
_LONG = "x" * 99
_NEXT_TO = 8  # elements, signs and line breaks among them
_UP = 3  # elements around a name that hold nothing else
_AND = re.compile(r"\s+(?:and|dan|&)\s+", re.IGNORECASE)
_AT = re.compile(r"\s+(?:at|in|di)\s+(?=[A-Z]).*$|\s+[-–—|]\s.*$")
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|penulis|wartawan|pewarta|reporters?|columnists?|kolumnis|kolum|writers?|journalists?|byline|contributors?)/",
    re.IGNORECASE,
)
# Words of sections, buttons and places, which stand beside dates in the form of a name ("World Business", "Shah Alam").
_NO_NAME = frozenset(
    "about am analysis april archive article arts asean asia asian audit august bahru bangkok bank bay beijing berita "
    "bharu bisnes breaking business central china city climate comment comments culture daerah daily data day "
    "december desk digital dunia east economy editorial education ekonomi energy entertainment exclusive feature "
    "features february file finance focus food friday george global green hari harian health hiburan home hong hukum "
    "indonesia industry interview ipoh island isnin jakarta january jaya johor july june kewangan khas klang kolum "
    "kong kota kuala latest letters life lifestyle live local london lumpur malaysia malaysian march market markets "
    "media min minutes monday money more nasional nation national negara new news north november october opinion page "
    "penang penuh perak petaling photo picture podcast politics politik port posted property published putrajaya read "
    "rencana report review road saturday science selangor semasa september shah share singapore society south special "
    "sport sports state stories story street sukan suku sunday tahunan tech technology telegram terkini thailand "
    "thursday today top town trade transport travel tuesday update updated utama video view weather wednesday weekly "
    "west whatsapp world york".split()
)
ENDS = 3  # lines at either end of a story in which a byline may stand
REACH = 160  # characters at the start of a paragraph, and at its end, in which a byline may stand


def names_behind(text: str) -> str | None:
    """The names behind a label, up to the next label; None where other words than names stand there."""
    names = _NEXT.sub("", without_date(text)).strip(" ,;/|-–—")
    return names if all_names(names) else None


def labelled_within(lines: Sequence[str]) -> Iterator[str]:
    """The names behind the first label inside a short line: "Date: 3 May Author: A. Name Source: B"."""
    for text in lines:
        for found in _INSIDE.finditer(text[:REACH]):
            if names := names_behind(found["names"]):
                yield names
                return


def linked(near: Sequence[tuple[etree._Element, str]]) -> Iterator[str]:
    """The names in links to an author's page, between headline and story."""
    for element, text in near:
        if element.tag == "a" and is_plain_name(text) and _AUTHOR_LINK.search(element.get("href") or ""):
            yield text


def beside_date(near: Sequence[tuple[etree._Element, str]], title: str | None) -> Iterator[str]:
    """A name right before or behind a date or an e-mail address, between headline and story.

    A name that stands in the headline, a link to anything but an author and capitals beside a date are none: the
    story's people, sections and places have the same form.
    """
    for element, text in near:
        if len(element) > 1 or len(text) > 80:
            continue
        name = _AT.sub("", without_date(text) if (dated := TEXT_DATE.search(text)) else text)
        if not all(_may_write(part, title) for part in _AND.split(name, 2)):
            continue
        if not (
            dated
            or _is_beside(element, _EMAIL)
            or (not name.isupper() and (_is_beside(element, TEXT_DATE) or _is_beside(element, _AGO)))
        ):
            continue
        links = [*element.iter("a"), *element.iterancestors("a")]
        if all(_AUTHOR_LINK.search(link.get("href") or "") for link in links):
            yield name
            return


def set_apart(near: Sequence[tuple[etree._Element, str]]) -> Iterator[str]:
    """The names in the element behind one that holds a label and nothing else."""
    for (_, label), (_, text) in pairwise(near):
        if _LABEL_ALONE.fullmatch(label) and (names := names_behind(text)):
            yield names
            return


def of_reporters(lines: Sequence[str]) -> Iterator[str]:
    """Lines that are a byline by their words: "By A. Name" in some language, a post and a name."""
    for line in lines:
        text = line.lstrip(_MARKS)
        if len(text) > REACH:
            continue
        found = BY.match(text.lstrip("([（")) or _REPORT.match(text)
        if (report := _REPORT_OF.match(text)) and _may_write(report["name"], None):
            yield report["name"]
            return
        if found and (names := names_behind(text.lstrip("([（")[found.end() :])):
            yield names
            return
        if HAN_BYLINE.match(text) or (found := HAN_BRACKET.search(text)):
            yield f"记者 {found['names']}" if found else text
            return


def at_ends(lines: Sequence[str]) -> Iterator[str]:
    """Who is named in the first and the last lines of a story, by a word that says so or, at the end, behind a dash or
    behind the house and a stroke in brackets."""
    ends = [*lines[:ENDS], *lines[max(ENDS, len(lines) - ENDS) :]]
    pieces = [" ".join(piece.split()) for line in ends for piece in _pieces(line)]
    found = list(of_reporters(pieces)) or list(labelled_within(pieces))
    for line in () if found else lines[-2:]:
        signed = _SIGNED.search(line[-60:]) or _HOUSE_STROKE.search(line[-REACH:])
        if signed and is_plain_name(signed["name"]):
            found = [signed["name"]]
    yield from found


def _pieces(line: str) -> Iterator[str]:
    """A short line; of a long one what its first and last brackets hold."""
    if len(line) <= REACH:
        yield line
        return
    for part in (line[:REACH], line[-REACH:]):
        yield from (found[0] for found in HAN_BRACKET.finditer(part))


def _may_write(name: str, title: str | None) -> bool:
    """Whether a text that no word calls a byline may be one: two to five words of a name, none of them a section's."""
    words = re.findall(r"[^\W\d_]+", name.lower())
    return (
        is_plain_name(name)
        and len(words) > 1
        and not _NO_NAME.intersection(words)
        and key(name) not in key(title or "")
    )


def _is_beside(element: etree._Element, wanted: re.Pattern[str]) -> bool:
    """Whether the nearest text before or behind an element is short and holds what is wanted, or is a <time>."""
    for _ in range(_UP):
        parent = element.getparent()
        if parent is None or short_text(parent) != short_text(element):
            break
        element = parent
    behind = chain([element.tail], *((text, other.tail) for other, text in _beside(element.itersiblings())))
    before = (text for _, text in _beside(element.itersiblings(preceding=True)))
    return any(_is_wanted(next(filter(_WORD.search, filter(None, texts)), ""), wanted) for texts in (behind, before))


def _beside(others: Iterator[etree._Element]) -> Iterator[tuple[etree._Element, str]]:
    """The next few elements with their texts; a long one has a text that nothing is found in."""
    for other in islice(others, _NEXT_TO):
        short = _TIME if other.tag == "time" else short_text(other)
        yield other, _LONG if short is None else short


def _is_wanted(text: str, wanted: re.Pattern[str]) -> bool:
    return text == _TIME or (len(text) <= 60 and wanted.search(text) is not None)
