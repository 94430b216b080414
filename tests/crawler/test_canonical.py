"""One article, one address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical import canonical_url, same_page


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://Www.Larkin.Example:80/a/b?utm_source=x&id=7#top", "http://www.larkin.example/a/b?id=7"),
        ("https://larkin.example/news.php?id=7&fbclid=1&utm_medium=2", "https://larkin.example/news.php?id=7"),
        ("https://larkin.example/a?b=2&a=1", "https://larkin.example/a?b=2&a=1"),
        ("https://user:word@larkin.example/a", "https://larkin.example/a"),
        ("https://larkin.example", "https://larkin.example/"),
        ("https://larkin.example/ä b", "https://larkin.example/%C3%A4%20b"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("http://[::1", None),
        ("http://\u00b4", None),
        ("http://a\u00a8b.example/", None),
        ("http://\0", None),
        ("http://larkin.example:99999/", None),
        ("mailto:a@b", None),
        ("", None),
        ("https://larkin.example/" + "a" * 3000, None),
    ],
)
def test_canonical(url: str, canonical: str | None) -> None:
    assert canonical_url(url) == canonical


def test_relative_addresses_are_joined() -> None:
    assert canonical_url("../b?id=1", "https://larkin.example/a/c") == "https://larkin.example/b?id=1"
    assert canonical_url("//evil.example/x", "https://larkin.example/") == "https://evil.example/x"


JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhaW5hIn0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    "secret",
    [
        *(f"{name}=geheim" for name in ("access_token", "accessToken", "id_token", "api_key", "apikey", "password")),
        *(f"{name}=geheim" for name in ("PHPSESSID", "jsessionid", "ASPSESSIONIDQQBCD", "session_id", "sessionid")),
        *(f"{name}=geheim" for name in ("X-Amz-Signature", "X-Amz-Credential", "X-Goog-Signature", "Key-Pair-Id")),
        *(f"{name}=geheim" for name in ("unlocked_article_code", "pwapi_token", "giftId")),
        *(f"{name}={JWT}" for name in ("token", "t", "anything")),
    ],
)
def test_a_well_known_secret_is_cut(secret: str) -> None:
    for query in (secret, f"id=7&{secret}", f"{secret}&id=7", f"{secret}&id=7&utm_source=x"):
        wanted = "https://larkin.example/a" + ("?id=7" if "id=7" in query else "")
        assert canonical_url(f"https://larkin.example/a?{query}") == wanted


def test_a_session_in_the_path_is_cut() -> None:
    assert canonical_url("https://larkin.example/a/b.do;jsessionid=4F2?id=7") == "https://larkin.example/a/b.do?id=7"
    assert canonical_url("https://larkin.example/a;v=2/b") == "https://larkin.example/a;v=2/b"


@pytest.mark.parametrize(
    "query",
    ["token=budget-2026", "token=9f8a6b5c", "key=rail", "sig=1", "session=afternoon", "passage=3", "code=MY-08",
     "id=eyJ.a.b", "signatures=12", "tokens=1"],
)  # fmt: skip
def test_what_may_name_the_page_stays(query: str) -> None:
    assert canonical_url(f"https://larkin.example/a?{query}") == f"https://larkin.example/a?{query}"


@given(st.text(max_size=60))
def test_it_never_raises_and_is_its_own_canonical_form(text: str) -> None:
    for url in (text, "https://larkin.example/" + text, "https://larkin.example/a?" + text):
        once = canonical_url(url)
        if once is not None:
            assert canonical_url(once) == once


def test_same_page_sees_through_scheme_www_and_slash() -> None:
    assert same_page("http://www.larkin.example/a/") == same_page("https://larkin.example/a?utm_source=b")
