"""Parts of a page that are drawn only once a person opens them, so that they cost nothing before."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

import streamlit as st

from assessment.ui.session import state

Arguments = ParamSpec("Arguments")


def fold_key(name: str) -> str:
    """The key under which a session knows whether a part is open."""
    return f"fold-{name}"


@state.fragment
def fold(
    name: str, label: str, draw: Callable[Arguments, None], *arguments: Arguments.args, **named: Arguments.kwargs
) -> None:
    """A part under a label; `draw` draws it with these arguments while it is open."""
    part = st.expander(label, key=fold_key(name), on_change="rerun")
    if part.open:
        with part:
            draw(*arguments, **named)
