"""Imports spaCy without torch: import this module before any of spaCy's.

thinc, which spaCy computes with, imports torch wherever it is installed, for layers that no pipeline here has. That
takes more than half of spaCy's start (1.6 of 2.6 seconds, November 2026) and 150 MB. Knows Python's import system only.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import cast

if "torch" not in sys.modules:
    # None makes an import fail as if torch were absent. It is taken back at once: another encoder may need torch.
    sys.modules["torch"] = cast(ModuleType, None)
    try:
        import thinc.compat  # noqa: F401
    finally:
        del sys.modules["torch"]
