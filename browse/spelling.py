"""Names that are misspelt: what was meant. Pure; it must not know SQL or HTTP.

The words of a search are set against the words of all names. Each word of a stretch must be, or be within a slip or
two of (optimal string alignment: a letter more, less, another, two exchanged), a word of one and the same name, so that
"Tengku Zafrol" becomes "Tengku Zafrul" because somebody is called so, and not because some word is near.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

MOST_WORDS = 8  # of a search that are looked at
LONGEST = 5  # words of a stretch that may be one name
NEAR = 40  # words of names looked at for each that is typed
_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Meant:
    text: str  # the search with the name put right
    kind: str  # official, organisation, place
    id: str
    name: str


def fold(word: str) -> str:
    """As the search index compares: small, accents off."""
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


def words_of(text: str) -> list[str]:
    return _WORD.findall(text)


def slips(word: str) -> int:
    """How many slips a word of this length may have: none in short ones, where most slips make another word."""
    if _HAN.search(word):
        return 1 if len(word) >= 3 else 0
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


class Names:
    """Every name that is known, by its words."""

    def __init__(self, names: Iterable[tuple[str, str, str, str]]) -> None:
        """``names``: kind, id, name, and one of what it is called, as ``store.desk_names.every_name`` gives them."""
        self._names = [(kind, key, name, words_of(called)) for kind, key, name, called in names]
        self._holders: dict[str, list[int]] = {}
        for number, (_, _, _, words) in enumerate(self._names):
            for word in words:
                folded = fold(word)
                holders = self._holders.setdefault(folded, [])
                if not holders or holders[-1] != number:
                    holders.append(number)
        self._words = list(self._holders)

    def meant(self, text: str, doubtful: Collection[str]) -> Meant | None:
        """What was meant by ``text``, whose words ``doubtful`` may be misspelt; None where no name is near. Of several
        names that with the fewest slips, of those the one that the stretch covers best."""
        found = list(_WORD.finditer(text))[:MOST_WORDS]
        typed = [fold(match[0]) for match in found]
        may_slip = {fold(word) for word in doubtful}
        near = [self._near(word) if word in may_slip else {word: 0} for word in typed]
        for length in range(min(LONGEST, len(typed)), 0, -1):
            best: tuple[tuple[int, int, str, str], int, int, list[str]] | None = None
            for start in range(len(typed) - length + 1):
                asked = typed[start : start + length]
                if not may_slip.intersection(asked) or (length == 1 and slips(asked[0]) == 0):
                    continue
                for number, put, cost in self._called(near[start : start + length]):
                    kind, key, _, words = self._names[number]
                    rank = (cost, len(words) - length, kind, key)
                    if cost and (best is None or rank < best[0]):
                        best = rank, number, start, put
            if best is not None:
                _, number, start, put = best
                kind, key, name, words = self._names[number]
                spelt = {fold(word): word for word in words}
                return Meant(_put(text, found[start : start + length], [spelt[word] for word in put]), kind, key, name)
        return None

    def _near(self, word: str) -> dict[str, int]:
        """Words of names within the slips that are allowed -> how many."""
        allowed = slips(word)
        if not allowed:
            return {word: 0}
        listed = process.extract(
            word, self._words, scorer=OSA.distance, score_cutoff=allowed, limit=NEAR, processor=None
        )
        return {each: int(cost) for each, cost, _ in listed}

    def _called(self, near: Sequence[dict[str, int]]) -> Iterable[tuple[int, list[str], int]]:
        """Names that hold a word near each of these: its number, the words, the slips."""
        rarest = min(near, key=lambda words: sum(len(self._holders.get(word, ())) for word in words))
        for number in sorted({each for word in rarest for each in self._holders.get(word, ())}):
            own = {fold(word) for word in self._names[number][3]}
            put: list[str] = []
            cost = 0
            for words in near:
                fitting = sorted((words[word], word) for word in own.intersection(words) if word not in put)
                if not fitting:
                    break
                cost += fitting[0][0]
                put.append(fitting[0][1])
            else:
                yield number, put, cost


def _put(text: str, places: Sequence[re.Match[str]], words: Sequence[str]) -> str:
    """The text with words in these places; those that were right stay as they are typed."""
    for place, word in reversed(list(zip(places, words, strict=True))):
        if fold(place[0]) != fold(word):
            text = text[: place.start()] + word + text[place.end() :]
    return text
