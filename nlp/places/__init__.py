"""Places: which first-level divisions (states, provinces) of China, Malaysia and ASEAN a text speaks of.

Everything it knows is data in models/places.toml and models/places-cities.toml. It must not know officials, figures
or the store.
"""

from nlp.places.find import find_places
from nlp.places.gazetteer import Place, all_places

__all__ = ["Place", "all_places", "find_places"]
