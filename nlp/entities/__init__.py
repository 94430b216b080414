"""Named things of a text, nested: persons with their titles and roles, organisations, places and the rest.

English texts have a trained recogniser (recogniser.py), others are read by rule (ruled.py). Knows labels and spans;
must not know what is done with them.
"""

from nlp.entities.find import find_entities

__all__ = ["find_entities"]
