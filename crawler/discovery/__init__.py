"""Finds links in what an outlet publishes: feeds, sitemaps, list pages. Pure parsers over bytes, no network."""

from crawler.discovery.feed import parse_feed
from crawler.discovery.freshness import Freshness, judge_freshness
from crawler.discovery.link import Link
from crawler.discovery.listpage import parse_list
from crawler.discovery.sitemap import Sitemap, parse_sitemap

__all__ = ["Freshness", "Link", "Sitemap", "judge_freshness", "parse_feed", "parse_list", "parse_sitemap"]
