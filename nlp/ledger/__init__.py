"""The ledger of figures: which figures of many articles are one claim, which are a series, which contradict each other.

Pure over records; everything it knows is models/ledger.toml. It must not know the store or how a figure is read.
"""

from nlp.ledger.book import ledger_of
from nlp.ledger.told import told_in

__all__ = ["ledger_of", "told_in"]
