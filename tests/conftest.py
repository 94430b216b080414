"""For all tests: generated cases are the same on every machine and at every run; a new one is found on purpose.

HYPOTHESIS_PROFILE=explore looks for new cases; what it finds becomes an @example or a row of a table.
"""

import os

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
