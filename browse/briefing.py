"""A story as a briefing note: what stands in it, section by section, for whatever writes it down.

Everything is said in the sources' own sentences, each with its link; nothing is summed up. Pure: it must not know SQL,
HTML or DOCX. What an outlet does not let be shown is left out here, so that no writer can show it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from browse import showing, timeline

MOST_SOURCES = 300  # originals listed; a larger story says how many are left out
MOST_QUOTES = 30
MOST_FIGURES = 40
METHOD = (
    "This note was put together by a program from the texts of the outlets named. Sentences under “What happened” are"
    " the outlets' own, chosen for how much of the story several independent reports share; none was written for this"
    " note. Copies of one text, and outlets of one owner, count as one independent report. Names, posts, places and"
    " figures were read by rules and models that make mistakes: open the original before you rely on one."
)
# What XML 1.0 cannot hold, beyond what showing.plain takes out.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    link: str | None = None  # http or https, and no other
    strong: bool = False
    language: str = ""  # a tag, where it is not the note's own


Cell = tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    title: str
    rows: tuple[tuple[Cell, ...], ...]
    head: tuple[str, ...] = ()  # of a table; without it a list, a cell a row
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    title: str
    said: str  # how widely it was told, and when
    sections: tuple[Section, ...]
    method: str
    desk: Piece


def piece(text: object, link: object = None, *, strong: bool = False, language: object = "") -> Piece:
    """A stretch of text, free of what no document can hold; an address that is not http(s) is no link."""
    clean = _NOT_XML.sub("", " ".join(str(showing.plain(str(text))).split()))
    return Piece(clean, showing.safe_link(link), strong=strong, language=showing.language_tag(language))


def briefing(story: dict[str, Any], zone: str, address: str, decided: Iterable[str]) -> Briefing:
    """The note of a story as ``store.desk_briefing.story`` tells it. ``address``: of its page at the desk; ``decided``:
    in words, what people corrected of it."""

    def when(stamp: object) -> str:
        return showing.moment(stamp, zone)

    urls = {row["id"]: row["url"] for row in story["timeline"]}
    told = story["told"]["sentences"]
    sections = (
        _sentences("What happened", [row for row in told if row["day"] is None], urls, when),
        _sentences("What each later day brought", [row for row in told if row["day"] is not None], urls, when),
        _timeline(story, when),
        _figures(story, urls),
        _officials(story),
        _quotes(story, urls, when),
        Section(
            title="Places",
            rows=tuple(((piece(f"{row['name']} ({_reports(row['reports'])})"),),) for row in story["places"]),
        ),
        _outlets(story),
        _sources(story, when),
        _corrections(story, decided, when),
    )
    independent = story["independent_reports"]
    return Briefing(
        title=piece(story["title"]).text,
        said=(
            f"{_reports(independent)} in {_number(story['articles'], 'article')} of"
            f" {_number(story['outlets'], 'outlet')}, {when(story['first_seen'])} to {when(story['last_seen'])}"
            f" ({zone})"
        ),
        sections=tuple(section for section in sections if section.rows),
        method=METHOD,
        desk=piece(address, address),
    )


def _sentences(title: str, told: list[dict[str, Any]], urls: dict[str, str], when: Callable[[object], str]) -> Section:
    return Section(
        title=title,
        rows=tuple(
            (
                (
                    *([piece(f"{row['day']}: ", strong=True)] if row["day"] else []),
                    piece(row["text"], language=row["language"]),
                    piece(f"({row['name']}, {when(row['first_seen'])})", urls.get(row["article"])),
                ),
            )
            for row in told
        ),
    )


def _timeline(story: dict[str, Any], when: Callable[[object], str]) -> Section:
    rows = []
    for each in timeline.fold(story["timeline"])[:MOST_SOURCES]:
        row, copies = each.article, len(each.copies)
        again = f" and {_number(copies, 'copy', 'copies')}" if copies else ""
        rows.append(
            ((piece(when(row["first_seen"])),), (piece(f"{row['name']}{again}"),), (_headline(row),)),
        )
    return Section(title="Timeline", head=("First seen", "Outlet", "Headline"), rows=tuple(rows))


def _figures(story: dict[str, Any], urls: dict[str, str]) -> Section:
    rows = []
    for row in story["figures"][:MOST_FIGURES]:
        value = showing.amount(row["value"], row["unit"]) if row["value"] is not None else row["text"]
        what = row["measures"] or str(row["concept"] or "not said").replace("_", " ")
        of = ", ".join(str(each) for each in (what, row["owner"], row["period"]) if each)
        status = f" ({row['status']})" if row["status"] != "actual" else ""
        figure = (piece(value, strong=True), piece(f"{status} disputed" if row["disputed"] else status))
        sentence = (
            piece(row["sentence"] or "Its sentence may not be shown.", language=row["language"]),
            piece(f"({row['name']})", urls.get(row["article"])),
        )
        rows.append((tuple(each for each in figure if each.text), (piece(of),), sentence))
    left = len(story["figures"]) - len(rows)
    note = f"{_number(left, 'figure')} more on the story's page." if left > 0 else ""
    return Section(title="Figures", head=("Figure", "What it measures", "In the sentence"), rows=tuple(rows), note=note)


def _officials(story: dict[str, Any]) -> Section:
    return Section(
        title="Officials",
        head=("Official", "Post, as these articles give it", "Independent reports"),
        rows=tuple(
            ((piece(row["name"]),), (piece(showing.post(row) or "–"),), (piece(row["reports"]),))
            for row in story["officials"]
        ),
    )


def _quotes(story: dict[str, Any], urls: dict[str, str], when: Callable[[object], str]) -> Section:
    rows = []
    for row in story["quotes"][:MOST_QUOTES]:
        who = row["official_name"] or row["speaker"] or "Speaker not known"
        words = row["text"] if row["show"] != "link" else "The outlet lets only its headlines be shown."
        source = piece(f"({row['kind']} speech, {row['name']}, {when(row['first_seen'])})", urls.get(row["article"]))
        rows.append(((piece(f"{who}: ", strong=True), piece(words, language=row["language"]), source),))
    left = len(story["quotes"]) - len(rows)
    note = f"{_number(left, 'quotation')} more on the story's page." if left > 0 else ""
    return Section(title="Who said what", rows=tuple(rows), note=note)


def _outlets(story: dict[str, Any]) -> Section:
    listed = timeline.outlets(timeline.fold(story["timeline"]))
    return Section(
        title="Outlets",
        head=("Outlet", "Own articles", "Copies"),
        rows=tuple(((piece(row["name"]),), (piece(row["own"]),), (piece(row["copies"]),)) for row in listed),
    )


def _sources(story: dict[str, Any], when: Callable[[object], str]) -> Section:
    listed = story["timeline"][:MOST_SOURCES]
    left = len(story["timeline"]) - len(listed)
    return Section(
        title="All originals",
        rows=tuple(
            (
                (
                    piece(f"{row['name']}, {when(row['first_seen'])}{_kind(row)}: "),
                    _headline(row),
                    piece(row["url"]),
                ),
            )
            for row in listed
        ),
        note=f"{_number(left, 'article')} more on the story's page." if left > 0 else "",
    )


def _corrections(story: dict[str, Any], decided: Iterable[str], when: Callable[[object], str]) -> Section:
    rows: list[tuple[Cell, ...]] = [((piece(words),),) for words in decided]
    for row in story["notices"]:
        if row["withdrawn"]:
            words = f"{row['name']} withdrew an article ({when(row['withdrawn'])})"
            rows.append(((piece(f"{words}: {row['withdrawn_reason']}" if row["withdrawn_reason"] else words),),))
        elif row["corrected"]:
            words = f": {row['corrected']}" if row["show"] != "link" else ""
            rows.append(((piece(f"{row['name']} corrected “{row['title']}”{words}", row["url"]),),))
        else:
            times = _number(row["revision"] - 1, "time")
            rows.append(((piece(f"{row['name']} edited “{row['title']}” {times}", row["url"]),),))
    if not rows:
        rows = [((piece("None: no outlet corrected, edited or withdrew an article, and nobody here did."),),)]
    return Section(title="Corrections", rows=tuple(rows))


def _headline(row: dict[str, Any]) -> Piece:
    return piece(row["title"], row["url"], language=row["language"])


def _kind(row: dict[str, Any]) -> str:
    return f" ({row['copy_kind']})" if row["copy_kind"] else ""


def _reports(number: int) -> str:
    return _number(number, "independent report")


def _number(number: int, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or one + 's'}"
