"""The names in a byline: which are people, which an agency, a desk or a house.

Pure; knows how bylines are written, not which people there are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from crawler.extraction.metadata import Author

MAX_NAME = 60  # characters
_BY_WORDS = r"by|oleh|von|par|por|di|door|av|af|med|od|autor|автор|作者|记者|記者|文|撰文"
BY = re.compile(
    rf"^(?:(?:written|reported|(?:story|report|words|text|teks)(?:\s+(?:and|dan|&)\s+\w+)?|reporting|posted|interview|dicatat|ditulis|dilaporkan|laporan|"
    rf"diposting|diposkan)\s+)?(?:{_BY_WORDS})\b[\s:：]*"
    r"|^(?:(?:author|penulis|reporter|wartawan|pewarta|jurnalis|columnist|kolumnis|editor|autor(?::?in|in/autor)?|auteur|autore|autora|text|texte|texto|foto)s?)"
    r"\s*[:：]\s*",
    re.IGNORECASE,
)
_AND = r"and|dan|und|och|og|with|serta|bersama|ve|ja|és|и|và"
# Words that also stand inside one name ("Ortega y Gasset"): they part two names of two words each.
_SOFT_AND = re.compile(r"(?<=\S)\s+(?:y|e|et|en|i|a|na)\s+(?=[^\W\d_]\S*\s+\S)")
_SPLIT = re.compile(rf"\s*(?:(?<!\ba)/|/(?![lp]\b)|[;|&•·、，]|\s(?i:{_AND})\s|\n)\s*")
_ROLE = re.compile(
    r"\b(?:correspondent|reporter|editor|journalist|writer|chief|bureau|columnist|producer|wartawan|"
    r"penyunting|analyst|"
    r"redakteur\w*|korrespondent\w*|professor|lecturer|director|fellow|adviser|advisor|contributor|photographer|journalista|"
    r"journaliste|periodista|giornalista|jurnalis|redaktur|redactor\w*|politikredakteur\w*|author|autor(?:in)?)\b",
    re.IGNORECASE,
)
# Words that name a desk or a house and never a person.
_HOUSE = re.compile(
    r"\b(?:staff|desk|newsroom|editorial|editors?|team|agenc(?:y|ies)|agence|agentur|agencias?|news|newspaper|online|media|press|"
    r"redaktion\w*|redacción|rédaction|redazione|redaktionen|"
    r"correspondents?|reporters?|writers?|service|wire|agensi|berita|pengarang|redaksi|digital|tv|radio|"
    r"network|bureau|ajansı|ajansi|"
    r"group|sdn|bhd|ltd|inc|plc|gmbh|ministry|department|kementerian|jabatan|university|institute|association|"
    r"admin|administrator|super\s*user|webmaster|pentadbir|guest\s+\w+|anonymous|contributed|times|tribune|gazette|zeitung|presse|developer)\b|\.(?:com|net|"
    r"org|de|uk|my|sg|tv|id|cn|at|be|ch|is|no|se|dk|fr|es|it|nl|in|ph|th)\b|https?:|新聞|通信|新闻|本报|日报|编辑部",
    re.IGNORECASE,
)
# Cities where newsrooms of the region sit: behind a name and a comma they have the form of a second one.
_PLACE = re.compile(
    r"kuala \w+|shah alam|petaling jaya|johor bahru|kota \w+|george ?town|new (?:york|delhi)|hong kong|"
    r"ho chi minh city|san francisco|los angeles|phnom penh|nusa tenggara|jawa \w+|port \w+|putra ?jaya|cyber ?jaya",
    re.IGNORECASE,
)
# What stands behind the names of a byline: a day, a date, a time.
_THEN = re.compile(
    r"(?<![\s,|–—-])[\s,|–—-]+(?:on\s+)?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b.*$"
    r"|(?<![\s,|–—-])[\s,|–—-]+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d.*$|(?<![\s,|(–—-])[\s,|(–—-]+(?:am\s+|vom\s+|le\s+)?\d{1,2}[\s.:/h].*$",
    re.IGNORECASE,
)
_DENSE = re.compile("[\u3040-\u9fff\uac00-\ud7af]")  # scripts in which a whole name is written without a space
_DATE = re.compile(r"\d{1,4}[./:-]\d{1,2}|\b(?:19|20)\d\d\b|\b\d{1,2}(?::\d\d)?\s*[ap]m\b", re.IGNORECASE)

# News agencies, by the ways in which they are written, folded; the value is the name that credits carry.
_AGENCY_NAMES = {
    "AFP": "afp agencefrancepresse",
    "AP": "ap associatedpress theassociatedpress apnews",
    "AAP": "aap australianassociatedpress",
    "APA": "apa austriapresseagentur",
    "Reuters": "reuters thomsonreuters 路透社 路透 로이터",
    "Bernama": "bernama malaysiannationalnewsagency 马新社",
    "Xinhua": "xinhua xinhuanewsagency 新华社 新華社 新华网",
    "CNS": "chinanewsservice 中新社 中国新闻社 中新网",
    "Antara": "antara antaranews lkbnantara",
    "dpa": "dpa deutschepresseagentur dpaafx dpainfocom",
    "sid": "sid sportinformationsdienst",
    "Keystone-SDA": "sda keystonesda schweizerischedepeschenagentur",
    "EFE": "efe agenciaefe",
    "Europa Press": "europapress",
    "ANSA": "ansa",
    "NTB": "ntb",
    "TT": "tt",
    "Ritzau": "ritzau",
    "STT": "stt",
    "Belga": "belga",
    "ANP": "anp",
    "ČTK": "čtk ctk",
    "PAP": "pap",
    "Kyodo": "kyodo kyodonews 共同通信 共同",
    "Jiji": "jiji jijipress 時事通信 時事",
    "Yonhap": "yonhap yonhapnews 연합뉴스",
    "PTI": "pti presstrustofindia",
    "ANI": "ani asiannewsinternational",
    "IANS": "ians",
    "UPI": "upi",
    "TASS": "tass itartass тасс",
    "Interfax": "interfax интерфакс",
    "Bloomberg": "bloomberg bloombergnews",
    "CNA": "centralnewsagency 中央社",
    "VNA": "vna vietnamnewsagency ttxvn",
    "TNA": "thainewsagency",
    "PNA": "philippinenewsagency",
    "WAM": "wam",
    "SPA": "saudipressagency",
    "KUNA": "kuna",
    "Anadolu": "anadolu anadoluagency anadoluajansı anadoluajansi",
    "Lusa": "lusa agêncialusa",
    "PA": "pa pressassociation pamedia thepressassociation",
    "The Canadian Press": "canadianpress thecanadianpress",
    "SAnews": "sanews",
}
_AGENCIES = {spelling: name for name, spellings in _AGENCY_NAMES.items() for spelling in spellings.split()}
_HAN = "[\u4e00-\u9fff]"
_HAN_NAME = rf"(?!报道|報道|报导|報導|摄影|攝影){_HAN}{{2,4}}(?<![摄攝])"
_HAN_NAMES = rf"{_HAN_NAME}(?:[\s、，,]+{_HAN_NAME}){{0,3}}?"
_HAN_WORD = "(?:记者|記者|特派员|特派員|作者|撰文|撰稿)"
_HAN_POSTED = rf"(?:(?:本{_HAN}|{_HAN}{{1,5}}[报報社網网台刊])(?:[特见見实實首驻駐]{_HAN}{{1,3}})?)?{_HAN_WORD}"
_HAN_REPORTS = (
    rf"(?:(?:\s+{_HAN}{{2,4}})?\s*(?:摄影)?(?:报道|報道|报导|報導)|[\s，,]+{_HAN}{{2,6}}\d{{0,2}}日?(?:电|電|讯|訊))?"
)
# "Of this paper, reporter A B, reporting from C", on a line of its own or in brackets; not who took a picture.
HAN_BYLINE = re.compile(
    rf"^(?:(?!{_HAN_WORD}){_HAN_POSTED}\s*[:：/]?\s*|{_HAN}{{0,8}}?{_HAN_WORD}(?:\s*[:：/]\s*|\s+))(?P<names>{_HAN_NAMES}){_HAN_REPORTS}$"
)
HAN_BRACKET = re.compile(rf"[（(【]{_HAN_POSTED}\s*[:：/]?\s*(?P<names>{_HAN_NAMES}){_HAN_REPORTS}[)）】]")
_HAN_NO_NAME = frozenset(
    "北京 上海 广州 廣州 深圳 香港 台北 澳门 澳門 吉隆坡 新加坡 槟城 檳城 怡保 新山 曼谷 雅加达 综合 綜合"
    " 手记 手記 观察 觀察 调查 調查 采访 採訪 招待会 招待會 见面会 見面會 评论 評論 专访 專訪 团队 團隊".split()
)
_BETWEEN = re.compile(
    r"\s*(?:[,;|&、]|(?<!\ba)/|/(?![lp]\b)|\s(?:(?i:and|dan|und|serta)|et|y|e|och|og|en|ve|i|a)\s)\s*"
)
Site = set[str] | frozenset[str]


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a byline as printed, "By", roles and addresses taken off."""

    text: str
    kind: Literal["person", "agency", "house"]


def without_date(text: str) -> str:
    """A byline without the day, date or time that stands behind its names."""
    return _THEN.sub("", text).strip()


def agency_of(text: str) -> str | None:
    """The news agency of that name, or None. Short forms count in capitals only, or as the agency writes itself."""
    name = _AGENCIES.get(key(text))
    short = len(key(text)) <= 4
    return name if name and (not short or text.strip() in (name, text.strip().upper())) else None


def credits_in(author: Author, site: Site = frozenset()) -> Iterator[Name]:
    """Everybody named in one raw author, e.g. ``By A. Tan and Siti Bakar, Political Editor``: people, agencies, houses;
    neither roles nor dates."""
    text = " ".join(author.name.replace("\u00a0", " ").split())[:400]
    text = re.sub(r"[\w.+-]+@[\w.-]+|(?<!\w)@\w+", " ", text)
    if not text.strip() or re.search(r"\bwww\.|https?:", text):
        return
    if reporters := HAN_BYLINE.match(text):
        for name in re.split(r"[\s、，,]+", reporters["names"]):
            if name not in _HAN_NO_NAME:
                yield Name(name, "person")
        return
    if author.kind == "Organization" and not text.lower().startswith("by "):
        if len(text) <= MAX_NAME:
            yield Name(text.strip(), "agency" if agency_of(text) else "house")
        return
    text = _THEN.sub("", BY.sub("", re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text).strip()))
    for part in _parts(text, author.kind == "Person", site):
        name = BY.sub("", part.strip(" .,;:-–—|'\"")).strip()
        name = re.sub(r"\s+(?:in|at|reporting from|di|aus|from)\s+[A-Z].*$", "", name)
        name = re.sub(r"\s+[-–—|]\s+.*$|\s*(?:기자|특파원|記者|记者)(?:\s.*)?$", "", name)
        kind = _kind(name, author.kind == "Person", site)
        if kind:
            yield Name(name, kind)


def _parts(text: str, declared: bool, site: Site) -> Iterator[str]:
    turned = re.fullmatch(r"([^\W\d_][\w'’-]+),\s*([^\W\d_][\w.'’-]*(?:\s[^\W\d_][\w.'’-]*)?)", text)
    if declared and turned and all(_kind(f"X {part}", True, site) == "person" and not agency_of(part)
                                   and not _ROLE.search(part) for part in turned.groups()):  # fmt: skip
        yield f"{turned[2]} {turned[1]}"  # "Surname, First"
        return
    for piece in _SPLIT.split(text):
        for part in re.split(r"\s*,\s*", piece):
            found = _SOFT_AND.search(part)
            if found and len(part[: found.start()].split()) >= 2:
                yield from _SOFT_AND.split(part)
            else:
                yield part


def _kind(name: str, declared: bool, site: Site) -> Literal["person", "agency", "house"] | None:
    folded = key(name)
    words = name.split()
    if not folded or len(name) > MAX_NAME or len(words) > 7 or _DATE.search(name) or folded.isdigit():
        return None
    if agency_of(name):
        return "agency"
    if folded in site or key(words[0]) in site or _HOUSE.search(name):
        return None if _ROLE.fullmatch(name) or _is_role(name) else "house"
    if any(len(place) > 3 and folded.startswith(place) for place in site) and not (declared and len(words) > 1):
        return "house"
    if _is_role(name) or _PLACE.fullmatch(name) or any(letter.isdigit() or letter in ":*?!=<>{}" for letter in name):
        return None
    if agency_of(words[0]):
        return "agency"
    if len(words) == 1 and not _DENSE.search(name):
        return "person" if declared and len(name) > 2 and name[0].isupper() and not name.isupper() else None
    return None if name == name.lower() and not declared and not _DENSE.search(name) else "person"


def _is_role(name: str) -> bool:
    return _ROLE.search(name) is not None


def is_plain_name(text: str) -> bool:
    """Whether a text is built like one name and nothing else: two to five words, each with a capital (particles such as
    "van", "bin", "de" aside). For running text, where nothing but its form tells a name."""
    words = text.split()
    if not 2 <= len(words) <= 5:
        return bool(_DENSE.search(text)) and len(words) == 1 and 2 <= len(text) <= 4
    plain = [word for word in words if word.lower() not in _PARTICLES]
    return (
        len(plain) >= 2
        and words[0].lower() not in {"the", "der", "die", "das", "la", "le", "el"}
        and all(re.fullmatch(r"[^\W\d_][\w.'’\u2010-]*", word) and word[0].isupper() for word in plain)
    )


def all_names(text: str) -> bool:
    """Whether a short text opens with a name and at least half of it is names; the rest may be posts and places."""
    parts = [part for part in _BETWEEN.split(text) if part]
    named = sum(map(is_plain_name, parts))
    return bool(parts) and len(text) <= 120 and is_plain_name(parts[0]) and named * 2 >= len(parts)


_PARTICLES = frozenset(
    "van von de der den del della di da dos du la le bin binti binte b. bt a/l a/p al el ten ter zu y e af av".split()
)


def key(name: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())
