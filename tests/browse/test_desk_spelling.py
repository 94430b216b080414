"""Names that are misspelt, told by the words of one name; and that no search whatever gives an error."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from desk_site import Site
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from browse.spelling import Names, fold, words_of

NAMES = Names(
    [
        ("official", "anwar", "Anwar Ibrahim", "Anwar Ibrahim"),
        ("official", "zafrul", "Zafrul Abdul Aziz", "Tengku Zafrul Aziz"),
        ("official", "lim", "Lim Ah Kow", "Lim Ah Kow"),
        ("official", "rene", "René Dumon", "René Dumon"),
        ("organisation", "mot", "Ministry of Transport", "Kementerian Pengangkutan"),
        ("place", "MY-14", "Kuala Lumpur", "Kuala Lumpur"),
        ("place", "MY-14", "Kuala Lumpur", "吉隆坡"),
    ]
)


@pytest.mark.parametrize(
    ("typed", "doubtful", "meant", "key"),
    [
        ("Anwar Ibrahm", "Ibrahm", "Anwar Ibrahim", "anwar"),
        ("anwar ibrahm budget", "ibrahm", "anwar Ibrahim budget", "anwar"),
        ('"Anwar Ibrahmi" -x', "Ibrahmi", '"Anwar Ibrahim" -x', "anwar"),
        ("Tengku Zafrol", "Zafrol", "Tengku Zafrul", "zafrul"),
        ("Zafrol", "Zafrol", "Zafrul", "zafrul"),
        ("Tenku Zafrol", "Tenku Zafrol", "Tengku Zafrul", "zafrul"),
        ("kementrian pengangkutn", "kementrian pengangkutn", "Kementerian Pengangkutan", "mot"),
        ("Kuala Lumpor", "Lumpor", "Kuala Lumpur", "MY-14"),
        ("吉隆波", "吉隆波", "吉隆坡", "MY-14"),
        ("rene dumom", "dumom", "rene Dumon", "rene"),
        ("Anwar Ibrahim", "Anwar Ibrahim", None, None),  # nothing is misspelt
        ("Anwar Lumpor", "Lumpor", "Anwar Lumpur", "MY-14"),  # words of two names: only the one that is doubtful
        ("Lim Ab Kow", "Ab", None, None),  # a slip in a short word makes another word
        ("Ibrahm", "", None, None),
        ("", "", None, None),
        ("!!! ---", "", None, None),
    ],
)
def test_what_was_meant(typed: str, doubtful: str, meant: str | None, key: str | None) -> None:
    found = NAMES.meant(typed, doubtful.split())
    assert (found and found.text, found and found.id) == (meant, key)


@given(st.text(max_size=60))
def test_all_but_the_words_of_a_name_stays_as_it_was_typed(text: str) -> None:
    found = NAMES.meant(text, words_of(text))
    if found is None:
        return
    assert len(words_of(found.text)) == len(words_of(text))
    changed = [
        (before, after)
        for before, after in zip(words_of(text), words_of(found.text), strict=True)
        if fold(before) != fold(after)
    ]
    assert changed


def test_a_search_says_what_it_did(site: Site) -> None:
    page = site.page("/search?q=Rahim+Sulonk")
    text = " ".join(page.text_content().split())
    assert "Showing results for Rahim Sulong, as Rahim Sulong is called. Search instead for Rahim Sulonk" in text
    assert "Transport minister" in text
    assert [each.get("href") for each in page.xpath("//p[@class='notice']/a")] == [
        "/official/rahim-sulong",
        "/search?q=Rahim+Sulonk&exact=1",
    ]
    instead = " ".join(site.page("/search?q=Rahim+Sulonk&exact=1").text_content().split())
    assert "No article holds all of these words" in instead
    assert "Showing results" not in instead
    assert "Ministry of Transport" in site.page("/search?q=kementrian+pengangkutn").text_content()
    assert "Showing results for Perak" in " ".join(site.page("/search?q=Perakk").text_content().split())


ANYTHING = st.one_of(
    st.text(max_size=30),
    st.text("\"'*():^-+{}\\%_\x00\x02\u202e 日éNEAR rahim", max_size=30),
    st.binary(max_size=12).map(lambda data: data.decode("latin-1")),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    q=ANYTHING, name=st.sampled_from(["q", "official", "organisation", "week", "place", "story", "theme", "language"])
)
def test_no_search_whatever_is_an_error(site: Site, q: str, name: str) -> None:
    typed = quote(q.encode("utf-8", "replace"))
    for address in (f"/search?{name}={typed}", f"/search?q=rail&{name}={typed}", f"/search.json?{name}={typed}"):
        assert site.loop.run_until_complete(site.datasette.client.get(address)).status_code == 200


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(min_size=1, max_size=12))
def test_bytes_that_are_no_text_are_no_error(site: Site, data: bytes) -> None:
    raw = "".join(f"%{byte:02x}" for byte in data)
    for ending in ("", ".csv", ".atom", ".bib", ".ris"):
        answer = site.loop.run_until_complete(site.datasette.client.get(f"/search{ending}?q={raw}"))
        assert answer.status_code == 200
