"""Tables as plain HTML: a caption, a header for every column and row, numbers right-aligned with their unit.

Screen readers read them cell by cell, they print, and they scroll sideways on a narrow screen. They contain the
software's and the catalogue's words; what a person typed comes by `plain_text`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assessment.domain.model import Rating, Recommendation
from assessment.domain.scoring import Tally, points_per_answer
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import RATING_STYLES, rating_label, rating_word
from assessment.labels.formatting import Group, band, percent, rating_counts, round_half_up, score_text
from assessment.ui.text.escaping import plain_text
from assessment.ui.text.html import html


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column's header, with a mark before it, or alone on a narrow screen. Short cells never wrap."""

    header: str
    is_number: bool = False
    is_short: bool = False
    mark: str = ""

    @property
    def kind(self) -> str:
        """How its cells are drawn, as style.css names it."""
        return "number" if self.is_number else "short" if self.is_short else ""


def table(
    caption: str,
    columns: Sequence[TableColumn],
    rows: Sequence[Sequence[str]],
    total: Sequence[str] | None = None,
    *,
    pale: Collection[int] = (),
) -> Markup:
    """HTML of a table; the first cell of each row is the row's header, and `total` is the row under all others.

    Rows whose indices are in `pale` are drawn pale (the total's follows the last); they must say why in words.
    """
    return html(
        "table",
        caption=caption,
        columns=columns,
        has_marks=any(column.mark for column in columns),
        rows=[[*zip(columns, row, strict=True)] for row in rows],
        total=total and [*zip(columns, total, strict=True)],
        pale=pale,
    )


def item_label(item: Recommendation) -> str:
    """“GCM10-03 Laws that protect trafficked persons from punishment ▲ Red line”."""
    mark = f" ▲ {_('Red line')}".replace(" ", "\N{NO-BREAK SPACE}") if item.red_line else ""
    return f"{item.id} {plain_text(item.title)}{mark}"


def rating_cell(rating: Rating | None) -> str:
    """Mark and word of a rating, which a narrow column doesn't separate."""
    return rating_label(rating).replace(" ", "\N{NO-BREAK SPACE}", 1)


def distribution_table(caption: str, kind: str, groups: Sequence[Group], whole: Group | None = None) -> Markup:
    """The number of recommendations of each group by answer; `kind` is what the groups are, such as “Theme”."""
    answers = [
        TableColumn(rating_word(rating), is_number=True, mark=look.mark) for rating, look in RATING_STYLES.items()
    ]
    columns = [TableColumn(kind), *answers, TableColumn(_("All"), is_number=True)]
    total = _distribution_row(whole) if whole else None
    return table(caption, columns, [_distribution_row(group) for group in groups], total)


def _distribution_row(group: Group) -> list[str]:
    return [group.name, *(str(count) for count in rating_counts(group.tally).values()), str(group.total)]


def score_table(
    caption: str, kind: str, groups: Sequence[Group], whole: Group | None = None, *, threshold: float
) -> Markup:
    """Each group's score with n, band and the weight of one answer; words where there is no score."""
    columns = [
        TableColumn(kind),
        TableColumn(_("Score"), is_number=True),
        TableColumn(_("Rated"), is_number=True),
        TableColumn(_("Coverage"), is_number=True),
        TableColumn(_("Band"), is_number=True),
        TableColumn(_("One step of one answer"), is_number=True),
    ]
    total = _score_row(whole, threshold) if whole else None
    return table(caption, columns, [_score_row(group, threshold) for group in groups], total)


def _score_row(group: Group, threshold: float) -> list[str]:
    tally = group.tally
    if not group.total:
        return [group.name, _("not covered by this tool"), "–", "–", "–", "–"]
    return [
        group.name,
        score_text(tally, threshold),
        _("{n} of {total}").format(n=tally.rated, total=tally.applicable),
        coverage_words(tally),
        band(tally),
        step_text(tally) if tally.is_sufficient(threshold) else "–",
    ]


def coverage_words(tally: Tally) -> str:
    """“82 %”; a dash where nothing is applicable."""
    return percent(None if tally.coverage is None else 100 * tally.coverage)


def step_text(tally: Tally) -> str:
    size = points_per_answer(tally)
    return "–" if size is None else points_words(size)


def signed_points(points: float) -> str:
    """“+17 points”, “−17 points”, “level”; the sign is that of the difference, however small."""
    if points == 0:
        return _("level")
    sign = "+" if points > 0 else "\N{MINUS SIGN}"
    return _("{sign}{points}").format(sign=sign, points=points_words(abs(points)))


def points_words(size: float) -> str:
    """“17 points”; what rounds to 0 isn't 0."""
    if size > 0 and round_half_up(size) == 0:
        return _("under 1 point")
    return ngettext("{n} point", "{n} points", round_half_up(size)).format(n=round_half_up(size))
