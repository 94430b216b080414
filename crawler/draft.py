"""The draft of an outlet file from what was found: valid TOML, with a comment wherever a person must look. Pure."""

from __future__ import annotations

import json
import re
from datetime import datetime

from crawler.find import Found

_KEPT = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}


def outlet_id(host: str) -> str:
    """A name for the file: the telling part of the host, short enough for any disk and no name that Windows keeps."""
    parts = [part for part in host.split(".") if part not in ("www", "com", "co", "net", "org", "gov", "news")]
    telling = parts[:-1] if len(parts) > 1 else parts
    name = re.sub(r"[^a-z0-9_-]+", "-", "-".join(telling).lower())[:60].strip("-_")
    return f"{name}-outlet" if name in _KEPT else name or "outlet"


def draft(found: Found, identifier: str, now: datetime) -> str:
    """The text of ``<identifier>.toml``. Where nothing was found a comment says so; the file is valid all the same."""
    languages = found.languages or ("en",)
    lines = [
        f"# {found.name}: a draft, made from what its site answered on {now:%Y-%m-%d}. Look where it says so.",
        f"id = {_quoted(identifier)}",
        f"name = {_quoted(found.name)}",
        f'country = "{found.country}"' + f"  # look: {'not found' if found.country == 'ZZ' else 'from its host'}",
        f"languages = [{', '.join(_quoted(language) for language in languages)}]"
        f"  # look: {found.language_source or 'not found'}",
        f"home = {_quoted(found.home)}",
        'kind = "unknown"  # look: agency, newspaper, broadcaster, government, business, portal',
        '# owner = "..."  # look: outlets of one owner are no independent witnesses',
        '# zone = "..."  # look: of dates without an offset; UTC until it is said',
        'show = "excerpt"  # look: full, excerpt or link: what may be shown of it',
        'paywall = "none"  # look: none, some, metered or hard',
        'layout = "unproven"',
        f"article_url = '{found.article_url}'" if found.article_url else "article_url = '.'  # look: not found",
    ]
    for source in found.sources:
        lines += ["", "[[sources]]", f'kind = "{source.kind}"', f"url = {_quoted(source.url)}", 'status = "works"']
        lines.append(f'seen = "{now:%Y-%m}"')
        if source.link_regex:
            lines.append(f"link_regex = '{source.link_regex}'")
        lines.append(f"note = {_quoted(source.said)}")
    if not found.sources:
        lines += ["", "# look: no source was found; a list page needs a rule of its own"]
    lines += ["", "[politeness]", f"delay = {max(2.0, found.crawl_delay or 0.0):g}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
