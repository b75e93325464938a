"""How far apart the scores of two responses are, by theme: a chart or its table.

A difference that doesn't hold under every variant of the method is drawn pale, and says so.
"""

from __future__ import annotations

import streamlit as st

from assessment.charts.comparison_charts import DifferenceBar, difference_chart
from assessment.domain.comparison.compare import ScoreDifference, ScoreDifferences, all_themes
from assessment.domain.robustness import VARIANTS
from assessment.domain.scoring import Grouping
from assessment.i18n import gettext as _
from assessment.labels.codes import grouping_word
from assessment.labels.formatting import percent
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.widgets.figure import show_figure
from assessment.ui.widgets.tables import TableColumn, signed_points, table


def theme_differences(found: ScoreDifferences, first: str, second: str) -> None:
    """`second` minus `first`, by name; each theme in the catalogue's order, then all of them."""
    names = {theme.id: theme.name for theme in all_themes((found.first, found.second))}
    apart = [(names[theme], difference) for theme, difference in found.by_theme.items() if difference is not None]
    if not apart or found.overall is None:
        st.info(_("The two have no rated recommendation in common."))
        return
    apart.append((_("All themes"), found.overall))
    st.markdown(_("Difference: {one} minus {other}").format(one=second, other=first))
    title = _("Differences by theme")
    bars = tuple(
        DifferenceBar(name, difference_words(difference), difference.points, not difference.is_robust)
        for name, difference in apart
    )
    columns = [
        TableColumn(grouping_word(Grouping.THEME)),
        TableColumn(_("Common"), is_number=True),
        TableColumn(first, is_number=True),
        TableColumn(second, is_number=True),
        TableColumn(_("Difference"), is_number=True),
        TableColumn(_("Size"), is_short=True),
        TableColumn(_("In all variants"), is_short=True),
    ]
    *rows, total = (_row(name, difference) for name, difference in apart)
    pale = [number for number, (_name, difference) in enumerate(apart) if not difference.is_robust]
    show_figure(
        "theme-differences",
        title,
        table(title, columns, rows, total, pale=pale),
        difference_chart,
        bars,
        title,
        _("Points by which {second} is higher (right) or lower (left)").format(second=second),
    )
    if empty := [names[theme] for theme, difference in found.by_theme.items() if difference is None]:
        st.caption(_("Nothing in common: {themes}.").format(themes=", ".join(map(escape_markdown, empty))))
    st.caption(
        _(
            "Scores cover what both rate in the same words. A difference holds if its sign is the same under all {n} "
            "variants of the method (see “Robustness”); others are pale. A difference within one answer is too small "
            "to interpret."
        ).format(n=len(VARIANTS))
    )


def _row(name: str, difference: ScoreDifference) -> list[str]:
    return [
        name,
        str(difference.first.rated),
        percent(difference.first.score),
        percent(difference.second.score),
        signed_points(difference.points),
        size_word(difference),
        variants_word(difference),
    ]


def difference_words(difference: ScoreDifference) -> str:
    """“+17 points · does not hold under every variant”, and whether it is within one answer."""
    if difference.points == 0:
        return _("level")
    parts = [signed_points(difference.points)]
    if difference.within_one_answer:
        parts.append(size_word(difference))
    parts.append(_("holds under every variant") if difference.is_robust else _("does not hold under every variant"))
    return " · ".join(parts)


def size_word(difference: ScoreDifference) -> str:
    return _("within one answer") if difference.within_one_answer else _("one answer or more")


def variants_word(difference: ScoreDifference) -> str:
    if difference.is_robust:
        return _("Yes")
    return _("level") if difference.points == 0 else _("No")
