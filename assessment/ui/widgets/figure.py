"""A chart with its table behind one click: one of the two is drawn, whichever the person chose last for any figure."""

from __future__ import annotations

from collections.abc import Hashable
from enum import StrEnum

import streamlit as st
from markupsafe import Markup

from assessment.i18n import gettext as _
from assessment.ui.session import state
from assessment.ui.widgets.chart import Draw, show_chart


class View(StrEnum):
    """How a person looks at figures."""

    CHART = "chart"
    TABLE = "table"


FIGURES = "figures"
"""The name under which the view is remembered."""


def show_figure(name: str, title: str, table: Markup, chart: Draw, *arguments: Hashable) -> None:
    """The chart that a function makes of these arguments, or the table with the same figures."""
    view = state.chosen(FIGURES, View, View.CHART)
    key = f"figure-{name}"
    st.session_state[key] = view
    st.segmented_control(
        _("{title}: chart or table").format(title=title),
        list(View),
        format_func=_view_word,
        required=True,
        key=key,
        on_change=lambda: state.choose(FIGURES, st.session_state[key]),
        label_visibility="collapsed",
    )
    if view is View.TABLE:
        st.html(table)
    else:
        show_chart(chart, *arguments)


def _view_word(view: View) -> str:
    return _("Table") if view is View.TABLE else _("Chart")
