"""Who "he", "she", "beliau", "the minister" or "the premier" is at a point of a text.

Works on officials already found; must not know how they were found. The speaker of the news is the last one who was
the subject of a reporting verb: a person merely mentioned in between does not take over "he said".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.officials.lexicon import Lexicon, fold, lexicon
from nlp.reading import Reading
from records import OfficialMention

_PRONOUN = re.compile(
    r"(he|she|beliau|dia|his|her|him|they)\b"
    r"|((?:the|this|its|their)\s+)?([A-Za-z][\w'’-]*(?:\s+[A-Za-z][\w'’-]*){0,3})",
    re.IGNORECASE,
)
_FEMALE = frozenset({"she", "her", "hers"})
_MALE = frozenset({"he", "his", "him"})
# A speaker is not carried across more than this many sentences without a word of his. Set by judgement: the quotations
# of agencies run on for ten sentences and more.
_REACH = 14
_CUE = re.compile(
    r"\b(?:said|says|added|kata|ujar|jelas|tegas|according to|menurut|stressed|noted|told)\b", re.IGNORECASE
)
_ADVERBS = frozenset(
    """has had also however meanwhile later further then today yesterday turut pula juga telah in a statement when
    contacted reportedly previously recently earlier repeatedly separately again""".split()
)
_CLAUSE = re.compile(
    r"\b(?:while|after|when|as|although|that|which|who|selepas|ketika|bahawa)\b[^,]{0,80}$", re.IGNORECASE
)
_BARE = re.compile(
    r"\b(?:he|she|beliau"
    r"|the (?:(?:deputy )?prime minister|minister|premier|president|governor|mayor|chief minister))\b",
    re.IGNORECASE,
)
_SUBJECTS = frozenset({"he", "she", "they", "it", "beliau"})
_HE = re.compile(r"\b(?:he|his)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pronoun:
    """A pronoun or a bare post, and who it is."""

    start: int
    end: int
    text: str
    official: OfficialMention


def gender_of(reading: Reading, official: OfficialMention, known: Lexicon | None = None) -> str | None:
    """ "female" or "male" where the honorifics or the patronym say so, else None."""
    words = known or lexicon()
    before = reading.text[max(0, official.start - 30) : official.start]
    printed = reading.text[official.start : official.end]
    folded = [fold(word) for word in re.findall(r"[\w/’']+", before + " " + printed)]
    if any(word in words.female or word in words.female_particles for word in folded):
        return "female"
    if any(word in {"bin", "a/l", "encik", "mr", "sir", "tuan", "s/o", "datuk", "haji"} for word in folded):
        return "male" if any(word in {"bin", "a/l", "encik", "mr", "sir", "s/o", "haji"} for word in folded) else None
    return None


def _sentence_speaker(
    reading: Reading, officials: Sequence[OfficialMention], number: int, known: Lexicon
) -> OfficialMention | None:
    """The official who speaks in sentence ``number``: subject of a reporting verb outside quote marks."""
    sentence = reading.sentences[number]
    best: OfficialMention | None = None
    for official in (official for official in officials if official.sentence == number):
        after = reading.text[official.end : sentence.end]
        before = reading.text[sentence.start : official.start]
        if says_after(after, known) or says_before(before, known):
            best = official
            if not _subordinate(before):
                return official
    return best


def _stranger_speaks(
    reading: Reading, officials: Sequence[OfficialMention], number: int, limit: int, known: Lexicon
) -> bool:
    """Whether a person without a post is the subject of a reporting verb in sentence ``number``, before ``limit``."""
    sentence = reading.sentences[number]
    spans = [(official.start, official.end) for official in officials]
    first = bisect_left(reading.entities, sentence.start, key=lambda entity: entity.start)
    last = bisect_left(reading.entities, min(sentence.end, limit), key=lambda entity: entity.start)
    for entity in reading.entities[first:last]:
        if entity.label != "PERSON":
            continue
        if any(a < entity.end and entity.start < b for a, b in spans):
            continue
        before, after = reading.text[sentence.start : entity.start], reading.text[entity.end : sentence.end]
        if (says_after(after, known) or says_before(before, known)) and not _subordinate(before):
            return True
    return False


def says_after(after: str, known: Lexicon) -> bool:
    """A reporting verb whose subject ends where ``after`` begins; an apposition between commas may stand between."""
    clean = re.sub(r"^\s*\([^)]{0,60}\)", "", after)
    if clean.lstrip().startswith(","):
        # "NAME, said", or "NAME, who is ..., said": with or without an apposition between commas.
        rest = clean.lstrip()[1:]
        tails = [rest, *(rest[m.end() :] for m in re.finditer(r",", rest[:170]))]
        return any(_verb_first(tail, known) for tail in tails if '"' not in rest[: len(rest) - len(tail)])
    return _verb_first(clean, known)


def _verb_first(text: str, known: Lexicon) -> bool:
    """Whether ``text`` begins with a reporting verb, adverbs apart."""
    for word in re.findall(r"[\w'’-]+|[^\w\s]", text)[:5]:
        low = fold(word)
        if low in known.reporting or low in known.reporting_ms:
            return True
        if low not in _ADVERBS:
            return False
    return False


def says_before(before: str, known: Lexicon) -> bool:
    """``said Premier of ... NAME``, ``kata Menteri ... NAME``, ``according to NAME``."""
    tail = before[-160:]
    cues = list(_CUE.finditer(tail))
    if not cues:
        return False
    between = tail[cues[-1].end() :]
    if re.search(r"[.;:“”\"]|\b(that|bahawa|who|which)\b", between):
        return False
    # Only a post and honorifics may stand between verb and name: no finite verb, no pronoun.
    return not any(fold(word) in known.reporting or fold(word) in _SUBJECTS for word in between.split())


def _subordinate(before: str) -> bool:
    return _CLAUSE.search(before) is not None


def _matches_role(role: str | None, words: str) -> bool:
    if role is None:
        return False
    plain = re.sub(r"[^\w\s-]", " ", fold(role)).split()
    wanted = words.split()
    head = re.split(r"\b(?:of|in|for|at|to)\b", " ".join(plain))[0].split() or plain
    return head[-len(wanted) :] == wanted or plain[: len(wanted)] == wanted or all(word in plain for word in wanted)


def speaker_at(
    reading: Reading, officials: Sequence[OfficialMention], offset: int, cue_sentence: int | None = None
) -> OfficialMention | None:
    """Who the pronoun or bare post that begins at ``offset`` stands for; None where the text does not say.

    ``officials`` in reading order; ``cue_sentence`` is the number of the sentence that holds the reporting verb
    (that of ``offset`` by default). The mention returned is the one that the expression goes back to.
    """
    known = lexicon()
    number = reading.sentence_at(offset).number if cue_sentence is None else cue_sentence
    found = _PRONOUN.match(reading.text, offset)
    pronoun = fold(found.group(1)) if found and found.group(1) else None
    before = bisect_left(officials, offset, key=lambda official: official.start)
    if found is not None and pronoun is None:
        earlier = [official for official in officials[:before] if official.sentence <= number]
        return _by_role(reading.text[found.start(3) : offset + 120], earlier, officials, known)
    reach = reading.sentences[max(0, number - _REACH)].start
    after = bisect_left(officials, reach, key=lambda official: official.start)
    earlier = [official for official in officials[after:before] if official.sentence <= number]
    for back in range(number, max(-1, number - _REACH) - 1, -1):
        speaker = _sentence_speaker(reading, earlier, back, known)
        if speaker is None and _stranger_speaks(reading, officials, back, offset, known):
            return None
        if speaker is None or not _agrees(reading, speaker, officials, pronoun, known):
            continue
        return speaker
    return None


def _agrees(
    reading: Reading,
    speaker: OfficialMention,
    officials: Sequence[OfficialMention],
    pronoun: str | None,
    known: Lexicon,
) -> bool:
    genders = {gender_of(reading, official, known) for official in officials if official.name == speaker.name}
    if pronoun in _FEMALE:
        # Where the text also says "he", a woman must show in a title or a patronym.
        return "female" in genders or ("male" not in genders and _HE.search(reading.text) is None)
    return not (pronoun in _MALE and "female" in genders)


def _by_role(
    words: str, earlier: Sequence[OfficialMention], officials: Sequence[OfficialMention], known: Lexicon
) -> OfficialMention | None:
    """``the prime minister``: the latest earlier official of that post; a later one where there is no other."""
    folded = [fold(word) for word in re.findall(r"[\w'’-]+", words.split(".")[0].split(",")[0])]
    for length in range(min(4, len(folded)), 0, -1):
        wanted = " ".join(folded[:length])
        if wanted not in known.roles_en.anaphora and wanted not in known.roles_ms.anaphora:
            continue
        if folded[length : length + 1] in (["of"], ["for"]):
            return None  # "the minister of works" names a post; it does not point back
        for pool in (list(reversed(earlier)), list(officials)):
            exact = [o for o in pool if o.role is not None and fold(o.role).split(" of ")[0] == wanted]
            loose = [o for o in pool if _matches_role(o.role, wanted)]
            if exact or loose:
                return (exact or loose)[0]
        return None
    return None


def resolve_pronouns(reading: Reading, officials: Sequence[OfficialMention]) -> tuple[Pronoun, ...]:
    """Every third-person pronoun and "the minister" of the text that resolves to an official, in reading order."""
    found = []
    for sentence in reading.readable():
        for match in _BARE.finditer(reading.text, sentence.start, sentence.end):
            at = match.start() + (4 if match.group().lower().startswith("the ") else 0)
            official = speaker_at(reading, officials, at, sentence.number)
            if official is not None:
                found.append(Pronoun(start=match.start(), end=match.end(), text=match.group(), official=official))
    return tuple(found)
