"""The widget for a field of an answer or a follow-up, by what may stand in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from assessment.domain.fields import Field, Kind
from assessment.i18n import gettext as _
from assessment.labels.codes import code_word
from assessment.parsing.limits import FIRST_DAY, LAST_DAY


def ask_field(
    field: Field,
    stored: Any,
    *,
    key: str,
    on_change: Callable[..., None],
    args: tuple[object, ...],
    locked: bool = False,
) -> None:
    """Ask for a field by the widget with this key, which calls `on_change` with `args`.

    What an earlier version `stored` may be beyond what is allowed now, and is shown nevertheless.
    """
    widget: dict[str, Any] = {"key": key, "on_change": on_change, "args": args, "disabled": locked}
    match field.kind:
        case Kind.CODE:
            index = None if field.is_optional else 0
            words = _("Choose")
            st.selectbox(
                field.question, list(field.codes or ()), index, format_func=code_word, placeholder=words, **widget
            )
        case Kind.DAY:
            day = stored or FIRST_DAY
            first, last = min(FIRST_DAY, day), max(LAST_DAY, day)
            st.date_input(field.question, None, first, last, format="YYYY-MM-DD", **widget)
        case Kind.PASSAGE:
            st.text_area(field.question, max_chars=max(field.limit, len(stored)), **widget)
        case _:
            st.text_input(field.question, max_chars=max(field.limit, len(stored)), **widget)


def field_value(field: Field, value: Any) -> Any:
    """What a field's widget says, as the field's own type."""
    match field.kind:
        case Kind.CODE if field.codes:
            return None if value is None else field.codes(str(value))
        case Kind.DAY:
            return value
        case _:
            return value or ""
