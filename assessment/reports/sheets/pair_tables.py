"""Tables about pairs of responses: which pair each row is about, then the columns that `views.comparison` declares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic

from assessment.domain.comparison.compare import ScoreDifference, ScoreDifferences
from assessment.domain.scoring import Tally
from assessment.i18n import gettext as _
from assessment.reports.sheets import answer_columns as show
from assessment.reports.sheets.book import ReportSheet
from assessment.reports.sheets.columns import Column, Row, sheet_column
from assessment.reports.sheets.styles import Style
from assessment.spreadsheet.references import Area
from assessment.views import table as view
from assessment.views.comparison import difference_columns, theme_differences

_RATING_WIDTH = 15.5
_NAME_WIDTH = 23.0


@dataclass(frozen=True, slots=True)
class PairNames:
    """How tables distinguish pairs: the header of the second column, and its content for each pair.

    The name of a single pair needs no column.
    """

    header: str
    names: Sequence[str]

    @property
    def are_several(self) -> bool:
        return len(self.names) > 1

    @property
    def frozen(self) -> int:
        """The first column that scrolls: the pair and the recommendation or theme stay visible."""
        return 4 if self.are_several else 3

    @property
    def widths(self) -> list[float]:
        """The widths of the columns of a sheet of such tables, which suit all of them."""
        rating = show.rating_width(_RATING_WIDTH)
        title = 28 - 2 * (rating - _RATING_WIDTH)
        names = [_NAME_WIDTH] if self.are_several else []
        return [6.0, *names, title, 10.5, 16.0, 11.0, 11.0, rating, rating, 11.0, 18.0, 9.0]


@dataclass(frozen=True, slots=True)
class _Numbered(Generic[Row]):
    """A row; `number` is that of its pair, or its own where there is one pair."""

    number: int
    name: str
    row: Row


def write_pairs(
    sheet: ReportSheet,
    table_name: str,
    names: PairNames,
    columns: Sequence[Column[Row] | view.Column[Row]],
    rows_of_pairs: Sequence[Sequence[Row]],
    *,
    filters: bool = True,
    pale: Callable[[Row], bool] | None = None,
) -> Area:
    """A table of the rows of all pairs, one at least, its ratings in colour."""
    rows = [
        _Numbered((pair if names.are_several else place) + 1, names.names[pair], row)
        for pair, of_pair in enumerate(rows_of_pairs)
        for place, row in enumerate(of_pair)
    ]
    about: list[Column[_Numbered[Row]]] = [Column(_("No."), 0, lambda entry: entry.number, Style.ORDINAL)]
    if names.are_several:
        about = [
            Column(_("Pair"), 0, lambda entry: entry.number, Style.ORDINAL),
            Column(names.header, 0, lambda entry: entry.name),
        ]
    drawn = [*about, *map(_of_row, map(sheet_column, columns))]
    area = sheet.table(table_name, drawn, rows, filters=filters, pale=pale and (lambda entry: pale(entry.row)))
    ratings = [place for place, column in enumerate(drawn, start=1) if column.style is Style.RATING]
    if ratings:
        sheet.colour_ratings(area.cells(ratings[0], ratings[-1]))
    return area


def _of_row(column: Column[Row]) -> Column[_Numbered[Row]]:
    return Column(column.header, column.width, lambda entry: column.value(entry.row), column.style)


def write_differences(
    sheet: ReportSheet,
    table_name: str,
    names: PairNames,
    found: Sequence[ScoreDifferences],
    scores: Sequence[tuple[str, Callable[[ScoreDifference], Tally]]],
) -> None:
    """A table of the differences, the second minus the first; `scores` are the two columns of scores by header."""
    rows = [theme_differences(each) for each in found]
    if any(rows):
        write_pairs(sheet, table_name, names, difference_columns(scores), rows, pale=lambda row: row.is_pale)
    else:
        sheet.paragraph(_("The two have no rated recommendation in common."), Style.FACT)
