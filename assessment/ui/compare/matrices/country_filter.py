"""Filtering long lists of responses by the name of a country or area."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.domain.countries import country_name, sort_key
from assessment.i18n import gettext as _
from assessment.ui.compare.response_choices import ResponseChoice
from assessment.ui.widgets.choices import search_field

FEW = 10
"""Lists up to this length need no search."""


def filter_by_country(lines: Sequence[ResponseChoice]) -> Sequence[ResponseChoice]:
    """Draw a search field above a long list; returns what it finds."""
    if len(lines) <= FEW:
        return lines
    words = sort_key(search_field("country", _("Find a country or area"))).split()
    found = [line for line in lines if all(word in sort_key(country_name(line.response.country)) for word in words)]
    if not found:
        st.info(_("No chosen response is from a country or area with this name."))
    return found
