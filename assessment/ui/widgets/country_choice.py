"""Choosing a country or area by any of its names."""

from __future__ import annotations

import streamlit as st

from assessment.domain.countries import TYPED_LIMIT, country_name, find_countries
from assessment.i18n import gettext as _
from assessment.ui.text.escaping import escape_markdown

OFFERED = 8
"""Countries and areas that are listed at once."""


def ask_country(key: str, before: str | None = None) -> str | None:
    """The code of the country or area whose name is typed; of several, the one that is then chosen.

    `before` is the one that is shown at first; it may be an invented place, which no search finds.
    """
    # Streamlit's lists are searched by the letters of what they show, so “Ivory Coast” would find nothing there.
    typed = st.text_input(
        _("Country or area"),
        country_name(before) if before else "",
        max_chars=TYPED_LIMIT,
        placeholder=_("Type a name, or a part of it"),
        key=key,
        live=True,
        autocomplete="off",
    )
    text = (typed or "").strip()
    if before and text == country_name(before):
        return before
    found = find_countries(text)
    if len(found) == 1:
        st.markdown(f"✓ **{escape_markdown(country_name(found[0]))}**")
        return found[0]
    if not found:
        if text:
            st.caption(_("No country or area is found under this name. Try a part of it."))
        return None
    chosen: str | None = st.radio(
        _("Which one?"), found[:OFFERED], index=None, format_func=country_name, key=f"{key}-among-{text}"
    )
    if len(found) > OFFERED:
        st.caption(_("{shown} of {total} are listed. Type more of the name.").format(shown=OFFERED, total=len(found)))
    return chosen
