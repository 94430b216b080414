"""What an outlet changed between two texts: words kept, taken out and put in, by line. Pure; it must not know HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

MOST_WORDS = 400  # of a changed stretch; a longer one is shown as a whole taken out and a whole put in


def changes(before: str, after: str) -> list[list[dict[str, Any]]]:
    """The changed lines, each as stretches ``{text, kind}`` of kind ``same``, ``out`` or ``in``; what stayed is
    left out. Joined, the same and out stretches are the old lines, the same and in stretches the new ones."""
    old, new = before.split("\n"), after.split("\n")
    found = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            found.append(list(_words("\n".join(old[a:b]), "\n".join(new[c:d]))))
    return found


def _words(before: str, after: str) -> Iterator[dict[str, Any]]:
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    if max(len(old), len(new)) > 2 * MOST_WORDS:
        yield from _pieces(before, after)
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield {"text": "".join(old[a:b]), "kind": "same"}
        else:
            yield from _pieces("".join(old[a:b]), "".join(new[c:d]))


def _pieces(out: str, into: str) -> Iterator[dict[str, Any]]:
    if out:
        yield {"text": out, "kind": "out"}
    if into:
        yield {"text": into, "kind": "in"}
