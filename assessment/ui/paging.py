"""Long lists a part at a time: a browser that is handed hundreds of items at once gives up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from assessment.language import gettext as _

Item = TypeVar("Item")


def part(items: Sequence[Item], size: int, key: str) -> tuple[int, Sequence[Item]]:
    """The part of a list that is to be shown, with the number of its first item; the choice of the part above it."""
    pages = -(-len(items) // size)
    if pages <= 1:
        return 1, items
    st.caption(_("{size} at a time; {total} in all.").format(size=size, total=len(items)))
    page = min(st.pagination(pages, key=key), pages)
    first = (page - 1) * size
    return first + 1, items[first : first + size]
