"""The digest of one day: the stories of what a person follows, in a few lines each. Choosing is pure; asking is not.

A day is the instance's, by first seen, as a week is. It counts independent reports as the weekly digest does; it
compares nothing and counts no trend, since one day is too little for either.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from digest.alerting import Links, no_links
from digest.deliver import Addressed, Sending, deliver
from digest.letter import Contents, Item, Letter, PersonLinks, letter
from digest.letter_phrases import say
from digest.phrases import Words
from digest.schedule import bounds
from digest.transport import Transport
from digest.view import printed
from digest.watching import OUTSIDE_FROM, passes
from records import Delivery, Subscriber, Watched
from store import Store, alerting, heard, people, weekly
from store.values import Source, moment

MOST = 10  # stories: as many as the weekly digest has at most


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySource:
    article: str
    outlet: str
    outlet_name: str
    language: str | None
    title: str
    url: str
    show: str
    first_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DayStory:
    """A story with what one day brought. ``reports``: independent ones of that day."""

    id: str
    title: str
    new: bool
    reports: int
    sources: tuple[DaySource, ...]
    themes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    officials: tuple[str, ...] = ()
    sentences: tuple[tuple[str, str | None], ...] = ()  # by which it is told, the best first, each with its language


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFacts:
    day: date
    articles: int
    unread: int  # not analysed yet
    heard: bool = True  # whether any outlet answered
    stories: tuple[DayStory, ...] = ()
    theme_names: tuple[tuple[str, str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class DayReason:
    """What brings a story in: a theme, place or official (``key``) that is ``watched`` or, where nothing is, any theme
    or more than one report."""

    kind: Literal["theme", "place", "official", "reports"]
    key: str
    watched: bool

    def __str__(self) -> str:
        return f"{self.key} independent reports" if self.kind == "reports" else f"{self.kind} {self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChosen:
    """Stories that a mail tells, the most reported first, each with its reason; ``left``: how many it does not."""

    stories: tuple[tuple[DayStory, DayReason], ...]
    left: int


def day_facts(source: Source, day: date, zone: str) -> DayFacts:
    """What one day brought, as the store has it."""
    start, end = bounds(day, zone)
    rows = alerting.seen_between(source, start, end)
    of_story: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        if row["story"] is not None:
            of_story.setdefault(row["story"], []).append(row)
    known = weekly.stories(source, of_story)
    witness = weekly.witness_of_each(source, (row["article"] for row in rows))
    # of a copy its origin's annotations stand for it
    read_as = {row["article"]: _read_as(row) for row in rows}
    about = alerting.themes_places_officials(source, {*read_as.values(), *read_as})
    earlier = alerting.stories_before(source, of_story, start)
    told: dict[str, list[tuple[str, str | None]]] = {}
    for line in weekly.told_sentences(source, of_story):
        if line["article"] in read_as.values():
            told.setdefault(line["story"], []).append((line["text"], line["language"]))
    found = []
    for story, members in of_story.items():
        if story not in known:
            continue
        ids = [str(row["article"]) for row in members]
        keys = {
            what: tuple(
                dict.fromkeys(key for each in ids for key in about.get(read_as[each], {}).get(what, ()))
                or dict.fromkeys(key for each in ids for key in about.get(each, {}).get(what, ()))
            )
            for what in ("themes", "places", "officials")
        }
        found.append(
            DayStory(
                id=story,
                title=known[story]["title"],
                new=story not in earlier,
                reports=len({witness[each] for each in ids}),
                sources=tuple(_source(row) for row in members),
                sentences=tuple(told.get(story, ())),
                **keys,
            )
        )
    return DayFacts(
        day=day,
        articles=len(rows),
        unread=alerting.unanalysed_between(source, start, end),
        heard=bool(rows) or bool(heard.hours_answered(source, start, end)),
        stories=tuple(found),
        theme_names=tuple((row["id"], row["name"], row["name_ms"]) for row in weekly.themes(source)),
    )


def _read_as(row: dict[str, object]) -> str:
    copied = row["copy_kind"] in ("identical", "copy") and row["copy_of"]
    return str(row["copy_of"] if copied else row["article"])


def _source(row: dict[str, object]) -> DaySource:
    return DaySource(
        article=str(row["article"]),
        outlet=str(row["outlet"]),
        outlet_name=str(row["outlet_name"]),
        language=None if row["language"] is None else str(row["language"]),
        title=str(row["title"]),
        url=str(row["url"]),
        show=str(row["show"]),
        first_seen=moment(str(row["first_seen"])),
    )


def choose_day(facts: DayFacts, watched: Watched) -> DayChosen:
    """What of a day is told to who watches this.

    A story comes in through a watched theme, place or official, or, where none of these is named, through any theme
    or two independent reports; and only with a source of a watched outlet and language. The most reported first,
    new ones before those that go on.
    """
    chosen = []
    for story in facts.stories:
        if why := _why(story, watched):
            chosen.append((story, why))
    chosen.sort(key=lambda each: (-each[0].reports, not each[0].new, -len(each[0].sources), each[0].id))
    return DayChosen(stories=tuple(chosen[:MOST]), left=max(0, len(chosen) - MOST))


def _why(story: DayStory, watched: Watched) -> DayReason | None:
    if not passes(story.sources, watched):
        return None
    interests: tuple[tuple[Literal["theme", "place", "official"], tuple[str, ...], Collection[str]], ...] = (
        ("theme", story.themes, watched.themes),
        ("place", story.places, watched.places),
        ("official", story.officials, watched.officials),
    )
    for kind, mine, wanted in interests:
        if both := [key for key in mine if key in wanted]:
            return DayReason(kind, both[0], watched=True)
    if watched.themes or watched.places or watched.officials:
        return None
    if story.themes:
        return DayReason("theme", story.themes[0], watched=False)
    return DayReason("reports", str(story.reports), watched=False) if story.reports >= OUTSIDE_FROM else None


def contents_of(facts: DayFacts, chosen: DayChosen, language: str, desk_url: str) -> Contents:
    """The mail of a day in words."""
    day = Words(language, "UTC").weekday(facts.day)
    told = [story for story, _ in chosen.stories]
    top = _title(told[0], language)[0] if told else ""
    count = len(told) + chosen.left
    names = {key: (name_ms if language == "ms" else None) or name for key, name, name_ms in facts.theme_names}
    if not told:
        subject = say(language, "day.subject.none" if facts.heard else "day.subject.unheard", day=day)
        lead = say(language, "day.none" if facts.heard else "day.nothing_read", n=facts.articles)
    else:
        lead = say(language, "day.lead", n=count)
        subject = (
            say(language, "day.subject.one", top=top, day=day)
            if count == 1
            else say(language, "day.subject", n=count - 1, top=top, day=day)
        )
    leads = [lead]
    if facts.unread:
        leads.append(say(language, "day.unread", n=facts.unread))
    return Contents(
        language=language,
        subject=subject,
        title=say(language, "day.title"),
        heading=day,
        leads=tuple(leads),
        items=tuple(_item(story, why, language, desk_url, names) for story, why in chosen.stories),
        left=say(language, "left", n=chosen.left) if chosen.left else "",
        foot=say(language, "method"),
    )


def _item(story: DayStory, why: DayReason, language: str, desk_url: str, names: dict[str, str]) -> Item:
    first = next((source for source in story.sources if source.language == language), story.sources[0])
    outlets = list(dict.fromkeys((first.outlet_name, *(source.outlet_name for source in story.sources))))
    note = [
        say(language, "day.new" if story.new else "day.goes_on"),
        say(language, "reports", n=story.reports),
        ", ".join(names[theme] for theme in story.themes[:3] if theme in names),
        say(language, f"day.why.{why.kind}") if why.watched else "",
    ]
    title, spoken = _title(story, language)
    sentence = min(story.sentences, key=lambda told: told[1] != language, default=("", None))
    return Item(
        title=printed(title, 300, spoken, language),
        url=f"{desk_url.rstrip('/')}/story/{story.id}",
        note=" · ".join(part for part in note if part),
        text=printed(sentence[0], 600, sentence[1], language),
        lead=", ".join(outlets[:6]),
        source=printed(first.title, 300, first.language, language),
        source_url=first.url,
    )


def _title(story: DayStory, language: str) -> tuple[str, str | None]:
    """The story's headline, of the day in the reader's language where there is one; and its language."""
    titles = {source.title: source.language for source in reversed(story.sources)}
    own = titles.get(story.title)
    mine = next((source.title for source in story.sources if source.language == language), None)
    return (story.title, own) if own == language or mine is None else (mine, language)


def preview_day(
    source: Source,
    day: date,
    zone: str,
    language: str,
    desk_url: str,
    watched: Watched,
    links: PersonLinks | None = None,
) -> Letter:
    """The digest of a day for who watches this; nothing is written or sent. ``links`` None: as it is archived."""
    facts = day_facts(source, day, zone)
    return letter(contents_of(facts, choose_day(facts, watched), language, desk_url), desk_url, links)


def send_day(
    store: Store,
    day: date,
    transport: Transport,
    sending: Sending,
    desk_url: str,
    now: Callable[[], datetime],
    recipients: Collection[Subscriber],
    links: Links = no_links,
) -> tuple[Delivery, ...]:
    """Makes and sends the digest of a day to these people; who watches the same in the same language shares one."""
    if not recipients:
        return ()
    facts = day_facts(store, day, store.zone)
    kept: dict[tuple[str, Watched], tuple[int, Contents]] = {}
    mails: dict[str, Addressed] = {}
    for person in recipients:
        key = (person.language, person.watched)
        if key not in kept:
            chosen = choose_day(facts, person.watched)
            contents = contents_of(facts, chosen, person.language, desk_url)
            public = letter(contents, desk_url, None)
            why: dict[str, object] = {f"story {story.id}": {"why": [str(why)]} for story, why in chosen.stories}
            saved = people.save_digest(
                store, day.isoformat(), public.subject, public.html, public.text, now(), why, language=person.language
            )
            kept[key] = (saved.id, contents)
        number, said = kept[key]
        mails[person.email] = Addressed(rendered=letter(said, desk_url, links(person)), digest=number)
    return deliver(store, day.isoformat(), mails, transport, sending, now, retry_failed=True)
