"""Pages read in processes that can be killed: a page that hangs, eats memory or crashes its reader costs itself only.

from crawler.workers import Readers
with Readers() as readers:
    readers.read(html, url) -> records.Extracted, as crawler.extraction.extract gives it, or a refusal with its reason
"""

from crawler.workers.limits import Limits
from crawler.workers.pool import Readers, ReadersFailed

__all__ = ["Limits", "Readers", "ReadersFailed"]
