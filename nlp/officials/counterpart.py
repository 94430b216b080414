"""Whose counterpart somebody is: "Trade Minister A and his Malaysian counterpart, B" makes B Malaysia's trade minister.

Knows the posts read so far; must not know how a name is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlp.officials.apposition import Found
from nlp.officials.later import Post
from nlp.officials.lexicon import Lexicon, Office, fold

_OTHERS = (" predecessor", " successor")


def counterpart(found: Found, posts: Sequence[Post], known: Lexicon) -> Found | None:
    """``found`` with the post of the last holder named before it, where it says only "counterpart".

    None where the text does not say what the counterpart is called: nobody was named before, the post is told with a
    place of its own ("Premier of X"), or the counterpart is of a state (a "chief minister" is a "menteri besar" there).
    None too where the post is another's: "secretary to his predecessor, B" says nothing of what B is called.
    """
    if found.role.text.lower().endswith(_OTHERS):
        return None
    if not found.role.text.lower().endswith("counterpart"):
        return found
    if found.role.country is None:
        return None
    start = found.line.words[found.name.outer].start
    holder = next((post for post in reversed(posts) if post.end <= start), None)
    if holder is None:
        return None
    words = [fold(word) for word in holder.role.split()]
    if any(known.states.at(words, i) or known.countries.at(words, i) for i in range(len(words))):
        return None
    office: Office = "public" if holder.public else "open"
    return replace(found, role=replace(found.role, text=holder.role, office=office, anaphor=None))
