"""The steps from answers to a score, each with its numbers: the worked example of the page “Method”."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from babel.numbers import format_decimal

from assessment.domain.scoring import Tally
from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.labels.formatting import Group, coverage_words, rating_counts, score_with_n
from assessment.ui.widgets.tables import TableColumn, rating_cell, table

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
    steps: list[tuple[str, Callable[[Tally], str]]] = [
        *(
            (rating_cell(rating), lambda tally, rating=rating: str(rating_counts(tally)[rating]))
            for rating in rating_counts(Tally())
        ),
        (_("Applicable: all but “not applicable”"), _applicable),
        (_("Rated: implemented, partial and absent"), _rated),
        (_("Points: implemented + half of partial"), _points),
        (_("Score: 100 × points ÷ rated"), _score),
        (_("Coverage: rated of applicable"), _coverage),
        (_("Band, low: if every unknown is absent"), _low),
        (_("Band, high: if every unknown is implemented"), _high),
        (_("Shown as"), lambda tally: score_with_n(tally, threshold)),
    ]
    rows = [[name, *(say(group.tally) for group in groups)] for name, say in steps]
    return table(_("From the answers to the score"), columns, rows)


def _applicable(tally: Tally) -> str:
    parts = (tally.implemented, tally.partial, tally.absent, tally.dont_know, tally.unanswered)
    return f"{' + '.join(map(str, parts))} = {tally.applicable}"


def _rated(tally: Tally) -> str:
    return f"{tally.implemented} + {tally.partial} + {tally.absent} = {tally.rated}"


def _points(tally: Tally) -> str:
    return f"{tally.implemented} + {tally.partial} ÷ 2 = {number(tally.points)}"


def _score(tally: Tally) -> str:
    if tally.score is None:
        return _("none: nothing is rated")
    return f"100 × {number(tally.points)} ÷ {tally.rated} = {number(tally.score)}"


def _coverage(tally: Tally) -> str:
    if tally.coverage is None:
        return _("none: nothing is applicable")
    return f"{tally.rated} ÷ {tally.applicable} = {coverage_words(tally)}"


def _low(tally: Tally) -> str:
    if tally.low is None:
        return _("none: nothing is applicable")
    return f"100 × {number(tally.points)} ÷ {tally.applicable} = {number(tally.low)}"


def _high(tally: Tally) -> str:
    if tally.high is None:
        return _("none: nothing is applicable")
    unknown = tally.dont_know + tally.unanswered
    return f"100 × ({number(tally.points)} + {unknown}) ÷ {tally.applicable} = {number(tally.high)}"
