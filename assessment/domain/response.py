"""A response, as a frozen value: the answers of one respondent to a catalogue, and as it is stored, an assessment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Annotated, Protocol

from assessment.domain.answer import EMPTY_ANSWER, Answer, Rating
from assessment.domain.catalogue import Catalogue
from assessment.parsing.limits import name_problem


class Voice(StrEnum):
    """Who speaks in a response. Voices are never averaged."""

    STATE = "state"
    CIVIL_SOCIETY = "civil_society"
    NATIONAL_HUMAN_RIGHTS_INSTITUTION = "national_human_rights_institution"
    INTERNATIONAL_ORGANISATION = "international_organisation"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Round:
    """A round of assessment, such as “2026 baseline”, with its date."""

    label: Annotated[str, name_problem] = ""
    date: dt.date | None = None


class Identity(Protocol):
    """Whose answers they are: of a response, or of an entry in the list of stored responses."""

    @property
    def country(self) -> str: ...
    @property
    def voice(self) -> Voice: ...
    @property
    def organisation(self) -> str: ...
    @property
    def round(self) -> Round: ...
    @property
    def anonymous(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Response:
    """One voice's answers for one country or area in one round; `country` is an ISO 3166-1 alpha-3 code.

    `answers` is by recommendation id; a recommendation that isn't in it is unanswered, or wasn't asked (`assesses`).
    """

    catalogue_id: str
    catalogue_version: str
    country: str
    voice: Voice
    organisation: str = ""
    round: Round = field(default_factory=Round)
    anonymous: bool = False
    answers: Mapping[str, Answer] = field(default_factory=dict)
    asked: frozenset[str] | None = None
    """The ids of what a workshop had on its agenda; None where everything was asked."""

    def assesses(self, recommendation_id: str) -> bool:
        """Whether a recommendation counts: it was asked, or it was rated all the same (docs/method.md, *What was
        asked*)."""
        return self.asked is None or recommendation_id in self.asked or self.rating(recommendation_id) is not None

    def answer(self, recommendation_id: str) -> Answer:
        return self.answers.get(recommendation_id, EMPTY_ANSWER)

    def rating(self, recommendation_id: str) -> Rating | None:
        return self.answer(recommendation_id).rating

    def with_answers(self, answers: Mapping[str, Answer]) -> Response:
        """The same response with these answers, without the empty ones."""
        return replace(self, answers={key: answer for key, answer in answers.items() if not answer.is_empty})


class Status(StrEnum):
    """A submitted assessment is locked until it is reopened."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A response as it is stored: with the exact catalogue that it answers, and its status.

    Times are in UTC. `revisions` holds, by recommendation id, how often the answer has changed.
    """

    id: str
    catalogue: Catalogue
    response: Response
    status: Status
    created: dt.datetime
    updated: dt.datetime
    revisions: Mapping[str, int] = field(default_factory=dict)
