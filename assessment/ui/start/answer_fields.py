"""Single fields of an answer as text, to compare two versions of it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.domain.follow_up import FollowUp
from assessment.domain.model import Answer, Recommendation
from assessment.i18n import gettext as _
from assessment.interchange.fields import field_label
from assessment.labels.codes import cause_word, follow_up_word, none_of_these
from assessment.labels.formatting import date_text
from assessment.ui.text.respondent_text import show_respondent_text
from assessment.ui.widgets.components import rating_chip


def show_fields(item: Recommendation, record: Answer | FollowUp, fields: Sequence[str]) -> None:
    """Draw these fields of an answer or follow-up: a rating as a chip, the others with their names, even if empty."""
    if isinstance(record, FollowUp):
        texts = {field_label(field): _plan_text(record, field) for field in fields}
    else:
        if "rating" in fields:
            st.html(rating_chip(record.rating))
        texts = {field_label(field): _text(item, record, field) for field in fields if field != "rating"}
    show_respondent_text(texts, "")


def _plan_text(follow_up: FollowUp, field: str) -> str:
    value = getattr(follow_up, field)
    match field:
        case "status":
            text = follow_up_word(value)
        case "status_date" | "target_date":
            text = date_text(value) if value else ""
        case _:
            text = str(value)
    return text or _("(empty)")


def _text(item: Recommendation, answer: Answer, field: str) -> str:
    match field:
        case "measures":
            text = "; ".join(measure.text for measure in item.measures if measure.id in answer.ticked)
            text = none_of_these() if answer.measures == () else text
        case "cause":
            text = cause_word(answer.cause) if answer.cause else ""
        case "target_date":
            text = date_text(answer.target_date) if answer.target_date else ""
        case _:
            text = str(getattr(answer, field))
    return text or _("(empty)")
