"""What the tests of comparisons share: small responses by name, and what Hypothesis draws several of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from hypothesis import strategies as st

from assessment.domain.answer import Answer, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.response import Response, Round, Voice
from assessment.domain.sourced import SourcedResponse
from tests.support.cases import ratings_of
from tests.support.catalogues import a_catalogue

TOWN = a_catalogue(themes={"harbour": 3, "market": 2})
# The newest version adds a recommendation at the end, and words the second otherwise.
NEWER = a_catalogue(
    version="1.10", themes={"harbour": 3, "market": 3}, items={"INV-02": {"text": "Do number 2 at night too."}}
)

Ratings = Mapping[str, Rating | Answer | None]


def one(
    name: str,
    ratings: Ratings,
    *,
    catalogue: Catalogue = TOWN,
    country: str = "XAA",
    voice: Voice = Voice.STATE,
    organisation: str = "",
    label: str = "",
    date: dt.date | None = None,
    anonymous: bool = False,
) -> SourcedResponse:
    """A response among those compared; a bare rating stands for an answer that says nothing else."""
    answers = {key: _answer(rating) for key, rating in ratings.items() if rating is not None}
    response = Response(
        catalogue.id, catalogue.version, country, voice, organisation, Round(label, date), anonymous, answers
    )
    return SourcedResponse(name, catalogue, response)


def _answer(rating: Rating | Answer) -> Answer:
    if isinstance(rating, Answer):
        return rating
    return Answer(rating=rating, reason="There is none." if rating is Rating.NOT_APPLICABLE else "")


def everywhere(rating: Rating, catalogue: Catalogue = TOWN) -> dict[str, Rating]:
    """The same rating for each recommendation."""
    return dict.fromkeys(catalogue.by_id, rating)


@st.composite
def several(draw: st.DrawFn, together: bool = False) -> list[SourcedResponse]:
    """Responses to either version, each of an organisation of its own, so that no two are of the same; `together` in
    one country and one round."""
    countries, labels = (["XAA"], ["2026"]) if together else (["ALA", "CIV", "TUR", "XAA"], ["Round 2", "Round 10"])
    found = []
    for number in range(draw(st.integers(2, 5))):
        catalogue = draw(st.sampled_from([TOWN, NEWER]))
        ratings = draw(ratings_of(catalogue).filter(_is_rated))
        found.append(
            one(
                f"{number}.json",
                ratings,
                catalogue=catalogue,
                country=draw(st.sampled_from(countries)),
                voice=draw(st.sampled_from([Voice.STATE, Voice.CIVIL_SOCIETY, Voice.OTHER])),
                organisation=f"Organisation {number}",
                label=draw(st.sampled_from(labels)),
                date=None if together else draw(st.none() | st.just(dt.date(2026, 11, 24))),
            )
        )
    return found


def _is_rated(ratings: Mapping[str, Rating | None]) -> bool:
    return bool({Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT} & set(ratings.values()))
