"""Officials: who holds which post, and who is meant later on.

``find_officials`` reads every person with a role; ``speaker_at`` says who "he", "beliau" or "the minister" is.
Knows names, posts and organisations; must not know figures, themes or the store.
"""

from nlp.officials.find import find_officials
from nlp.officials.speaker import resolve_pronouns, speaker_at

__all__ = ["find_officials", "resolve_pronouns", "speaker_at"]
