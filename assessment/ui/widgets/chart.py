"""Charts on a page. Building one takes longer than all the rest of its page, so charts are cached."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Protocol

import streamlit as st

from assessment.i18n import current_language


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
