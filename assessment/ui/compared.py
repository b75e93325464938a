"""What is read of the compared responses: what many were asked, and the answers of a few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assessment.access import Access
from assessment.comparison import VALUES, Compared, in_order
from assessment.model import Response, Voice
from assessment.storage import Listed
from assessment.ui import state
from assessment.ui.lines import Line

FIRST_LOOKED_AT = 5
"""Recommendations that are read first to see whether anything is rated; mostly they suffice."""


def versions_of(listed: Iterable[Listed]) -> tuple[Compared, ...]:
    """Each version of the catalogue among them, with an empty response."""
    asked_on = {one.catalogue_hash: one.id for one in listed}
    access = state.access()
    found = {content: access.catalogue_of(assessment_id) for content, assessment_id in asked_on.items()}
    return tuple(
        Compared(content, catalogue, Response(catalogue.id, catalogue.version, "", Voice.OTHER))
        for content, catalogue in found.items()
    )


def as_lines(listed: Sequence[Listed], versions: Iterable[Compared]) -> tuple[Line, ...]:
    """The responses as lines, in the same order everywhere."""
    access = state.access()
    rated = _rated(access, [one.id for one in listed], versions)
    return in_order(Line(one, one.id in rated, access) for one in listed)


def _rated(access: Access, ids: Sequence[str], versions: Iterable[Compared]) -> set[str]:
    """The ids of the responses with any rating."""
    first = [item.id for one in versions for item in one.catalogue.recommendations][:FIRST_LOOKED_AT]
    ratings = access.ratings(ids, first)
    rated = {each for by_id in ratings.values() for each, rating in by_id.items() if rating in VALUES}
    if others := [each for each in ids if each not in rated]:
        tallies = access.theme_tallies(others)
        rated |= {each for by_id in tallies.values() for each, tally in by_id.items() if tally.rated}
    return rated


def read(lines: Iterable[Line]) -> list[Compared]:
    """The responses with all their answers; for a few of them."""
    found = state.access().assessments([line.name for line in lines])
    return [Compared.kept(one) for one in found]
