"""From the bytes of one page to one clean article: pure, without Scrapy, network or store.

from crawler.extraction import extract
extract(html, url) -> records.Extracted
"""

from crawler.extraction.hints import FeedHint, Hints

__all__ = ["FeedHint", "Hints", "extract"]

from crawler.extraction.page import extract
