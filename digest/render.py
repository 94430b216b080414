"""A digest's content as a mail's subject, HTML and text. Pure but for reading the template once.

Knows the view and the template; it must not know the store or who reads it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from digest.content import DigestContent
from digest.letter_phrases import say
from digest.markup import html_of
from digest.phrases import Words
from digest.safe import header_text, safe_url
from digest.speak import view
from digest.text import text_part
from digest.view import Link
from records import PantauError

FEW = 5  # stories that are never given up
LIMIT = 80_000  # bytes of HTML: Gmail cuts a mail off at about 102 KB, and its unsubscribe link with it


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """One digest, ready to be put into a message."""

    subject: str
    html: str
    text: str
    content: DigestContent
    unsubscribe_url: str | None = None


def render(
    content: DigestContent,
    language: str,
    desk_url: str,
    unsubscribe_url: str | None = None,
    archived: int | None = None,
    preferences_url: str | None = None,
    public: bool = False,
) -> Rendered:
    """Renders in "en" or "ms"; ``archived``: the digest's number in the archive, where it is kept;
    ``preferences_url``: where its reader can change what is sent; ``public``: for a page or a file, nobody's mail.

    HTML over LIMIT bytes loses its last stories, though never the first five: they are on the desk, and a mail that
    is cut off loses more. ``Rendered.content`` is what is in it. Raises BadInput for another language, PantauError
    where even that is not enough.
    """
    words = Words(language, content.zone)
    while True:
        said = view(content, words, desk_url, unsubscribe_url, archived, public)
        if preferences_url:
            said = replace(said, preferences=Link(say(language, "preferences"), safe_url(preferences_url)))
        html = html_of("digest.html", v=said, w=words)
        size = len(html.encode())
        if size <= LIMIT:
            break
        if len(content.stories) <= FEW:
            raise PantauError(
                f"the digest of {content.period} has {size} bytes of HTML, more than {LIMIT}: mail readers would cut"
                " it off"
            )
        content = replace(content, stories=content.stories[:-1], left_out=content.left_out + 1)
    return Rendered(
        subject=header_text(said.subject),
        html=html,
        text=text_part(said, words),
        content=content,
        unsubscribe_url=said.unsubscribe.url if said.unsubscribe else None,
    )


def reasons(content: DigestContent) -> dict[str, object]:
    """Why each item is in the digest, in English, for the archive: ``story <id>``,
    ``post <id>``, ``place <code>``, ``figure <article>:<start>`` or ``series <id>`` -> why."""
    words = Words("en", content.zone)
    names = {theme.id: theme.name for story in content.stories for theme in story.themes}
    found: dict[str, object] = {}
    for story in content.stories:
        said = [words(r.key, r.count, tuple(names.get(name, name) for name in r.names)) for r in story.reason]
        found[f"story {story.id}"] = {"points": story.points, "why": said}
    for line in content.provinces:
        found[f"place {line.counted.id}"] = {"why": [words.reason(reason) for reason in line.reason]}
    for figure in content.figures:
        place = f"figure {figure.figure.source.article}:{figure.figure.start}"
        found[place] = {"why": [words.reason(reason) for reason in figure.reason]}
    for series in content.series:
        found[f"series {series.series.id}"] = {"why": [words.reason(reason) for reason in series.reason]}
    for item in content.posts:
        found[f"post {item.post.post}"] = {"why": [words.reason(reason) for reason in item.reason]}
    return found
