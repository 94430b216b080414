"""The frozen dataclasses that everything in Pantau speaks in.

A leaf: this package imports nothing of ours, knows no SQL, no HTML and no model. Text offsets are in
characters of the article's body (Python string indices, end exclusive); times are aware UTC datetimes
unless a name says otherwise; values are exact decimals. What is not known is None, never a guess.

A record is made when it is first asked for: making all of them is a sixth of the start of a quick command.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from records.annotation import (
        ENTITY_LABELS,
        Annotation,
        Entity,
        Figure,
        OfficialMention,
        PlaceMention,
        Quote,
        Sentence,
        is_period,
    )
    from records.article import (
        Article,
        Evidence,
        Extracted,
        Fetch,
        FetchStatus,
        HealthState,
        Outlet,
        OutletHealth,
        Run,
        RunOutcome,
        article_id,
        story_id,
    )
    from records.crawl import Noted, Reach, SourceState, Waiting
    from records.delivery import (
        AlertKind,
        Bounce,
        BounceKind,
        Correction,
        Delivery,
        DeliveryStatus,
        Digest,
        Frequency,
        Request,
        Subscriber,
        Suppression,
        SuppressionKind,
        Watched,
    )
    from records.emergent import EmergentTheme
    from records.errors import (
        BadInput,
        BadOutlet,
        BadWeights,
        Busy,
        Differs,
        NewerSchema,
        NotFound,
        NotRead,
        NotSent,
        OutOfTime,
        PantauError,
    )
    from records.facts import Fact, FactChange, FactKind
    from records.ledger import Claim, Dispute, Entry, Ledger, Told
    from records.official import (
        Doubt,
        Held,
        KnownOfficial,
        Minted,
        OfficialDecision,
        Person,
        Registry,
        Ruling,
        Seat,
        Settled,
        Sighting,
    )
    from records.retention import KeptArticle, KeptWarc
    from records.story import (
        CopyDecision,
        JoinDecision,
        KeySentence,
        Story,
        StoryReport,
        StorySummary,
        Theme,
        ThemeScore,
        Vector,
    )
    from records.trend import LeftOut, Trend, TrendKind, TrendWhy, Verdict
    from records.week import Week
    from records.wishes import Known, Wishes

#: Where each record stands; a test holds it against the imports above.
_MODULES = {
    "annotation": "ENTITY_LABELS Annotation Entity Figure OfficialMention PlaceMention Quote Sentence is_period",
    "article": "Article Evidence Extracted Fetch FetchStatus HealthState Outlet OutletHealth Run RunOutcome article_id"
    " story_id",
    "crawl": "Noted Reach SourceState Waiting",
    "delivery": "AlertKind Bounce BounceKind Correction Delivery DeliveryStatus Digest Frequency"
    " Request Subscriber Suppression SuppressionKind Watched",
    "emergent": "EmergentTheme",
    "errors": "BadInput BadOutlet BadWeights Busy Differs NewerSchema NotFound NotRead NotSent OutOfTime PantauError",
    "facts": "Fact FactChange FactKind",
    "ledger": "Claim Dispute Entry Ledger Told",
    "official": "Doubt Held KnownOfficial Minted OfficialDecision Person Registry Ruling Seat Settled Sighting",
    "retention": "KeptArticle KeptWarc",
    "story": "CopyDecision JoinDecision KeySentence Story StoryReport StorySummary Theme ThemeScore Vector",
    "trend": "LeftOut Trend TrendKind TrendWhy Verdict",
    "week": "Week",
    "wishes": "Known Wishes",
}
_WHERE = {name: module for module, names in _MODULES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'records' has no attribute '{name}'")
    found = globals()[name] = getattr(import_module(f"records.{_WHERE[name]}"), name)
    return found


__all__ = [
    "ENTITY_LABELS",
    "AlertKind",
    "Annotation",
    "Article",
    "BadInput",
    "BadOutlet",
    "BadWeights",
    "Bounce",
    "BounceKind",
    "Busy",
    "Claim",
    "CopyDecision",
    "Correction",
    "Delivery",
    "DeliveryStatus",
    "Differs",
    "Digest",
    "Dispute",
    "Doubt",
    "EmergentTheme",
    "Entity",
    "Entry",
    "Evidence",
    "Extracted",
    "Fact",
    "FactChange",
    "FactKind",
    "Fetch",
    "FetchStatus",
    "Figure",
    "Frequency",
    "HealthState",
    "Held",
    "JoinDecision",
    "KeptArticle",
    "KeptWarc",
    "KeySentence",
    "Known",
    "KnownOfficial",
    "Ledger",
    "LeftOut",
    "Minted",
    "NewerSchema",
    "NotFound",
    "NotRead",
    "NotSent",
    "Noted",
    "OfficialDecision",
    "OfficialMention",
    "OutOfTime",
    "Outlet",
    "OutletHealth",
    "PantauError",
    "Person",
    "PlaceMention",
    "Quote",
    "Reach",
    "Registry",
    "Request",
    "Ruling",
    "Run",
    "RunOutcome",
    "Seat",
    "Sentence",
    "Settled",
    "Sighting",
    "SourceState",
    "Story",
    "StoryReport",
    "StorySummary",
    "Subscriber",
    "Suppression",
    "SuppressionKind",
    "Theme",
    "ThemeScore",
    "Told",
    "Trend",
    "TrendKind",
    "TrendWhy",
    "Vector",
    "Verdict",
    "Waiting",
    "Watched",
    "Week",
    "Wishes",
    "article_id",
    "is_period",
    "story_id",
]
