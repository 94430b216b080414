"""What was answered, as evidence: each response's place in the archive, and the record of the request that it answers.

Knows Scrapy's requests and responses and the archive; it must not know what is fetched, or what follows from an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from crawler.archive import Archive, new_record_id
from crawler.canonical import canonical_url
from crawler.rendering import is_to_render
from records import Fetch, FetchStatus


class Evidence:
    """``guarded`` runs an action of the archive, so that its failure ends the crawl."""

    def __init__(self, archive: Archive, guarded: Callable[..., Any], now: Callable[[], datetime]) -> None:
        self._archive = archive
        self._guarded = guarded
        self._now = now

    def keep(self, request: Any, response: Any) -> None:
        """Appends a response to the archive; its place and time go into the request's meta."""
        when = self._now()
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values[:20]
        ][:200]
        part_of, record = request.meta.get("pantau_part_of"), None
        if request.meta.get("pantau_renders") and self.is_to_render(response):
            part_of, record = response.url, new_record_id()
            request.meta["pantau_record"] = record

        def append() -> tuple[str, int]:
            return self._archive.append(
                response.url, response.status, headers, response.body, when,
                address=str(response.ip_address) if response.ip_address else None, part_of=part_of, record_id=record,
            )  # fmt: skip

        request.meta["pantau_kept"] = (*self._guarded(append), when)

    def is_to_render(self, response: Any) -> bool:
        return is_to_render(response.status, _header(response, "Content-Type"), response.body)

    def keep_rendered(self, request: Any, url: str, html: bytes, fetch: Fetch) -> Fetch:
        """Appends a rendered page to the archive: the fetch, with the place of that record. The validators of the page
        before its scripts ran say nothing of its text, so they are not kept."""
        record = request.meta.get("pantau_record")
        name, offset = self._guarded(self._archive.append_rendered, url, html, fetch.fetched, record)
        return replace(fetch, warc_file=name, warc_offset=offset, etag=None, last_modified=None)

    def fetch_of(
        self, request: Any, response: Any, outlet: str, purpose: Any, status: FetchStatus, reason: str | None = None
    ) -> Fetch:
        """The record of a request that was answered."""
        name, offset, when = request.meta.get("pantau_kept") or (None, None, self._now())
        return Fetch(
            url=request.url if purpose != "article" else canonical_url(response.url) or response.url,
            outlet=outlet,
            fetched=when,
            status=status,
            purpose=purpose,
            http_status=response.status,
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
            warc_file=name,
            warc_offset=offset,
            reason=reason,
        )


def _header(response: Any, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1")[:500] if value else None
