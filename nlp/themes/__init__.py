"""Themes: what a text is about, by meaning and by words, several at once or none.

What scores is loaded when it is first asked for: whoever reads texts needs ``meaning`` alone.
"""

from typing import TYPE_CHECKING, Any

from nlp.themes.load import load_themes

if TYPE_CHECKING:
    from nlp.themes.scorer import THRESHOLD, ThemeScorer

__all__ = ["THRESHOLD", "ThemeScorer", "load_themes"]


def __getattr__(name: str) -> Any:
    if name in ("THRESHOLD", "ThemeScorer"):
        from nlp.themes import scorer

        return getattr(scorer, name)
    raise AttributeError(f"module 'nlp.themes' has no attribute '{name}'")
