"""Two rounds of the same respondent compared: what improved, what worsened, and why, as the respondent says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.charts.comparison_charts import ScoreLine, score_line_chart
from assessment.domain.comparison.compare import all_recommendations, all_themes, score_differences
from assessment.domain.comparison.rounds import RoundLine, RoundPair, pair_rounds, round_lines, rounds_by_respondent
from assessment.domain.countries import country_name
from assessment.domain.follow_up import follow_up_plan
from assessment.domain.gaps import gaps
from assessment.domain.model import RatingChange
from assessment.domain.scoring import Grouping, Tally
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import cause_word, follow_up_word, grouping_word, rating_change_word, voice_word
from assessment.labels.formatting import percent
from assessment.ui.compare.pairs import Pair, PairPicker, country_words, theme_differences
from assessment.ui.compare.response_choices import ChosenResponses, ResponseChoice
from assessment.ui.compare.response_picker import load_full_responses
from assessment.ui.session import state
from assessment.ui.text.respondent_text import round_words
from assessment.ui.widgets.choices import page_of
from assessment.ui.widgets.figure import show_figure
from assessment.ui.widgets.tables import TableColumn, item_label, rating_cell, table

ROWS_SHOWN = 40
FOLDED = (RatingChange.UNCHANGED,)
"""Folded away, as it is no news."""


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
    responses = load_full_responses(rounds)
    by_name = {one.name: one for one in responses}
    earlier, later = (by_name[line.name] for line in choice.pair)
    called = [_round_name(rounds.index(line) + 1) for line in choice.pair]
    _movements(pair_rounds(earlier, later), called)
    st.subheader(_("Differences by theme"), anchor=False)
    theme_differences(score_differences(earlier, later), *called)
    for line in round_lines(responses):
        _lines(line)


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


def _movements(pair: RoundPair, called: Sequence[str]) -> None:
    followed = _followed(pair.earlier)
    counts = {movement: list(pair.movements.values()).count(movement) for movement in RatingChange}
    title = _("Ratings from {earlier} to {later}").format(earlier=called[0], later=called[1])
    columns = [TableColumn(_("Change")), TableColumn(_("Recommendations"), is_number=True)]
    st.html(table(title, columns, [[rating_change_word(each), str(count)] for each, count in counts.items()]))
    if pair.left_out:
        st.caption(
            _("Recommendations not asked in both rounds in the same words, left out: {n}.").format(n=len(pair.left_out))
        )
    for movement, count in counts.items():
        title = f"{rating_change_word(movement)} ({count})"
        if count and movement in FOLDED:
            with st.expander(title):
                _movement_rows(pair, movement, title, called, followed)
        elif count:
            _movement_rows(pair, movement, title, called, followed)


@state.fragment
def _movement_rows(
    pair: RoundPair, movement: RatingChange, title: str, called: Sequence[str], followed: Mapping[str, str]
) -> None:
    items = [
        item for item in all_recommendations((pair.earlier, pair.later)) if pair.movements.get(item.id) is movement
    ]
    _first, shown = page_of(items, ROWS_SHOWN, f"moved-{movement}")
    columns = [
        TableColumn(_("Recommendation")),
        TableColumn(called[0], is_short=True),
        TableColumn(called[1], is_short=True),
        TableColumn(_("Reason given")),
        *([TableColumn(_("Follow-up of {round}").format(round=called[0]))] if followed else []),
    ]
    rows = [
        [
            item_label(item),
            rating_cell(pair.earlier.rating(item.id)),
            rating_cell(pair.later.rating(item.id)),
            _cause(pair, item.id),
            *([followed.get(item.id, "–")] if followed else []),
        ]
        for item in shown
    ]
    st.html(table(title, columns, rows))


def _followed(earlier: SourcedResponse) -> dict[str, str]:
    """How far the plan of the earlier round has come, by recommendation; nothing where none was kept."""
    stored = {item: one.follow_up for item, one in state.access().follow_ups(earlier.name).items()}
    if not stored:
        return {}
    plan = follow_up_plan(gaps(earlier.catalogue, earlier.response), stored)
    return {each.gap.recommendation.id: follow_up_word(each.follow_up.status) for each in plan}


def _cause(pair: RoundPair, item: str) -> str:
    cause = pair.causes[item]
    return "–" if cause is None and pair.movements[item] is RatingChange.UNCHANGED else cause_word(cause)


def _lines(line: RoundLine) -> None:
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
    names = {theme.id: theme.name for theme in all_themes(line.responses)}
    called = tuple(_round_name(number) for number in range(1, len(line.responses) + 1))
    courses_found = [
        (names[theme], tallies) for theme, tallies in line.themes.items() if any(tally.rated for tally in tallies)
    ]
    courses_found.append((_("All themes"), line.overall))
    title = _("Score by theme and round")
    columns = [
        TableColumn(grouping_word(Grouping.THEME)),
        TableColumn(_("Common recommendations"), is_number=True),
        *(TableColumn(each, is_number=True) for each in called),
    ]
    *rows, total = (
        [name, str(tallies[0].rated), *(percent(tally.score) for tally in tallies)] for name, tallies in courses_found
    )
    sheet = table(title, columns, rows, total)
    if len(called) > 2:  # noqa: PLR2004 - for two rounds the table says it all
        lines = tuple(_course(*each) for each in courses_found)
        show_figure("round-scores", title, sheet, score_line_chart, lines, called, title)
    else:
        st.html(sheet)


def _course(name: str, tallies: Sequence[Tally]) -> ScoreLine:
    n = tallies[0].rated
    words = ngettext("{n} common recommendation", "{n} common recommendations", n).format(n=n)
    return ScoreLine(name, words, tuple(tally.score for tally in tallies))
