"""Follows persons through a text: which full name a short one stands for, and where they are named again.

Knows how names are shortened; must not know how a post was read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nlp.officials.confidence import confidence_of, length_of
from nlp.officials.lexicon import Lexicon
from nlp.officials.names import Name, parse_name
from nlp.officials.role import Status
from nlp.officials.shortened import short_forms
from nlp.officials.words import Line
from nlp.reading import Reading
from records import OfficialMention

_ADJACENT = frozenset({"'s", "’s", ",", ".", ":", ";", "-", "—", "(", ")", "“", "”", '"'})


_NO_PERSONS = frozenset({"ORGANIZATION", "LOCATION", "FACILITY", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART"})


class _Spans:
    """Spans that are looked up by place; a text may hold thousands."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(set(spans))
        self._starts = [start for start, _ in self._spans]
        self._longest = max((end - start for start, end in self._spans), default=0)

    def near(self, start: int, end: int) -> list[tuple[int, int]]:
        """The spans that overlap ``start``..``end``."""
        first = bisect_left(self._starts, start - self._longest)
        last = bisect_left(self._starts, end)
        return [span for span in self._spans[first:last] if span[1] > start]


@dataclass(frozen=True, slots=True)
class Post:
    """A person in a post at one place of the text. ``full`` is the person's full name in this text."""

    name: str
    full: str
    role: str
    organisation: str | None
    short: str | None
    status: Status
    public: bool
    expert: bool  # economist, coach: no office, wherever it is held
    start: int
    end: int
    sentence: int
    found_by: str


def resolve_names(posts: Sequence[Post], reading: Reading, lines: Sequence[Line], known: Lexicon) -> Mapping[str, str]:
    """Full name of every name in ``posts``, among all full names that the text prints."""
    begins = {post.end: post.start for post in posts}
    names = [*(post.name for post in posts), *_persons(reading, lines, known, begins)]
    full = {name: order for order, name in enumerate(dict.fromkeys(n for n in names if len(n.split()) > 1))}
    of_form: dict[str, list[str]] = defaultdict(list)
    of_ends: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in full:
        words = name.split()
        of_ends[words[0], words[-1]].append(name)
        for form in short_forms(name, known):
            of_form[form].append(name)
    found = {}
    for short in {post.name for post in posts}:
        words = short.split()
        thinned = [name for name in of_ends[words[0], words[-1]] if _thinned(short, name)]
        longer = [n for n in (*of_form[short], *thinned) if n != short and len(n.split()) > len(words)]
        if longer:
            found[short] = max(longer, key=lambda name: (len(name.split()), -full[name]))
    # "Anwar" -> "Anwar Ibrahim" -> "Anwar bin Ibrahim"
    return {name: found.get(target, target) for name, target in found.items()}


def _thinned(short: str, long: str) -> bool:
    """``Haziq Muin`` of ``Haziq Abdul Muin``: words left out, first and last kept."""
    few, many = short.split(), long.split()
    if len(few) < 2 or len(few) >= len(many) or few[0] != many[0] or few[-1] != many[-1]:
        return False
    position = 0
    for word in few:
        while position < len(many) and many[position] != word:
            position += 1
        if position == len(many):
            return False
        position += 1
    return True


def _persons(reading: Reading, lines: Sequence[Line], known: Lexicon, begins: Mapping[int, int]) -> list[str]:
    """Names of the persons that the entities hold, without honorifics.

    ``begins`` has the start of the name behind each post, by its end: an entity that begins earlier has taken words
    of the post into the name ("Minister of Works X").
    """
    by_start = {word.start: (line, index) for line in lines for index, word in enumerate(line.words)}
    names = []
    for entity in reading.entities:
        if entity.label != "PERSON" or entity.start not in by_start:
            continue
        line, index = by_start[entity.start]
        name = parse_name(line, index, known)
        if name is None or line.words[name.end - 1].end != entity.end:
            continue
        if line.words[name.first].start >= begins.get(entity.end, 0):
            names.append(name.text)
    return names


def later_mentions(
    posts: Sequence[Post], reading: Reading, lines: Sequence[Line], known: Lexicon
) -> list[OfficialMention]:
    """Mentions of the persons of ``posts`` by a full or short name where no post is printed."""
    persons: dict[str, Post] = {}
    for post in posts:
        persons.setdefault(post.full, post)
    forms: dict[str, list[str]] = {}
    for full in persons:
        for form in (full, *(short_forms(full, known) if len(full.split()) > 1 else ())):
            forms.setdefault(form.lower(), []).append(full)
    for post in posts:
        forms.setdefault(post.name.lower(), [])
        if post.full not in forms[post.name.lower()]:
            forms[post.name.lower()].append(post.full)
    taken = _Spans((post.start, post.end) for post in posts)
    blocked = _Spans((e.start, e.end) for e in reading.entities if e.label in _NO_PERSONS)
    stated = {post.start: post.full for post in posts}
    found: list[OfficialMention] = []
    recent: dict[str, int] = {}  # full name -> offset where it was named last
    for line in lines:
        index = 0
        while index < len(line.words):
            word = line.words[index]
            if word.start in stated:
                recent[stated[word.start]] = word.start
            hit = _match(line, index, forms, known, recent)
            if hit is None:
                index += 1
                continue
            name, full = hit
            start, end = line.words[name.outer].start, line.words[name.end - 1].end
            index = name.end
            if taken.near(start, end):
                continue
            own = line.words[name.first].start
            if any(a <= own and end <= b and not (a == own and b == end) for a, b in blocked.near(own, end)):
                continue
            post = persons[full]
            # A short form of two persons ("Rahim" of two Rahims) goes to the one named last.
            way = "later-mention" if len(forms[name.text.lower()]) == 1 else "later-mention-shared"
            recent[full] = start
            found.append(
                OfficialMention(
                    name=full,
                    resolved_from=name.text if name.text != full else None,
                    role=post.role,
                    organisation=post.organisation,
                    organisation_short=post.short,
                    status=post.status,
                    public_office=post.public,
                    start=start,
                    end=end,
                    sentence=line.sentence.number,
                    confidence=confidence_of(way, length_of(name.text)),
                    found_by=way,
                    stated=False,
                )
            )
    return found


def _match(
    line: Line,
    index: int,
    forms: Mapping[str, list[str]],
    known: Lexicon,
    recent: Mapping[str, int],
) -> tuple[Name, str] | None:
    word = line.words[index]
    if not word.capital:
        return None
    name = parse_name(line, index, known)
    if name is None:
        name = _bare(line, index)
    owners = forms.get(name.text.lower(), [])
    if not owners or (index > 0 and _continues(line, index, known)):
        return None
    if (
        name.end - name.first == 1
        and line.folded[name.first] in known.ambiguous
        and not name.titles
        and not _can_be_name(line, name.first, known)
    ):
        return None
    # Two who share a form: the one named last.
    full = max(owners, key=lambda person: recent.get(person, -1))
    return name, full


def _bare(line: Line, index: int) -> Name:
    return Name(index, index, index + 1, line.words[index].text, (), False)


def _continues(line: Line, index: int, known: Lexicon) -> bool:
    """Whether the word before belongs to the same run of capitals, so that this is no name of its own."""
    before = line.words[index - 1]
    if not before.capital or before.mark:
        return False
    if before.fold in known.reporting_ms or before.fold in known.reporting:
        return False
    if index - 1 == 0 and before.tag in {"ADV", "ADP", "SCONJ", "DET", "CCONJ", "PRON", "VERB"}:
        return False
    if (
        known.honorifics.before(line.folded, index)
        or known.roles_en.heads.before(line.folded, index)
        or known.roles_ms.heads.before(line.folded, index)
    ):
        return False
    return before.tag in {"PROPN", ""} and before.fold not in {
        "but",
        "and",
        "if",
        "when",
        "as",
        "while",
        "however",
        "meanwhile",
        "manakala",
        "bagi",
        "namun",
        "sementara",
    }


def _can_be_name(line: Line, index: int, known: Lexicon) -> bool:
    """Whether a surname that is also a word stands where a name can stand: beside a reporting verb, before "'s"."""
    folded, words = line.folded, line.words
    after = folded[index + 1] if index + 1 < len(words) else ""
    before = folded[index - 1] if index else ""
    if folded[index] in {"he", "you", "we", "it", "my", "me", "him", "her", "us"} and (
        index == 0 or (words[index - 1].mark and words[index - 1].text != ",")
    ):
        return False  # a pronoun far more often than a surname
    if after in known.reporting | known.reporting_ms or after in {"'s", "’s"}:
        return True
    if after in {"also", "further", "later", "however", "has", "had", "who", "turut", "pula"} and index + 2 < len(
        words
    ):
        return after in {"turut", "pula", "who"} or folded[index + 2] in known.reporting | known.reporting_ms
    if before in known.reporting | known.reporting_ms or (
        before == "to" and index > 1 and folded[index - 2] == "according"
    ):
        return True
    opens = index == 0 or words[index - 1].mark
    return (
        not opens
        and words[index].tag in {"PROPN", ""}
        and folded[index] not in {"may", "april", "june", "march", "august", "an", "so", "as", "in", "at"}
    )
