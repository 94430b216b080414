"""Copies: which article repeats the text of an earlier one."""

from nlp.copies.index import CopyIndex, CopyItem
from nlp.copies.reading import Reading

__all__ = ["CopyIndex", "CopyItem", "Reading"]
