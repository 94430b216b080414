"""What datasette is told of the tables: titles, descriptions, facets (three at most) and what has no page.

A facet counts a whole column: a table of millions has none but of what an index holds in order (docs/performance.md).
Data, as one dict; it must not know any page of the desk. ``first`` is the desk's own: columns that stand first.
"""

from __future__ import annotations

from typing import Any

from browse.access import HIDDEN, PUBLIC, QUOTES_VIEW

_TABLES: dict[str, dict[str, Any]] = {
    "article": {
        "title": "Articles",
        "description": "One row an article as its outlet published it. 'week' is the week in which it was first seen.",
        "label_column": "title",
        "facets": ["week", "outlet", "language"],
        "first": ["title", "outlet", "first_seen", "published", "story", "copy_kind", "language", "words"],
        "sort_desc": "first_seen",
    },
    "story": {
        "title": "Stories",
        "description": "Articles about one event. 'independent_reports' counts copies, and outlets of one owner, once.",
        "label_column": "title",
        "facets": ["week"],
        "first": ["title", "independent_reports", "outlets", "articles", "first_seen", "last_seen"],
        "sort_desc": "last_seen",
    },
    "story_theme": {
        "title": "Themes of stories",
        "description": "Score and reason of each theme for each story; 'assigned' is 1 where it belongs to it.",
        "facets": ["theme"],
        "sort_desc": "score",
    },
    "theme": {
        "title": "Themes",
        "description": "The themes as the themes file defines them.",
        "label_column": "name",
    },
    "emergent": {
        "title": "Emergent themes",
        "description": "Stories under no theme that several outlets told on several days, a row for each week.",
        "label_column": "label_en",
        "facets": ["week"],
        "first": ["label_en", "label_ms", "headline", "week", "outlets", "days", "since"],
        "sort_desc": "week",
    },
    "emergent_promoted": {"title": "Emergent themes that became themes", "description": "Which one, by whom, when."},
    "emergent_week": {"hidden": True, "title": "What the emergent themes of a week were made from"},
    "trend": {
        "title": "Trends",
        "description": "Independent reports of a theme, official or place in a week against the weeks before.",
        "facets": ["week", "kind", "verdict"],
        "first": ["key", "verdict", "reports", "low", "high", "weeks", "reason"],
        "sort_desc": "week",
    },
    "official": {"title": "Officials", "description": "People in posts, by name.", "label_column": "name"},
    "organisation": {
        "title": "Organisations",
        "description": "Where officials hold their posts.",
        "label_column": "name",
    },
    "organisation_name": {
        "title": "Names of organisations",
        "description": "What the known organisations are called in English, Malay and Chinese.",
        "facets": ["language"],
    },
    "post": {
        "title": "Posts",
        "description": "A person in a role of an organisation, with the sentence that is its evidence.",
        "facets": ["organisation", "status", "public_office"],
        "sort_desc": "last_seen",
        "label_column": "role",
    },
    "mention": {
        "title": "Mentions",
        "description": "Officials, places and other names in articles, by their place in the text.",
        "facets": ["place"],
    },
    "place": {
        "title": "Places",
        "description": "Countries, provinces and states by ISO 3166 code.",
        "label_column": "name",
        "facets": ["country", "kind"],
    },
    "figure": {
        "title": "Figures",
        "description": "Every number with what it measures, as one article prints it.",
        "facets": ["kind", "concept", "status"],
        "first": ["text", "value", "unit", "measures", "concept", "owner", "period", "article"],
    },
    "figure_claim": {
        "title": "Figures across articles",
        "description": "The same figure wherever it is reported; 'series' joins the same measure over time.",
        "facets": ["concept", "owner", "period"],
        "first": ["value", "unit", "measures", "concept", "owner", "period"],
        "label_column": "value",
    },
    "dispute": {
        "title": "Figures that cannot both be right",
        "description": "Pairs of figures by article and place in its text, with the reason; 'revision' is no error.",
        "facets": ["kind"],
    },
    "outlet": {
        "title": "Outlets",
        "description": "Where articles come from, and what may be shown of them.",
        "label_column": "name",
        "facets": ["country", "kind", "show"],
    },
    "outlet_health": {"title": "Health of outlets", "description": "How the last crawls went.", "facets": ["state"]},
    "reach": {
        "title": "Reach of the network",
        "description": "Whether the last crawl reached anybody.",
        "label_column": "state",
    },
    "run": {
        "title": "Runs",
        "description": "Each start of a command.",
        "label_column": "command",
        "facets": ["command", "outcome"],
        "sort_desc": "id",
    },
    "fetch": {
        "title": "Fetches",
        "description": "Each request and what came of it: the evidence behind every article.",
        "facets": ["outlet", "status"],
        "sort_desc": "id",
        "label_column": "fetched",
    },
    "digest": {
        "title": "Digests",
        "description": "The weekly mails as they were rendered.",
        "label_column": "subject",
        "sort_desc": "period",
    },
    "correction": {
        "title": "Corrections",
        "description": "What people changed; it wins over every later run.",
        "facets": ["kind", "who"],
        "sort_desc": "id",
    },
    "story_alias": {"title": "Former ids of stories", "description": "Stories that became part of another one."},
    "story_summary": {
        "title": "Lead reports of stories",
        "description": "The report that tells most of a story, and why.",
    },
    "story_sentence": {
        "title": "Key sentences of stories",
        "description": "Where they stand in which article; the words are on the story's page.",
    },
    "official_alias": {"title": "Former ids of officials", "description": "An id that became part of another one."},
    "official_doubt": {
        "title": "Officials who may be one",
        "description": "Pairs for a person to decide, with the reason.",
        "sort_desc": "score",
    },
    "official_settled": {
        "title": "Who is who in each article",
        "description": "Which official a person of an article is, and why.",
    },
    "source": {
        "title": "Sources of outlets",
        "description": "Feeds, sitemaps and lists: when each was asked and is due again.",
        "facets": ["outlet", "kind"],
    },
    "link": {"title": "Links to articles", "description": "What sources named, and when it is asked for."},
    "run_step": {"title": "Steps of runs", "description": "What each part of a run did."},
    "let_go": {"title": "Let go", "description": "Texts and files of pages that retention deleted, and why."},
    "article_theme": {"hidden": True, "title": "Themes of articles"},
    "post_mention": {"hidden": True, "title": "What each article says of a post"},
    "passages": {"hidden": True, "title": "Vectors of passages"},
    "neighbourhood": {"hidden": True, "title": "Vectors of articles among those like them"},
    "phrases": {"hidden": True, "title": "Vectors of the phrases of themes"},
    "official_minted": {"hidden": True, "title": "Ids of officials that were ever given"},
    "figure_meaning": {"hidden": True, "title": "What each figure measures, as a key"},
    "figure_block": {"hidden": True, "title": "Figures that are compared with one another"},
    "official_key": {"hidden": True, "title": "Parts of names by which officials are looked up"},
    "met": {"hidden": True, "title": "What a crawl met since an outlet was last judged"},
    "changed": {"hidden": True, "title": "What changed since figures and officials were last settled"},
    "official_pin": {"hidden": True, "title": "Mentions that a correction of an official moved"},
}

_QUERIES: dict[str, dict[str, str]] = {
    "quotes": {
        "title": "Quotes",
        "description": "Who said what. Leave a field empty to let everything pass; copies are left out.",
        "sql": f"""
SELECT week, official, speaker, quote, kind, outlet, article_title, url, article
FROM {QUOTES_VIEW}
WHERE (:official = '' OR official LIKE '%' || :official || '%')
  AND (:outlet = '' OR outlet LIKE '%' || :outlet || '%')
  AND (:week = '' OR week = :week)
  AND coalesce(copy_kind, '') NOT IN ('identical', 'copy')
ORDER BY first_seen DESC, article LIMIT 500""".strip(),
    },
    "volume": {
        "title": "Articles by outlet and week",
        "description": "How much each outlet brought each week, and how much of it repeats others.",
        "sql": """
SELECT a.week, o.name AS outlet, count(*) AS articles,
  count(CASE WHEN a.copy_kind IN ('identical', 'copy') THEN 1 END) AS copies
FROM article a JOIN outlet o ON o.id = a.outlet WHERE a.withdrawn IS NULL
GROUP BY a.week, o.id ORDER BY a.week DESC, articles DESC LIMIT 1000""".strip(),
    },
}


def metadata(title: str) -> dict[str, Any]:
    """The metadata of the instance. What is in ``access.HIDDEN`` is neither listed nor opened by its address."""
    closed = {table: {"hidden": True, "allow": False} for table in HIDDEN}
    return {
        "title": title,
        "databases": {
            PUBLIC: {
                "title": "All tables",
                "description": "Filter, sort and export what was found. Texts stand on the pages of the articles.",
                "tables": _TABLES | closed,
                "queries": _QUERIES,
            }
        },
    }
