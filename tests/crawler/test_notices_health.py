"""Notices of outlets about their own articles, and states of outlets that a crawl finds; pure and over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.crawl import CrawlSettings
from crawler.extraction.notices import read_notice
from crawler.health import AttemptFacts, SourceFacts, judge_health, quiet_after
from crawler.ports import Usual
from pantau.sink import StoreSink
from records import Article, Fetch, HealthState, Outlet, OutletHealth, article_id
from store import Store
from store.crawling import save_outlets, start_run
from store.health import outlet_health, save_health
from store.known import known_pages
from tests.crawler.crawling import NOW, Kept, run_crawl
from tests.crawler.server import PARAGRAPHS, Answer, Web, page, serving

HTML = {"Content-Type": "text/html; charset=utf-8"}
SETTINGS = CrawlSettings(contact="x", allow_loopback=True, delay=0, timeout=10, max_seconds=60, retry_scale=0.01)
LONG = tuple(f"On day {number} of the works, {line}" for number in range(6) for line in PARAGRAPHS)
STORY = "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("title", "body", "kind"),
    [
        ("A quay", STORY, None),
        ("A quay", f"{STORY}\nCorrection: an earlier version gave the cost as RM14 million.", "corrected"),
        ("A quay", f"(Corrects paragraph 3 on the cost)\n{STORY}", "corrected"),
        ("A quay", f"{STORY}\nThis story has been corrected to say that the quay is old.", "corrected"),
        ("Dermaga", f"{STORY}\nPembetulan: kos sebenar ialah RM12 juta.", "corrected"),
        ("码头", f"更正：费用为一千二百万令吉。\n{STORY}", "corrected"),
        ("A quay", "This article has been withdrawn by the editors.", "withdrawn"),
        ("RETRACTED: A quay", "The harbour board did not say so.", "withdrawn"),
        ("Dermaga", "Berita ini telah ditarik balik oleh penerbit.", "withdrawn"),
        ("A quay", f"{STORY}\nThis article has been withdrawn.\n{STORY}\n{STORY}", None),  # a story about one
        ("The board corrects its course", f"{STORY}\n{STORY}", None),
        ("A quay", f"{STORY}\nThe Post said its story has been corrected after a complaint.\n{STORY}", None),
    ],
)
def test_notices(title: str, body: str, kind: str | None) -> None:
    notice = read_notice(title, body)
    assert (notice.kind if notice else None) == kind


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as running:
        yield running


def crawl(folder: Path, web: Web, count: int, kept: Kept | None = None, feed: Answer | None = None) -> Kept:
    (folder / "outlets").mkdir(exist_ok=True)
    (folder / "outlets" / "post.toml").write_text(
        f'id = "post"\nname = "Post"\ncountry = "MY"\nlanguages = ["en"]\nhome = "{web.url("/")}"\nkind = "newspaper"\n'
        f'article_url = \'/n/\\d+\'\n[[sources]]\nkind = "feed"\nurl = "{web.url("/feed")}"\n'
    )
    items = "".join(f"<item><link>{web.url(f'/n/{number}')}</link></item>" for number in range(count))
    web.routes["/feed"] = feed or Answer(f"<rss><channel>{items}</channel></rss>".encode())
    return run_crawl(folder, SETTINGS, kept).kept


def test_a_withdrawn_article_is_gone_and_a_corrected_one_says_so(web: Web, tmp_path: Path) -> None:
    withdrawn = (
        "This article has been withdrawn by the editors of the Larkin Post, who regret that it was published on Monday"
        " without the answers of the harbour board."
    )
    said = (
        "Correction: an earlier version of this story gave the cost of the new quay as RM14 million, not RM12 million."
    )
    web.routes["/n/0"] = Answer(page("A quay", (withdrawn,)), headers=HTML)
    web.routes["/n/1"] = Answer(page("A quay", (*PARAGRAPHS, said)), headers=HTML)
    kept = crawl(tmp_path, web, 2)
    (article,) = kept.articles
    assert article.corrected == said
    gone = kept.fetch_at("/n/0")
    assert (gone.status, str(gone.reason).startswith("withdrawn by its outlet")) == ("gone", True)


def test_a_known_article_that_is_gone_leaves_its_record_only_though_the_link_was_redirected(tmp_path: Path) -> None:
    url = "https://www.larkinpost.example/n/1"
    outlet = Outlet(
        id="post", name="P", country="MY", languages=("en",), home="https://www.larkinpost.example/", kind="x"
    )
    with Store(tmp_path / "pantau.db") as store:
        sink = StoreSink(store, start_run(store, "crawl", NOW), ())
        sink.known.add("post")
        save_outlets(store, [outlet])
        fetch = Fetch(url=url, outlet="post", fetched=NOW, status="ok", purpose="article", http_status=200)
        article = Article(id=article_id("post", url), outlet="post", identity=url, url=url, title="A quay", body=STORY,
                          first_seen=NOW, words=70, corrected="Correction: x", fetch=fetch)  # fmt: skip
        sink.article(article, fetch)
        assert store.connection.execute("SELECT corrected FROM article").fetchone() == ("Correction: x",)
        later = NOW + timedelta(days=1)
        sink.fetch(Fetch(url=url, outlet="post", fetched=later, status="gone", purpose="article", reason="HTTP 410"))
        row = store.connection.execute("SELECT withdrawn_reason, (SELECT text FROM body) FROM article").fetchone()
        assert row == ("HTTP 410", "")


CHALLENGE = Answer(
    b"<html><head><title>Just a moment...</title></head><body class='cf-chl'>Checking your browser</body></html>",
    headers=HTML,
)


@pytest.mark.parametrize("where", ["feed", "feed denied", "articles"])
def test_a_challenge_page_is_told_as_one_and_never_stored(web: Web, tmp_path: Path, where: str) -> None:
    feed = None
    if where.startswith("feed"):
        feed = Answer(CHALLENGE.body, 403 if "denied" in where else 200, HTML)
    web.routes |= {f"/n/{number}": CHALLENGE for number in range(4)}
    kept = crawl(tmp_path, web, 4, feed=feed)
    assert kept.articles == []
    assert kept.healths[-1].state == "challenge"


def test_a_source_that_answers_from_another_host_without_articles_has_moved(web: Web, tmp_path: Path) -> None:
    with serving(Web(), host="127.0.0.2") as other:
        other.routes["/"] = Answer(
            b"<rss><channel><item><link>http://elsewhere.example/x</link></item></channel></rss>"
        )
        kept = crawl(tmp_path, web, 0, feed=Answer(status=301, headers={"Location": f"http://127.0.0.2:{other.port}/"}))
    health = kept.healths[-1]
    assert (health.state, "127.0.0.2" in health.reason) == ("moved", True)
    assert {fetch.outlet for fetch in kept.fetches} == {"post"}  # the other host is no outlet yet


def test_bodies_that_shrank_are_noticed_when_met_twice_and_forgotten_when_whole(web: Web, tmp_path: Path) -> None:
    short = Answer(page("A quay", PARAGRAPHS[:3]), headers=HTML)
    web.routes |= {f"/n/{number}": short for number in range(20)}
    usual = Usual(weekly=50.0, words=400)
    well = OutletHealth(outlet="post", state="ok", reason="4 new articles", since=NOW - timedelta(days=9), last_new=NOW)
    first = crawl(tmp_path, web, 4, Kept(healths=[well], usually=usual))
    assert (first.healths[-1].state, first.healths[-1].strikes) == ("ok", 1)
    assert "where 400 are usual" in first.healths[-1].reason
    second = crawl(tmp_path, web, 8, Kept(healths=first.healths, usually=usual, frontier=first.frontier))
    assert (second.healths[-1].state, second.healths[-1].since, second.healths[-1].weekly) == ("body_shrank", NOW, 50.0)
    web.routes |= {f"/n/{number}": Answer(page("A quay", LONG), headers=HTML) for number in range(8, 12)}
    third = crawl(tmp_path, web, 12, Kept(healths=second.healths, usually=usual, frontier=second.frontier))
    assert third.healths[-1].state == "ok"


def attempt(status: str, **facts: object) -> AttemptFacts:
    source = SourceFacts(url="u", kind="feed", status=status, links=9, fitting=9, newest=NOW)  # type: ignore[arg-type]
    return AttemptFacts(outlet="o", sources=(source,), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("run", "states"),
    [
        ("ok timeout ok timeout ok", "ok ok ok ok ok"),
        ("ok timeout timeout timeout ok", "ok ok dead dead ok"),
        ("ok gone ok", "ok dead ok"),
        ("timeout ok", "dead ok"),
        ("ok parse_error parse_error ok", "ok ok parse_failure ok"),
        ("ok robots ok", "ok robots ok"),
    ],
)
def test_states_do_not_flap_and_recover_by_themselves(run: str, states: str) -> None:
    health: OutletHealth | None = None
    found: list[HealthState] = []
    for number, status in enumerate(run.split()):
        health = judge_health(
            health, attempt(status, articles=3, new=3 if status == "ok" else 0), NOW + timedelta(days=number)
        )
        found.append(health.state)
    assert " ".join(found) == states


@pytest.mark.parametrize(
    ("weekly", "days"), [(None, 7), (0.0, 7), (1000.0, 1), (70.0, 1), (35.0, 2), (10.0, 7), (1.0, 28)]
)
def test_quiet_is_ten_usual_gaps(weekly: float | None, days: float) -> None:
    assert quiet_after(weekly) == timedelta(days=days)


def test_health_and_what_is_usual_are_kept(tmp_path: Path) -> None:
    with Store(tmp_path / "pantau.db") as store:
        save_outlets(store, [Outlet(id="post", name="P", country="MY", languages=("en",), home="h", kind="x")])
        health = OutletHealth(outlet="post", state="moved", reason="x", since=NOW, strikes=1, weekly=3.5, words=200)
        save_health(store, health)
        assert outlet_health(store) == {"post": health}
        assert known_pages(store).usual("post", NOW) == (None, None)
        sink = StoreSink(store, start_run(store, "crawl", NOW), ())
        sink.known.add("post")
        for number in range(21):
            url, when = f"https://a.example/{number}", NOW - timedelta(days=number)
            fetch = Fetch(url=url, outlet="post", fetched=when, status="ok", purpose="article", http_status=200)
            sink.article(
                Article(id=article_id("post", url), outlet="post", identity=url, url=url, title="t", body="b",
                        first_seen=when, words=100 + number, fetch=fetch), fetch)  # fmt: skip
        weekly, words = known_pages(store).usual("post", NOW)
        assert weekly == pytest.approx(7.35)  # 21 in the 20 days since the first
        assert words == 110
