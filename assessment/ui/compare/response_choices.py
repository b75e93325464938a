"""Stored responses as lines without answers: with hundreds of them most answers are never shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assessment.access.assessments import read_assessment
from assessment.access.gate import Gate
from assessment.domain.catalogue import Catalogue
from assessment.domain.comparison.obstacles import Obstacle
from assessment.domain.comparison.ordering import respondent, sort_responses, sort_rounds
from assessment.domain.comparison.voices import paired
from assessment.domain.countries import INVENTED_PLACES
from assessment.domain.response import Response, Status, Voice
from assessment.html.escaping import plain_text
from assessment.labels.formatting import response_name
from assessment.records.assessments import AssessmentListing

FEW = 8
"""Responses that are looked at side by side; more are shown a page at a time."""
LATEST, ALL = "latest", "all"
LABEL = "="
"""Prefix of a round's label, which could be any word."""


@dataclass(frozen=True)
class StoredChoice:
    """A response in the list of stored ones."""

    response: AssessmentListing

    @property
    def name(self) -> str:
        return self.response.id


@dataclass(frozen=True)
class ResponseChoice(StoredChoice):
    """A response that can be chosen."""

    is_rated: bool
    gate: Gate = field(repr=False, compare=False)

    @property
    def display_name(self) -> str:
        return response_name(self.response, plain_text)

    @property
    def catalogue_id(self) -> str:
        return self.response.catalogue_id

    @cached_property
    def _whole(self) -> Response:
        return read_assessment(self.gate, self.name).response

    def full_response(self) -> Response:
        return self._whole


@dataclass(frozen=True)
class ChosenResponses:
    """What is compared, in the same order everywhere."""

    lines: tuple[ResponseChoice, ...]
    total: int
    """How many were chosen, with those that are left out."""
    pool: tuple[ResponseChoice, ...]
    """Everything comparable of the chosen countries and areas, including other voices and rounds."""
    known: Mapping[str, Catalogue]
    """Each version of the catalogue among all of these, by its hash."""

    @property
    def ids(self) -> list[str]:
        return [line.name for line in self.lines]

    @property
    def display_names(self) -> dict[str, str]:
        """Their names for people, by the names of the responses."""
        return {line.name: line.display_name for line in self.lines}

    @cached_property
    def versions(self) -> tuple[Catalogue, ...]:
        """Each version of the catalogue that is compared."""
        return tuple(
            self.known[catalogue_hash] for catalogue_hash in {line.response.catalogue_hash: None for line in self.lines}
        )

    @cached_property
    def catalogues(self) -> dict[str, Catalogue]:
        """By the name of a response, the catalogue that it answers."""
        return {line.name: self.known[line.response.catalogue_hash] for line in (*self.lines, *self.pool)}


def is_invented(one: AssessmentListing) -> bool:
    return one.sample or one.country in INVENTED_PLACES


def most_answered(listed: Iterable[AssessmentListing]) -> list[str]:
    """The ids of the catalogues, the most answered first."""
    return [catalogue_id for catalogue_id, _count in Counter(listing.catalogue_id for listing in listed).most_common()]


def latest_rounds(lines: Iterable[ResponseChoice]) -> list[ResponseChoice]:
    """The latest round of each respondent (country, voice and organisation)."""
    by_respondent: dict[Hashable, list[ResponseChoice]] = {}
    for line in lines:
        by_respondent.setdefault(respondent(line.response), []).append(line)
    stays: list[ResponseChoice] = []
    for rounds in by_respondent.values():
        last = sort_rounds(rounds)[-1].response.round
        stays += [line for line in rounds if line.response.round == last]
    return stays


def opening(comparable: Sequence[ResponseChoice], own: str | None) -> tuple[ResponseChoice, ...]:
    """What is compared until a person chooses: the State and civil society of one place, that of the response with the
    id `own` rather than another; else the latest round of each, or the rounds of the only respondent. Sample data only
    where there is too little else; nothing where there are too many to look at side by side."""
    real = [line for line in comparable if not is_invented(line.response)]
    offered = real if len(real) > 1 else comparable
    latest = latest_rounds(offered)
    place = next((line.response.country for line in comparable if line.name == own), None)
    pairs = sorted(paired(latest, Voice.STATE, Voice.CIVIL_SOCIETY), key=lambda pair: pair[0].response.country != place)
    if pairs:
        return pairs[0]
    several = latest if len(latest) > 1 else offered
    return tuple(several) if len(several) <= FEW else ()


def in_round(lines: Iterable[ResponseChoice], chosen: str) -> list[ResponseChoice]:
    """The responses of a round: LATEST, ALL, or LABEL with the label of one."""
    if chosen == LATEST:
        return list(sort_responses(latest_rounds(lines)))
    return [line for line in lines if chosen in (ALL, LABEL + line.response.round.label)]


def by_preference(lines: Iterable[ResponseChoice], chosen: Sequence[str]) -> list[str]:
    """Names of responses, first those that are compared rather than their twins: chosen, dated, submitted."""

    def rank(line: ResponseChoice) -> tuple[bool, bool, bool]:
        listing = line.response
        return line.name not in chosen, listing.round.date is None, listing.status is not Status.SUBMITTED

    return [line.name for line in sorted(sort_responses(lines), key=rank)]


def excluding(lines: Iterable[ResponseChoice], found: Iterable[Obstacle]) -> tuple[ResponseChoice, ...]:
    """The responses that can be compared."""
    out = {name for obstacle in found for name in obstacle.names}
    return tuple(line for line in lines if line.name not in out)


def missing_from(
    lines: Sequence[ResponseChoice], spoken: Iterable[ResponseChoice], found: Sequence[Obstacle], chosen: str
) -> list[Obstacle]:
    """What is left out of the compared responses, though it is chosen: of their rounds, or without any rating."""
    rounds = {_respondent_and_label(line) for line in lines}
    would_be = {
        line.name
        for line in in_round(spoken, ALL if chosen == LATEST else chosen)
        if chosen != LATEST or not line.is_rated or _respondent_and_label(line) in rounds
    }
    return [obstacle for obstacle in found if would_be.intersection(obstacle.names)]


def _respondent_and_label(line: ResponseChoice) -> Hashable:
    return respondent(line.response), line.response.round.label
