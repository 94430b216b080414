"""Names of persons: where one begins and ends, and what of it is honorific.

Knows honorifics, styles, patronymics and surnames; must not know what a post is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.officials.lexicon import Lexicon
from nlp.officials.words import Line, Word

_LONGEST = 9  # words; "Tengku Datuk Seri Utama Haziq Tengku Abdul Muin" has eight
_CLOSED = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december jan feb mac apr jun jul aug sept oct nov dec isnin selasa rabu khamis jumaat sabtu
    ahad the and in on at of for his her its their this that these those but while when after before since
    although however meanwhile also who which he she it they we you i a an as by with from to not no asean
    covid-19 covid menurut kata manakala sementara beliau katanya dan di ke pada yang ini itu bagi dalam untuk
    dengan oleh ia mereka tetapi selain earlier later today yesterday former bekas asked commenting speaking
    according bagaimanapun namun justeru malah malahan tambahan sehubungan terdahulu""".split()
)
#: Honorifics that a father's name may bear inside a son's.
_FATHERS = frozenset("tun tuan haji hj dr tengku tunku tuanku dato dato' datu pehin sheikh syed datuk".split())
#: Words that open an organisation's or a place's name and never a person's.
_HOUSES = frozenset(
    """kementerian jabatan lembaga perbadanan majlis persatuan pertubuhan institut suruhanjaya agensi pejabat dewan
    yayasan syarikat kumpulan badan kesatuan gabungan angkatan polis kolej akademi universiti bahagian tabung
    pusat koperasi barisan pakatan perikatan parti jawatankuasa mahkamah ministry department federation
    association chamber university bank board embassy council commission institute kampung jalan taman bandar
    sungai bukit pulau tanjung teluk lebuhraya sekolah masjid menara wisma hotel hospital section act article
    bursa""".split()
)
#: What stands in brackets behind a rank: the service, or that its holder left it.
BRANCHES = frozenset({"maritime", "maritim", "rtd", "retired", "bersara"})
#: Months that are given names behind a Chinese surname: "Ooi Jun X", "Tan May X".
_GIVEN_MONTHS = frozenset({"jun", "may"})
_QUOTES = {'"': '"', "“": "”", "‘": "’", "'": "'"}
_DIVISIONS = frozenset({"region", "province", "prefecture"})
_INNER = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in words of a line: ``outer`` where its honorifics begin, ``first`` where the name itself does."""

    outer: int
    first: int
    end: int  # exclusive
    text: str  # without honorifics
    titles: tuple[tuple[int, int], ...]  # runs of honorific words
    national: bool  # an honorific that only Malaysians bear

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.text.split())


def honorific_at(line: Line, index: int, known: Lexicon) -> int:
    """Number of words (a full stop included) of the honorific at ``index``; 0 where there is none."""
    if index >= len(line.words) or not line.words[index].capital:
        return 0
    count = known.honorifics.at(line.folded, index)
    if count and index + count < len(line.words):
        last, following = line.words[index + count - 1], line.words[index + count]
        if following.text == "." and following.start == last.end:
            count += 1
    return count


def _name_word(word: Word) -> bool:
    if not word.capital or not _INNER.fullmatch(word.text):
        return False
    if word.fold in _CLOSED:
        return False
    return len(word.text) <= 2 or not word.text.isupper() or "." in word.text


def given_name_at(line: Line, index: int, known: Lexicon) -> bool:
    """Whether a word that is also a post is a middle name: "King" between a Chinese surname and a given name."""
    if not 0 < index < len(line.words) - 1 or line.folded[index] not in known.ambiguous:
        return False
    before, after = line.words[index - 1], line.words[index + 1]
    return (
        before.capital
        and before.fold in known.chinese
        and _name_word(after)
        and not honorific_at(line, index + 1, known)
    )


def _closed_surname(line: Line, index: int, body: int, known: Lexicon) -> bool:
    """Whether a closed word is a Chinese surname or given name here: "He Lifan", "Sze To".

    A capital that the beginning of a sentence does not explain, beside another word of a name.
    """
    word = line.words[index]
    if not word.capital or word.fold not in known.chinese:
        return False
    if index > body:
        return line.folded[body] in known.chinese and index == body + 1
    opening = index == 0 or line.words[index - 1].mark
    after = line.words[index + 1] if index + 1 < len(line.words) else None
    if after is None or not _name_word(after):
        return False
    # No pronoun stands before a name, no article "an" before a consonant or before a name that a comma ends.
    ends = index + 2 < len(line.words) and line.words[index + 2].text == ","
    named = word.fold == "he" or (word.fold == "an" and (ends or _no_article(after)))
    person = word.entity == after.entity == "PERSON" and word.opens and not after.opens
    if word.fold == "he" and ends:
        return True
    return not opening or person or word.tag == "PROPN" or (named and after.tag == "PROPN" and len(after.text) > 2)


def _fathers_day(line: Line, index: int) -> bool:
    """Whether "Khamis" at ``index`` is a father's name and not Thursday ("Khamis lalu")."""
    return line.folded[index] == "khamis" and line.folded[index + 1 : index + 2] not in {
        ("lalu",), ("lepas",), ("ini",), ("depan",), ("(",)
    }  # fmt: skip


def _no_article(following: Word) -> bool:
    """Whether the article "an" cannot stand before ``following``: a capitalised word that begins with a consonant."""
    return following.text[0] not in "AEIOUHX" and following.text.istitle()


def _is_place(line: Line, index: int, known: Lexicon) -> bool:
    return bool(known.countries.at(line.folded, index) or known.demonyms.at(line.folded, index)) and (
        line.folded[index] not in known.given
    )


def parse_name(line: Line, index: int, known: Lexicon) -> Name | None:
    """The name that begins at word ``index``, honorifics first. None where no name can begin there."""
    words, folded = line.words, line.folded
    here, first = index, -1
    titles: list[tuple[int, int]] = []
    kept: list[str] = []
    national = False
    while here < len(words) and here - index < _LONGEST + 6:
        if words[here].text == "(" and here + 2 < len(words) and honorific_at(line, here + 1, known):
            inside = here + 1 + honorific_at(line, here + 1, known)
            if inside < len(words) and words[inside].text == ")":
                here = inside + 1
                continue
        if (
            titles
            and here + 3 < len(words)
            and words[here].text == "("
            and words[here + 2].text == ")"
            and (words[here + 1].text.isupper() or folded[here + 1] in BRANCHES)
        ):
            here += 3  # "Lt Col (PA) X", "Captain (Maritime) X"
            continue
        count = honorific_at(line, here, known)
        # "Datuk Seri Tuan X": nobody is a lord and a mister; there it is part of the name.
        lord = national and folded[here] == "tuan" and words[here].capital
        style = lord or (folded[here] in known.styles and words[here].capital)
        if count and not (style and count == 1):
            titles.append((here, here + count))
            national = national or any(" ".join(folded[here : here + n]) in known.national for n in range(1, count + 1))
            here += count
        elif style and here + 1 < len(words) and (words[here + 1].capital):
            first = here if first < 0 else first
            kept.append(words[here].text)
            here += 1
        else:
            break
    body = here
    if not titles and here < len(words) and folded[here] in _HOUSES:
        return None
    while here < len(words) and here - index < _LONGEST + 6:
        nickname = _nickname_at(line, here) if here > body else 0
        if nickname:
            here += nickname
            continue
        word = words[here]
        following = words[here + 1] if here + 1 < len(words) else None
        count = honorific_at(line, here, known) if here > body else 0
        if count and here + count < len(words) and _name_word(words[here + count]) and folded[here] in _FATHERS:
            # A titled father's name: "Hakim Tun Dr Suffian".
            kept += [w.text for w in words[here : here + count]]
            here += count
            continue
        if count and folded[here] not in known.styles and here + count < len(words) and words[here + count].capital:
            break  # the honorific of another name: "... Industrial Planning Tan Sri X"
        particles = here
        # "di" is a particle in Italian names; in a text without tags, which is Malay, it is "in".
        malay_in = folded[here] == "di" and not word.tag
        while (
            here > body
            and not malay_in
            and particles < min(here + 3, len(words))
            and folded[particles] in known.particles
        ):
            particles += 1  # "von der Leyen" has two
        if particles > here and particles < len(words) and words[particles].capital:
            kept += [w.text for w in words[here : particles - 1]]
            here, word = particles - 1, words[particles - 1]
            if word.capital and folded[here] not in {"bin", "binti", "anak", "a/l", "a/p"} and not _name_word(word):
                break
            kept.append(word.text)
            here += 1
            if words[here - 1].fold in {"b", "bt"} and words[here].text == ".":
                here += 1
            continue
        post = known.roles_en.heads.at(folded, here) or (word.capital and known.roles_ms.heads.at(folded, here))
        closed = bool(post) or _is_place(line, here, known)
        inside = bool(kept) and given_name_at(line, here, known)
        if closed and not inside and word.fold not in known.given and word.fold not in known.chinese:
            break
        dotted = (
            len(word.text) == 1
            and word.capital
            and following is not None
            and following.text == "."
            and following.start == word.end
        )
        month = (
            here == body + 1
            and folded[here] in _GIVEN_MONTHS
            and folded[body] in known.chinese
            and following is not None
            and _name_word(following)
        )
        father = here > body and folded[here - 1] in known.given and _fathers_day(line, here)
        if (
            not dotted
            and not father
            and not month
            and not _name_word(word)
            and not _closed_surname(line, here, body, known)
        ):
            break
        if folded[here] in known.reporting and here > body and (following is None or following.capital):
            break  # "Said" before a small letter is a father's name; "X Said" in a headline is not
        kept.append(word.text)
        first = here if first < 0 else first
        here += 1
        initial = len(word.text) == 1 or (
            len(word.text) == 2 and word.text.istitle() and here < len(words) and words[here].text == "."
        )
        if initial and here + 1 < len(words) and words[here].text == "." and words[here + 1].capital:
            kept[-1] += "."
            here += 1
    while kept and kept[-1].lower() in known.particles and kept[-1].lower() not in known.given:
        kept.pop()
        here -= 1
    if not kept or first < 0 or (here == body and not any(w.lower() not in known.styles for w in kept)):
        return None
    if here > body and here <= len(words) and folded[here - 1] in known.suffix | _DIVISIONS and here - body > 1:
        return None  # a house named for a person, "Zhuang Autonomous Region"
    if here < len(words) and (folded[here] in known.suffix or folded[here] in known.facility) and words[here].capital:
        return None
    if not any(len(word.strip(".")) > 1 for word in kept):
        return None
    return Name(index, first, here, " ".join(kept), tuple(titles), national)


def _nickname_at(line: Line, index: int) -> int:
    """Number of words of a nickname within a name, quotation marks included: "X "Pak Long" Y"; else 0."""
    words = line.words
    closing = _QUOTES.get(words[index].text)
    if closing is None:
        return 0
    for end in range(index + 2, min(index + 5, len(words) - 1)):
        if words[end].text == closing:
            named = all(_name_word(word) for word in (*words[index + 1 : end], words[end + 1]))
            return end + 1 - index if named else 0
    return 0


def likely(name: Name, line: Line, known: Lexicon) -> bool:
    """Whether a run of capitals is a person's name by its own words, whatever stands around it."""
    folded = [line.folded[i] for i in range(name.first, name.end)]
    if name.titles or any(word in {"bin", "binti", "a/l", "a/p", "s/o", "d/o", "anak"} for word in folded):
        return True
    if folded[0] in known.given or folded[0] in known.styles:
        return len(folded) > 1
    if folded[0] in known.chinese and 2 <= len(folded) <= 4:
        words = line.words[name.first : name.end]
        if folded[0] not in known.ambiguous or len(folded) == 3 or (folded[0] == "an" and _no_article(words[1])):
            return True
        return words[0].opens and all(word.entity == "PERSON" for word in words)
    # Of "Small Manufacturers Mohd X" only the last part is marked: the person begins behind the house.
    return line.words[name.first].entity == "PERSON"
