"""The page “Results”: answer, picture and next steps on one screen; then plan, gaps, the unknown, figures, files."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from fractions import Fraction

import streamlit as st

from assessment.access.workshops import read_outcome_of
from assessment.config import settings
from assessment.domain.permissions import Action
from assessment.domain.response import Assessment
from assessment.domain.scoring import Tally
from assessment.domain.sourced import SourcedResponse
from assessment.domain.workshop.outcome import Outcome, WorkshopOutcome
from assessment.html.escaping import escape_markdown
from assessment.html.pictures import distribution_bar, headline, rating_legend, theme_rows
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.formatting import percent
from assessment.reports.method_text import about_spread, about_weighted_overall
from assessment.ui.results.downloads import downloads, report_button
from assessment.ui.results.figures import figures
from assessment.ui.results.findings import ALL_GAPS, LIST, all_gaps, gravest_gap_list, unknown_list
from assessment.ui.results.gap_plan import gap_plan
from assessment.ui.session import state
from assessment.ui.widgets.choices import choose_view
from assessment.ui.widgets.components import page_header, required_assessment
from assessment.views.results import Results

PLAN, UNKNOWN, FIGURES, DOWNLOADS = "plan", "unknown", "figures", "downloads"


def show_results() -> None:
    page_header(_("Results"))
    assessment = required_assessment()
    may_answer, may_export = Action.ANSWER in state.allowed(), Action.EXPORT in state.allowed()
    results = Results(
        SourcedResponse.from_assessment(assessment), dt.datetime.now(dt.UTC), settings().coverage_threshold
    )
    if results.whole == Tally(unanswered=results.whole.unanswered):
        st.info(_("Nothing is rated yet, so there is nothing to show."))
        if may_answer:
            st.page_link("rate/page.py", label=_("Go to Rate"))
        return
    with st.container(key="answer", horizontal=True, vertical_alignment="center"):
        st.html(headline(results))
        if may_export:
            report_button(assessment, results.threshold, key="download-excel-above")
    _say_of_what(results)
    st.html(distribution_bar(results.whole, _("All recommendations")) + rating_legend(results.whole))
    draft = state.plan_draft(assessment.id)
    draft.read(state.gate())
    with st.container(key="overview", horizontal=True):
        with st.container(key="by-theme"):
            st.html(theme_rows(results))
            if (weighted := results.differing_weighted) is not None:
                st.caption(about_weighted_overall(f"**{percent(weighted)}**"))
        with st.container(key="gravest"):
            gravest_gap_list(draft, results, may_answer=may_answer)
    outcomes = _tell_workshop(assessment)
    view = _choose_list(results, may_export=may_export)
    if view == PLAN:
        gap_plan(draft, results.gaps, outcomes, may_change=may_answer)
    elif view == ALL_GAPS:
        all_gaps(results, outcomes, may_answer=may_answer)
    elif view == UNKNOWN:
        unknown_list(results, may_answer=may_answer)
    elif view == FIGURES:
        figures(results)
    else:
        downloads(assessment, results.threshold)


def _say_of_what(results: Results) -> None:
    """Of what the figures are, where that isn't everything, and how many ratings an overall score lacks."""
    whole = results.whole
    if results.of_agenda:
        st.caption(results.of_agenda)
    if whole.applicable and not whole.is_sufficient(results.threshold):
        # The threshold is a share such as 2/3, which a float only approximates.
        needed = math.ceil(Fraction(results.threshold).limit_denominator(1000) * whole.applicable)
        st.caption(
            ngettext(
                "Too little is rated for an overall score. Rate {n} more recommendation, and it can be shown.",
                "Too little is rated for an overall score. Rate {n} more recommendations, and it can be shown.",
                lacking := max(1, needed - whole.rated),
            ).format(n=lacking)
        )


def _choose_list(results: Results, *, may_export: bool) -> str:
    """The view below the first screen; the plan, until another is chosen."""
    words = {
        PLAN: _("Follow-up plan"),
        ALL_GAPS: _("All gaps ({n})").format(n=len(results.gaps)),
        UNKNOWN: _("Unknown ({n})").format(n=len(results.information_gaps)),
        FIGURES: _("Figures"),
        **({DOWNLOADS: _("Downloads")} if may_export else {}),
    }
    chosen = state.chosen_text(LIST)
    view = chosen if chosen in words else PLAN
    choose_view(LIST, _("Gaps, figures and files"), list(words), view, words.__getitem__)
    return view


def _tell_workshop(assessment: Assessment) -> Mapping[str, Outcome]:
    """Say which ratings a workshop agreed on, and what it parked; returns what became of each recommendation."""
    workshop = read_outcome_of(state.gate(), assessment.id)
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
    if parked := [outcome.recommendation.id for outcome in workshop.outcomes if outcome.is_parked]:
        st.markdown(_("Parked, without an agreed rating: {ids}.").format(ids=", ".join(map(escape_markdown, parked))))
    st.page_link("method/page.py", label=_("How votes are read: Method"))
    return {outcome.recommendation.id: outcome for outcome in workshop.outcomes}


def _agreed(workshop: WorkshopOutcome) -> int:
    """How many ratings of the agreed response are still those that the room agreed on."""
    return sum(
        outcome.is_agreed and outcome.agreed is not None and outcome.agreed.rating is outcome.answer.rating
        for outcome in workshop.outcomes
    )


show_results()
