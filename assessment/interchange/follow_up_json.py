"""Follow-ups in a response as JSON: under `follow_up`, by recommendation (docs/response-format.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.domain.model import Catalogue
from assessment.interchange.json_values import date_text, read_date
from assessment.parsing.limits import TEXT_LIMIT, status_date_problem, target_date_problem
from assessment.parsing.validation import Node

_TEXTS = ("note", "responsible", "action")


def follow_up_data(follow_up: FollowUp) -> dict[str, Any]:
    """A follow-up as plain data; what is empty is left out, but not the status."""
    data = {
        "status": follow_up.status.value,
        "status_date": date_text(follow_up.status_date),
        "note": follow_up.note,
        "responsible": follow_up.responsible,
        "action": follow_up.action,
        "target_date": date_text(follow_up.target_date),
    }
    return {key: value for key, value in data.items() if value}


def read_follow_ups(part: Node, catalogue: Catalogue | None) -> Mapping[str, FollowUp]:
    """The follow-ups at a place in a file, in document order; none if there is nothing."""
    if catalogue is None or not part.is_given:
        return {}
    part.keys(optional=tuple(catalogue.by_id))
    return {item: _follow_up(part.part(item)) for item in catalogue.by_id if item in part.entries}


def _follow_up(part: Node) -> FollowUp:
    part.keys(optional=("status", "status_date", *_TEXTS, "target_date"))
    status = part.choice("status", FollowUpStatus, empty=True)
    return FollowUp(
        status=status or FollowUpStatus.NOT_STARTED,
        status_date=read_date(part, "status_date", status_date_problem),
        target_date=read_date(part, "target_date", target_date_problem),
        **{key: part.text(key, empty=True, free=True, limit=TEXT_LIMIT) for key in _TEXTS},
    )
