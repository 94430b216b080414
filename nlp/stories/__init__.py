"""Stories: which articles tell of the same event, settled a day at a time."""

from nlp.stories.facts import Facts
from nlp.stories.item import Signs, StoryItem, read
from nlp.stories.measure import Scores, score
from nlp.stories.model import PairModel, load_model
from nlp.stories.naming import Merged
from nlp.stories.rules import Said
from nlp.stories.told import Turn
from nlp.stories.window import WINDOW, Settled, StoryWindow

__all__ = [
    "WINDOW",
    "Facts",
    "Merged",
    "PairModel",
    "Said",
    "Scores",
    "Settled",
    "Signs",
    "StoryItem",
    "StoryWindow",
    "Turn",
    "load_model",
    "read",
    "score",
]
