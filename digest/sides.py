"""The two sides of a pair of figures, as the ledger's disputes give them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from digest.figure_facts import Side, Source


def sides_of(row: Mapping[str, Any], sources: Mapping[str, Source]) -> tuple[Side, Side]:
    """Both sides of a row of ``ledger_disputes.disputes``, in its order. ``sources``: by article, those of both."""
    one, other = (
        Side(
            text=side["text"],
            reports=side["independent_reports"],
            sentence=side["sentence"] or "",
            start=side["start"],
            source=sources[side["article"]],
        )
        for side in row["sides"]
    )
    return one, other
