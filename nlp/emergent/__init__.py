"""Emergent themes: groups of stories that no theme covers, told by several outlets on several days."""

from nlp.emergent.find import WINDOW_DAYS, find_emergent
from nlp.emergent.story import LooseStory, Telling

__all__ = ["WINDOW_DAYS", "LooseStory", "Telling", "find_emergent"]
