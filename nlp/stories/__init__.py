"""Stories: which articles tell of the same event, settled a day at a time."""

from nlp.stories.item import StoryItem
from nlp.stories.measure import Scores, score
from nlp.stories.model import PairModel, load_model
from nlp.stories.rules import Said
from nlp.stories.told import Turn
from nlp.stories.window import WINDOW, Merged, Settled, StoryWindow

__all__ = [
    "WINDOW",
    "Merged",
    "PairModel",
    "Said",
    "Scores",
    "Settled",
    "StoryItem",
    "StoryWindow",
    "Turn",
    "load_model",
    "score",
]
