"""Single fields of an answer as text, to compare two versions of it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.domain.model import Answer, Recommendation
from assessment.i18n import gettext as _
from assessment.interchange.fields import field_label
from assessment.labels.codes import cause_word, none_of_these
from assessment.labels.formatting import date_text
from assessment.ui.text.respondent_text import show_respondent_text
from assessment.ui.widgets.components import rating_chip


def show_fields(item: Recommendation, answer: Answer, fields: Sequence[str]) -> None:
    """Draw these fields of an answer: the rating as a chip, the others with their names, even if empty."""
    if "rating" in fields:
        st.html(rating_chip(answer.rating))
    show_respondent_text({field_label(field): _text(item, answer, field) for field in fields if field != "rating"}, "")


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
