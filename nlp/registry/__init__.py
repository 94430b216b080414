"""Officials across articles: which mentions are one person, which are namesakes, which nobody can tell.

Pure over records; everything it knows is data in models/. It must not know the store or what reads a text.
"""

from nlp.registry.names import Match, compare_names, index_keys
from nlp.registry.offices import read_office
from nlp.registry.resolve import resolve
from nlp.registry.settle import named_everywhere, new_id, settle

__all__ = ["Match", "compare_names", "index_keys", "named_everywhere", "new_id", "read_office", "resolve", "settle"]
