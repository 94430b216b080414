"""The grammar of chosen sentences is that of the whole pipeline, and what is passed over costs no finding."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import spacy

from nlp.annotate import annotate
from nlp.figures import find_figures
from nlp.grammar import Grammar, Need, Rules
from nlp.needs import need_of
from nlp.networks import Heads, Vectors
from nlp.officials import find_officials
from nlp.pipeline import ENGLISH_MODEL, pipeline, read
from nlp.places import find_places
from nlp.quotes import find_quotes
from pantau.sample.content import load_pieces
from records import BadInput, Sentence

TEXT = (
    "The depot opened in Kuching last week. Minister Lim Hock Aun said 40 buses were bought. Rain fell. "
    "It was quiet. Beijing welcomed the plan."
)


def test_parsed_words_are_as_the_whole_pipeline_has_them() -> None:
    ours = read(TEXT, language="en").doc
    theirs = spacy.load(ENGLISH_MODEL).make_doc(TEXT)
    theirs.from_array(["SENT_START"], ours_starts(TEXT, theirs))
    for _, component in spacy.load(ENGLISH_MODEL).pipeline:
        theirs = component(theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert (one.tag_, one.pos_, one.lemma_, one.dep_, one.head.i) == (
            other.tag_,
            other.pos_,
            other.lemma_,
            other.dep_,
            other.head.i,
        ), one.text


def ours_starts(text: str, doc: spacy.tokens.Doc) -> np.ndarray:
    starts = {sentence.start for sentence in read(text, language="en").sentences}
    return np.array([1 if t.idx in starts else -1 for t in doc], dtype=np.int64).view(np.uint64).reshape(-1, 1)


def _texts(count: int) -> list[str]:
    return ["\n".join(piece.paragraphs) for piece in load_pieces() if piece.language == "en"][:count]


def test_vectors_are_those_of_spacy_and_do_not_depend_on_what_was_read_before(monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = pipeline("en")
    tok2vec = nlp.get_pipe("tok2vec")
    experienced = Vectors(tok2vec)
    monkeypatch.setattr("nlp.networks._FORMS", 500)  # forgets in between
    for text in [*_texts(6), "It rained.", "Penang"]:
        made = nlp.make_doc(text)
        plain = spacy.tokens.Doc(nlp.vocab, words=[t.text for t in made], spaces=[bool(t.whitespace_) for t in made])
        orths, spaces = plain.to_array(["ORTH", "SPACY"]).T.tolist()
        found = experienced.of(orths, spaces)
        np.testing.assert_array_equal(found, Vectors(tok2vec).of(orths, spaces))
        np.testing.assert_allclose(found, tok2vec.predict([plain])[0], atol=1e-5)


def test_heads_are_those_of_spacy() -> None:
    nlp = pipeline("en")
    parser, heads = nlp.get_pipe("parser"), Heads(nlp.get_pipe("parser"))
    for text in _texts(6):
        sentences = list(read(text, language="en").doc.sents)
        ours, theirs = ([sentence.as_doc() for sentence in sentences] for _ in range(2))
        for doc in (*ours, *theirs):
            doc.from_array(["DEP", "HEAD"], np.zeros((len(doc), 2), dtype=np.uint64))
            doc.tensor = nlp.get_pipe("tok2vec").predict([doc])[0]
        heads.write(ours, np.concatenate([doc.tensor for doc in ours]))
        parser.set_annotations(theirs, parser.predict(theirs))
        for one, other in zip(ours, theirs, strict=True):
            assert one.to_array(["DEP", "HEAD"]).tolist() == other.to_array(["DEP", "HEAD"]).tolist()


def test_a_model_built_otherwise_is_refused() -> None:
    nlp = spacy.blank("en")
    embed = {"@architectures": "spacy.CharacterEmbed.v2", "width": 8, "rows": 10, "nM": 4, "nC": 2}
    embed["include_static_vectors"] = False
    encode = {"@architectures": "spacy.MishWindowEncoder.v2", "width": 8, "window_size": 1, "depth": 2}
    build = {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode}
    with pytest.raises(BadInput, match="no residual"):
        Vectors(nlp.add_pipe("tok2vec", config={"model": build}))
    with pytest.raises(BadInput, match="no embed and encode"):
        Vectors(nlp.add_pipe("tok2vec", name="bare", config={"model": embed}))
    parser = nlp.add_pipe("parser", config={"model": {"use_upper": False}})
    with pytest.raises(BadInput, match="no upper layer"):
        Heads(parser)


@pytest.mark.parametrize(
    ("letters", "tag"),
    [
        ("data", "NNS"), ("it", "PRP"), ("I", "PRP"), ("but", "CC"), ("have", "VBP"), ("is", "VBZ"), ("that", "DT"),
        ("that", "IN"), ("nuthin'", "NN"), ("to", "TO"), ("'s", "VBZ"), ("which", "WDT"), ("will", "MD"),
        ("Ports", "NNPS"), (" ", "_SP"),
    ],
)  # fmt: skip
def test_a_word_is_asked_again_only_in_a_relation_that_may_change_it(letters: str, tag: str) -> None:
    nlp = pipeline("en")
    ours, strings = Grammar(nlp), nlp.vocab.strings
    words = [(strings.add(letters), strings.add(tag), strings.add(dep)) for dep in ("", *nlp.get_pipe("parser").labels)]
    for word, found in zip(words, ours._words(words), strict=True):
        alone = spacy.tokens.Doc(nlp.vocab, words=[letters])
        alone.from_array(["TAG", "DEP"], np.array([word[1:]], dtype=np.uint64))
        alone = nlp.get_pipe("lemmatizer")(nlp.get_pipe("attribute_ruler")(alone))
        assert found == tuple(alone.to_array(["POS", "LEMMA"])[0].tolist()), strings[word[2]]
    assert len(ours._known) < len(words) / 3


@pytest.mark.parametrize(
    ("word", "letters"), [("Ports", ""), ("But", "but"), ("nuthin'", "nuthin'"), ("\n", "\n"), ("n\u2019t", "n\u2019t")]
)
def test_letters_count_where_a_rule_names_them(word: str, letters: str) -> None:
    assert Rules(pipeline("en").get_pipe("attribute_ruler").patterns).letters(word) == letters


def test_letters_always_count_where_rules_ask_more_of_a_word() -> None:
    assert Rules([{"patterns": [[{"ORTH": "Apple"}]]}]).letters("Ports") == "ports"


@pytest.mark.parametrize(
    ("sentence", "need"),
    [
        ("Rain fell.", Need.NOTHING),
        ("The depot opened in Kuching.", Need.TAGS),
        ("“quiet” streets", Need.TAGS),
        ("It grew by half.", Need.PARSE),
        ("two mills closed", Need.PARSE),
        ("she warned that it would close", Need.PARSE),
        ("Putrajaya agreed", Need.PARSE),
    ],
)
def test_need(sentence: str, need: Need) -> None:
    assert need_of(Sentence(number=0, start=0, end=len(sentence), text=sentence, paragraph=0, skipped=None)) is need


def test_a_line_that_is_not_read_needs_nothing() -> None:
    text = "Also read: Putrajaya said 40 mills closed"
    aside = Sentence(number=0, start=0, end=len(text), text=text, paragraph=0, skipped="aside")
    assert need_of(aside) is Need.NOTHING


def test_what_a_sentence_does_not_need_changes_nothing() -> None:
    """Every English text of the sample: read with the gate and without, the same is found."""
    passed = 0
    for text in _texts(40):
        gated = annotate(text, language="en")
        passed += sum(need_of(sentence) is not Need.PARSE for sentence in gated.sentences)
        reading = replace(read(text, language="en"), entities=gated.entities)
        officials = find_officials(replace(reading, entities=gated.entities))
        assert [(o.start, o.end, o.role) for o in gated.officials] == [(o.start, o.end, o.role) for o in officials]
        assert gated.places == find_places(reading)
        assert gated.figures == find_figures(reading)
        assert gated.quotes == find_quotes(reading, officials)
    assert passed > 50


def test_a_model_without_grammar_is_refused(tmp_path: object) -> None:
    folder = f"{tmp_path}/bare"
    spacy.blank("en").to_disk(folder)
    with pytest.raises(BadInput, match="has no tok2vec, tagger, parser, attribute_ruler, lemmatizer"):
        pipeline("en", folder)
