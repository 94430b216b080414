"""The frozen dataclasses that everything in Pantau speaks in.

A leaf: this package imports nothing of ours, knows no SQL, no HTML and no model. Text offsets are in
characters of the article's body (Python string indices, end exclusive); times are aware UTC datetimes
unless a name says otherwise; values are exact decimals. What is not known is None, never a guess.
"""

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
    article_id,
)
from records.delivery import Correction, Delivery, DeliveryStatus, Digest, Subscriber
from records.emergent import EmergentTheme
from records.errors import (
    BadInput,
    BadOutlet,
    BadWeights,
    Busy,
    NewerSchema,
    NotFound,
    PantauError,
)
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
from records.story import (
    CopyDecision,
    JoinDecision,
    Story,
    Theme,
    ThemeScore,
    Vector,
)
from records.trend import LeftOut, Trend, TrendKind, TrendWhy, Verdict
from records.week import Week

__all__ = [
    "ENTITY_LABELS",
    "Annotation",
    "Article",
    "BadInput",
    "BadOutlet",
    "BadWeights",
    "Busy",
    "Claim",
    "CopyDecision",
    "Correction",
    "Delivery",
    "DeliveryStatus",
    "Digest",
    "Dispute",
    "Doubt",
    "EmergentTheme",
    "Entity",
    "Entry",
    "Evidence",
    "Extracted",
    "Fetch",
    "FetchStatus",
    "Figure",
    "HealthState",
    "Held",
    "JoinDecision",
    "KnownOfficial",
    "Ledger",
    "LeftOut",
    "Minted",
    "NewerSchema",
    "NotFound",
    "OfficialDecision",
    "OfficialMention",
    "Outlet",
    "OutletHealth",
    "PantauError",
    "Person",
    "PlaceMention",
    "Quote",
    "Registry",
    "Ruling",
    "Run",
    "Seat",
    "Sentence",
    "Settled",
    "Sighting",
    "Story",
    "Subscriber",
    "Theme",
    "ThemeScore",
    "Told",
    "Trend",
    "TrendKind",
    "TrendWhy",
    "Vector",
    "Verdict",
    "Week",
    "article_id",
    "is_period",
]
