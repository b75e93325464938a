"""Tables as plain HTML: a caption, a header for every column and row, numbers right-aligned with their unit.

Screen readers read them cell by cell, they print, and they scroll sideways on a narrow screen. They contain the
software's and the catalogue's words; what a person typed comes by `plain_text`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assessment.domain.model import Rating, Recommendation
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_label
from assessment.ui.text.escaping import plain_text
from assessment.ui.text.html import html
from assessment.views.table import Column, Kind, OfRecommendation, Row


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


def rows_table(
    caption: str,
    columns: Sequence[Column[Row]],
    rows: Sequence[Row],
    total: Row | None = None,
    *,
    pale: Callable[[Row], bool] | None = None,
) -> Markup:
    """HTML of a table of rows, whose columns say what they show; `total` is the row under all others."""
    heads = [
        TableColumn(
            column.header, is_number=column.kind.is_number, is_short=column.kind is Kind.RATING, mark=column.mark
        )
        for column in columns
    ]
    drawn = [*rows, *([] if total is None else [total])]
    cells = [[_cell(column, row) for column in columns] for row in drawn]
    return table(
        caption,
        heads,
        cells[: len(rows)],
        None if total is None else cells[-1],
        pale=[place for place, row in enumerate(drawn) if pale and pale(row)],
    )


def _cell(column: Column[Row], row: Row) -> str:
    text = column.text(row)
    return text.replace(" ", "\N{NO-BREAK SPACE}", 1) if column.kind is Kind.RATING else plain_text(text)


def item_column() -> Column[OfRecommendation]:
    """The id, title and mark of the recommendation that a row is about."""
    return Column(_("Recommendation"), lambda row: item_label(row.recommendation))


def item_label(item: Recommendation) -> str:
    """“GCM10-03 Laws that protect trafficked persons from punishment ▲ Red line”."""
    mark = f" ▲ {_('Red line')}".replace(" ", "\N{NO-BREAK SPACE}") if item.red_line else ""
    return f"{item.id} {plain_text(item.title)}{mark}"


def rating_cell(rating: Rating | None) -> str:
    """Mark and word of a rating, which a narrow column doesn't separate."""
    return rating_label(rating).replace(" ", "\N{NO-BREAK SPACE}", 1)
