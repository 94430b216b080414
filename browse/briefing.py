"""A story as a briefing note: what stands in it, section by section, for whatever writes it down.

Everything is said in the sources' own sentences, each with its link; nothing is summed up. The note's own words are in
the language of its reader, and whatever is in another says so. Pure: it must not know SQL, HTML or DOCX. What an outlet
does not let be shown is left out here, so that no writer can show it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from browse import showing, timeline
from browse.speaking import count, day_in, named, say, spoken

MOST_SOURCES = 300  # originals listed; a larger story says how many are left out
MOST_QUOTES = 30
MOST_FIGURES = 40
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
    language: str = "en"


def piece(text: object, link: object = None, *, strong: bool = False, language: object = "") -> Piece:
    """A stretch of text, free of what no document can hold; an address that is not http(s) is no link."""
    clean = _NOT_XML.sub("", " ".join(str(showing.plain(str(text))).split()))
    return Piece(clean, showing.safe_link(link), strong=strong, language=showing.language_tag(language))


def briefing(story: dict[str, Any], zone: str, address: str, decided: Iterable[str]) -> Briefing:
    """The note of a story as ``store.desk_briefing.story`` tells it. ``address``: of its page at the desk; ``decided``:
    in words, what people corrected of it."""

    def when(stamp: object) -> str:
        return showing.moment(stamp, zone)

    def told_at(row: dict[str, Any]) -> str:
        if row["published"] is None:
            return say("first seen {time}", time=when(row["first_seen"]))
        return showing.moment(row["published"], zone, precision=row["published_precision"])

    urls = {row["id"]: row["url"] for row in story["timeline"]}
    told = story["told"]["sentences"]
    sections = (
        _sentences(say("What happened"), [row for row in told if row["day"] is None], urls, when),
        _sentences(say("What each later day brought"), [row for row in told if row["day"] is not None], urls, when),
        _timeline(story, told_at),
        _figures(story, urls),
        _officials(story),
        _quotes(story, urls, when),
        Section(
            title=say("Places"),
            rows=tuple(((piece(f"{named(row)} ({_reports(row['reports'])})"),),) for row in story["places"]),
        ),
        _outlets(story),
        _sources(story, when),
        _corrections(story, decided, when),
    )
    said = (
        _reports(story["independent_reports"]),
        count("in {n} article", "in {n} articles", story["articles"]),
        count("of {n} outlet", "of {n} outlets", story["outlets"]),
    )
    first, last = when(story["first_seen"]), when(story["last_seen"])
    span = first if first == last else say("{first} to {last}", first=first, last=last)
    return Briefing(
        title=piece(story["title"]).text,
        said=f"{' '.join(said)}, {span} ({zone})",
        sections=tuple(section for section in sections if section.rows),
        method=_method(),
        desk=piece(address, address),
        language=spoken(),
    )


def _method() -> str:
    return say(
        "This note was put together by a program from the texts of the outlets named. Sentences under “What happened”"
        " are the outlets' own, chosen for how much of the story several independent reports share; none was written"
        " for this note. Copies of one text, and outlets of one owner, count as one independent report. Names, posts,"
        " places and figures were read by rules and models that make mistakes: open the original before you rely on"
        " one."
    )


def _sentences(title: str, told: list[dict[str, Any]], urls: dict[str, str], when: Callable[[object], str]) -> Section:
    return Section(
        title=title,
        rows=tuple(
            (
                (
                    *([piece(f"{day_in(date.fromisoformat(row['day']))}:", strong=True)] if row["day"] else []),
                    piece(row["text"], language=row["language"]),
                    piece(f"({row['name']}, {when(row['first_seen'])})", urls.get(row["article"])),
                ),
            )
            for row in told
        ),
    )


def _timeline(story: dict[str, Any], told_at: Callable[[dict[str, Any]], str]) -> Section:
    rows = []
    for each in timeline.fold(story["timeline"])[:MOST_SOURCES]:
        row, copies = each.article, len(each.copies)
        again = f" {count('and {n} copy', 'and {n} copies', copies)}" if copies else ""
        rows.append(
            ((piece(told_at(row)),), (piece(f"{row['name']}{again}"),), (_headline(row),)),
        )
    return Section(title=say("Timeline"), head=(say("Published"), say("Outlet"), say("Headline")), rows=tuple(rows))


def _figures(story: dict[str, Any], urls: dict[str, str]) -> Section:
    rows = []
    for row in story["figures"][:MOST_FIGURES]:
        shown = [_value(row)]
        if row["status"] != "actual":
            shown.append(piece(f"({say(row['status'])})"))
        if row["disputed"]:
            shown.append(piece(say("disputed")))
        rows.append(
            (tuple(shown), _measured(row), (_sentence_of(row), piece(f"({row['name']})", urls.get(row["article"]))))
        )
    left = len(story["figures"]) - len(rows)
    note = (
        count("{n} figure more on the story's page.", "{n} figures more on the story's page.", left) if left > 0 else ""
    )
    head = (say("Figure"), say("What it measures"), say("In the sentence"))
    return Section(title=say("Figures"), head=head, rows=tuple(rows), note=note)


def _value(row: dict[str, Any]) -> Piece:
    if row["value"] is None:  # as it is printed
        return piece(row["text"], strong=True, language=row["language"])
    return piece(showing.amount(row["value"], row["unit"], row["text"]), strong=True)


def _measured(row: dict[str, Any]) -> Cell:
    """What it measures and whose in the words of the article, its concept in those of the note."""
    theirs = row["language"]
    what = (row["measures"], theirs) if row["measures"] else (_concept(row["concept"]), "")
    known = [
        (text, language)
        for text, language in (what, (row["owner"], theirs), (showing.period(row["period"]), ""))
        if text
    ]
    last = len(known) - 1
    return tuple(
        piece(f"{text}," if at < last else text, language=language) for at, (text, language) in enumerate(known)
    )


def _concept(concept: str | None) -> str:
    return say(str(concept).replace("_", " ") if concept not in (None, "other") else "what it measures is not said")


def _sentence_of(row: dict[str, Any]) -> Piece:
    if row["sentence"]:
        return piece(row["sentence"], language=row["language"])
    return piece(say("Its sentence may not be shown."))


def _officials(story: dict[str, Any]) -> Section:
    return Section(
        title=say("Officials"),
        head=(say("Official"), say("Post, as these articles give it"), say("Independent reports")),
        rows=tuple(
            ((piece(row["name"]),), (piece(showing.post(row) or "–"),), (piece(row["reports"]),))
            for row in story["officials"]
        ),
    )


def _quotes(story: dict[str, Any], urls: dict[str, str], when: Callable[[object], str]) -> Section:
    rows = []
    for row in story["quotes"][:MOST_QUOTES]:
        who = row["official_name"] or row["speaker"] or say("Speaker not known")
        if row["show"] == "link":
            words = piece(say("The outlet lets only its headlines be shown."))
        else:
            words = piece(row["text"], language=row["language"])
        told = f"({say(row['kind'] + ' speech')}, {row['name']}, {when(row['first_seen'])})"
        rows.append(((piece(f"{who}:", strong=True), words, piece(told, urls.get(row["article"]))),))
    left = len(story["quotes"]) - len(rows)
    note = (
        count("{n} quotation more on the story's page.", "{n} quotations more on the story's page.", left)
        if left > 0
        else ""
    )
    return Section(title=say("Who said what"), rows=tuple(rows), note=note)


def _outlets(story: dict[str, Any]) -> Section:
    listed = timeline.outlets(timeline.fold(story["timeline"]))
    return Section(
        title=say("Outlets"),
        head=(say("Outlet"), say("Own articles"), say("Copies")),
        rows=tuple(((piece(row["name"]),), (piece(row["own"]),), (piece(row["copies"]),)) for row in listed),
    )


def _sources(story: dict[str, Any], when: Callable[[object], str]) -> Section:
    listed = story["timeline"][:MOST_SOURCES]
    left = len(story["timeline"]) - len(listed)
    note = (
        count("{n} article more on the story's page.", "{n} articles more on the story's page.", left)
        if left > 0
        else ""
    )
    return Section(
        title=say("All originals"),
        rows=tuple(
            (
                (
                    piece(f"{row['name']}, {when(row['first_seen'])}{_kind(row)}:"),
                    _headline(row),
                    piece(row["url"]),
                ),
            )
            for row in listed
        ),
        note=note,
    )


def _corrections(story: dict[str, Any], decided: Iterable[str], when: Callable[[object], str]) -> Section:
    rows: list[tuple[Cell, ...]] = [((piece(words),),) for words in decided]
    rows += [(_notice(row, when),) for row in story["notices"]]
    if not rows:
        none = say("None: no outlet corrected, edited or withdrew an article, and nobody here did.")
        rows = [((piece(none),),)]
    return Section(title=say("Corrections"), rows=tuple(rows))


def _notice(row: dict[str, Any], when: Callable[[object], str]) -> Cell:
    """That an outlet withdrew, corrected or edited an article."""
    if row["withdrawn"]:
        words = say("{outlet} withdrew an article ({time})", outlet=row["name"], time=when(row["withdrawn"]))
        reason = row["withdrawn_reason"]  # a program's or a person's words
        return (piece(f"{words}:"), piece(reason, language="en")) if reason else (piece(words),)
    title = f"“{row['title']}”"
    if row["corrected"]:
        told = row["show"] != "link"
        named_so = piece(f"{title}:" if told else title, row["url"], language=row["language"])
        begun = (piece(say("{outlet} corrected", outlet=row["name"])), named_so)
        return (*begun, piece(row["corrected"], language=row["language"])) if told else begun
    return (
        piece(say("{outlet} edited", outlet=row["name"])),
        piece(title, row["url"], language=row["language"]),
        piece(count("{n} time", "{n} times", row["revision"] - 1)),
    )


def _headline(row: dict[str, Any]) -> Piece:
    return piece(row["title"], row["url"], language=row["language"])


def _kind(row: dict[str, Any]) -> str:
    return f" ({say(row['copy_kind'])})" if row["copy_kind"] else ""


def _reports(number: int) -> str:
    return count("{n} independent report", "{n} independent reports", number)
