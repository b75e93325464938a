"""Filtering long lists of responses by the name of a country or area."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.countries import country_name, unaccented
from assessment.language import gettext as _
from assessment.ui.choosing import search
from assessment.ui.lines import Line

FEW = 10
"""Lists up to this length need no search."""


def of_country(lines: Sequence[Line]) -> Sequence[Line]:
    """Draw a search field above a long list; returns what it finds."""
    if len(lines) <= FEW:
        return lines
    words = unaccented(search("country", _("Find a country or area"))).split()
    found = [line for line in lines if all(word in unaccented(country_name(line.response.country)) for word in words)]
    if not found:
        st.info(_("No chosen response is from a country or area with this name."))
    return found
