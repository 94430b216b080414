"""Copies: which article repeats the text of an earlier one."""

from nlp.copies.index import CopyIndex, CopyItem

__all__ = ["CopyIndex", "CopyItem"]
