"""A pattern of many words matches what its plain form matches."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from nlp.alternatives import one_of

WORDS = st.sets(st.text("ab.é-", min_size=1, max_size=4), min_size=1, max_size=8)


@given(WORDS, st.text("ab.é- ", max_size=20))
def test_the_longest_word_that_stands_there(words: set[str], text: str) -> None:
    plain = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    spans = [[found.span() for found in re.finditer(pattern, text)] for pattern in (plain, one_of(words))]
    assert spans[0] == spans[1]
    assert all(re.fullmatch(one_of(words), word) for word in words)
