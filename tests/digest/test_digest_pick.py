"""Key sentence, headline, quote, figures and newcomers: tables of cases over invented texts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from digest_samples import START
from test_digest_choose import source, story

from digest.facts import PostFact, QuoteFact, SentenceFact
from digest.figure_facts import FigureFact
from digest.newcomers import newcomers, says_taken_up
from digest.pick import best_quote, headline, key_sentence, telling_figures, without_dateline

NEWS = "The council approved the second bridge on Monday."


@pytest.mark.parametrize(
    ("dateline", "rest"),
    [
        ("LUMUT, May 12 (Tern) -- ", NEWS),
        ("LUMUT, May 12 — ", NEWS),
        ("LUMUT (May 12): ", NEWS),
        ("LUMUT, 12 Mei (Tern) – ", NEWS),
        ("KOTA BATU: ", NEWS),
        ("", NEWS),
        ("", "RM5 million goes to the bridge: half of it is federal money."),
        ("", "The MPX said on Monday — after nine years — that the bridge will come."),
        ("", "Prime Minister's Office: no comment until Friday."),
    ],
)
def test_dateline(dateline: str, rest: str) -> None:
    assert without_dateline(dateline + rest) == rest


def sentence(text: str, number: int = 0, figures: int = 0, officials: int = 0, **changes: object) -> SentenceFact:
    return SentenceFact(text=text, number=number, figures=figures, officials=officials, source=source(**changes))  # type: ignore[arg-type]


FIRST = "The council of Lumut approved the second bridge over the strait on Monday."
OTHER = "A ferry has carried the people of the island to the market for forty years."
LEANS = "Puncanya jambatan lama yang sempit di selat itu."
KENYA = "Kenya dan Lumut menandatangani perjanjian jambatan pada hari Isnin."
MALAY = "Majlis Lumut meluluskan jambatan kedua di selat itu pada hari Isnin lalu."


@pytest.mark.parametrize(
    ("sentences", "language", "wanted"),
    [
        ((sentence(FIRST), sentence(OTHER, 1)), "en", FIRST),
        ((sentence(OTHER), sentence(FIRST, 1)), "en", FIRST),  # it repeats the headline
        ((sentence("Lumut bridge."), sentence(FIRST, 1)), "en", FIRST),  # a heading is none
        ((sentence(FIRST), sentence(MALAY, language="ms")), "ms", MALAY),
        ((sentence(FIRST), sentence(MALAY, language="ms")), "en", FIRST),
        ((sentence(FIRST, show="link"), sentence(OTHER, 1)), "en", OTHER),  # may not be shown
        ((sentence(FIRST, show="link"),), "en", None),
        ((sentence("LUMUT, May 12 (Tern) -- " + FIRST),), "en", FIRST),
        ((sentence("word " * 80 + "."),), "en", None),
        ((), "en", None),
    ],
)
def test_key_sentence(sentences: tuple[SentenceFact, ...], language: str, wanted: str | None) -> None:
    found = key_sentence(
        replace(story("a"), title="Lumut approves second bridge", titled=True, sentences=sentences), language
    )
    assert (found.text if found else None) == wanted
    if found:  # verbatim, and of the source that is named
        assert any(found.text in given.text and found.source == given.source for given in sentences)


@pytest.mark.parametrize(
    ("told", "language", "wanted"),
    [
        ((sentence(OTHER, 4), sentence(FIRST)), "en", OTHER),  # the analysis ranks them
        (
            (sentence(OTHER, 4, show="link"), sentence(MALAY, language="ms")),
            "en",
            FIRST,
        ),  # else by the digest's own rule
        ((sentence(OTHER, 4), sentence(MALAY, 2, language="ms")), "ms", MALAY),
        ((sentence("It was approved by the council of the town on Monday."),), "en", FIRST),  # what was?
        ((sentence(LEANS, language="ms"), sentence(MALAY, 2, language="ms")), "ms", MALAY),
        ((sentence(LEANS, language="ms"),), "ms", LEANS),  # better than one that the reader cannot read
        ((sentence(KENYA, language="ms"), sentence(MALAY, 2, language="ms")), "ms", KENYA),
    ],
)
def test_what_the_analysis_told_goes_first(told: tuple[SentenceFact, ...], language: str, wanted: str) -> None:
    facts = replace(
        story("a"), title="Lumut approves second bridge", titled=True, sentences=(sentence(FIRST),), told=told
    )
    found = key_sentence(facts, language)
    assert found is not None
    assert found.text == wanted


@pytest.mark.parametrize(
    ("sources", "title", "titled", "language", "wanted"),
    [
        ((source(title="New"),), "Old", False, "en", "New"),  # goes on: the headline of this week
        ((source(title="New"),), "Given", True, "en", "Given"),  # a person's title stays
        ((source(title="A"), source("egret", title="B")), "B", False, "en", "B"),
        ((source(title="A"), source("pipit", title="C", language="ms")), "A", False, "ms", "C"),
        ((source(title="A"),), "A", False, "ms", "A"),
        ((source(title="Copied", copy=True),), "Old", False, "en", "Copied"),
    ],
)
def test_headline(sources: tuple, title: str, titled: bool, language: str, wanted: str) -> None:  # type: ignore[type-arg]
    told, spoken = headline(replace(story("a"), sources=sources, title=title, titled=titled), language)
    assert told == wanted
    assert spoken == (None if titled else next(each.language for each in sources if each.title == wanted))


QUOTE = QuoteFact(
    text="“The bridge will stand before the next rain,”",
    kind="direct",
    speaker="Lim",
    official="Lim Teratai",
    role="Mayor",
    organisation="Lumut Council",
    status="current",
    public_office=True,
    confidence=0.8,
    source=source(),
)
PLAIN = replace(QUOTE, text="“We never asked for a bridge at all,”", official=None, role=None, public_office=False)


@pytest.mark.parametrize(
    ("quotes", "shown", "wanted"),
    [
        ((PLAIN, QUOTE), None, QUOTE),
        ((PLAIN,), None, PLAIN),
        ((replace(QUOTE, kind="indirect"),), None, None),
        ((replace(QUOTE, source=source(show="link")),), None, None),
        ((replace(PLAIN, speaker="he"),), None, None),
        ((replace(QUOTE, text="“Yes,”"),), None, None),
        ((QUOTE,), f"{QUOTE.text} said the mayor.", None),  # not twice
        ((), None, None),
    ],
)
def test_quote(quotes: tuple[QuoteFact, ...], shown: str | None, wanted: QuoteFact | None) -> None:
    assert best_quote(quotes, "en", shown) == wanted


FIGURE = FigureFact(
    text="RM5 million",
    kind="money",
    measures="cost of the bridge",
    concept="investment",
    owner="Lumut",
    period="2026",
    change=None,
    status="actual",
    confidence=0.9,
    claim="c1",
    claim_reports=2,
    source=source(),
)


@pytest.mark.parametrize(
    ("figures", "wanted"),
    [
        ((FIGURE,), [FIGURE]),
        ((FIGURE, replace(FIGURE, text="RM 5 million", claim=None)), [FIGURE]),  # the same, spaced otherwise
        ((FIGURE, replace(FIGURE, text="RM5.0 million")), [FIGURE]),  # the same claim
        ((replace(FIGURE, measures=None, concept=None),), []),  # of what nobody knows
        ((replace(FIGURE, measures=None, concept="other"),), []),
        # how long something was sets the scene; how long it is to be, takes now or took in a year is news
        ((replace(FIGURE, kind="duration", concept="duration", period=None),), []),
        ((replace(FIGURE, kind="length", concept="area", period=None, measures="road from the port"),), []),
        *(
            ((found := replace(FIGURE, kind="duration", concept="duration", **({"period": None} | said)),), [found])  # type: ignore[arg-type]
            for said in ({"status": "pledge"}, {"change": "fall"}, {"period": "2026-Q1"})
        ),
        ((replace(FIGURE, kind="duration", concept="duration", measures=None, status="pledge"),), []),
        # a sum says more than a price, though a price is always known to be one
        (
            (
                price := replace(
                    FIGURE, text="RM38", value="38", measures="state company", concept="price", claim="c2"
                ),
                large := replace(FIGURE, text="RM2 billion", value="2000000000", measures="car plant", concept="other"),
            ),
            [large, price],
        ),
        (
            tuple(replace(FIGURE, text=f"RM{n} million", claim=f"c{n}") for n in range(9)),
            [replace(FIGURE, text=f"RM{n} million", claim=f"c{n}") for n in range(3)],
        ),
    ],
)
def test_figures(figures: tuple[FigureFact, ...], wanted: list[FigureFact]) -> None:
    assert list(telling_figures(figures, "en")) == wanted


def test_figures_of_the_sentence_that_is_shown_come_first() -> None:
    told = replace(FIGURE, text="RM9 million", claim=None, claim_reports=1, owner=None, period=None, confidence=0.5)
    shown = SentenceFact(text="The bridge cost RM9 million, the mayor said.", number=0, source=source())
    others = tuple(replace(FIGURE, text=f"RM{n} million", claim=f"c{n}") for n in range(3))
    assert telling_figures((*others, told), "en", shown)[0] == told
    elsewhere = replace(shown, source=replace(shown.source, article="another"))
    assert told not in telling_figures((*others, told), "en", elsewhere)


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("Rosnah Kelicap was sworn in as Trade Minister on Wednesday.", True),
        ("The King appointed Senator Rosnah Kelicap as Trade Minister.", True),
        ("Rosnah Kelicap, 48, has been appointed to the post.", True),
        ("Rosnah Kelicap on Monday took her oath of office before the King.", True),
        ("The new Trade Minister, Rosnah Kelicap, spoke on Monday.", True),
        ("Rosnah Kelicap dilantik sebagai Menteri pada hari Rabu.", True),
        ("Rosnah Kelicap mengangkat sumpah pada hari Rabu.", True),
        ("Trade Minister Rosnah Kelicap appointed a consultant on Monday.", False),
        ("Trade Minister Rosnah Kelicap opened the new terminal on Monday.", False),
        ("Trade Minister Rosnah Kelicap spoke on Monday.", False),
        ("The house welcomes the appointment of Trade Minister Rosnah Kelicap as Speaker.", False),
        ("Rosnah Kelicap said that exports rose.", False),
        ("Trade Minister Rosnah Kelicap acts until a successor takes the oath.", False),
        ("Tugas itu dijalankan oleh Rosnah Kelicap, sehingga pengganti mengangkat sumpah.", False),
        ("Rosnah Kelicap, who was elected in 2022, took the oath on Monday.", True),
    ],
)
def test_taking_up_a_post(text: str, there: bool) -> None:
    assert says_taken_up(text, "Rosnah Kelicap", "Trade Minister") is there


POST = PostFact(
    post="p1",
    official="Rosnah Kelicap",
    role="Trade Minister",
    organisation="Ministry of Trade",
    status="current",
    public_office=True,
    sentence="Trade Minister Rosnah Kelicap spoke on Monday.",
    source=source(first_seen=START),
)
SWORN = SentenceFact(text="Rosnah Kelicap was sworn in as Trade Minister.", number=3, source=source("egret"))


@pytest.mark.parametrize(
    ("post", "keys"),
    [
        (POST, None),  # first seen in a post is not yet new in it
        (replace(POST, said=(SWORN,)), ["post.said"]),
        (replace(POST, said=(SWORN,), public_office=False), None),
        (replace(POST, said=(SWORN,), status="former"), None),
        (replace(POST, status="acting"), ["post.acting"]),
        (replace(POST, status="designate"), ["post.designate"]),
        (replace(POST, held_before=("Osman Bangau",)), ["post.after"]),
        (replace(POST, held_before=("Osman Bangau", "Siti Undan")), None),  # a post that several hold
        (replace(POST, held_before=("Osman Bangau",), organisation=None), None),  # minister of what?
        (replace(POST, role="deputy", organisation=None, seat="deputy | -", status="acting"), None),  # whose deputy?
        (replace(POST, role="Timbalan", organisation=None, seat="deputy | -", said=(SWORN,)), None),
        (replace(POST, role="deputy", seat="deputy | trade", status="acting"), ["post.acting"]),
        # seen in it before, in other words or another language
        (replace(POST, said=(SWORN,), seat="minister | trade", seats_before=("minister | trade",)), None),
        (replace(POST, said=(SWORN,), seat="minister | -", seats_before=("minister | -",)), ["post.said"]),
        (
            replace(POST, said=(SWORN,), seat="deputy chairman | -", seats_before=("deputy chairman | -",)),
            ["post.said"],  # of what, nobody knows: it may be another
        ),
        # a minister already: somebody else's former post is no news of this one by itself
        (replace(POST, held_before=("Osman Bangau",), seat="minister | trade", seats_before=("minister | -",)), None),
        (replace(POST, said=(SWORN,), seat="minister | trade", seats_before=("minister | works",)), ["post.said"]),
    ],
)
def test_newcomers(post: PostFact, keys: list[str] | None) -> None:
    found = newcomers((post, post))
    assert [[reason.key for reason in item.reason] for item in found] == ([] if keys is None else [keys])
    if post.said and found:  # the evidence that is shown is the sentence that says so, with its own source
        assert (found[0].post.sentence, found[0].post.source) == (SWORN.text, SWORN.source)


def test_one_person_takes_up_one_post_once_however_it_is_worded() -> None:
    def worded(post: str, role: str, seat: str, language: str, sentences: int = 1) -> PostFact:
        said = SentenceFact(text=f"Rosnah Kelicap was sworn in as {role}.", number=1, source=source(language=language))
        seen = source(language=language)
        return replace(POST, post=post, role=role, seat=seat, source=seen, said=(said,) * sentences)

    posts = (
        worded("bare", "minister", "minister | -", "en", 9),
        worded("malay", "Menteri Perdagangan", "minister | trade", "ms", 4),
        worded("once", "Trade Minister", "minister | trade", "en"),
        worded("often", "Minister of Trade", "minister | trade", "en", 2),
        worded("other", "Chairman of the Port", "chairman | port", "en"),
    )
    for language, wanted in (("en", {"often", "other"}), ("ms", {"malay", "other"})):
        assert {item.post.post for item in newcomers(posts, language)} == wanted
        assert {item.post.post for item in newcomers(posts[::-1], language)} == wanted
