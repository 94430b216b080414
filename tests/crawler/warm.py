"""Imports all that a crawl imports on its way, for the process that crawls of tests are copies of."""

from __future__ import annotations

import importlib

from scrapy.settings import Settings
from scrapy.utils.conf import build_component_list
from scrapy.utils.misc import load_object

from crawler import settings as policy
from crawler.extraction import extract
from tests.crawler.server import page

_ONE = ("SCHEDULER", "DOWNLOADER", "STATS_CLASS", "DUPEFILTER_CLASS", "LOG_FORMATTER", "ROBOTSTXT_PARSER")
_OTHERS = (
    "scrapy.core.engine", "scrapy.core.scraper", "scrapy.core.downloader.handlers.http11", "scrapy.pqueues",
    "scrapy.squeues", "crawler.check", "crawler.draft", "crawler.probe", "pantau.cli", "pantau.console",
    "pantau.instance", "pantau.sink", "store.crawling",
)  # fmt: skip


def warm() -> None:
    settings = Settings()
    settings.setmodule(policy)
    for group in ("EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES"):
        for path in build_component_list(settings.getwithbase(group)):
            load_object(path)
    for name in _ONE:
        load_object(settings[name])
    for name in _OTHERS:
        importlib.import_module(name)
    extract(page("A quay"), "https://larkin.example/1")


warm()
