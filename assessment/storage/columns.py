"""How values of the field stand in a column, alike in SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from assessment.incoming import Edition
from assessment.model import Answer, Cause, Rating

_DEFAULTS = {field.name: field.default for field in fields(Answer)}


def answer_to_text(answer: Answer) -> str:
    """An answer as JSON without what it doesn't say. Everything beyond ASCII is escaped (see `Words`)."""
    return json.dumps(_said(answer), default=dt.date.isoformat)


def answer_from_text(text: str) -> Answer:
    """The answer that `answer_to_text` wrote. Raises ValueError or TypeError for any other text."""
    return _answer(json.loads(text))


def _said(answer: Answer) -> dict[str, Any]:
    return {name: getattr(answer, name) for name, default in _DEFAULTS.items() if getattr(answer, name) != default}


def _answer(said: dict[str, Any]) -> Answer:
    if "rating" in said:
        said["rating"] = Rating(said["rating"])
    if "measures" in said:
        said["measures"] = tuple(said["measures"])
    if "target_date" in said:
        said["target_date"] = dt.date.fromisoformat(said["target_date"])
    if "cause" in said:
        said["cause"] = Cause(said["cause"])
    return Answer(**said)


class AnswerText(TypeDecorator[Answer]):
    """An `Answer`, as JSON in a column of text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Answer | None, _dialect: Dialect) -> str | None:
        return None if value is None else answer_to_text(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> Answer | None:
        return None if value is None else answer_from_text(value)


class StateText(TypeDecorator[tuple[Edition, Mapping[str, Answer]]]):
    """A state of a submission and what it says, as JSON in a column of text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Edition, Mapping[str, Answer]] | None, _dialect: Dialect) -> str | None:
        if value is None:
            return None
        edition, said = value
        data = {**edition._asdict(), "said": {key: _said(answer) for key, answer in said.items()}}
        return json.dumps(data, default=dt.date.isoformat)

    def process_result_value(self, value: Any, _dialect: Dialect) -> tuple[Edition, Mapping[str, Answer]] | None:
        if value is None:
            return None
        data: dict[str, Any] = json.loads(value)
        said = {key: _answer(answer) for key, answer in data.pop("said").items()}
        return Edition(**data), said


class Words(TypeDecorator[str]):
    """Text that a person typed, as a JSON string.

    PostgreSQL refuses U+0000 in a text, and no database takes half a surrogate pair; both can be pasted into a text
    field. Escaped to ASCII, every text comes back to the character, whatever the encoding of the server is.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> str | None:
        return None if value is None else str(json.loads(value))


class Names(TypeDecorator[tuple[str, ...]]):
    """Names that people gave, of files say, as a JSON list; escaped as `Words` are."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, _dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(map(str, json.loads(value)))


class Instant(TypeDecorator[dt.datetime]):
    """A point in time, aware and in UTC on our side. SQLite keeps no time zone, so what it keeps is UTC too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, _dialect: Dialect) -> dt.datetime | None:
        return None if value is None else value.astimezone(dt.UTC)

    def process_result_value(self, value: Any, _dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        instant: dt.datetime = value
        return instant.replace(tzinfo=dt.UTC) if instant.tzinfo is None else instant.astimezone(dt.UTC)
