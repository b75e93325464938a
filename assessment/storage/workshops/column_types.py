"""Column types for the values of a workshop, as JSON in columns of text.

Every `_read_…` raises ValueError, TypeError or LookupError, or an AssessmentError of the value itself, for anything
that the `_write_…` of the same name didn't write.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import Dialect, Text

from assessment.domain.model import Rating, Round, Voice
from assessment.domain.scoring import Tally
from assessment.domain.workshop.consensus import Moved
from assessment.domain.workshop.disclosure import Figures, Shown, Withheld
from assessment.domain.workshop.model import AgreedRating, Breakdown, RemarkRule
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.errors import AssessmentError
from assessment.storage.column_types import Guarded


class PlanText(Guarded[WorkshopPlan]):
    """A `WorkshopPlan`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: WorkshopPlan | None, _dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(_write_plan(value))

    def process_result_value(self, value: Any, _dialect: Dialect) -> WorkshopPlan | None:
        return None if value is None else _sound(_read_plan, value)


class ShownText(Guarded[Shown]):
    """What is shown at a reveal."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Shown | None, _dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(_write_shown(value))

    def process_result_value(self, value: Any, _dialect: Dialect) -> Shown | None:
        return None if value is None else _sound(_read_shown, value)


class AgreedText(Guarded[AgreedRating]):
    """An `AgreedRating`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: AgreedRating | None, _dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(_write_agreed(value))

    def process_result_value(self, value: Any, _dialect: Dialect) -> AgreedRating | None:
        return None if value is None else _sound(_read_agreed, value)


def _sound(read: Any, text: str) -> Any:
    """The value that a text holds. Raises ValueError, TypeError or LookupError for one that it can't hold."""
    try:
        return read(json.loads(text))
    except (AssessmentError, AttributeError) as error:
        raise ValueError from error


def _write_plan(plan: WorkshopPlan) -> dict[str, Any]:
    return {
        **asdict(plan),
        "round": {"label": plan.round.label, "date": plan.round.date and plan.round.date.isoformat()},
        "kept_until": plan.kept_until.isoformat(),
        "days": [day.isoformat() for day in plan.days],
    }


def _read_plan(said: Any) -> WorkshopPlan:
    in_round, date = said["round"], said["round"]["date"]
    return WorkshopPlan(
        **{
            **said,
            "round": Round(_text(in_round["label"]), None if date is None else dt.date.fromisoformat(date)),
            "kept_until": dt.date.fromisoformat(said["kept_until"]),
            "voice": Voice(said["voice"]),
            "voices": tuple(map(Voice, _list(said["voices"]))),
            "breakdown": Breakdown(said["breakdown"]),
            "recommendations": tuple(map(_text, _list(said["recommendations"]))),
            "tables": tuple(map(_text, _list(said["tables"]))),
            "title": _text(said["title"]),
            "country": _text(said["country"]),
            "organisation": _text(said["organisation"]),
            "anonymous": _flag(said["anonymous"]),
            "reveals_itself": _flag(said["reveals_itself"]),
            # Before there was a choice, the room saw remarks at the reveal.
            "remarks": RemarkRule(said.get("remarks", RemarkRule.AT_REVEAL)),
            "place": _text(said.get("place", "")),
            # Plans had neither days nor minutes at first.
            "days": tuple(map(dt.date.fromisoformat, _list(said.get("days", [])))),
            "minutes": {_text(each): _count(minutes) for each, minutes in said.get("minutes", {}).items()},
        }
    )


def _write_shown(shown: Shown) -> dict[str, Any]:
    return {"withheld": shown.value} if isinstance(shown, Withheld) else asdict(shown)


def _read_shown(said: Any) -> Shown:
    if "withheld" in said:
        return Withheld(said["withheld"])
    return Figures(
        vote=_count(said["vote"]),
        together=_tally(said["together"]),
        parts={_text(part): _tally(tally) for part, tally in said["parts"].items()},
        others=None if said["others"] is None else _tally(said["others"]),
        remarks=tuple(map(_text, said["remarks"])),
        moved=None if said["moved"] is None else Moved(**{name: _count(n) for name, n in said["moved"].items()}),
    )


def _write_agreed(agreed: AgreedRating) -> dict[str, Any]:
    return asdict(agreed)


def _read_agreed(said: Any) -> AgreedRating:
    texts = {name: _text(value) for name, value in said.items() if name != "rating"}
    return AgreedRating(Rating(said["rating"]), **texts)


def _tally(said: Any) -> Tally:
    return Tally(**{name: _count(count) for name, count in said.items()})


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _list(value: Any) -> list[Any]:
    # A text is one of characters, too.
    if not isinstance(value, list):
        raise TypeError
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError
    return value
