"""The ratings of many responses, whether counted in the database or of responses at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.domain.comparison.compare import all_recommendations, mandate_count
from assessment.domain.comparison.ordering import NamedResponse
from assessment.domain.scoring import RATING_VALUES, Tally, tally
from assessment.domain.sourced import SourcedResponse

NamePairs = Sequence[tuple[str, str]]

_WORTH: Mapping[Rating | None, float | None] = {
    None: None,
    **{rating: RATING_VALUES.get(rating) for rating in Rating},
}


@dataclass(frozen=True)
class RatedResponses:
    """Ratings by recommendation and response."""

    responses: Sequence[NamedResponse]
    """Those compared, in their order."""
    catalogues: Mapping[str, Catalogue]
    """By the name of a response; others than those compared may be among them."""
    ratings: Mapping[str, Mapping[str, Rating | None]]
    """By the id of a recommendation, and the name of a response."""

    @classmethod
    def of(cls, responses: Sequence[SourcedResponse], others: Iterable[SourcedResponse] = ()) -> Self:
        """The ratings of responses with all their answers, and of others that they are compared with."""
        known = [*responses, *others]
        items = all_recommendations(sourced.catalogue for sourced in responses)
        return cls(
            responses=responses,
            catalogues={sourced.name: sourced.catalogue for sourced in known},
            ratings={item.id: {sourced.name: sourced.rating(item.id) for sourced in known} for item in items},
        )

    @cached_property
    def items(self) -> tuple[Recommendation, ...]:
        """All that any of the compared is asked, in the newest words."""
        return all_recommendations(self._compared)

    @cached_property
    def mandates(self) -> Mapping[str, int]:
        return mandate_count(self._compared)

    @property
    def _compared(self) -> list[Catalogue]:
        return [self.catalogues[named.name] for named in self.responses]

    def rating(self, one: NamedResponse, item: Recommendation) -> Rating | None:
        return self.ratings[item.id][one.name]

    def is_asked(self, one: NamedResponse, item: Recommendation) -> bool:
        """Whether its version has a recommendation, and it was on its agenda or is rated all the same."""
        agenda = one.response.asked
        counts = agenda is None or item.id in agenda or self.rating(one, item) is not None
        return counts and item.id in self.catalogues[one.name].by_id

    def is_reworded(self, one: NamedResponse, item: Recommendation) -> bool:
        """Whether a response that is asked a recommendation is asked it in other words."""
        return self.catalogues[one.name].by_id[item.id].text != item.text

    def distribution(self, item: Recommendation) -> Tally:
        """The ratings of a recommendation by those who are asked in exactly these words."""
        asked = (named for named in self.responses if self.is_asked(named, item) and not self.is_reworded(named, item))
        return tally(self.rating(named, item) for named in asked)

    def values(self, item: Recommendation) -> list[float | None]:
        """What the ratings of the compared are worth; None for those that don't rate it in these words."""
        worth, texts = self._worth(item), self._texts(item)
        return [worth[named.name] if texts[named.name] == item.text else None for named in self.responses]

    def pairs(self, item: Recommendation, pairs: NamePairs) -> list[tuple[float | None, float | None]]:
        """What the ratings are worth of each pair whose two are asked in the same words."""
        worth, texts = self._worth(item), self._texts(item)
        return [
            (worth[first], worth[second])
            for first, second in pairs
            if texts[first] is not None and texts[first] == texts[second]
        ]

    def _worth(self, item: Recommendation) -> dict[str, float | None]:
        return {name: _WORTH[rating] for name, rating in self.ratings[item.id].items()}

    def _texts(self, item: Recommendation) -> dict[str, str | None]:
        """The words by response, or None where it isn't asked; each version is looked up once."""
        versions = {id(catalogue): catalogue for catalogue in self.catalogues.values()}
        texts = {
            key: own.text if (own := catalogue.by_id.get(item.id)) else None for key, catalogue in versions.items()
        }
        return {name: texts[id(catalogue)] for name, catalogue in self.catalogues.items()}
