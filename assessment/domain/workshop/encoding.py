"""A workshop's values as plain ones that JSON can hold, and back: the same in a database and in a file.

Every `read_…` raises ValueError, TypeError or LookupError, or an AssessmentError of the value itself, for anything that
the `write_…` of the same name didn't write.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from assessment.domain.model import Rating, Round, Voice
from assessment.domain.scoring import Tally
from assessment.domain.workshop.consensus import Moved
from assessment.domain.workshop.disclosure import Figures, Withheld
from assessment.domain.workshop.model import AgreedRating, Breakdown
from assessment.domain.workshop.plan import WorkshopPlan

Shown = Figures | Withheld
"""What the room is shown at a reveal."""


def write_plan(plan: WorkshopPlan) -> dict[str, Any]:
    return {
        **asdict(plan),
        "round": {"label": plan.round.label, "date": plan.round.date and plan.round.date.isoformat()},
        "kept_until": plan.kept_until.isoformat(),
    }


def read_plan(said: Any) -> WorkshopPlan:
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
        }
    )


def write_shown(shown: Shown) -> dict[str, Any]:
    return {"withheld": shown.value} if isinstance(shown, Withheld) else asdict(shown)


def read_shown(said: Any) -> Shown:
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


def write_agreed(agreed: AgreedRating) -> dict[str, Any]:
    return asdict(agreed)


def read_agreed(said: Any) -> AgreedRating:
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
