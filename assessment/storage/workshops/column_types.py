"""Column types for the values of a workshop, as JSON in columns of text."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Dialect, Text

from assessment.domain.workshop.encoding import (
    Shown,
    read_agreed,
    read_plan,
    read_shown,
    write_agreed,
    write_plan,
    write_shown,
)
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.errors import AssessmentError
from assessment.storage.column_types import Guarded


class PlanText(Guarded[WorkshopPlan]):
    """A `WorkshopPlan`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: WorkshopPlan | None, _dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(write_plan(value))

    def process_result_value(self, value: Any, _dialect: Dialect) -> WorkshopPlan | None:
        return None if value is None else _sound(read_plan, value)


class ShownText(Guarded[Shown]):
    """What is shown at a reveal."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Shown | None, _dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(write_shown(value))

    def process_result_value(self, value: Any, _dialect: Dialect) -> Shown | None:
        return None if value is None else _sound(read_shown, value)


class AgreedText(Guarded[AgreedRating]):
    """An `AgreedRating`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: AgreedRating | None, _dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(write_agreed(value))

    def process_result_value(self, value: Any, _dialect: Dialect) -> AgreedRating | None:
        return None if value is None else _sound(read_agreed, value)


def _sound(read: Any, text: str) -> Any:
    """The value that a text holds. Raises ValueError, TypeError or LookupError for one that it can't hold."""
    try:
        return read(json.loads(text))
    except (AssessmentError, AttributeError) as error:
        raise ValueError from error
