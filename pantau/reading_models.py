"""All models that reading needs, loaded when this is imported: reading processes are forked from one that did.

So models are loaded once for any number of processes (2.9 s of the processor and some 300 MB, November 2026). Knows how
a text is read; must not know processes.
"""

from contextlib import suppress

from pantau.reading_ahead import Given, default, read_text
from records import PantauError

# What is wrong with a model is met again, and said, by the process that is to read.
with suppress(PantauError):
    read_text(Given(title="", body="Mayor Tarn said 40 buses came.", language="en", published=None), default(), None)
