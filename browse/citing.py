"""The sources of a story for a reference manager: BibTeX and RIS. Pure; it must not know the store.

A source is a dict of an article: id, title, url, authors (a JSON list), published and first_seen (UTC stamps, the
former may be None), name of its outlet. No text of an outlet beyond its headline is in either.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from browse.showing import plain, safe_link

_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "{}#$%&_"},
}


def bibtex(sources: Iterable[Mapping[str, Any]]) -> str:
    """One ``@online`` (biblatex) a source. What TeX would run is written as what it looks like."""
    entries = []
    for row in sources:
        # in braces of their own: nobody knows which part of a Malay or Chinese name a style may turn around
        names = " and ".join(f"{{{_tex(name)}}}" for name in _authors(row))
        fields = {"author": names, "title": _tex(row["title"]), "organization": _tex(row["name"]), "date": _day(row)}
        fields["urldate"] = str(row["first_seen"])[:10]
        link = safe_link(row["url"])
        if link:
            fields["url"] = re.sub(
                r"[%#\\{}]", lambda found: f"%{ord(found[0]):02X}" if found[0] in "\\{}" else found[0], link
            )
        listed = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        entries.append(f"@online{{pantau-{row['id']},\n{listed}\n}}\n")
    return "\n".join(entries)


def ris(sources: Iterable[Mapping[str, Any]]) -> str:
    """One ``NEWS`` record a source, lines ended as the format asks."""
    lines = []
    for row in sources:
        day, link = _day(row).replace("-", "/"), safe_link(row["url"])
        lines += ["TY  - NEWS", f"ID  - {row['id']}", *(f"AU  - {_line(name)}" for name in _authors(row))]
        lines += [f"TI  - {_line(row['title'])}", f"T2  - {_line(row['name'])}"]
        lines += [f"DA  - {day}", f"PY  - {day[:4]}", *([f"UR  - {link}"] if link else [])]
        lines += [f"Y2  - {str(row['first_seen'])[:10].replace('-', '/')}", "ER  - ", ""]
    return "\r\n".join(lines)


def _authors(row: Mapping[str, Any]) -> list[str]:
    return [name for name in json.loads(row["authors"]) if _line(name)]


def _day(row: Mapping[str, Any]) -> str:
    return str(row["published"] or row["first_seen"])[:10]


def _line(text: object) -> str:
    return " ".join(str(plain(str(text))).split())


def _tex(text: object) -> str:
    return "".join(_TEX.get(letter, letter) for letter in _line(text))
