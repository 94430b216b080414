"""Keeps the scores of themes in step with the themes file and with what people decided, from stored vectors.

Thin: how a text is scored and what a theme learns stands in nlp, every write in the store. A theme whose file entry
and examples are those its scores were made with is left alone, so that a change of one theme touches no other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from nlp.embedding import Encoder
from nlp.themes import ThemeScorer
from nlp.themes.head import Head, learn
from nlp.themes.meaning import Text
from nlp.themes.neighbours import WINDOW, Earlier, gist
from nlp.themes.phrases import Phrases
from pantau.items import order_of
from records import Theme, ThemeScore
from store import Store
from store.themes import (
    ScoredText,
    ThemeExample,
    any_analysed,
    replace_theme_scores,
    scored_texts,
    set_theme_version,
    theme_examples,
    theme_versions,
)
from store.themes import (
    earlier_texts as stored_earlier,
)


def begin_themes(store: Store, themes: Sequence[Theme], version: str) -> dict[str, list[ThemeExample]]:
    """Before a reading: marks the themes whose stored scores are not what the file and the examples now say.

    Where nothing was read by ``version`` all will be read anyway, with the themes as they are now. Gives the examples
    of each theme.
    """
    asked = {theme.id: theme_examples(store, theme.id) for theme in themes}
    known, fresh = theme_versions(store), not any_analysed(store, version)
    for theme in themes:
        wanted = theme_version(theme, asked[theme.id], version)
        if known.get(theme.id) != wanted:
            set_theme_version(store, theme.id, wanted if fresh and not asked[theme.id] else "")
    return asked


def settle_themes(
    store: Store,
    themes: Sequence[Theme],
    version: str,
    load: Callable[[], Encoder],
    phrases: Callable[[], Phrases | None] = lambda: None,
) -> list[str]:
    """After a reading: scores anew every theme that is not in step, and gives their ids.

    ``load`` and ``phrases`` are called where there is one.
    """
    known, changed = theme_versions(store), []
    for theme in themes:
        examples = theme_examples(store, theme.id)
        wanted = theme_version(theme, examples, version)
        if known.get(theme.id) == wanted:
            continue
        encoder = load()
        kept = phrases()
        learned = heads(store, [theme], encoder, {theme.id: examples}, kept)
        scorer = ThemeScorer([theme], encoder, heads=learned, phrases=kept)
        replace_theme_scores(store, theme.id, archive_scores(store, scorer, version), wanted)
        changed.append(theme.id)
    return changed


def theme_version(theme: Theme, examples: Sequence[ThemeExample], version: str) -> str:
    """What the scores of a theme are made with: its entry in the file, the stories people decided on, the readers."""
    return hashlib.sha256(repr((version, theme, examples)).encode()).hexdigest()[:12]


def archive_scores(store: Store, scorer: ThemeScorer, version: str | None = None) -> Iterator[tuple[str, ThemeScore]]:
    """The score of each article of the archive under the one theme of ``scorer``, from what is stored."""
    for chunk in scored_texts(store, scorer.encoder.name, version):
        found = scorer.score_texts([text_of(scorer, stored) for stored in chunk])
        yield from ((stored.article, score) for stored, (score,) in zip(chunk, found, strict=True))


def text_of(scorer: ThemeScorer, stored: ScoredText) -> Text:
    return scorer.text(
        title=stored.title,
        body=stored.body,
        language=stored.language,
        vector=np.frombuffer(stored.vector, dtype="<f4"),
        kept=np.frombuffer(stored.passages, dtype=np.int8).reshape(-1, scorer.encoder.dimension),
        around=np.frombuffer(stored.neighbourhood, dtype="<f2") if stored.neighbourhood else None,
    )


def earlier_texts(store: Store, encoder: Encoder, version: str) -> Iterator[Earlier]:
    """What this version read by meaning, the newest of it: neighbours of what is read next."""
    for each in stored_earlier(store, encoder.name, version, WINDOW):
        passages = np.frombuffer(each.passages, dtype=np.int8).reshape(-1, encoder.dimension)
        yield Earlier(
            key=each.article,
            order=order_of(each.first_seen, each.published, each.article),
            gist=gist(np.frombuffer(each.vector, dtype="<f4"), passages),
        )


def heads(
    store: Store,
    themes: Sequence[Theme],
    encoder: Encoder,
    asked: Mapping[str, Sequence[ThemeExample]] | None = None,
    phrases: Phrases | None = None,
) -> dict[str, Head]:
    """What each theme learns from the stories that people accepted and rejected; none where they are too few.

    ``asked``: the examples of all themes, by id, where they were asked for already. ``phrases``: as ``ThemeScorer``
    takes it.
    """
    found = {}
    for theme in themes:
        examples = theme_examples(store, theme.id) if asked is None else asked[theme.id]
        accepted = {each.article: each.accepted for each in examples}
        if not accepted:
            continue
        scorer = ThemeScorer([theme], encoder, phrases=phrases)
        texts = [
            (accepted[stored.article], text_of(scorer, stored))
            for chunk in scored_texts(store, encoder.name, articles=accepted)
            for stored in chunk
        ]
        read = [(label, text, text.vector) for label, text in texts if text.vector is not None]
        if not read:
            continue
        head = learn(
            scorer.centred(np.stack([vector for _, _, vector in read])),
            scorer.logits([text for _, text, _ in read])[:, 0],
            np.array([label for label, _, _ in read]),
        )
        if head is not None:
            found[theme.id] = head
    return found
