"""Long lists a page at a time: a browser that has to draw hundreds of items at once gives up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from assessment.i18n import gettext as _
from assessment.ui.session import state

Item = TypeVar("Item")


def page_of(
    items: Sequence[Item], size: int, key: str, *, name: str | None = None, words: str | None = None
) -> tuple[int, Sequence[Item]]:
    """Draw the choice of a page; gives the number of the page's first item and the items.

    With a `name` the choice is remembered under it, in the address too. `words` replace “Showing 1–5 of 10”, with the
    same `{first}`, `{last}` and `{total}`.
    """
    pages = -(-len(items) // size)
    if pages <= 1:
        return 1, items
    caption = st.empty()
    page = min(st.pagination(pages, key=key) if name is None else _kept(pages, key, name), pages)
    first = (page - 1) * size + 1
    shown = items[first - 1 : first - 1 + size]
    words = words or _("Showing {first}–{last} of {total}")
    caption.caption(words.format(first=first, last=first - 1 + len(shown), total=len(items)))
    return first, shown


def _kept(pages: int, key: str, name: str) -> int:
    """The page that is remembered under a name; the first where the address names none that exists."""
    kept = state.chosen_text(name) or ""
    page = next((page for page in range(1, pages + 1) if str(page) == kept), 1)
    st.session_state[key] = page
    st.pagination(pages, key=key, on_change=lambda: state.choose(name, str(st.session_state[key])))
    return page
