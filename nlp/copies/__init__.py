"""Copies: which article repeats the text of an earlier one."""

from nlp.copies.index import CopyIndex, CopyItem
from nlp.copies.reading import Reading, read_alone
from nlp.copies.window import in_reach

__all__ = ["CopyIndex", "CopyItem", "Reading", "in_reach", "read_alone"]
