"""What of a story is shown: its key sentence, its quote, its figures. Pure; every pick is verbatim.

Knows facts only. Rules go by structure (length, position, what was found in a sentence), never by topic. The
weights are judgement, not measured; they only order what an outlet printed and never make up a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from digest.beside import is_a_body
from digest.facts import QuoteFact, SentenceFact, StoryFact
from digest.figure_facts import FigureFact

KEY_WORDS = (7, 50)  # words of a key sentence: shorter is a heading, longer is not read in a mail
QUOTE_WORDS = (5, 60)
FROM_THE_NEWS = 20.0  # more than all other points of a figure together
FIGURES = 3
OWN_LANGUAGE = 6.0  # more than what else a quotation or figure has going for it, but for standing in the key sentence

# "IPOH, Sept 24 — ", "SIPITANG (Sept 19): ", "BEIJING, Nov. 22 (Agency) -- ": where, when and by whom, not what
_DATELINE = re.compile(
    r"^[A-Z][A-Z .'’/-]{2,40}(?:,\s[^—–:]{2,24}?)?(?:\s*\([^)]{2,40}\))?\s*(?:—|–|--|\s-|:)\s+(?=\S)"
)
# a sentence that begins so leans on the one before it
_LEANING = re.compile(
    r"^(?:he|she|it|they|this|these|that|those|but|and|so|however|meanwhile|ia|dia|beliau|mereka|ini|itu|namun"
    r"|tetapi|manakala|sementara)\b",
    re.IGNORECASE,
)
# in Malay also one whose first word belongs to something: "Puncanya ...", "Isinya ..." (its cause, its contents)
_LEANING_MALAY = re.compile(r"^(?!hanya\b|kenya\b)\w{3,}nya\b", re.IGNORECASE)
_ENDS = re.compile(r"[.!?…][\"'”’»)]*$")
# kinds that carry a finding; durations, ages and dates mostly set the scene
_TELLING = frozenset(
    ("money", "percent", "percentage_points", "basis_points", "energy", "power", "area", "volume", "mass", "weight")
)
# told only where the text sets them: somebody wants or promises them, they rose or fell, or they are of a period
_SCENES = frozenset(("duration", "length", "speed"))
_OF_THE_UNIT = frozenset(("price", "duration"))  # concepts that a figure has for its unit: they say no more than it
# money is of none of these: what was read as its measure is another figure's
_AT_ODDS = frozenset({("money", "area"), ("money", "people"), ("money", "jobs"), ("money", "duration")})
LARGE = 1_000_000  # of any money: a sum, where less is mostly somebody's price, fee or fare


def without_dateline(text: str) -> str:
    """The sentence from where its news begins: a piece of the very same characters."""
    return text[found.end() :] if (found := _DATELINE.match(text)) else text


def _words(text: str) -> int:
    return len(text.split())


def _content_words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3 or word.isdigit()}


def headline(story: StoryFact, language: str) -> tuple[str, str | None]:
    """The title that a person gave, else a headline of this week, in the reader's language where there is one; and
    its language where that is known.

    A story's own title is the headline it began with, which may be weeks old.
    """
    if story.titled:
        return story.title, None
    originals = [source for source in story.sources if not source.copy] or list(story.sources)
    fitting = [source for source in originals if source.language == language]
    titles = {source.title: source.language for source in reversed(fitting or originals)}
    title = story.title if story.title in titles or not titles else next(reversed(titles))
    return title, titles.get(title)


def key_sentence(story: StoryFact, language: str) -> SentenceFact | None:
    """The sentence that tells the story best, dateline off; None where no outlet lets one be shown.

    What the analysis told the story by, where that is in the reader's language and stands by itself. Else one
    that repeats the headline's words, stands near the top, holds figures or officials, and stands by itself; one in
    the reader's language goes before all others.
    """
    told = [each for each in story.told if each.source.language == language and each.source.show != "link"]
    for sentence in told:
        if not _leans(sentence.text, language):
            return sentence
    wanted = _content_words(headline(story, language)[0])
    best: tuple[float, SentenceFact] | None = None
    for sentence in story.sentences:
        text = without_dateline(sentence.text.strip())
        if sentence.source.show == "link" or not KEY_WORDS[0] <= _words(text) <= KEY_WORDS[1]:
            continue
        if not _ENDS.search(text) or not (text[0].isupper() or text[0].isdigit() or text[0] in "\"“‘'"):
            continue
        shared = len(wanted & _content_words(text)) / len(wanted) if wanted else 0.0
        points = (
            2 * shared
            + 0.4 * (sentence.figures > 0)
            + 0.4 * (sentence.officials > 0)
            - 0.15 * sentence.number
            - 0.8 * _leans(text, sentence.source.language)
            - 0.8 * (text[0] in "\"“‘'")  # a quotation is shown as one, with its speaker
            + 3.0 * (sentence.source.language == language)
            - 0.2 * sentence.source.copy
        )
        if best is None or points > best[0]:
            best = (
                points,
                SentenceFact(
                    text=text,
                    number=sentence.number,
                    source=sentence.source,
                    figures=sentence.figures,
                    officials=sentence.officials,
                ),
            )
    found = best[1] if best else None
    if told and (found is None or found.source.language != language or _leans(found.text, language)):
        return told[0]
    return found


def _leans(text: str, language: str | None) -> bool:
    return bool(_LEANING.match(text) or (language in ("ms", "id") and _LEANING_MALAY.match(text)))


def best_quote(quotes: Iterable[QuoteFact], language: str, shown: str | None) -> QuoteFact | None:
    """One quotation in the speaker's own words; of a holder of public office before others.

    ``shown`` is the key sentence: what stands in it is not said twice. A speaker who is only "he" is nobody.
    """
    best: tuple[float, QuoteFact] | None = None
    for quote in quotes:
        name = quote.official or quote.speaker
        if quote.kind == "indirect" or quote.source.show == "link" or not name[:1].isupper():
            continue
        if not QUOTE_WORDS[0] <= _words(quote.text) <= QUOTE_WORDS[1] or (shown and quote.text in shown):
            continue
        points = (
            2.0 * quote.public_office
            + 1.0 * (quote.role is not None)
            + 1.0 * (quote.kind == "direct")
            + OWN_LANGUAGE * (quote.source.language == language)
            + quote.confidence
        )
        if best is None or points > best[0]:
            best = points, quote
    return best[1] if best else None


def telling_figures(
    figures: Iterable[FigureFact], language: str, shown: SentenceFact | None = None
) -> tuple[FigureFact, ...]:
    """At most three figures of which it is known what they measure, the most widely reported first, sums before prices.
    The same amount is not told twice, be it in two languages or in two currencies; how long, far or fast something
    is, only where somebody sets it or it changes.

    Those of the sentence that is ``shown`` carry the news: they come before all others.
    """
    scored: list[tuple[float, int, FigureFact]] = []
    for order, figure in enumerate(figures):
        concept = None if figure.concept in ("other", *_OF_THE_UNIT) else figure.concept
        if figure.replaced or figure.measures is None or (figure.kind, figure.concept) in _AT_ODDS:
            continue  # what does not hold is told as revised; "cost", which a concept is, says too little of what
        if concept is None and figure.owner and figure.measures.casefold() == figure.owner.casefold():
            continue  # whose it is, not what
        if is_a_body(figure.measures):
            continue  # who does something with it
        if figure.kind in _SCENES:
            if not _set_by_somebody(figure):
                continue
        elif concept is None and figure.kind not in _TELLING:
            continue
        points = (
            min(figure.claim_reports, 4)
            + 2.0 * (concept is not None)
            + 1.0 * (_words(figure.measures) > 1)  # "rate" or "zone" alone says little
            + 1.0 * (figure.kind in _TELLING)
            + 1.5 * _large(figure)
            + 0.5 * (figure.owner is not None)
            + 0.5 * (figure.period is not None)
            + OWN_LANGUAGE * (figure.source.language == language)
            + figure.confidence
            + FROM_THE_NEWS * (shown is not None and _stands_in(figure, shown))
        )
        scored.append((-points, order, figure))
    chosen: list[FigureFact] = []
    said: set[str] = set()
    for _, _, figure in sorted(scored, key=lambda item: item[:2]):
        marks = {_squeezed(figure.text), *filter(None, (figure.claim, _amount(figure)))}
        if marks & said:
            continue
        said |= marks
        if figure.twin is not None:
            said.add(_squeezed(figure.twin))
        chosen.append(figure)
        if len(chosen) == FIGURES:
            break
    return tuple(chosen)


def _set_by_somebody(figure: FigureFact) -> bool:
    """A length has no period of its own: "twenty-foot units" were loaded in May."""
    dated = figure.period is not None and figure.kind == "duration"
    return figure.status != "actual" or figure.change is not None or dated


def _large(figure: FigureFact) -> bool:
    return figure.kind == "money" and figure.value is not None and Decimal(figure.value) >= LARGE


def _stands_in(figure: FigureFact, sentence: SentenceFact) -> bool:
    return figure.source.article == sentence.source.article and figure.text in sentence.text


def _amount(figure: FigureFact) -> str | None:
    """The same for the same amount of the same unit, however it is printed."""
    return None if figure.value is None or figure.unit is None else f"{figure.value} {figure.unit}"


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()
