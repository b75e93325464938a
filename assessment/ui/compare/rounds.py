"""Two rounds of the same respondent compared: what improved, what worsened, and why, as the respondent says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from assessment.charts.comparison_charts import ScoreLine, score_line_chart
from assessment.domain.comparison.compare import Comparison
from assessment.domain.comparison.rounds import RoundPair, pair_rounds, round_lines, rounds_by_respondent
from assessment.domain.countries import country_name
from assessment.html.escaping import escape_markdown
from assessment.html.tables import draw_table
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import voice_word
from assessment.ui.compare.pairs import Pair, PairPicker, country_words, paged_table, show_differences
from assessment.ui.compare.response_choices import ChosenResponses, ResponseChoice
from assessment.ui.compare.response_picker import load_full_responses
from assessment.ui.widgets.figure import show_figure
from assessment.ui.widgets.respondent_text import round_words
from assessment.views.comparison import RoundTables, ThemeScores, round_tables, theme_scores_table
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
    by_name = {source.name: source for source in responses}
    earlier, later = (by_name[line.name] for line in choice.pair)
    called = [_round_name(rounds.index(line) + 1) for line in choice.pair]
    tables = round_tables(pair_rounds(earlier, later), *called)
    _show_changes(tables, called)
    st.subheader(escape_markdown(tables.differences.title), anchor=False)
    show_differences(tables.differences, called[1])
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


def _show_changes(tables: RoundTables, called: Sequence[str]) -> None:
    rounds: Column[RoundPair] = Column(
        _("Rounds"), lambda _pair: _("{earlier}, then {later}").format(earlier=called[0], later=called[1])
    )
    st.html(draw_table(replace(tables.counts, declared=[rounds, *tables.counts.declared])))
    if tables.changed.rows:
        paged_table(tables.changed, "changed")
    # What stayed the same is no news.
    if tables.unchanged.rows:
        with st.expander(f"{escape_markdown(tables.unchanged.title)} ({len(tables.unchanged.rows)})"):
            paged_table(tables.unchanged, "unchanged")


def _show_line(line: Comparison) -> None:
    """The course of each theme over all rounds, on what all of them rate in the same words."""
    st.subheader(_("From round to round"), anchor=False)
    st.markdown(
        _("All {n} rounds rate **{common}** of **{asked}** recommendations in the same words.").format(
            common=len(line.common.items), asked=line.common.asked, n=len(line.responses)
        )
    )
    called = tuple(_round_name(number) for number in range(1, len(line.responses) + 1))
    table = theme_scores_table(line, called)
    if not table.rows:
        st.info(table.nothing)
    elif len(called) > 2:  # noqa: PLR2004 - for two rounds the table says it all
        lines = tuple(map(_score_line, table.rows))
        show_figure("round-scores", table.title, draw_table(table), score_line_chart, lines, called, table.title)
    else:
        st.html(draw_table(table))


def _score_line(row: ThemeScores) -> ScoreLine:
    words = ngettext("{n} common recommendation", "{n} common recommendations", row.common).format(n=row.common)
    return ScoreLine(row.name, words, tuple(tally.score for tally in row.tallies))
