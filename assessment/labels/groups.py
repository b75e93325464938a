"""Named tallies: the groups of a grouping as charts and tables show them, in the catalogue's order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass

from assessment.domain.model import Catalogue, Rating, Response
from assessment.domain.scoring import Grouping, Tally, tally_by
from assessment.labels.codes import RATING_STYLES, group_word


@dataclass(frozen=True, slots=True)
class Group:
    """A group of recommendations by its name, with the tally of their answers."""

    name: str
    tally: Tally

    @property
    def total(self) -> int:
        """The number of recommendations; 0 where the catalogue covers none."""
        return sum(astuple(self.tally))


def groups(catalogue: Catalogue, response: Response, grouping: Grouping) -> tuple[Group, ...]:
    """The groups of a grouping in the catalogue's order."""
    return name_groups(catalogue, grouping, tally_by(catalogue, response, grouping))


def name_groups(catalogue: Catalogue, grouping: Grouping, tallies: Mapping[str, Tally]) -> tuple[Group, ...]:
    """The groups with these tallies, in the same order."""
    return tuple(Group(group_word(catalogue, grouping, group), tally) for group, tally in tallies.items())


def rating_counts(tally: Tally) -> dict[Rating | None, int]:
    """How often each answer was given, in the order of distributions; `None` is unanswered."""
    return {rating: getattr(tally, count_label(rating)) for rating in RATING_STYLES}


def count_label(rating: Rating | None) -> str:
    """The field of a tally that counts such answers."""
    return rating.value if rating else "unanswered"
