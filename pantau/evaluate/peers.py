"""Other extractors, for the same pages in the same run: trafilatura always, others where they are installed.

    pip install 'pantau[peers]'

A peer gets the bytes of the page and its address and gives the text of the story; what it raises counts as no text,
since a page that breaks it is a page it does not read, and is told apart. Nothing of Pantau itself may import them but
this module. news-please is not among them: with it 91 pages were not done in 280 seconds, and nothing can stop it.
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
        ("readability-lxml", "readability", _readability),
    ):
        if importlib.util.find_spec(module) is not None:
            logging.getLogger(module).setLevel(logging.CRITICAL)
            yield name, peer


def read(peer: Peer, html: bytes, url: str | None, raised: list[str] | None = None) -> str:
    """The text that ``peer`` finds, none where it raises; what it raises is added to ``raised``."""
    try:
        return peer(html, url) or ""
    except Exception as error:  # noqa: BLE001 - others' code on hostile pages: whatever it raises, it has read nothing
        if raised is not None:
            raised.append(f"{type(error).__name__}: {error}")
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


def _readability(html: bytes, url: str | None) -> str:
    import lxml.html
    from readability import Document

    summary = Document(html.decode("utf-8", "replace"), url=url).summary()
    return "\n".join(line.strip() for line in lxml.html.fromstring(summary).itertext() if line.strip())
