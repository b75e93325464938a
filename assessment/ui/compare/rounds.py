"""Two rounds of the same respondent compared: what improved, what worsened, and why, as the respondent says."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.domain.comparison.compare import Comparison, ScoreDifferences, score_differences
from assessment.domain.comparison.rounds import RoundPair, pair_rounds, round_lines, rounds_by_respondent
from assessment.domain.countries import country_name
from assessment.html.escaping import escape_markdown
from assessment.html.pictures import score_pairs
from assessment.html.tables import draw_table
from assessment.i18n import gettext as _
from assessment.labels.codes import voice_word
from assessment.ui.compare.pairs import Pair, PairPicker, country_words, paged_table
from assessment.ui.compare.response_choices import ChosenResponses, ResponseChoice
from assessment.ui.compare.response_picker import load_full_responses
from assessment.ui.widgets.components import fold
from assessment.ui.widgets.respondent_text import round_words
from assessment.views.comparison import (
    RoundTables,
    round_tables,
    theme_differences,
    theme_scores,
    theme_scores_table,
)
from assessment.views.table import Noted


def round_pairs(chosen: ChosenResponses) -> None:
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
    with st.container(horizontal=True, key="pair-choices"):
        choice = PairPicker("rounds-pair", pairs, chosen)
        choice.ask("country", _("Country or area"), lambda pair: pair[0].response.country, country_words)
        choice.ask("respondent", _("Respondent"), lambda pair: rounds_of[pair[0].name][0].name, _respondent)
        choice.ask(
            "later", _("Later round"), lambda pair: pair[1].name, lambda pair: round_words(pair[1].response.round)
        )
        choice.ask(
            "earlier", _("Earlier round"), lambda pair: pair[0].name, lambda pair: round_words(pair[0].response.round)
        )
    rounds = rounds_of[choice.pair[0].name]
    st.text(f"{_respondent(choice.pair)}\n{'; '.join(_numbered(rounds))}")
    responses = load_full_responses(rounds, with_plans=True)
    by_name = {source.name: source for source in responses}
    earlier, later = (by_name[line.name] for line in choice.pair)
    names = (_round_name(rounds.index(choice.pair[0]) + 1), _round_name(rounds.index(choice.pair[1]) + 1))
    _show_course(score_differences(earlier, later), names)
    pair = pair_rounds(earlier, later)
    _show_changes(pair, round_tables(pair, *names))
    if len(rounds) > 2:  # noqa: PLR2004 - of two rounds the arrows tell it
        (line,) = round_lines(responses)
        fold("every-round", _("From round to round"), _show_line, line)


def _show_course(apart: ScoreDifferences, names: tuple[str, str]) -> None:
    """An arrow a theme, those that go down first; the last row is of all."""
    if rows := theme_differences(apart):
        *themes, overall = rows
        themes.sort(key=lambda row: (row.points or 0) >= 0)
        st.html(score_pairs(_("Scores by theme and round"), [*themes, overall], names, is_course=True))
    else:
        st.info(_("The two have no rated recommendation in common."))


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


def _show_changes(pair: RoundPair, tables: RoundTables) -> None:
    counts = (
        f"{column.header} **{escape_markdown(column.text(pair))}**"
        for column in tables.counts.columns
        if column.value(pair)
    )
    st.markdown(" · ".join(counts))
    if tables.changed.rows:
        paged_table(tables.changed, "changed")
    # What stayed the same is no news.
    if tables.unchanged.rows:
        title = f"{escape_markdown(tables.unchanged.title)} ({len(tables.unchanged.rows)})"
        fold("unchanged", title, paged_table, tables.unchanged, "unchanged")


def _show_line(line: Comparison) -> None:
    """The score of each theme in every round, on what all of them rate in the same words."""
    names = [Noted(_round_name(number)) for number in range(1, len(line.responses) + 1)]
    table = theme_scores_table(theme_scores(line), names)
    if table.rows:
        st.html(draw_table(table, is_matrix=True))
    else:
        st.info(table.nothing)
