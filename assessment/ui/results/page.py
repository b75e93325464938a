"""The page “Results”: what is missing, who acts and by when; then the score, what is unknown, downloads and figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import streamlit as st

from assessment.access.workshops import read_outcome_of
from assessment.config import settings
from assessment.domain.permissions import Action
from assessment.domain.response import Assessment
from assessment.domain.scoring import Tally
from assessment.domain.sourced import SourcedResponse
from assessment.domain.workshop.outcome import Outcome, WorkshopOutcome
from assessment.html.escaping import escape_markdown
from assessment.html.pictures import headline, theme_rows
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.formatting import percent
from assessment.labels.workshops import agreed_spread_text
from assessment.reports.method_text import about_spread, about_weighted_overall
from assessment.ui.results.downloads import downloads, report_button
from assessment.ui.results.figures import distribution, influence_list, other_groups, show_robustness, theme_scores
from assessment.ui.results.findings import gravest_gap_table, information_gap_list, red_line_list
from assessment.ui.results.gap_plan import gap_plan
from assessment.ui.session import state
from assessment.ui.widgets.components import fold, page_header, required_assessment
from assessment.views.results import Results


def show_results() -> None:
    page_header(_("Results"))
    assessment = required_assessment()
    allowed, may_export = state.allowed(), Action.EXPORT in state.allowed()
    results = Results(
        SourcedResponse.from_assessment(assessment), dt.datetime.now(dt.UTC), settings().coverage_threshold
    )
    if results.whole == Tally(unanswered=results.whole.unanswered):
        st.info(_("Nothing is rated yet, so there is nothing to show."))
        if Action.ANSWER in allowed:
            st.page_link("rate/page.py", label=_("Go to Rate"))
        return
    st.html(headline(results))
    if results.of_agenda:
        st.markdown(results.of_agenda)
    draft = state.plan_draft(assessment.id)
    draft.read(state.gate())
    gravest_gap_table(draft, results.gaps)
    _contents(may_export=may_export)
    if may_export:
        report_button(assessment, results.threshold, key="download-excel-above")
    outcomes = _tell_workshop(assessment)
    spreads = {item: spread for item, outcome in outcomes.items() if (spread := agreed_spread_text(outcome))}
    _overall_score(results)
    gap_plan(results.catalogue, draft, results.gaps, outcomes, may_change=Action.ANSWER in allowed)
    red_line_list(results, spreads)
    information_gap_list(results, may_answer=Action.ANSWER in allowed)
    if may_export:
        downloads(assessment, results.threshold)
    st.header(_("More figures"), anchor="figures")
    fold("distribution", _("Distribution of the answers"), distribution, results)
    fold("scores", _("Scores by theme"), theme_scores, results)
    fold("groups", _("Other groups"), other_groups, results)
    fold("changes", _("What would change this"), influence_list, results)
    fold("robustness", _("Robustness"), show_robustness, results)


def _contents(*, may_export: bool) -> None:
    places = {
        "score": _("Score"),
        "follow-up": _("Follow-up plan"),
        "red-lines": _("Red lines"),
        "information-gaps": _("Information gaps"),
        "downloads": _("Downloads"),
        "figures": _("More figures"),
    }
    links = " · ".join(f"[{words}](#{place})" for place, words in places.items() if place != "downloads" or may_export)
    st.markdown(_("On this page: {links}").format(links=links))


def _overall_score(results: Results) -> None:
    threshold = results.threshold
    st.header(_("Score"), anchor="score")
    st.html(theme_rows(results))
    if results.of_agenda:
        st.caption(results.of_agenda)
    if (weighted := results.differing_weighted) is not None:
        st.markdown(about_weighted_overall(f"**{percent(weighted)}**"))
    st.markdown(
        _(
            "The band is the range of possible scores: from every unknown turning out absent to every unknown turning "
            "out implemented. An implemented recommendation counts 1, a partial one ½, an absent one 0; the score is "
            "their share of what is rated. Where less than {threshold} of the applicable recommendations are rated, "
            "“insufficient data” is shown instead."
        ).format(threshold=percent(100 * threshold))
    )


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
