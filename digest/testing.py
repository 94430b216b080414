"""A digest marked as a test: in its subject and at the top of both parts, so that nobody takes it for the real one.

Pure. Knows a rendered digest or short mail; it must not know where it is sent.
"""

from __future__ import annotations

import re
from dataclasses import replace

from digest.letter import Letter
from digest.render import Rendered
from records import PantauError

_MARK = "TEST: sent to one address only; no subscriber got this mail."


def marked(rendered: Rendered | Letter) -> Rendered | Letter:
    """The same digest with its mark. Raises PantauError where the HTML has no body to put it in."""
    html, count = re.subn(
        r"(<body\b[^>]*>)",
        rf'\1<p style="margin:0;padding:8px;background:#ffe08a;color:#222;font-family:sans-serif">{_MARK}</p>',
        rendered.html,
        count=1,
    )
    if not count:
        raise PantauError("the digest's HTML has no body to be marked as a test")
    return replace(rendered, subject=f"[TEST] {rendered.subject}", html=html, text=f"{_MARK}\n\n{rendered.text}")
