"""The ledger of figures: which figures of many articles are one claim, which are a series, which contradict each other.

Pure over records; everything it knows is models/ledger.toml. It must not know the store or how a figure is read.
"""

from nlp.ledger.claims import claims_of
from nlp.ledger.dispute import disputes_between, disputes_within
from nlp.ledger.meaning import Meaning, meaning_of

__all__ = ["Meaning", "claims_of", "disputes_between", "disputes_within", "meaning_of"]
