"""The keys of a page: what each does, and the switch that turns them off, which the browser remembers (keys.js)."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assessment.i18n import gettext as _
from assessment.ui.text.html import html


def offer_keys(keys: Mapping[str, str]) -> None:
    """Let these keys work while nobody is typing.

    A key presses the button whose own key begins with `key-`, that letter and a hyphen, unless a script of the page
    takes it.
    """
    st.html(
        html("keys", summary=_("Keys"), keys=keys.items(), switch=_("Use these keys while I’m not typing")),
        width="content",
    )
