"""Quotations: what is said in an article, directly or in report, and by whom.

Rules over quote marks, reporting verbs and (for English) spaCy's parse. It takes officials as an argument and must not
know how they are found.
"""

from nlp.quotes.find import find_quotes

__all__ = ["find_quotes"]
