"""Tables as values: what a column is called, and what it shows of a row. Page, workbook and terminal only draw them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Generic, Protocol, TypeVar

from assessment.domain.model import Rating, Recommendation
from assessment.labels.codes import rating_label
from assessment.labels.formatting import coefficient, percent, points_figure, signed_points, signed_value

Row = TypeVar("Row")
Row_contra = TypeVar("Row_contra", contravariant=True)
Value = str | int | float | Rating | None


class OfRecommendation(Protocol):
    """A row that is about a recommendation."""

    @property
    def recommendation(self) -> Recommendation: ...


class Kind(Enum):
    """What the values of a column are, and so how they are drawn; a text may stand in place of any of them."""

    TEXT = auto()
    RATING = auto()
    """A rating; None is unanswered."""
    ORDINAL = auto()
    """A place in an order, or short words."""
    NUMBER = auto()
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
        return self not in (Kind.TEXT, Kind.RATING, Kind.ORDINAL)


@dataclass(frozen=True, slots=True)
class Column(Generic[Row_contra]):
    """A column of a table: its header, and the value that it shows of a row."""

    header: str
    value: Callable[[Row_contra], Value]
    kind: Kind = Kind.TEXT
    mark: str = ""
    """Stands before the header, or alone where there is little room."""

    def text(self, row: Row_contra) -> str:
        """The value as people read it."""
        value = self.value(row)
        match value:
            case str() if not isinstance(value, Rating):
                return value
            case Rating() | None if self.kind is Kind.RATING:
                return rating_label(value)
            case int() | float():
                return _FIGURES.get(self.kind, str)(value)
            case _:
                return "–" if self.kind.is_number else ""


_FIGURES: dict[Kind, Callable[[float], str]] = {
    Kind.PERCENT: percent,
    Kind.POINTS: points_figure,
    Kind.SIGNED: signed_points,
    Kind.STEPS: signed_value,
    Kind.COEFFICIENT: coefficient,
}
