"""What is read of the compared responses: what many were asked, and the answers of a few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assessment.domain.comparison.compare import RATING_VALUES, ComparedResponse
from assessment.domain.comparison.ordering import sort_responses
from assessment.domain.model import Response, Voice
from assessment.services.access import Access
from assessment.storage import AssessmentListing
from assessment.ui.compare.response_choices import ResponseChoice
from assessment.ui.session import state

FIRST_LOOKED_AT = 5
"""Recommendations that are read first to see whether anything is rated; mostly they suffice."""


def versions_of(listed: Iterable[AssessmentListing]) -> tuple[ComparedResponse, ...]:
    """Each version of the catalogue among them, with an empty response."""
    asked_on = {one.catalogue_hash: one.id for one in listed}
    access = state.access()
    found = {content: access.catalogue_of(assessment_id) for content, assessment_id in asked_on.items()}
    return tuple(
        ComparedResponse(content, catalogue, Response(catalogue.id, catalogue.version, "", Voice.OTHER))
        for content, catalogue in found.items()
    )


def as_choices(listed: Sequence[AssessmentListing], versions: Iterable[ComparedResponse]) -> tuple[ResponseChoice, ...]:
    """The responses as lines, in the same order everywhere."""
    access = state.access()
    rated = _rated(access, [one.id for one in listed], versions)
    return sort_responses(ResponseChoice(one, one.id in rated, access) for one in listed)


def _rated(access: Access, ids: Sequence[str], versions: Iterable[ComparedResponse]) -> set[str]:
    """The ids of the responses with any rating."""
    first = [item.id for one in versions for item in one.catalogue.recommendations][:FIRST_LOOKED_AT]
    ratings = access.ratings(ids, first)
    rated = {each for by_id in ratings.values() for each, rating in by_id.items() if rating in RATING_VALUES}
    if others := [each for each in ids if each not in rated]:
        tallies = access.theme_tallies(others)
        rated |= {each for by_id in tallies.values() for each, tally in by_id.items() if tally.rated}
    return rated


def load_full_responses(lines: Iterable[ResponseChoice]) -> list[ComparedResponse]:
    """The responses with all their answers; for a few of them."""
    found = state.access().assessments([line.name for line in lines])
    return [ComparedResponse.from_assessment(one) for one in found]
