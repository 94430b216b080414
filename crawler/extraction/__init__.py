"""From the bytes of one page to one clean article: pure, without Scrapy, network or store.

from crawler.extraction import extract
extract(html, url) -> records.Extracted
"""

from typing import TYPE_CHECKING, Any

from crawler.extraction.hints import FeedHint, Hints, Read

if TYPE_CHECKING:
    from crawler.extraction.page import extract

__all__ = ["FeedHint", "Hints", "Read", "extract"]


def __getattr__(name: str) -> Any:
    """``extract`` is loaded when it is first asked for: whoever only reads outlet files needs neither lxml nor
    trafilatura."""
    if name == "extract":
        from crawler.extraction.page import extract

        return extract
    raise AttributeError(f"module 'crawler.extraction' has no attribute '{name}'")
