"""Tables as values: what a column is called, and what it shows of a row.

Page, workbook, document and terminal each have one function that draws any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Generic, Protocol, TypeVar

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Recommendation
from assessment.domain.scoring import Tally
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_label
from assessment.labels.formatting import (
    band,
    coefficient,
    item_words,
    percent,
    points_figure,
    score_text,
    score_with_n,
    signed_points,
    signed_value,
)

Row = TypeVar("Row")
Row_contra = TypeVar("Row_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class Noted:
    """Words with a note under them."""

    words: str
    note: str = ""

    @property
    def line(self) -> str:
        return f"{self.words}, {self.note}" if self.note else self.words


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a tally, which is always shown with its n and its band."""

    tally: Tally
    threshold: float
    """The coverage, 0 to 1, below which there are words in place of a score."""

    @property
    def figure(self) -> float | None:
        """0 to 100."""
        return self.tally.score if self.tally.is_sufficient(self.threshold) else None

    @property
    def words(self) -> str:
        return score_text(self.tally, self.threshold)

    @property
    def note(self) -> str:
        """“5 of 6 · 40–80 %”; empty where nothing is applicable."""
        counted = self.tally
        if not counted.applicable:
            return ""
        return f"{_('{n} of {total}').format(n=counted.rated, total=counted.applicable)} · {band(counted)}"

    @property
    def line(self) -> str:
        return score_with_n(self.tally, self.threshold)


@dataclass(frozen=True, slots=True)
class Reworded:
    """The rating of a recommendation that was asked in other words than those shown."""

    rating: Rating | None


Value = str | int | float | Rating | Recommendation | Noted | Score | Reworded | None


class OfRecommendation(Protocol):
    """A row that is about a recommendation."""

    @property
    def recommendation(self) -> Recommendation: ...


class Kind(Enum):
    """What the values of a column are, and so how they are drawn; a text may stand in place of any of them."""

    TEXT = auto()
    RECOMMENDATION = auto()
    """Title, id and the mark of a red line, in one cell or in several."""
    RATING = auto()
    """A rating; None is unanswered."""
    ORDINAL = auto()
    """A place in an order, or short words."""
    NUMBER = auto()
    SCORE = auto()
    PERCENT = auto()
    """A figure from 0 to 100."""
    POINTS = auto()
    """Points of a score; the header names the unit."""
    SIGNED = auto()
    """A difference in points."""
    STEPS = auto()
    """A difference of what two ratings are worth, -1 to 1."""
    COEFFICIENT = auto()

    @property
    def is_number(self) -> bool:
        return self not in (Kind.TEXT, Kind.RECOMMENDATION, Kind.RATING, Kind.ORDINAL)


@dataclass(frozen=True, slots=True)
class Column(Generic[Row_contra]):
    """A column of a table: its header, and the value that it shows of a row."""

    header: str
    value: Callable[[Row_contra], Value]
    kind: Kind = Kind.TEXT
    mark: str = ""
    """Stands before the header, or alone where there is little room."""
    note: str = ""
    """Stands under the header."""
    is_optional: bool = False
    """Whether it is left out of a table in which no row has a value."""

    def text(self, row: Row_contra) -> str:
        """The value as people read it, in one line."""
        value = self.value(row)
        match value:
            case Rating():
                return rating_label(value)
            case str():
                return value
            case Recommendation():
                return item_words(value)
            case Noted() | Score():
                return value.line
            case Reworded():
                return _("{rating}, asked in other words").format(rating=rating_label(value.rating))
            case int() | float():
                return _FIGURES.get(self.kind, str)(value)
            case None:
                return rating_label(None) if self.kind is Kind.RATING else "–" if self.kind.is_number else ""


_FIGURES: dict[Kind, Callable[[float], str]] = {
    Kind.PERCENT: percent,
    Kind.POINTS: points_figure,
    Kind.SIGNED: signed_points,
    Kind.STEPS: signed_value,
    Kind.COEFFICIENT: coefficient,
}


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """A table under its title, and what is said where it has no row."""

    title: str
    declared: Sequence[Column[Row]]
    rows: Sequence[Row]
    nothing: str = ""
    about: str = ""
    """How it is read: a sentence above it."""
    is_pale: Callable[[Row], bool] = lambda _row: False
    """Whether a row is no finding, which its words say too."""
    has_total: bool = False
    """Whether the last row sums up the others."""

    @property
    def columns(self) -> list[Column[Row]]:
        """Those in which there is something to show."""
        return [
            column
            for column in self.declared
            if not column.is_optional or any(column.value(row) is not None for row in self.rows)
        ]
