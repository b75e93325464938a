"""Long lists a part at a time: a browser that is handed hundreds of items at once gives up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from assessment.language import gettext as _
from assessment.ui import state

Item = TypeVar("Item")


def part(
    items: Sequence[Item], size: int, key: str, *, name: str | None = None, words: str | None = None
) -> tuple[int, Sequence[Item]]:
    """The part of a list that is to be shown, with the number of its first item; the choice of the part above it.

    With a `name` the choice is kept under it, in the address too. `words` say what is shown: `{size}` of `{total}`.
    """
    pages = -(-len(items) // size)
    if pages <= 1:
        return 1, items
    st.caption((words or _("{size} at a time; {total} in all.")).format(size=size, total=len(items)))
    page = min(st.pagination(pages, key=key) if name is None else _kept(pages, key, name), pages)
    first = (page - 1) * size
    return first + 1, items[first : first + size]


def _kept(pages: int, key: str, name: str) -> int:
    """The page that is kept under a name; an address that somebody wrote may name none."""
    kept = state.chosen_text(name) or ""
    page = next((page for page in range(1, pages + 1) if str(page) == kept), 1)
    st.session_state[key] = page
    st.pagination(pages, key=key, on_change=lambda: state.choose(name, str(st.session_state[key])))
    return page
