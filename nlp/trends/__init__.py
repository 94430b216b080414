"""Trends: a week's independent reports against those of the weeks before, blind to sources that were not heard."""

from nlp.trends.heard import OutletWeek, SourceWeek, heard
from nlp.trends.panel import WeekCounts
from nlp.trends.series import BASELINE, trends

__all__ = ["BASELINE", "OutletWeek", "SourceWeek", "WeekCounts", "heard", "trends"]
