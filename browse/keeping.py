"""Answers that are kept until anything is written to the database.

Some questions of the desk count what a whole week or a whole theme has: at a million articles that takes up to a
third of a second, and between two crawls the answer does not change. Must not know what is asked, nor any page.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from store.desk import data_version

MOST = 200  # answers kept for each connection; the one asked for longest ago goes first

Answer = TypeVar("Answer")


@dataclass(slots=True)
class _Answers:
    connection: sqlite3.Connection
    version: int
    known: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)


# A version can be compared within one connection only, and each thread of an instance has its own.
_answers: WeakKeyDictionary[Any, dict[int, _Answers]] = WeakKeyDictionary()


def kept(
    datasette: Any,
    connection: sqlite3.Connection,
    name: Hashable,
    question: Callable[[sqlite3.Connection], Answer],
) -> Answer:
    """The answer to a named question: that of the last time, if nothing was written since, else a new one.

    Called within the transaction in which ``question`` reads, so that the answer is of that very state. A question
    that fails or is interrupted keeps nothing; what was answered before it in the same transaction stays.
    """
    version = data_version(connection)
    mine = _answers.setdefault(datasette, {})
    answers = mine.get(threading.get_ident())
    if answers is None or answers.connection is not connection or answers.version != version:
        answers = mine[threading.get_ident()] = _Answers(connection, version)
    if name not in answers.known:
        answers.known[name] = question(connection)
        if len(answers.known) > MOST:
            answers.known.popitem(last=False)
    answers.known.move_to_end(name)
    answer: Answer = deepcopy(answers.known[name])  # pages add to what they are given
    return answer
