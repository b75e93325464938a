"""Two rounds of the same respondent compared: what improved, what worsened, and why, as the respondent says."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.charts.comparison_charts import ScoreLine, score_line_chart
from assessment.domain.comparison.compare import score_differences
from assessment.domain.comparison.rounds import RoundLine, RoundPair, pair_rounds, round_lines, rounds_by_respondent
from assessment.domain.countries import country_name
from assessment.domain.model import RatingChange
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import rating_change_word, voice_word
from assessment.ui.compare.pairs import Pair, PairPicker, country_words, paged_table, show_differences
from assessment.ui.compare.response_choices import ChosenResponses, ResponseChoice
from assessment.ui.compare.response_picker import load_full_responses
from assessment.ui.text.respondent_text import round_words
from assessment.ui.widgets.figure import show_figure
from assessment.ui.widgets.tables import item_column, rows_table
from assessment.views.comparison import (
    ChangedRating,
    Course,
    change_columns,
    change_counts,
    changed_ratings,
    course_columns,
    courses,
    follow_up_column,
)
from assessment.views.table import Column


def round_pairs(chosen: ChosenResponses) -> None:
    st.header(_("Rounds compared"), anchor="rounds")
    st.caption(
        _("Two rounds of the same respondent (country or area, voice and organisation).")
        + " "
        + _("All voices and rounds of the chosen countries are offered.")
    )
    rounds_of = {line.name: rounds for rounds in rounds_by_respondent(chosen.pool) for line in rounds}
    pairs = [pair for rounds in rounds_by_respondent(chosen.pool) for pair in _pairs(rounds)]
    if not pairs:
        st.info(
            _(
                "No respondent in the chosen countries has answered in two rounds. Rounds are matched by country, "
                "voice and organisation: correct voice and organisation on the page “Start”."
            )
        )
        return
    choice = PairPicker("rounds-pair", pairs)
    choice.ask("country", _("Country or area"), lambda pair: pair[0].response.country, country_words)
    choice.ask("respondent", _("Respondent"), lambda pair: rounds_of[pair[0].name][0].name, _respondent)
    choice.ask("later", _("Later round"), lambda pair: pair[1].name, lambda pair: round_words(pair[1].response.round))
    choice.ask(
        "earlier", _("Earlier round"), lambda pair: pair[0].name, lambda pair: round_words(pair[0].response.round)
    )
    rounds = rounds_of[choice.pair[0].name]
    st.text("\n".join([_respondent(choice.pair), *_numbered(rounds)]))
    responses = load_full_responses(rounds, with_plans=True)
    by_name = {one.name: one for one in responses}
    earlier, later = (by_name[line.name] for line in choice.pair)
    called = [_round_name(rounds.index(line) + 1) for line in choice.pair]
    _show_changes(pair_rounds(earlier, later), called)
    st.subheader(_("Differences by theme"), anchor=False)
    show_differences(score_differences(earlier, later), *called)
    for line in round_lines(responses):
        _show_line(line)


def _round_name(number: int) -> str:
    """The name of a round in tables and charts, which must not contain its label, because a person typed that."""
    return _("Round {n}").format(n=number).replace(" ", "\N{NO-BREAK SPACE}")


def _numbered(rounds: Sequence[ResponseChoice]) -> list[str]:
    return [
        _("{label}: {text}").format(label=_round_name(number), text=round_words(line.response.round))
        for number, line in enumerate(rounds, start=1)
    ]


def _pairs(rounds: Sequence[ResponseChoice]) -> list[Pair]:
    """Each round with each earlier one, the last two first."""
    return [
        (rounds[earlier], rounds[later])
        for later in range(len(rounds) - 1, 0, -1)
        for earlier in range(later - 1, -1, -1)
    ]


def _respondent(pair: Pair) -> str:
    who = pair[1].response
    organisation = "" if who.anonymous else who.organisation
    return " · ".join(part for part in (country_name(who.country), voice_word(who.voice), organisation) if part)


def _show_changes(pair: RoundPair, called: Sequence[str]) -> None:
    earlier, later = called
    rounds: Column[RoundPair] = Column(
        _("Rounds"), lambda _pair: _("{earlier}, then {later}").format(earlier=earlier, later=later)
    )
    title = _("Ratings from {earlier} to {later}").format(earlier=earlier, later=later)
    st.html(rows_table(title, [rounds, *change_counts()], [pair]))
    rows = changed_ratings(pair)
    columns: list[Column[ChangedRating]] = [
        item_column(),
        *change_columns(earlier, later),
        *follow_up_column(rows),
    ]
    changed = [row for row in rows if row.change is not RatingChange.UNCHANGED]
    if changed:
        paged_table(_("Changes and reasons given"), columns, changed, "changed")
    # What stayed the same is no news.
    if unchanged := rows[len(changed) :]:
        title = f"{rating_change_word(RatingChange.UNCHANGED)} ({len(unchanged)})"
        with st.expander(title):
            paged_table(title, columns, unchanged, "unchanged")


def _show_line(line: RoundLine) -> None:
    """The course of each theme over all rounds, on what all of them rate in the same words."""
    st.subheader(_("From round to round"), anchor=False)
    common, asked = len(line.common.items), len(line.common.items) + len(line.common.left_out)
    st.markdown(
        _(
            "All {n} rounds rate **{common}** of **{asked}** recommendations in the same words. The scores cover "
            "these alone."
        ).format(common=common, asked=asked, n=len(line.responses))
    )
    if not common:
        st.info(_("The rounds have no rated recommendation in common."))
        return
    called = tuple(_round_name(number) for number in range(1, len(line.responses) + 1))
    title = _("Score by theme and round")
    *rows, total = courses(line)
    sheet = rows_table(title, course_columns(called), rows, total)
    if len(called) > 2:  # noqa: PLR2004 - for two rounds the table says it all
        show_figure(
            "round-scores", title, sheet, score_line_chart, tuple(map(_score_line, [*rows, total])), called, title
        )
    else:
        st.html(sheet)


def _score_line(course: Course) -> ScoreLine:
    n = course.tallies[0].rated
    words = ngettext("{n} common recommendation", "{n} common recommendations", n).format(n=n)
    return ScoreLine(course.name, words, tuple(tally.score for tally in course.tallies))
