"""Which articles an index of copies still needs as time moves on.

Knows when articles came in and which repeats which; must not know texts, nor how a copy is decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime


def in_reach(seen: Mapping[str, datetime | None], origins: Mapping[str, str], since: datetime) -> set[str]:
    """Those of ``seen`` that came in at ``since`` or later, or nobody knows when, and all that are of one text with
    one of these.

    ``seen``: when each article came in, whenever it was published: what arrives late has just come. ``origins``: of
    each copy what it repeats, which need not be in ``seen``. A text that is copied again and again is kept with all of
    its copies, since the last one follows the first.
    """
    beside: defaultdict[str, list[str]] = defaultdict(list)
    for copy, origin in origins.items():
        beside[copy].append(origin)
        beside[origin].append(copy)
    found = {article for article, came in seen.items() if came is None or came >= since}
    waiting = list(found)
    while waiting:
        for article in beside.get(waiting.pop(), ()):
            if article not in found:
                found.add(article)
                waiting.append(article)
    return found & seen.keys()
