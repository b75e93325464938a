"""A chart with its table behind one click: one of the two is drawn, whichever the person chose last for any figure.
Building a chart takes longer than all the rest of its page, so charts are cached."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

import streamlit as st
from markupsafe import Markup

from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.ui.session import state


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


class VegaLiteChart(Protocol):
    """A specification in Vega-Lite, as `charts` makes them."""

    def to_json(self, *, indent: None) -> str: ...


Draw = Callable[..., VegaLiteChart]


def show_chart(chart: Draw, *arguments: Hashable) -> None:
    """Show the chart that a function makes of these arguments, in its own colours and the page's width."""
    st.vega_lite_chart(json.loads(_specification(current_language(), chart, *arguments)), theme=None)


@lru_cache(maxsize=256)
def _specification(_language: str, chart: Draw, *arguments: Hashable) -> str:
    """A chart as JSON, in the current language."""
    return chart(*arguments).to_json(indent=None)
