"""The desk: datasette over the one database file, with a front page and pages for people.

    app       build_app and serve
    access    what of the database plain tables and SQL may show
    metadata  titles, descriptions, facets and what is hidden, for datasette
    showing   how values look: moments, amounts, links, and what an outlet lets be shown
    marking   a text cut into paragraphs with what was found in it
    timeline  copies folded under their origin
    bars      bars and changes of weekly numbers
    plot      where the values of a series stand in a plot
    charts    plots and weeks as files of their own
    cookies   those of the desk among those of others
    likeness, meanings  what is like what by meaning: signs of vectors, and the index of them that a desk keeps
    keeping, warming, weeks  answers that are kept, asked ahead, and counted by week
    reasons   why a program decided so, in the reader's language
    spelling  names that are misspelt
    briefing, briefing_docx  a story as a note, and the note as a file
    citing, sheets, feed  sources, tables and articles for other programs
    pages     one handler a page
    rights    who may read, correct and administer
    login     the gate before every page, logging in and out
    posting   forms that are posted
    correcting  buttons that correct, and what was corrected
    saving    searches that are kept under a name
    tiles, spark  the map of provinces and the days of a story, as numbers
    subscribing  the pages of subscribers: preferences, unsubscribe, subscribe, confirm
    writing   the one door through which a page may change something
    plugins   datasette's hooks

It reads the store through its named queries, writes only through ``writing``, and knows no model, no crawler and no
digest.
"""

from browse.access import Correcting, Subscribing
from browse.app import build_app, serve
from browse.rights import Door

__all__ = ["Correcting", "Door", "Subscribing", "build_app", "serve"]
