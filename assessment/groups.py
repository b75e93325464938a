"""Named tallies: the groups of one grouping as charts and tables show them, in the catalogue's order."""

from __future__ import annotations

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
        """How many recommendations it has; none where the catalogue covers nothing of it."""
        return sum(astuple(self.tally))


def groups(catalogue: Catalogue, response: Response, grouping: Grouping) -> tuple[Group, ...]:
    """The groups of a grouping in the catalogue's order."""
    return tuple(
        Group(group_word(catalogue, grouping, group), tally)
        for group, tally in tally_by(catalogue, response, grouping).items()
    )


def counts(tally: Tally) -> dict[Rating | None, int]:
    """How often each answer was given, in the order of distributions; `None` is unanswered."""
    return {rating: getattr(tally, rating.value if rating else "unanswered") for rating in LOOKS}
