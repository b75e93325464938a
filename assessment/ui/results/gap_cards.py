"""All gaps, each behind one click: what is recommended, what is missing, and what the respondent wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.domain.gaps import Gap
from assessment.domain.model import Answer, Catalogue
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_label
from assessment.labels.formatting import date_text, mandate_count_text
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_html, escape_markdown
from assessment.ui.text.html import html
from assessment.ui.text.respondent_text import show_respondent_text
from assessment.ui.widgets.components import item_flags, quotation, rating_chip
from assessment.ui.widgets.fold import fold
from assessment.ui.widgets.paging import page_of

GAPS_SHOWN = 10


def gap_list(catalogue: Catalogue, found: Sequence[Gap], spreads: Mapping[str, str]) -> None:
    """Every gap in the method's order; `spreads` are those of a workshop, if there was one."""
    if found:
        st.header(_("All gaps"), anchor="gaps")
        _gap_folds(catalogue, found, spreads)


@state.fragment
def _gap_folds(catalogue: Catalogue, found: Sequence[Gap], spreads: Mapping[str, str]) -> None:
    first, shown = page_of(found, GAPS_SHOWN, "gaps")
    for number, gap in enumerate(shown, start=first):
        spread = spreads.get(gap.recommendation.id, "")
        fold(f"gap-{gap.recommendation.id}", _label(gap, number), _gap_card, catalogue, gap, spread)


def _label(gap: Gap, number: int) -> str:
    """“3. GCM10-07 Title ▲ Red line · ○ Absent”."""
    item = gap.recommendation
    mark = f" ▲ {_('Red line')}" if item.red_line else ""
    return f"{number}. {item.id} **{escape_markdown(item.title)}**{mark} · {rating_label(gap.answer.rating)}"


def _gap_card(catalogue: Catalogue, gap: Gap, spread: str) -> None:
    item, answer = gap.recommendation, gap.answer
    st.html(item_flags(item.id, item.red_line, mandate_count_text(gap.asked_by)))
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
