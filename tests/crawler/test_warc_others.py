"""Our WARC files in the hands of others, and theirs in ours."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from cdxj_indexer.main import CDXJIndexer
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator as WarcioIterator
from warcio.checker import Checker

from crawler import captures
from crawler.archive import PART_OF, Archive, new_record_id
from crawler.captures import Captured, Passed, read_warc
from crawler.replay import replay
from records import Article, BadInput
from tests.crawler.crawling import Kept
from tests.crawler.server import page

WHEN = datetime(2026, 9, 3, 1, 15, 30, tzinfo=UTC)
HTML = [("Content-Type", "text/html; charset=utf-8")]
URL = "https://larkin.example/news/1"


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with every kind of record that a crawl writes."""
    folder = tmp_path_factory.mktemp("warc")
    with Archive(folder, WHEN, contact="desk@larkin.example") as archive:
        archive.append(URL, 200, HTML, page("A quay opens"), WHEN, address="192.0.2.7")
        archive.append("https://larkin.example/old", 301, [("Location", URL)], b"", WHEN)
        archive.append("https://larkin.example/feed", 304, [("ETag", '"1"')], b"", WHEN)
        shell = new_record_id()
        archive.append("https://larkin.example/app", 200, HTML, b"<script>", WHEN, part_of=URL, record_id=shell)
        name, _ = archive.append_rendered("https://larkin.example/app", page("Made by scripts"), WHEN, shell)
    return folder / name


def test_warcio_reads_what_we_write_and_every_digest_is_right(ours: Path) -> None:
    with ours.open("rb") as file:
        records = [
            (record.rec_type, record.rec_headers, record.content_stream().read()) for record in WarcioIterator(file)
        ]
    assert [kind for kind, _, _ in records] == [
        "warcinfo",
        "response",
        "response",
        "response",
        "response",
        "conversion",
    ]
    info, first, *_, shell, made = records
    assert b"operator: desk@larkin.example\r\n" in info[2]
    assert info[1].get_header("WARC-Filename") == ours.name
    assert first[1].get_header("WARC-IP-Address") == "192.0.2.7"
    assert (first[2], made[2]) == (page("A quay opens"), page("Made by scripts"))
    assert made[1].get_header("WARC-Refers-To") == shell[1].get_header("WARC-Record-ID")
    assert shell[1].get_header(PART_OF) == URL
    assert {headers.protocol for _, headers, _ in records} == {"WARC/1.1"}

    class Command:
        inputs, verbose = (str(ours),), False

    checker = Checker(Command())
    checker.process_all()
    assert checker.exit_value == 0


def test_fastwarc_reads_what_we_write(ours: Path) -> None:
    with ours.open("rb") as file:
        records = [
            (record.headers["WARC-Type"], record.stream_pos, record.verify_block_digest(), record.reader.read())
            for record in FastIterator(file, parse_http=False)
        ]
    mine = list(read_warc(ours))
    assert [(kind, place) for kind, place, _, _ in records] == [
        (getattr(record, "kind", "conversion" if getattr(record, "rendered", False) else "response"), record.offset)
        for record in mine
    ]
    assert all(good for _, _, good, _ in records)
    with ours.open("rb") as file:
        bodies = [record.reader.read() for record in FastIterator(file, parse_http=True)]
    assert bodies[1] == page("A quay opens")


def test_the_indexer_of_pywb_finds_what_we_write_where_it_stands(ours: Path) -> None:
    out = io.StringIO()
    CDXJIndexer(out, inputs=[str(ours)]).process_all()
    rows = [json.loads(line.split(" ", 2)[2]) for line in out.getvalue().splitlines()]
    found = {(row["url"], row["status"]): row for row in rows if "status" in row}
    assert {key for key in found if key[0] != "https://larkin.example/app"} == {
        (URL, "200"), ("https://larkin.example/old", "301"), ("https://larkin.example/feed", "304"),
    }  # fmt: skip
    row = found[URL, "200"]
    raw = ours.read_bytes()[int(row["offset"]) : int(row["offset"]) + int(row["length"])]
    assert gzip.decompress(raw).startswith(b"WARC/1.1")  # that record alone, by place and length
    assert row["mime"] == "text/html"


def record(
    body: bytes,
    headers: str = "",
    *,
    kind: str = "response",
    date: str = "2026-09-03T01:15:30Z",
    status: str = "200 OK",
) -> bytes:
    """A record as CC-NEWS and other crawlers write it."""
    block = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{headers}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {URL}\r\nWARC-Date: {date}\r\n"
        f"WARC-Record-ID: <urn:uuid:0>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def chunked(body: bytes) -> bytes:
    pieces = [body[start : start + 700] for start in range(0, len(body), 700)]
    return b"".join(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces) + b"0\r\n\r\n"


STORY = page("A quay opens")
DEFLATED = zlib.compress(STORY)
BARE = zlib.compressobj(wbits=-15)
PACKED = {
    "plain": ("", STORY),
    "gzip": ("Content-Encoding: gzip\r\n", gzip.compress(STORY)),
    "x-gzip": ("Content-Encoding: x-gzip\r\n", gzip.compress(STORY)),
    "br": ("Content-Encoding: br\r\n", brotli.compress(STORY)),
    "deflate": ("Content-Encoding: deflate\r\n", DEFLATED),
    "bare deflate": ("Content-Encoding: deflate\r\n", BARE.compress(STORY) + BARE.flush()),
    "identity": ("Content-Encoding: identity\r\n", STORY),
    "declared gzip, kept unpacked": ("Content-Encoding: gzip\r\n", STORY),
    "chunked": ("Transfer-Encoding: chunked\r\n", chunked(STORY)),
    "Chunked and gzip": ("Transfer-Encoding: Chunked\r\nContent-Encoding: gzip\r\n", chunked(gzip.compress(STORY))),
    "chunked and br": ("Transfer-Encoding: chunked\r\nContent-Encoding: br\r\n", chunked(brotli.compress(STORY))),
    "declared chunked, kept whole": ("Transfer-Encoding: chunked\r\n", STORY),
    "renamed by the crawler": (f"X-Crawl-Content-Encoding: gzip\r\nContent-Length: {len(STORY)}\r\n", STORY),
}


@pytest.mark.parametrize("whole", [False, True], ids=["a member a record", "uncompressed"])
@pytest.mark.parametrize("form", PACKED)
def test_a_page_is_read_the_same_in_whatever_form_it_was_kept(tmp_path: Path, form: str, whole: bool) -> None:
    headers, body = PACKED[form]
    data = record(body, headers)
    path = tmp_path / ("CC-NEWS.warc" if whole else "CC-NEWS.warc.gz")
    path.write_bytes(data if whole else gzip.compress(data))
    kept = Kept()
    report = replay(path, (), kept)
    assert (report.articles, report.passed_over) == (1, {})
    (article,) = kept.articles
    assert isinstance(article, Article)
    assert (article.title, article.url, article.first_seen, article.fetch.http_status) == (
        "A quay opens",
        URL,
        WHEN,
        200,
    )
    assert article.fetch.body_sha256 == replayed_plain(tmp_path)


def replayed_plain(folder: Path) -> str | None:
    plain = folder / "plain.warc"
    plain.write_bytes(record(STORY))
    kept = Kept()
    replay(plain, (), kept)
    return kept.articles[0].fetch.body_sha256


@pytest.mark.parametrize("whole", [False, True], ids=["a member a record", "uncompressed"])
@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (record(gzip.compress(STORY)[:40] + b"\x00" * 400, "Content-Encoding: gzip\r\n"), "cannot be unpacked (gzip)"),
        (record(b"\xff" * 400, "Content-Encoding: br\r\n"), "cannot be unpacked (br)"),
        (record(STORY, "Content-Encoding: zstd\r\n"), "in the encoding zstd"),
        (record(STORY, "Content-Encoding: gzip, br\r\n"), "in the encoding gzip, br"),
        (record(STORY, date="last Thursday"), "date or status cannot be read"),
        (record(STORY, status="OK"), "date or status cannot be read"),
        (record(gzip.compress(b" " * 30_000_000), "Content-Encoding: gzip\r\n"), "larger than 20971520 bytes"),
        (record(STORY, kind="revisit"), "a revisit record"),
    ],
    ids=["gzip", "br", "zstd", "two", "date", "status", "bomb", "revisit"],
)
def test_a_record_that_cannot_be_read_costs_itself_only(
    tmp_path: Path, broken: bytes, reason: str, whole: bool
) -> None:
    path = tmp_path / "CC-NEWS.warc.gz"
    path.write_bytes(b"".join(part if whole else gzip.compress(part) for part in (broken, record(STORY))))
    passed, read = list(read_warc(path))
    assert isinstance(passed, Passed)
    assert reason in passed.reason
    assert isinstance(read, Captured)
    assert read.body == STORY


@pytest.mark.parametrize("whole", [False, True], ids=["a member a record", "uncompressed"])
def test_of_a_file_whose_last_record_is_cut_off_all_others_are_replayed(tmp_path: Path, whole: bool) -> None:
    data = [record(STORY), record(page("Another quay"))]
    path = tmp_path / "CC-NEWS.warc.gz"
    path.write_bytes(b"".join(part if whole else gzip.compress(part) for part in data)[:-200])
    kept = Kept()
    report = replay(path, (), kept, tolerate_damage=True)
    assert [article.title for article in kept.articles] == ["A quay opens"]
    assert "the file ends within a record" in str(report.damage)


def test_a_body_that_was_cut_off_when_it_was_crawled_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "CC-NEWS.warc"
    path.write_bytes(record(gzip.compress(STORY)[:-30], "Content-Encoding: gzip\r\nWARC-Truncated: length\r\n"))
    (read,) = read_warc(path)
    assert isinstance(read, Captured)
    assert STORY.startswith(read.body)
    assert len(read.body) > 500


def test_a_record_too_large_for_a_page_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(captures, "MAX_MEMBER", 10_000)
    path = tmp_path / "films.warc.gz"
    path.write_bytes(gzip.compress(record(b"x" * 50_000)) + gzip.compress(record(STORY)))
    passed, read = list(read_warc(path))
    assert "larger than 10000 bytes" in getattr(passed, "reason", "")
    assert getattr(read, "body", b"") == STORY
    path.write_bytes(gzip.compress(record(STORY) * 20))
    with pytest.raises(BadInput, match="packed as a whole"):
        list(read_warc(path))
