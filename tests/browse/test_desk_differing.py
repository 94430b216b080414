"""What changed between the texts of an article."""

from __future__ import annotations

from desk_site import Site
from hypothesis import given
from hypothesis import strategies as st

from browse.differing import MOST_WORDS, changes

TEXTS = st.lists(st.text("ab \n", max_size=12), max_size=8).map("\n".join)


def side(lines: list[list[dict[str, str]]], kind: str) -> str:
    return "\n".join("".join(piece["text"] for piece in line if piece["kind"] in ("same", kind)) for line in lines)


@given(TEXTS)
def test_what_is_the_same_has_no_change(text: str) -> None:
    assert changes(text, text) == []


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_changes(before: str, after: str) -> None:
    found = changes(before, after)
    assert (found == []) == (before == after)
    for line in found:
        assert side([line], "out") in before
        assert side([line], "in") in after


def test_only_the_words_that_changed_are_marked() -> None:
    (line,) = changes("Kept.\nIt rose to 4.2 million.", "Kept.\nIt rose to 4.5 million.")
    assert [(piece["text"], piece["kind"]) for piece in line] == [
        ("It rose to ", "same"),
        ("4.2", "out"),
        ("4.5", "in"),
        (" million.", "same"),
    ]


def test_a_long_stretch_is_shown_whole() -> None:
    before, after = "a " * (MOST_WORDS + 1), "b " * (MOST_WORDS + 1)
    assert changes(before, after) == [[{"text": before, "kind": "out"}, {"text": after, "kind": "in"}]]


def test_the_page_says_what_was_put_in(site: Site) -> None:
    page = site.page("/article/{origin}")
    assert [text.text_content().strip() for text in page.xpath("//section[@aria-labelledby='revisions']//ins")] == [
        "One more line."
    ]
    assert site.page("/article/{link}").xpath("//ins") == []
