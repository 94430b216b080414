"""What a command says while it works, as lines for a person or as one JSON object a line for a machine.

The objects follow the log data model of OpenTelemetry (opentelemetry.io/docs/specs/otel/logs/data-model): a collector
takes them as they are. A run is a trace, each of its steps a span of it. Knows no command; without ``json`` it only
carries what Python's logging says to standard error.
"""

from __future__ import annotations

import json
import logging
import secrets
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

Format = Literal["text", "json"]
#: Numbers of the data model for the levels of logging.
SEVERITY = {"DEBUG": 5, "INFO": 9, "WARNING": 13, "ERROR": 17, "CRITICAL": 21}
NAME = "pantau"
_NONE: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class Span:
    """Where in a run something is said: ids in hex as W3C Trace Context has them, 32 and 16 digits."""

    trace_id: str
    span_id: str


_span: ContextVar[Span | None] = ContextVar("span", default=None)
_structured = False
_by_hand = False


def use(form: Format, *, by_hand: bool = False) -> None:
    """How lines are written from now on: to standard error, those of libraries too, so that nothing escapes the form.
    As text they are left to logging itself, which says warnings and errors. What was asked for ``by_hand``, on the
    command line, is not changed by the settings."""
    global _structured, _by_hand
    if _by_hand and not by_hand:
        return
    _by_hand = by_hand
    _structured = form == "json"
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if isinstance(handler.formatter, JsonLines)]:
        root.removeHandler(old)
    if _structured:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        root.addHandler(handler)
        logging.getLogger(NAME).setLevel(logging.INFO)


def structured() -> bool:
    return _structured


@contextmanager
def span() -> Iterator[Span]:
    """A piece of work: what is said within carries its ids; the outermost begins a trace."""
    above = _span.get()
    here = Span(above.trace_id if above else secrets.token_hex(16), secrets.token_hex(8))
    token = _span.set(here)
    try:
        yield here
    finally:
        _span.reset(token)


def event(
    text: str,
    level: int = logging.INFO,
    attributes: Mapping[str, object] = _NONE,
    *,
    error: BaseException | None = None,
) -> None:
    """Says something about the work itself to a machine; to a person only an ``error``, with where it came from:
    everything else is said to people in words of its own."""
    if _structured or error is not None:
        logging.getLogger(NAME).log(level, text, exc_info=error, extra={"attributes": dict(attributes)})


class JsonLines(logging.Formatter):
    """A record as one line: timestamp, severity, body, attributes, resource, and the ids of the span it was said in."""

    def format(self, record: logging.LogRecord) -> str:
        here = _span.get()
        row: dict[str, Any] = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="microseconds"),
            "severity_text": record.levelname,
            "severity_number": SEVERITY.get(record.levelname, record.levelno),
            "body": record.getMessage(),
            "attributes": {"log.logger": record.name} | _attributes(record),
            "resource": {"service.name": "pantau", "process.pid": record.process},
        }
        if here is not None:
            row |= {"trace_id": here.trace_id, "span_id": here.span_id, "trace_flags": 1}
        return json.dumps(row, ensure_ascii=False, default=str)


def _attributes(record: logging.LogRecord) -> dict[str, Any]:
    found = dict(getattr(record, "attributes", {}))
    if record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        found |= {
            "exception.type": type(error).__name__,
            "exception.message": str(error),
            "exception.stacktrace": "".join(traceback.format_exception(error)),
        }
    return found
