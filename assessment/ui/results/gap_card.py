"""One gap: what is recommended, which measures are not ticked, and what the respondent wrote."""

from __future__ import annotations

import streamlit as st

from assessment.domain.follow_up import FollowUp, first_follow_up
from assessment.domain.gaps import Gap
from assessment.domain.model import Answer, Catalogue
from assessment.i18n import gettext as _
from assessment.labels.formatting import date_text, mandate_count_text
from assessment.ui.text.escaping import escape_html, escape_markdown
from assessment.ui.text.html import html
from assessment.ui.text.respondent_text import show_respondent_text
from assessment.ui.widgets.components import item_flags, quotation, rating_chip


def gap_card(catalogue: Catalogue, gap: Gap, follow_up: FollowUp) -> None:
    """The gap as it was answered; what its follow-up still says in the same words is left to the follow-up."""
    item, answer = gap.recommendation, gap.answer
    st.html(item_flags(item.id, item.red_line, mandate_count_text(gap.asked_by)))
    theme = escape_html(catalogue.theme_by_id[item.theme].name)
    st.html(html("gap", chip=rating_chip(answer.rating), words=_("Theme: {theme}"), theme=theme))
    quotation(item)
    if not_ticked := _not_ticked(gap):
        st.markdown(not_ticked)
    _typed(answer, follow_up)


def _not_ticked(gap: Gap) -> str:
    if not gap.recommendation.measures:
        return ""
    if not gap.not_ticked:
        return _("Every measure is ticked as in place, and yet it is rated a gap.")
    measures = "\n".join(f"- {escape_markdown(text)}" for text in gap.not_ticked)
    return f"{_about_measures(gap.answer)}\n\n{measures}"


def _about_measures(answer: Answer) -> str:
    if answer.measures is None:
        return _("**Measures** (not recorded which of them are in place):")
    return _("**Measures not ticked:**") if answer.measures else _("**Measures, none of which is in place:**")


def _typed(answer: Answer, follow_up: FollowUp) -> None:
    first, planned = first_follow_up(answer), []
    if first.responsible != follow_up.responsible:
        planned.append((_("Responsible body"), first.responsible))
    if first.action != follow_up.action:
        planned.append((_("Next action"), first.action))
    if first.target_date and first.target_date != follow_up.target_date:
        planned.append((_("Target date"), date_text(first.target_date)))
    texts = {
        _("Evidence"): answer.evidence or ("" if answer.evidence_url else _("none given")),
        _("Law or policy"): answer.law_reference,
        **dict(planned),
        _("Comment"): answer.comment,
    }
    show_respondent_text(texts, answer.evidence_url)
