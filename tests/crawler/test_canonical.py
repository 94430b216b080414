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


@given(st.text(max_size=60))
def test_it_never_raises_and_is_its_own_canonical_form(text: str) -> None:
    for url in (text, "https://larkin.example/" + text, "https://larkin.example/a?" + text):
        once = canonical_url(url)
        if once is not None:
            assert canonical_url(once) == once


def test_same_page_sees_through_scheme_www_and_slash() -> None:
    assert same_page("http://www.larkin.example/a/") == same_page("https://larkin.example/a?utm_source=b")
