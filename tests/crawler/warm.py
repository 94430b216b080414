"""What the process is given that crawls of tests are forks of: all that a crawl and its command import on their way."""

import pantau.cli
import pantau.console
import pantau.instance
import pantau.sink  # noqa: F401 - to be there
from benchmarks.warmed import warm_crawl

warm_crawl()
