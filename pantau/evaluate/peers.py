"""Other extractors, for the same pages in the same run: trafilatura always, others where they are installed.

    pip install 'pantau[peers]'

A peer gets the bytes of the page and its address and gives the text of the story; what it raises counts as no text,
since a page that breaks it is a page it does not read. Nothing of Pantau itself may import them but this module.
"""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Callable, Iterator

Peer = Callable[[bytes, str | None], str]


def peers() -> Iterator[tuple[str, Peer]]:
    """Name and reader of each peer that is installed."""
    yield "trafilatura", _trafilatura
    for name, module, peer in (
        ("newspaper4k", "newspaper", _newspaper),
        ("news-please", "newsplease", _newsplease),
        ("readability-lxml", "readability", _readability),
    ):
        if importlib.util.find_spec(module) is not None:
            logging.getLogger(module).setLevel(logging.CRITICAL)
            yield name, peer


def read(peer: Peer, html: bytes, url: str | None) -> str:
    try:
        return peer(html, url) or ""
    except Exception:  # noqa: BLE001 - others' code on hostile pages: whatever it raises, it has read nothing
        return ""


def _trafilatura(html: bytes, url: str | None) -> str:
    import trafilatura

    return trafilatura.extract(html, url=url, include_comments=False) or ""


def _newspaper(html: bytes, url: str | None) -> str:
    import newspaper

    article = newspaper.Article(url or "https://unknown.example/", fetch_images=False)
    article.download(input_html=html.decode("utf-8", "replace"))
    article.parse()
    return str(article.text or "")


def _newsplease(html: bytes, url: str | None) -> str:
    from newsplease import NewsPlease

    article = NewsPlease.from_html(html.decode("utf-8", "replace"), url=url or "https://unknown.example/")
    return str(getattr(article, "maintext", None) or "")


def _readability(html: bytes, url: str | None) -> str:
    import lxml.html
    from readability import Document

    summary = Document(html.decode("utf-8", "replace"), url=url).summary()
    return "\n".join(line.strip() for line in lxml.html.fromstring(summary).itertext() if line.strip())
