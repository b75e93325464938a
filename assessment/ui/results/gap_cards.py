"""The gaps, one card each: what is recommended, what is missing, and what the respondent wrote."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assessment.domain.gaps import Gap, gaps
from assessment.domain.model import Answer, Catalogue, Response
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.formatting import date_text, mandate_count_text
from assessment.reports.method_text import about_gap_order
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_html, escape_markdown
from assessment.ui.text.html import html
from assessment.ui.text.respondent_text import show_respondent_text
from assessment.ui.widgets.components import item_flags, quotation, rating_chip
from assessment.ui.widgets.paging import page_of

GAPS_SHOWN = 10


def gap_list(catalogue: Catalogue, response: Response, spreads: Mapping[str, str]) -> None:
    """Every gap in the method's order, the leading ones first; `spreads` are those of a workshop, if there was one."""
    st.header(_("Gaps"), anchor="gaps")
    found = gaps(catalogue, response)
    if not found:
        st.markdown(_("No recommendation is rated absent or partial."))
        return
    st.markdown(
        ngettext(
            "**{n}** recommendation is rated absent or partial.",
            "**{n}** recommendations are rated absent or partial.",
            len(found),
        ).format(n=len(found))
        + " "
        + about_gap_order()
    )
    _gap_cards(catalogue, found, spreads)


@state.fragment
def _gap_cards(catalogue: Catalogue, found: list[Gap], spreads: Mapping[str, str]) -> None:
    first, shown = page_of(found, GAPS_SHOWN, "gaps")
    for number, gap in enumerate(shown, start=first):
        with st.container(border=True, key=f"gap-{gap.recommendation.id}"):
            _gap_card(catalogue, gap, number, spreads.get(gap.recommendation.id, ""))


def _gap_card(catalogue: Catalogue, gap: Gap, number: int, spread: str) -> None:
    item, answer = gap.recommendation, gap.answer
    st.html(item_flags(item.id, item.red_line, mandate_count_text(gap.asked_by)))
    st.subheader(f"{number}. {escape_markdown(item.title)}", anchor=False)
    theme = escape_html(catalogue.theme_by_id[item.theme].name)
    spread = _("Spread {spread}").format(spread=spread) if spread else ""
    st.html(html("gap", chip=rating_chip(answer.rating), spread=spread, words=_("Theme: {theme}"), theme=theme))
    quotation(item)
    if not_ticked := _not_ticked(gap):
        st.markdown(not_ticked)
    _typed(answer)


def _not_ticked(gap: Gap) -> str:
    if not gap.recommendation.measures:
        return ""
    if not gap.not_ticked:
        return _("Every measure is ticked as in place, and yet it is rated a gap.")
    measures = "\n".join(f"- {escape_markdown(text)}" for text in gap.not_ticked)
    return _("**Measures not ticked:**") + "\n\n" + measures


def _typed(answer: Answer) -> None:
    texts = {
        _("Evidence"): answer.evidence or ("" if answer.evidence_url else _("none given")),
        _("Law or policy"): answer.law_reference,
        _("Responsible body"): answer.responsible,
        _("Next action"): answer.action,
        _("Target date"): date_text(answer.target_date) if answer.target_date else "",
        _("Comment"): answer.comment,
    }
    show_respondent_text(texts, answer.evidence_url)
