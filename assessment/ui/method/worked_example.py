"""The steps from answers to a score, each with its numbers: the worked example of the page “Method”."""

from __future__ import annotations

from collections.abc import Sequence

from babel.numbers import format_decimal

from assessment.domain.scoring import Tally
from assessment.html.tables import TableColumn, rating_cell, table
from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.labels.formatting import Group, coverage_words, rating_counts, score_with_n

EXAMPLE = (
    Group("", Tally(implemented=2, partial=1, absent=1, dont_know=1, unanswered=1, not_applicable=1)),
    Group("", Tally(implemented=11, partial=8, absent=6, dont_know=3, unanswered=3, not_applicable=2)),
)
"""Invented counts of a theme and of a whole questionnaire, for when no assessment is open."""


def number(value: float) -> str:
    """“2.5” as written in the current language, with at most two decimals."""
    return str(format_decimal(value, format="#,##0.##", locale=current_language()))


def worked_example(groups: Sequence[Group], threshold: float) -> str:
    """HTML of the table of steps, one column per group."""
    columns = [TableColumn(_("Step")), *(TableColumn(group.name, is_number=True) for group in groups)]
    steps = [_steps(group.tally, threshold) for group in groups]
    rows = [[name, *(texts[name] for texts in steps)] for name in steps[0]]
    return table(_("From the answers to the score"), columns, rows)


def _steps(tally: Tally, threshold: float) -> dict[str, str]:
    """Each step by its name, with the numbers of a tally."""
    points, unknown = number(tally.points), tally.dont_know + tally.unanswered
    applicable = (tally.implemented, tally.partial, tally.absent, tally.dont_know, tally.unanswered)
    steps = {rating_cell(rating): str(count) for rating, count in rating_counts(tally).items()} | {
        _("Applicable: all but “not applicable”"): f"{' + '.join(map(str, applicable))} = {tally.applicable}",
        _("Rated: implemented, partial and absent"): (
            f"{tally.implemented} + {tally.partial} + {tally.absent} = {tally.rated}"
        ),
        _("Points: implemented + half of partial"): f"{tally.implemented} + {tally.partial} ÷ 2 = {points}",
        _("Score: 100 × points ÷ rated"): (
            _("none: nothing is rated")
            if tally.score is None
            else f"100 × {points} ÷ {tally.rated} = {number(tally.score)}"
        ),
    }
    names = (
        _("Coverage: rated of applicable"),
        _("Band, low: if every unknown is absent"),
        _("Band, high: if every unknown is implemented"),
    )
    if tally.low is None or tally.high is None:
        texts = [_("none: nothing is applicable")] * len(names)
    else:
        texts = [
            f"{tally.rated} ÷ {tally.applicable} = {coverage_words(tally)}",
            f"100 × {points} ÷ {tally.applicable} = {number(tally.low)}",
            f"100 × ({points} + {unknown}) ÷ {tally.applicable} = {number(tally.high)}",
        ]
    return {**steps, **dict(zip(names, texts, strict=True)), _("Shown as"): score_with_n(tally, threshold)}
