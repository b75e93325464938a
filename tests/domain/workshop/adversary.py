"""Somebody who sees all that an anonymous workshop shows, and tries every world in which it would show the same.

They know the rule, everybody's part, and at each reveal who has voted, voted again or withdrawn. They don't know what
anybody voted: a world says that of every ballot.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from assessment.domain.answer import Rating
from assessment.domain.workshop.disclosure import Reveal
from assessment.domain.workshop.model import Ballot

Sheet = tuple[str, str, int, int]
"""One ballot as it was given: recommendation, participant, vote, revision."""
World = Mapping[Sheet, Rating]


@dataclass(frozen=True, slots=True)
class PublicReveal:
    """What everybody in the room knows of a reveal: whose ballots count, and how often they have been given."""

    recommendation: str
    vote: int
    revisions: Mapping[str, int]
    parts: Mapping[str, str]

    def sheets(self) -> Iterator[Sheet]:
        for participant, revision in self.revisions.items():
            yield self.recommendation, participant, self.vote, revision

    def in_world(self, world: World) -> Reveal:
        return Reveal(
            self.vote,
            tuple(
                Ballot(sheet[1], self.recommendation, self.vote, world[sheet], revision=sheet[3])
                for sheet in self.sheets()
            ),
            self.parts,
        )


Show = Callable[[Sequence[Reveal]], Hashable]
"""What is shown of a sequence of reveals."""


def find_leaks(
    workshop: Sequence[PublicReveal], show: Show, threshold: int, ratings: Sequence[Rating]
) -> list[tuple[Sheet, ...]]:
    """The ballots of fewer than `threshold` participants that become known, where they aren't of so many alike.

    Ballots become known if they are the same, in whatever order, in every world that would show the same. They are of
    many alike if each can be replaced by those of so many others that there are `threshold`, and these are known to be
    the same too: then it is the figure of `threshold` ballots that says it, by unanimity.
    """
    sheets = sorted({sheet for reveal in workshop for sheet in reveal.sheets()})
    alike: dict[Hashable, list[tuple[Rating, ...]]] = defaultdict(list)
    for given in product(ratings, repeat=len(sheets)):
        world = dict(zip(sheets, given, strict=True))
        alike[show([reveal.in_world(world) for reveal in workshop])].append(given)
    hidden = [part for size in range(1, threshold) for part in _parts(range(len(sheets)), sheets, size)]
    leaks: set[tuple[Sheet, ...]] = set()
    for worlds in alike.values():
        known = {part: values for part in hidden if (values := _known(part, worlds)) is not None}
        for part, values in known.items():
            if any(_replacements(part, place, values, known, sheets) < threshold - len(part) for place in part):
                leaks.add(tuple(sheets[place] for place in part))
    return sorted(leaks)


def _parts(places: Sequence[int], sheets: Sequence[Sheet], size: int) -> Iterator[tuple[int, ...]]:
    """Ballots of different participants in one vote."""
    for part in combinations(places, size):
        chosen = [sheets[place] for place in part]
        one_vote = len({(sheet[0], sheet[2]) for sheet in chosen}) == 1
        if one_vote and len({sheet[1] for sheet in chosen}) == size:
            yield part


def _known(part: tuple[int, ...], worlds: Sequence[tuple[Rating, ...]]) -> Counter[Rating] | None:
    """What a part says if all worlds agree on it."""
    first = Counter(worlds[0][place] for place in part)
    return first if all(Counter(world[place] for place in part) == first for world in worlds) else None


def _replacements(
    part: tuple[int, ...],
    place: int,
    values: Counter[Rating],
    known: Mapping[tuple[int, ...], Counter[Rating]],
    sheets: Sequence[Sheet],
) -> int:
    """How many other participants have a ballot that can stand for this one, with the same result."""
    rest = [other for other in part if other != place]
    found = {
        sheets[other][1]
        for other in range(len(sheets))
        if other not in part and known.get(tuple(sorted([*rest, other]))) == values
    }
    return len(found - {sheets[each][1] for each in part})
