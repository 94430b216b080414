"""One handler a page of the desk: what it asks the store, and what it hands to its template. Split by kind of page.

Thin: the questions stand in the store, the decisions in showing, marking, timeline, bars and plot. Must not know SQL.
"""

from browse.pages import archive, charting, exporting, figures, finding, front, stories, subjects
from browse.pages.common import Route

ROUTES: tuple[Route, ...] = (
    *front.ROUTES,
    *stories.ROUTES,
    *subjects.ROUTES,
    *charting.ROUTES,
    *figures.ROUTES,
    *finding.ROUTES,
    *exporting.ROUTES,
    *archive.ROUTES,
)

__all__ = ["ROUTES"]
