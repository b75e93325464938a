"""Findings besides the gaps: red lines, information gaps, and what would move the overall score."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

import streamlit as st

from assessment.domain.gaps import Influence, gaps, influences, information_gaps, red_lines
from assessment.domain.model import Catalogue, Rating, Recommendation, Response
from assessment.domain.scoring import Tally
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.formatting import percent
from assessment.reports.method_text import about_red_lines
from assessment.ui.session import state
from assessment.ui.widgets.paging import page_of
from assessment.ui.widgets.tables import TableColumn, item_label, points_words, rating_cell, table

ROWS_SHOWN = 20
LEADING_INFLUENCES = 10


def red_line_list(catalogue: Catalogue, response: Response, spreads: Mapping[str, str]) -> None:
    """Red lines that are rated absent or partial, and those that are unknown; `spreads` as in `gap_list`."""
    st.header(_("Red lines"), anchor="red-lines")
    st.markdown(about_red_lines())
    items = [item for item in catalogue.recommendations if item.red_line]
    if not items:
        st.markdown(_("This questionnaire marks no recommendation as a red line."))
        return
    crossed = red_lines(gaps(catalogue, response))
    unknown = [item for item in information_gaps(catalogue, response) if item.red_line]
    st.markdown(
        _("Red lines: **{total}**. Rated absent or partial: **{crossed}**. Not known: **{unknown}**.").format(
            total=len(items), crossed=len(crossed), unknown=len(unknown)
        )
    )
    shown = [*(gap.recommendation for gap in crossed), *unknown]
    columns, rows = _columns(), [_row(catalogue, response, item) for item in shown]
    if spreads:
        columns.append(TableColumn(_("Spread of the votes")))
        rows = [[*row, spreads.get(item.id, "")] for row, item in zip(rows, shown, strict=True)]
    if rows:
        st.html(table(_("Red lines that are not implemented or not known"), columns, rows))


def information_gap_list(catalogue: Catalogue, response: Response, *, may_answer: bool) -> None:
    """The unknown, which is never counted as a gap."""
    st.header(_("Information gaps"), anchor="information-gaps")
    found = information_gaps(catalogue, response)
    if not found:
        st.markdown(_("Every applicable recommendation is rated."))
        return
    asked = sum(response.rating(item.id) is Rating.DONT_KNOW for item in found)
    st.markdown(
        _(
            "Answered “don’t know”: **{dont_know}**. Not answered: **{unanswered}**. They are never counted as "
            "absent; they widen the band."
        ).format(dont_know=asked, unanswered=len(found) - asked)
    )
    _information_gap_rows(catalogue, response, found)
    if may_answer:
        st.page_link("rate/page.py", label=_("Go to Rate"))


@state.fragment
def _information_gap_rows(catalogue: Catalogue, response: Response, found: list[Recommendation]) -> None:
    _first, shown = page_of(found, ROWS_SHOWN, "information-gaps")
    st.html(table(_("Information gaps"), _columns(), [_row(catalogue, response, item) for item in shown]))


def _columns() -> list[TableColumn]:
    return [
        TableColumn(_("Recommendation")),
        TableColumn(_("Theme")),
        TableColumn(_("Answer"), is_short=True),
        TableColumn(_("UN mandates"), is_number=True),
    ]


def _row(catalogue: Catalogue, response: Response, item: Recommendation) -> list[str]:
    return [
        item_label(item),
        catalogue.theme_by_id[item.theme].name,
        rating_cell(response.rating(item.id)),
        str(catalogue.asked_by[item.id]),
    ]


def influence_list(catalogue: Catalogue, response: Response, whole: Tally, threshold: float) -> None:
    """The answers that would move the overall score most; without a score, how many ratings it takes."""
    if not whole.applicable:
        st.markdown(_("Every recommendation is rated “not applicable”, so there is nothing to score."))
        return
    if not whole.is_sufficient(threshold):
        lacking = _lacking(whole, threshold)
        st.markdown(
            ngettext(
                "Too little is rated for an overall score. Rate {n} more recommendation, and it can be shown.",
                "Too little is rated for an overall score. Rate {n} more recommendations, and it can be shown.",
                lacking,
            ).format(n=lacking)
        )
        return
    found = influences(catalogue, response)
    if not found:
        st.markdown(_("Every applicable recommendation is implemented: no answer can raise the overall."))
        return
    shown = found[:LEADING_INFLUENCES]
    st.markdown(
        _("The overall is **{score}** now. These {n} of {total} answers would move it most, each by itself:").format(
            score=percent(whole.score), n=len(shown), total=len(found)
        )
    )
    columns = [
        TableColumn(_("Recommendation")),
        TableColumn(_("Answer now"), is_short=True),
        TableColumn(_("Overall if absent"), is_number=True),
        TableColumn(_("Overall if implemented"), is_number=True),
        TableColumn(_("Moves it by up to"), is_number=True),
    ]
    st.html(table(_("Answers that move the overall most"), columns, [_influence_row(each, whole) for each in shown]))
    equal = sum(each.reach(whole.score) == shown[-1].reach(whole.score) for each in found[LEADING_INFLUENCES:])
    if equal:
        st.caption(
            ngettext(
                "{n} more would move it as far as the last of these; ties are in the order of the questionnaire.",
                "{n} more would move it as far as the last of these; ties are in the order of the questionnaire.",
                equal,
            ).format(n=equal)
        )


def _lacking(whole: Tally, threshold: float) -> int:
    """How many more ratings it takes to reach the threshold, at least one."""
    # The threshold is a share such as 2/3, which a float only approximates.
    share = Fraction(threshold).limit_denominator(1000)
    return max(1, math.ceil(share * whole.applicable) - whole.rated)


def _influence_row(influence: Influence, whole: Tally) -> list[str]:
    return [
        item_label(influence.recommendation),
        rating_cell(influence.rating),
        percent(influence.if_absent),
        percent(influence.if_implemented),
        points_words(influence.reach(whole.score)),
    ]
