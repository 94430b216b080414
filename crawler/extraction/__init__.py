"""From the bytes of one page to one clean article: pure, without Scrapy, network or store.

from crawler.extraction import extract
extract(html, url) -> records.Extracted
"""

from crawler.extraction.hints import FeedHint, Hints, Read

__all__ = ["FeedHint", "Hints", "Read", "extract"]

from crawler.extraction.page import extract
