"""Countries or areas by themes: scores with n and band, on common recommendations or each on its own."""

from __future__ import annotations

from enum import StrEnum

import streamlit as st

from assessment.access.assessments import count_themes, find_common_items
from assessment.config import settings
from assessment.domain.comparison.ordering import NamedResponse
from assessment.html.render import html
from assessment.html.tables import draw_table
from assessment.i18n import gettext as _
from assessment.labels.codes import SCORE_STEP, SCORE_STYLES
from assessment.labels.formatting import percent
from assessment.records.assessments import CommonItems
from assessment.ui.compare.findings import common_text
from assessment.ui.compare.response_choices import ChosenResponses
from assessment.ui.compare.response_names import filter_by_country, list_full_names, short_names
from assessment.ui.session import state
from assessment.ui.widgets.choices import choose_view, page_of
from assessment.views.comparison import score_columns
from assessment.views.table import Column, Table

ROWS_SHOWN = 50


class Basis(StrEnum):
    """The recommendations on which responses are shown side by side."""

    COMMON = "common"
    OWN = "own"


def _basis_word(basis: Basis) -> str:
    return _("Only common recommendations") if basis is Basis.COMMON else _("Everything each was asked")


def theme_matrix(chosen: ChosenResponses) -> None:
    st.header(_("Country by theme"), anchor="themes")
    basis = state.chosen("basis", Basis, Basis.COMMON)
    choose_view("basis", _("Basis"), list(Basis), basis, lambda code: _basis_word(Basis(code)))
    shared = find_common_items(state.gate(), chosen.ids)
    st.markdown(common_text(shared))
    if basis is Basis.OWN:
        st.markdown(
            _(
                "Each response is scored on everything it was asked and rates. **Read along the rows**: figures in a "
                "column cover different recommendations and can’t be compared."
            )
        )
    elif not shared.items:
        st.info(_("No recommendation is common to all. Compare fewer responses, or look at each by itself."))
        own = Basis.OWN
        st.button(_basis_word(own), type="primary", key="show-own", on_click=state.choose, args=("basis", own))
        return
    _matrix(chosen, shared, basis)


@state.fragment
def _matrix(chosen: ChosenResponses, shared: CommonItems, basis: Basis) -> None:
    names = short_names(chosen.lines)
    lines = page_of(filter_by_country(chosen.lines), ROWS_SHOWN, "lines-page", name="lines")
    if not lines:
        return
    common, threshold = shared.items if basis is Basis.COMMON else None, settings().coverage_threshold
    # One of each version too: the newest of all compared says in which theme a recommendation counts.
    of_each_version = {line.response.catalogue_hash: line.name for line in chosen.lines}
    ids = dict.fromkeys([*(line.name for line in lines), *of_each_version.values()])
    tallies = count_themes(state.gate(), list(ids), common)
    country: Column[NamedResponse] = Column(_("Country or area"), lambda response: names[response.name])
    title = _("Scores by country or area and theme: {n} of {total} responses").format(
        n=len(chosen.lines), total=chosen.total
    )
    columns = [country, *score_columns(chosen.versions, tallies, threshold, common)]
    st.html(_legend())
    st.html(draw_table(Table(title, columns, lines), is_matrix=True))
    st.caption(
        _(
            "Each cell has the score and, under it, how many applicable recommendations are rated and the band (the "
            "range of possible scores). Where less than {threshold} is rated, it has “insufficient data” instead of a "
            "score."
        ).format(threshold=percent(100 * threshold))
    )
    list_full_names(names, lines)


def _legend() -> str:
    """HTML of the colours of scores: “20–39 %”."""
    entries = []
    for place, style in enumerate(SCORE_STYLES):
        last = 100 if style is SCORE_STYLES[-1] else (place + 1) * SCORE_STEP - 1
        entries.append((style.fill, style.text_colour, f"{place * SCORE_STEP}–{percent(last)}"))
    return html("legend", entries=entries)
