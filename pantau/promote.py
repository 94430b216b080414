"""What theme an emergent one becomes: its name, id, seeds and keywords. Pure; must not know files or the store."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Any

from records import BadInput, Theme

SEEDS = 6  # make a good theme: the phrases of the label first, then headlines
_PHRASE = ", "


def theme_of(
    group: dict[str, Any],
    titles: Iterable[dict[str, Any]],
    taken: Collection[str],
    *,
    key: str | None = None,
    name: str | None = None,
    name_ms: str | None = None,
) -> Theme:
    """``group`` and ``titles`` as ``store.emergent`` gives them, ``taken`` the ids of all themes.

    Raises BadInput where the id is taken or none can be made of the name.
    """
    english, malay = _phrases(group["label_en"]), _phrases(group["label_ms"])
    said = name or group["label_en"] or group["label_ms"] or group["headline"]
    made = key or _id((english or malay or [said])[0])
    if not made:
        raise BadInput(f"no id can be made of '{said}': give one with --id")
    if made in taken:
        raise BadInput(f"there is a theme '{made}' already: give another id with --id")
    headlines = [row["title"] for row in titles if (row["language"] or "").startswith("en")]
    return Theme(
        id=made,
        name=said,
        name_ms=name_ms or group["label_ms"],
        seeds=tuple(dict.fromkeys([*english, *headlines]))[:SEEDS] or tuple(malay) or (said,),
        seeds_ms=tuple(malay),
        keywords=tuple(dict.fromkeys([*english, *malay])),
    )


def _phrases(label: str | None) -> list[str]:
    """Those of a label that may stand for the theme wherever they are met. A single name (China, ASEAN) may not: it is
    in texts of many subjects; the first phrase has its capital from the label."""
    phrases = label.split(_PHRASE) if label else []
    telling = [phrase for phrase in phrases[:1] if " " in phrase or phrase[1:].islower()]
    return telling + [phrase for phrase in phrases[1:] if " " in phrase or phrase.islower()]


def _id(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:40].strip("-")
