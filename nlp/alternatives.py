"""One of many words, as a regular expression that goes letter by letter.

Python tries the branches of "may|march|mac" one after the other wherever a word begins; "ma(?:c|rch|y)" it leaves at
the first letter. Knows no words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any


def one_of(words: Iterable[str]) -> str:
    """A pattern that matches each of ``words`` and nothing else, the longest one that stands there. Without a group of
    its own name or number."""
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _written(tree)


def _written(node: dict[str, Any]) -> str:
    if len(node) == 1:
        ((letter, behind),) = node.items()
        return re.escape(letter) + _written(behind) if letter else ""
    branches = [re.escape(letter) + _written(behind) for letter, behind in sorted(node.items()) if letter]
    return f"(?:{'|'.join(branches)})" + ("?" if "" in node else "")
