"""Scores of the system on gold data: pure metrics, readers of gold formats, and the runs that join them."""
