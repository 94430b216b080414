"""Says a digest's content in one language: from content, words and links to the view. Pure.

Knows content and words; it must not know markup or columns. Every scraped text is cleaned here, and every address
is http or https or left out. Stories, figures and the week are said by modules of their own.
"""

from __future__ import annotations

from digest.content import DigestContent
from digest.phrases import Words
from digest.safe import plain, safe_url
from digest.speak_stories import StorySpeaker
from digest.speak_week import WeekSpeaker
from digest.view import Link, View

QUIET = 40  # and in a list of themes: what is quiet is said, not hidden
THEMES = 12  # rows; a table of thirty themes is 30 KB of HTML and nobody reads its end
HEALTH = 15  # outlets
SUBJECT_TITLE = 84  # characters of the top headline in the subject, so that the counts behind it stay visible


def archive_link(desk_url: str, number: int | None, words: Words) -> Link:
    """This digest on the desk; where it is not kept (or not yet), the list of all that are."""
    desk = desk_url.rstrip("/")
    if number is None:
        return Link(words("archive.all"), safe_url(f"{desk}/digests"))
    return Link(words("archive"), safe_url(f"{desk}/digest/{number}"))


def view(
    content: DigestContent,
    words: Words,
    desk_url: str,
    unsubscribe_url: str | None = None,
    archived: int | None = None,
    public: bool = False,
) -> View:
    """Says the content in the language of ``words``.

    ``archived`` is the digest's number in the archive. Without ``unsubscribe_url`` an answer by mail is offered, but
    for one that is ``public``: a page or a file is nobody's mail.
    """
    stories, week = StorySpeaker(content, words, desk_url), WeekSpeaker(content, words, desk_url)
    counted = [line for line in content.themes if line.counted.reports or line.trend]
    noted = [item for item in content.health if item.level != "heard"]
    return View(
        language=words.language,
        subject=_subject(content, words),
        preheader=_preheader(content, words),
        span=words.span(content.monday, content.sunday),
        period=content.period,
        totals=_totals(content, words),
        followed=_followed(stories),
        notes=tuple(words.reason(note) for note in content.notes),
        bullets=tuple(stories.bullet(bullet) for bullet in content.bullets),
        stories=tuple(stories.story(item) for item in content.stories),
        stories_left=_left(words, "stories.left", content.left_out),
        compared=content.compared,
        not_compared=""
        if content.compared
        else words.saying("compare.none", "; ".join(words.reason(reason) for reason in content.not_compared)),
        themes=tuple(week.row(line) for line in counted[:THEMES]),
        themes_left=_left(words, "rows.left", len(counted) - THEMES),
        no_story=words("stories.unheard" if content.hearing == "none" else "stories.none"),
        quiet=_quiet(stories),
        usual=week.usual(),
        emergent=tuple(week.emergent(item) for item in content.emergent),
        emergent_left=_left(words, "emergent.left", content.emergent_left),
        provinces=tuple(week.row(line) for line in content.provinces),
        provinces_left=_left(words, "rows.left", content.provinces_left),
        posts=tuple(stories.new_post(item) for item in content.posts),
        posts_left=_left(words, "posts.left", content.posts_left),
        figures=tuple(stories.new_figure(item) for item in content.figures),
        contradictions=tuple(stories.contradiction(item) for item in content.contradictions),
        contradictions_left=_left(words, "contradictions.left", content.contradictions_left),
        revisions=tuple(stories.revision(item) for item in content.revisions),
        revisions_left=_left(words, "revisions.left", content.revisions_left),
        series=tuple(stories.series(item) for item in content.series),
        series_left=_left(words, "series.left", content.series_left),
        health=tuple(week.health(item) for item in noted[:HEALTH]),
        health_left=_left(words, "health.left", len(noted) - HEALTH),
        health_summary=_heard(content, words),
        nothing="" if content.hearing == "none" else week.nothing(),
        method=words("method", 0, [content.zone]),
        made=words("made", 0, [words.moment(content.created)]),
        archive=archive_link(desk_url, archived, words),
        unsubscribe=Link(words("unsubscribe"), safe_url(unsubscribe_url))
        if unsubscribe_url
        else None
        if public
        else Link(words("unsubscribe.reply")),
        errata=tuple(week.erratum(item) for item in content.errata),
        errata_left=_left(words, "errata.left", content.errata_left),
    )


def _left(words: Words, phrase: str, count: int) -> str:
    return words(phrase, count) if count > 0 else ""


def _quiet(speaker: StorySpeaker) -> str:
    """Themes and watched places without a report, each by its name; of a week that nobody heard none is quiet."""
    content, words = speaker.content, speaker.words
    if content.hearing == "none":
        return ""
    said = []
    if content.quiet:
        names = speaker.quoted([words.name(theme) for theme in content.quiet], QUIET)
        phrase = "quiet.partial" if content.hearing == "partial" else "quiet"
        said.append(words.saying(phrase, words.list(names, len(names))))
    if content.quiet_places:
        said.append(words("quiet.places", 0, [words.name(place) for place in content.quiet_places]))
    return " ".join(said)


def _followed(speaker: StorySpeaker) -> str:
    """What this reader chose, themes first; empty where it is everything."""
    content, words = speaker.content, speaker.words
    names = speaker.quoted([words.name(theme) for theme in content.followed], QUIET)
    themes = [words.saying("followed", words.list(names, len(names)))] if content.followed else []
    return " ".join([*themes, *(speaker.said(reason) for reason in content.watched)])


def _subject(content: DigestContent, words: Words) -> str:
    top = content.top
    if top is None:
        return f"Pantau, {words.span(content.monday, content.sunday)}: {words(_nothing_told(content))}"
    counts = words("separator").join(
        (words("stories", len(content.stories)), words("reports", sum(s.reports for s in content.stories)))
    )
    return f"Pantau {content.period}: {plain(top.title, SUBJECT_TITLE)} ({counts})"


def _nothing_told(content: DigestContent) -> str:
    """The phrase of a subject without a story. A week that was not heard is not a quiet one."""
    if content.hearing != "whole":
        return f"subject.{content.hearing}"
    return "subject.followed" if content.followed or content.watched else "subject.empty"


def _preheader(content: DigestContent, words: Words) -> str:
    others = [plain(story.title, 90) for story in content.stories[1:3]]
    return words("also", 0, ["; ".join(others)]) if others else _totals(content, words)


def _totals(content: DigestContent, words: Words) -> str:
    totals = content.totals
    parts = [words("stories", totals.stories), words("reports", totals.reports), words("outlets", totals.outlets)]
    if totals.copies:
        parts.append(words("copies", totals.copies))
    return words.saying("totals", words("separator").join(parts))


def _heard(content: DigestContent, words: Words) -> str:
    known = len(content.health)
    heard = sum(item.outlet.articles > 0 for item in content.health)
    if not known:
        return words("health.none")
    return words("health.all", known) if heard == known else words("health.summary", heard, [words.number(known)])
