"""Column types for the values of the model, the same in SQLite and PostgreSQL.

A disk can damage a single value. It is read as `Corrupted`, so that all others can still be read; it is refused only
where it would be used.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from typing import Any, TypeVar

from sqlalchemy import Boolean, Date, DateTime, Dialect, Integer, Row, Table, Text
from sqlalchemy.types import TypeDecorator

from assessment.codec import plain, restore
from assessment.domain.answer import Answer
from assessment.domain.follow_up import FollowUp
from assessment.domain.merging.imported_response import SubmissionVersion
from assessment.domain.workshop.disclosure import Figures, Shown, Withheld
from assessment.domain.workshop.model import AgreedRating, RemarkRule
from assessment.domain.workshop.plan import WorkshopPlan

_Kept = TypeVar("_Kept")


@dataclass(frozen=True, slots=True)
class Corrupted:
    """A value that isn't what was written."""

    value: object


def text_or_corrupted(value: bytes) -> str | Corrupted:
    """A text from SQLite, which stores any bytes."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return Corrupted(value)


AnyRow = Row[*tuple[Any, ...]]


def damaged_columns(row: AnyRow, table: Table) -> list[str]:
    """The names of the values in a row that can't be read, or that a table never leaves out."""
    required = _required(table)
    return [
        name
        for name, value in row._mapping.items()
        if isinstance(value, Corrupted) or (value is None and name in required)
    ]


@cache
def _required(table: Table) -> frozenset[str]:
    return frozenset(column.name for column in table.columns if not column.nullable)


class Words(TypeDecorator[str]):
    """Text that a database can store as it is."""

    impl = Text
    cache_ok = True

    def result_processor(self, _dialect: Dialect, _coltype: object) -> Callable[[Any], Any]:
        return lambda value: value if value is None or isinstance(value, str) else Corrupted(value)


class Id(Words):
    """An id, a hash or another name that isn't typed by people: it can be printed.

    Ids come from addresses too. Not every database can search for text that can't be printed, and nothing has such an
    id, so it is searched for as the empty id, which nothing has either.
    """

    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        return value if value is None or value.isprintable() else ""


class Code(TypeDecorator[StrEnum]):
    """One of some codes."""

    impl = Text
    cache_ok = True

    def __init__(self, codes: type[StrEnum]) -> None:
        super().__init__()
        self.codes = codes

    def process_bind_param(self, value: StrEnum | None, _dialect: Dialect) -> str | None:
        return None if value is None else self.codes(value).value

    def result_processor(self, _dialect: Dialect, _coltype: object) -> Callable[[Any], Any]:
        known: dict[object, StrEnum] = {code.value: code for code in self.codes}
        return lambda value: None if value is None else known.get(value) or Corrupted(value)


class Number(TypeDecorator[int]):
    """A whole number."""

    impl = Integer
    cache_ok = True

    def result_processor(self, _dialect: Dialect, _coltype: object) -> Callable[[Any], Any]:
        return lambda value: value if value is None or isinstance(value, int) else Corrupted(value)


class Flag(TypeDecorator[bool]):
    """Yes or no."""

    impl = Boolean
    cache_ok = True

    def result_processor(self, _dialect: Dialect, _coltype: object) -> Callable[[Any], Any]:
        # SQLite uses numbers, and SQLAlchemy would accept any other value too.
        return lambda value: value if value is None else bool(value) if value in (0, 1) else Corrupted(value)


class _Guarded(TypeDecorator[_Kept]):
    """A column whose values are `Corrupted` if reading them fails."""

    __abstract__ = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        process = super().result_processor(dialect, coltype)

        def guarded(value: Any) -> Any:
            try:
                return process(value) if process else value
            except (AttributeError, ValueError, TypeError, LookupError, RecursionError):
                return Corrupted(value)

        return guarded


class Day(_Guarded[dt.date]):
    """A date."""

    impl = Date
    cache_ok = True


class Instant(_Guarded[dt.datetime]):
    """A point in time, aware and in UTC. SQLite stores no time zone, so what it stores is UTC too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, _dialect: Dialect) -> dt.datetime | None:
        return None if value is None else value.astimezone(dt.UTC)

    def process_result_value(self, value: Any, _dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        instant: dt.datetime = value
        return instant.replace(tzinfo=dt.UTC) if instant.tzinfo is None else instant.astimezone(dt.UTC)


class Coded(_Guarded[Any]):
    """Records of one kind as JSON in a column of text, in which everything beyond ASCII is escaped.

    PostgreSQL refuses U+0000 in text, and no database accepts half a surrogate pair; both can be pasted into a text
    field. Escaped, every text is preserved exactly, whatever the server's encoding.
    """

    impl = Text
    cache_ok = True

    def __init__(
        self,
        kind: Any,
        write: Callable[[Any], Any] = plain,
        read: Callable[[Any], Any] | None = None,
    ) -> None:
        """`write` turns a record into plain data, and `read` back, where the codec alone doesn't."""
        super().__init__()
        self.kind, self.write, self.read = kind, write, read or partial(restore, kind)

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(self.write(value))

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        return None if value is None else self.read(json.loads(value))


def _write_state(state: tuple[SubmissionVersion, Mapping[str, Answer]]) -> dict[str, Any]:
    version, answers = state
    return {**plain(version), "said": plain(answers)}


def _read_state(data: Any) -> tuple[SubmissionVersion, Mapping[str, Answer]]:
    version = {name: value for name, value in data.items() if name != "said"}
    return restore(SubmissionVersion, version), {key: restore(Answer, answer) for key, answer in data["said"].items()}


_NOT_IN_FIRST_PLANS = {"remarks": RemarkRule.AT_REVEAL, "place": "", "minutes": {}, "days": []}
"""What plans say that said nothing of it: before there was a choice, the room saw remarks at the reveal."""


def _write_plan(plan: WorkshopPlan) -> dict[str, Any]:
    data = plain(plan)
    return {name: value for name, value in data.items() if value != _NOT_IN_FIRST_PLANS.get(name, ...)}


def _write_shown(shown: Shown) -> dict[str, Any]:
    return {"withheld": shown.value} if isinstance(shown, Withheld) else plain(shown)


def _read_shown(data: Any) -> Shown:
    return Withheld(data["withheld"]) if "withheld" in data else restore(Figures, data)


AnswerText = Coded(Answer)
FollowUpText = Coded(FollowUp)
TypedText = Coded(str)
"""Text that a person typed."""
JsonList = Coded(tuple[str, ...])
"""Names that people gave, such as file names."""
StateText = Coded(tuple, _write_state, _read_state)
"""A state of a submission and its answers."""
PlanText = Coded(WorkshopPlan, _write_plan, lambda data: restore(WorkshopPlan, {**plain(_NOT_IN_FIRST_PLANS), **data}))
ShownText = Coded((Figures, Withheld), _write_shown, _read_shown)
AgreedText = Coded(AgreedRating)
