"""Short mails: what a day brought, alerts, and the question whether somebody wants the digest. Pure rendering.

Knows a template of its own; it must not know the store or how a mail travels. Every text is plain until Jinja2 has
escaped it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from digest.letter_phrases import say
from digest.lines import wrapped
from digest.markup import html_of
from digest.safe import header_text, plain, safe_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One story or alert. ``note`` says where it stands or how much of it there is, ``text`` what is told or why;
    ``lead``, who printed it, stands before the ``source``. Texts may be ``digest.view.Printed``."""

    title: str
    url: str | None = None
    note: str = ""
    text: str = ""
    lead: str = ""
    source: str = ""
    source_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a short mail says. ``button``: words and address of the one thing to do."""

    language: str
    subject: str
    title: str
    heading: str
    leads: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    left: str = ""
    button: tuple[str, str] | None = None
    foot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail ready to be put into a message; ``digest.message`` takes it as it takes a weekly digest."""

    subject: str
    html: str
    text: str
    unsubscribe_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLinks:
    """Addresses that are one reader's own; None where the instance has none to give."""

    unsubscribe: str | None = None
    preferences: str | None = None


def letter(contents: Contents, desk_url: str, links: PersonLinks | None) -> Letter:
    """Renders in the language of the contents. ``links`` None: nobody is subscribed yet, so nothing can be ended."""
    language = contents.language
    foot: list[tuple[str, str | None]] = []
    if links is not None:
        foot.append((say(language, "desk"), safe_url(desk_url)))
        if links.preferences:
            foot.append((say(language, "preferences"), safe_url(links.preferences)))
        if links.unsubscribe:
            foot.append((say(language, "unsubscribe"), safe_url(links.unsubscribe)))
        else:
            foot.append((say(language, "reply"), None))
    said = {
        "language": language,
        "subject": plain(contents.subject, 200),
        "title": contents.title,
        "heading": contents.heading,
        "leads": contents.leads,
        "items": [
            {
                "title": item.title,
                "url": _link(item.url),
                "note": item.note,
                "text": item.text,
                "lead": item.lead,
                "source": item.source,
                "source_url": _link(item.source_url),
            }
            for item in contents.items
        ],
        "left": contents.left,
        "button": contents.button and (contents.button[0], _link(contents.button[1])),
        "note": contents.foot,
        "foot": foot,
    }
    return Letter(
        subject=header_text(contents.subject),
        html=html_of("letter.html", **said),
        text="\n".join(_text(contents, foot)) + "\n",
        unsubscribe_url=links.unsubscribe if links else None,
    )


def _link(url: str | None) -> str | None:
    return safe_url(url) if url else None


def _text(contents: Contents, foot: list[tuple[str, str | None]]) -> Iterator[str]:
    yield from _said(f"PANTAU: {contents.title}")
    yield from _said(contents.heading)
    for lead in contents.leads:
        yield ""
        yield from _said(lead)
    if contents.button:
        yield ""
        yield from _said(contents.button[0] + ":")
        yield _link(contents.button[1]) or ""
    for number, item in enumerate(contents.items, start=1):
        yield ""
        yield from _said(item.title, f"{number}. ")
        source = f"{item.lead}: {item.source}" if item.lead and item.source else item.source
        for line in (item.note, item.text, source):
            if line:
                yield from _said(line, "   ")
        for url in dict.fromkeys((_link(item.url), _link(item.source_url))):
            if url:
                yield f"   {url}"
    for line in (contents.left, contents.foot):
        if line:
            yield ""
            yield from _said(line)
    for words, link in foot:
        yield ""
        yield from _said(words)
        if link:
            yield link


def _said(text: str, first: str = "") -> Iterator[str]:
    """Nothing before here has cleaned the texts of a letter."""
    return wrapped(plain(text), first)
