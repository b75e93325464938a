"""What “Results” says of the workshop that agreed on the ratings, where there was one."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assessment.domain.model import Assessment
from assessment.domain.workshop.outcome import WorkshopOutcome
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.workshops import agreed_spread_text
from assessment.reports.method_text import about_spread
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_markdown


def tell_workshop(assessment: Assessment) -> Mapping[str, str]:
    """Say which ratings a workshop agreed on, and what it parked; returns the spread of each agreed rating, as in
    reports."""
    workshop = state.facilitation().outcome_of(assessment.id)
    if workshop is None:
        return {}
    total = sum(answer.rating is not None for answer in assessment.response.answers.values())
    words = ngettext(
        "{n} of {total} rating was agreed in the workshop “{title}”.",
        "{n} of {total} ratings were agreed in the workshop “{title}”.",
        total,
    )
    whose = words.format(n=_agreed(workshop), total=total, title=escape_markdown(workshop.plan.title))
    st.markdown(f"{whose} {about_spread()}")
    if parked := [each.recommendation.id for each in workshop.outcomes if each.is_parked]:
        st.markdown(_("Parked, without an agreed rating: {ids}.").format(ids=", ".join(map(escape_markdown, parked))))
    st.page_link("method/page.py", label=_("How votes are read: Method"))
    return _spreads(workshop)


def _agreed(workshop: WorkshopOutcome) -> int:
    """How many ratings of the agreed response are still those that the room agreed on."""
    return sum(
        each.is_agreed and each.agreed is not None and each.agreed.rating is each.answer.rating
        for each in workshop.outcomes
    )


def _spreads(workshop: WorkshopOutcome) -> dict[str, str]:
    return {
        each.recommendation.id: spread
        for each in workshop.outcomes
        if each.spread is not None and (spread := agreed_spread_text(each))
    }
