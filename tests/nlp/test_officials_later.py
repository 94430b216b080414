"""Officials a sentence later: who a bare name, a pronoun or a post alone is. All people and houses are invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from officials_read import officials

from nlp.officials import resolve_pronouns, speaker_at

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def test_a_counterpart_of_another_state_has_no_post_that_the_text_tells() -> None:
    _, found = officials("Penang Chief Minister Goh Wei Liang met his Kedah counterpart Datuk Osman Ghani.")
    assert [o.name for o in found] == ["Goh Wei Liang"]


def test_the_post_of_somebody_s_secretary_is_not_that_of_who_went_before() -> None:
    _, found = officials("She spent three years as political secretary to his predecessor, Siti Hawa Karim.")
    assert [o.name for o in found] == []


ARTICLE = (
    "PUTRAJAYA, Aug 3 (Nusa Wire) -- Senior director of the Freight Policy Division at the Ministry of "
    "Transport (MOT), See Wan Keat, stated that ports would grow.\n"
    '"We see no limit," he said.\n'
    "See observed that cargo had doubled, while Prime Minister Datuk Seri Borhan Zulkarnain was abroad.\n"
    "He added that Klang was full.\n"
    "See the table for details.\n"
    "Also Read: Transport Minister Lim Boon Teck resigns\n"
)


def test_later_mentions_resolve_and_words_do_not() -> None:
    _, found = officials(ARTICLE)
    assert [(o.name, o.resolved_from, o.stated) for o in found] == [
        ("See Wan Keat", None, True),
        ("See Wan Keat", "See", False),
        ("Borhan Zulkarnain", None, True),
    ]
    later = found[1]
    assert (later.role, later.organisation_short) == ("Senior director of the Freight Policy Division", "MOT")


def test_the_speaker_stays_the_speaker() -> None:
    reading, found = officials(ARTICLE)
    for words in ("he said", "He added"):
        speaker = speaker_at(reading, found, ARTICLE.index(words))
        assert speaker is not None
        assert speaker.name == "See Wan Keat"
    assert {p.official.name for p in resolve_pronouns(reading, found)} == {"See Wan Keat"}


def test_a_bare_post_is_whoever_holds_it() -> None:
    text = (
        "Transport Minister Lim Boon Teck met Chinese Premier Zhao Minghai. The premier said yes. "
        "The minister of works left. The minister said no."
    )
    reading, found = officials(text)
    said = {
        words: speaker_at(reading, found, text.index(words))
        for words in ("The premier", "The minister said", "The minister of works")
    }
    assert [o.name if o else None for o in said.values()] == ["Zhao Minghai", "Lim Boon Teck", None]


def test_a_stranger_takes_the_word_over() -> None:
    text = (
        "Mayor Datuk Rahmat Idris said it was done.\n"
        "Fruit shop customer Mariam Talib said it was not. She added that nothing had changed.\n"
    )
    reading, found = officials(text)
    speaker = speaker_at(reading, found, text.index("She added"))
    assert speaker is None or speaker.name == "Mariam Talib"


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        (
            "Datuk Zainol Arif said the bridge was safe. The works minister said it would open soon.",
            "Zainol Arif",
            "works minister",
        ),
        ("Rosmadi Karim was appointed as the new treasurer of Delima FC.", "Rosmadi Karim", "treasurer"),
        (
            "Datuk Zainol Arif has resigned as Minister of Works with immediate effect, the palace said.",
            "Zainol Arif",
            "Minister of Works",
        ),
        (
            "Datuk Zainol Arif was named Director of Fisheries with effect from May 2.",
            "Zainol Arif",
            "Director",
        ),
        ('"I told the minister (Datuk Zainol Arif) so," he said.', "Zainol Arif", "minister"),
    ],
)
def test_posts_apart_from_the_name(text: str, name: str, role: str) -> None:
    assert (name, role) in {(o.name, o.role) for o in officials(text)[1]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # two posts told of the speaker
            "The works began, said Datuk Lim Boon Teck.\n"
            "The Deputy Chief Minister and Kempas MP said the road would open.",
            {("Lim Boon Teck", "Deputy Chief Minister"), ("Lim Boon Teck", "Kempas MP")},
        ),
        (  # told of the only person, without a verb of saying
            "Datuk Halim Jusoh will defend his seat.\n"
            "The Johor Menteri Besar, who leads the party, faces three rivals.",
            {("Halim Jusoh", "Menteri Besar")},
        ),
        (  # told of by his work, and named with his age soon after
            "KLUANG: A former teacher was charged with theft today.\nHalim Jusoh, 45, pleaded not guilty.",
            {("Halim Jusoh", "teacher")},
        ),
        (
            "KLUANG: A former teacher was charged with theft today.\nHalim Jusoh pleaded for rain.",
            set(),
        ),
        (  # an expert is not called by an office: that is somebody else
            "The plan may fail, said Universiti Selat associate professor Halim Jusoh.\n"
            "The former prime minister said it would not.",
            {("Halim Jusoh", "associate professor")},
        ),
    ],
)
def test_a_post_told_a_sentence_later(text: str, expected: set[tuple[str, str]]) -> None:
    assert {(o.name, o.role) for o in officials(text)[1] if o.stated} == expected


@pytest.mark.shared
def test_the_seed_article() -> None:
    if not (SHARED / "seed-article.txt").is_file():
        pytest.skip("the corpora are not here")
    _, found = officials((SHARED / "seed-article.txt").read_text())
    assert {(o.name, o.organisation_short or o.organisation) for o in found} == {
        ("See Chee Kong", "MITI"),
        ("Xi Jinping", "China"),
    }
    assert [o.resolved_from for o in found].count("See") == 1
