"""The web of ``benchmarks.crawl``: a process of its own that serves outlets at 127.0.1.1, 127.0.1.2, ... on loopback.

Every outlet has a feed of all its articles; feed and articles have ETags. ``/counts`` tells how often what was asked.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import sys
from functools import cache

WORDS = (
    "harbour board quay grain ferry island council bridge market ministry budget export tin rubber palm port crane "
    "engineer minister premier company shares growth quarter report survey river school hospital road railway power "
    "solar chip factory worker union price rice fish storm flood relief fund bank rate ringgit trade talks visit "
    "agreement signed opened closed raised cut planned said told asked agreed promised warned expected fell rose"
).split()


def address(outlet: int) -> str:
    return f"127.0.1.{outlet + 1}"


@cache
def page(outlet: int, number: int) -> bytes:
    """One article, made up: 20 sentences, with a navigation, a list of others and a footer around it."""
    chance = random.Random(outlet * 100_003 + number)

    def sentence() -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(12, 24))).capitalize() + "."

    title = " ".join(chance.choices(WORDS, k=8)).capitalize()
    body = "".join(f"<p>{sentence()} {sentence()}</p>" for _ in range(10))
    date = f"2026-09-{1 + number % 7:02d}T{number % 24:02d}:15:00+08:00"
    said = {"@type": "NewsArticle", "headline": title, "datePublished": date, "author": {"name": "Aida Rahman Tan"}}
    links = "".join(f"<li><a href='/news/{n}'>{sentence()}</a></li>" for n in range(number, number + 8))
    head = (
        f"<meta charset='utf-8'><title>{title} | Post {outlet}</title><meta property='og:type' content='article'>"
        f"<meta property='og:title' content='{title}'><script type='application/ld+json'>{json.dumps(said)}</script>"
    )
    return (
        f"<!doctype html><html lang='en'><head>{head}</head><body><nav><ul><li><a href='/'>Home</a></li><li>"
        f"<a href='/business'>Business</a></li></ul></nav><main><article><h1>{title}</h1><p class='by'>By Aida Rahman "
        f"Tan</p><div class='story'>{body}</div></article><aside><h2>Read also</h2><ul>{links}</ul></aside></main>"
        f"<footer><p>All rights reserved.</p></footer></body></html>"
    ).encode()


def feed(outlet: int, articles: int, port: int) -> bytes:
    items = "".join(
        f"<item><title>Story {n}</title><link>http://{address(outlet)}:{port}/news/{n}</link></item>"
        for n in range(articles)
    )
    return f"<rss version='2.0'><channel><title>Post {outlet}</title>{items}</channel></rss>".encode()


async def serve(outlets: int, articles: int) -> None:
    counts = {"feed": 0, "feed_304": 0, "article": 0, "article_304": 0, "other": 0}
    port = 0

    def answer(host: str, path: str, tag: str) -> tuple[int, str, bytes]:
        outlet = int(host.split(":")[0].rsplit(".", 1)[-1]) - 1
        if path == "/feed":
            kind, body, content = "feed", feed(outlet, articles, port), "application/rss+xml"
        elif path.startswith("/news/"):
            kind, body, content = "article", page(outlet, int(path[6:])), "text/html; charset=utf-8"
        elif path == "/counts":
            return 200, "application/json", json.dumps(counts).encode()
        else:
            counts["other"] += 1
            return 404, "text/plain", b"no"
        own = f'"{hashlib.md5(body).hexdigest()}"'
        same = tag == own
        counts[kind + ("_304" if same else "")] += 1
        return (304 if same else 200), f"{content}\r\nETag: {own}", b"" if same else body

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                headers = {
                    name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])
                }
                status, content, body = answer(headers["host"], lines[0].split()[1], headers.get("if-none-match", ""))
                writer.write(
                    f"HTTP/1.1 {status} X\r\nContent-Type: {content}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    first = await asyncio.start_server(talk, address(0), 0)
    port = first.sockets[0].getsockname()[1]
    others = [await asyncio.start_server(talk, address(number), port) for number in range(1, outlets)]
    for outlet in range(outlets):
        for number in range(articles):
            page(outlet, number)  # made before the clock runs
    print(port, flush=True)
    await asyncio.gather(first.serve_forever(), *(server.serve_forever() for server in others))


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
