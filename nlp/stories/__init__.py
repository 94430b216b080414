"""Stories: which articles tell of the same event, decided one by one as they come."""

from nlp.stories.book import WINDOW, Candidate, StoryBook
from nlp.stories.item import StoryItem
from nlp.stories.measure import Scores, score
from nlp.stories.model import JoinModel, load_model

__all__ = ["WINDOW", "Candidate", "JoinModel", "Scores", "StoryBook", "StoryItem", "load_model", "score"]
