"""Gathers what alerts are decided from, and sends each person those that were decided. A thin shell.

Knows the store's named queries and commands; what is an alert ``digest.alerts`` decides. Alerts and their mail are
claimed before it leaves, so that nobody is told twice; where it surely did not leave, the next run decides anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from digest import alerts
from digest.alerts import AlertFacts, Asked, Fact, MentionFact, RevisionFact, Seen, SpikeFact
from digest.deliver import Addressed, Sending, deliver
from digest.letter import Contents, Item, PersonLinks, letter
from digest.letter_phrases import say
from digest.phrases import Words
from digest.revised import distinct, named_by
from digest.transport import Transport
from digest.view import printed
from records import AlertKind, Delivery, Subscriber, Watched, Week
from store import Store, alerting, ledger_disputes, people, suppressing
from store.values import Source, digest_of, moment, moment_or_none

MOST = 20  # alerts of one mail; more are counted, and stand on the desk

Links = Callable[[Subscriber], PersonLinks]


def no_links(person: Subscriber) -> PersonLinks:
    del person
    return PersonLinks()


def facts_for(source: Source, watched: Iterable[Watched], zone: str, now: datetime) -> AlertFacts:
    """All that alerts of people who watch these things can be decided from."""
    everyone = list(watched)
    officials, places, themes = (
        frozenset().union(*(getattr(each, name) for each in everyone)) for name in ("officials", "places", "themes")
    )
    after = now - alerts.FRESH
    return AlertFacts(
        archive_since=alerting.archive_since(source),
        mentions=(
            *_mentions(source, "official", officials, after),
            *_mentions(source, "place", places, after),
            *_words(source, themes, after),
        ),
        revisions=_revisions(source, after),
        spikes=_spikes(source, zone, now),
    )


def _seen(row: dict[str, object]) -> Seen:
    show = str(row["show"])
    return Seen(
        article=str(row["article"]),
        title=str(row["title"]),
        language=None if row["language"] is None else str(row["language"]),
        url=str(row["url"]),
        outlet_name=str(row["outlet_name"]),
        first_seen=moment(str(row["first_seen"])),
        show="full" if show == "full" else "excerpt" if show == "excerpt" else "link",
    )


def _mentions(source: Source, kind: alerts.Kind, keys: frozenset[str], after: datetime) -> list[MentionFact]:
    names = alerting.names(source, kind, keys)
    return [
        MentionFact(
            kind=kind,
            key=row["key"],
            name=names[row["key"]]["name"],
            name_ms=names[row["key"]]["name_ms"],
            seen=_seen(row),
            before=moment_or_none(row["before"]),
        )
        for row in alerting.mentions_since(source, kind, keys, after)
        if row["key"] in names
    ]


def _words(source: Source, themes: frozenset[str], after: datetime) -> list[MentionFact]:
    names = alerting.names(source, "theme", themes)
    found = []
    for theme, word in alerting.keywords(source, themes):
        row = alerting.word_first_seen(source, word, after)
        if row is not None:
            found.append(
                MentionFact(
                    kind="theme",
                    key=theme,
                    name=names[theme]["name"],
                    name_ms=names[theme]["name_ms"],
                    word=word,
                    seen=_seen(row),
                    before=moment_or_none(row["before"]),
                )
            )
    return found


def _revisions(source: Source, after: datetime) -> tuple[RevisionFact, ...]:
    told = distinct(
        row
        for row in ledger_disputes.disputes(source, kinds=ledger_disputes.REVISIONS, limit=500)
        if max(moment(side["first_seen"]) for side in row["sides"]) > after
        and all(side["text"] is not None for side in row["sides"])
    )
    about = alerting.themes_places_officials(source, (side["article"] for row in told for side in row["sides"]))
    found = []
    for row in told:
        was, now = row["sides"]
        touched = [about.get(side["article"], {}) for side in row["sides"]]
        themes, places, officials = (
            frozenset(key for each in touched for key in each.get(what, ()))
            for what in ("themes", "places", "officials")
        )
        found.append(
            RevisionFact(
                id=digest_of(now["concept"], now["measures"], now["owner"], now["period"], was["value"], now["value"]),
                **named_by(was, now),
                was=was["text"],
                now=now["text"],
                seen=_seen(now),
                themes=themes,
                places=places,
                officials=officials,
            )
        )
    return tuple(found)


def _spikes(source: Source, zone: str, now: datetime) -> tuple[SpikeFact, ...]:
    week = Week.of(now, zone)
    rows = alerting.trends_in(source, (str(week), str(week.back(1))))
    names = {
        kind: alerting.names(source, kind, (row["key"] for row in rows if row["kind"] == kind))
        for kind in ("theme", "official", "place")
    }
    return tuple(
        SpikeFact(
            kind=row["kind"],
            key=row["key"],
            name=names[row["kind"]][row["key"]]["name"],
            name_ms=names[row["kind"]][row["key"]]["name_ms"],
            week=row["week"],
            week_end=Week.parse(row["week"]).bounds(zone)[1],
            verdict=row["verdict"],
            reports=row["reports"],
            low=row["low"],
            high=row["high"],
        )
        for row in rows
        if row["key"] in names[row["kind"]]
    )


def send_alerts(
    store: Store,
    transport: Transport,
    sending: Sending,
    desk_url: str,
    now: Callable[[], datetime],
    links: Links = no_links,
) -> tuple[Delivery, ...]:
    """Sends each active subscriber who wants alerts those that are due, in one mail; gives what came of the mails.

    Where nothing left, the alerts are given back, and the next run tries again.
    """
    none = {row.recipient.casefold() for row in suppressing.suppressions(store)}
    asking = [person for person in people.subscribers(store) if person.alerts and person.email.casefold() not in none]
    if not asking:
        return ()
    alerting.release_unsent(store)
    moment_now = now()
    facts = facts_for(store, (person.watched for person in asking), store.zone, moment_now)
    done: list[Delivery] = []
    for person in asking:
        asked = Asked(
            watched=person.watched,
            kinds=person.alerts,
            since=person.since or person.created,
            told=alerting.told(store, person.email),
        )
        found = [(fact, each.id) for fact, each in alerts.decided(facts, asked, moment_now) if each.id is not None]
        if not found:
            continue
        period = period_of(name for _, name in found)
        items = {name: item_of(fact, person.language, store.zone, desk_url, facts) for fact, name in found}
        claimed = alerting.claim_alerts(
            store,
            person.email,
            [(name, _kind(fact), f"{items[name].title}. {items[name].text}") for fact, name in found],
            period,
            moment_now,
        )
        mine = [items[name] for _, name in found if name in claimed]
        if not mine:
            continue
        mail = letter(contents_of(mine, person.language), desk_url, links(person))
        done += deliver(
            store, period, {person.email: Addressed(rendered=mail)}, transport, sending, now, retry_failed=True
        )
    return tuple(done)


def period_of(names: Iterable[str]) -> str:
    """The period of the delivery that carries alerts: it follows from them, so that a retry is the same delivery."""
    return f"alert {hashlib.sha256(chr(10).join(sorted(names)).encode()).hexdigest()[:16]}"


def _kind(fact: Fact) -> AlertKind:
    if isinstance(fact, MentionFact):
        return "first_mention"
    return "revised" if isinstance(fact, RevisionFact) else "spike"


def contents_of(items: list[Item], language: str) -> Contents:
    """The mail that tells these alerts."""
    first = items[0].title
    more = len(items) - 1
    return Contents(
        language=language,
        subject=say(language, "alert.subject.more", n=more, top=first)
        if more
        else say(language, "alert.subject", top=first),
        title=say(language, "alert.title"),
        heading=first,
        leads=(say(language, "alert.lead"),),
        items=tuple(items[:MOST]),
        left=say(language, "left", n=len(items) - MOST) if len(items) > MOST else "",
        foot=say(language, "method"),
    )


def item_of(fact: Fact, language: str, zone: str, desk_url: str, facts: AlertFacts) -> Item:
    """What a mail says of one alert: what it is, why it is one, and where it was read."""
    desk, words = desk_url.rstrip("/"), Words(language, zone)
    if isinstance(fact, SpikeFact):
        return Item(
            title=say(language, "spike", name=_name(fact, language)),
            url=f"{desk}/{fact.kind}/{fact.key}",
            text=say(
                language,
                "spike.why",
                n=fact.reports,
                week=words.span(Week.parse(fact.week).monday(), Week.parse(fact.week).sunday()),
                low="?" if fact.low is None else fact.low,
                high="?" if fact.high is None else fact.high,
            ),
        )
    seen = fact.seen
    lead = f"{seen.outlet_name}, {words.short_day(seen.first_seen)}"
    source = printed(seen.title, 300, seen.language, language)
    if isinstance(fact, RevisionFact):
        return Item(
            title=say(language, "revised", about=_about(fact, words) or say(language, "figure")),
            url=f"{desk}/article/{seen.article}",
            text=say(language, "revised.why", was=fact.was, now=fact.now),
            lead=lead,
            source=source,
            source_url=seen.url,
        )
    if fact.before is None:
        since = facts.archive_since or seen.first_seen
        why = say(language, "first.never", since=_day(since, words))
    else:
        days = (seen.first_seen - fact.before) // timedelta(days=1)
        why = say(language, "first.quiet", before=_day(fact.before, words), n=days)
    return Item(
        title=say(language, f"first.{fact.kind}", name=_name(fact, language), word=fact.word or ""),
        url=f"{desk}/article/{seen.article}",
        text=why,
        lead=lead,
        source=source,
        source_url=seen.url,
    )


def _name(fact: MentionFact | SpikeFact, language: str) -> str:
    return (fact.name_ms if language == "ms" else None) or fact.name


def _about(fact: RevisionFact, words: Words) -> str:
    measures = fact.measures or (words.concept(fact.concept) if fact.concept not in (None, "other") else "")
    owner = fact.owner if (fact.owner or "").casefold() not in measures.casefold() else None
    return ", ".join(part for part in (measures, owner, fact.period and words.period(fact.period)) if part)


def _day(when: datetime, words: Words) -> str:
    return words.day(when.astimezone(ZoneInfo(words.zone)).date())
