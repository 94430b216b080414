"""From a template to the HTML of a mail: escaped, styles moved to where mail readers look, dark mode kept.

Knows templates and styles; it must not know what a mail says.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from digest.safe import plain
from digest.view import Printed

_TEMPLATES = Path(__file__).parent / "templates"


def html_of(template: str, **said: object) -> str:
    """The HTML of a mail. What is no Markup is cleaned and escaped."""
    inlined = str(_inliner().inline(_environment().get_template(template).render(**said)))
    # css-inline 0.24 drops blocks marked "ignore" and puts those it keeps before the charset, so ours comes after it
    return inlined.replace("</head>", f'<style data-css-inline="ignore">\n{_screens()}</style>\n</head>', 1)


def _cleaned(value: object) -> object:
    """What the view has not cleaned is cleaned here: nothing reaches the page with controls or bidi marks. Words in
    another language than the page's say so."""
    if isinstance(value, Printed):
        return Markup('<span lang="{}">{}</span>').format(value.language, plain(value))
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, finalize=_cleaned
    )


@cache
def _screens() -> str:
    return (_TEMPLATES / "screens.css").read_text(encoding="utf-8")


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, minify_css=True)
