"""Countries or areas by themes: scores with n and band, on common recommendations or each on its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

import streamlit as st

from assessment.access.assessments import count_themes, find_common_items
from assessment.config import settings
from assessment.domain.comparison.compare import ThemeTallies, all_recommendations, all_themes
from assessment.domain.model import Theme
from assessment.domain.scoring import Tally
from assessment.i18n import gettext as _
from assessment.labels.formatting import band, percent, score_text
from assessment.records.assessments import CommonItems
from assessment.ui.compare.findings import common_text
from assessment.ui.compare.matrix import (
    HeaderCell,
    MatrixCell,
    ResponseLabels,
    RowGroup,
    filter_by_country,
    label_key,
    matrix,
    response_labels,
    score_legend,
    score_shade,
)
from assessment.ui.compare.response_choices import ChosenResponses, ResponseChoice
from assessment.ui.session import state
from assessment.ui.widgets.choices import choose_view, page_of

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
    choose_view("basis", _("Basis"), list(Basis), basis, lambda one: _basis_word(Basis(one)))
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
        _offer_own()
        return
    _rows(chosen, shared, basis)


def _offer_own() -> None:
    st.info(_("No recommendation is common to all. Compare fewer responses, or look at each by itself."))
    st.button(
        _basis_word(Basis.OWN),
        type="primary",
        key="show-own",
        on_click=state.choose,
        args=("basis", Basis.OWN),
    )


@state.fragment
def _rows(chosen: ChosenResponses, shared: CommonItems, basis: Basis) -> None:
    called = response_labels(chosen.lines)
    shown = page_of(filter_by_country(chosen.lines), ROWS_SHOWN, "lines-page", name="lines")
    if not shown:
        return
    items = shared.items if basis is Basis.COMMON else None
    # One of each version too: the newest of all compared says in which theme a recommendation counts.
    of_each_version = {line.response.catalogue_hash: line.name for line in chosen.lines}
    ids = dict.fromkeys([*(line.name for line in shown), *of_each_version.values()])
    tallies = count_themes(state.gate(), list(ids), items)
    st.html(score_legend())
    st.html(_matrix(chosen, called, shown, tallies, items))
    st.caption(_how_to_read())
    label_key(called, shown)


def _matrix(
    chosen: ChosenResponses,
    called: ResponseLabels,
    shown: Sequence[ResponseChoice],
    tallies: ThemeTallies,
    items: Collection[str] | None,
) -> str:
    """HTML of the scores on these recommendations, or on everything each was asked."""
    there = [theme for theme in all_themes(chosen.versions) if theme.id in tallies]
    empty = None if items is None else _("nothing in common")
    columns = [
        HeaderCell(_("All themes")),
        *(HeaderCell(theme.name, _of_theme(chosen, theme, items)) for theme in there),
    ]
    rows = [
        (
            called[line.name],
            [
                _cell(sum((tallies[theme.id][line.name] for theme in there), Tally()), empty),
                *(_cell(tallies[theme.id][line.name], empty) for theme in there),
            ],
        )
        for line in shown
    ]
    caption = _("Scores by country or area and theme: {n} of {total} responses").format(
        n=len(chosen.lines), total=chosen.total
    )
    return matrix(caption, _("Country or area"), columns, [RowGroup("", rows)])


def _of_theme(chosen: ChosenResponses, theme: Theme, items: Collection[str] | None) -> str:
    """How many recommendations of a theme are common; on the other basis the number differs by response."""
    if items is None:
        return ""
    asked = [item.id for item in all_recommendations(chosen.versions) if item.theme == theme.id]
    return _("{n} of {total} common").format(n=sum(each in items for each in asked), total=len(asked))


def _cell(tally: Tally, empty: str | None) -> MatrixCell:
    threshold = settings().coverage_threshold
    if not tally.applicable:
        return MatrixCell("–", empty or score_text(tally, threshold), is_number=True)
    note = _("{rated} of {applicable} · {band}").format(
        rated=tally.rated, applicable=tally.applicable, band=band(tally).replace(" ", "\N{NO-BREAK SPACE}")
    )
    score = tally.score if tally.is_sufficient(threshold) else None
    return MatrixCell(
        score_text(tally, threshold), note, score_shade(score) if score is not None else "", is_number=True
    )


def _how_to_read() -> str:
    return _(
        "Each cell has the score and, under it, how many applicable recommendations are rated and the band (the "
        "range of possible scores). Where less than {threshold} is rated, it has “insufficient data” instead of a "
        "score."
    ).format(threshold=percent(100 * settings().coverage_threshold))
