"""Themes: what a text is about, by meaning and by words, several at once or none."""

from nlp.themes.load import load_themes
from nlp.themes.scorer import THRESHOLD, ThemeScorer

__all__ = ["THRESHOLD", "ThemeScorer", "load_themes"]
