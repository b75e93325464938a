"""The themes as a picture in cells, which every program draws alike and which is read in grey by its marks."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.domain.scoring import Grouping
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, grouping_word
from assessment.labels.formatting import Group, band, rating_counts
from assessment.reports.sheets.book import Cell, ReportSheet
from assessment.reports.sheets.score_scale import STEP_WIDTH, STEPS, scale, scale_header
from assessment.reports.sheets.styles import CHIPS, DOT, Style
from assessment.views.results import Results, score_value

_NAME_WIDTH, _BARS_WIDTH = 27.0, 54.0
_FIGURE_WIDTHS = (16.0, 11.0, 12.0)
_FEWEST, _MOST = 6, 24
"""How many squares have columns."""
_ROW_HEIGHT = 17.0
_TO_THE_CHIPS = 7
"""The columns of the scale that the fifth of six equal parts takes."""


@dataclass(frozen=True, slots=True)
class ThemePicture:
    """A row a theme: its name, a square a recommendation, its score, n and band, and these on a scale.

    `longest` is the number of recommendations of the largest theme; if there are too many for a square each, a bar
    shows their shares.
    """

    longest: int

    @property
    def squares(self) -> int:
        return min(max(self.longest, _FEWEST), _MOST)

    @property
    def widths(self) -> list[float]:
        bars = [_BARS_WIDTH / self.squares] * self.squares
        return [_NAME_WIDTH, *bars, *_FIGURE_WIDTHS, *[STEP_WIDTH] * STEPS]

    @property
    def score(self) -> int:
        return 2 + self.squares

    @property
    def rated(self) -> int:
        return self.score + 1

    @property
    def band(self) -> int:
        return self.rated + 1

    @property
    def scale(self) -> int:
        return self.band + 1

    @property
    def last(self) -> int:
        return self.band + STEPS

    @property
    def sixths(self) -> list[tuple[int, int]]:
        """Six equal parts of the width, by their first and last columns."""
        ends = [1, 1 + self.squares // 2, 1 + self.squares, self.rated, self.band + _TO_THE_CHIPS, self.last]
        return list(zip([1, *(end + 1 for end in ends)], ends, strict=False))

    def write(self, sheet: ReportSheet, results: Results) -> None:
        left, right = scale_header(self.scale)
        sheet.write_row(
            Cell(1, grouping_word(Grouping.THEME), Style.HEADER),
            Cell(2, _("Answers"), Style.HEADER, self.squares),
            Cell(self.score, _("Score"), Style.HEADER_MIDDLE),
            Cell(self.rated, _("Rated"), Style.HEADER_MIDDLE),
            Cell(self.band, _("Band"), Style.HEADER_MIDDLE),
            left,
            right,
        )
        for group in results.groups(Grouping.THEME):
            self._write_row(sheet, group, results.threshold, self._bar(group))
        self._write_row(sheet, Group(_("All themes"), results.whole), results.threshold, [])

    def _bar(self, group: Group) -> list[Cell]:
        ratings = [rating for rating, count in rating_counts(group.tally).items() for _each in range(count)]
        squares = -(-len(ratings) * self.squares // max(self.longest, self.squares))
        shown = [ratings[place * len(ratings) // squares] for place in range(squares)]
        return [Cell(2 + place, RATING_STYLES[rating].mark, CHIPS[rating]) for place, rating in enumerate(shown)]

    def _write_row(self, sheet: ReportSheet, group: Group, threshold: float, bar: list[Cell]) -> None:
        counted, score = group.tally, score_value(group, threshold)
        dots = [] if isinstance(score, str) else [(score, DOT, "")]
        rated = _("{n} of {total}").format(n=counted.rated, total=counted.applicable)
        middle, share = (Style.MIDDLE, Style.SHARE) if bar else (Style.SUM_MIDDLE, Style.SUM_SHARE)
        sheet.raise_row(sheet.row, _ROW_HEIGHT)
        sheet.write_row(
            Cell(1, group.name, Style.LINE if bar else Style.SUM_NAME),
            *(bar or [Cell(2, None, Style.SUM_TEXT, self.squares)]),
            *(Cell(place, None, Style.LINE) for place in range(2 + len(bar), self.score) if bar),
            Cell(self.score, score, middle if isinstance(score, str) else share),
            Cell(self.rated, rated, middle),
            Cell(self.band, band(counted), middle),
            *scale(self.scale, counted.low, counted.high, dots),
        )
