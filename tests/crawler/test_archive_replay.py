"""WARC files: written, read back, cut off, damaged, replayed."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.archive import Archive
from crawler.captures import Captured, Passed, read_warc
from crawler.outlet_file import load_outlets
from crawler.replay import replay
from records import BadInput, Evidence
from tests.crawler.crawling import Kept
from tests.crawler.server import PARAGRAPHS, page

WHEN = datetime(2026, 9, 3, 1, 15, tzinfo=UTC)
HTML = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("ETag", '"e"'),
    ("Set-Cookie", "secret=1"),
    ("Content-Encoding", "gzip"),
]


def three(folder: Path) -> Path:
    with Archive(folder, WHEN) as archive:
        for number in range(3):
            name, _ = archive.append(f"https://larkin.example/{number}", 200, HTML, page(f"Story {number}"), WHEN)
    return folder / name


def test_what_is_appended_is_read_back_at_its_offset(tmp_path: Path) -> None:
    places, bodies = [], [b"", b"\x00\xff" * 1000, page("A story"), b"\r\n\r\nWARC/1.0\r\n"]
    with Archive(tmp_path, WHEN) as archive:
        for number, body in enumerate(bodies):
            places.append(archive.append(f"https://larkin.example/{number}?a=b", 200 + number, HTML, body, WHEN))
    info, *records = read_warc(tmp_path / places[0][0])
    assert (info.offset, isinstance(info, Passed) and info.kind) == (0, "warcinfo")
    for number, (record, (_, offset), body) in enumerate(zip(records, places, bodies, strict=True)):
        assert isinstance(record, Captured)
        assert (record.body, record.offset, record.status, record.when) == (body, offset, 200 + number, WHEN)
        names = {name.lower() for name, _ in record.headers}
        assert "etag" in names
        assert not names & {"set-cookie", "content-encoding"}
    # a record a gzip member: the offset alone is enough to read it
    raw = (tmp_path / places[2][0]).read_bytes()[places[2][1] :]
    assert gzip.decompress(raw).startswith(b"WARC/1.1")


def test_files_rotate_by_size_and_two_archives_never_share_one(tmp_path: Path) -> None:
    with Archive(tmp_path, WHEN, max_file=1500) as first, Archive(tmp_path, WHEN) as second:
        names = {first.append(f"https://larkin.example/{n}", 200, HTML, page(str(n)), WHEN)[0] for n in range(4)}
        other, _ = second.append("https://larkin.example/x", 200, HTML, b"x", WHEN)
    assert len(names) >= 2
    assert other not in names


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.floats(0, 1), flip=st.booleans(), plain=st.booleans())
def test_of_a_damaged_file_all_before_the_damage_is_read_and_the_place_is_named(
    tmp_path: Path, cut: float, flip: bool, plain: bool
) -> None:
    whole = three(tmp_path / "whole") if not (tmp_path / "whole").exists() else next((tmp_path / "whole").iterdir())
    if plain:
        flip = False  # no checksum would tell
        unpacked = tmp_path / "whole.warc"
        unpacked.write_bytes(gzip.decompress(whole.read_bytes()))
        whole = unpacked
    data = whole.read_bytes()
    ends = [*[record.offset for record in read_warc(whole)][1:], len(data)]
    at = int(cut * (len(data) - 1))
    damaged = tmp_path / "damaged.warc.gz"
    damaged.write_bytes(data[:at] + (bytes([data[at] ^ 0xFF]) + data[at + 1 :] if flip else b""))
    intact = sum(end <= at for end in ends)
    read, complaint = [], None
    try:
        for record in read_warc(damaged):
            read.append(record)
    except BadInput as error:
        complaint = str(error)
    if complaint is not None:
        assert "damaged.warc.gz" in complaint
        assert "byte" in complaint
    else:
        # without complaint only where it was cut between records (of a plain file, in the blank lines between)
        slack = 4 if plain else 0
        # (and a changed byte in a gzip header, its time stamp say, changes no record)
        assert (flip and read == list(read_warc(whole))) or any(end - slack <= at <= end for end in (0, *ends))
    assert [record.offset for record in read[:intact]] == [0, *ends][:intact]  # the first of them is the warcinfo


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rest=st.binary(max_size=300), start=st.sampled_from([b"", b"WARC/1.0\r\n", b"WARC/1.1\r\nWARC-Type: response\r\n"])
)
def test_no_bytes_make_the_reader_fail_otherwise(tmp_path: Path, start: bytes, rest: bytes) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(start + rest)
    complaint = path.name
    try:
        list(read_warc(path))
    except BadInput as error:
        complaint = str(error)
    assert path.name in complaint


@pytest.mark.parametrize("content", [b"this is no WARC at all\n" * 20, b"\x1f\x8b\x08garbage", b"PK\x03\x04"])
def test_what_is_no_warc_is_bad_input(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"x\.warc\.gz"):
        list(read_warc(path))
    with pytest.raises(BadInput, match=r"missing\.warc"):
        list(read_warc(tmp_path / "missing.warc"))


@pytest.mark.parametrize("plain", [False, True])
def test_replay_hands_on_articles_refusals_and_counts_the_rest(tmp_path: Path, plain: bool) -> None:
    url = "https://www.bernama.com/en/news.php?id=7"
    with Archive(tmp_path, WHEN) as archive:
        _, first = archive.append(url, 200, HTML, page("Quay for Port Larkin"), WHEN)
        archive.append("https://larkin.example/feed", 200, [("Content-Type", "application/rss+xml")], b"<rss/>", WHEN)
        archive.append("https://larkin.example/gone", 404, HTML, page("x"), WHEN)
        name, offset = archive.append(
            "https://larkin.example/e", 200, HTML, b"<html><title>E</title><p>Hi</p></html>", WHEN
        )
    path = tmp_path / name
    if plain:
        path = tmp_path / "plain.warc"
        path.write_bytes(gzip.decompress((tmp_path / name).read_bytes()))
    kept = Kept()
    report = replay(path, load_outlets(), kept)
    assert (report.records, report.articles) == (5, 1)
    assert report.passed_over == {"a warcinfo record": 1, "application/rss+xml": 1, "HTTP 404": 1}
    (article,) = kept.articles
    assert (article.outlet, article.identity, article.first_seen) == ("bernama_en", "7:en", WHEN)
    assert (article.fetch.warc_file, article.fetch.etag) == (path.name, '"e"')
    assert plain or article.fetch.warc_offset == first
    (refused,) = kept.fetches
    assert (refused.status, refused.url) == ("refused", "https://larkin.example/e")
    assert refused.reason
    assert plain or refused.warc_offset == offset


def test_replay_keeps_what_the_page_says_beside_its_text_and_where(tmp_path: Path) -> None:
    image = "<meta property='og:image' content='https://larkin.example/quay.jpg'>"
    dated = "<meta property='article:published_time' content='{}'>"
    lines = ("PORT LARKIN, Sept 3 (Bernama) -- The quay will be built, the harbour board said.", *PARAGRAPHS)
    ahead = dated.format("2071-09-04T08:00:00Z")  # no date: nothing is said of it
    with Archive(tmp_path, WHEN) as archive:
        for number, head in enumerate((image + dated.format("2026-09-03T00:30:00Z"), ahead), start=1):
            url = f"https://larkin.example/news/{number}"
            name, _ = archive.append(url, 200, HTML, page("Quay for Port Larkin", lines, head=head), WHEN)
    kept, again = Kept(), Kept()
    for sink in (kept, again):
        replay(tmp_path / name, load_outlets(), sink)
    assert kept.articles == again.articles
    full, bare = kept.articles
    assert (full.agency, full.dateline) == ("Bernama", "PORT LARKIN")
    assert full.dateline_day == date(2026, 9, 3)
    assert full.image == "https://larkin.example/quay.jpg"
    assert full.evidence["agency"] == Evidence("dateline", "read")
    assert full.evidence["published"].source == "meta"
    assert (bare.published, bare.dateline_day, bare.image) == (None, None, None)
    assert "published" not in bare.evidence
    assert "image" not in bare.evidence


def test_replay_of_a_cut_file_keeps_what_came_before_and_then_complains(tmp_path: Path) -> None:
    path = three(tmp_path)
    path.write_bytes(path.read_bytes()[:-100])
    kept = Kept()
    with pytest.raises(BadInput, match=path.name):
        replay(path, (), kept)
    assert [article.title for article in kept.articles] == ["Story 0", "Story 1"]
    report = replay(path, (), Kept(), tolerate_damage=True)
    assert report.articles == 2
    assert report.damage is not None
