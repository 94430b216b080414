"""The digest of one day: the stories of what a person follows, in a few lines each. Choosing is pure; asking is not.

A day is the instance's, by first seen, as a week is. It counts independent reports as the weekly digest does; it
compares nothing and counts no trend, since one day is too little for either.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from digest.alerting import Links, no_links
from digest.deliver import Addressed, Sending, deliver
from digest.letter import Contents, Item, Letter, PersonLinks, letter
from digest.letter_phrases import say
from digest.schedule import bounds
from digest.transport import Transport
from digest.watching import OUTSIDE_FROM, passes
from records import Delivery, Subscriber, Watched
from store import Store, alerting, people, weekly
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
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFacts:
    day: date
    articles: int
    unread: int  # not analysed yet
    stories: tuple[DayStory, ...] = ()
    theme_names: tuple[tuple[str, str, str | None], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChosen:
    """Stories that a mail tells, the most reported first, each with its reason; ``left``: how many it does not."""

    stories: tuple[tuple[DayStory, str], ...]
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
    told: dict[str, str] = {}
    for line in weekly.told_sentences(source, of_story):
        if line["article"] in read_as.values():
            told.setdefault(line["story"], line["text"])
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
                sentence=told.get(story, ""),
                **keys,
            )
        )
    return DayFacts(
        day=day,
        articles=len(rows),
        unread=alerting.unanalysed_between(source, start, end),
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


def _why(story: DayStory, watched: Watched) -> str | None:
    if not passes(story.sources, watched):
        return None
    for name, mine, wanted in (
        ("theme", story.themes, watched.themes),
        ("place", story.places, watched.places),
        ("official", story.officials, watched.officials),
    ):
        if both := [key for key in mine if key in wanted]:
            return f"{name} {both[0]}"
    if watched.themes or watched.places or watched.officials:
        return None
    if story.themes:
        return f"theme {story.themes[0]}"
    return f"{story.reports} independent reports" if story.reports >= OUTSIDE_FROM else None


def contents_of(facts: DayFacts, chosen: DayChosen, language: str, desk_url: str) -> Contents:
    """The mail of a day in words."""
    day = facts.day.isoformat()
    told = [story for story, _ in chosen.stories]
    count = len(told) + chosen.left
    names = {key: (name_ms if language == "ms" else None) or name for key, name, name_ms in facts.theme_names}
    if not told:
        subject = say(language, "day.subject.none", day=day)
        lead = (
            say(language, "day.none", articles=facts.articles) if facts.articles else say(language, "day.nothing_read")
        )
    else:
        lead = say(language, "day.lead", n=count)
        subject = (
            say(language, "day.subject.one", top=told[0].title, day=day)
            if count == 1
            else say(language, "day.subject", n=count - 1, top=told[0].title, day=day)
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
        items=tuple(_item(story, language, desk_url, names) for story in told),
        left=say(language, "left", n=chosen.left) if chosen.left else "",
        foot=say(language, "method"),
    )


def _item(story: DayStory, language: str, desk_url: str, names: dict[str, str]) -> Item:
    first = story.sources[0]
    outlets = list(dict.fromkeys(source.outlet_name for source in story.sources))
    note = [
        say(language, "day.new" if story.new else "day.goes_on"),
        say(language, "reports", n=story.reports),
        ", ".join(names[theme] for theme in story.themes[:3] if theme in names),
    ]
    return Item(
        title=story.title,
        url=f"{desk_url.rstrip('/')}/story/{story.id}",
        note=" · ".join(part for part in note if part),
        text=story.sentence,
        source=f"{', '.join(outlets[:6])}: {first.title}",
        source_url=first.url,
    )


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
            why: dict[str, object] = {f"story {story.id}": {"why": [reason]} for story, reason in chosen.stories}
            saved = people.save_digest(store, day.isoformat(), public.subject, public.html, public.text, now(), why)
            kept[key] = (saved.id, contents)
        number, said = kept[key]
        mails[person.email] = Addressed(rendered=letter(said, desk_url, links(person)), digest=number)
    return deliver(store, day.isoformat(), mails, transport, sending, now, retry_failed=True)
