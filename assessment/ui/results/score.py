"""The overall score with its count and band, and what they mean."""

from __future__ import annotations

import streamlit as st

from assessment.domain.model import Catalogue, Response
from assessment.domain.scoring import Grouping, Tally, tally_by, theme_weighted_if_different
from assessment.i18n import gettext as _
from assessment.labels.formatting import band, percent, rated_count_text, score_text
from assessment.reports.method_text import about_weighted_overall
from assessment.ui.text.html import html


def overall_score(catalogue: Catalogue, response: Response, whole: Tally, threshold: float) -> None:
    st.header(_("Score"), anchor="score")
    limits, score = _("band {band}").format(band=band(whole)), score_text(whole, threshold)
    st.html(html("overall", name=_("Overall"), score=score, rated=rated_count_text(whole), band=limits))
    weighted = theme_weighted_if_different(whole, tally_by(catalogue, response, Grouping.THEME), threshold)
    if weighted is not None:
        st.markdown(about_weighted_overall(f"**{percent(weighted)}**"))
    st.markdown(
        _(
            "The band is the range of possible scores: from every unknown turning out absent to every unknown turning "
            "out implemented. An implemented recommendation counts 1, a partial one ½, an absent one 0; the score is "
            "their share of what is rated. Where less than {threshold} of the applicable recommendations are rated, "
            "“insufficient data” is shown instead."
        ).format(threshold=percent(100 * threshold))
    )
