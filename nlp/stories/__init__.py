"""Stories: which articles tell of the same event, settled a day at a time.

A part is loaded when it is first asked for: whoever reads texts needs its words (``words``) and no window, which brings
scipy along.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nlp.stories.facts import Facts
    from nlp.stories.item import Signs, StoryItem, read
    from nlp.stories.measure import Scores, score
    from nlp.stories.model import PairModel, load_model
    from nlp.stories.naming import Merged
    from nlp.stories.rules import Said
    from nlp.stories.told import Turn
    from nlp.stories.window import WINDOW, Settled, StoryWindow

_WHERE = {
    name: module
    for module, names in {
        "facts": "Facts",
        "item": "Signs StoryItem read",
        "measure": "Scores score",
        "model": "PairModel load_model",
        "naming": "Merged",
        "rules": "Said",
        "told": "Turn",
        "window": "WINDOW Settled StoryWindow",
    }.items()
    for name in names.split()
}

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


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        return getattr(import_module(f"nlp.stories.{_WHERE[name]}"), name)
    raise AttributeError(f"module 'nlp.stories' has no attribute '{name}'")
