"""Malay posts that bear "-nya", its: "Ketua Pengarahnya", "presidennya". Whose it is was told before.

Knows the words of posts; must not know who holds one, nor whose "-nya" is.
"""

from __future__ import annotations

from nlp.officials.lexicon import Lexicon
from nlp.officials.words import Line

_ALONE = frozenset(
    "menterinya pengerusinya presidennya pengarahnya timbalannya ketuanya setiausahanya gabenornya".split()
)
_LONGEST = 5  # words: "Timbalan Ketua Pegawai Eksekutifnya" has four


def owned_at(line: Line, index: int, known: Lexicon) -> int:
    """Number of words of the post at ``index`` whose last bears "-nya"; 0 where there is none."""
    folded, roles = line.folded, known.roles_ms
    start = index
    while start < len(folded) and folded[start] in roles.before and roles.heads.at(folded, start) < 2:
        start += 1
    for end in range(start + 2, min(start + _LONGEST, len(folded)) + 1):
        last = folded[end - 1]
        if not line.words[end - 1].capital:
            break
        if last.endswith("nya") and (*folded[start : end - 1], last.removesuffix("nya")) in roles.heads.entries:
            return end - index
    return 1 if folded[index] in _ALONE else 0
