"""The public shapes of ``annotate`` and ``extract``: records in, plain JSON values out.

Fields may be added here, never changed. Offsets are in characters of the given text, numbers are decimal
strings, what is not known is null.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from records import Annotation, Extracted, Figure, OfficialMention, Quote


def number(value: Decimal | None) -> str | None:
    """A decimal as a plain string without exponent or trailing zeros: 44420000000, 57.2, -3."""
    if value is None:
        return None
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def moment(value: datetime | None) -> str | None:
    """ISO 8601 with offset, or null."""
    return value.isoformat() if value else None


def annotation_row(annotation: Annotation, row_id: Any = None) -> dict[str, Any]:
    """What ``pantau annotate --json`` prints of one text."""
    sentences = {sentence.number: sentence.text for sentence in annotation.sentences}

    def official(item: OfficialMention) -> dict[str, Any]:
        row = asdict(item)
        row["sentence"] = sentences[item.sentence]
        row["confidence"] = round(item.confidence, 3)
        return row

    def figure(item: Figure) -> dict[str, Any]:
        row = asdict(item)
        row["sentence"] = sentences[item.sentence]
        row["from"], row["to"] = number(row.pop("from_value")), number(row.pop("to_value"))
        row.update({name: number(getattr(item, name)) for name in ("value", "low", "high")})
        row["confidence"] = round(item.confidence, 3)
        return row

    def quote(item: Quote) -> dict[str, Any]:
        return {**asdict(item), "sentence": sentences[item.sentence], "confidence": round(item.confidence, 3)}

    return {
        "id": row_id,
        "language": annotation.language,
        "entities": [
            {"label": item.label, "text": item.text, "start": item.start, "end": item.end}
            for item in annotation.entities
        ],
        "officials": [official(item) for item in annotation.officials],
        "places": [
            {
                "code": item.code,
                "name": item.name,
                "text": item.text,
                "start": item.start,
                "end": item.end,
                "confidence": round(item.confidence, 3),
                "sentence": sentences[item.sentence],
                "use": item.use,
                "found_by": item.found_by,
            }
            for item in annotation.places
        ],
        "figures": [figure(item) for item in annotation.figures],
        "quotes": [quote(item) for item in annotation.quotes],
    }


def extracted_row(path: str, extracted: Extracted) -> dict[str, Any]:
    """What ``pantau extract --json`` prints of one page. Of a refused page the body is empty."""
    return {
        "path": path,
        "url": extracted.canonical_url or extracted.url,
        "title": extracted.title,
        "authors": list(extracted.authors),
        "published": moment(extracted.published),
        "modified": moment(extracted.modified),
        "section": extracted.section,
        "language": extracted.language,
        "body": extracted.body,
        "paywalled": extracted.paywalled,
        "refused": extracted.refused,
        "reason": extracted.reason,
        "credited": list(extracted.credited),
        "agency": extracted.agency,
        "dateline": extracted.dateline,
        "dateline_day": extracted.dateline_day.isoformat() if extracted.dateline_day else None,
        "image": extracted.image,
        "evidence": {name: [said.source, said.sure] for name, said in extracted.evidence.items()},
        "missed": list(extracted.missed),
    }
