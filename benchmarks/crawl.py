"""How fast the crawl is, with politeness off, beside bare Scrapy and news-please; what a second run saves; memory.

    python -m benchmarks.crawl [--outlets 50] [--articles 200] [--news-please VENV] [--json]

A server of its own process serves the outlets on loopback (``benchmarks.crawl_web``). All are given the same pages and
four requests a host at a time, no delay. *Ours* is the whole crawl: robots.txt, frontier, WARC, extraction in processes
of their own, the store. *Bare Scrapy* is a plain spider, feed to articles, that takes the same fields (title, authors,
date, language, body) with trafilatura and writes JSON lines; *selectors* is the same with CSS selectors made for these
very pages, which no crawl of unknown layouts has. *news-please* runs in a virtual environment of its own (VENV, made
where it is not there), as ``NewsPlease.from_urls`` over a part of the pages: addresses are given to it, nothing is
stored. Left null, with the reason, where it cannot be installed or takes more than ten minutes.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.crawl_web import address

CONCURRENCY = 4
NEWS_PLEASE_PAGES = 1_000
NEWS_PLEASE_SECONDS = 600
PEER = Path(tempfile.gettempdir()) / "pantau-news-please"  # its virtual environment, kept for the next run


def files(folder: Path, outlets: int, port: int) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(outlets):
        (folder / f"post{number}.toml").write_text(
            f'id = "post{number}"\nname = "Post {number}"\ncountry = "MY"\nlanguages = ["en"]\nkind = "newspaper"\n'
            f'home = "http://{address(number)}:{port}/"\nzone = "Asia/Kuala_Lumpur"\n'
            f"article_url = '{address(number).replace('.', chr(92) + '.')}:\\d+/news/\\d+'\n"
            f"[politeness]\ndelay = 0\nconcurrency = {CONCURRENCY}\n"
            f'[[sources]]\nkind = "feed"\nurl = "http://{address(number)}:{port}/feed"\n'
        )


def ours(folder: Path, readers: int) -> dict[str, Any]:
    from crawler.archive import Archive
    from crawler.crawl import CrawlSettings, crawl
    from crawler.outlet_file import load_outlets
    from pantau.sink import StoreFrontier, StoreKnown, StoreSink
    from store import Store
    from store.crawling import start_run

    outlets = load_outlets(folder / "outlets")
    with Store(folder / "pantau.db") as store, Archive(folder / "warc", datetime.now(UTC)) as archive:
        sink = StoreSink(store, start_run(store, "crawl", datetime.now(UTC)), outlets)
        settings = CrawlSettings(contact="bench", allow_loopback=True, delay=0.0, readers=readers)
        started = time.perf_counter()
        report = crawl(
            outlets,
            sink,
            StoreKnown(store),
            archive,
            lambda: datetime.now(UTC),
            settings,
            frontier=StoreFrontier(store),
        )
        seconds = time.perf_counter() - started
    return {"seconds": seconds, "pages": report.counts.get("articles", 0), "counts": report.counts}


def bare(folder: Path, outlets: int, port: int, selectors: bool) -> dict[str, Any]:
    import scrapy
    import trafilatura
    from scrapy.crawler import CrawlerProcess

    out = (folder / "bare.jsonl").open("w")
    done = 0

    class Plain(scrapy.Spider):  # type: ignore[misc]
        name = "plain"
        start_urls = [f"http://{address(number)}:{port}/feed" for number in range(outlets)]  # noqa: RUF012

        def parse(self, response: Any) -> Any:
            for link in response.xpath("//item/link/text()").getall():
                yield scrapy.Request(link, callback=self.article)

        def article(self, response: Any) -> None:
            nonlocal done
            done += 1
            if selectors:
                said = json.loads(response.css("script[type='application/ld+json']::text").get())
                row = {"title": response.css("h1::text").get(), "author": said["author"]["name"],
                       "date": said["datePublished"], "language": response.css("html::attr(lang)").get(),
                       "text": "\n".join(response.css("div.story p::text").getall())}  # fmt: skip
            else:
                found = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
                row = {name: getattr(found, name) for name in ("title", "author", "date", "language", "text")}
            out.write(json.dumps(row) + "\n")

    process = CrawlerProcess(
        {"CONCURRENT_REQUESTS": 3 * CONCURRENCY * outlets, "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
         "DOWNLOAD_DELAY": 0, "LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False}
    )  # fmt: skip
    process.crawl(Plain)
    started = time.perf_counter()
    process.start()
    seconds = time.perf_counter() - started
    out.close()
    return {"seconds": seconds, "pages": done}


def frontier(folder: Path, links: int = 100_000) -> dict[str, Any]:
    """Growth of the peak of memory while a frontier takes ``links`` and gives some of them back."""
    from pantau.sink import StoreFrontier
    from records import Outlet, Waiting
    from store import Store
    from store.crawling import save_outlets

    now = datetime.now(UTC)
    with Store(folder / "frontier.db") as store:
        outlet = Outlet(id="post", name="p", country="MY", languages=("en",), home="http://a.example/", kind="x")
        save_outlets(store, [outlet])
        kept = StoreFrontier(store)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        for first in range(0, links, 1_000):  # as a source names them
            kept.add(
                Waiting(key=f"a.example/{n}", outlet="post", url=f"http://a.example/{n}", found=now, due=now)
                for n in range(first, first + 1_000)
            )
        added = time.perf_counter() - started
        for _ in range(1_000):
            assert kept.wanted("post", now, 12, ())
        taken = time.perf_counter() - started - added
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"mb": (after - before) / 1024, "seconds_to_add": added, "ms_to_take": taken}


NEWS_PLEASE = """
import json, sys, time, logging
logging.disable(logging.CRITICAL)
from newsplease import NewsPlease
urls = json.load(open(sys.argv[1]))
started, pages = time.perf_counter(), 0
for first in range(0, len(urls), 100):  # it starts a thread a page
    found = NewsPlease.from_urls(urls[first:first + 100], request_args={"timeout": 60}, fetch_images=False)
    pages += sum(bool(a and a.maintext) for a in found.values())
print(json.dumps({"seconds": time.perf_counter() - started, "pages": pages}))
"""


def news_please(folder: Path, venv: Path, outlets: int, articles: int, port: int) -> dict[str, Any]:
    each = max(1, min(articles, NEWS_PLEASE_PAGES // outlets))
    urls = [f"http://{address(o)}:{port}/news/{n}" for n in range(each) for o in range(outlets)]
    (folder / "urls.json").write_text(json.dumps(urls))
    python = venv / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True, stdout=sys.stderr)
            install = [str(python), "-m", "pip", "install", "--quiet", "news-please"]
            subprocess.run(install, check=True, stdout=sys.stderr, timeout=NEWS_PLEASE_SECONDS)
    except (subprocess.SubprocessError, OSError) as error:
        return {"reason": f"it cannot be installed into {venv}: {error}"[:300]}
    try:
        done = subprocess.run([python, "-c", NEWS_PLEASE, str(folder / "urls.json")], capture_output=True, text=True,
                              timeout=NEWS_PLEASE_SECONDS, check=False, env={"NO_PROXY": "*", "PATH": "/usr/bin:/bin",
                              "HOME": str(folder)})  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"reason": f"{len(urls)} pages took more than {NEWS_PLEASE_SECONDS} seconds"}
    if done.returncode != 0:
        return {"reason": (done.stderr.strip().splitlines() or ["it failed"])[-1][:300]}
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found if found["pages"] else {"reason": "it read no page"}


def counts(port: int) -> dict[str, int]:
    with urllib.request.urlopen(f"http://{address(0)}:{port}/counts") as answer:
        found: dict[str, int] = json.load(answer)
    return found


def part(name: str, *arguments: object) -> dict[str, Any]:
    """One measurement in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.crawl", "--part", name, *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def measure(outlets: int, articles: int, readers: int, venv: Path) -> dict[str, Any]:
    server = subprocess.Popen([sys.executable, "-m", "benchmarks.crawl_web", str(outlets), str(articles)],
                              stdout=subprocess.PIPE, text=True)  # fmt: skip
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            files(folder / "outlets", outlets, port)
            first = part("ours", folder, readers)
            before = counts(port)
            second = part("ours", folder, readers)
            asked = {key: value - before[key] for key, value in counts(port).items()}
            plain = part("bare", folder, outlets, port)
            chosen = part("selectors", folder, outlets, port)
            memory = part("frontier", folder)
            peer = news_please(folder, venv, outlets, articles, port)
    finally:
        server.kill()
        server.wait()
    rows = {"ours": first, "bare": plain, "selectors": chosen, "news-please": peer}
    rates = {name: row["pages"] / row["seconds"] for name, row in rows.items() if "pages" in row}
    refetched = asked["article"] + asked["article_304"]
    return {
        "ratio_bare_scrapy": rates["ours"] / rates["bare"],
        "ratio_news_please": rates["ours"] / rates["news-please"] if "news-please" in rates else None,
        "refetch_saved": 1 - refetched / (outlets * articles),
        "frontier_100k_mb": memory["mb"],
        "ratio_selectors": rates["ours"] / rates["selectors"],
        "pages_a_second": rates,
        "news_please_reason": peer.get("reason"),
        "articles": first["pages"],
        "second_run": {**asked, "seconds": second["seconds"]},
        "frontier": memory,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--outlets", type=int, default=50)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--readers", type=int, default=2, help="processes that read pages for ours")
    parser.add_argument("--news-please", type=Path, default=PEER, metavar="VENV", help="made if absent")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--part", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.part:
        name, folder, *rest = given.part
        parts = {
            "ours": lambda: ours(Path(folder), int(rest[0])),
            "bare": lambda: bare(Path(folder), int(rest[0]), int(rest[1]), selectors=False),
            "selectors": lambda: bare(Path(folder), int(rest[0]), int(rest[1]), selectors=True),
            "frontier": lambda: frontier(Path(folder)),
        }
        print(json.dumps(parts[name]()))
        return
    found = measure(given.outlets, given.articles, given.readers, given.news_please)
    if given.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:20} {value}")


if __name__ == "__main__":
    main()
