"""Named tallies: the groups of a grouping as charts and tables show them, in the catalogue's order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass

from assessment.legend import LOOKS, group_word
from assessment.model import Catalogue, Rating, Response
from assessment.scoring import Grouping, Tally, tally_by


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
    return named(catalogue, grouping, tally_by(catalogue, response, grouping))


def named(catalogue: Catalogue, grouping: Grouping, tallies: Mapping[str, Tally]) -> tuple[Group, ...]:
    """The groups with these tallies, in the same order."""
    return tuple(Group(group_word(catalogue, grouping, group), tally) for group, tally in tallies.items())


def counts(tally: Tally) -> dict[Rating | None, int]:
    """How often each answer was given, in the order of distributions; `None` is unanswered."""
    return {rating: getattr(tally, count_name(rating)) for rating in LOOKS}


def count_name(rating: Rating | None) -> str:
    """The field of a tally that counts such answers."""
    return rating.value if rating else "unanswered"
