"""The floor of the page “Rate”: the same widgets for the same recommendations, and nothing else."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assessment.catalogues import load_catalogue
from assessment.domain.answer import Rating
from assessment.domain.catalogue import Recommendation
from assessment.labels.codes import rating_label

CATALOGUE = Path(__file__).parents[2] / "data" / "catalogues" / "gcm-10.yaml"
LABELS = [rating_label(rating) for rating in Rating]


@st.cache_resource
def recommendations() -> tuple[Recommendation, ...]:
    catalogue = load_catalogue(CATALOGUE)
    return catalogue.by_theme[catalogue.themes[0].id]


def answered() -> None:
    """Where the real page saves."""


@st.fragment
def widgets(item: Recommendation) -> None:
    with st.container(border=True):
        st.segmented_control(item.id, LABELS, key=f"{item.id}:rating:", on_change=answered)
        for number, measure in enumerate(item.measures):
            st.checkbox(measure.text, key=f"{item.id}:measure:{number}", on_change=answered)
        st.expander("Evidence", key=f"{item.id}:details", on_change="rerun")


for recommendation in recommendations():
    widgets(recommendation)
