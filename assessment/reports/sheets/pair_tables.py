"""What tables about pairs of responses share: the pair of each row, and the differences in each theme."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from assessment.domain.comparison.compare import ScoreDifference, ScoreDifferences
from assessment.domain.model import Theme
from assessment.domain.scoring import Tally, points_per_answer
from assessment.i18n import gettext as _
from assessment.reports.sheets import answer_columns as show
from assessment.reports.sheets.book import ReportSheet
from assessment.reports.sheets.columns import Column
from assessment.reports.sheets.styles import Style

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


class OfPair(Protocol):
    """A row about a pair; `number` is the pair's, or its own where there is one pair."""

    @property
    def number(self) -> int: ...
    @property
    def name(self) -> str: ...


def pair_columns(names: PairNames) -> list[Column[OfPair]]:
    """The first columns of every table about pairs."""
    if not names.are_several:
        return [Column(_("No."), 0, lambda row: row.number, Style.ORDINAL)]
    return [
        Column(_("Pair"), 0, lambda row: row.number, Style.ORDINAL),
        Column(names.header, 0, lambda row: row.name),
    ]


def numbered(names: PairNames, pair: int, row: int) -> tuple[int, str]:
    """The number and the name of a row, from the positions of its pair and of itself in the pair, from 0."""
    return (pair if names.are_several else row) + 1, names.names[pair]


@dataclass(frozen=True, slots=True)
class _Apart:
    """The difference between the two of a pair in a theme or overall."""

    number: int
    name: str
    theme: str
    difference: ScoreDifference


def write_differences(
    sheet: ReportSheet,
    table_name: str,
    names: PairNames,
    found: Sequence[ScoreDifferences],
    themes: Iterable[Theme],
    scores: Sequence[tuple[str, Callable[[ScoreDifference], Tally]]],
) -> None:
    """A table of the differences, the second minus the first; `scores` are the two columns of scores by header."""
    rows = list(_rows(names, found, list(themes)))
    if not rows:
        sheet.paragraph(_("The two have no rated recommendation in common."), Style.FACT)
        return
    columns: list[Column[_Apart]] = [
        *pair_columns(names),
        Column(_("Theme"), 0, lambda row: row.theme),
        Column(_("Common (n)"), 0, lambda row: row.difference.first.rated, Style.NUMBER),
        *(Column(header, 0, _score(of), Style.PERCENT) for header, of in scores),
        Column(_("Difference"), 0, lambda row: row.difference.points, Style.SIGNED),
        Column(_("One step (points)"), 0, lambda row: points_per_answer(row.difference.first), Style.VALUE),
        Column(_("How to read it"), 0, lambda row: finding_words(row.difference), Style.ORDINAL),
    ]
    sheet.table(table_name, columns, rows, pale=lambda row: not row.difference.is_robust)


def _score(of: Callable[[ScoreDifference], Tally]) -> Callable[[_Apart], float | None]:
    return lambda row: of(row.difference).score


def _rows(names: PairNames, found: Sequence[ScoreDifferences], themes: Sequence[Theme]) -> Iterable[_Apart]:
    for pair, of_pair in enumerate(found):
        apart = [(theme.name, of_pair.by_theme.get(theme.id)) for theme in themes] + [(_("Overall"), of_pair.overall)]
        there = [(theme, difference) for theme, difference in apart if difference is not None]
        for row, (theme, difference) in enumerate(there):
            yield _Apart(*numbered(names, pair, row), theme, difference)


def about_pale() -> str:
    return _("Pale italics: the difference does not hold under every variant of the method.")


def finding_words(difference: ScoreDifference) -> str:
    """Whether a difference can be interpreted, and if not, why not."""
    words = [
        *([_("level")] if difference.points == 0 else []),
        *([_("within one answer")] if difference.within_one_answer else []),
        *([] if difference.is_robust or difference.points == 0 else [_("does not hold under every variant")]),
    ]
    return "; ".join(words) or _("holds under every variant")
