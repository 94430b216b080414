"""A post told by a verb: "NAME, who heads the Energy Commission", "NAME was appointed to lead the state works board".

Knows what follows "who" in one sentence; must not know who it is. What is led must be a house by its words: who leads a
poll, a team or a campaign holds no post by that.
"""

from __future__ import annotations

from nlp.officials.complement import noun_phrase
from nlp.officials.lexicon import Lexicon
from nlp.officials.role import DIVISIONS, Role, Status, printed
from nlp.officials.words import Line

_VERBS: dict[str, tuple[str, Status]] = {
    "heads": ("head", "current"), "leads": ("head", "current"), "chairs": ("chair", "current"),
    "headed": ("head", "former"), "led": ("head", "former"), "chaired": ("chair", "former"),
}  # fmt: skip
_INTO = frozenset({"head", "lead", "chair"})
_APPOINTED = frozenset({"appointed", "named", "picked", "chosen", "elected", "nominated"})
_BETWEEN = frozenset({"also", "now", "currently", "once", "previously", "formerly"})
_PARTS = DIVISIONS - {"department", "bureau"}
#: What may be led besides houses whose names say that they are public.
_HOUSES = frozenset("board bureau committee council commission secretariat delegation taskforce institute".split())


def led_at(line: Line, index: int, known: Lexicon) -> Role | None:
    """The post that the verb at ``index`` tells of who is named before "who"; None where it tells of none."""
    folded = line.folded
    text, status = _VERBS.get(folded[index], ("", "current"))
    start = index
    before = index - 1 - (index > 1 and folded[index - 1] in _BETWEEN)
    if index > 1 and folded[index] in _INTO and folded[index - 1] == "to" and folded[index - 2] in _APPOINTED:
        text, start = "chair" if folded[index] == "chair" else "head", index - 1
    elif not text or before < 1 or folded[before] != "who":
        return None
    if index + 1 >= len(folded):
        return None
    begin = index + 1 + (folded[index + 1] == "the")
    stop = noun_phrase(line, index + 1, known, False)
    if stop <= begin or not any(folded[i] in known.public | _HOUSES for i in range(begin, stop)):
        return None
    if folded[stop - 1] in _PARTS:
        return None  # whose division it is was told where the post was
    return Role(
        start=start,
        core=index,
        head=index,
        core_end=index + 1,
        end=stop,
        text=text,
        organisation=printed(line, begin, stop),
        status=status,
        leads=True,
    )
