"""What the attack tests share: outlet files of invented hosts, listings, and a server that never stops sending."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from tests.crawler.server import Answer, Web

HTML = {"Content-Type": "text/html; charset=utf-8"}
XML = {"Content-Type": "application/xml"}
SITEMAPS = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"


def outlet(folder: Path, name: str, home: str, kind: str, url: str, more: str = "") -> None:
    """Writes ``outlets/<name>.toml``, an outlet whose article addresses hold /n/ and a number."""
    (folder / "outlets").mkdir(parents=True, exist_ok=True)
    (folder / "outlets" / f"{name}.toml").write_text(
        f'id = "{name}"\nname = "{name}"\ncountry = "MY"\nlanguages = ["en"]\nhome = "{home}"\nkind = "newspaper"\n'
        f"zone = \"Asia/Kuala_Lumpur\"\narticle_url = '/n/\\d+'\n[politeness]\ndelay = 0\nconcurrency = 4\n"
        f'[[sources]]\nkind = "{kind}"\nurl = "{url}"\n{more}',
        encoding="utf-8",
    )


def rss(links: Iterable[str], more: str = "", before: str = "") -> Answer:
    items = "".join(f"<item><title>A quay</title><link>{escape(link)}</link>{more}</item>" for link in links)
    text = f"<?xml version='1.0'?>{before}<rss version='2.0'><channel><title>x</title>{items}</channel></rss>"
    return Answer(text.encode("utf-8", "surrogatepass"), headers=XML)


def sitemap(links: Iterable[str]) -> Answer:
    urls = "".join(f"<url><loc>{escape(link)}</loc></url>" for link in links)
    return Answer(f"<urlset {SITEMAPS}>{urls}</urlset>".encode(), headers=XML)


def sitemap_index(children: Iterable[str]) -> Answer:
    inner = "".join(f"<sitemap><loc>{escape(child)}</loc></sitemap>" for child in children)
    return Answer(f"<sitemapindex {SITEMAPS}>{inner}</sitemapindex>".encode(), headers=XML)


def listed(links: Iterable[str]) -> Answer:
    inner = "".join(f"<li><a href='{escape(link)}'>A quay</a></li>" for link in links)
    return Answer(f"<html><body><ul>{inner}</ul></body></html>".encode(), headers=HTML)


@contextmanager
def endless(head: bytes, piece: bytes) -> Iterator[Web]:
    """A server that answers all but robots.txt with ``head`` and then ``piece`` as long as it is listened to."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk(other: socket.socket) -> None:
            with other:
                if b"/robots.txt" in other.recv(4096):
                    other.sendall(b"HTTP/1.1 404 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    return
                try:
                    other.sendall(head)
                    while True:
                        other.sendall(piece)
                except OSError:
                    return

        def serve() -> None:
            while True:
                try:
                    other, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=talk, args=(other,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        web = Web()
        web.port = server.getsockname()[1]
        yield web
