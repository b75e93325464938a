"""Column types for the values of the model, the same in SQLite and PostgreSQL.

A disk can damage a single value. It is read as `Corrupted`, so that all others can still be read; it is refused only
where it would be used.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar

from sqlalchemy import Boolean, Date, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from assessment.domain.fields import Field, Kind
from assessment.domain.follow_up import FOLLOW_UP_FIELDS, FollowUp
from assessment.domain.merging.imported_response import SubmissionVersion
from assessment.domain.model import ANSWER_FIELDS, Answer

_DEFAULTS = {field.name: field.default for field in fields(Answer)}
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


class Guarded(TypeDecorator[_Kept]):
    """A column whose unreadable values are `Corrupted`."""

    __abstract__ = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        process = super().result_processor(dialect, coltype)

        def guarded(value: Any) -> Any:
            try:
                return process(value) if process else value
            except (ValueError, TypeError, LookupError, RecursionError):
                return Corrupted(value)

        return guarded


def answer_to_text(answer: Answer) -> str:
    """An answer as JSON, without empty fields and with everything beyond ASCII escaped (see `Words`)."""
    return json.dumps(_said(answer), default=dt.date.isoformat)


def answer_from_text(text: str) -> Answer:
    """The answer that `answer_to_text` wrote. Raises ValueError or TypeError for any other text."""
    return _answer(json.loads(text))


def _said(answer: Answer) -> dict[str, Any]:
    return {name: getattr(answer, name) for name, default in _DEFAULTS.items() if getattr(answer, name) != default}


def _answer(said: Any) -> Answer:
    if not isinstance(said, dict) or not all(
        isinstance(value, list if name == "measures" else str) for name, value in said.items()
    ):
        raise TypeError
    return Answer(**_values(ANSWER_FIELDS, said))


def _values(fields: Iterable[Field], said: Mapping[str, Any]) -> dict[str, Any]:
    """The values of fields from plain data. Raises ValueError or TypeError."""
    found = dict(said)
    for field in fields:
        if field.name not in found:
            continue
        if field.codes:
            found[field.name] = field.codes(found[field.name])
        elif field.kind is Kind.DAY:
            found[field.name] = dt.date.fromisoformat(found[field.name])
        elif field.kind is Kind.MEASURES:
            found[field.name] = _strings(found[field.name])
    return found


def _strings(found: Any) -> tuple[str, ...]:
    """A list of texts. Raises TypeError for anything else."""
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise TypeError
    return tuple(found)


class AnswerText(Guarded[Answer]):
    """An `Answer`, as JSON in a column of text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Answer | None, _dialect: Dialect) -> str | None:
        return None if value is None else answer_to_text(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> Answer | None:
        return None if value is None else answer_from_text(value)


class FollowUpText(Guarded[FollowUp]):
    """A `FollowUp`, as JSON in a column of text, without empty fields."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: FollowUp | None, _dialect: Dialect) -> str | None:
        if value is None:
            return None
        said = {field.name: held for field in FOLLOW_UP_FIELDS if (held := getattr(value, field.name))}
        return json.dumps(said, default=dt.date.isoformat)

    def process_result_value(self, value: Any, _dialect: Dialect) -> FollowUp | None:
        if value is None:
            return None
        said = json.loads(value)
        _strings(list(said.values()))
        return FollowUp(**_values(FOLLOW_UP_FIELDS, {"status": None, **said}))


class StateText(Guarded[tuple[SubmissionVersion, Mapping[str, Answer]]]):
    """A state of a submission and its answers, as JSON in a column of text."""

    impl = Text
    cache_ok = True

    def process_bind_param(
        self, value: tuple[SubmissionVersion, Mapping[str, Answer]] | None, _dialect: Dialect
    ) -> str | None:
        if value is None:
            return None
        edition, said = value
        data = {**asdict(edition), "said": {key: _said(answer) for key, answer in said.items()}}
        return json.dumps(data, default=dt.date.isoformat)

    def process_result_value(
        self, value: Any, _dialect: Dialect
    ) -> tuple[SubmissionVersion, Mapping[str, Answer]] | None:
        if value is None:
            return None
        data = json.loads(value)
        if not isinstance(data, dict) or not isinstance(said := data.pop("said"), dict):
            raise TypeError
        edition = SubmissionVersion(**data)
        if not isinstance(edition.edits, int | None) or not all(
            isinstance(each, str) for each in (edition.id, edition.replaces)
        ):
            raise TypeError
        return edition, {key: _answer(answer) for key, answer in said.items()}


class TypedText(Guarded[str]):
    """Text that a person typed, as a JSON string.

    PostgreSQL refuses U+0000 in text, and no database accepts half a surrogate pair; both can be pasted into a text
    field. Escaped to ASCII, every text is preserved exactly, whatever the server's encoding.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> str | None:
        return None if value is None else _strings([json.loads(value)])[0]


class JsonList(Guarded[tuple[str, ...]]):
    """Names that people gave, such as file names, as a JSON list; escaped like `Words`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, _dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else _strings(json.loads(value))


class Instant(Guarded[dt.datetime]):
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


class Day(Guarded[dt.date]):
    """A date."""

    impl = Date
    cache_ok = True


class Flag(Guarded[bool]):
    """Yes or no."""

    impl = Boolean
    cache_ok = True

    def result_processor(self, _dialect: Dialect, _coltype: object) -> Callable[[Any], Any]:
        # SQLite uses numbers, and SQLAlchemy would accept any other value too.
        return lambda value: value if value is None else bool(value) if value in (0, 1) else Corrupted(value)
