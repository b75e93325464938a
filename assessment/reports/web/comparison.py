"""A comparison as one web page, for everybody: pictures and tables of the page *Compare*, of the same values.

It names nobody and quotes nothing that a person typed, but the rounds: `public` is what it is made from.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from assessment.codec import json_text
from assessment.domain.answer import RatingChange
from assessment.domain.comparison.compare import (
    Comparison,
    LeftOutRecommendation,
    compare,
    score_differences,
    total_tallies,
)
from assessment.domain.comparison.findings import find_comparison_findings
from assessment.domain.comparison.rated import RatedResponses
from assessment.domain.comparison.rounds import RoundPair, round_pairs
from assessment.domain.comparison.voices import VoicePair, voice_pairs
from assessment.domain.countries import country_name
from assessment.domain.fields import SharingLevel
from assessment.domain.scoring import Tally
from assessment.domain.sharing import share_all
from assessment.html.pictures import rating_legend, score_pairs, two_ratings
from assessment.html.tables import draw_table
from assessment.i18n import gettext as _
from assessment.labels.codes import left_out_word, voice_word
from assessment.labels.findings import Topic, comparison_findings, disagreement_brief
from assessment.labels.formatting import date_text
from assessment.reports.comparison.workbook import comparison_mark, comparison_name
from assessment.reports.method_text import comparison_summary, do_no_harm_notice
from assessment.reports.sheets.respondents import (
    Respondent,
    label,
    number_list,
    number_respondents,
    short_round,
)
from assessment.reports.table_csv import tidy_csv, tidy_schema
from assessment.reports.web.page import Attachment, web_page
from assessment.tidy.comparison import comparison_data
from assessment.views.comparison import (
    RecommendationRow,
    rating_columns,
    recommendation_rows,
    round_tables,
    scores_by_theme,
    theme_differences,
    theme_scores_table,
    voice_names,
    voice_tables,
)
from assessment.views.table import Column, Kind, Noted, Table

_Pair = tuple[str, str, Markup | str, Sequence[Markup], Sequence[Markup]]
"""Who they are, what they come to, the picture of their scores, what differs, and tables."""
_LISTS = {
    Topic.COMMON: "method",
    Topic.SHARED_GAPS: "recommendations",
    Topic.RED_LINES: "recommendations",
    Topic.VOICES: "voices",
    Topic.ROUNDS: "rounds",
}
"""The part of the page that lists what a finding counts."""
_TWO = 2
_BESIDE = 6
"""Responses beside each other on a sheet of paper; more are another table."""


def web_comparison(whole: Comparison, *, threshold: float, written: dt.datetime) -> bytes:
    """The comparison as the content of an .html file; `threshold` is the coverage, 0 to 1, that a score needs."""
    comparison = compare(share_all(whole.responses, SharingLevel.PUBLIC))
    rated = RatedResponses.of(comparison.responses)
    voices, rounds = voice_pairs(comparison.responses), round_pairs(comparison.responses)
    respondents = number_respondents(comparison)
    rows = recommendation_rows(comparison, rated)
    places = {
        "summary": _("Summary"),
        **({"voices": _("State and civil society")} if voices else {}),
        **({"rounds": _("Rounds")} if rounds else {}),
        "recommendations": _("By recommendation"),
        "method": _("How this was compared"),
        "files": _("The figures as files"),
    }
    return web_page(
        "web_comparison",
        kind=_("Comparison"),
        name=comparison_name(comparison),
        sample=comparison_mark(comparison),
        about=[date_text(written.astimezone().date()), _("Nobody is ranked.")],
        places=places,
        findings=[
            (finding.brief, _LISTS[finding.topic])
            for finding in comparison_findings(find_comparison_findings(comparison.responses))
        ],
        pictures=_pictures(comparison, respondents) if comparison.common.items else [],
        voices=[_voices(pair) for pair in voices],
        rounds=[_rounds(pair) for pair in rounds],
        legend=rating_legend(sum((row.tally for row in rows), Tally())),
        ratings=list(_ratings(rated, rows, respondents)),
        responses=draw_table(_responses(comparison, respondents)),
        method=[*comparison_summary(threshold), do_no_harm_notice()],
        left_out=draw_table(_left_out(comparison)) if comparison.common.left_out else "",
        files=_files(comparison, threshold, written),
    )


def _head(respondent: Respondent) -> Noted:
    """What a response is called above a column; no two have the same number."""
    response = respondent.response
    about = " · ".join(filter(None, (voice_word(response.voice), short_round(response.round))))
    return Noted(f"{respondent.number}. {country_name(response.country)}", about)


def _pictures(comparison: Comparison, respondents: Sequence[Respondent]) -> list[Markup]:
    """How far two are apart in each theme; of more the scores, a few responses beside each other."""
    if len(respondents) == _TWO:
        first, second = comparison.responses
        names = (label(respondents[0]), label(respondents[1]))
        rows = theme_differences(score_differences(first, second))
        return [score_pairs(_("Scores by theme, on the common recommendations"), rows, names)]
    tables = []
    for some in _some(respondents):
        rows_of_some = scores_by_theme(comparison.themes, comparison.tallies, [each.name for each in some])
        tables.append(draw_table(theme_scores_table(rows_of_some, map(_head, some)), is_matrix=True))
    return tables


def _some(respondents: Sequence[Respondent]) -> Iterator[Sequence[Respondent]]:
    for start in range(0, len(respondents), _BESIDE):
        yield respondents[start : start + _BESIDE]


def _voices(pair: VoicePair) -> _Pair:
    names, tables = voice_names(pair), voice_tables(pair)
    return (
        f"{country_name(pair.first.response.country)} · {short_round(pair.first.response.round)}",
        disagreement_brief(len(pair.agenda), len(pair.common)),
        score_pairs(tables.differences.title, theme_differences(score_differences(pair.first, pair.second)), names)
        if pair.common
        else "",
        [two_ratings(row.recommendation, [(names[0], row.first), (names[1], row.second)]) for row in pair.agenda],
        [*([draw_table(tables.one_sided)] if tables.one_sided.rows else []), draw_table(tables.agreement)],
    )


def _rounds(pair: RoundPair) -> _Pair:
    earlier, later = (short_round(source.response.round) for source in (pair.earlier, pair.later))
    names = (earlier, later) if earlier != later else (_("Earlier round"), _("Later round"))
    tables, moved = round_tables(pair, *names), Counter(pair.movements.values())
    brief = _("{n} of {total} worsened since the round before").format(
        n=moved[RatingChange.WORSENED],
        total=sum(moved[change] for change in (RatingChange.WORSENED, RatingChange.IMPROVED, RatingChange.UNCHANGED)),
    )
    rows = theme_differences(score_differences(pair.earlier, pair.later))
    return (
        f"{country_name(pair.later.response.country)} · {voice_word(pair.later.response.voice)} · {earlier} → {later}",
        brief,
        score_pairs(_("Scores by theme and round"), rows, names, is_course=True) if rows else "",
        [],
        [*([draw_table(tables.changed)] if tables.changed.rows else []), draw_table(tables.counts)],
    )


def _ratings(
    rated: RatedResponses, rows: Sequence[RecommendationRow], respondents: Sequence[Respondent]
) -> Iterator[Markup]:
    """Who rates what, a few responses beside each other."""
    item: Column[RecommendationRow] = Column(_("Recommendation"), lambda row: row.recommendation, Kind.RECOMMENDATION)
    heads = {respondent.name: _head(respondent) for respondent in respondents}
    for some in _some(respondents):
        columns = rating_columns(rated, [respondent.compared for respondent in some], lambda one: heads[one.name])
        title = _("Ratings by recommendation: {numbers}").format(numbers=number_list(one.number for one in some))
        yield draw_table(Table(title, [item, *columns], rows), is_matrix=True)


def _responses(comparison: Comparison, respondents: Sequence[Respondent]) -> Table[Respondent]:
    own = total_tallies(comparison.own_tallies)
    columns: list[Column[Respondent]] = [
        Column(_("Response"), label),
        Column(
            _("Date of the round"), lambda row: date_text(row.response.round.date) if row.response.round.date else "–"
        ),
        Column(_("Version of the catalogue"), lambda row: row.compared.catalogue.version),
        Column(_("Asked"), lambda row: own[row.name].asked, Kind.NUMBER),
        Column(_("Rated"), lambda row: own[row.name].rated, Kind.NUMBER),
    ]
    return Table(_("Responses"), columns, respondents)


def _left_out(comparison: Comparison) -> Table[LeftOutRecommendation]:
    columns: list[Column[LeftOutRecommendation]] = [
        Column(_("Recommendation"), lambda entry: f"{entry.recommendation_id} {entry.title}"),
        Column(_("Reason"), lambda entry: left_out_word(entry.reason)),
        # They are called by their numbers here.
        Column(_("Because of (No.)"), lambda entry: number_list(map(int, entry.names))),
    ]
    return Table(_("Why recommendations are left out"), columns, comparison.common.left_out)


def _files(comparison: Comparison, threshold: float, written: dt.datetime) -> list[Attachment]:
    name = f"comparison-{len(comparison.responses)}-responses-{written.astimezone():%Y-%m-%d}"
    schema = json.dumps(tidy_schema(), ensure_ascii=False, indent=2)
    return [
        Attachment(_("Ratings and scores (CSV)"), f"{name}.csv", tidy_csv(comparison)),
        Attachment(_("Data dictionary (JSON)"), f"{name}.schema.json", schema),
        Attachment(_("Figures (JSON)"), f"{name}.json", json_text(comparison_data(comparison, threshold))),
    ]
