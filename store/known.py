"""What earlier runs left behind, one URL at a time: asked once a link, from the crawl's one thread.

Knows the tables fetch and article; it must not know when a page is due again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from records import FetchStatus, OutletHealth, Reach
from store.health import last_reach, outlet_health
from store.values import Source, connection_of, moment, moment_or_none, one, stamp

WEEKS = 4  # over which a rate is taken
LEAST_ARTICLES = 10  # for a median that means something


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPage:
    """What is remembered of one URL, as it was fetched or as it is canonical."""

    url: str
    first_seen: datetime
    last_fetched: datetime  # the last attempt, whatever came of it
    last_success: datetime | None = None  # the last body or 304
    status: FetchStatus = "ok"  # of the last attempt
    published: datetime | None = None
    etag: str | None = None  # validators of the last body that came back
    last_modified: str | None = None
    article: str | None = None

    @property
    def gone(self) -> bool:
        """404 or 410 at the last attempt."""
        return self.status == "gone"

    @property
    def refused(self) -> bool:
        """A body came back at the last attempt, but it was no article."""
        return self.status == "refused"


class KnownPages:
    """Looks pages up in the store. Two indexed queries a URL: 73 µs together among 5,000 articles (SQLite 3.40)."""

    def __init__(self, source: Source) -> None:
        self._connection = connection_of(source)

    def lookup(self, url: str) -> KnownPage | None:
        """The page at this URL, or None where it was never fetched."""
        article = one(
            self._connection,
            "SELECT id, first_seen, published, fetch FROM article WHERE url = :url"
            " UNION ALL SELECT a.id, a.first_seen, a.published, a.fetch FROM article a JOIN fetch f ON f.id = a.fetch"
            " WHERE f.url = :url LIMIT 1",
            {"url": url},
        )
        attempts = list(
            self._connection.execute(
                "SELECT fetched, status, etag, last_modified FROM fetch WHERE url = ? ORDER BY fetched, id", (url,)
            )
        )
        if not attempts and article is not None:
            attempts = list(
                self._connection.execute(
                    "SELECT fetched, status, etag, last_modified FROM fetch WHERE id = ?", (article["fetch"],)
                )
            )
        if not attempts:
            return self._let_go(url)
        bodies = [row for row in attempts if row[1] in ("ok", "refused")]
        answers = [row[0] for row in attempts if row[1] in ("ok", "refused", "not_modified")]
        return KnownPage(
            url=url,
            first_seen=moment(min(attempts[0][0], article["first_seen"]) if article else attempts[0][0]),
            last_fetched=moment(attempts[-1][0]),
            last_success=moment(answers[-1]) if answers else None,
            status=attempts[-1][1],
            published=moment_or_none(article["published"]) if article else None,
            etag=bodies[-1][2] if bodies else None,
            last_modified=bodies[-1][3] if bodies else None,
            article=article["id"] if article else None,
        )

    def _let_go(self, url: str) -> KnownPage | None:
        """A page whose article was let go of in a database that this one was restored from: it is not asked again."""
        row = one(self._connection, "SELECT id, at FROM let_go WHERE url = ?", (url,))
        if row is None:
            return None
        at = moment(row["at"])
        return KnownPage(url=url, first_seen=at, last_fetched=at, status="gone", article=None)

    def health(self, outlet: str) -> OutletHealth | None:
        """The last health of an outlet, or None where it was never crawled."""
        return outlet_health(self._connection).get(outlet)

    def reach(self) -> Reach | None:
        return last_reach(self._connection)

    def usual(self, outlet: str, now: datetime) -> tuple[float | None, int | None]:
        """(new articles a week over the last four, median words of the latest 50); None where there are too few: less
        than two weeks, or ten articles."""
        since = now - timedelta(weeks=WEEKS)
        row = one(
            self._connection,
            "SELECT count(*) AS articles, (SELECT min(first_seen) FROM article WHERE outlet = :outlet) AS first"
            " FROM article WHERE outlet = :outlet AND first_seen >= :since",
            {"outlet": outlet, "since": stamp(since)},
        )
        latest = self._connection.execute(
            "SELECT words FROM article WHERE outlet = ? AND withdrawn IS NULL ORDER BY first_seen DESC LIMIT 50",
            (outlet,),
        ).fetchall()
        words = int(median(count for (count,) in latest)) if len(latest) >= LEAST_ARTICLES else None
        if row is None or row["first"] is None or now - moment(row["first"]) < timedelta(weeks=2):
            return None, words
        weeks = min((now - moment(row["first"])) / timedelta(weeks=1), float(WEEKS))
        return row["articles"] / weeks, words


def known_pages(source: Source) -> KnownPages:
    return KnownPages(source)
